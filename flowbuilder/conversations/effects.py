"""What the engine asks of a conversation itself: to speak, to note an outcome, to end."""

from __future__ import annotations

from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations import consents, contacts, segments, services
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.conversations.ownership import Move
from flowbuilder.core.effects import (
    CheckConsent,
    EndSession,
    RecordConsent,
    RecordOutcome,
    SendMessage,
    UpdateContact,
)
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event

State = Conversation.State


def send_message(effect: SendMessage, conversation: Conversation) -> None:
    """Say something to the visitor; a `parting` word is kept with a mark in its content."""
    content = effect.content.model_dump(mode="json")
    services.append_message(
        conversation,
        author=effect.author,
        content={**content, "parting": True} if effect.parting else content,
        generated=effect.generated,
        effect_id=effect.id,
    )


def record_outcome(effect: RecordOutcome, conversation: Conversation) -> None:
    """Note what the conversation came to; the last outcome stays."""
    conversation.outcome = effect.name[:60]
    if conversation.unsaved is None:
        conversation.save(update_fields=["outcome"])


def update_contact(effect: UpdateContact, conversation: Conversation) -> Event:
    """Keep what a flow learned of the person, and tell it what is known now. Safe to repeat."""
    at, source = now(), Contact.Source.FLOW
    contact = Contact.objects.get(pk=conversation.contact_id)
    contacts.change(contact, effect.values, source=source)
    try:
        contacts.change_tags(contact, add=effect.add_tags, remove=effect.remove_tags, source=source)
    except InvalidInput as problem:
        return EffectFailed(at=at, effect_id=effect.id, code=problem.error_code)
    known = segments.known_of(contact)
    return EffectSucceeded(at=at, effect_id=effect.id, result={"contact": known})


def check_consent(effect: CheckConsent, conversation: Conversation) -> Event:
    """Tell whether the person agreed to this before."""
    agreed = consents.is_given(conversation.contact_id, effect.purpose, effect.version)
    return EffectSucceeded(at=now(), effect_id=effect.id, result={"agreed": agreed})


def record_consent(effect: RecordConsent, conversation: Conversation) -> None:
    """Keep what the person answered. Safe to repeat."""
    consents.record(effect, conversation)


def end_session(effect: EndSession, conversation: Conversation) -> None:
    """Close the conversation, unless a person has it: then they close it.

    One that waits in a queue leaves the queue first; the turn sees to both when it settles.
    """
    if conversation.state == State.BOT:
        services.change_owner(conversation, Move.END, expected_epoch=conversation.owner_epoch)
