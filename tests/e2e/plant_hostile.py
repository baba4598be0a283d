"""Puts hostile words wherever the program shows words: `python -m tests.e2e.plant_hostile WHAT`.

`talks`: into the newest conversations, one way of saying something each (`SINKS`). `names`: into
every name, title, note and label of the demo workspace. Runs beside the server, on its database.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from django.apps import apps  # noqa: E402  # apps are ready only now
from django.db import transaction  # noqa: E402

from flowbuilder.accounts.models import Workspace  # noqa: E402
from flowbuilder.common.clock import now  # noqa: E402
from flowbuilder.conversations.models import Consent, Contact, Conversation, Message  # noqa: E402
from flowbuilder.conversations.services import append_message, lock  # noqa: E402
from flowbuilder.flows.models import Flow, FlowVersion  # noqa: E402
from flowbuilder.knowledge.models import Entry, Unanswered  # noqa: E402
from tests.hostile_words import EVIL, corpus  # noqa: E402

#: As many as a newly opened screen gets.
AT_ONCE = 200


def _text(words: str) -> dict[str, Any]:
    return {"kind": "text", "text": words, "sources": []}


def _choices(words: str) -> dict[str, Any]:
    options = [{"value": "a", "label": words}, {"value": words, "label": "b"}]
    return {"kind": "choices", "text": words, "options": options}


def _rating(words: str) -> dict[str, Any]:
    return {
        "kind": "rating", "text": words, "scale": "own", "low": 1, "high": 5, "low_label": words,
        "high_label": words, "skip": words,
    }  # fmt: skip


def _files(words: str) -> dict[str, Any]:
    file = {"id": str(uuid4()), "name": words, "kind": "image", "size": 10, "width": 1, "height": 1}
    return {"kind": "files", "text": words, "files": [file]}


def _form(words: str) -> dict[str, Any]:
    said = {"label": words, "hint": words, "value": words, "error": words}
    options = [{"value": words, "label": words}]
    fields = [
        {"name": f"f{n}", "input": kind, "options": options, **said}
        for n, kind in enumerate(("text", "long_text", "choice", "tick"))
    ]
    return {"kind": "form", "text": words, "fields": fields, "submit": words}


def _cards(words: str) -> dict[str, Any]:
    buttons = [{"label": words, "value": words}, {"label": words, "url": words}]
    picture = words.replace(EVIL, "127.0.0.1")
    card = {"title": words, "text": words, "price": words, "alt": words, "picture": picture}
    return {"kind": "cards", "text": words, "cards": [{**card, "buttons": buttons}]}


def _file_request(words: str) -> dict[str, Any]:
    return {"kind": "file_request", "text": words, "accepts": "any", "most": 1, "skip": words}


def _picture(words: str) -> dict[str, Any]:
    """An author may show pictures from anywhere: only where they lead is hostile."""
    return {"kind": "image", "url": words.replace(EVIL, "127.0.0.1"), "alt": words}


_Said = tuple[str, Callable[[str], dict[str, Any]], dict[str, Any]]
BOT, AGENT, VISITOR = Message.Author.BOT, Message.Author.AGENT, Message.Author.VISITOR
#: Ways of saying something: who says it, what it looks like, what else is known of it.
SINKS: dict[str, _Said] = {
    "visitor": (VISITOR, _text, {}),
    "visitor's files": (VISITOR, _files, {}),
    "assistant": (BOT, _text, {}),
    "buttons": (BOT, _choices, {}),
    "rating": (BOT, _rating, {}),
    "picture": (BOT, _picture, {}),
    "form": (BOT, _form, {}),
    "cards": (BOT, _cards, {}),
    "file request": (BOT, _file_request, {}),
    "model with sources": (
        BOT,
        lambda words: {
            "kind": "text", "text": f"{words} [1]", "sources": [{"title": words, "url": words}],
        },
        {"generated": True},
    ),
    "agent": (AGENT, _text, {}),
    "agent's files": (AGENT, _files, {}),
    "note": (AGENT, _text, {"private": True}),
}  # fmt: skip


def talks() -> None:
    """The newest conversations say it all, in the order of `SINKS`. Prints their ids."""
    newest = list(Conversation.objects.order_by("-started_at")[: len(SINKS)])[::-1]
    for conversation, (author, look, more) in zip(newest, SINKS.values(), strict=True):
        sys.stdout.write(f"{conversation.pk}\n")
        with transaction.atomic():
            locked = lock(conversation.pk)
            for words in corpus()[:AT_ONCE]:
                append_message(locked, author=author, content=look(words), **more)


#: What a person wrote and another reads. Names that the program itself goes by are left alone.
WRITTEN: dict[str, tuple[str, ...]] = {
    "accounts.User": ("first_name", "last_name", "display_name"),
    "accounts.Workspace": ("name",),
    "accounts.AuditEntry": ("target",),
    "flows.Flow": ("name",), "flows.FlowVersion": ("note",), "flows.Talk": ("name",),
    "flows.FlowTemplate": ("name", "summary"), "flows.Review": ("note", "answer"),
    "flows.Comment": ("text",),
    "conversations.Contact": ("name", "phone", "blocked_why"),
    "conversations.AttributeDefinition": ("label",), "conversations.Segment": ("label",),
    "conversations.Consent": ("label", "wording", "answer"),
    "conversations.EventRecord": ("note",),
    "handoff.Tag": ("name",), "handoff.SavedView": ("name",), "handoff.Team": ("name",),
    "handoff.Holiday": ("name",), "handoff.SpecialHours": ("name",),
    "handoff.Handoff": ("reason", "last_wrote"), "handoff.CannedReply": ("title", "text"),
    "handoff.Ticket": ("name", "phone", "text"),
    "knowledge.Source": ("name", "tags"), "knowledge.SourceDocument": ("title",),
    "knowledge.Entry": ("question", "answer", "tags", "source"), "knowledge.Chunk": ("text",),
    "knowledge.Unanswered": ("question",),
    "knowledge.Expectation": ("question", "note", "got", "page", "heading"),
    "surveys.Survey": ("name",), "surveys.SurveyText": ("question", "low_label", "high_label"),
    "surveys.Tag": ("name",), "surveys.Response": ("comment",),
    "channel_web.Widget": ("name", "title", "assistant_name", "ai_notice"),
    "channel_web.Invitation": ("text_pl", "text_en", "campaign"),
    "channel_email.Mailbox": ("name", "problem"), "channel_email.MailThread": ("subject",),
    "channel_email.Arrival": ("sender", "subject", "why"),
    "integrations.Credential": ("name",), "llm.ModelCall": ("model", "outcome"),
}  # fmt: skip


def names() -> None:
    """Every row of what a person wrote; and enough people, flows and answers to show all of it."""
    words = cycle(corpus())
    with transaction.atomic():
        _more_rows()
        for label, fields in WRITTEN.items():
            model = apps.get_model(label)
            rows = list(model._default_manager.all())
            for row in rows:
                for name in fields:
                    setattr(row, name, next(words)[: model._meta.get_field(name).max_length])
            model._default_manager.bulk_update(rows, fields, batch_size=200)
        for contact in Contact.objects.all():
            contact.attributes = {"city": next(words), next(words): "x"}
            contact.tags = [next(words)]
            contact.save(update_fields=["attributes", "tags"])
        for conversation in Conversation.objects.all():
            page = {"url": next(words), "title": next(words), "referrer": next(words)}
            Conversation.objects.filter(pk=conversation.pk).update(page=page)
        for flow in Flow.objects.all():
            flow.draft = _with(flow.draft, words)
            flow.save(update_fields=["draft"])


def _more_rows() -> None:
    workspace = Workspace.objects.get(slug="demo")
    version = FlowVersion.objects.filter(flow__workspace=workspace).earliest("pk")
    people = Contact.objects.bulk_create(Contact(workspace=workspace) for _ in range(AT_ONCE))
    Conversation.objects.bulk_create(
        Conversation(workspace=workspace, contact=one, flow_version=version) for one in people
    )
    Consent.objects.bulk_create(
        Consent(contact=one, effect_id="hostile", purpose="hostile", version="1", agreed=True)
        for one in people
    )
    Entry.objects.bulk_create(
        Entry(workspace=workspace, key=f"hostile-{n}") for n in range(AT_ONCE)
    )
    Unanswered.objects.bulk_create(
        Unanswered(workspace=workspace, effect_id=f"hostile-{n}", at=now()) for n in range(AT_ONCE)
    )


def _with(found: Any, words: Iterator[str], key: str = "") -> Any:
    """A flow with other words in its titles, texts and labels."""
    if isinstance(found, dict):
        return {name: _with(inner, words, name) for name, inner in found.items()}
    if isinstance(found, list):
        return [_with(inner, words, key) for inner in found]
    is_words = key in {"title", "text", "label", "question", "name_shown", "note"}
    return next(words) if is_words and isinstance(found, str) else found


if __name__ == "__main__":
    {"talks": talks, "names": names}[sys.argv[1]]()
