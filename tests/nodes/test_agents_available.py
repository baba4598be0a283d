from __future__ import annotations

import pytest

from flowbuilder.core.effects import CheckAvailability


@pytest.mark.parametrize(
    ("needs_room", "takes_visitors", "free", "port"),
    [
        (False, True, 0, "available"),
        (False, False, 2, "nobody"),
        (True, True, 1, "available"),
        (True, True, 0, "nobody"),
    ],
)
def test_goes_by_who_could_take_the_visitor_and_if_asked_at_once(
    try_node, needs_room, takes_visitors, free, port
):
    visitor = try_node("agents_available", {"team": "help", "needs_room": needs_room})

    assert [e.team for e in visitor.effects_of(CheckAvailability)] == ["help"]
    result = {"takes_visitors": takes_visitors, "agents_free": free}
    assert visitor.effect_succeeds(result).heard == [f"[{port}]"]


def test_when_it_cannot_be_known_nobody_is_promised(try_node):
    assert try_node("agents_available", {}).effect_fails("broken").heard == ["[nobody]"]


def test_without_a_team_the_flows_own_team_counts(try_node):
    visitor = try_node("agents_available", {}, default_team="sales")

    assert visitor.effects_of(CheckAvailability)[0].team == "sales"
