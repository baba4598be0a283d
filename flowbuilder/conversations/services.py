"""What changes a conversation. Callers hold the transaction, and the lock where it says locked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import NotFound
from flowbuilder.common.ids import hash_token, new_token
from flowbuilder.common.prepared import Prepared
from flowbuilder.common.rows import new_row
from flowbuilder.conversations import live, mail_port, queue_port
from flowbuilder.conversations.contacts import SIGNED_IN_FOR, change
from flowbuilder.conversations.errors import OwnerChanged
from flowbuilder.conversations.models import Contact, Conversation, Message, VisitorToken
from flowbuilder.conversations.ownership import ImpossibleMove, Move, state_after

TOKEN_LIFETIME = timedelta(days=30)
State = Conversation.State

_valid_token = Prepared(
    lambda token_hash, widget_key, moment: VisitorToken.objects.select_related("contact").filter(
        token_hash=token_hash, widget_key=widget_key, expires_at__gt=moment
    )
)


def lock(conversation_id: UUID | str) -> Conversation:
    """Return the conversation, locked until the transaction ends.

    On SQLite the transaction itself is the lock: it began with the right to write.

    Raises:
        NotFound: There is no such conversation.
        TransactionManagementError: No transaction is open, so nothing would be locked. PostgreSQL
            refuses that by itself; SQLite would let it pass unseen.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A lock is held by a transaction: open one.")
    found = Conversation.objects.select_for_update(of=("self",)).filter(pk=conversation_id).first()
    if found is None:
        raise NotFound(_("This conversation does not exist."))
    return found


def append_message(
    conversation: Conversation,
    *,
    author: str,
    content: dict[str, Any],
    private: bool = False,
    generated: bool = False,
    client_id: str | None = None,
    effect_id: str | None = None,
    agent: User | None = None,
    at: datetime | None = None,
) -> Message:
    """Store an utterance at the end of a locked conversation and ring for it on commit.

    Safe to repeat: with a `client_id` or `effect_id` that was used before, the first message
    is returned and nothing is stored, even if the content differs. While a turn is taken
    (`conversation.unsaved` is a list) the turn stores the message, rings, and sees to repeats.
    """
    in_turn = conversation.unsaved is not None
    for key, value in (("client_id", client_id), ("effect_id", effect_id)):
        if value and not in_turn:
            earlier = Message.objects.filter(conversation=conversation, **{key: value}).first()
            if earlier is not None:
                return earlier
    at = at or now()
    message = new_row(
        Message,
        conversation_id=conversation.pk,
        seq=conversation.head_seq + 1,
        author=author,
        private=private,
        content=content,
        generated=generated,
        client_id=client_id,
        effect_id=effect_id,
        agent_id=agent.pk if agent is not None else None,
        at=at,
    )
    conversation.head_seq = message.seq
    conversation.last_activity_at = at
    if author == Message.Author.VISITOR and conversation.state == Conversation.State.AGENT:
        queue_port.wrote_to_agent(conversation, str(content.get("text", "")))
    if conversation.unsaved is not None:
        conversation.unsaved.append(message)
        return message
    message.save()
    conversation.save(update_fields=["head_seq", "last_activity_at"])
    live.ring(conversation)
    if author == Message.Author.AGENT and not private:
        mail_port.said(conversation)
    return message


def change_owner(
    conversation: Conversation, move: Move, *, expected_epoch: int, agent: User | None = None
) -> None:
    """Pass the conversation on, if nobody did since `expected_epoch`.

    `agent` is whoever takes it, and given for nothing but `Move.TAKE`. A turn that ends its
    conversation stores that with all the rest.

    Raises:
        OwnerChanged: Somebody did. Nothing was changed.
        ImpossibleMove: Nothing leads that way; see `ownership`.
    """
    if (agent is not None) != (move == Move.TAKE):
        raise ImpossibleMove(f"{move.value} with the agent {agent}.")
    if conversation.owner_epoch != expected_epoch:
        raise _owner_changed(conversation)
    state, at = state_after(move, conversation.state), now()
    if conversation.unsaved is None or move != Move.END:
        changed = Conversation.objects.filter(
            pk=conversation.pk, owner_epoch=expected_epoch
        ).update(
            state=state,
            agent=agent,
            owner_epoch=F("owner_epoch") + 1,
            closed_at=at if state == State.CLOSED else None,
            last_activity_at=at,
        )
        if not changed:
            raise _owner_changed(conversation)
        conversation.stored_epoch = expected_epoch + 1
    _become(conversation, state, agent, expected_epoch + 1, at)


def _become(
    conversation: Conversation, state: str, agent: User | None, epoch: int, at: datetime
) -> None:
    conversation.state = state
    conversation.agent = agent
    conversation.owner_epoch = epoch
    conversation.closed_at = at if state == State.CLOSED else None
    conversation.last_activity_at = at
    live.status_changed(conversation)


def _owner_changed(conversation: Conversation) -> OwnerChanged:
    return OwnerChanged(
        _("Someone else has this conversation now. Reload to see who."),
        conversation=str(conversation.pk),
    )


def store_with_turn(conversation: Conversation, row: Model) -> None:
    """Store `row`, which has a unique key of its own: with the turn being taken, or now.

    Safe to repeat: a row whose key is there already is left as it is.
    """
    if conversation.unsaved is not None:
        conversation.unsaved.append(row)
    else:
        type(row)._default_manager.bulk_create([row], ignore_conflicts=True)


def welcome_back(token: str, widget_key: str) -> Contact | None:
    """Return whose token this is and let it live on, or None: absent, foreign and old alike.

    The token of somebody who signed in lives for hours, that of a stranger for weeks.
    """
    moment = now()
    found = _valid_token.first(hash_token(token), widget_key, moment)
    if found is None:
        return None
    if moment - found.last_seen > timedelta(hours=1):
        found.last_seen = moment
        lives = SIGNED_IN_FOR if found.contact.external_id else TOKEN_LIFETIME
        found.expires_at = moment + lives
        found.save(update_fields=["last_seen", "expires_at"])
    return found.contact


def new_visitor(*, workspace: Workspace, widget_key: str, language: str) -> tuple[Contact, str]:
    """Make a contact for a stranger; the token is shown this once."""
    moment, token = now(), new_token()
    with transaction.atomic():
        contact = Contact.objects.create(workspace=workspace, language=language)
        VisitorToken.objects.create(
            contact=contact,
            widget_key=widget_key,
            token_hash=hash_token(token),
            last_seen=moment,
            expires_at=moment + TOKEN_LIFETIME,
        )
    return contact, token


def keep_claims(contact_id: int, *, name: str = "", email: str = "", phone: str = "") -> None:
    """Keep what a visitor says of themselves where nothing is known yet. Safe to repeat."""
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        return
    told = {"name": name[:120], "email": email, "phone": phone}
    new = {key: value for key, value in told.items() if value and not getattr(contact, key)}
    if new:
        change(contact, new, source=Contact.Source.CLAIMED)


def mark_seen(conversation_id: UUID | str, seq: int) -> None:
    """Note that the visitor saw everything up to `seq`, and tell the agents."""
    moved = Conversation.objects.filter(
        pk=conversation_id, seen_seq__lt=seq, head_seq__gte=seq
    ).update(seen_seq=seq)
    if moved:
        live.announce(live.conversation_group(conversation_id), "message.seen", seq=seq)
