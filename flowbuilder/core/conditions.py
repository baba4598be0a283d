"""Conditions: a variable, an operator and a value, in groups. Data, never code.

A rule is `{"variable": "age", "operator": "at_least", "value": 18}`; a group is
`{"all": […]}` or `{"any": […]}` of rules and groups. The variable may be dotted into an answer of
another service (`order.status`), the value may hold `{{ variables }}`.

`holds` is total: a condition of any shape is true or false and never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flowbuilder.core.document import VariableKind
from flowbuilder.core.errors import BadTemplate
from flowbuilder.core.filters import TooLarge, moment, stringify
from flowbuilder.core.templates import compiled, render
from flowbuilder.core.templates import variables_in as template_variables
from flowbuilder.core.words import gettext_noop as _

Condition = Mapping[str, Any]
Complaint = tuple[str, str, Mapping[str, object]]

MAX_DEPTH = 6
MAX_RULES = 100

_ALL_KINDS: tuple[VariableKind, ...] = ("text", "number", "boolean", "date", "list", "object")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """How a variable is compared. `phrases` put it into words, by language."""

    label: str
    kinds: tuple[VariableKind, ...]
    takes_value: bool = True
    phrases: Mapping[str, str]


def text_of(value: object) -> str:
    """The text to compare; a number too long to be written is no text at all."""
    try:
        return stringify(value)
    except TooLarge:
        return ""


def _operator(
    label: str, english: str, polish: str, *kinds: VariableKind, takes_value: bool = True
) -> Operator:
    phrases = {"en": "{variable} " + english, "pl": "{variable} " + polish}
    return Operator(
        label=label, kinds=kinds or _ALL_KINDS, takes_value=takes_value, phrases=phrases
    )


OPERATORS: Mapping[str, Operator] = {
    "is": _operator(_("is"), "is {value}", "to {value}", "text", "number", "boolean", "date"),
    "is_not": _operator(
        _("is not"), "is not {value}", "to nie {value}", "text", "number", "boolean", "date"
    ),
    "contains": _operator(_("contains"), "contains {value}", "zawiera {value}", "text", "list"),
    "not_contains": _operator(
        _("does not contain"), "does not contain {value}", "nie zawiera {value}", "text", "list"
    ),
    "starts_with": _operator(
        _("starts with"), "starts with {value}", "zaczyna się od {value}", "text"
    ),
    "one_of": _operator(
        _("is one of"), "is one of {value}", "to jedno z {value}", "text", "number"
    ),
    "greater": _operator(
        _("is greater than"), "is greater than {value}", "jest większe niż {value}", "number"
    ),
    "at_least": _operator(
        _("is at least"), "is at least {value}", "wynosi co najmniej {value}", "number"
    ),
    "less": _operator(
        _("is less than"), "is less than {value}", "jest mniejsze niż {value}", "number"
    ),
    "at_most": _operator(
        _("is at most"), "is at most {value}", "wynosi najwyżej {value}", "number"
    ),
    "before": _operator(_("is before"), "is before {value}", "jest przed {value}", "date"),
    "after": _operator(_("is after"), "is after {value}", "jest po {value}", "date"),
    "is_empty": _operator(_("is empty"), "is empty", "jest puste", takes_value=False),
    "is_filled": _operator(_("is filled"), "is filled", "jest wypełnione", takes_value=False),
}

_YES = frozenset({"true", "yes", "tak", "1", "on", "prawda"})
_NO = frozenset({"false", "no", "nie", "0", "off", "falsz"})
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)
_MARKS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """`text` without case, diacritics and spare space: how people's words are compared."""
    low = text.casefold().translate(_MARKS)
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return " ".join(low.split())


