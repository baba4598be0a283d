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


@pytest.mark.parametrize(
    ("result", "kept"),
    [
        ({"open": False, "opens": "Monday 30 November, 08:00"}, "Monday 30 November, 08:00"),
        ({"open": False}, ""),
        ({"open": True, "agents_online": 0, "opens": ""}, ""),
    ],
)
def test_when_closed_it_keeps_when_the_team_opens(try_node, result, kept):
    config = {"needs_agent": True, "save_opening_as": "back"}
    visitor = try_node("business_hours", config).effect_succeeds(result)

    assert (visitor.heard, visitor.variables["back"]) == (["[closed]"], kept)


def test_while_open_what_was_kept_is_left_alone(try_node):
    visitor = try_node("business_hours", {"save_opening_as": "back"}, variables={"back": "x"})

    assert visitor.effect_succeeds({"open": True}).variables["back"] == "x"
