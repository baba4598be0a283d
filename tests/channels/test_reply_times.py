"""The chat says how soon the team usually replies: what was true of four in five, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import told_by
from flowbuilder.conversations import services
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff.models import Agent, Handoff, Team
from tests.channels.test_away import asks_for, shop_of
from tests.channels.visitor import SHOP

pytestmark = pytest.mark.django_db

#: A Friday noon in Warsaw.
NOON = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
HOUR_AGO = NOON - timedelta(hours=1)


@pytest.fixture
def replied(
    workspace: Workspace, agent: User, make_widget: Callable[..., Widget]
) -> Callable[..., str]:
    """What the chat says after the team replied within these minutes each, from `since` on."""

    def told(
        *minutes: float, since: datetime = HOUR_AGO, language: str = "pl", seen: datetime = NOON
    ) -> str:
        team = Team.objects.filter(workspace=workspace).first() or shop_of(workspace)
        anna = Agent.objects.create(
            workspace=workspace, user=agent, state=Agent.State.ONLINE, last_seen_at=seen
        )
        anna.teams.add(team)
        widget = make_widget(asks_for())
        Widget.objects.update(language=language)
        contact, _token = services.new_visitor(
            workspace=workspace, widget_key=widget.key, language="pl"
        )
        for wait in minutes:
            talk = Conversation.objects.create(
                workspace=workspace,
                flow_version_id=widget.flow.published_id,
                channel="web",
                contact=contact,
                language="pl",
            )
            Handoff.objects.create(
                workspace=workspace,
                conversation=talk,
                team=team,
                status=Handoff.Status.CLOSED,
                requested_at=since,
                first_reply_at=since + timedelta(minutes=wait),
            )
        with told_by(lambda: NOON):
            html = Client(headers={"Origin": SHOP}).get("/w/shop/").content.decode()
        found = html.split('data-config="', 1)[1].split('"', 1)[0]
        return str(json.loads(unescape(found)).get("reply", ""))

    return told


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ((0.2, 0.3, 0.5, 0.9, 40), "Zespół zwykle odpowiada w ciągu minuty."),
        ((1, 1, 1, 1.5, 40), "Zespół zwykle odpowiada w ciągu 2 minut."),
        ((1, 2, 3, 4, 40), "Zespół zwykle odpowiada w ciągu 5 minut."),
        ((1, 2, 3, 50, 55), "Zespół zwykle odpowiada w ciągu godziny."),
        ((1, 2, 3, 4), ""),
        ((), ""),
    ],
)
def test_what_was_true_of_four_in_five_is_said(
    replied: Callable[..., str], minutes: tuple[float, ...], said: str
) -> None:
    assert replied(*minutes) == said


def test_it_is_said_in_the_widgets_language(replied: Callable[..., str]) -> None:
    assert replied(1, 2, 3, 4, 5, language="en") == "The team usually replies within 5 minutes."


def test_only_the_teams_hours_count(replied: Callable[..., str]) -> None:
    """Asked at six on Thursday evening, answered at nine minutes past nine."""
    evening = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)

    assert replied(*[15 * 60 + 9] * 5, since=evening) == "Zespół zwykle odpowiada w ciągu 10 minut."


def test_what_was_long_ago_does_not_count(replied: Callable[..., str]) -> None:
    assert replied(1, 2, 3, 4, 5, since=NOON - timedelta(days=21)) == ""


def test_nothing_is_said_while_nobody_could_reply(replied: Callable[..., str]) -> None:
    assert replied(1, 2, 3, 4, 5, seen=HOUR_AGO) == ""
