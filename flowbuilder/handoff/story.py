"""The story so far: what an agent should know before the first word, in words.

Reads the conversation's own version, so the titles are those the visitor went through, even
when the flow has been changed since.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.mood import REASONS
from flowbuilder.core.session import RATING
from flowbuilder.core.session import Status as SessionStatus
from flowbuilder.flows.registry import catalogue
from flowbuilder.flows.step_names import StepNames
from flowbuilder.handoff import lines, sleeping
from flowbuilder.handoff.answers import nodes_of
from flowbuilder.handoff.matters import ends_of
from flowbuilder.handoff.models import Handoff, Ticket
from flowbuilder.handoff.summary import (
    Said,
    Speaker,
    two_lines,
)
from flowbuilder.nodes.handoff import LEAVE
from flowbuilder.nodes.question import Question

PATH_SHOWN = 30
#: Steps that a visitor reads, and what of them stands for a value.
_READ = frozenset({"talk", "ask", "people"})
_TEMPLATE = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)")
EARLIER_SHOWN = 10
#: So many of the visitor's newest files are named.
FILES_SHOWN = 5
#: So many of the newest messages are what the conversation is about.
TALK_READ = 60

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


#: Who said it, what, and when: of the newest messages, the oldest first.
Lately = Sequence[tuple[Speaker, Json, datetime]]


def lately_of(conversation: Conversation) -> Lately:
    """What was said to and by the visitor lately; notes and notices left out."""
    newest = conversation.messages.filter(private=False, author__in=_SPEAKERS)
    rows = newest.order_by("-seq").values_list("author", "content", "at")[:TALK_READ]
    return [(_SPEAKERS[author], content, at) for author, content, at in reversed(rows)]


def talk_of(conversation: Conversation) -> list[Said]:
    """The words of what was said lately."""
    return words_in(lately_of(conversation))


def words_in(lately: Lately, questions: Collection[re.Pattern[str]] = ()) -> list[Said]:
    """The words of it, without ratings and what is told elsewhere.

    What the assistant asks is marked: it has buttons, or is one of `questions`.
    """
    return [
        Said(who=who, text=(text := str(content["text"])), asks=_asks(content, text, questions))
        for who, content, _at in lately
        if content.get("text") and not lines.is_rating(content) and not _is_said_elsewhere(content)
    ]


def _asks(content: Json, text: str, questions: Collection[re.Pattern[str]]) -> bool:
    return bool(content.get("options")) or any(one.fullmatch(text.strip()) for one in questions)


def questions_of(conversation: Conversation) -> list[re.Pattern[str]]:
    """How the flow's questions read, with anything where a value is put in."""
    asked = [
        str(node["config"].get(key) or "").strip()
        for node in nodes_of(conversation).values()
        if node.get("type") == Question.name
        for key in ("question", "retry")
    ]
    return [
        re.compile(".*".join(map(re.escape, _TEMPLATE.split(one))), re.S) for one in asked if one
    ]


def in_short(
    conversation: Conversation,
    handoffs: Sequence[Handoff],
    lately: Lately,
    replies: Mapping[str, str],
) -> Sequence[Said]:
    """It in two lines: by what was said since a person last ended it, if the visitor said anything.

    Who comes back with another matter is summed up by that one. `handoffs` are the newest first.
    """
    written, questions = without_buttons(lately), questions_of(conversation)
    told: Sequence[Said] = ()
    for since in [*ends_of(handoffs), None]:
        recent = [one for one in written if since is None or one[2] > since]
        told = two_lines(
            words_in(recent, questions), language=conversation.language, replies=replies
        )
        if any(line.who == "visitor" for line in told):
            break
    return told


def without_buttons(lately: Lately) -> Lately:
    """It without the buttons that the visitor pressed, where they wrote something themselves."""
    written = [one for one in lately if "choice" not in one[1]]
    return written if any(who == "visitor" for who, _content, _at in written) else lately


def files_in(lately: Lately) -> list[Json]:
    """The newest files that the visitor sent in it."""
    files = [
        file
        for who, content, _at in lately
        if who == "visitor"
        for file in content.get("files") or ()
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


def others_of(conversation: Conversation) -> list[Any]:
    """The contact's other conversations, newest first, with what is still open there."""
    left = Ticket.objects.filter(conversation=OuterRef("pk"), status=Ticket.Status.OPEN)
    return list(
        Conversation.objects.filter(
            workspace_id=conversation.workspace_id, contact_id=conversation.contact_id
        )
        .exclude(pk=conversation.pk)
        .annotate(being_rated=sleeping.is_rated(), left=Exists(left))
        .order_by("-started_at")[:EARLIER_SHOWN]
    )


def agents_of(conversations: Sequence[UUID]) -> dict[UUID, str]:
    """Who answered each conversation last."""
    rows = Handoff.objects.filter(conversation__in=conversations, agent__isnull=False)
    newest_last = rows.select_related("agent").order_by("requested_at", "id")
    return {one.conversation_id: one.agent.shown_name for one in newest_last if one.agent}


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
