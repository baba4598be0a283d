from __future__ import annotations

import pytest

from flowbuilder.core.effects import FindTopic, effect_from_json, effect_to_json
from flowbuilder.nodes.topic import TopicConfig

CONFIG = {
    "topics": [
        {"key": "returns", "label": "Zwroty", "examples": ["chcę zwrócić", "jak oddać towar"]},
        {"key": "delivery", "label": "Dostawa", "examples": ["gdzie paczka", "kiedy przyjdzie"]},
    ],
    "save_as": "topic",
}


def test_it_asks_which_of_the_topics_the_last_words_are_about(try_node):
    visitor = try_node("topic", CONFIG, before="gdzie jest kurier?")
    asked = visitor.effects_of(FindTopic)[0]

    assert (asked.text, asked.language) == ("gdzie jest kurier?", "pl")
    assert asked.topics == (
        ("returns", ("chcę zwrócić", "jak oddać towar")),
        ("delivery", ("gdzie paczka", "kiedy przyjdzie")),
    )
    assert effect_from_json(effect_to_json(asked)) == asked


@pytest.mark.parametrize(
    ("result", "port", "kept"),
    [
        ({"topic": "delivery"}, "delivery", "delivery"),
        ({"topic": ""}, "other", ""),
        ({"topic": "gone"}, "other", ""),
        ({}, "other", ""),
    ],
)
def test_it_leaves_by_the_topic_and_keeps_it(try_node, result, port, kept):
    visitor = try_node("topic", CONFIG, before="?").effect_succeeds(result)

    assert visitor.heard[-1] == f"[{port}]"
    assert visitor.variables["topic"] == kept


def test_a_failure_goes_the_way_of_other_until_it_has_its_own(try_node):
    assert try_node("topic", CONFIG, before="?").effect_fails("x").heard[-1] == "[problem]"
    unwired = try_node("topic", CONFIG, before="?", unwired=("problem",))
    assert unwired.effect_fails("x").heard[-1] == "[other]"


def test_with_nothing_said_nothing_is_asked(try_node):
    visitor = try_node("topic", CONFIG)

    assert visitor.effects_of(FindTopic) == []
    assert visitor.heard[-1] == "[other]"


def test_a_variable_may_be_sorted(try_node):
    visitor = try_node("topic", {**CONFIG, "text": "{{ note }}"}, variables={"note": "zwrot"})

    assert visitor.effects_of(FindTopic)[0].text == "zwrot"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": "delivery"}, "Two topics have the same short name"),
        ({"key": "other"}, "a port already uses it"),
        ({"examples": ["Gdzie  paczka"]}, "stands in two topics"),
    ],
)
def test_topics_that_cannot_be_told_apart_are_refused(catalogue, change, sentence):
    first = {**CONFIG["topics"][0], **change}
    config = TopicConfig.model_validate({"topics": [first, CONFIG["topics"][1]]})

    [(_field, text, _params)] = catalogue["topic"].check(config)
    assert sentence in text


def test_a_model_is_asked_only_where_the_author_wants_it(try_node, catalogue):
    plain = try_node("topic", CONFIG, before="?").effects_of(FindTopic)[0]
    asked = try_node("topic", {**CONFIG, "ask_model": True}, before="?").effects_of(FindTopic)[0]
    kind = catalogue["topic"]
    without = [
        kind.without_model(TopicConfig.model_validate({**CONFIG, "ask_model": wanted}))
        for wanted in (False, True)
    ]

    assert (plain.ask_model, plain.labels) == (False, ())
    assert (asked.ask_model, asked.mask) == (True, True)
    assert asked.labels == (("returns", "Zwroty"), ("delivery", "Dostawa"))
    assert effect_from_json(effect_to_json(asked)) == asked
    assert without == ["", "Until one is, your examples alone decide."]
