from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", " Dla {{ name }} ", "Dla Ada"),
        ("number", "{{ price | times: 2 }}", 25),
        ("number", "1 200,50", 1200.5),
        ("boolean", "tak", True),
        ("boolean", "No", False),
        ("date", "1.2.2026", "2026-02-01"),
        ("list", "a\n b \n\n", ["a", "b"]),
        ("text", "", None),
    ],
)
def test_keeps_a_value_of_its_kind(try_node, kind, value, kept):
    config = {"variable": "kept", "kind": kind, "value": value}
    visitor = try_node("set_variable", config, variables={"name": "Ada", "price": 12.5})

    assert visitor.heard == ["[next]"]
    assert visitor.variables["kept"] == kept


@pytest.mark.parametrize(("kind", "value"), [("number", "soon"), ("boolean", "x"), ("date", "x")])
def test_a_value_of_another_kind_leaves_by_problem_and_changes_nothing(try_node, kind, value):
    config = {"variable": "kept", "kind": kind, "value": value}
    visitor = try_node("set_variable", config, variables={"kept": "before"})

    assert visitor.heard == ["[problem]"]
    assert visitor.variables["kept"] == "before"
