"""When a turn broke or a flow must not go on: it is left where it was, a person is asked for.

Nothing here runs the flow. If not even a person can be asked for, the visitor is told so; what
they said is stored in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.conversations import services
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.core.effects import RequestHandoff
from flowbuilder.runtime import dispatch

if TYPE_CHECKING:
    from flowbuilder.runtime.turn import Turn

State = Conversation.State


def hand_over(turn: Turn) -> str:
    """Tell the visitor that something broke and put the conversation in a queue.

    Returns what broke, for the log.
    """
    said = _("Something went wrong on our side. We are asking a person to help you.")
    if not _ask_for_person(turn, said, _("The flow broke.") + " " + turn.safely[:200]):
        kept = _("Nobody is available right now. What you wrote is kept; please try again later.")
        _say(turn.conversation, kept)
    return turn.safely[:300]


def end_history(turn: Turn) -> str:
    """Pass a conversation whose history has grown too long to a person, or else end it.

    Returns what happened, for the log.
    """
    conversation = turn.conversation
    said = _("This conversation has become very long. We are asking a person to take it over.")
    if not _ask_for_person(turn, said, _("The conversation became too long for the flow.")):
        _say(
            conversation,
            _("Nobody is available, so this conversation ends here. You can start a new one."),
        )
        services.change_owner(conversation, Move.END, expected_epoch=conversation.owner_epoch)
    return _("The history is too long for the flow to continue.")


def _ask_for_person(turn: Turn, said: str, reason: str) -> bool:
    """Say `said` and ask for a person; False when none can come. True when one has it already."""
    conversation = turn.conversation
    if conversation.state != State.BOT:
        return True
    _say(conversation, said)
    before, unsaved = conversation.stored_epoch, list(conversation.unsaved or ())
    head = conversation.head_seq
    effect = RequestHandoff(id=f"{conversation.pk}:safety-{conversation.log_size}", reason=reason)
    try:
        with transaction.atomic():
            dispatch.INLINE[RequestHandoff](effect, conversation)
    except Exception:
        turn.report("A handoff after a broken turn failed.")
        conversation.refresh_from_db(fields=["state", "owner_epoch", "agent", "closed_at"])
        conversation.stored_epoch, conversation.unsaved = before, unsaved
        conversation.head_seq = head
    return conversation.state != State.BOT


def _say(conversation: Conversation, text: str) -> None:
    services.append_message(
        conversation,
        author=Message.Author.SYSTEM,
        content={"kind": "text", "text": text, "sources": []},
    )
