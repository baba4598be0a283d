"""Snoozes: what is offered, what ends them, and what they do not touch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import inbox_rows, lists, selectors, snoozes
from flowbuilder.handoff.calendars import Calendar, Hours
from flowbuilder.handoff.errors import NotSnoozed, NotYourTurn
from flowbuilder.handoff.models import Agent, Handoff, Snooze
from flowbuilder.handoff.services import answering, rounds, snoozing
from tests.handoff.conftest import lines, says

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]
WARSAW = ZoneInfo("Europe/Warsaw")
OFFICE = Calendar(zone=WARSAW, weekly={day: (Hours(time(10), time(18)),) for day in range(5)})


@pytest.fixture
def mine(asked: Start, ewa: User) -> Conversation:
    """A conversation that ewa answers."""
    talk = asked()
    return answering.claim(talk.workspace, talk.pk, ewa, epoch=talk.owner_epoch)


def put_aside(talk: Conversation, user: User, **when: str) -> Conversation:
    when = when or {"choice": "tomorrow"}
    return snoozing.snooze(talk.workspace, talk.pk, user, epoch=talk.owner_epoch, **when)


def in_view(view: str, user: User, workspace: Workspace) -> list[Any]:
    return list(lists.conversations_in(view, workspace.pk, user).values_list("pk", flat=True))


def until(talk: Conversation, user: User) -> Any:
    row = inbox_rows.row_for(talk.pk, talk.workspace_id, user)
    assert row is not None
    return row["snoozed_until"]


# ---- What is offered -------------------------------------------------------------------------


def offered(calendar: Calendar, *at: int) -> dict[str, str]:
    moment = datetime(*at, tzinfo=WARSAW)  # type: ignore[misc,arg-type]  # year to minute
    return {one.key: f"{one.until:%a %d %H:%M}" for one in snoozes.choices(calendar, moment)}


def test_without_hours_it_is_nine_oclock_by_the_teams_clock() -> None:
    assert offered(Calendar(zone=WARSAW), 2026, 11, 26, 13, 8) == {
        "later_today": "Thu 26 16:15",
        "tomorrow": "Fri 27 09:00",
        "monday": "Mon 30 09:00",
    }


def test_a_team_that_is_closed_at_nine_comes_back_when_it_opens() -> None:
    assert offered(OFFICE, 2026, 11, 27, 13, 0) == {
        "later_today": "Fri 27 16:00",
        "monday": "Mon 30 10:00",
    }


def test_one_moment_is_offered_once_by_its_true_name() -> None:
    assert "monday" not in offered(OFFICE, 2026, 11, 29, 12, 0)
    assert offered(OFFICE, 2026, 11, 29, 12, 0)["tomorrow"] == "Mon 30 10:00"
    assert "tomorrow" not in offered(OFFICE, 2026, 11, 28, 12, 0)


def test_in_the_evening_nothing_is_later_today() -> None:
    assert "later_today" not in offered(OFFICE, 2026, 11, 26, 18, 30)
    assert "later_today" not in offered(OFFICE, 2026, 11, 26, 22, 0)


def test_on_a_monday_the_next_one_is_meant() -> None:
    assert offered(OFFICE, 2026, 11, 30, 8, 0)["monday"] == "Mon 07 10:00"


@pytest.mark.parametrize(
    "local", ["2020-01-01T09:00", "2099-01-01T09:00", "tomorrow", "2026-13-01T09:00", ""]
)
def test_a_moment_that_makes_no_sense_is_refused_with_a_sentence(
    mine: Conversation, ewa: User, local: str
) -> None:
    with pytest.raises(Exception, match=r"[A-Z].+\."):
        put_aside(mine, ewa, local=local)
    assert not Snooze.objects.exists()


def test_an_own_moment_is_read_by_the_teams_clock(mine: Conversation, ewa: User) -> None:
    day = (now() + timedelta(days=3)).date()

    put_aside(mine, ewa, local=f"{day}T07:30")

    kept = Snooze.objects.get().until
    assert kept.astimezone(WARSAW).time() == time(7, 30)


# ---- What it does ----------------------------------------------------------------------------


def test_a_snoozed_one_leaves_its_list_and_its_agent_has_room(
    mine: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    assert in_view("mine", ewa, workspace) == [mine.pk]

    put_aside(mine, ewa)

    assert in_view("mine", ewa, workspace) == []
    assert in_view("team", jan, workspace) == []
    assert in_view("snoozed", jan, workspace) == [mine.pk]
    counts = lists.counts_for(workspace.pk, ewa)
    assert (counts["mine"], counts["snoozed"]) == (0, 1)
    assert selectors.loads(workspace.pk) == {}
    assert until(mine, ewa) is not None


def test_what_the_visitor_writes_wakes_it_at_once(
    mine: Conversation, ewa: User, workspace: Workspace
) -> None:
    put_aside(mine, ewa)

    says(mine, "Halo?")

    assert in_view("mine", ewa, workspace) == [mine.pk]
    assert until(mine, ewa) is None
    rounds.make_rounds()
    assert not Snooze.objects.exists()


def test_its_moment_wakes_it_even_before_the_round_has_looked(
    mine: Conversation, ewa: User, workspace: Workspace
) -> None:
    put_aside(mine, ewa)
    Snooze.objects.update(until=now() - timedelta(seconds=1))

    assert in_view("mine", ewa, workspace) == [mine.pk]
    assert snoozing.wake_due() == 1
    assert snoozing.wake_due() == 0


def test_what_colleagues_write_does_not_wake_it(mine: Conversation, ewa: User, jan: User) -> None:
    put_aside(mine, ewa)
    answering.note(mine.workspace, mine.pk, jan, text="Czekamy", client_id="n")

    assert until(mine, ewa) is not None


def test_whoever_takes_it_over_has_it_awake(mine: Conversation, ewa: User, jan: User) -> None:
    put_aside(mine, ewa)
    answering.take_over(mine.workspace, mine.pk, jan, epoch=mine.owner_epoch)

    assert until(mine, jan) is None


def test_its_agent_takes_it_up_again_once(mine: Conversation, ewa: User) -> None:
    put_aside(mine, ewa)
    put_aside(mine, ewa, choice="monday")

    snoozing.wake(mine.workspace, mine.pk, ewa, epoch=mine.owner_epoch)

    assert until(mine, ewa) is None
    with pytest.raises(NotSnoozed):
        snoozing.wake(mine.workspace, mine.pk, ewa, epoch=mine.owner_epoch)


def test_a_colleagues_or_a_waiting_conversation_cannot_be_snoozed(
    mine: Conversation, asked: Start, jan: User
) -> None:
    for talk in (mine, asked()):
        with pytest.raises(NotYourTurn):
            put_aside(talk, jan)


def test_an_agent_who_goes_home_keeps_it_and_the_visitor_is_told_nothing(
    mine: Conversation, ewa: User, jan: User
) -> None:
    says(mine, "Proszę sprawdzić")
    mine.refresh_from_db()
    put_aside(mine, ewa)
    long_ago = now() - timedelta(hours=8)
    Agent.objects.filter(user=ewa).update(last_seen_at=long_ago)
    Handoff.objects.update(assigned_at=long_ago)
    before = lines(mine)

    rounds.make_rounds()

    mine.refresh_from_db()
    assert (mine.agent, lines(mine)) == (ewa, before)

    Snooze.objects.update(until=now())
    rounds.make_rounds()

    mine.refresh_from_db()
    assert mine.agent != ewa


def test_a_choice_that_has_gone_by_is_refused_over_http(
    client_for: Callable[..., Client], mine: Conversation, ewa: User
) -> None:
    client = client_for("agent")
    client.force_login(ewa)
    path = f"/api/v1/inbox/conversations/{mine.pk}/snooze/"
    shown = client.get(path).json()
    assert shown["zone"] == "Europe/Warsaw"
    offered_now = snoozes.choices(snoozes.calendar_for(mine), now())
    assert [one["key"] for one in shown["choices"]] == [one.key for one in offered_now]

    body = {"epoch": mine.owner_epoch, "choice": "next year"}
    refused = client.post(path, body, content_type="application/json")
    taken = client.post(path, {**body, "choice": "monday"}, content_type="application/json")

    assert refused.status_code == 400
    assert taken.json()["snoozed_until"] is not None
    assert datetime.fromisoformat(taken.json()["snoozed_until"]) > datetime.now(UTC)
