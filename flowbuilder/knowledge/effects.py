"""Handlers of effects that need knowledge: search, answer, keep what could not be answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import AskModel, FindTopic, RecordUnanswered, SearchKnowledge
from flowbuilder.knowledge import asking, selectors, services, telling, topics
from flowbuilder.knowledge.embedding import embedder

#: How many topics stand in the answer, the best.
RANKED = 5


class EffectContext(Protocol):
    """The part of the runtime's context that is used here."""

    @property
    def workspace_id(self) -> int: ...
    @property
    def conversation_id(self) -> UUID | None: ...
    @property
    def now(self) -> datetime: ...
    @property
    def stream(self) -> Callable[[str], None]: ...


def search_knowledge(effect: SearchKnowledge, context: EffectContext) -> dict[str, Any]:
    """Look the question up among the workspace's entries and the passages of its sources."""
    found = selectors.search(
        context.workspace_id, effect.query, effect.language, effect.limit, earlier=effect.earlier
    )
    hits = found.result.hits if asking.is_usable(found.result) else ()
    return {
        "verdict": found.result.verdict,
        "hits": [telling.as_json(hit, effect.query, effect.language) for hit in hits],
        "ms": found.ms,
    }


def find_topic(effect: FindTopic, context: EffectContext) -> dict[str, Any]:
    """Tell by the author's examples what a text is about."""
    started = time.perf_counter()
    ranking = topics.ranked(effect.text, effect.topics, effect.language, embedder())
    best = ranking[0] if ranking else None
    return {
        "topic": best.key if best is not None and best.fits else "",
        "ranking": [{"key": each.key, "score": round(each.score, 3)} for each in ranking[:RANKED]],
        "ms": round((time.perf_counter() - started) * 1000, 2),
    }


def ask_model(effect: AskModel, context: EffectContext) -> dict[str, Any]:
    """Answer from the passages that fit the question. Raises ModelError."""
    return asking.answer(effect, context)


def record_unanswered(effect: RecordUnanswered, conversation: Conversation) -> None:
    """Keep the question for the author, or take it back when it was answered. Safe to repeat."""
    if effect.settled:
        services.withdraw_unanswered(conversation.pk, effect.question)
        return
    services.record_unanswered(
        conversation.workspace_id,
        effect.question,
        language=conversation.language,
        at=now(),
        conversation_id=conversation.pk,
        effect_id=effect.id,
        node=effect.node,
    )
