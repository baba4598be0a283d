"""The story so far: what an agent should know before the first word, in words.

Reads the conversation's own version, so the titles are those the visitor went through, even
when the flow has been changed since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from textwrap import shorten
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.mood import REASONS
from flowbuilder.core.people import only_asks_for_person
from flowbuilder.core.session import RATING
from flowbuilder.core.session import Status as SessionStatus
from flowbuilder.flows.registry import catalogue
from flowbuilder.flows.step_names import StepNames
from flowbuilder.handoff import lines
from flowbuilder.handoff.answers import VALUE_SHOWN, nodes_of, replies_in, replies_of
from flowbuilder.handoff.models import Handoff, reason_in_words
from flowbuilder.handoff.summary import (
    NO_REPLIES,
    Said,
    Speaker,
    matter_of,
    may_be_reply,
    repeats,
    says_something,
    with_question,
)
from flowbuilder.nodes.handoff import LEAVE

PATH_SHOWN = 30
#: Steps that a visitor reads, and what of them stands for a value.
_READ = frozenset({"talk", "ask", "people"})
_TEMPLATE = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)")
EARLIER_SHOWN = 10
TOPIC_SHOWN = 90
#: So many of the visitor's newest files are named.
FILES_SHOWN = 5
#: So many of the newest messages are what the conversation is about.
TALK_READ = 60
#: So many of the visitor's newest messages are looked through for what they came for.
MATTER_READ = 20

Status = Handoff.Status

Json = dict[str, Any]

_SPEAKERS: dict[str, Speaker] = {
    Message.Author.VISITOR: "visitor",
    Message.Author.BOT: "assistant",
    Message.Author.AI: "assistant",
    Message.Author.AGENT: "agent",
}


def is_over(conversation: Conversation) -> bool:
    """The flow has nothing more to say."""
    session = conversation.session
    return not session or session.get("status") == SessionStatus.ENDED.value


def is_silent(conversation: Conversation) -> bool:
    """The engine knows that a person has the conversation."""
    return (conversation.session or {}).get("status") == SessionStatus.WITH_AGENT.value


def is_rated(conversation: Conversation) -> bool:
    """A person ended the matter, and the flow asks how it went."""
    return (conversation.session or {}).get("farewell") == RATING


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A node as it is told apart from others: `kind` is empty where the title says no more.

    `flow` is the name of the flow it is in, if that is run for another; `text` is what the visitor
    will read, in one line, with dots for what is not known yet.
    """

    title: str
    kind: str
    flow: str
    text: str


def steps_of(conversation: Conversation) -> dict[str, Step]:
    """The nodes that a conversation can go on at, by their ids, in the author's order.

    Those of the flows that are being run for another come last, as `flow/node`.
    """
    version = conversation.flow_version
    names = StepNames(version)
    steps = {
        str(node["id"]): _step(str(node["id"]), node, names)
        for node in version.document.get("nodes", ())
    }
    for frame in (conversation.session or {}).get("frames", ())[1:]:
        part = version.components.get(frame["flow"]) or {}
        for node in part.get("nodes", ()):
            key = f"{frame['flow']}/{node['id']}"
            steps[key] = _step(key, node, names, str(part.get("name", "")))
    return steps


def _step(key: str, node: Json, names: StepNames, flow: str = "") -> Step:
    title, kind, text = names.title(key), "", ""
    if _known(node):
        found = catalogue()[node["type"]]
        kind = _(found.title)
        if found.category in _READ:
            text = _TEMPLATE.sub("…", names.about(key))
    return Step(title=title, kind="" if kind == title else kind, flow=flow, text=text)


def path_of(conversation: Conversation) -> list[Json]:
    """The steps the visitor went through, oldest first; repeats in a row are one."""
    nodes = nodes_of(conversation)
    steps: list[Json] = []
    for node_id in (conversation.session or {}).get("path", ()):
        node = nodes.get(str(node_id))
        if node is None or (steps and steps[-1]["id"] == node_id):
            continue
        kind = catalogue()[node["type"]] if _known(node) else None
        steps.append(
            {
                "id": str(node_id),
                "title": _title(node),
                "category": kind.category if kind is not None else "",
            }
        )
    return steps[-PATH_SHOWN:]


