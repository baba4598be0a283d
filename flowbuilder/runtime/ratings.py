"""What a turn has to do with ratings: that one is asked for, and which message gives it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.effects import AnswerSurvey, Effect, RecordSurvey
from flowbuilder.core.events import Event
from flowbuilder.core.session import RATING
from flowbuilder.runtime.hot import Hot


def is_asked(conversation: Conversation) -> bool:
    """Whether a person ended the matter and the flow asks how it went."""
    return (conversation.session or {}).get("farewell") == RATING


def mark(hot: Hot, event: Event, effects: Iterable[Effect]) -> None:
    """Have the visitor's message of this turn say that it answers a survey, and how.

    Not an anonymous answer: that is kept nowhere with the conversation.
    """
    seq = getattr(event, "seq", 0)
    for effect in effects:
        if not isinstance(effect, RecordSurvey | AnswerSurvey) or effect.withholds or not seq:
            continue
        for row in hot.conversation.unsaved or ():
            if isinstance(row, Message) and row.seq == seq:
                row.content = {**row.content, "rated": _rated(hot, effect)}


def _rated(hot: Hot, effect: RecordSurvey | AnswerSurvey) -> dict[str, Any]:
    if isinstance(effect, AnswerSurvey) and effect.kind in ("choice", "open"):
        return {"answer": True}
    high = None if effect.comment else _highest(hot)
    return {"comment": True} if high is None else {"score": effect.score, "high": high}


def _highest(hot: Hot) -> int | None:
    """The top of the scale that was asked last."""
    asked = [one.content for one in hot.offers if one.content.get("kind") == "rating"]
    if not asked:
        sent = Message.objects.filter(conversation=hot.conversation, content__kind="rating")
        asked = list(sent.order_by("-seq").values_list("content", flat=True)[:1])
    return asked[-1].get("high") if asked else None
