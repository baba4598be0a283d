"""A visitor opens a conversation, or comes back to it. Sockets and REST both come here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Language
from flowbuilder.channels.web import file_links, frames, selectors
from flowbuilder.channels.web.errors import NothingToResume, NotYourToken, WidgetNotReady
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.errors import NotFound
from flowbuilder.common.ids import uuid7
from flowbuilder.common.rows import new_row
from flowbuilder.conversations import blocking, contacts, queue_port, segments, told
from flowbuilder.conversations import selectors as conversations
from flowbuilder.conversations import services as conversation_services
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.core.events import (
    SessionClosed,
    SessionStarted,
)
from flowbuilder.flows.selectors import language_for
from flowbuilder.runtime.commits import durably
from flowbuilder.runtime.open_questions import Changeable, changeable
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
    changeable: Changeable
    frames: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who needs a conversation: with this widget, on this version of its flow."""

    widget: Widget
    version_id: int
    language: str
    around: str
    page: dict[str, Any]
    contact: Contact | None
    token: str
    entry: str = ""
    instead: UUID | None = None


def open_conversation(key: str, hello: frames.Hello) -> Opened:
    """Take the visitor's conversation up, or start one.

    Raises:
        NoSuchWidget, WidgetNotReady: There is nothing to talk to.
        NotSaved: Nothing was stored; say hello again.
    """
    found = find_conversation(key, hello)
    return found if isinstance(found, Opened) else durably(start_conversation, found, uuid7())


def find_conversation(key: str, hello: frames.Hello) -> Opened | Newcomer:
    """The visitor's conversation, or what is needed to start one.

    Stores nothing, unless the website says who the visitor is: then that is kept.

    Raises:
        IdentityRefused: The website's word for the visitor proves nothing.
        ConversationClosed: The visitor was blocked, and has no conversation here to look at.
        NoSuchWidget, WidgetNotReady: There is nothing to talk to.
        NothingToResume: There is no conversation, and none was to be begun.
    """
    widget = selectors.widget_of(key)
    around = language_read(widget, hello)
    with translation.override(around):
        contact, token = _who(hello, widget)
        conversation = (
            conversations.latest_conversation(contact, widget.key) if contact is not None else None
        )
        blocked = contact is not None and contact.blocked_at is not None
        if blocked:
            return _turned_away(widget, hello, conversation, token)
        over = _to_be_left(conversation, hello)
        if conversation is not None and not over:
            missed = messages_after(conversation.pk, hello.after)
            return _opened(widget, around, conversation, token, missed)
        if hello.resume:
            raise NothingToResume()
        if widget.flow.published_id is None:
            raise WidgetNotReady(_("This chat is not ready yet: its flow has not been published."))
        return Newcomer(
            widget=widget,
            version_id=widget.flow.published_id,
            language=_language(widget, hello),
            around=around,
            page=hello.page.kept(),
            contact=contact,
            token=token,
            entry=selectors.entry_of(widget, hello.invitation),
            instead=conversation.pk if conversation and not conversation.is_closed else None,
        )


def start_conversation(newcomer: Newcomer, conversation_id: UUID) -> Opened:
    """Store a new conversation with its first turn, and the visitor if they are new.

    Raises:
        ConversationClosed: The visitor was blocked meanwhile.
    """
    widget, contact, token = newcomer.widget, newcomer.contact, newcomer.token
    with translation.override(newcomer.around):
        if contact is not None:
            blocking.stay_unblocked(contact)
            contact = _known(token, widget)  # merged or erased meanwhile, they are a stranger
        if newcomer.instead is not None:
            take_turn(newcomer.instead, SessionClosed(at=now(), reason="started_over"))
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
        known = segments.known_of(contact)
        started = SessionStarted(
            at=at, page=newcomer.page, contact=known, entry=newcomer.entry, buttons_last=True
        )
        receipt = take_first_turn(conversation, started)
        conversation.head_seq, conversation.state = receipt.head, receipt.state
        if conversation.state == Conversation.State.AGENT:
            conversation.refresh_from_db(fields=["agent"])
        return _opened(widget, newcomer.around, conversation, token, frames_of(receipt.messages))


