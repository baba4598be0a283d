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


def test_the_trace_and_the_card_say_the_rule_in_words(try_node):
    visitor = try_node("condition", ADULT, variables={"age": 30})

    assert [step.text for step in visitor.trace if step.port == "yes"] == [
        "age wynosi co najmniej 18"
    ]
    assert Condition().summary(ConditionConfig.model_validate(ADULT)) == "age is at least 18"
