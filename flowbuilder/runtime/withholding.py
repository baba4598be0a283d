"""Anonymous answers: what was said is replaced before it is stored, in the log and the transcript.

The engine takes the visitor's own words, and whoever records them gets them; a conversation keeps
only that something was answered. A replay is given `WITHHELD` instead and goes the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from flowbuilder.accounts.models import Language
from flowbuilder.conversations import attachments
from flowbuilder.conversations.models import Attachment, Conversation, EventRecord, Message
from flowbuilder.core.events import (
    Event,
    VisitorChose,
    VisitorFilled,
    VisitorSaid,
    VisitorUploaded,
    event_from_json,
    event_to_json,
)
from flowbuilder.core.messages import WITHHELD
from flowbuilder.handoff.services import wording


def without_words(event: Event) -> Event:
    """The event as it is kept: that the visitor answered, not what. Files are kept by nobody."""
    if isinstance(event, VisitorUploaded):
        return VisitorSaid(at=event.at, text=WITHHELD)
    if isinstance(event, VisitorSaid):
        return replace(event, text=WITHHELD)
    if isinstance(event, VisitorFilled):
        return replace(event, values={}, label=WITHHELD)
    if isinstance(event, VisitorChose):
        return replace(event, value=WITHHELD, label="")
    return event


def withhold(
    conversation: Conversation, record: EventRecord, event: Event, joined: Sequence[int]
) -> None:
    """Replace what was said in `record`, in its message, and in the events that it was `joined` of.

    Those were stored by earlier turns; the rest is about to be stored by this one.
    """
    kept = without_words(event)
    record.kind, record.payload = type(kept).__name__, event_to_json(kept)
    rows = [row for row in conversation.unsaved or () if isinstance(row, Message)]
    _replace_words(conversation, (row for row in rows if record.seq and row.seq == record.seq))
    if not joined:
        return
    events = list(EventRecord.objects.filter(conversation=conversation, number__in=joined))
    for earlier in events:
        kept = without_words(event_from_json(earlier.payload))
        earlier.kind, earlier.payload = type(kept).__name__, event_to_json(kept)
    EventRecord.objects.bulk_update(events, ["kind", "payload"])
    said = Message.objects.filter(
        conversation=conversation, seq__in=[each.seq for each in events if each.seq]
    )
    messages = list(said)
    _replace_words(conversation, messages)
    Message.objects.bulk_update(messages, ["content"])
    wording.forget([conversation.pk])


def _replace_words(conversation: Conversation, messages: Iterable[Message]) -> None:
    with override(Language.nearest(conversation.language)):
        said = _("Answered anonymously.")
    for message in messages:
        if message.content.get("kind") == "files":
            ids = [file["id"] for file in message.content["files"]]
            attachments.delete(Attachment.objects.filter(conversation=conversation, pk__in=ids))
            message.content = {"kind": "text", "text": said, "sources": []}
            continue
        content: dict[str, Any] = {**message.content, "text": said}
        if "choice" in content:
            content["choice"] = {**content["choice"], "value": ""}
        content.pop("filled", None)
        message.content = content
