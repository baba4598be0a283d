"""XML that may declare nothing: no document type, and so no entities to swell or to fetch. Pure.

The standard library's expat with one handler more; that is all `defusedxml` would do for us.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from flowbuilder.knowledge.reading.readers.blocks import unreadable

MAX_DEPTH = 200


def parse(data: bytes) -> Element:
    """The tree of `data`; names are `{namespace}name`.

    Raises:
        DocumentNotReadable: `broken`, also for a document type, or for depth.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise unreadable("broken")
        builder.start(_named(name), {_named(key): value for key, value in attrs.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_named(name))

    def refuse(*_declared: Any) -> None:
        raise unreadable("broken")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as problem:
        raise unreadable("broken") from problem


def _named(name: str) -> str:
    return "{" + name if "}" in name else name


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition("}")[2]
