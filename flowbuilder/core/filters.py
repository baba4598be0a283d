"""The filters that templates have: few, total, and none makes much out of little.

Liquid's own are not used: some multiply text (`replace`), read the clock (`date: "now"`) or count
without bound (`times`). Each of these takes any value and checks the size before it makes it.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from flowbuilder.core.languages import plural_form

MAX_TEXT = 20_000
MAX_ITEMS = 500
MAX_NUMBER = 1e15
MAX_FORMS = 6

Number = int | float


class TooLarge(ValueError):
    """A filter was asked for more than it may make."""


def stringify(value: object) -> str:
    """The text that stands for `value` in a message."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < MAX_NUMBER else str(value)
        case int():
            if abs(value) > 10**30:
                raise TooLarge
            return str(value)
        case list() | tuple():
            return _join((stringify(item) for item in value), ", ")
        case dict():
            return to_json(value)
        case _:
            return str(value)


def to_json(value: object) -> str:
    """`value` as JSON, for the body of a request."""
    return _sized(json.dumps(value, ensure_ascii=False, default=stringify))


def number(value: object) -> Number:
    """The number that `value` is or says, in Polish notation too; 0 when it is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        found: Number = value
    else:
        text = re.sub(r"[\s\u00a0\u202f]", "", stringify(value)).replace(",", ".")
        if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", text):
            return 0
        found = float(text) if "." in text else int(text)
    if isinstance(found, float) and not math.isfinite(found):
        return 0
    if abs(found) > MAX_NUMBER:
        raise TooLarge
    return found


def _sized(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise TooLarge
    return text


def _join(parts: Iterable[str], glue: str) -> str:
    kept: list[str] = []
    size = 0
    for part in parts:
        size += len(part) + len(glue)
        if size > MAX_TEXT:
            raise TooLarge
        kept.append(part)
    return glue.join(kept)


def _items(value: object) -> list[Any]:
    if isinstance(value, list | tuple):
        if len(value) > MAX_ITEMS:
            raise TooLarge
        return list(value)
    return [] if value is None or value == "" else [value]


def _whole(value: Number) -> Number:
    if abs(value) > MAX_NUMBER:
        raise TooLarge
    if isinstance(value, int):
        return value
    return int(value) if value.is_integer() else round(value, 10)


def _of_text(change: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: _sized(change(_sized(stringify(value))))


def _append(value: object, more: object = "") -> str:
    return _join((stringify(value), stringify(more)), "")


def _prepend(value: object, more: object = "") -> str:
    return _append(more, value)


def _replace(value: object, old: object = "", new: object = "") -> str:
    text, was, becomes = _sized(stringify(value)), stringify(old), _sized(stringify(new))
    if not was:
        return text
    if len(text) + text.count(was) * (len(becomes) - len(was)) > MAX_TEXT:
        raise TooLarge
    return text.replace(was, becomes)


def _remove(value: object, old: object = "") -> str:
    return _replace(value, old, "")


def _split(value: object, by: object = " ") -> list[str]:
    text, separator = _sized(stringify(value)), stringify(by)
    if not text:
        return []
    parts = text.split(separator, MAX_ITEMS) if separator else list(text[: MAX_ITEMS + 1])
    if len(parts) > MAX_ITEMS:
        raise TooLarge
    return parts


def _truncate(value: object, length: object = 50, end: object = "…") -> str:
    text, most, ending = stringify(value), int(number(length)), stringify(end)[:20]
    return text if len(text) <= most else text[: max(most - len(ending), 0)].rstrip() + ending


def _slice(value: object, start: object = 0, length: object = 1) -> object:
    first, count = int(number(start)), max(int(number(length)), 0)
    things = value if isinstance(value, list | tuple) else stringify(value)
    first = max(first + len(things), 0) if first < 0 else first
    return things[first : first + count]


def _joined(value: object, glue: object = " ") -> str:
    return _join((stringify(item) for item in _items(value)), stringify(glue)[:200])


def _first(value: object) -> object:
    return next(iter(_items(value)), None)


def _last(value: object) -> object:
    items = _items(value)
    return items[-1] if items else None


def _field(item: object, key: str) -> object:
    return item.get(key) if isinstance(item, dict) else None


def _map(value: object, key: object = "") -> list[Any]:
    return [_field(item, stringify(key)) for item in _items(value)]


def _where(value: object, key: object = "", wanted: object = True) -> list[Any]:
    return [item for item in _items(value) if _field(item, stringify(key)) == wanted]


def _sort(value: object, key: object = "") -> list[Any]:
    name = stringify(key)

    def rank(item: object) -> tuple[int, float, str]:
        part = _field(item, name) if name else item
        if isinstance(part, int | float):
            return (0, float(part), "")
        return (1, 0.0, stringify(part).casefold())

    return sorted(_items(value), key=rank)


def _uniq(value: object) -> list[Any]:
    return list({to_json(item): item for item in reversed(_items(value))}.values())[::-1]


def _size(value: object) -> int:
    return len(value) if isinstance(value, str | list | tuple | dict) else 0


def _sum(value: object, key: object = "") -> Number:
    name = stringify(key)
    return _whole(sum(number(_field(i, name) if name else i) for i in _items(value)))


def _default(value: object, other: object = "") -> object:
    empty = value is None or value is False or _is_empty(value)
    return other if empty else value


def _is_empty(value: object) -> bool:
    return not isinstance(value, int | float) and not stringify(value).strip()


def _divided_by(value: object, by: object = 1) -> Number:
    divisor = number(by)
    return _whole(number(value) / divisor) if divisor else 0


def _modulo(value: object, by: object = 1) -> Number:
    divisor = number(by)
    return _whole(number(value) % divisor) if divisor else 0


def _round(value: object, places: object = 0) -> Number:
    return _whole(round(float(number(value)), min(max(int(number(places)), 0), 10)))


def _money(value: object, places: object = 2) -> str:
    shown = f"{number(value):,.{min(max(int(number(places)), 0), 6)}f}"
    return shown.replace(",", "\u00a0").replace(".", ",")


_MONTHS: dict[str, tuple[str, ...]] = {
    "pl": (
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia",
        "września", "października", "listopada", "grudnia",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
}  # fmt: skip
_DIRECTIVES: dict[str, Callable[[datetime], str]] = {
    "d": lambda at: f"{at.day:02}",
    "-d": lambda at: str(at.day),
    "m": lambda at: f"{at.month:02}",
    "-m": lambda at: str(at.month),
    "Y": lambda at: f"{at.year:04}",
    "y": lambda at: f"{at.year % 100:02}",
    "H": lambda at: f"{at.hour:02}",
    "-H": lambda at: str(at.hour),
    "M": lambda at: f"{at.minute:02}",
    "S": lambda at: f"{at.second:02}",
    "%": lambda at: "%",
}


def _date(value: object, form: object = "%d.%m.%Y") -> str:
    at = moment(value)
    if at is None:
        return stringify(value)
    return re.sub(
        r"%(-?[a-zA-Z%])",
        lambda found: _DIRECTIVES[found[1]](at) if found[1] in _DIRECTIVES else found[0],
        stringify(form)[:100],
    )


def moment(value: object) -> datetime | None:
    """The moment that `value` is or says: ISO, `31.12.2026` or `31-12-2026`; None if it is none."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (a day has no zone)
    if not isinstance(value, str):
        return None
    text = value.strip()[:40]
    polish = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text)
    if polish:
        text = f"{polish[3]}-{int(polish[2]):02}-{int(polish[1]):02}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def plural(value: object, *forms: object, language: str) -> str:
    """The form of a word that goes with the number `value` in `language`."""
    written = tuple(stringify(form) for form in forms[:MAX_FORMS])
    return _sized(plural_form(language, number(value), written))


