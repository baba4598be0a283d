"""What a conversation is about, in the visitor's own words where there are any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from textwrap import shorten
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber

from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.people import only_asks_for_person
from flowbuilder.handoff import lines
from flowbuilder.handoff.answers import VALUE_SHOWN, replies_in, replies_of
from flowbuilder.handoff.letters import body_of
from flowbuilder.handoff.models import Handoff, reason_in_words
from flowbuilder.handoff.summary import (
    NO_REPLIES,
    Said,
    matter_in_wish,
    matter_of,
    may_be_reply,
    repeats,
    says_something,
    with_question,
    without_wish,
)

#: So many of the visitor's newest messages are looked through for what they came for.
MATTER_READ = 20
TOPIC_SHOWN = 90

Status = Handoff.Status
Json = dict[str, Any]


def reason_of(conversation: Conversation, handoffs: Sequence[Handoff]) -> str:
    """Why the visitor is here, for the newest of `handoffs`: their own words, then the author's.

    Words count from the end of the handoff before until somebody answered, so that those who wait
    may still say what it is about. `handoffs` are the newest first.
    """
    if not handoffs:
        return ""
    since, until = _heard_between(handoffs)
    said = conversation.messages.filter(private=False, author=Message.Author.VISITOR)
    if since is not None:
        said = said.filter(at__gt=since)
    if until is not None:
        said = said.filter(at__lte=until)
    newest = said.order_by("-seq").values_list("content", flat=True)[:MATTER_READ]
    language, replies = conversation.language, replies_of(conversation)
    author = _authors_words(handoffs[0], language)
    own = own_words(reversed(newest), language)
    asking = matter_in_wish(handoffs[0].last_wrote, language)
    keep = (author, asking, *asking.splitlines())
    matter = matter_of(own, language=language, replies=replies, keep=list(map(_in_one_line, keep)))
    told = any(repeats(Said(who="visitor", text=author), one) for one in [" ".join(matter)] if one)
    parts = [*matter, *([author] if author and not told else [])]
    return "\n".join(parts) or reason_without_words(handoffs[0], language, replies)


def _in_one_line(words: str) -> str:
    return " ".join(words.split())


def _authors_words(handoff: Handoff, language: str) -> str:
    """What the flow says of why; not what the visitor wrote last, which may stand there too."""
    said = says_why(handoff.reason, language)
    return "" if is_visitors_own(handoff.reason, handoff.last_wrote) else said


def is_visitors_own(reason: str, last_wrote: str) -> bool:
    """Whether a reason is what the visitor wrote last, for want of the author's words."""
    return bool(reason) and reason == " ".join(last_wrote.split())


def says_why(words: str, language: str) -> str:
    """`words` without what is a mere wish for a person in them."""
    return without_wish(words, language)


def reason_without_words(handoff: Handoff, language: str, replies: Mapping[str, str]) -> str:
    """What is said where the visitor wrote nothing of their matter."""
    last = with_question(says_why(handoff.last_wrote, language), replies)
    reason = with_question(says_why(handoff.reason, language), replies)
    return reason_in_words(reason, last, asked=handoff.asked or bool(handoff.reason))


def matters_of(languages: Mapping[UUID, str]) -> dict[UUID, str]:
    """By conversation, given with its language, what the visitor wrote of their matter, if any."""
    if not languages:
        return {}
    handoffs: dict[UUID, list[Handoff]] = {}
    fields = ("conversation_id", "status", "first_reply_at", "closed_at")
    past = Handoff.objects.filter(conversation__in=list(languages)).only(*fields)
    for one in past.order_by("-requested_at", "-id"):
        handoffs.setdefault(one.conversation_id, []).append(one)
    which = Q()
    for key in languages:
        since, until = _heard_between(handoffs[key]) if key in handoffs else (None, None)
        within = {} if since is None else {"at__gt": since}
        within |= {} if until is None else {"at__lte": until}
        which |= Q(conversation=key, **within)
    said: dict[UUID, list[Json]] = {}
    for key, content in heard(which, "-seq").values_list("conversation_id", "content"):
        said.setdefault(key, []).append(content)
    own = {key: own_words(words, languages[key]) for key, words in said.items()}
    replies = replies_in([key for key, words in own.items() if any(map(may_be_reply, words))])
    matters = {
        key: " ".join(
            matter_of(words, language=languages[key], replies=replies.get(key, NO_REPLIES))
        )
        for key, words in own.items()
    }
    return {key: matter for key, matter in matters.items() if matter}


