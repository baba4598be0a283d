"""What the machine says only to take leave, after a person ended the matter, is kept as that."""

import pytest

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner
from flowbuilder.core.events import AgentJoined, AgentLeft
from flowbuilder.core.testing import flow
from flowbuilder.runtime.replaying import replay_conversation
from flowbuilder.runtime.turns import take_turn

pytestmark = pytest.mark.django_db

SHOP = flow(
    ("menu", "question", {"question": "How can I help?", "save_as": "q"}),
    ("person", "handoff"),
    ("rate", "survey", {"question": "How was it?"}),
    ("bye", "end", {"text": "Bye."}),
    wires="menu>person; person.done>rate; person.nobody>bye; person.timed_out>bye;"
    "person.gave_up>bye; rate>bye",
    triggers=[{"id": "k", "kind": "keyword", "words": ["menu"], "target": "menu"}],
    locale="en",
    variables=({"name": "q"},),
)


@pytest.fixture
def ended(begin, agent):
    """An agent answered and has ended the matter."""
    talk = begin(SHOP)
    row = talk.row
    change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)
    take_turn(talk.pk, AgentJoined(at=now(), agent="Ola"))
    row = talk.row
    change_owner(row, Move.GIVE_BACK, expected_epoch=row.owner_epoch)
    take_turn(talk.pk, AgentLeft(at=now(), outcome="closed"))
    return talk


def marked(talk):
    found = Message.objects.filter(conversation=talk.pk, author="bot").order_by("seq")
    return [(row.content["text"], row.content.get("parting", False)) for row in found]


def test_the_rating_and_the_goodbye_are_marked_and_what_was_said_before_is_not(ended):
    ended.says("5")

    assert marked(ended) == [
        ("How can I help?", False),
        ("How was it?", True),
        ("Thank you for your answer.", True),
        ("Bye.", True),
    ]


def test_what_is_said_to_who_goes_on_instead_is_not_marked(ended):
    ended.says("menu")

    assert marked(ended)[-1] == ("How can I help?", False)


def test_a_replay_says_the_same(ended):
    """Seen to fail without `_bare`."""
    ended.says("5")

    replay = replay_conversation(ended.row)

    assert (replay.same, replay.first) == (True, None)
