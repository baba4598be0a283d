"""What a visitor does: open a conversation, speak in it. Sockets and REST both come here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.channels.web import file_links, frames, selectors
from flowbuilder.channels.web.errors import CannotGoBack, NotYourToken, WidgetNotReady
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.errors import NotFound
from flowbuilder.common.ids import uuid7
from flowbuilder.common.rows import new_row
from flowbuilder.conversations import attachments, queue_port
from flowbuilder.conversations import selectors as conversations
from flowbuilder.conversations import services as conversation_services
from flowbuilder.conversations.engine_port import Receipt
from flowbuilder.conversations.errors import LateChoice, NoSuchFile
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.core.events import (
    Event,
    SessionStarted,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    VisitorUploaded,
)
from flowbuilder.core.messages import SKIP
from flowbuilder.flows.selectors import language_for
from flowbuilder.runtime import hot
from flowbuilder.runtime.commits import durably
from flowbuilder.runtime.turns import take_first_turn, take_turn

PAGE_CHARS = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A conversation as a client finds it: welcome, a page of what it missed, and who has it."""

    conversation_id: UUID
    contact_id: int
    token: str
    head: int
    state: str
    frames: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who needs a conversation: with this widget, on this version of its flow."""

    widget: Widget
    version_id: int
    language: str
    page: dict[str, Any]
    contact: Contact | None
    token: str


def open_conversation(key: str, hello: frames.Hello) -> Opened:
    """Take the visitor's conversation up, or start one.

    Raises:
        NoSuchWidget, WidgetNotReady: There is nothing to talk to.
        NotSaved: Nothing was stored; say hello again.
    """
    found = find_conversation(key, hello)
    return found if isinstance(found, Opened) else durably(start_conversation, found, uuid7())


def find_conversation(key: str, hello: frames.Hello) -> Opened | Newcomer:
    """The visitor's conversation, or what is needed to start one. Stores nothing.

    Raises:
        NoSuchWidget, WidgetNotReady: There is nothing to talk to.
    """
    widget = selectors.widget_of(key)
    with translation.override(widget.language):
        contact = _known(hello.visitor, widget)
        token = hello.visitor if contact is not None and hello.visitor else ""
        conversation = (
            conversations.latest_conversation(contact, widget.key) if contact is not None else None
        )
        if conversation is not None and not (hello.new and conversation.is_closed):
            missed = messages_after(conversation.pk, hello.after)
            return _opened(widget, conversation, token, missed)
        if widget.flow.published_id is None:
            raise WidgetNotReady(_("This chat is not ready yet: its flow has not been published."))
        return Newcomer(
            widget=widget,
            version_id=widget.flow.published_id,
            language=_language(widget, hello),
            page=hello.page.model_dump(),
            contact=contact,
            token=token,
        )


def start_conversation(newcomer: Newcomer, conversation_id: UUID) -> Opened:
    """Store a new conversation with its first turn, and the visitor if they are new."""
    widget, contact, token = newcomer.widget, newcomer.contact, newcomer.token
    with translation.override(widget.language):
        if contact is None:
            contact, token = conversation_services.new_visitor(
                workspace=widget.workspace, widget_key=widget.key, language=newcomer.language
            )
        at = now()
        conversation = new_row(
            Conversation,
            id=conversation_id,
            workspace_id=widget.workspace_id,
            flow_version_id=newcomer.version_id,
            channel="web",
            widget_key=widget.key,
            contact_id=contact.pk,
            language=newcomer.language,
            page=newcomer.page,
            pending=[],
            deferred=[],
            started_at=at,
            last_activity_at=at,
        )
        known = conversations.known_of(contact)
        started = SessionStarted(at=at, page=newcomer.page, contact=known)
        receipt = take_first_turn(conversation, started)
        conversation.head_seq, conversation.state = receipt.head, receipt.state
        if conversation.state == Conversation.State.AGENT:
            conversation.refresh_from_db(fields=["agent"])
        return _opened(widget, conversation, token, frames_of(receipt.messages))


def look_up(key: str, token: str, after: int) -> Opened:
    """The visitor's conversation, read only. Raises NotYourToken."""
    widget = selectors.widget_of(key)
    with translation.override(widget.language):
        contact = _known(token, widget)
        found = contact and conversations.latest_conversation(contact, widget.key)
        if not found:
            raise NotYourToken(_("This conversation cannot be found. Start a new one."))
        return _opened(widget, found, token, messages_after(found.pk, after))


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
        case frames.Human():
            event = VisitorAskedForPerson(at=now())
        case _:
            raise CannotGoBack(_("It is not possible to go back in this conversation."))
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


