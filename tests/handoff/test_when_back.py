"""A flow is told when the team is back: by the calendar that everything else goes by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import told_by
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import CheckAvailability
from flowbuilder.core.events import EffectSucceeded
from flowbuilder.handoff import effects, inbox
from flowbuilder.handoff.models import OpeningHours, SpecialHours, Team
from flowbuilder.runtime.pretending import Pretence, availability

pytestmark = pytest.mark.django_db
HOLIDAY = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
OPEN = datetime(2026, 12, 28, 9, 0, tzinfo=UTC)


@pytest.fixture
def shop(team: Team, workspace: Workspace) -> Team:
    """Open on Mondays to Thursdays at 8–16, on New Year's Eve until 13; closed on holidays."""
    common = {"workspace": workspace, "team": team}
    for day in range(4):
        OpeningHours.objects.create(**common, weekday=day, opens=time(8), closes=time(16))
    SpecialHours.objects.create(**common, day=date(2026, 12, 31), opens=time(9), closes=time(13))
    team.holidays_poland = True
    team.save()
    return team


NOBODY = {"takes_visitors": False, "agents_online": 0, "agents_free": 0}


@pytest.mark.parametrize(
    ("at", "language", "is_open", "opens"),
    [
        (HOLIDAY, "en", False, "Monday 28 December, 08:00"),
        (HOLIDAY, "pl", False, "poniedziałek, 28 grudnia, 08:00"),
        (OPEN, "pl", True, ""),
        (datetime(2026, 12, 30, 22, 0, tzinfo=UTC), "en", False, "Thursday 31 December, 09:00"),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), "en", False, "Monday 4 January, 08:00"),
    ],
)
def test_the_flow_hears_in_the_conversations_language_when_the_team_opens(
    shop: Team,
    new_conversation: Callable[..., Conversation],
    at: datetime,
    language: str,
    is_open: bool,
    opens: str,
) -> None:
    conversation = new_conversation()
    conversation.language = language

    with told_by(lambda: at):
        event = effects.check_availability(CheckAvailability(id="e", team=shop.slug), conversation)
        (shown,) = inbox.teams_shown(shop.workspace_id)

    assert isinstance(event, EffectSucceeded)
    assert event.result == {"open": is_open, "opens": opens, **NOBODY}
    assert shown["open"] is is_open


def test_without_a_team_nobody_is_there(new_conversation: Callable[..., Conversation]) -> None:
    event = effects.check_availability(CheckAvailability(id="e"), new_conversation())

    assert isinstance(event, EffectSucceeded)
    assert event.result == {"open": False, "opens": "", **NOBODY}


def test_a_trial_goes_by_the_same_calendar(shop: Team, workspace: Workspace) -> None:
    def told(is_open: bool | None, at: datetime) -> tuple[bool, str]:
        there = availability(Pretence(open=is_open), workspace, shop.slug, at, "en")
        return there["open"], there["opens"]

    assert told(None, HOLIDAY) == (False, "Monday 28 December, 08:00")
    assert told(None, OPEN) == (True, "")
    assert told(False, OPEN) == (False, "Tuesday 29 December, 08:00")
    assert told(True, HOLIDAY) == (True, "")
