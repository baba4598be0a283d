"""Snoozes: what is offered, what ends them, and what they do not touch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import inbox_rows, lists, selectors, snoozes
from flowbuilder.handoff.calendars import Calendar, Hours
from flowbuilder.handoff.errors import NotSnoozed, NotYourTurn
from flowbuilder.handoff.models import Agent, Handoff, Snooze
from flowbuilder.handoff.services import answering, rounds, snoozing, writing
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


def put_aside(talk: Conversation, user: User, days: int = 1) -> Conversation:
    until = now() + timedelta(days=days)
    return snoozing.snooze(talk.workspace, talk.pk, user, epoch=talk.owner_epoch, until=until)


def in_view(view: str, user: User, workspace: Workspace) -> list[Any]:
    return list(lists.conversations_in(view, workspace.pk, user).values_list("pk", flat=True))


def until(talk: Conversation, user: User) -> Any:
    row = inbox_rows.row_for(talk.pk, talk.workspace_id, user)
    assert row is not None
    return row["snoozed_until"]


# ---- When it may be --------------------------------------------------------------------------


def test_the_days_on_which_the_team_does_not_work_are_told() -> None:
    friday = datetime(2026, 11, 27, 13, 0, tzinfo=WARSAW)

    assert [f"{day:%a %d}" for day in snoozes.closed_days(OFFICE, friday)] == [
        "Sat 28", "Sun 29", "Sat 05",
    ]  # fmt: skip
    assert snoozes.closed_days(Calendar(zone=WARSAW), friday) == []


@pytest.mark.parametrize("until", [None, now() - timedelta(seconds=1), now() + timedelta(days=400)])
def test_a_moment_that_makes_no_sense_is_refused_with_a_sentence(
    mine: Conversation, ewa: User, until: datetime | None
) -> None:
    with pytest.raises(InvalidInput, match=r"[A-Z].+\."):
        snoozing.snooze(mine.workspace, mine.pk, ewa, epoch=mine.owner_epoch, until=until)
    assert not Snooze.objects.exists()


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
    writing.note(mine.workspace, mine.pk, jan, text="Czekamy", client_id="n")

    assert until(mine, ewa) is not None


def test_whoever_takes_it_over_has_it_awake(mine: Conversation, ewa: User, jan: User) -> None:
    put_aside(mine, ewa)
    answering.take_over(mine.workspace, mine.pk, jan, epoch=mine.owner_epoch)

    assert until(mine, jan) is None


def test_its_agent_takes_it_up_again_once(mine: Conversation, ewa: User) -> None:
    put_aside(mine, ewa)
    put_aside(mine, ewa, days=3)

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


def test_the_moment_is_the_one_that_the_agents_own_clock_means(
    client_for: Callable[..., Client], mine: Conversation, ewa: User
) -> None:
    client = client_for("agent")
    client.force_login(ewa)
    path = f"/api/v1/inbox/conversations/{mine.pk}/snooze/"
    assert client.get(path).json() == {"zone": "Europe/Warsaw", "closed": []}
    there = datetime.now(ZoneInfo("America/New_York")) + timedelta(hours=3)

    def put(until: str) -> Any:
        body = {"epoch": mine.owner_epoch, "until": until}
        return client.post(path, body, content_type="application/json")

    assert put("next year").status_code == 400
    assert put("2020-01-01T09:00:00Z").json()["code"] == "too_late"
    taken = put(there.isoformat())

    assert datetime.fromisoformat(taken.json()["snoozed_until"]) == there
