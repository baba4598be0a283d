"""A talk with a template: the same engine as live, over the template's own answers.

Nothing is stored and nothing leaves: questions are looked up in the CSV beside the template,
and what another service would say stands in its `template.json`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.errors import InvalidInput
from flowbuilder.core import effects as core
from flowbuilder.core.effects import Effect
from flowbuilder.core.plan import compile_flow
from flowbuilder.flows import gallery, selectors
from flowbuilder.flows.gallery import Offer
from flowbuilder.flows.registry import catalogue
from flowbuilder.knowledge import importing
from flowbuilder.knowledge.answers.telling import as_json
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.runtime import trying
from flowbuilder.runtime.pretending import Pretence
from flowbuilder.runtime.simulate import Trial


def take(
    offer: Offer, workspace: Workspace, *, facts: Mapping[str, str], kept: Mapping[str, Any] | None,
    event: Mapping[str, Any],
) -> Trial:  # fmt: skip
    """Let one event happen in the talk that the browser kept, or begin one.

    Raises:
        InvalidFlow: The template cannot run as it is.
        InvalidInput: The talk or the event is none of ours.
    """
    if event.get("kind") == "answer":
        raise InvalidInput(_("There is no such event in a trial."), code="unknown_event")
    told = {key: value.strip() for key, value in facts.items() if value.strip()}
    document = gallery.with_facts(offer, told)
    plan = compile_flow(document, catalogue(), selectors.published_documents(workspace))
    csv = gallery.knowledge_of(offer, told)

    def search(effect: core.SearchKnowledge, node: str) -> dict[str, Any]:
        found = _index(csv, offer.language).search(effect.query, effect.language, effect.limit)
        hits = [as_json(hit) for hit in found.hits] if found.verdict != "none" else []
        return {"verdict": found.verdict, "hits": hits, "ms": 0}

    def ask(effect: core.AskModel, node: str) -> dict[str, Any]:
        return {"outcome": "not_grounded", "text": "", "sources": [], "generated": False}

    def pick(effect: core.PickOut, node: str) -> dict[str, Any]:
        return {"found": {}, "model": ""}

    def call(effect: core.CallHttp, node: str) -> dict[str, Any]:
        return dict(offer.about.pretend.get(node) or {"status": 503, "body": None})

    world: dict[type[Effect], Callable[[Any, str], dict[str, Any]]] = {
        core.SearchKnowledge: search,
        core.AskModel: ask,
        core.PickOut: pick,
        core.CallHttp: call,
    }
    return trying.tried(plan, kept, event, Pretence(world=world), workspace)


@lru_cache(maxsize=64)
def _index(csv: str, language: str) -> Index:
    if not csv.strip():
        return Index(())
    rows = importing.read(csv.encode(), name="knowledge.csv", language=language).rows
    return Index(
        Document(
            id=row.key, question=row.question, variants=row.variants, answer=row.answer,
            language=row.language, source=row.source,
        )
        for row in rows
    )  # fmt: skip
