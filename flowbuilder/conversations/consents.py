"""What people agreed to: kept word for word, shown to them, and withdrawn as easily as given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.contacts import note
from flowbuilder.conversations.models import Consent, Contact, Conversation
from flowbuilder.core.effects import RecordConsent

Json = dict[str, Any]


def record(effect: RecordConsent, conversation: Conversation) -> None:
    """Keep an answer. The same effect a second time changes nothing."""
    Consent.objects.get_or_create(
        conversation=conversation,
        effect_id=effect.id,
        defaults={
            "contact_id": conversation.contact_id,
            "purpose": effect.purpose,
            "label": effect.label[:200],
            "version": effect.version,
            "wording": effect.wording,
            "answer": effect.answer[:200],
            "agreed": effect.agreed,
        },
    )


def decisions(*contact_ids: int) -> QuerySet[Consent]:
    """Their answers, the latest decision first; a withdrawal is a decision of its own time.

    Not the order of the rows: those of another browser may come in later, by a sign-in or a merge.
    """
    latest = Coalesce("withdrawn_at", "at").desc()
    return Consent.objects.filter(contact__in=contact_ids).order_by(latest, "-id")


def is_given(contact_id: int, purpose: str, version: str) -> bool:
    """Whether the latest decision on `purpose` agrees to this version."""
    latest = decisions(contact_id).filter(purpose=purpose).first()
    return latest is not None and latest.is_given and latest.version == version


def newest_of(contact: Contact) -> list[Consent]:
    """The answer that counts for each purpose, the newest first."""
    return newest_of_each([contact.pk]).get(contact.pk, [])


def newest_of_each(contact_ids: Iterable[int]) -> dict[int, list[Consent]]:
    """The same for many people at once; who was never asked is not in it."""
    found: dict[tuple[int, str], Consent] = {}
    for one in decisions(*contact_ids):
        found.setdefault((one.contact_id, one.purpose), one)
    of_each: dict[int, list[Consent]] = {}
    for (contact_id, _purpose), one in found.items():
        of_each.setdefault(contact_id, []).append(one)
    return of_each


def shown_to(contact: Contact) -> list[Json]:
    """What they agreed to and have not withdrawn, for themselves."""
    return [
        {"purpose": one.purpose, "label": one.label, "at": one.at.isoformat()}
        for one in newest_of(contact)
        if one.is_given
    ]


@transaction.atomic
def withdraw(contact: Contact, purpose: str, *, by: User | None = None) -> None:
    """Take back what they agreed to; `by` is the agent who does it at their wish.

    Raises:
        InvalidInput: They have not agreed to this, or it is withdrawn already.
    """
    given = Consent.objects.filter(
        contact=contact, purpose=purpose, agreed=True, withdrawn_at__isnull=True
    )
    if not given.update(withdrawn_at=now()):
        raise InvalidInput(_("There is no such consent to withdraw."), field="withdraw")
    source = Contact.Source.AGENT if by else Contact.Source.CLAIMED
    note(contact, "withdrew", [purpose], source, by)
    if by is not None:
        audit(contact.workspace, by, "consent.withdrawn", f"#{contact.pk}", purpose=purpose)


def export_of(contact: Contact) -> list[Json]:
    """Every answer they gave, with what they read."""
    return [
        {
            "purpose": one.label,
            "version": one.version,
            "wording": one.wording,
            "answer": one.answer,
            "agreed": one.agreed,
            "at": one.at.isoformat(),
            "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else "",
        }
        for one in Consent.objects.filter(contact=contact).order_by("id")
    ]