def in_words(value: object, *, language: str) -> str:
    """A day or a number as `language` writes it: 3 grudnia 2026, 129,50, 12 500.

    A day is in figures where its months are not known.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _written(value, language)
    at = moment(value)
    if at is None or language not in _MONTHS:
        return _date(value)
    return f"{at.day} {_MONTHS[language][at.month - 1]} {at.year}"


def _written(value: float, language: str) -> str:
    """A number with the marks of `language`; a fraction has two places at least, as money has."""
    whole, _point, fraction = stringify(value).partition(".")
    if not whole.lstrip("-").isdecimal() or (fraction and not fraction.isdecimal()):
        return stringify(value)
    if len(whole.lstrip("-")) > 4:
        whole = f"{int(whole):,}"
    shown = f"{whole}.{fraction:0<2}" if fraction else whole
    return shown if language == "en" else shown.replace(",", "\u00a0").replace(".", ",")


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., object]] = {
    "abs": lambda value: abs(number(value)),
    "append": _append,
    "at_least": lambda value, least=0: max(number(value), number(least)),
    "at_most": lambda value, most=0: min(number(value), number(most)),
    "capitalize": _of_text(_capitalize),
    "ceil": lambda value: math.ceil(number(value)),
    "date": _date,
    "default": _default,
    "divided_by": _divided_by,
    "downcase": _of_text(str.lower),
    "escape": _of_text(html.escape),
    "first": _first,
    "floor": lambda value: math.floor(number(value)),
    "join": _joined,
    "json": to_json,
    "last": _last,
    "map": _map,
    "minus": lambda value, other=0: _whole(number(value) - number(other)),
    "modulo": _modulo,
    "money": _money,
    "plus": lambda value, other=0: _whole(number(value) + number(other)),
    "prepend": _prepend,
    "remove": _remove,
    "replace": _replace,
    "reverse": lambda value: _items(value)[::-1],
    "round": _round,
    "size": _size,
    "slice": _slice,
    "sort": _sort,
    "split": _split,
    "squish": _of_text(lambda text: " ".join(text.split())),
    "strip": _of_text(str.strip),
    "sum": _sum,
    "times": lambda value, other=1: _whole(number(value) * number(other)),
    "truncate": _truncate,
    "uniq": _uniq,
    "upcase": _of_text(str.upper),
    "url_encode": _of_text(lambda text: quote(text, safe="")),
    "where": _where,
}
#: Those that also depend on the language of the text: they take it as `language`.
SPOKEN_FILTERS: dict[str, Callable[..., object]] = {"in_words": in_words, "plural": plural}
