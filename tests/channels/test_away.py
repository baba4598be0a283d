"""Outside hours the chat says when the team is back: by the calendar of “Business hours”."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from flowbuilder.accounts.models import Workspace
from flowbuilder.channels.web.away import away_of
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import told_by
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.document import Flow
from flowbuilder.core.effects import CheckAvailability
from flowbuilder.core.events import EffectSucceeded
from flowbuilder.core.testing import flow
from flowbuilder.handoff import effects
from flowbuilder.handoff.models import OpeningHours, SpecialHours, Team
from tests.channels.visitor import SHOP

pytestmark = pytest.mark.django_db

#: A Friday evening in Warsaw.
FRIDAY = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)


def asks_for(team: str = "", default: str = "") -> Flow:
    return flow(
        ("hello", "question", {"question": "?", "save_as": "it"}),
        ("person", "handoff", {"team": team}),
        ("bye", "end"),
        wires="hello>person; hello.gave_up>bye; person.done>bye",
        settings={"default_team": default},
    )


def shop_of(workspace: Workspace) -> Team:
    """A team that is at work at 9–17 on Mondays to Fridays, in Warsaw."""
    team = Team.objects.create(
        workspace=workspace, name="Sklep", slug="sklep", timezone="Europe/Warsaw"
    )
    for day in range(5):
        OpeningHours.objects.create(
            workspace=workspace, team=team, weekday=day, opens=time(9), closes=time(17)
        )
    return team


@pytest.fixture
def shop(workspace: Workspace) -> Team:
    return shop_of(workspace)


def away(at: datetime, page: str = "", language: str = "pl") -> Any:
    """What the page of the chat is told of it at that time."""
    Widget.objects.update(language=language)
    with told_by(lambda: at):
        html = Client(headers={"Origin": SHOP}).get(f"/w/shop/{page}").content.decode()
    found = html.split('data-config="', 1)[1].split('"', 1)[0]
    lines = json.loads(unescape(found)).get("away", [])
    return next((each for each in lines if each["from"] <= at.timestamp() < each["until"]), None)


def test_it_says_when_the_team_is_back_in_the_widgets_language(
    shop: Team, make_widget: Callable[..., Widget]
) -> None:
    make_widget(asks_for())

    assert away(FRIDAY)["text"] == "Teraz nas nie ma. Wracamy w poniedziałek o 9:00."
    assert away(FRIDAY, language="en")["text"] == "We are away. Back on Monday at 9:00."


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 11, 30, 5, 0, tzinfo=UTC), "Teraz nas nie ma. Wracamy dziś o 9:00."),
        (datetime(2026, 11, 30, 20, 0, tzinfo=UTC), "Teraz nas nie ma. Wracamy jutro o 9:00."),
        (datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "Teraz nas nie ma. Wracamy dziś o 9:00."),
        (datetime(2026, 11, 30, 10, 0, tzinfo=UTC), None),
    ],
)
def test_days_are_told_as_people_tell_them(
    shop: Team, make_widget: Callable[..., Widget], at: datetime, told: str | None
) -> None:
    make_widget(asks_for())

    found = away(at)

    assert (found and found["text"]) == told


def test_a_chat_that_stays_open_knows_how_it_goes_on(
    shop: Team, make_widget: Callable[..., Widget]
) -> None:
    """From Thursday afternoon on, by the wall clock in Warsaw."""
    widget = make_widget(asks_for())
    with told_by(lambda: FRIDAY - timedelta(hours=28)):
        lines = away_of(widget, "pl")

    told = [
        (f"{datetime.fromtimestamp(each['from'], ZoneInfo(shop.timezone)):%a %H:%M}", each["text"])
        for each in lines
    ]

    assert told == [
        ("Thu 17:00", "Teraz nas nie ma. Wracamy jutro o 9:00."),
        ("Fri 00:00", "Teraz nas nie ma. Wracamy dziś o 9:00."),
        ("Fri 17:00", "Teraz nas nie ma. Wracamy w poniedziałek o 9:00."),
        ("Sat 00:00", "Teraz nas nie ma. Wracamy w poniedziałek o 9:00."),
        ("Sun 00:00", "Teraz nas nie ma. Wracamy jutro o 9:00."),
    ]
    assert all(one["until"] <= other["from"] for one, other in pairwise(lines))


def test_an_opening_far_ahead_is_told_with_its_date(
    shop: Team, make_widget: Callable[..., Widget]
) -> None:
    make_widget(asks_for())
    shop.hours.exclude(weekday=0).delete()
    SpecialHours.objects.create(
        workspace=shop.workspace, team=shop, day=date(2026, 12, 7), opens=time(10),
        closes=time(12),
    )  # fmt: skip

    assert away(datetime(2026, 11, 30, 20, 0, tzinfo=UTC))["text"] == (
        "Teraz nas nie ma. Wracamy 7 grudnia o 10:00."
    )


@pytest.mark.parametrize(
    ("document", "is_told"),
    [
        (asks_for(), False),
        (asks_for(team="sklep"), True),
        (asks_for(default="sklep"), True),
        (asks_for(team="always", default="sklep"), False),
    ],
)
def test_it_goes_by_the_team_that_the_flow_hands_over_to(
    workspace: Workspace, make_widget: Callable[..., Widget], document: Flow, is_told: bool
) -> None:
    """The workspace's first team has no hours, so it is always open."""
    Team.objects.create(workspace=workspace, name="Always", slug="always")
    shop_of(workspace)
    make_widget(document)

    assert (away(FRIDAY) is not None) == is_told


def test_it_says_what_business_hours_says(shop: Team, make_widget: Callable[..., Widget]) -> None:
    widget = make_widget(asks_for())
    talk = Conversation(workspace=widget.workspace, language="pl")

    for hour in (*range(24), 30):
        at = datetime(2026, 11, 30, tzinfo=UTC) + timedelta(hours=hour)
        with told_by(lambda at=at: at):  # type: ignore[misc]
            event = effects.check_availability(CheckAvailability(id="e", team=""), talk)
        assert isinstance(event, EffectSucceeded)
        assert event.result["open"] == (away(at) is None)


def test_a_flow_that_hands_over_to_nobody_says_nothing(
    shop: Team, make_widget: Callable[..., Widget]
) -> None:
    make_widget(flow(("hello", "message", {"text": "Hi"}), ("bye", "end"), wires="hello>bye"))

    assert away(FRIDAY) is None


def test_a_team_without_a_calendar_says_nothing(
    shop: Team, make_widget: Callable[..., Widget]
) -> None:
    make_widget(asks_for())
    shop.hours.all().delete()

    assert away(FRIDAY) is None


def test_in_the_admins_preview_nothing_is_said(
    shop: Team, make_widget: Callable[..., Widget]
) -> None:
    make_widget(asks_for())

    assert away(FRIDAY, "frame/?preview=1") is None
    assert away(FRIDAY, "frame/") == away(FRIDAY, "inline/") == away(FRIDAY)


def test_while_the_team_that_is_passed_on_to_is_at_work_nothing_is_said(
    shop: Team, make_widget: Callable[..., Widget], workspace: Workspace
) -> None:
    make_widget(asks_for())
    shop.overflow_to = Team.objects.create(workspace=workspace, name="Noc", slug="noc")
    shop.save()

    assert away(FRIDAY) is None
