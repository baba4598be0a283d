"""A conversation's owner follows its session; an answer may come too late for its owner."""

from __future__ import annotations

from django.utils.translation import gettext as _

from flowbuilder.conversations import queue_port, services
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.core.events import EffectSucceeded, Event, TimerFired
from flowbuilder.core.session import Status

State = Conversation.State


def settle(conversation: Conversation, event: Event) -> None:
    """Let the conversation's state follow the session's: a wait that ended, an end."""
    status = (conversation.session or {}).get("status")
    if conversation.state == State.QUEUED and status in {Status.WAITING, Status.ENDED}:
        why = "timed_out" if isinstance(event, TimerFired) else "gave_up"
        services.change_owner(conversation, Move.GIVE_BACK, expected_epoch=conversation.owner_epoch)
        queue_port.left_queue(conversation, why)
    if conversation.state == State.BOT and status == Status.ENDED:
        services.change_owner(conversation, Move.END, expected_epoch=conversation.owner_epoch)


def keep_unsent(conversation: Conversation, event: Event) -> None:
    """Show an answer that came too late to the person who has the conversation, as a note."""
    text, generated = _prepared(event)
    if not text or conversation.state != State.AGENT:
        return
    words = _("The assistant had prepared this answer; it was not sent:") + f"\n{text}"
    services.append_message(
        conversation,
        author=Message.Author.AI if generated else Message.Author.BOT,
        content={"kind": "text", "text": words, "sources": []},
        private=True,
        generated=generated,
        at=event.at,
    )


def _prepared(event: Event) -> tuple[str, bool]:
    """The answer that the visitor would have read, and whether a model wrote it."""
    result = event.result if isinstance(event, EffectSucceeded) else {}
    if result.get("verdict") == "found" and result.get("hits"):
        return str(result["hits"][0]["answer"]), False
    return str(result.get("text") or ""), bool(result.get("generated"))
