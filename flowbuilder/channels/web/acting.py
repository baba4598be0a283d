"""What a visitor does in a conversation, as events. Sockets and REST both come here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.channels.web import frames
from flowbuilder.common.clock import now
from flowbuilder.conversations import attachments, days
from flowbuilder.conversations import selectors as conversations
from flowbuilder.conversations.engine_port import Receipt
from flowbuilder.conversations.errors import LateChoice, NoSuchFile
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.core.events import (
    Event,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorFilled,
    VisitorSaid,
    VisitorUploaded,
    VisitorWentBack,
)
from flowbuilder.core.messages import SKIP, filled_in, options_in
from flowbuilder.runtime import hot
from flowbuilder.runtime.turns import take_turn


def act(conversation_id: UUID, frame: frames.Act) -> Receipt:
    """Do what the visitor did, once: the same `client_id` again returns the first receipt.

    Called durably, as files are marked as sent in the transaction that stores their message.

    Raises:
        ConversationClosed, LateChoice, NoSuchFile, CannotGoBack: It cannot be done here.
        NotSaved: Nothing was stored; the same frame may be sent again.
    """
    event: Event
    match frame:
        case frames.Say(files=[_, *_]):
            return _send_files(conversation_id, frame)
        case frames.Say():
            event = VisitorSaid(at=now(), text=frame.text)
        case frames.Choose():
            event = _choice(conversation_id, frame)
        case frames.Fill():
            event = _filled(conversation_id, frame)
        case frames.Human():
            event = VisitorAskedForPerson(at=now())
        case frames.Back():
            event = VisitorWentBack(at=now(), to=frame.to)
        case _:
            raise TypeError(f"{type(frame).__name__} is no act.")
    return take_turn(conversation_id, event, client_id=frame.client_id)


def _send_files(conversation_id: UUID, frame: frames.Say) -> Receipt:
    """The visitor's files, once each. Sent before with the same `client_id`, it was this act."""
    client_id = frame.client_id
    visitor = Message.Author.VISITOR
    try:
        found = attachments.ready_to_send(conversation_id, frame.files, client_id, author=visitor)
    except NoSuchFile:
        if not conversations.was_heard(conversation_id, client_id):
            raise
        found = []
    attachments.mark_sent([each for each in found if each.sent_at is None], client_id)
    files = [attachments.described(each) for each in found]
    event = VisitorUploaded(at=now(), text=frame.text, files=files)
    return take_turn(conversation_id, event, client_id=client_id)


def late_frames(receipt: Receipt) -> list[dict[str, Any]]:
    """What to tell a visitor who pressed a button that is over; nothing to anybody else."""
    if receipt.fate != EventRecord.Fate.LATE:
        return []
    words = _(
        "This button belongs to an earlier question and no longer works. Write what you need."
    )
    return [{"type": "error", "code": "late_choice", "message": words}]


def _choice(conversation_id: UUID, frame: frames.Choose) -> VisitorChose:
    """The choice as an event, if message `frame.message` of this conversation offered it."""
    asked = _asked(conversation_id, frame.message)
    label = _label(asked.content, frame.value) if asked is not None else None
    if asked is None or label is None:
        raise LateChoice(_("This answer was not offered here. Choose one of those shown."))
    return VisitorChose(
        at=now(),
        value=frame.value,
        effect_id=asked.effect_id or "",
        label=label,
        instead_of=frame.instead_of,
    )


def _filled(conversation_id: UUID, frame: frames.Fill) -> VisitorFilled:
    """What was filled in as an event, if message `frame.message` is a form of this conversation.

    What the form does not ask for is left out.
    """
    asked = _asked(conversation_id, frame.message)
    if asked is None or asked.content.get("kind") != "form":
        raise LateChoice(_("This answer was not offered here. Choose one of those shown."))
    names = [field["name"] for field in asked.content["fields"]]
    values = {name: frame.values[name] for name in names if name in frame.values}
    language = Conversation.objects.values_list("language", flat=True).get(pk=conversation_id)
    with translation.override(language):
        label = filled_in(asked.content, values, days.in_words)
    return VisitorFilled(
        at=now(),
        values=values,
        effect_id=asked.effect_id or "",
        label=label,
        instead_of=frame.instead_of,
    )


def _asked(conversation_id: UUID, seq: int) -> Message | None:
    """The message `seq` of this conversation, if the visitor sees it."""
    shown = Message.objects.filter(conversation_id=conversation_id, seq=seq, private=False)
    return hot.offer(conversation_id, seq) or shown.first()


def _label(content: dict[str, Any], value: str) -> str | None:
    if options := options_in(content):
        return dict(options).get(value)
    if content.get("kind") in {"rating", "file_request"} and value == SKIP:
        return content.get("skip") or None
    if content.get("kind") == "rating" and value.isascii() and value.isdigit() and len(value) < 4:
        return value if content["low"] <= int(value) <= content["high"] else None
    return None
