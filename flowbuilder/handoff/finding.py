"""Search over everything an agent may read: visitors, words said, notes, files, subjects, tags,
numbers.

Every word has to be somewhere in the conversation: one may be the visitor's name and another
what they wrote. The newest come first. The documents that are searched are plain folded text,
so that SQLite and PostgreSQL do the same by the same query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from flowbuilder.accounts.models import User
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.handoff import inbox_cursor, selectors
from flowbuilder.handoff.excerpts import excerpt, folded, holds, spoken_words, words_of
from flowbuilder.handoff.inbox_rows import iso, rows_of, with_row
from flowbuilder.handoff.models import Tag, TagMark

PAGE = 20
#: A query needs so many letters; so many of a conversation's newest messages are looked through
#: for the one to show.
MIN_LETTERS, LOOKED_AT = 2, 200

Json = dict[str, Any]


def found_by(words: Sequence[str], workspace_id: int) -> QuerySet[Conversation]:
    """The workspace's conversations in which every one of the folded `words` is, newest first."""
    rows = selectors.conversations_of(workspace_id)
    tags = list(Tag.objects.filter(workspace_id=workspace_id))
    for word in words:
        said = Q(words__said__contains=word) | Q(words__who__contains=word)
        named = [tag.pk for tag in tags if word in tag.folded]
        if named:
            said |= Q(Exists(TagMark.objects.filter(conversation=OuterRef("pk"), tag__in=named)))
        if (key := _as_key(word)) is not None:
            said |= Q(pk=key)
        rows = rows.filter(said)
    return rows.order_by("-last_activity_at", "-id")


def search(
    query: str, workspace_id: int, user: User, cursor: str = ""
) -> tuple[list[Json], str | None]:
    """One page of what is found: rows, each with the line that shows why, and the next cursor."""
    words = words_of(query)
    if len("".join(words)) < MIN_LETTERS:
        return [], None
    rows = found_by(words, workspace_id)
    if cursor:
        rows = inbox_cursor.after(rows, cursor)
    places = list(rows.values_list("last_activity_at", "pk")[: PAGE + 1])
    keys = [key for _at, key in places[:PAGE]]
    page = selectors.conversations_of(workspace_id).filter(pk__in=keys)
    shown = {one.pk: one for one in with_row(page, user)}
    conversations = [shown[key] for key in keys if key in shown]
    lines = _lines_of(keys, words)
    results = [
        {"row": row, "excerpt": _excerpt_of(one, lines.get(one.pk), words)}
        for one, row in zip(conversations, rows_of(conversations), strict=True)
    ]
    following = inbox_cursor.write("", *places[PAGE - 1]) if len(places) > PAGE else None
    return results, following


def _lines_of(keys: Sequence[UUID], words: Sequence[str]) -> dict[UUID, Message]:
    """Of each conversation the newest message that has the most of the words, if any has one."""
    newest = (
        Message.objects.filter(
            conversation__in=keys, seq__gt=F("conversation__head_seq") - LOOKED_AT
        )
        .only("conversation_id", "seq", "author", "private", "content", "at")
        .order_by("conversation", "-seq")
    )
    best: dict[UUID, Message] = {}
    most: dict[UUID, int] = {}
    for message in newest:
        key = message.conversation_id
        if most.get(key, 0) == len(words):
            continue
        count = holds(spoken_words(message.content), words)
        if count > most.get(key, 0):
            best[key], most[key] = message, count
    return best


def _excerpt_of(conversation: Any, message: Message | None, words: Sequence[str]) -> Json:
    """The line that shows why: of a message, else the subject, else what is known of them."""
    if message is not None:
        pieces = excerpt(spoken_words(message.content), words)
        about = {"from": message.author, "private": message.private, "seq": message.seq}
        return {**about, "at": iso(message.at), "pieces": [asdict(one) for one in pieces]}
    subject = subject_of(conversation)
    known = [subject, *known_of(conversation.contact)]
    told = next((one for one in known if any(word in folded(one) for word in words)), "")
    pieces = excerpt(told, words) if told else []
    source = "subject" if told == subject else "contact"
    about = {"from": source if told else "", "private": False, "seq": None}
    return {**about, "at": None, "pieces": [asdict(one) for one in pieces]}


def known_of(contact: Contact) -> list[str]:
    """What is known of a visitor beside the name, each by itself."""
    details = contact.attributes.values() if isinstance(contact.attributes, dict) else ()
    known = [contact.email, contact.phone, contact.external_id, *contact.tags, *details]
    return [str(one) for one in known]


def subject_of(conversation: Conversation) -> str:
    """The subject of a conversation that began with a letter; empty for others."""
    is_letter = conversation.channel == "email"
    return str(conversation.page.get("title", "")) if is_letter else ""


def _as_key(word: str) -> UUID | None:
    try:
        return UUID(word) if len(word) >= 32 else None
    except ValueError:
        return None
