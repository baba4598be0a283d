"""What the assistant considered of the knowledge before a person was called."""

from __future__ import annotations

from typing import Any

from flowbuilder.conversations.models import Conversation, EventRecord
from flowbuilder.handoff.answers import VALUE_SHOWN

PASSAGES_SHOWN = 5

Json = dict[str, Any]


def passages_of(conversation: Conversation) -> list[Json]:
    """The questions of what it gave or offered, and of what it gave no answer from; the best match
    first."""
    records = EventRecord.objects.filter(
        conversation=conversation,
        kind="EffectSucceeded",
        payload__result__has_any_keys=["hits", "tried"],
    ).order_by("-number")[:PASSAGES_SHOWN]
    best: dict[str, float] = {}
    for record in records:
        result = record.payload["result"]
        for hit in result.get("hits") or result.get("tried") or ():
            question, score = str(hit.get("question", ""))[:VALUE_SHOWN], hit.get("score") or 0
            best[question] = max(best.get(question, 0.0), float(score))
    ranked = sorted(best.items(), key=lambda one: -one[1])[:PASSAGES_SHOWN]
    return [{"question": question, "score": score} for question, score in ranked]
