"""What flows and segments may know of a contact, and who is in which segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from flowbuilder.common.prepared import Prepared
from flowbuilder.conversations.consents import newest_of, newest_of_each
from flowbuilder.conversations.models import Consent, Contact, Conversation, Segment
from flowbuilder.core.conditions import holds, variables_in

#: How many of the newest contacts a segment's page looks at.
LOOKED_AT = 2_000
EXAMPLES = 5
#: The facts that are lists of purposes; they are read only where a condition looks at them.
CONSENTS = frozenset({"consents", "consents_withdrawn", "consents_asked"})

_of_workspace = Prepared(lambda workspace: Segment.objects.filter(workspace=workspace))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many of the contacts `looked_at` are in a segment, and a few of them."""

    count: int
    looked_at: int
    examples: Sequence[Contact]


def facts_of(contact: Contact, conversations: int, asked: Sequence[Consent] = ()) -> dict[str, Any]:
    """What conditions of segments may look at; `asked` is what counts of their consents now."""
    facts = {
        **contact.attributes,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "language": contact.language,
        "tags": list(contact.tags),
        "verified": bool(contact.external_id),
        "first_seen": contact.created_at.date().isoformat(),
        "conversations": conversations,
        "consents": [one.purpose for one in asked if one.is_given],
        "consents_withdrawn": [one.purpose for one in asked if one.withdrawn_at],
        "consents_asked": [one.purpose for one in asked],
    }
    return {key: value for key, value in facts.items() if value not in ("", None)}


def segments_of(contact: Contact) -> list[Segment]:
    """The segments that the contact is in now."""
    segments = _of_workspace.all(contact.workspace_id)
    if not segments:
        return []
    asked = newest_of(contact) if any(_looks_at_consents(one.condition) for one in segments) else []
    talks = Conversation.objects.filter(contact=contact).count()
    facts = facts_of(contact, talks, asked)
    return [one for one in segments if holds(one.condition, facts)]


def _looks_at_consents(condition: Any) -> bool:
    return not CONSENTS.isdisjoint(variables_in(condition))


def known_of(contact: Contact) -> dict[str, Any]:
    """What a flow knows of the contact, as its variable `contact`.

    `verified` says whether the website confirmed who they are; otherwise all is only claimed.
    A person of whom nothing is known is an empty value.
    """
    facts = {
        **contact.attributes,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "id": contact.external_id,
        "tags": list(contact.tags),
        "segments": [one.name for one in segments_of(contact)],
        "verified": bool(contact.external_id),
    }
    return {key: value for key, value in facts.items() if value}


def reach_of(workspace_id: int, condition: Any) -> Reach:
    """Who is in a segment of this condition, among the newest contacts."""
    newest = (
        Contact.objects.filter(workspace_id=workspace_id, merged_into=None)
        .annotate(talks=Count("conversations"))
        .order_by("-pk")[:LOOKED_AT]
    )
    looked_at = list(newest)
    asked: dict[int, list[Consent]] = {}
    if _looks_at_consents(condition):
        asked = newest_of_each(one.pk for one in looked_at)
    found = [
        one
        for one in looked_at
        if holds(condition, facts_of(one, one.talks, asked.get(one.pk, ())))
    ]
    return Reach(count=len(found), looked_at=len(looked_at), examples=found[:EXAMPLES])
