"""What an agent has ended: in their eyes it is over, while the visitor may still rate it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff import inbox_rows, lists
from flowbuilder.handoff.models import Handoff
from flowbuilder.handoff.services import answering, rounds
from tests.clock import VirtualClock
from tests.handoff.conftest import says

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


@pytest.fixture
def ended(ewa: User, asked: Start, workspace: Workspace) -> Conversation:
    """Ewa answered and pressed “Close”; the flow asks for a rating."""
    talk = asked()
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    return answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)


def ids(view: str, workspace: Workspace, user: User) -> list[str]:
    rows, _following = lists.page_of(view, workspace.pk, user)
    return [row["id"] for row in rows]


def test_what_an_agent_ended_is_among_the_ended_while_it_is_rated(
    ended: Conversation, ewa: User, workspace: Workspace
) -> None:
    row = inbox_rows.row_for(ended.pk, workspace.pk, ewa)

    assert row is not None
    assert (row["state"], row["rating"]) == ("bot", True)
    assert ids("closed", workspace, ewa) == [str(ended.pk)]
    assert ids("bot", workspace, ewa) == []
    assert lists.counts_for(workspace.pk, ewa)["bot"] == 0


def test_the_rating_given_it_is_over(ended: Conversation, ewa: User, workspace: Workspace) -> None:
    says(ended, "5")
    row = inbox_rows.row_for(ended.pk, workspace.pk, ewa)

    assert row is not None
    assert (row["state"], row["rating"]) == ("closed", False)
    assert not Handoff.objects.filter(rating=True).exists()
    assert ids("closed", workspace, ewa) == [str(ended.pk)]


def test_a_visitor_who_asks_for_a_person_again_is_in_the_queue_again(
    ended: Conversation, ewa: User, workspace: Workspace
) -> None:
    says(ended, "I want to talk to a person")

    assert ended.state == "queued"
    assert ids("closed", workspace, ewa) == []
    assert ids("waiting", workspace, ewa) == [str(ended.pk)]


def test_an_agent_may_take_it_back_while_it_is_rated(
    ended: Conversation, ewa: User, workspace: Workspace
) -> None:
    answering.take_over(workspace, ended.pk, ewa, epoch=ended.owner_epoch)

    assert ids("closed", workspace, ewa) == []
    assert ids("mine", workspace, ewa) == [str(ended.pk)]
    assert not Handoff.objects.filter(rating=True).exists()


def test_a_rating_that_nobody_gives_expires_without_a_word(
    ended: Conversation, ewa: User, workspace: Workspace
) -> None:
    said = ended.messages.count()
    clock = VirtualClock(now() + rounds.RATED_WITHIN - timedelta(minutes=1))
    with told_by(clock):
        rounds.make_rounds()
        ended.refresh_from_db()
        assert ended.state == "bot"
    with told_by(VirtualClock(now() + rounds.RATED_WITHIN + timedelta(minutes=1))):
        rounds.make_rounds()

    ended.refresh_from_db()
    assert (ended.state, ended.messages.count()) == ("closed", said)
    assert ids("closed", workspace, ewa) == [str(ended.pk)]


def test_the_ended_are_paged_in_one_order(
    asked: Start, ewa: User, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    talks = []
    for number in range(5):
        talk = asked()
        mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
        answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)
        if number % 2:
            says(talk, "5")
        Conversation.objects.filter(pk=talk.pk).update(
            last_activity_at=now() - timedelta(minutes=number)
        )
        talks.append(str(talk.pk))

    seen, cursor = [], ""
    while True:
        rows, following = lists.page_of("closed", workspace.pk, ewa, cursor=cursor)
        seen += [row["id"] for row in rows]
        if following is None:
            break
        cursor = following

    assert seen == talks


def test_what_is_over_says_what_it_was_about(
    new_conversation: Start, ended: Conversation, ewa: User, workspace: Workspace
) -> None:
    said = {
        "Does the blue lamp come with a bulb?": {},
        "My parcel": {"choice": {"message": 1, "value": "parcel"}},
        "": None,
    }
    expected = {str(ended.pk): "Parcel of Ada"}
    for text, more in said.items():
        talk = new_conversation()
        if more is not None:
            content = {"kind": "text", "text": text, **more}
            append_message(talk, author="visitor", content=content)
        expected[str(talk.pk)] = text
        Conversation.objects.filter(pk=talk.pk).update(state=Conversation.State.CLOSED)
    running = new_conversation()
    append_message(running, author="visitor", content={"kind": "text", "text": "Is it open?"})

    rows, _next = lists.page_of("closed", workspace.pk, ewa)
    others, _next = lists.page_of("bot", workspace.pk, ewa)

    assert {row["id"]: row["reason"] for row in rows} == expected
    assert [row["reason"] for row in others] == [""]


def test_what_is_over_says_who_answered_and_how_it_was_rated(
    ended: Conversation, ewa: User, workspace: Workspace
) -> None:
    def told() -> tuple[object, object]:
        (row,), _following = lists.page_of("closed", workspace.pk, ewa)
        return row["answered_by"], row["score"]

    assert told() == ("Ewa", None)

    says(ended, "4")

    assert told() == ("Ewa", {"score": 4, "high": 5, "comment": ""})


def test_what_is_going_on_names_nobody_who_answered(
    asked: Start, ewa: User, workspace: Workspace
) -> None:
    row = inbox_rows.row_for(asked().pk, workspace.pk, ewa)

    assert row is not None
    assert (row["answered_by"], row["score"]) == ("", None)
