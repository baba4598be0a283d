"""What a visitor's event says: as their bubble, and as one event when they said it bit by bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.conversations.models import Message
from flowbuilder.core.events import (
    Event,
    VisitorChose,
    VisitorFilled,
    VisitorSaid,
    VisitorUploaded,
)
from flowbuilder.runtime.hot import Hot


def content_of(event: Event, hot: Hot) -> dict[str, Any]:
    """What the visitor's bubble says; a choice also says which message it answers.

    What was filled in stays as it was entered, too, so that a form drawn again can begin with it.
    """
    if isinstance(event, VisitorUploaded):
        return {"kind": "files", "text": event.text, "files": [*event.files]}
    if isinstance(event, VisitorSaid):
        return {"kind": "text", "text": event.text, "sources": []}
    if not isinstance(event, VisitorChose):
        text = _("I would like to talk to a person.")
        return {"kind": "text", "text": text, "sources": []}
    content: dict[str, Any] = {"kind": "text", "text": event.label or event.value}
    content["sources"] = []
    if event.effect_id:
        content["choice"] = {"message": _asked(event.effect_id, hot), "value": event.value}
    if isinstance(event, VisitorFilled):
        content["filled"] = dict(event.values)
    return content


def bursts_of(events: Sequence[Event]) -> list[list[Event]]:
    """The events in order, words said in a row together."""
    bursts: list[list[Event]] = []
    for event in events:
        speech = isinstance(event, VisitorSaid)
        if speech and bursts and isinstance(bursts[-1][-1], VisitorSaid):
            bursts[-1].append(event)
        else:
            bursts.append([event])
    return bursts


def joined(burst: Sequence[Event]) -> Event:
    """Words said in a row as one event."""
    last = burst[-1]
    if len(burst) == 1 or not isinstance(last, VisitorSaid):
        return last
    said = [event for event in burst if isinstance(event, VisitorSaid)]
    text = "\n".join(event.text for event in said if event.text)
    files = [file for event in said if isinstance(event, VisitorUploaded) for file in event.files]
    if files:
        return VisitorUploaded(at=last.at, text=text, files=files, seq=last.seq)
    return VisitorSaid(at=last.at, text=text, seq=last.seq)


def _asked(effect_id: str, hot: Hot) -> int:
    """The seq of the message that this effect sent; 0 when it sent none."""
    for message in hot.offers:
        if message.effect_id == effect_id:
            return message.seq
    sent = Message.objects.filter(conversation=hot.conversation, effect_id=effect_id)
    return sent.values_list("seq", flat=True).first() or 0
