"""Conditions in words: what a rule says, and by which values it came out as it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flowbuilder.core.conditions import (
    MAX_DEPTH,
    MAX_RULES,
    OPERATORS,
    Condition,
    holds,
    text_of,
    value_of,
)

MAX_REASONS = 5
MAX_VALUE = 60

_JOINTS = {"en": {"all": " and ", "any": " or "}, "pl": {"all": " i ", "any": " lub "}}
_ASKED = {"en": "{values} (condition: {condition})", "pl": "{values} (warunek: {condition})"}
_QUOTES = {"en": ("“", "”"), "pl": ("„", "”")}


def sentence(condition: object, language: str = "en", depth: int = 0) -> str:
    """`condition` in words, for the card and the trace; empty when there is nothing to say."""
    if not isinstance(condition, Mapping) or depth > MAX_DEPTH:
        return ""
    language = language if language in _JOINTS else "en"
    for joint in ("all", "any"):
        group = condition.get(joint)
        if isinstance(group, list | tuple):
            parts = [sentence(part, language, depth + 1) for part in group[:MAX_RULES]]
            said = _JOINTS[language][joint].join(part for part in parts if part)
            return f"({said})" if depth and len(parts) > 1 else said
    operator = OPERATORS.get(str(condition.get("operator", "")))
    if operator is None or not condition.get("variable"):
        return ""
    quoted = operator.kinds not in (("number",), ("date",))
    return operator.phrases[language].format(
        variable=condition["variable"], value=_shown(condition.get("value"), language, quoted)
    )


def _shown(value: object, language: str, quoted: bool = True) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item, language, quoted) for item in value[:20])
    if isinstance(value, bool):
        return {"pl": ("nie", "tak"), "en": ("no", "yes")}[language][value]
    text = text_of(value)
    if isinstance(value, int | float):
        return text.replace(".", ",") if language == "pl" else text
    opening, closing = _QUOTES[language] if quoted else ("", "")
    return f"{opening}{text}{closing}"


def reason(condition: object, variables: Mapping[str, Any], language: str = "en") -> str:
    """The values by which `condition` is true or false, such as `city is “Kraków”`.

    The condition follows where it says something else than they do.
    """
    language = language if language in _JOINTS else "en"
    names = dict.fromkeys(str(rule.get("variable", "")) for rule in _deciding(condition, variables))
    said = [_value(name, variables, language) for name in list(names)[:MAX_REASONS] if name]
    values, asked = _JOINTS[language]["all"].join(said), sentence(condition, language)
    if values == asked or not values:
        return values
    return _ASKED[language].format(values=values, condition=asked)


def _deciding(
    condition: object, variables: Mapping[str, Any], depth: int = 0
) -> Iterator[Condition]:
    """The rules that came out as the whole did, in the groups that did."""
    if not isinstance(condition, Mapping) or depth > MAX_DEPTH:
        return
    group = condition.get("all", condition.get("any"))
    if not isinstance(group, list | tuple):
        yield condition
        return
    verdict = holds(condition, variables, depth)
    for part in group[:MAX_RULES]:
        if holds(part, variables, depth + 1) is verdict:
            yield from _deciding(part, variables, depth + 1)


def _value(name: str, variables: Mapping[str, Any], language: str) -> str:
    value = value_of(name, variables)
    if value in (None, "", [], {}):
        return OPERATORS["is_empty"].phrases[language].format(variable=name)
    if isinstance(value, str) and len(value) > MAX_VALUE:
        value = f"{value[:MAX_VALUE].rstrip()}…"
    shown = _shown(value, language)
    return OPERATORS["is"].phrases[language].format(variable=name, value=shown)
