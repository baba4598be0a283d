"""JSON as it comes from strangers: anything ambiguous is refused, not repaired.

Python's decoder accepts NaN, keeps the last of two equal keys, lets NUL and lone surrogates
through (PostgreSQL and UTF-8 do not) and recurses as deep as the sender likes. Every door
uses `loads` instead: socket frames, REST bodies, imported files.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

import orjson

MAX_DEPTH = 64
MAX_DIGITS = 400


class BrokenJson(ValueError):
    """The text is not JSON we accept. `code` says which rule it broke.

    `line` and `column`, counted from 1, say where the text stopped being JSON; 0 when the rule
    concerns the whole of it.
    """

    def __init__(self, code: str, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.code, self.line, self.column = code, line, column


def loads(text: str | bytes, *, max_bytes: int | None = None) -> Any:
    """Return the value `text` holds, or raise `BrokenJson`.

    `max_bytes` limits the encoded size; the caller names it, because a frame and a flow
    file differ.
    """
    if isinstance(text, bytes | bytearray | memoryview):
        raw = bytes(text)
        if max_bytes is not None and len(raw) > max_bytes:
            raise BrokenJson("too_large", f"More than {max_bytes} bytes.")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise BrokenJson("not_utf8", "The text is not UTF-8.") from None
    elif max_bytes is not None and _utf8_length(text) > max_bytes:
        raise BrokenJson("too_large", f"More than {max_bytes} bytes.")
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(text)
    try:
        value = _decode(text)
    except BrokenJson:
        raise
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BrokenJson(
            "not_json", f"The text is not JSON: {where}.", error.lineno, error.colno
        ) from None
    except (ValueError, RecursionError):
        raise BrokenJson("not_json", "The text is not JSON.") from None
    if not text.isascii() or "\\u" in text:  # else no string can hold what is refused
        _check_strings(value)
    return value


def dumps(value: Any) -> str:
    """The text of `value`, which is ours: without spaces, and nothing escaped that need not be."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # whole numbers of more than 64 bits
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _utf8_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _check_depth(text: str) -> None:
    """Refuse nesting beyond `MAX_DEPTH` before the parser meets it."""
    depth = 0
    in_string = escaped = False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BrokenJson("too_deep", f"Nested deeper than {MAX_DEPTH} levels.")
        elif char in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BrokenJson("duplicate_key", "A key appears twice in one object.")
    return found


def _constant(name: str) -> NoReturn:
    raise BrokenJson("not_a_number", f"{name} is not a JSON number.")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise BrokenJson("number_too_long", "A number has too many digits.")
    return int(digits)


def _float(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise BrokenJson("number_too_long", "A number has too many digits.")
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise BrokenJson("not_a_number", "A number is too large to hold.")
    return value


_decode = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=_constant,
    parse_int=_integer,
    parse_float=_float,
).decode


def _check_strings(value: Any) -> None:
    """Refuse text that a database or a socket could not carry on."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            _check_text(item)
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise BrokenJson("nul", "The text holds a NUL character.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BrokenJson("lone_surrogate", "The text holds half of a character.") from None