def messages_after(conversation_id: UUID, seq: int) -> list[dict[str, Any]]:
    """The next page of what the visitor missed after `seq`, as frames; from 0 the newest page.

    A page fits into a socket's outbox. Only when it is empty is there nothing more.
    """
    found = conversations.shown_to_visitor(conversation_id, seq)
    page: list[dict[str, Any]] = []
    room = PAGE_CHARS
    for message in found if seq > 0 else reversed(found):
        room -= len(str(message.content))
        if page and room < 0:
            break
        page.append(_frame_of(message))
    return page if seq > 0 else page[::-1]


def frames_of(messages: Any) -> list[dict[str, Any]]:
    """Frames of what a turn stored, without notes between agents."""
    return [_frame_of(message) for message in messages if not message.private]


def _frame_of(message: Message) -> dict[str, Any]:
    """The message as the visitor's client gets it: its files with addresses, made now."""
    frame = conversations.message_to_frame(message)
    frame["content"] = file_links.with_addresses(frame["content"], message.conversation_id)
    return frame


def status_of(conversation_id: UUID) -> dict[str, Any]:
    """Who has the conversation; in a queue, at which place. Raises NotFound."""
    found = Conversation.objects.select_related("agent").filter(pk=conversation_id).first()
    if found is None:
        raise NotFound(_("This conversation does not exist."))
    return _status(found)


def plain_status(state: str) -> dict[str, Any] | None:
    """The status of a conversation that no person has and none is asked for, or None."""
    plain = state in {Conversation.State.BOT, Conversation.State.CLOSED}
    return {"type": "status", "state": state} if plain else None


def _language(widget: Widget, hello: frames.Hello) -> str:
    """What the visitor's page asks for, or the widget's, if the flow has it; else the flow's."""
    version = widget.flow.published_id
    found = version and language_for(version, hello.locale, widget.language)
    return found or widget.language


def _known(token: str | None, widget: Widget) -> Contact | None:
    return conversation_services.welcome_back(token, widget.key) if token else None


def _opened(
    widget: Widget, conversation: Conversation, token: str, missed: list[dict[str, Any]]
) -> Opened:
    welcome = {
        "type": "welcome",
        "conversation": str(conversation.pk),
        "visitor": token,
        "head": conversation.head_seq,
        "state": conversation.state,
        "notice": selectors.notice_of(widget),
    }
    return Opened(
        conversation_id=conversation.pk,
        contact_id=conversation.contact_id,
        token=token,
        head=max(conversation.head_seq, missed[-1]["seq"] if missed else 0),
        state=conversation.state,
        frames=[welcome, *missed, _status(conversation)],
    )


def _status(conversation: Conversation) -> dict[str, Any]:
    frame: dict[str, Any] = {"type": "status", "state": conversation.state}
    place = queue_port.queue_place(conversation)
    if place is not None:
        frame["position"] = place.position
        if place.eta_s is not None:
            frame["eta_s"] = place.eta_s
    if conversation.state == Conversation.State.AGENT and conversation.agent is not None:
        frame["agent"] = conversation.agent.shown_name
    return frame


def _choice(conversation_id: UUID, frame: frames.Choose) -> VisitorChose:
    """The choice as an event, if message `frame.message` of this conversation offered it."""
    asked = (
        hot.offer(conversation_id, frame.message)
        or Message.objects.filter(
            conversation_id=conversation_id, seq=frame.message, private=False
        ).first()
    )
    label = _label(asked.content, frame.value) if asked is not None else None
    if asked is None or label is None:
        raise LateChoice(_("This answer was not offered here. Choose one of those shown."))
    return VisitorChose(at=now(), value=frame.value, effect_id=asked.effect_id or "", label=label)


def _label(content: dict[str, Any], value: str) -> str | None:
    if content.get("kind") == "choices":
        offered = {option["value"]: option["label"] for option in content["options"]}
        return offered.get(value)
    if content.get("kind") in {"rating", "file_request"} and value == SKIP:
        return content.get("skip") or None
    if content.get("kind") == "rating" and value.isascii() and value.isdigit() and len(value) < 4:
        return value if content["low"] <= int(value) <= content["high"] else None
    return None
