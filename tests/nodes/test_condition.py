from __future__ import annotations

import pytest

from flowbuilder.nodes.condition import Condition, ConditionConfig

ADULT = {"condition": {"variable": "age", "operator": "at_least", "value": 18}}


@pytest.mark.parametrize(("age", "port"), [(18, "yes"), ("20", "yes"), (17, "no"), (None, "no")])
def test_goes_by_whether_the_condition_holds(try_node, age, port):
    assert try_node("condition", ADULT, variables={"age": age}).heard == [f"[{port}]"]


def test_a_variable_that_was_never_set_counts_as_empty(try_node):
    empty = {"condition": {"variable": "name", "operator": "is_empty"}}

    assert try_node("condition", empty).heard == ["[yes]"]


def test_the_card_says_the_rule_and_the_trace_the_values(try_node):
    config = ConditionConfig.model_validate(ADULT)

    assert Condition().summary(config) == "age is at least 18"
    assert Condition().reason(config, {"age": 30}, "pl") == (
        "age to 30 (warunek: age wynosi co najmniej 18)"
    )
