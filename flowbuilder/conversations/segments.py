"""What flows and segments may know of a contact, and who is in which segment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from flowbuilder.common.prepared import Prepared
from flowbuilder.conversations.models import Contact, Conversation, Segment
from flowbuilder.core.conditions import holds

#: How many of the newest contacts a segment's page looks at.
LOOKED_AT = 2_000
EXAMPLES = 5

_of_workspace = Prepared(lambda workspace: Segment.objects.filter(workspace=workspace))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many of the contacts `looked_at` are in a segment, and a few of them."""

    count: int
    looked_at: int
    examples: list[Contact]


def facts_of(contact: Contact, conversations: int) -> dict[str, Any]:
    """What conditions of segments may look at."""
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
    }
    return {key: value for key, value in facts.items() if value not in ("", None)}


def segments_of(contact: Contact) -> list[Segment]:
    """The segments that the contact is in now."""
    segments = _of_workspace.all(contact.workspace_id)
    if not segments:
        return []
    facts = facts_of(contact, Conversation.objects.filter(contact=contact).count())
    return [one for one in segments if holds(one.condition, facts)]


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
    found = list(_in_segment(newest, condition))
    return Reach(count=len(found), looked_at=len(newest), examples=found[:EXAMPLES])


def _in_segment(contacts: Iterable[Any], condition: Any) -> Iterable[Contact]:
    return (one for one in contacts if holds(condition, facts_of(one, one.talks)))
