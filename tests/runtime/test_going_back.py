"""Changing an answer, through the turn: what is stored, what is let go of, what is refused."""

from __future__ import annotations

import pytest

from flowbuilder.common.clock import now
from flowbuilder.conversations import services as conversations
from flowbuilder.conversations.errors import CannotGoBack
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.core.events import VisitorChose, VisitorWentBack
from flowbuilder.core.testing import flow
from flowbuilder.runtime import hot
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.replaying import replay_conversation
from flowbuilder.runtime.turns import take_turn
from tests.runtime.conftest import LOOK_UP

SIZES = [{"value": "s", "label": "Small"}, {"value": "l", "label": "Large"}]
ORDER = flow(
    ("size", "choices", {"text": "Which size?", "options": SIZES, "save_as": "size"}),
    ("name", "question", {"question": "Your name?", "save_as": "name"}),
    ("sum", "question", {"question": "{{ name }}: {{ size }}. Right?", "save_as": "ok"}),
    ("end", "end", {}),
    wires="size.s>name; size.l>name; name>sum; sum>end",
    variables=({"name": "size"}, {"name": "name"}, {"name": "ok"}),
    locale="en",
)


def back(talk, to, client_id="back-1"):
    return take_turn(talk.pk, VisitorWentBack(at=now(), to=to), client_id=client_id)


def asked(talk):
    found = Message.objects.filter(conversation=talk.pk, content__kind="choices")
    return found.order_by("seq").first()


@pytest.fixture
def ordered(begin):
    talk = begin(ORDER)
    talk.chooses("s", asked(talk).effect_id)
    talk.says("Ada")
    return talk


def test_the_transcript_keeps_everything_and_says_what_was_changed(ordered):
    receipt = back(ordered, 4)

    assert ordered.transcript[-3:] == [
        ("bot", "Ada: s. Right?"),
        ("visitor", "I would like to change my answer: “Ada”."),
        ("bot", "Your name?"),
    ]
    stored = Message.objects.get(conversation=ordered.pk, seq=receipt.seq)
    assert stored.content["back"] == {"to": 4, "asks": True}
    assert receipt.changeable["seqs"] == [2]
    ordered.says("Eve")
    assert ordered.transcript[-1] == ("bot", "Eve: s. Right?")


def test_an_old_button_answers_anew_at_once(ordered):
    first = asked(ordered)
    event = VisitorChose(
        at=now(), value="l", label="Large", effect_id=first.effect_id, instead_of=2
    )

    receipt = take_turn(ordered.pk, event, client_id="press-1")

    stored = Message.objects.get(conversation=ordered.pk, seq=receipt.seq)
    assert stored.content["back"] == {"to": 2}
    assert stored.content["choice"] == {"message": first.seq, "value": "l"}
    assert ordered.transcript[-1] == ("bot", "Your name?")
    assert replay_conversation(ordered.row).same


def test_the_same_frame_twice_goes_back_once(ordered):
    first, again = back(ordered, 4), back(ordered, 4)

    assert (again.seq, again.repeated) == (first.seq, True)
    assert EventRecord.objects.filter(kind="VisitorWentBack").count() == 1


def test_it_is_replayed_and_outlives_a_restart(ordered):
    hot.forget_all()

    back(ordered, 2)

    assert ordered.transcript[-1] == ("bot", "Which size?")
    assert replay_conversation(ordered.row).same


def test_what_the_abandoned_path_waited_for_is_let_go(begin):
    talk = begin(LOOK_UP)
    talk.says("1042")
    job = Job.objects.get(conversation=talk.pk, kind=Job.Kind.EFFECT)
    queued = talk.says("hello?")

    back(talk, 2)

    assert queued.fate == EventRecord.Fate.QUEUED
    assert talk.row.pending == []
    assert talk.row.deferred == []
    job.refresh_from_db()
    assert job.status == Job.Status.CANCELLED
    heard = EventRecord.objects.get(conversation=talk.pk, seq=queued.seq)
    assert heard.fate == EventRecord.Fate.DISCARDED
    assert talk.transcript[-1] == ("bot", "What is it about?")


@pytest.mark.parametrize("to", [1, 3, 99])
def test_only_an_answer_can_be_changed(ordered, to):
    with pytest.raises(CannotGoBack):
        back(ordered, to)

    assert len(ordered.transcript) == 5


def test_a_person_who_has_it_is_told_instead(ordered, agent):
    row = Conversation.objects.get(pk=ordered.pk)
    conversations.change_owner(row, Move.TAKE, expected_epoch=row.owner_epoch, agent=agent)

    with pytest.raises(CannotGoBack):
        back(ordered, 4)
