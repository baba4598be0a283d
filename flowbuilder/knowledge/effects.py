"""Handlers of effects that need knowledge: search, answer, keep what could not be answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import (
    AskModel,
    Effect,
    FindTopic,
    PickOut,
    RecordUnanswered,
    SearchKnowledge,
)
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.answers import (
    asking,
    picking,
    telling,
    topic_asking,
    topics,
)
from flowbuilder.knowledge.answers.excluding import Excluded
from flowbuilder.knowledge.learning import replies
from flowbuilder.knowledge.learning.redacting import redacted
from flowbuilder.knowledge.search import follow_ups, validity
from flowbuilder.knowledge.search.embedding import embedder
from flowbuilder.knowledge.search.retrieval import Hit, Result
from flowbuilder.llm import metering

#: How many topics stand in the answer, the best.
RANKED = 5


class EffectContext(Protocol):
    """The part of the runtime's context that is used here."""

    @property
    def workspace_id(self) -> int: ...
    @property
    def conversation_id(self) -> UUID | None: ...
    @property
    def flow_id(self) -> int | None: ...
    @property
    def now(self) -> datetime: ...
    @property
    def stream(self) -> Callable[[str], None]: ...


@contextmanager
def _counted(effect: Effect, context: EffectContext) -> Iterator[None]:
    """The calls inside the block count for the flow, and for what asked for them."""
    with metering.in_flow(context.flow_id), metering.for_effect(effect.id):
        yield


def search_knowledge(effect: SearchKnowledge, context: EffectContext) -> dict[str, Any]:
    """Look the question up among the workspace's entries and the passages of its sources.

    What is excluded is not looked up, and what speaks of it is not given.
    """
    excluded = Excluded(effect.excluded, effect.language)
    if excluded.names(effect.query):
        return _excluded()
    earlier = effect.earlier or follow_ups.subject(effect.history, effect.query, effect.language)
    with _counted(effect, context), metering.in_conversation(context.conversation_id):
        found = selectors.search(
            context.workspace_id, effect.query, effect.language, effect.limit,
            earlier=earlier, flow=selectors.flow_key(context.flow_id),
        )  # fmt: skip
    allowed = allowed_of(found.result, excluded)
    if allowed is None:
        return _excluded()
    return {
        "verdict": found.result.verdict,
        "hits": [telling.as_json(hit, effect.query, hit.document.language) for hit in allowed],
        "ms": found.ms,
        **({} if allowed else {"tried": _tried(found.result, excluded)}),
        **({"by_words": found.result.trouble} if found.result.trouble else {}),
    }


def allowed_of(result: Result, excluded: Excluded) -> list[Hit] | None:
    """The hits that may be given; None when what would be given speaks of what is excluded."""
    hits = result.hits if asking.is_usable(result) else ()
    allowed = [hit for hit in hits if not excluded.names(_said_in(hit))]
    if hits and (not allowed or (result.verdict == "found" and allowed[0] is not hits[0])):
        return None
    return allowed


def _tried(result: Result, excluded: Excluded) -> list[dict[str, Any]]:
    return telling.tried(hit for hit in result.hits if not excluded.names(_said_in(hit)))


def _excluded() -> dict[str, Any]:
    return {"verdict": "excluded", "hits": [], "ms": 0}


def _said_in(hit: Hit) -> str:
    return f"{hit.document.question}\n{hit.document.answer}"


def find_topic(effect: FindTopic, context: EffectContext) -> dict[str, Any]:
    """Tell by the author's examples what a text is about; where they are unsure, a model may."""
    started = time.perf_counter()
    ranking = topics.ranked(effect.text, effect.topics, effect.language, embedder())
    found = ranking[0].key if ranking and ranking[0].fits else ""
    model = ""
    if not found and effect.ask_model:
        with _counted(effect, context):
            found, model = topic_asking.named_by_model(effect, context)
    return {
        "topic": found,
        **({"model": model} if model else {}),
        "ranking": [{"key": each.key, "score": round(each.score, 3)} for each in ranking[:RANKED]],
        "ms": round((time.perf_counter() - started) * 1000, 2),
    }


def pick_out(effect: PickOut, context: EffectContext) -> dict[str, Any]:
    """Have the model pick data out of a text. Raises ModelError."""
    with _counted(effect, context):
        zone = validity.zone_of(context.workspace_id)
        return picking.pick_out(effect, context, context.now.astimezone(zone).date())


def ask_model(effect: AskModel, context: EffectContext) -> dict[str, Any]:
    """Answer from the passages that fit the question. Raises ModelError."""
    with _counted(effect, context):
        return asking.answer(effect, context)


def record_unanswered(effect: RecordUnanswered, conversation: Conversation) -> None:
    """Keep the question for the author, or take it back when it was answered. Safe to repeat.

    What is personal in it is not kept.
    """
    question = redacted(effect.question, conversation.language, replies.known_of(conversation))
    if effect.settled:
        services.withdraw_unanswered(conversation.pk, question)
        return
    services.record_unanswered(
        conversation.workspace_id,
        question,
        language=conversation.language,
        at=now(),
        conversation_id=conversation.pk,
        effect_id=effect.id,
        node=effect.node,
    )
