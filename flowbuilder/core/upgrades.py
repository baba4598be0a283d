"""Documents from outside: brought to the present format, or refused with every reason.

This is the door. Nothing that comes through it runs here, and it raises nothing but `InvalidFlow`,
however hostile the data: it may be deep, large, cyclic or of any shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from flowbuilder.core.document import FORMAT, Flow
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.problem import Problem
from flowbuilder.core.validation.structure import MAX_EDGES, MAX_NODES, too_many
from flowbuilder.core.words import gettext_noop as _

MAX_DEPTH = 32
MAX_VALUES = 1_000_000
MAX_TEXT = 20_000_000
MAX_TOLD = 100

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
#: By the format that it takes a document from; it brings it to the next.
UPGRADES: Mapping[int, Upgrade] = {}

_SENTENCES: Mapping[str, str] = {
    "missing": _("At {place} something is missing."),
    "extra_forbidden": _("{place} is not part of a flow."),
    "string_pattern_mismatch": _("The name at {place} is not valid."),
    "string_too_long": _("The text at {place} is too long."),
    "literal_error": _("The value at {place} is not allowed."),
}
_OTHER = _("The value at {place} is not valid.")


def load_document(data: object) -> Flow:
    """The flow in `data`, which is JSON already parsed. The graph is not judged.

    Raises:
        InvalidFlow: With every reason and its place.
    """
    if isinstance(data, Flow):
        return data
    if not isinstance(data, Mapping):
        raise InvalidFlow((_whole("flow.E092", _("This is not a flow: it must be an object.")),))
    excess = _excess(data)
    if excess is not None:
        raise InvalidFlow((excess,))
    document = _upgraded(dict(data))
    try:
        return Flow.model_validate(document)
    except ValidationError as error:
        raise InvalidFlow(tuple(_told(error))) from None
    except (RecursionError, ValueError, TypeError, OverflowError):
        problem = _whole("flow.E092", _("This flow cannot be read."))
        raise InvalidFlow((problem,)) from None


def _upgraded(document: dict[str, Any]) -> dict[str, Any]:
    written = document.get("format", FORMAT)
    if isinstance(written, bool) or not isinstance(written, int) or written > FORMAT:
        raise InvalidFlow((_unknown_format(written),))
    while written != FORMAT:
        upgrade = UPGRADES.get(written)
        if upgrade is None:
            raise InvalidFlow((_unknown_format(written),))
        try:
            document = upgrade(document)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise InvalidFlow((_unknown_format(written),)) from None
        written += 1
    return document


def _unknown_format(written: object) -> Problem:
    return Problem(
        code="flow.E090",
        text=_("This flow is in an unknown format: {format}."),
        hint=_(
            "It may come from a newer version of Flowbuilder. Upgrade this one, then try again."
        ),
        params={"format": str(written)[:40]},
    )


def _whole(code: str, text: str, **params: object) -> Problem:
    return Problem(code=code, text=text, params=params)


def _excess(data: Mapping[str, Any]) -> Problem | None:
    """What is too much about `data`, counted without recursion and no further than is allowed."""
    values = text = 0
    level: list[object] = [data]
    for part, most in (("nodes", MAX_NODES), ("edges", MAX_EDGES)):
        given = data.get(part)
        if isinstance(given, list | tuple) and len(given) > most:
            return too_many(len(given), most)
    for _depth in range(MAX_DEPTH):
        inner: list[object] = []
        for value in level:
            if isinstance(value, Mapping):
                text += sum(len(key) if isinstance(key, str) else 1 for key in value)
                inner += value.values()
            elif isinstance(value, list | tuple):
                inner += value
            elif isinstance(value, str):
                text += len(value)
            if len(inner) + values > MAX_VALUES or text > MAX_TEXT:
                return _whole("flow.E091", _("This flow is too large to be read."))
        values += len(inner)
        level = inner
        if not level:
            return None
    return _whole(
        "flow.E091", _("This flow is nested too deep: {most} levels at most."), most=MAX_DEPTH
    )


def _told(error: ValidationError) -> Iterator[Problem]:
    for found in error.errors(include_url=False, include_input=False, include_context=False)[
        :MAX_TOLD
    ]:
        place = ".".join(str(part) for part in found["loc"])[:200]
        yield Problem(
            code="flow.E092",
            text=_SENTENCES.get(found["type"], _OTHER),
            params={"place": place or "…"},
            field=place or None,
        )
