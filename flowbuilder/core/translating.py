"""The texts of a node that visitors read, where they are, and the same node in another language.

This is the one place that says which texts those are: the fields whose kind is marked
`x-translated` (`fields.Template`, `ShortTemplate`, `VisitorWords`). A text has an address that
outlives re-ordering: `text`, or `options.parcel.label`, where `parcel` is the short name of an
item of the list. Items that have no name of their own go by their place, as in `variants.0`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flowbuilder.core.document import Translation
from flowbuilder.core.nodetype import NodeConfig

#: The controls of a field that names its item.
_NAMING = ("slug", "variable")
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Text:
    """A text that visitors read.

    Attributes:
        address: Where it is, by the names of list items.
        place: The same by their positions, as problems name fields.
        control: The control that the editor draws for it.
        value: The words in the main language; empty where the author left the default.
    """

    address: str
    place: str
    control: str
    value: str
    most: int


@dataclass(frozen=True, slots=True)
class _Field:
    """Where such a text may be: names, and for each list the field that names its items."""

    path: tuple[str | _Items, ...]
    control: str
    most: int


@dataclass(frozen=True, slots=True)
class _Items:
    """Every item of a list; `key` is the item's field that names it, or empty."""

    key: str


def fingerprint(text: str) -> str:
    """A short mark of `text`: when it changes, what was made from the text is to be checked."""
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def texts_of(config: type[NodeConfig], raw: Mapping[str, Any]) -> Iterator[Text]:
    """The texts of a node, whose raw config may be of any shape. Each address comes once."""
    told: set[str] = set()
    for found in _fields_of(config):
        for address, place, value in _values(raw, found.path, "", ""):
            if isinstance(value, str) and address not in told:
                told.add(address)
                yield Text(address, place, found.control, value, found.most)


def in_other_words(
    config: type[NodeConfig], raw: Mapping[str, Any], words: Mapping[str, str]
) -> Mapping[str, Any]:
    """`raw` with its texts replaced by `words`, by address. What they do not name stays."""
    changed: Any = dict(raw)
    for text in texts_of(config, raw):
        if words.get(text.address):
            changed = _replaced(changed, text.place.split("."), words[text.address])
    return changed  # type: ignore[no-any-return]  # a dict of JSON


def usable(translations: Mapping[str, Translation]) -> dict[str, str]:
    """The words of the translations that say something, by address."""
    return {key: found.text for key, found in translations.items() if found.text.strip()}


@lru_cache(maxsize=512)
def _fields_of(config: type[NodeConfig]) -> tuple[_Field, ...]:
    schema = config.model_json_schema()
    return tuple(_fields(schema, schema.get("$defs", {}), ()))


def _fields(
    schema: Mapping[str, Any], parts: Mapping[str, Any], path: tuple[str | _Items, ...]
) -> Iterator[_Field]:
    if len(path) > _MAX_DEPTH:
        return
    schema = _resolved(schema, parts)
    if schema.get("x-translated") and path:
        yield _Field(path, str(schema.get("x-control")), int(schema.get("maxLength") or 8000))
        return
    for choice in schema.get("anyOf", ()):
        yield from _fields(choice, parts, path)
    for name, inner in schema.get("properties", {}).items():
        yield from _fields(inner, parts, (*path, name))
    if isinstance(schema.get("items"), Mapping):
        item = _resolved(schema["items"], parts)
        yield from _fields(item, parts, (*path, _Items(_naming(item, parts))))


def _resolved(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    return {**parts.get(str(schema["$ref"]).rpartition("/")[2], {}), **schema}


def _naming(item: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    """The field by which items of a list are told apart, or empty."""
    for name, inner in item.get("properties", {}).items():
        if _resolved(inner, parts).get("x-control") in _NAMING:
            return str(name)
    return ""


def _values(
    value: Any, path: Sequence[str | _Items], address: str, place: str
) -> Iterator[tuple[str, str, Any]]:
    if not path:
        yield address, place, value
        return
    step, rest = path[0], path[1:]
    if isinstance(step, _Items):
        for number, item in enumerate(value if isinstance(value, list | tuple) else ()):
            name = _name_of(item, step.key, number)
            if name:
                yield from _values(item, rest, f"{address}.{name}", f"{place}.{number}")
    elif isinstance(value, Mapping) and step in value:
        inner = (f"{address}.{step}", f"{place}.{step}") if place else (step, step)
        yield from _values(value[step], rest, *inner)


def _name_of(item: Any, key: str, number: int) -> str:
    if not key:
        return str(number)
    name = item.get(key) if isinstance(item, Mapping) else None
    return name if isinstance(name, str) else ""


def _replaced(value: Any, place: Sequence[str], text: str) -> Any:
    """A copy of `value` with `text` at `place`; everything beside the way there is shared."""
    if not place:
        return text
    if isinstance(value, Mapping):
        return {**value, place[0]: _replaced(value[place[0]], place[1:], text)}
    number = int(place[0])
    copy = list(value)
    copy[number] = _replaced(copy[number], place[1:], text)
    return copy
