"""The story so far: what an agent should know before the first word, in words.

Reads the conversation's own version, so the titles are those the visitor went through, even
when the flow has been changed since.
"""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from flowbuilder.conversations.models import Conversation, EventRecord
from flowbuilder.core.mood import REASONS
from flowbuilder.core.session import Session, Status
from flowbuilder.flows.registry import catalogue
from flowbuilder.handoff.models import Handoff

PATH_SHOWN = 30
PASSAGES_SHOWN = 5
EARLIER_SHOWN = 10
VALUE_SHOWN = 500

Json = dict[str, Any]


def is_over(conversation: Conversation) -> bool:
    """The flow has nothing more to say."""
    session = conversation.session
    return not session or session.get("status") == Status.ENDED.value


def is_silent(conversation: Conversation) -> bool:
    """The engine knows that a person has the conversation."""
    return (conversation.session or {}).get("status") == Status.WITH_AGENT.value


def steps_of(conversation: Conversation) -> dict[str, str]:
    """The nodes that a conversation can go on at: their ids and titles, in the author's order."""
    return {
        str(node["id"]): _title(node)
        for node in conversation.flow_version.document.get("nodes", ())
    }


def path_of(conversation: Conversation) -> list[Json]:
    """The steps the visitor went through, oldest first; repeats in a row are one."""
    nodes = _nodes(conversation)
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


def answers_of(conversation: Conversation) -> list[Json]:
    """What the conversation remembers of the visitor, with the personal data marked."""
    document = conversation.flow_version.document
    declared = {row["name"]: row for row in document.get("variables", ())}
    asked: dict[str, str] = {}
    for node in _nodes(conversation).values():
        name = node.get("config", {}).get("save_as")
        if isinstance(name, str) and name:
            asked.setdefault(name, str(node.get("title") or ""))
    answers = []
    session = conversation.session
    remembered = Session.from_json(session).outermost if session else {}
    for name, value in remembered.items():
        shown = _in_words(value)
        unchanged = name in declared and value == declared[name].get("initial")
        if name not in {*declared, *asked} or not shown or unchanged:
            continue
        answers.append(
            {
                "name": name,
                "label": asked.get(name) or name.replace("_", " "),
                "value": shown[:VALUE_SHOWN],
                "personal": bool(declared.get(name, {}).get("personal", False)),
            }
        )
    return answers


def passages_of(conversation: Conversation) -> list[Json]:
    """What the assistant found in the knowledge base and how well it matched, newest last."""
    records = EventRecord.objects.filter(
        conversation=conversation, kind="EffectSucceeded", payload__result__has_key="hits"
    ).order_by("-number")[:PASSAGES_SHOWN]
    passages: list[Json] = []
    for record in records:
        for hit in record.payload["result"].get("hits") or ():
            passages.append(
                {
                    "question": str(hit.get("question", ""))[:VALUE_SHOWN],
                    "score": float(hit.get("score") or 0),
                }
            )
    best: dict[str, Json] = {}
    for passage in passages:
        known = best.get(passage["question"])
        if known is None or known["score"] < passage["score"]:
            best[passage["question"]] = passage
    return sorted(best.values(), key=lambda one: -one["score"])[:PASSAGES_SHOWN]


def earlier_of(conversation: Conversation) -> list[Conversation]:
    """The contact's other conversations, newest first."""
    return list(
        Conversation.objects.filter(
            workspace_id=conversation.workspace_id, contact_id=conversation.contact_id
        )
        .exclude(pk=conversation.pk)
        .order_by("-started_at")[:EARLIER_SHOWN]
    )


def last_wrote(conversation: Conversation) -> str:
    """What the visitor last wrote to the assistant since a person last had the conversation."""
    return str((conversation.session or {}).get("last_wrote", ""))[:VALUE_SHOWN]


def last_said(conversation: Conversation) -> str:
    """What the visitor last wrote to the assistant: before the newest handoff, or after it."""
    latest = Handoff.objects.filter(conversation=conversation).first()
    return last_wrote(conversation) or (latest.last_wrote if latest else "")


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


def _nodes(conversation: Conversation) -> dict[str, Json]:
    version = conversation.flow_version
    nodes: dict[str, Json] = {}
    for document in (*version.components.values(), version.document):
        nodes |= {str(node["id"]): node for node in document.get("nodes", ())}
    return nodes


def _known(node: Json) -> bool:
    return node.get("type", "") in catalogue()


def _title(node: Json) -> str:
    if node.get("title"):
        return str(node["title"])
    if _known(node):
        kind = catalogue()[node["type"]]
        return _(kind.title)
    return str(node.get("type", ""))


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float)):
        return str(number_format(value, use_l10n=True))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_in_words, value)))
    if isinstance(value, dict):
        pairs = ((key, _in_words(one)) for key, one in value.items())
        return "; ".join(f"{key}: {shown}" for key, shown in pairs if shown)
    return str(value)
