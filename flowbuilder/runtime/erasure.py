"""A person's data goes when they ask: what they said, what was kept of it, and who they were.

Their conversations stay as empty rows, so that counts stay true. Anonymous survey answers lead back
to nobody and stay; of the others the score stays and the words go. Of one who is blocked stays that
they are, with their id at the website: deleting one's data does not open the door again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from flowbuilder.accounts.models import User
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.conversations import live
from flowbuilder.conversations.models import (
    Consent,
    Contact,
    ContactChange,
    Conversation,
    PendingMerge,
    VisitorToken,
)
from flowbuilder.handoff.models import Handoff, Ticket
from flowbuilder.knowledge.models import CheckedAnswer, Unanswered
from flowbuilder.runtime import hot, retention
from flowbuilder.surveys.models import Response

OPEN = (Handoff.Status.WAITING, Handoff.Status.ASSIGNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much went."""

    conversations: int
    messages: int
    files: int


def _all_of(contact: Contact) -> list[Conversation]:
    """The contact's conversations, locked, so that no other begins until they are empty.

    Conversations come first, as a turn takes its conversation before its contact; then those that
    were begun while they were waited for.
    """
    talks = Conversation.objects.select_for_update(of=("self",)).filter(contact=contact)
    list(talks)
    Contact.objects.select_for_update().get(pk=contact.pk)
    return list(talks.all())


@transaction.atomic
def erase_contact(contact: Contact, *, by: User | None = None) -> Erased:
    """Delete what is known of the contact and all that was said with them.

    Safe to repeat. Conversations under way end, also those that an agent has. What was sent to
    other services before (a request, an e-mail) is there still.
    """
    talks = _all_of(contact)
    ids = [talk.pk for talk in talks]
    at = now()
    handoffs = Handoff.objects.filter(conversation__in=ids)
    handoffs.filter(status__in=OPEN).update(status=Handoff.Status.CLOSED, closed_at=at)
    handoffs.update(reason="", last_wrote="", passed_note="")
    Ticket.objects.filter(conversation__in=ids).delete()
    Unanswered.objects.filter(conversation_id__in=ids).delete()
    CheckedAnswer.objects.filter(conversation_id__in=ids).update(conversation_id=None)
    for response in Response.objects.filter(conversation__in=ids).exclude(comment=""):
        response.tags.clear()
    Response.objects.filter(conversation__in=ids).update(comment="")
    messages, _events, files = retention.empty(ids)
    for talk in talks:
        hot.take(talk.pk)
        talk.refresh_from_db()
        live.status_changed(talk)
    VisitorToken.objects.filter(contact=contact).delete()
    ContactChange.objects.filter(contact=contact).delete()
    Consent.objects.filter(contact=contact).delete()
    PendingMerge.objects.filter(Q(keep=contact) | Q(other=contact)).delete()
    known = contact.external_id if contact.blocked_at is not None else ""
    Contact.objects.filter(pk=contact.pk).update(
        name="", email="", phone="", attributes={}, tags=[], external_id=known, sources={},
        blocked_why="",
    )  # fmt: skip
    audit(
        contact.workspace, by, "contact.erased", f"#{contact.pk}",
        conversations=len(ids), messages=messages, files=files, by_visitor=by is None,
    )  # fmt: skip
    return Erased(conversations=len(ids), messages=messages, files=files)
