"""Contacts who may not write to us any more, and what they are told.

Nothing of theirs reaches a queue, a flow or a model from then on. They learn that the conversation
was closed, and the address that the workspace gives, if it gives one; never who did it, nor why.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from flowbuilder.accounts.models import Language, User, Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.conversations import engine_port, queue_port
from flowbuilder.conversations.contacts import note
from flowbuilder.conversations.errors import CannotBlock, ConversationClosed
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import append_message, change_owner, lock
from flowbuilder.core.events import SessionClosed

State = Conversation.State


@transaction.atomic
def block(contact: Contact, *, by: User, why: str = "") -> None:
    """Take nothing of the contact's any more, and end what is under way. Safe to repeat.

    Raises:
        CannotBlock: A colleague is talking to them now. Nothing was changed.
    """
    lock_under_way([contact.pk])
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    if locked.blocked_at is None:
        _nobody_else_talks_to(locked, by)
        why = " ".join(why.replace("\0", "").split())[:200]
        locked.blocked_at, locked.blocked_by, locked.blocked_why = now(), by, why
        locked.save(update_fields=["blocked_at", "blocked_by", "blocked_why"])
        note(locked, "blocked", [], Contact.Source.AGENT, by)
        about = ": ".join(filter(None, [str(locked), why]))
        audit(locked.workspace, by, "contact.blocked", about, contact=locked.pk, why=why)
        end_conversations(locked)
    contact.refresh_from_db()


@transaction.atomic
def unblock(contact: Contact, *, by: User) -> None:
    """Let the contact write again. Safe to repeat. What was ended stays ended."""
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    if locked.blocked_at is not None:
        locked.blocked_at, locked.blocked_by, locked.blocked_why = None, None, ""
        locked.save(update_fields=["blocked_at", "blocked_by", "blocked_why"])
        note(locked, "unblocked", [], Contact.Source.AGENT, by)
        audit(locked.workspace, by, "contact.unblocked", str(locked), contact=locked.pk)
    contact.refresh_from_db()


def lock_under_way(contacts: Iterable[int]) -> list[Conversation]:
    """Their conversations that are not over, locked.

    Call it before a contact is locked: a turn takes its conversation before its contact, and
    whoever took them the other way round could wait for it for ever.
    """
    talks = Conversation.objects.filter(contact__in=contacts).exclude(state=State.CLOSED)
    return list(talks.select_for_update(of=("self",)).order_by("pk"))


def end_conversations(contact: Contact) -> None:
    """End all that is under way with a contact who was blocked, whoever has it."""
    for talk in lock_under_way([contact.pk]):
        _end(talk)


def _end(conversation: Conversation) -> None:
    if conversation.state != State.BOT:
        change_owner(conversation, Move.GIVE_BACK, expected_epoch=conversation.owner_epoch)
        queue_port.left_queue(conversation, "closed")
    if conversation.channel == "web":  # a letter that nobody answers tells as much
        with override(Language.nearest(conversation.language)):
            append_message(
                conversation,
                author=Message.Author.SYSTEM,
                content={"kind": "text", "text": _closed(conversation.workspace), "sources": []},
            )
    end_with_assistant(conversation.pk, "blocked")


def end_with_assistant(conversation_id: UUID, reason: str) -> None:
    """End a locked conversation that the assistant has, whatever its flow was about to do."""
    engine_port.take_turn(conversation_id, SessionClosed(at=now(), reason=reason))
    conversation = lock(conversation_id)
    if conversation.state == State.BOT:
        change_owner(conversation, Move.END, expected_epoch=conversation.owner_epoch)


def refusal(workspace: Workspace) -> ConversationClosed:
    """What a blocked contact is answered who would begin another conversation."""
    return ConversationClosed(
        _with_address(_("We are sorry, a new conversation cannot be started here."), workspace)
    )


def stay_unblocked(contact: Contact) -> None:
    """Keep the contact from being blocked until this transaction ends.

    Raises:
        ConversationClosed: They are blocked.
    """
    locked = Contact.objects.select_for_update().filter(pk=contact.pk).first()
    if locked is not None and locked.blocked_at is not None:
        raise refusal(locked.workspace)


def _closed(workspace: Workspace) -> str:
    return _with_address(_("This conversation has been closed."), workspace)


def _with_address(sentence: str, workspace: Workspace) -> str:
    if not workspace.contact_email:
        return sentence
    instead = _("You can write to us at {address}.").format(address=workspace.contact_email)
    return f"{sentence} {instead}"


def _nobody_else_talks_to(contact: Contact, by: User) -> None:
    talks = Conversation.objects.filter(contact=contact, state=State.AGENT).exclude(agent=by)
    colleague = talks.select_related("agent").first()
    if colleague is not None and colleague.agent is not None:
        raise CannotBlock(
            _("{name} is talking to this person now. Ask them, or take it over first.").format(
                name=colleague.agent.shown_name
            )
        )
