"""What a flow made from a template still needs of one's own: the author's checklist.

A flow keeps its needs as JSON. One that names a place in the document is settled by itself when
the value there is no longer the template's (`was`); any may be ticked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.common.errors import NotFound
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.upgrades import load_document
from flowbuilder.flows.library import About
from flowbuilder.flows.models import Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One line of the checklist. `number` names it; the rest says where it leads."""

    number: int
    text: str
    node: str
    field: str
    variable: str
    page: str
    done: bool


def needs_from(about: About, document: Document) -> list[dict[str, Any]]:
    """What a flow that begins with `document` has to keep: the facts first, then the needs."""
    facts = [{"text": fact.label, "variable": fact.variable} for fact in about.facts]
    places = [need.model_dump(exclude_defaults=True) for need in about.needs]
    return [{**place, "was": _value(place, document)} for place in (*facts, *places)]


def needs_again(kept: Iterable[Mapping[str, Any]], document: Document) -> list[dict[str, Any]]:
    """The same needs, open again, for a flow that begins with `document`."""
    fresh = ({k: v for k, v in need.items() if k not in ("was", "done")} for need in kept)
    return [{**need, "was": _value(need, document)} for need in fresh if _stands_in(need, document)]


def needs_of(flow: Flow) -> tuple[Need, ...]:
    """The checklist of `flow`, with what is settled."""
    document = load_document(flow.draft)
    return tuple(
        Need(
            number=number,
            text=str(need.get("text", "")),
            node=str(need.get("node", "")),
            field=str(need.get("field", "")),
            variable=str(need.get("variable", "")),
            page=str(need.get("page", "")),
            done=bool(need.get("done")) or _is_settled(need, document),
        )
        for number, need in enumerate(flow.needs)
    )


def tick(flow: Flow, number: int, *, done: bool) -> tuple[Need, ...]:
    """Mark a need as settled, or open again. Raises NotFound for one that there is not."""
    with transaction.atomic():
        locked = Flow.objects.select_for_update().get(pk=flow.pk)
        if not 0 <= number < len(locked.needs):
            raise NotFound(_("This line of the checklist does not exist."))
        locked.needs[number]["done"] = done
        locked.save(update_fields=["needs"])
    flow.needs = locked.needs
    return needs_of(flow)


def drop(flow: Flow) -> None:
    """Put the checklist away for good."""
    flow.needs = []
    flow.save(update_fields=["needs"])


def _is_settled(need: Mapping[str, Any], document: Document) -> bool:
    if not need.get("node") and not need.get("variable"):
        return False
    if not _stands_in(need, document):
        return True
    return bool(need.get("variable") or need.get("field")) and (
        _value(need, document) != need.get("was")
    )


def _stands_in(need: Mapping[str, Any], document: Document) -> bool:
    """Whether the step or variable that `need` names is there; a page always is."""
    if need.get("variable"):
        return any(v.name == need["variable"] for v in document.variables)
    return not need.get("node") or any(n.id == need["node"] for n in document.nodes)


def _value(need: Mapping[str, Any], document: Document) -> Any:
    if need.get("variable"):
        return next((v.initial for v in document.variables if v.name == need["variable"]), None)
    node = next((n for n in document.nodes if n.id == need.get("node")), None)
    return node.config.get(str(need.get("field", ""))) if node else None
