"""Promises in the database: who is told, once, what is written down, and what rows show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff import deadlines, inbox_rows, lists
from flowbuilder.handoff.models import Handoff, OpeningHours, SlaNotice, SlaTarget, Team
from flowbuilder.handoff.services import answering, passing_on, promises, rounds, writing
from tests.handoff.conftest import says

Start = Callable[..., Conversation]
pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def promised(workspace: Workspace, team: Team) -> SlaTarget:
    """The team promises a first reply within five minutes and a resolution within an hour."""
    return SlaTarget.objects.create(
        workspace=workspace, team=team, first_reply_s=300, resolution_s=3600
    )


def backdated(conversation: Conversation, minutes: float) -> Handoff:
    """The open handoff, as if it and all that was said had been `minutes` ago."""
    handoff = Handoff.objects.get(conversation=conversation, status__in=["waiting", "assigned"])
    handoff.requested_at -= minutes * MINUTE
    if handoff.first_reply_at:
        handoff.first_reply_at -= minutes * MINUTE
    handoff.save()
    for message in Message.objects.filter(conversation=conversation):
        message.at -= minutes * MINUTE
        message.save()
    return handoff


def notices() -> list[tuple[str, str]]:
    return list(SlaNotice.objects.order_by("pk").values_list("promise", "kind"))


def take(conversation: Conversation, user: User) -> Conversation:
    conversation.refresh_from_db()
    return answering.claim(
        conversation.workspace, conversation.pk, user, epoch=conversation.owner_epoch
    )


def answer(conversation: Conversation, user: User, text: str = "Hello.") -> Message:
    return writing.reply(
        conversation.workspace,
        conversation.pk,
        user,
        text=text,
        client_id=f"{conversation.pk}-{conversation.head_seq}-{text}",
        epoch=conversation.owner_epoch,
    )


def row_of(conversation: Conversation, user: User) -> Any:
    row = inbox_rows.row_for(conversation.pk, conversation.workspace_id, user)
    assert row is not None
    return row


# ---- The round ---------------------------------------------------------------------------------


def test_a_warning_and_then_a_breach_are_noted_once_each(
    asked: Start, ewa: User, promised: SlaTarget
) -> None:
    at = backdated(asked(), 0).requested_at

    made = [
        promises.look_at_promises(at + minutes * MINUTE)
        for minutes in (1, 3.9, 4, 4.5, 5, 5.1, 6, 7)
    ]

    assert made == [0, 0, 1, 0, 0, 1, 0, 0]
    assert notices() == [("first_reply", "warning"), ("first_reply", "breach")]


def test_a_round_that_comes_late_notes_the_breach_and_no_warning_after_it(
    asked: Start, ewa: User, promised: SlaTarget
) -> None:
    handoff = backdated(asked(), 8)

    rounds.make_rounds()
    handoff.requested_at += 3.5 * MINUTE  # as if the promise had been lengthened
    handoff.save()
    rounds.make_rounds()

    assert notices() == [("first_reply", "breach")]


def test_a_reply_that_came_too_late_between_two_rounds_is_written_down(
    asked: Start, ewa: User, promised: SlaTarget
) -> None:
    conversation = asked()
    backdated(conversation, 8)
    answer(take(conversation, ewa), ewa)

    rounds.make_rounds()

    assert notices() == [("first_reply", "breach")]


def test_a_handoff_that_ended_is_settled_once_and_never_looked_at_again(
    asked: Start, ewa: User, promised: SlaTarget, workspace: Workspace
) -> None:
    conversation = take(asked(), ewa)
    answer(conversation, ewa)
    answering.close(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)

    rounds.make_rounds()
    Handoff.objects.update(requested_at=now() - timedelta(days=1))
    rounds.make_rounds()

    assert Handoff.objects.get().sla_settled
    assert notices() == []


def test_a_team_that_promises_nothing_breaks_nothing(asked: Start, ewa: User) -> None:
    conversation = asked()
    backdated(conversation, 9)

    rounds.make_rounds()

    assert notices() == []
    assert row_of(conversation, ewa)["sla"] is None
    assert row_of(conversation, ewa)["target_s"] == 120


def test_outside_the_teams_hours_no_promise_is_broken(
    asked: Start, ewa: User, promised: SlaTarget, team: Team, workspace: Workspace
) -> None:
    handoff = backdated(asked(), 0)
    OpeningHours.objects.create(
        workspace=workspace, team=team, weekday=0, opens=time(8), closes=time(16)
    )
    friday = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
    Handoff.objects.filter(pk=handoff.pk).update(requested_at=friday)
    monday = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)

    made = [promises.look_at_promises(friday + timedelta(days=n)) for n in (0.1, 1, 2)]

    assert made == [0, 0, 0]
    assert promises.look_at_promises(monday + 4 * MINUTE) == 1
    assert SlaNotice.objects.get().due_at == monday + 5 * MINUTE


def test_the_resolution_waits_while_we_wait_for_the_visitor(
    asked: Start, ewa: User, promised: SlaTarget
) -> None:
    conversation = take(asked(), ewa)
    answer(conversation, ewa)
    backdated(conversation, 600)

    rounds.make_rounds()
    assert (notices(), row_of(conversation, ewa)["sla"]["paused"]) == ([], True)

    says(conversation, "I am back.")
    handoff = Handoff.objects.get()
    due_at = now() + timedelta(minutes=60)
    shown = row_of(conversation, ewa)["sla"]
    assert (shown["promise"], shown["state"], shown["paused"]) == ("resolution", "in_time", False)
    assert abs(datetime.fromisoformat(shown["due_at"]) - due_at) < MINUTE

    promises.look_at_promises(now() + 61 * MINUTE)
    assert notices() == [("resolution", "breach")]
    assert not handoff.sla_settled


def test_a_note_between_agents_stops_no_clock(
    asked: Start, ewa: User, promised: SlaTarget, workspace: Workspace
) -> None:
    conversation = take(asked(), ewa)
    writing.note(workspace, conversation.pk, ewa, text="Hm.", client_id="n")
    answer(conversation, ewa)
    backdated(conversation, 30)
    says(conversation, "And?")
    append_message(
        conversation,
        author=Message.Author.AGENT,
        content={"kind": "text", "text": "note", "sources": []},
        private=True,
        agent=ewa,
    )

    assert row_of(conversation, ewa)["sla"]["paused"] is False


# ---- Priorities, and passing on -----------------------------------------------------------------


def test_each_priority_has_its_own_promise_and_without_one_that_of_the_normal(
    asked: Start, ewa: User, promised: SlaTarget, team: Team, workspace: Workspace
) -> None:
    handoff = backdated(asked(), 0)
    Handoff.objects.update(priority="high")
    handoff.refresh_from_db()

    def first_reply_s() -> int | None:
        return deadlines.targets_of([team.pk])[team.pk][handoff.priority].first_reply_s

    assert first_reply_s() == 300
    SlaTarget.objects.create(workspace=workspace, team=team, priority="high", first_reply_s=60)
    assert first_reply_s() == 60
    row = inbox_rows.row_for(handoff.conversation_id, workspace.pk, ewa)
    assert row is not None
    assert (row["target_s"], row["sla"]["due_at"]) == (
        60,
        (handoff.requested_at + MINUTE).isoformat(),
    )


def test_passing_a_visitor_on_gives_nobody_more_time(
    asked: Start,
    ewa: User,
    jan: User,
    promised: SlaTarget,
    workspace: Workspace,
) -> None:
    conversation = take(asked(), ewa)
    began = backdated(conversation, 10).requested_at

    passing_on.transfer(
        workspace, conversation.pk, ewa, epoch=conversation.owner_epoch, agent_id=jan.pk
    )

    after = Handoff.objects.get(status="assigned")
    assert (after.reply_clock_from, after.resolution_clock_from) == (began, began)
    assert row_of(conversation, ewa)["sla"]["state"] == "breached"


def test_once_somebody_has_replied_the_next_first_reply_counts_from_the_passing_on(
    asked: Start,
    ewa: User,
    jan: User,
    team: Team,
    promised: SlaTarget,
    workspace: Workspace,
) -> None:
    conversation = take(asked(), ewa)
    answer(conversation, ewa)
    began = backdated(conversation, 10).requested_at
    conversation.refresh_from_db()

    passing_on.transfer(
        workspace, conversation.pk, ewa, epoch=conversation.owner_epoch, team_id=team.pk
    )

    after = Handoff.objects.get(status="waiting")
    assert (after.reply_clock_from, after.resolution_clock_from) == (None, began)
    assert row_of(conversation, ewa)["sla"]["state"] == "in_time"


def test_who_gets_an_answered_visitor_back_owes_no_first_reply(
    asked: Start,
    ewa: User,
    jan: User,
    promised: SlaTarget,
    workspace: Workspace,
) -> None:
    conversation = take(asked(), ewa)
    began = backdated(conversation, 10).requested_at
    there = passing_on.transfer(
        workspace, conversation.pk, ewa, epoch=conversation.owner_epoch, agent_id=jan.pk
    )
    answer(there, jan)
    back = passing_on.transfer(
        workspace, conversation.pk, jan, epoch=there.owner_epoch, agent_id=ewa.pk
    )

    at = now() + 10 * MINUTE
    promises.look_at_promises(at)
    after = Handoff.objects.get(status="assigned")
    assert (after.waiting_from, after.resolution_clock_from) == (None, began)
    assert not SlaNotice.objects.filter(handoff=after, promise="first_reply").exists()
    row = row_of(back, ewa)
    assert (row["waiting_since"], row["sla"]["promise"]) == (None, "resolution")

    says(back, "I co dalej?")
    asked_again = back.messages.get(author="visitor", content__text="I co dalej?").at
    assert row_of(back, ewa)["waiting_since"] == asked_again.isoformat()
    once_more = answering.take_over(workspace, back.pk, jan, epoch=back.owner_epoch)
    assert Handoff.objects.get(status="assigned").waiting_from == asked_again
    assert once_more.agent == jan


# ---- What it costs ------------------------------------------------------------------------------


def test_a_page_of_rows_asks_as_often_as_one_row(
    asked: Start, ewa: User, promised: SlaTarget, workspace: Workspace
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            lists.page_of("waiting", workspace.pk, ewa)
        return len(seen)

    asked()
    one = queries()
    for _ in range(3):
        asked()

    assert queries() == one


def test_a_round_over_many_in_time_reads_no_messages(
    asked: Start, ewa: User, promised: SlaTarget
) -> None:
    answer(take(asked(), ewa), ewa)
    with CaptureQueriesContext(connection) as seen:
        promises.look_at_promises(now())

    assert not [one for one in seen if "conversations_message" in one["sql"]]
