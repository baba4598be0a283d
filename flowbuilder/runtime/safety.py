"""When a turn broke: the flow is left where it was and a person is asked for.

Nothing here runs the flow. If not even a person can be asked for, the visitor is told so; what
they said is stored in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.conversations import services
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.effects import RequestHandoff
from flowbuilder.runtime import dispatch

if TYPE_CHECKING:
    from flowbuilder.runtime.turns import Turn

State = Conversation.State


def hand_over(turn: Turn) -> None:
    """Tell the visitor that something broke and put the conversation in a queue."""
    conversation = turn.conversation
    if conversation.state != State.BOT:
        return
    _say(conversation, _("Something went wrong on our side. We are asking a person to help you."))
    effect = RequestHandoff(
        id=f"{conversation.pk}:safety-{conversation.log_size}",
        reason=_("The flow broke.") + " " + turn.safely[:200],
    )
    try:
        with transaction.atomic():
            dispatch.INLINE[RequestHandoff](effect, conversation)
    except Exception:
        turn.report("A handoff after a broken turn failed.")
        conversation.refresh_from_db(fields=["state", "owner_epoch", "agent", "closed_at"])
    if conversation.state == State.BOT:
        _say(
            conversation,
            _("Nobody is available right now. What you wrote is kept; please try again later."),
        )


def _say(conversation: Conversation, text: str) -> None:
    services.append_message(
        conversation,
        author=Message.Author.SYSTEM,
        content={"kind": "text", "text": text, "sources": []},
    )
