"""What the visitor has answered, by what each answer is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from flowbuilder.conversations import days
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.conditions import folded
from flowbuilder.core.session import Session

#: What is kept under these is called so, whatever the step is called.
TITLES: Mapping[str, str] = {
    "save_question_as": gettext_noop("The visitor's question"),
    "email_variable": gettext_noop("E-mail"),
}
#: The steps that ask the visitor, and where each says what it keeps the answer as.
ASKED_IN: Mapping[str, tuple[str, ...]] = {
    "question": ("save_as",),
    "choices": ("save_as",),
    "file_upload": ("save_as",),
    "faq_lookup": ("save_question_as",),
    "leave_message": ("email_variable",),
}
VALUE_SHOWN = 500

Json = dict[str, Any]


def answers_of(conversation: Conversation) -> list[Json]:
    """What the conversation remembers of the visitor, with the personal data marked.

    What a step asked has that step's title and the label of what was chosen, and comes first, in
    the order of the flow's steps (PostgreSQL keeps no order of a session's variables); what the
    flow keeps for itself is `technical`.
    """
    document = conversation.flow_version.document
    declared = {row["name"]: row for row in document.get("variables", ())}
    asked, labels = _asked_by(nodes_of(conversation).values())
    session = conversation.session
    remembered = Session.from_json(session).outermost if session else {}
    answers = []
    for name, value in remembered.items():
        is_day = declared.get(name, {}).get("kind") == "date"
        said = days.in_words(str(value or "")) if is_day else _in_words(value)
        shown = labels.get((name, str(value))) or said
        unchanged = name in declared and value == declared[name].get("initial")
        if name not in {*declared, *asked} or not shown or unchanged:
            continue
        answers.append(
            {
                "name": name,
                "label": asked.get(name) or name.replace("_", " "),
                "value": shown[:VALUE_SHOWN],
                "personal": bool(declared.get(name, {}).get("personal", False)),
                "technical": name not in asked,
            }
        )
    places = {name: place for place, name in enumerate(dict.fromkeys([*asked, *declared]))}
    return sorted(answers, key=lambda one: places[str(one["name"])])


def _asked_by(nodes: Iterable[Json]) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """What the steps ask: by variable its title; by variable and value the choice's label."""
    asked: dict[str, str] = {}
    labels: dict[tuple[str, str], str] = {}
    for node in nodes:
        config = node.get("config", {})
        for key in ASKED_IN.get(node.get("type", ""), ()):
            name = config.get(key)
            if isinstance(name, str) and name:
                own = _(TITLES[key]) if key in TITLES else str(node.get("title") or "")
                asked.setdefault(name, own)
                for option in config.get("options") or ():
                    labels[name, str(option.get("value"))] = str(option.get("label") or "")
        if node.get("type") == "extract":
            for field in config.get("fields") or ():
                asked.setdefault(str(field.get("variable")), str(field.get("description") or ""))
        if node.get("type") == "form":
            for field in config.get("fields") or ():
                name = str(field.get("variable"))
                asked.setdefault(name, str(field.get("label") or ""))
                for option in field.get("options") or ():
                    labels[name, str(option.get("value"))] = str(option.get("label") or "")
    return asked, labels


def replies_of(conversation: Conversation) -> dict[str, str]:
    """What each answer is an answer to, by its words without case and diacritics.

    A choice is a button with a label of its own: nothing has to be said of it.
    """
    session = conversation.session
    remembered = Session.from_json(session).outermost if session else {}
    replies = {}
    for answer in answers_of(conversation):
        if not answer["technical"]:
            for words in (answer["value"], str(remembered[answer["name"]])):
                replies[folded(words)] = capfirst(answer["label"])
    return replies


def replies_in(conversations: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """The same of several; each version is read once."""
    if not conversations:
        return {}
    fields = ("language", "session", "flow_version")
    rows = Conversation.objects.filter(pk__in=conversations).only(*fields)
    return {one.pk: replies_of(one) for one in rows.prefetch_related("flow_version")}


def nodes_of(conversation: Conversation) -> dict[str, Json]:
    """The nodes of the conversation's own version, and of the flows it runs, by their ids."""
    version = conversation.flow_version
    nodes: dict[str, Json] = {}
    for document in (*version.components.values(), version.document):
        nodes |= {str(node["id"]): node for node in document.get("nodes", ())}
    return nodes


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
