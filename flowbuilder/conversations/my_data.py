"""What a visitor may see of what is kept about them, correct, and take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput, NotFound
from flowbuilder.conversations import consents
from flowbuilder.conversations.contacts import FIELDS, change
from flowbuilder.conversations.models import AttributeDefinition, Contact, Conversation, Message
from flowbuilder.conversations.selectors import latest_conversation
from flowbuilder.conversations.told import flows_told
from flowbuilder.core.messages import said_in

Json = dict[str, Any]

#: So many earlier conversations are shown, and so much of what was said first.
MOST_PAST, PAST_CHARS = 30, 120


def shown_to(contact: Contact) -> Json:
    """Who they are as far as we know, and which of it they may correct."""
    labels = {"name": capfirst(_("full name")), "email": _("E-mail"), "phone": _("Phone")}
    fields = [
        _shown(contact, name, labels[name], "text", getattr(contact, name)) for name in FIELDS
    ]
    for one in AttributeDefinition.objects.filter(workspace_id=contact.workspace_id, shown=True):
        value = contact.attributes.get(one.name)
        fields.append(_shown(contact, one.name, one.label, one.kind, value))
    return {
        "signed_in": bool(contact.external_id),
        "fields": fields,
        "consents": consents.shown_to(contact),
    }


def _shown(contact: Contact, name: str, label: str, kind: str, value: Any) -> Json:
    text = ", ".join(map(str, value)) if isinstance(value, list) else value
    if isinstance(text, bool):
        text = _("yes") if text else _("no")
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "value": "" if text is None else str(text),
        "locked": contact.sources.get(name, "") == Contact.Source.VERIFIED,
    }


def correct(contact: Contact, values: Mapping[str, str]) -> Json:
    """Keep what the visitor says of themselves, as their claim, and show what is kept now.

    Only what their website confirmed is not theirs to correct here: the website's account is. The
    flow they are talking to knows it at once.

    Raises:
        InvalidInput: A value is not of its kind, or is not theirs to correct. Nothing was kept.
    """
    open_to = {field["name"]: field for field in shown_to(contact)["fields"]}
    new = {
        name: value
        for name, value in values.items()
        if name not in open_to or value != open_to[name]["value"]
    }
    for name in new:
        if name not in open_to or open_to[name]["locked"]:
            raise InvalidInput(_("This cannot be changed here."), code="locked", field=name)
    with flows_told(contact):
        kept = change(contact, new, source=Contact.Source.CLAIMED, correcting=True)
        for name in new:
            if name not in kept:
                label = open_to[name]["label"]
                raise InvalidInput(
                    _("Check “{field}”: this does not fit there.").format(field=label),
                    code="wrong_value",
                    field=name,
                )
    return shown_to(contact)


def withdraw(contact: Contact, purpose: str) -> None:
    """The visitor takes back what they agreed to. Raises InvalidInput, as `consents.withdraw`."""
    with flows_told(contact):
        consents.withdraw(contact, purpose)


def export_of(contact: Contact) -> Json:
    """All that the visitor said, was told and is known by; notes between agents are not theirs."""
    talks = Conversation.objects.filter(contact=contact).order_by("started_at")
    return {
        "exported_at": now().isoformat(),
        "data": {field["label"]: field["value"] for field in shown_to(contact)["fields"]},
        "consents": consents.export_of(contact),
        "first_seen": contact.created_at.isoformat(),
        "conversations": [
            {
                "started_at": talk.started_at.isoformat(),
                "channel": talk.channel,
                "page": str(talk.page.get("url", "")),
                "messages": [
                    {
                        "at": message.at.isoformat(),
                        "from": message.author,
                        "text": said_in(message.content),
                        "content": message.content,
                    }
                    for message in Message.objects.filter(conversation=talk, private=False)
                ],
            }
            for talk in talks
        ],
    }


def past_talks(contact: Contact, widget_key: str) -> list[Json]:
    """Their conversations through this widget that are over, the newest first; not the latest one,
    which the chat shows. Those in which they said nothing are none."""
    said = Message.objects.filter(
        conversation=OuterRef("pk"), author=Message.Author.VISITOR, private=False
    ).order_by("seq")
    found = _over(contact, widget_key).annotate(first=Subquery(said.values("content")[:1]))
    return [
        {
            "id": str(talk.pk),
            "at": talk.started_at.isoformat(),
            "words": said_in(talk.first)[:PAST_CHARS],
        }
        for talk in found.exclude(first=None).order_by("-started_at")[:MOST_PAST]
    ]


def past_talk(contact: Contact, widget_key: str, talk_id: UUID) -> Conversation:
    """One of `past_talks`. Raises NotFound, for another visitor's conversation as well."""
    found = _over(contact, widget_key).filter(pk=talk_id).first()
    if found is None:
        raise NotFound(_("This conversation does not exist."))
    return found


def _over(contact: Contact, widget_key: str) -> QuerySet[Conversation]:
    latest = latest_conversation(contact, widget_key)
    closed = Conversation.objects.filter(
        contact=contact, widget_key=widget_key, state=Conversation.State.CLOSED
    )
    return closed.exclude(pk=latest.pk) if latest is not None else closed


def readable(export: Json, language: str) -> str:
    """The export as a page to read, in one file without scripts."""
    who = dict(Message.Author.choices)
    for talk in export["conversations"]:
        for message in talk["messages"]:
            message["who"] = who.get(message["from"], message["from"])
    return render_to_string("conversations/export.html", {"export": export, "language": language})
