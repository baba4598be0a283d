"""Two contacts who are one person become one contact."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User
from flowbuilder.accounts.services import audit
from flowbuilder.conversations.blocking import end_conversations
from flowbuilder.conversations.contacts import FIELDS, MAX_TAGS, Source, note
from flowbuilder.conversations.errors import CannotMerge
from flowbuilder.conversations.models import Consent, Contact, Conversation, VisitorToken
from flowbuilder.core.conditions import folded

_BLOCK = ("blocked_at", "blocked_by", "blocked_why")


@transaction.atomic
def merge(keep: Contact, other: Contact, *, by: User) -> None:
    """Make `other` part of `keep`, because an agent knows that they are one. It cannot be undone.

    What `keep` has stays, and gaps are filled; who was blocked stays blocked. Browsers that nobody
    signed in lose their tokens: should the agent be wrong, none of them shows what the other person
    said.

    Raises:
        CannotMerge: They are known to be two people, or one of them is talking to a person now.
    """
    pair = {
        one.pk: one
        for one in Contact.objects.select_for_update().filter(
            pk__in=[keep.pk, other.pk], workspace_id=keep.workspace_id, merged_into=None
        )
    }
    if len(pair) != 2:
        raise CannotMerge(_("Choose another person."))
    keep, other = pair[keep.pk], pair[other.pk]
    if keep.external_id and other.external_id:
        raise CannotMerge(_("The website confirmed that these are two different people."))
    blocked = next((one for one in (keep, other) if one.blocked_at is not None), None)
    is_sure = bool(keep.external_id) and blocked is None
    unsure = [one.pk for one in (keep, other) if not (one is keep and is_sure)]
    live_states = [Conversation.State.QUEUED, Conversation.State.AGENT]
    if Conversation.objects.filter(contact__in=unsure, state__in=live_states).exists():
        raise CannotMerge(_("One of them is waiting for or talking to a person. Close that first."))
    VisitorToken.objects.filter(contact__in=unsure).delete()
    Conversation.objects.filter(contact=other).update(contact=keep, log_size=F("log_size") + 1)
    Consent.objects.filter(contact=other).update(contact=keep)
    filled = [name for name in FIELDS if not getattr(keep, name) and getattr(other, name)]
    for name in filled:
        setattr(keep, name, getattr(other, name))
    keep.attributes = {**other.attributes, **keep.attributes}
    known = {*FIELDS, *keep.attributes}
    keep.sources = {
        **{name: said for name, said in other.sources.items()
           if name in filled or (name in known and name not in FIELDS)},
        **keep.sources,
    }  # fmt: skip
    keep.tags = list({folded(tag): tag for tag in [*other.tags, *keep.tags]}.values())[:MAX_TAGS]
    external, keep.created_at = other.external_id, min(keep.created_at, other.created_at)
    other.name = other.email = other.phone = other.external_id = ""
    other.attributes, other.sources, other.tags, other.merged_into = {}, {}, [], keep
    other.save()
    keep.external_id = keep.external_id or external
    if blocked is not None:
        for name in _BLOCK:
            setattr(keep, name, getattr(blocked, name))
    keep.save()
    if blocked is not None:
        end_conversations(keep)
    note(keep, "merged", [], Source.AGENT, by)
    audit(keep.workspace, by, "contact.merged", str(keep), kept=keep.pk, merged=other.pk)
