"""Conditions: what holds, how it reads, what is wrong with one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flowbuilder.core.condition_words import reason, sentence
from flowbuilder.core.conditions import (
    OPERATORS,
    as_number,
    folded,
    holds,
    problems,
    variables_in,
)

VALUES = {
    "age": 18,
    "price": "12,5",
    "city": "Łódź",
    "code": "007",
    "agreed": True,
    "born": "1990-05-01",
    "tags": ["VIP", "hurt"],
    "order": {"status": "W drodze", "lines": [{"n": 1}]},
    "empty": "  ",
}


def rule(variable: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"variable": variable, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (rule("age", "is", 18), True),
        (rule("age", "is", "18"), True),
        (rule("age", "at_least", 18), True),
        (rule("age", "greater", 18), False),
        (rule("age", "less", "18,5"), True),
        (rule("age", "at_most", 17), False),
        (rule("price", "greater", "12,4"), True),
        (rule("price", "is", 12.5), True),
        (rule("city", "is", "lodz"), True),
        (rule("city", "is_not", "Kraków"), True),
        (rule("city", "starts_with", "ŁÓ"), True),
        (rule("city", "contains", "od"), True),
        (rule("city", "not_contains", "od"), False),
        (rule("city", "one_of", ["Gdańsk", "ŁÓDŹ"]), True),
        (rule("city", "one_of", "Gdańsk, łódź"), True),
        (rule("code", "is", "7"), False),
        (rule("agreed", "is", "tak"), True),
        (rule("agreed", "is", False), False),
        (rule("born", "before", "31.12.1990"), True),
        (rule("born", "after", "31.12.1990"), False),
        (rule("born", "is", "01.05.1990"), True),
        (rule("tags", "contains", "vip"), True),
        (rule("tags", "contains", "nowy"), False),
        (rule("order.status", "contains", "drodze"), True),
        (rule("order.lines.0.n", "is", 1), True),
        (rule("order.nothing.there", "is_empty"), True),
        (rule("empty", "is_empty"), True),
        (rule("age", "is_filled"), True),
        (rule("missing", "is_filled"), False),
        (rule("missing", "greater", 1), False),
        (rule("city", "is", "{{ city }}"), True),
        (rule("city", "contains", ""), False),
        ({"all": [rule("age", "is", 18), rule("city", "is", "x")]}, False),
        ({"any": [rule("age", "is", 18), rule("city", "is", "x")]}, True),
        ({"all": [{"any": [rule("age", "is", 1), rule("age", "is", 18)]}]}, True),
        ({"all": []}, True),
        ({"any": []}, False),
        ({}, False),
        (None, False),
        (rule("age", "no such operator", 1), False),
    ],
)
def test_a_condition_holds_or_not(condition: Any, expected: bool) -> None:
    assert holds(condition, VALUES) is expected


@pytest.mark.parametrize(
    ("text", "number"),
    [("12,5", 12.5), ("1 200", 1200.0), ("-3", -3.0), ("abc", None), ("nan", None), ("1e999", None),
     (True, None), (None, None), (7, 7.0), ("1_000", None), ("", None)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: object, number: float | None) -> None:
    assert as_number(text) == number


def test_folding_drops_case_marks_and_space() -> None:
    assert folded("  ZAŻÓŁĆ   Gęślą jaźń ") == "zazolc gesla jazn"


def test_a_condition_reads_as_a_sentence() -> None:
    either = {"any": [rule("age", "at_least", 18), rule("price", "is_empty")]}
    condition = {"all": [rule("city", "is", "Łódź"), either]}

    assert sentence(condition, "en") == "city is “Łódź” and (age is at least 18 or price is empty)"
    assert (
        sentence(condition, "pl")
        == "city to „Łódź” i (age wynosi co najmniej 18 lub price jest puste)"
    )


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_reads_in_both_languages(operator: str) -> None:
    said = {language: sentence(rule("x", operator, "1"), language) for language in ("pl", "en")}

    assert all(text.startswith("x ") for text in said.values())
    assert said["pl"] != said["en"]


@pytest.mark.parametrize(
    ("condition", "complaints"),
    [
        (rule("age", "is", 1), []),
        ({}, ["The condition has no rule yet."]),
        ({"all": []}, ["The condition has no rule yet."]),
        (rule("", "is", 1), ["Choose the variable that the rule looks at."]),
        (rule("a", "?", 1), ["Choose how the variable is compared."]),
        (rule("a", "is", ""), ["Say what the variable is compared with."]),
        (rule("a", "is_empty"), []),
        (rule("a", "greater", "soon"), ["“soon” is not a number."]),
        (rule("a", "before", "soon"), ["“soon” is not a date."]),
        (rule("a", "greater", "{{ b }}"), []),
        (rule("a", "is", "{{ b"), ["A “{{” or “{%” is not closed."]),
        ("text", ["The condition has no rule yet."]),
    ],
)
def test_what_is_wrong_is_told(condition: Any, complaints: list[str]) -> None:
    assert [text.format(**params) for _, text, params in problems(condition)] == complaints


def test_a_complaint_says_where() -> None:
    condition = {"all": [rule("a", "is", 1), {"any": [rule("b", "is", 1), rule("b", "is")]}]}

    assert [place for place, _, _ in problems(condition)] == ["all.1.any.1"]


def test_the_variables_of_a_condition_are_known() -> None:
    condition = {"all": [rule("order.status", "is", "{{ wanted }}"), rule("age", "is_empty")]}

    assert variables_in(condition) == {"order", "wanted", "age"}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "variable", "operator", "value"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(ANY_JSON, st.sampled_from(sorted(OPERATORS)), ANY_JSON)
@example(10**31, "after", None)
@example(None, "is", [10**31])
def test_no_condition_raises(condition: Any, operator: str, value: Any) -> None:
    for given_condition in (condition, rule("v", operator, condition), {"all": [condition]}):
        assert holds(given_condition, {"v": value}) in (True, False)
        assert isinstance(sentence(given_condition, "pl"), str)
        assert isinstance(problems(given_condition), tuple)
        assert isinstance(variables_in(given_condition), frozenset)


@pytest.mark.parametrize(
    ("condition", "variables", "why"),
    [
        (rule("city", "is", "Kraków"), {"city": "Kraków"}, "city is “Kraków”"),
        (rule("city", "is", "Kraków"), {"city": "Łódź"},
         "city is “Łódź” (condition: city is “Kraków”)"),
        (rule("city", "is", "Kraków"), {}, "city is empty (condition: city is “Kraków”)"),
        (rule("city", "is_empty"), {}, "city is empty"),
        ({"all": [rule("a", "is", 1), rule("b", "is", 2)]}, {"a": 1, "b": 3},
         "b is 3 (condition: a is 1 and b is 2)"),
        ({"any": [rule("a", "is", 1), rule("b", "is", 2)]}, {"a": 1, "b": 3},
         "a is 1 (condition: a is 1 or b is 2)"),
        ({"any": []}, {}, ""),
        ("no condition", {}, ""),
    ],
)  # fmt: skip
def test_the_values_say_why(condition: Any, variables: dict[str, Any], why: str) -> None:
    assert reason(condition, variables) == why