#: Who said it, and what: of the newest messages, the oldest first.
Lately = Sequence[tuple[Speaker, Json]]


def lately_of(conversation: Conversation) -> Lately:
    """What was said to and by the visitor lately; notes and notices left out."""
    newest = conversation.messages.filter(private=False, author__in=_SPEAKERS)
    rows = newest.order_by("-seq").values_list("author", "content")[:TALK_READ]
    return [(_SPEAKERS[author], content) for author, content in reversed(rows)]


def talk_of(conversation: Conversation) -> list[Said]:
    """The words of what was said lately."""
    return words_in(lately_of(conversation))


def words_in(lately: Lately) -> list[Said]:
    """The words of it, without ratings and what is told elsewhere."""
    return [
        Said(who=who, text=str(content["text"]))
        for who, content in lately
        if content.get("text") and not lines.is_rating(content) and not _is_said_elsewhere(content)
    ]


def without_buttons(lately: Lately) -> Lately:
    """It without the buttons that the visitor pressed, where they wrote something themselves."""
    written = [(who, content) for who, content in lately if "choice" not in content]
    return written if any(who == "visitor" for who, _content in written) else lately


def files_in(lately: Lately) -> list[Json]:
    """The newest files that the visitor sent in it."""
    files = [
        file for who, content in lately if who == "visitor" for file in content.get("files") or ()
    ]
    return [
        {"name": str(file.get("name", "")), "picture": "width" in file}
        for file in files[-FILES_SHOWN:]
    ]


def _is_said_elsewhere(content: Json) -> bool:
    """Whether it is a form's answers, which are listed, or about waiting for a person."""
    chosen = (content.get("choice") or {}).get("value")
    return (
        bool(content.get("filled"))
        or chosen == LEAVE
        or any(option.get("value") == LEAVE for option in content.get("options") or ())
    )


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
    matter = matter_of(own_words(reversed(newest), language), language=language, replies=replies)
    author = _authors_words(handoffs[0], language)
    told = any(repeats(Said(who="visitor", text=author), one) for one in [" ".join(matter)] if one)
    parts = [*matter, *([author] if author and not told else [])]
    return "\n".join(parts) or reason_without_words(handoffs[0], language, replies)


def _authors_words(handoff: Handoff, language: str) -> str:
    """What the flow says of why; not what the visitor wrote last, which may stand there too."""
    said = says_why(handoff.reason, language)
    return "" if is_visitors_own(handoff.reason, handoff.last_wrote) else said


def is_visitors_own(reason: str, last_wrote: str) -> bool:
    """Whether a reason is what the visitor wrote last, for want of the author's words."""
    return bool(reason) and reason == " ".join(last_wrote.split())


def says_why(words: str, language: str) -> str:
    """`words`, or nothing where they are a mere wish for a person."""
    return "" if only_asks_for_person(words, language) else words


def reason_without_words(handoff: Handoff, language: str, replies: Mapping[str, str]) -> str:
    """What is said where the visitor wrote nothing of their matter."""
    last = with_question(says_why(handoff.last_wrote, language), replies)
    reason = with_question(says_why(handoff.reason, language), replies)
    return reason_in_words(reason, last, asked=handoff.asked or bool(handoff.reason))


def _heard_between(handoffs: Sequence[Handoff]) -> tuple[datetime | None, datetime | None]:
    """Between which moments the visitor said why they are here; None for no limit."""
    current = handoffs[0]
    settled = (Status.CLOSED, Status.HANDED_BACK)
    before = [one.closed_at for one in handoffs[1:] if one.closed_at and one.status in settled]
    return (before[0] if before else None), current.first_reply_at or current.closed_at


