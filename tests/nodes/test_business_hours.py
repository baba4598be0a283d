from __future__ import annotations

import pytest

from flowbuilder.core.effects import CheckAvailability


@pytest.mark.parametrize(
    ("needs_agent", "is_open", "online", "port"),
    [
        (False, True, 0, "open"),
        (False, False, 3, "closed"),
        (True, True, 1, "open"),
        (True, True, 0, "closed"),
    ],
)
def test_goes_by_the_teams_hours_and_if_asked_by_who_is_there(
    try_node, needs_agent, is_open, online, port
):
    visitor = try_node("business_hours", {"team": "help", "needs_agent": needs_agent})

    assert [e.team for e in visitor.effects_of(CheckAvailability)] == ["help"]
    assert visitor.effect_succeeds({"open": is_open, "agents_online": online}).heard == [
        f"[{port}]"
    ]


def test_when_it_cannot_be_known_the_team_counts_as_closed(try_node):
    assert try_node("business_hours", {}).effect_fails("broken").heard == ["[closed]"]


def test_without_a_team_the_flows_own_team_counts(try_node):
    visitor = try_node("business_hours", {}, default_team="sales")

    assert visitor.effects_of(CheckAvailability)[0].team == "sales"