def as_number(value: object) -> float | None:
    """The number that `value` is or says (`12,5` and `1 200` too); None when it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e300 else None
    if not isinstance(value, str) or len(value) > 40:
        return None
    text = "".join(value.split()).replace(",", ".")
    return float(text) if _NUMBER.fullmatch(text) else None


def _as_boolean(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = folded(text_of(value))
    return True if word in _YES else False if word in _NO else None


def _as_moment(value: object) -> datetime | None:
    found = moment(value)
    return found.replace(tzinfo=None) if found is not None else None


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | tuple | dict) and not value)


def _same(left: object, right: object) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return _as_boolean(left) is not None and _as_boolean(left) == _as_boolean(right)
    if isinstance(left, int | float) or isinstance(right, int | float):
        first, second = as_number(left), as_number(right)
        if first is not None and second is not None:
            return first == second
    if folded(text_of(left)) == folded(text_of(right)):
        return True
    moments = _as_moment(left), _as_moment(right)
    return moments[0] is not None and moments[0] == moments[1]


def _choices(value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    return [part.strip() for part in text_of(value).split(",")]


def _contains(left: object, right: object) -> bool:
    if isinstance(left, list | tuple):
        return any(_same(item, right) for item in left)
    needle = folded(text_of(right))
    return bool(needle) and needle in folded(text_of(left))


def _ordered(operator: str, left: object, right: object) -> bool:
    first, second = as_number(left), as_number(right)
    if first is None or second is None:
        return False
    match operator:
        case "greater":
            return first > second
        case "at_least":
            return first >= second
        case "less":
            return first < second
        case _:
            return first <= second


def _dated(operator: str, left: object, right: object) -> bool:
    first, second = _as_moment(left), _as_moment(right)
    if first is None or second is None:
        return False
    return first < second if operator == "before" else first > second


def _compare(operator: str, left: object, right: object) -> bool:
    match operator:
        case "is":
            return _same(left, right)
        case "is_not":
            return not _same(left, right)
        case "contains":
            return _contains(left, right)
        case "not_contains":
            return not _contains(left, right)
        case "starts_with":
            start = folded(text_of(right))
            return bool(start) and folded(text_of(left)).startswith(start)
        case "one_of":
            return any(_same(left, choice) for choice in _choices(right))
        case "greater" | "at_least" | "less" | "at_most":
            return _ordered(operator, left, right)
        case "before" | "after":
            return _dated(operator, left, right)
        case "is_empty":
            return _is_empty(left)
        case "is_filled":
            return not _is_empty(left)
        case _:
            return False


def value_of(path: object, variables: Mapping[str, Any]) -> object:
    """The value at the dotted `path`, or None."""
    found: object = variables
    for part in str(path).split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list | tuple) and part.isdigit() and int(part[:6]) < len(found):
            found = found[int(part[:6])]
        else:
            return None
    return found


def _given(value: object, variables: Mapping[str, Any]) -> object:
    if isinstance(value, str) and "{" in value:
        try:
            return render(value, variables)
        except BadTemplate:
            return value
    return value


def holds(condition: object, variables: Mapping[str, Any], depth: int = 0) -> bool:
    """Whether `condition` is true of `variables`. What is not a condition is false."""
    if not isinstance(condition, Mapping) or depth > MAX_DEPTH:
        return False
    for joint, every in (("all", all), ("any", any)):
        group = condition.get(joint)
        if isinstance(group, list | tuple):
            return every(holds(part, variables, depth + 1) for part in group[:MAX_RULES])
    left = value_of(condition.get("variable", ""), variables)
    right = _given(condition.get("value"), variables)
    try:
        return _compare(str(condition.get("operator", "")), left, right)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return False


def rules_in(condition: object, place: str = "", depth: int = 0) -> Iterator[tuple[str, Condition]]:
    """Every rule of `condition` with its place, such as `all.0`."""
    if not isinstance(condition, Mapping) or depth > MAX_DEPTH:
        return
    for joint in ("all", "any"):
        group = condition.get(joint)
        if isinstance(group, list | tuple):
            for number, part in enumerate(group[:MAX_RULES]):
                yield from rules_in(part, f"{place}{joint}.{number}.", depth + 1)
            return
    if condition:
        yield place.rstrip("."), condition


def variables_in(condition: object) -> frozenset[str]:
    """The variables that `condition` reads, without what is dotted after them."""
    found: set[str] = set()
    for _place, rule in rules_in(condition):
        found.add(str(rule.get("variable", "")).partition(".")[0])
        if isinstance(value := rule.get("value"), str):
            found |= template_variables(value)
    return frozenset(found - {""})


NO_RULES = _("The condition has no rule yet.")
NO_VARIABLE = _("Choose the variable that the rule looks at.")
NO_OPERATOR = _("Choose how the variable is compared.")
NO_VALUE = _("Say what the variable is compared with.")
NOT_A_NUMBER = _("“{value}” is not a number.")
NOT_A_DATE = _("“{value}” is not a date.")
TOO_DEEP = _("The groups are nested too deep: {most} levels at most.")
TOO_MANY = _("There are too many rules: {most} at most.")


def problems(condition: object) -> tuple[Complaint, ...]:
    """What is wrong with `condition`: where in it, the sentence, and the sentence's parameters."""
    if _depth(condition) > MAX_DEPTH:
        return (("", TOO_DEEP, {"most": MAX_DEPTH}),)
    rules = list(rules_in(condition))
    if not rules:
        return (("", NO_RULES, {}),)
    if len(rules) > MAX_RULES:
        return (("", TOO_MANY, {"most": MAX_RULES}),)
    return tuple(found for place, rule in rules for found in _problems_of(place, rule))


def _problems_of(place: str, rule: Condition) -> Iterator[Complaint]:
    if not isinstance(rule.get("variable"), str) or not rule["variable"]:
        yield place, NO_VARIABLE, {}
    name = rule.get("operator")
    operator = OPERATORS.get(name) if isinstance(name, str) else None
    if operator is None:
        yield place, NO_OPERATOR, {}
        return
    value = rule.get("value")
    if not operator.takes_value:
        return
    if _is_empty(value):
        yield place, NO_VALUE, {}
    elif isinstance(value, str) and "{{" in value:
        try:
            compiled(value)
        except BadTemplate as error:
            yield place, error.text, error.params
    elif operator.kinds == ("number",) and as_number(value) is None:
        yield place, NOT_A_NUMBER, {"value": text_of(value)[:60]}
    elif operator.kinds == ("date",) and _as_moment(value) is None:
        yield place, NOT_A_DATE, {"value": text_of(value)[:60]}


def _depth(condition: object) -> int:
    """How deep groups are nested, counted no further than is allowed."""
    level: list[object] = [condition]
    for depth in range(MAX_DEPTH + 2):
        level = [
            part
            for item in level
            if isinstance(item, Mapping)
            for joint in ("all", "any")
            if isinstance(item.get(joint), list | tuple)
            for part in item[joint][:MAX_RULES]
        ][: MAX_RULES * 10]
        if not level:
            return depth
    return MAX_DEPTH + 1