def topics_of(conversations: Sequence[UUID]) -> dict[UUID, str]:
    """The visitor's first words of their own in each conversation, else the first of any kind.

    A short answer stands with its question; a number whose question is not known says nothing.
    """
    read = heard(Q(conversation__in=conversations), "seq")
    rows = read.values_list("conversation_id", "content", "conversation__language")
    topics: dict[UUID, str] = {}
    short: dict[UUID, str] = {}
    for key, said in groupby(rows, key=itemgetter(0)):
        words = [(content, language) for _key, content, language in said]
        own = [text for content, language in words for text in own_words([content], language)]
        topics[key] = next(filter(says_something, own), "")
        if not topics[key]:
            short[key] = lines.read(words[0][0])
    replies = replies_in(short)
    for key, answer in short.items():
        told = with_question(answer, replies.get(key, NO_REPLIES))
        topics[key] = told if any(map(str.isalpha, told)) else ""
    return {key: _short(topic) if topic else "" for key, topic in topics.items()}


def _short(words: str) -> str:
    """The beginning of `words`, cut after a word where there is one to cut after."""
    cut = shorten(words, TOPIC_SHOWN, placeholder="…")
    return cut if cut != "…" else f"{words[: TOPIC_SHOWN - 1]}…"


def own_words(contents: Iterable[Json], language: str) -> list[str]:
    """What the visitor wrote themselves: no button, no rating, no mere wish for a person.

    Nor that they want to change an answer, nor how a letter begins and ends.
    """
    return [
        text
        for content in contents
        if (text := body_of(str(content.get("text") or "").strip(), language))
        and "choice" not in content
        and not (content.get("back") or {}).get("asks")
        and not lines.is_rating(content)
        and not only_asks_for_person(text, language)
    ]


def last_wrote(conversation: Conversation) -> str:
    """What the visitor last wrote to the assistant since a person last had the conversation."""
    return str((conversation.session or {}).get("last_wrote", ""))[:VALUE_SHOWN]


def last_said(conversation: Conversation, handoffs: Sequence[Handoff]) -> str:
    """What the visitor last wrote to the assistant: before the newest of `handoffs`, or after."""
    said = last_wrote(conversation) or (handoffs[0].last_wrote if handoffs else "")
    return without_wish(said, conversation.language)


def _heard_between(handoffs: Sequence[Handoff]) -> tuple[datetime | None, datetime | None]:
    """Between which moments the visitor said why they are here; None for no limit."""
    current, before = handoffs[0], ends_of(handoffs[1:])
    return (before[0] if before else None), current.first_reply_at or current.closed_at


def ends_of(handoffs: Sequence[Handoff]) -> list[datetime]:
    """When people ended it: closed it, or handed it back. As `handoffs`, the newest first."""
    settled = (Status.CLOSED, Status.HANDED_BACK)
    return [one.closed_at for one in handoffs if one.closed_at and one.status in settled]


def heard(which: Q, first: str) -> QuerySet[Message]:
    """What visitors wrote, by conversation and in order: of each as many as are read for a matter,
    the first ones by the order `first`."""
    said = Message.objects.filter(which, author=Message.Author.VISITOR, private=False)
    place = Window(RowNumber(), partition_by="conversation", order_by=first)
    return said.annotate(place=place).filter(place__lte=MATTER_READ).order_by("conversation", "seq")
