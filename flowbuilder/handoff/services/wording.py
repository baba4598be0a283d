"""Keeping the words of conversations ready to be searched.

Nothing is done while a turn is taken: once a minute, and before each search, the documents of
conversations that have grown since are made longer. Whoever replaces or deletes what was said
calls `forget`, and what is left is read anew.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import override

from flowbuilder.accounts.models import Language
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import ContactChange, Conversation, Message
from flowbuilder.handoff.excerpts import folded, spoken_words
from flowbuilder.handoff.finding import known_of, subject_of
from flowbuilder.handoff.models import SearchDocument

#: So many conversations in one transaction, so that no turn waits long for it; so many batches in
#: one round; so many conversations a search brings up to date by itself.
BATCH, BATCHES, AT_ONCE = 25, 200, 100
#: Which conversations a search looks at: the round has had the time to see to all the others.
RECENT = timedelta(minutes=10)
#: So much of a conversation is searched: its newest words.
MAX_SAID = 200_000
#: So many of the newest changes to contacts are looked at in a round, once a minute.
CHANGES = 1_000

State = Conversation.State
logger = logging.getLogger(__name__)


def read_all(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Read what is not read yet, the newest first; return how many conversations.

    Safe to repeat and to do twice at once: both write the same words. After an upgrade an old
    installation takes several rounds.
    """
    done = 0
    for _batch in range(BATCHES):
        keys = [] if is_stopping() else list(_unread(Conversation.objects.all())[:BATCH])
        count = read(keys) if keys else 0
        done += count
        if count == 0:
            break  # nothing is left, or all of them are locked: in a minute they are not
    recent = Conversation.objects.filter(
        state__in=State.values, last_activity_at__gte=now() - RECENT, words__isnull=False
    )
    _read_names(recent)
    known = Conversation.objects.filter(contact__in=_changed_lately(), words__isnull=False)
    _read_names(known)
    return done


def read_newest(workspace_id: int) -> None:
    """Read what was said in the last minutes, so that a search finds it at once."""
    recent = Conversation.objects.filter(
        workspace_id=workspace_id, state__in=State.values, last_activity_at__gte=now() - RECENT
    )
    try:
        keys = list(_unread(recent)[:AT_ONCE])
        if keys:
            read(keys)
    except DatabaseError:
        # The disk is full, say: what was read before can still be searched.
        logger.warning("The newest messages could not be read for a search.", exc_info=True)


def forget(conversations: Iterable[UUID]) -> None:
    """Drop the words of conversations whose messages were replaced or deleted."""
    SearchDocument.objects.filter(conversation__in=list(conversations)).delete()


def is_complete(workspace_id: int) -> bool:
    """Whether every conversation has been read at least once."""
    never = Conversation.objects.filter(workspace_id=workspace_id, words=None, head_seq__gt=0)
    return not never.exists()


@transaction.atomic
def read(keys: Collection[UUID]) -> int:
    """Bring the documents of these conversations up to date.

    They are locked meanwhile, as by a turn: words that are just being withheld are not read. Those
    that somebody else has locked are left to the next time.
    """
    conversations = list(
        Conversation.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=keys)
        .select_related("contact")
        .only("workspace_id", "contact", "channel", "page")
    )
    known = SearchDocument.objects.in_bulk([one.pk for one in conversations])
    documents = [
        known.get(one.pk) or SearchDocument(conversation=one, workspace_id=one.workspace_id)
        for one in conversations
    ]
    said = _said_since({one.pk: one.seq for one in documents})
    for one, document in zip(conversations, documents, strict=True):
        document.who = words_for(one)
        new = said.get(one.pk, [])
        if new:
            lines = [document.said, *(folded(words) for _seq, words in new)]
            document.said = "\n".join(filter(None, lines))[-MAX_SAID:]
            document.seq = new[-1][0]
    SearchDocument.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["conversation"],
        update_fields=["seq", "who", "said"],
    )
    return len(documents)


def words_for(conversation: Conversation) -> str:
    """What a conversation is found by beside its words: what is known of the visitor, what the
    list calls them, and the subject of a letter."""
    contact, shown = conversation.contact, []
    for language in Language.values:
        with override(language):
            shown.append(str(contact))
    own = [contact.name, f"#{contact.pk}", *known_of(contact), subject_of(conversation)]
    return folded(" ".join([*own, *shown]))


def _unread(rows: QuerySet[Conversation]) -> QuerySet[Any, UUID]:
    waiting = rows.filter(Q(words=None) | Q(words__seq__lt=F("head_seq")), head_seq__gt=0)
    return waiting.order_by("-last_activity_at").values_list("pk", flat=True)


def _said_since(seqs: dict[UUID, int]) -> dict[UUID, list[tuple[int, str]]]:
    rows = (
        Message.objects.filter(conversation__in=seqs)
        .order_by("conversation", "seq")
        .values_list("conversation_id", "seq", "content")
    )
    oldest = min(seqs.values(), default=0)
    said: dict[UUID, list[tuple[int, str]]] = defaultdict(list)
    for key, seq, content in rows.filter(seq__gt=oldest):
        if seq > seqs[key]:
            said[key].append((seq, spoken_words(content)))
    return said


def _changed_lately() -> set[int]:
    newest = ContactChange.objects.order_by("-id").values_list("contact", "at")[:CHANGES]
    since = now() - RECENT
    return {contact for contact, at in newest if at >= since}


def _read_names(rows: QuerySet[Conversation]) -> None:
    """A visitor may have said who they are without a word more, and a colleague or their website
    may tell later."""
    changed = []
    for one in rows.select_related("contact", "words").defer("session", "words__said"):
        who = words_for(one)
        if one.words.who != who:
            one.words.who = who
            changed.append(one.words)
    SearchDocument.objects.bulk_update(changed, ["who"], batch_size=BATCH)