def matters_of(languages: Mapping[UUID, str]) -> dict[UUID, str]:
    """By conversation, given with its language, what the visitor wrote of their matter, if any."""
    if not languages:
        return {}
    handoffs: dict[UUID, list[Handoff]] = {}
    fields = ("conversation_id", "status", "first_reply_at", "closed_at")
    past = Handoff.objects.filter(conversation__in=list(languages)).only(*fields)
    for one in past.order_by("-requested_at", "-id"):
        handoffs.setdefault(one.conversation_id, []).append(one)
    heard = Q()
    for key in languages:
        since, until = _heard_between(handoffs[key]) if key in handoffs else (None, None)
        within = {} if since is None else {"at__gt": since}
        within |= {} if until is None else {"at__lte": until}
        heard |= Q(conversation=key, **within)
    said: dict[UUID, list[Json]] = {}
    for key, content in _heard(heard, "-seq").values_list("conversation_id", "content"):
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


def _heard(which: Q, first: str) -> QuerySet[Message]:
    """What visitors wrote, by conversation and in order: of each as many as are read for a matter,
    the first ones by the order `first`."""
    said = Message.objects.filter(which, author=Message.Author.VISITOR, private=False)
    place = Window(RowNumber(), partition_by="conversation", order_by=first)
    return said.annotate(place=place).filter(place__lte=MATTER_READ).order_by("conversation", "seq")


def own_words(contents: Iterable[Json], language: str) -> list[str]:
    """What the visitor wrote themselves: no button, no rating, no mere wish for a person.

    Nor that they want to change an answer.
    """
    return [
        text
        for content in contents
        if (text := str(content.get("text") or "").strip())
        and "choice" not in content
        and not (content.get("back") or {}).get("asks")
        and not lines.is_rating(content)
        and not only_asks_for_person(text, language)
    ]


def earlier_of(conversation: Conversation) -> list[Conversation]:
    """The contact's other conversations, newest first."""
    return list(
        Conversation.objects.filter(
            workspace_id=conversation.workspace_id, contact_id=conversation.contact_id
        )
        .exclude(pk=conversation.pk)
        .order_by("-started_at")[:EARLIER_SHOWN]
    )


def topics_of(conversations: Sequence[UUID]) -> dict[UUID, str]:
    """The visitor's first words of their own in each conversation, else the first of any kind.

    A short answer stands with its question; a number whose question is not known says nothing.
    """
    read = _heard(Q(conversation__in=conversations), "seq")
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


def agents_of(conversations: Sequence[UUID]) -> dict[UUID, str]:
    """Who answered each conversation last."""
    rows = Handoff.objects.filter(conversation__in=conversations, agent__isnull=False)
    newest_last = rows.select_related("agent").order_by("requested_at", "id")
    return {one.conversation_id: one.agent.shown_name for one in newest_last if one.agent}


def last_wrote(conversation: Conversation) -> str:
    """What the visitor last wrote to the assistant since a person last had the conversation."""
    return str((conversation.session or {}).get("last_wrote", ""))[:VALUE_SHOWN]


def last_said(conversation: Conversation, handoffs: Sequence[Handoff]) -> str:
    """What the visitor last wrote to the assistant: before the newest of `handoffs`, or after."""
    return last_wrote(conversation) or (handoffs[0].last_wrote if handoffs else "")


def mood_of(conversation: Conversation) -> Json | None:
    """How the visitor was last found to sound and why, in words; None if nobody judged."""
    session = conversation.session or {}
    if not session.get("mood"):
        return None
    reasons = [_(REASONS[key]) for key in session.get("mood_reasons", ()) if key in REASONS]
    return {"sounds": session["mood"], "reasons": reasons}


def handoffs_of(conversation: Conversation) -> list[Handoff]:
    """Each time the conversation was passed to people, newest first."""
    return list(
        Handoff.objects.filter(conversation=conversation)
        .select_related("team", "agent")
        .order_by("-requested_at", "-id")[:EARLIER_SHOWN]
    )


def _known(node: Json) -> bool:
    return node.get("type", "") in catalogue()


def _title(node: Json) -> str:
    if node.get("title"):
        return str(node["title"])
    if _known(node):
        kind = catalogue()[node["type"]]
        return _(kind.title)
    return str(node.get("type", ""))
