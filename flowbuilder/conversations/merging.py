"""Two contacts who are one person become one contact, now or when their conversation is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.conversations import live
from flowbuilder.conversations.blocking import end_conversations, end_with_assistant, lock_under_way
from flowbuilder.conversations.contacts import FIELDS, MAX_TAGS, Source, note
from flowbuilder.conversations.errors import CannotMerge, StillTalking
from flowbuilder.conversations.models import (
    Consent,
    Contact,
    Conversation,
    PendingMerge,
    VisitorToken,
)
from flowbuilder.conversations.told import flows_told
from flowbuilder.core.conditions import folded

#: So long a chat is quiet before a merge that waited is done: time to read the end, and to rate.
QUIET = timedelta(minutes=5)
#: What to select beside contacts whose pending merge is to be shown.
WITH_PENDING = ("merge_to_keep", "merge_to_join")
_BLOCK = ("blocked_at", "blocked_by", "blocked_why")
State = Conversation.State

logger = logging.getLogger(__name__)


@transaction.atomic
def merge(
    keep: Contact, other: Contact, *, by: User | None, quiet_for: timedelta = timedelta(0)
) -> None:
    """Make `other` part of `keep`, because an agent knows that they are one. It cannot be undone.

    What `keep` has stays, and gaps are filled; who was blocked stays blocked. Browsers that nobody
    signed in lose their tokens: should the agent be wrong, none of them shows what the other person
    said. That is why nobody may be waiting for or talking to a person: a browser that lost its
    token could not hear the answer, and one that kept it would show what is known of the other.
    For the same reason what such a browser has under way with the assistant ends.

    Raises:
        CannotMerge: They are known to be two people.
        StillTalking: One of them talks to a person now, or did within `quiet_for`.
    """
    with flows_told(keep, other):
        _make_one(keep, other, by=by, quiet_for=quiet_for)


def _make_one(keep: Contact, other: Contact, *, by: User | None, quiet_for: timedelta) -> None:
    keep, other = _both(keep, other)
    blocked = next((one for one in (keep, other) if one.blocked_at is not None), None)
    is_sure = bool(keep.external_id) and blocked is None
    unsure = [one.pk for one in (keep, other) if not (one is keep and is_sure)]
    _end_talks(unsure, quiet_for)
    VisitorToken.objects.filter(contact__in=unsure).delete()
    Conversation.objects.filter(contact=other).update(contact=keep, log_size=F("log_size") + 1)
    Consent.objects.filter(contact=other).update(contact=keep)
    PendingMerge.objects.filter(Q(keep=other) | Q(other=other)).delete()
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
    live.person_changed(keep)
    note(keep, "merged", [], Source.AGENT, by)
    audit(keep.workspace, by, "contact.merged", str(keep), kept=keep.pk, merged=other.pk)


@transaction.atomic
def merge_later(keep: Contact, other: Contact, *, by: User) -> None:
    """Have them merged once nobody is cut off by it.

    Raises:
        CannotMerge: They are known to be two people, or one of them waits to be merged already.
    """
    keep, other = _both(keep, other)
    if _pending([keep.pk, other.pk]).exists():
        raise CannotMerge(_("One of these contacts is to be merged already. Cancel that first."))
    PendingMerge.objects.create(keep=keep, other=other, by=by)
    note(keep, "merge_asked", [], Source.AGENT, by)
    audit(keep.workspace, by, "contact.merge_asked", str(keep), kept=keep.pk, merged=other.pk)


def keep_apart(contact: Contact, *, by: User | None) -> None:
    """Do not merge the contact after all. Safe to repeat."""
    with transaction.atomic():
        for one in _pending([contact.pk]).select_for_update(of=("self",)):
            _give_up(one, by)


def pending_of(contact: Contact) -> PendingMerge | None:
    """The merge that the contact waits for: no query where it was selected as `WITH_PENDING`."""
    return getattr(contact, "merge_to_keep", None) or getattr(contact, "merge_to_join", None)


def merge_due(is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Merge those whose talks are over and quiet. One that cannot be done any more is given up."""
    for one in PendingMerge.objects.select_related("keep", "other", "by").order_by("pk"):
        if is_stopping():
            break
        try:
            merge(one.keep, one.other, by=one.by, quiet_for=QUIET)
        except StillTalking:
            continue
        except CannotMerge:
            keep_apart(one.keep, by=None)
        except Exception:
            logger.exception("Contacts %s could not be merged; in a minute it is tried again.", one)


def _both(keep: Contact, other: Contact) -> tuple[Contact, Contact]:
    """Both, locked. Raises CannotMerge unless they may be one."""
    pair = {
        one.pk: one
        for one in Contact.objects.select_for_update()
        .filter(pk__in=[keep.pk, other.pk], workspace_id=keep.workspace_id, merged_into=None)
        .order_by("pk")
    }
    if len(pair) != 2:
        raise CannotMerge(_("Choose another person."))
    if all(one.external_id for one in pair.values()):
        raise CannotMerge(_("The website confirmed that these are two different people."))
    return pair[keep.pk], pair[other.pk]


def _end_talks(contacts: Iterable[int], quiet_for: timedelta) -> None:
    """End what those of these browsers have under way who will not be known any more.

    Raises:
        StillTalking: A person is wanted or there, or the chat was not quiet for long enough.
    """
    talks = lock_under_way(contacts)
    if any(talk.state != State.BOT for talk in talks):
        raise StillTalking(
            _("One of them is waiting for or talking to a person. Close that first.")
        )
    in_chat = Conversation.objects.filter(contact__in=contacts, channel="web")
    if quiet_for and in_chat.filter(last_activity_at__gt=now() - quiet_for).exists():
        raise StillTalking(_("One of them talked to us a moment ago."))
    for talk in talks:
        if talk.channel == "web":
            end_with_assistant(talk.pk, "merged")


def _pending(contacts: list[int]) -> QuerySet[PendingMerge]:
    return PendingMerge.objects.select_related("keep", "other", "by").filter(
        Q(keep__in=contacts) | Q(other__in=contacts)
    )


def _give_up(pending: PendingMerge, by: User | None) -> None:
    pending.delete()
    keep = pending.keep
    note(keep, "kept_apart", [], Source.AGENT, by)
    about = {"kept": keep.pk, "merged": pending.other_id}
    audit(keep.workspace, by, "contact.kept_apart", str(keep), **about)