def _turned_away(
    widget: Widget, hello: frames.Hello, conversation: Conversation | None, token: str
) -> Opened:
    """What a blocked visitor finds: their last conversation, over; another one is refused."""
    language = conversation.language if conversation is not None else _language(widget, hello)
    with translation.override(Language.nearest(language)):
        refused = blocking.refusal(widget.workspace)
    if conversation is None:
        raise refused
    missed = messages_after(conversation.pk, hello.after)
    opened = _opened(widget, language_read(widget, hello), conversation, token, missed)
    if hello.new or hello.instead:
        said = {"type": "error", "code": refused.error_code, "message": str(refused.message)}
        opened.frames.insert(-1, said)  # the status comes last
    return opened


def look_up(key: str, token: str, after: int) -> Opened:
    """The visitor's conversation, read only. Raises NotYourToken."""
    widget = selectors.widget_of(key)
    with translation.override(widget.language):
        contact = _known(token, widget)
        found = contact and conversations.latest_conversation(contact, widget.key)
        if not found:
            raise NotYourToken(_("This conversation cannot be found. Start a new one."))
        return _opened(widget, widget.language, found, token, messages_after(found.pk, after))


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
    frame["content"] = file_links.with_addresses(
        frame["content"], message.conversation_id, message.seq
    )
    return frame


def changeable_frame(may: Changeable) -> dict[str, Any]:
    """Which of their answers the visitor may change, and which older questions they may answer."""
    return {"type": "changeable", "seqs": [*may["seqs"]], "open": [*may["open"]]}


def changeable_frames(may: Changeable) -> list[dict[str, Any]]:
    """The same for who was told nothing yet: no frame where there is nothing of the kind."""
    return [changeable_frame(may)] if any(may.values()) else []


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


def language_read(widget: Widget, hello: frames.Hello) -> str:
    """The language of what the visitor reads around the conversation, as their client says."""
    return selectors.our_language(hello.language) or widget.language


def _language(widget: Widget, hello: frames.Hello) -> str:
    """What the visitor's page asks for, or the widget's, if the flow has it; else the flow's."""
    version = widget.flow.published_id
    found = version and language_for(version, hello.locale, widget.language)
    return found or widget.language


def _to_be_left(conversation: Conversation | None, hello: frames.Hello) -> bool:
    """Whether the visitor wants another conversation than this, and may have one.

    Not while people look after it; and said again after it was done, it does nothing.
    """
    if conversation is None:
        return False
    if conversation.is_closed:
        return hello.new
    is_bot = conversation.state == Conversation.State.BOT
    return is_bot and hello.instead == str(conversation.pk)


def _known(token: str | None, widget: Widget) -> Contact | None:
    return conversation_services.welcome_back(token, widget.key) if token else None


def _who(hello: frames.Hello, widget: Widget) -> tuple[Contact | None, str]:
    """Who says hello, and their token: as their website confirms, else as their token says."""
    contact = _known(hello.visitor, widget)
    token = hello.visitor if contact is not None and hello.visitor else ""
    if not hello.identity:
        return contact, token
    identity = contacts.read_identity(hello.identity, widget.key)
    signed_in, fresh = durably(
        told.sign_in, widget.workspace, widget.key, identity,
        was=contact, language=_language(widget, hello),
    )  # fmt: skip
    return signed_in, fresh or token


def _opened(
    widget: Widget,
    around: str,
    conversation: Conversation,
    token: str,
    missed: list[dict[str, Any]],
) -> Opened:
    welcome = {
        "type": "welcome",
        "conversation": str(conversation.pk),
        "visitor": token,
        "head": conversation.head_seq,
        "state": conversation.state,
        "notice": selectors.notice_of(widget, around),
    }
    may_change = changeable(conversation)
    if may_change["open"]:  # here already, so that a form that is being filled in stays
        welcome["open"] = may_change["open"]
    return Opened(
        conversation_id=conversation.pk,
        contact_id=conversation.contact_id,
        token=token,
        head=max(conversation.head_seq, missed[-1]["seq"] if missed else 0),
        state=conversation.state,
        changeable=may_change,
        frames=[welcome, *missed, *changeable_frames(may_change), _status(conversation)],
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
