"""What the engine asks of a conversation itself: to speak, to note an outcome, to end."""

from __future__ import annotations

from flowbuilder.conversations import services
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.ownership import Move
from flowbuilder.core.effects import EndSession, RecordOutcome, SendMessage

State = Conversation.State


def send_message(effect: SendMessage, conversation: Conversation) -> None:
    """Say something to the visitor."""
    services.append_message(
        conversation,
        author=effect.author,
        content=effect.content.model_dump(mode="json"),
        generated=effect.generated,
        effect_id=effect.id,
    )


def record_outcome(effect: RecordOutcome, conversation: Conversation) -> None:
    """Note what the conversation came to; the last outcome stays."""
    conversation.outcome = effect.name[:60]
    if conversation.unsaved is None:
        conversation.save(update_fields=["outcome"])


def end_session(effect: EndSession, conversation: Conversation) -> None:
    """Close the conversation, unless a person has it: then they close it.

    One that waits in a queue leaves the queue first; the turn sees to both when it settles.
    """
    if conversation.state == State.BOT:
        services.change_owner(conversation, Move.END, expected_epoch=conversation.owner_epoch)
