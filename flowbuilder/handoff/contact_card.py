"""A person as the inbox shows them: what is known and who said so, and what happened when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import InvalidInput, NotFound
from flowbuilder.conversations import (
    alike,
    consents,
    contacts,
    live,
    merging,
    satisfaction_port,
    segments,
)
from flowbuilder.conversations.models import (
    AttributeDefinition,
    Contact,
    ContactChange,
    Conversation,
)
from flowbuilder.conversations.told import flows_told
from flowbuilder.handoff.inbox_rows import iso, preview
from flowbuilder.handoff.models import Ticket

TIMELINE, FOUND = 30, 10
Json = dict[str, Any]
Happened = tuple[datetime, Json]


def contact_of(workspace: Workspace, contact_id: int) -> Contact:
    """The contact. Raises NotFound for an absent, a foreign and a merged one alike."""
    rows = Contact.objects.select_related(*merging.WITH_PENDING)
    found = rows.filter(workspace=workspace, merged_into=None, pk=contact_id).first()
    if found is None:
        raise NotFound(_("This contact does not exist."))
    return found


def shown(contact: Contact) -> Json:
    """The person, with the newest of their timeline."""
    labels = {"name": capfirst(_("full name")), "email": _("E-mail"), "phone": _("Phone")}
    fields = [
        _field(contact, name, label, getattr(contact, name)) for name, label in labels.items()
    ]
    defined = AttributeDefinition.objects.filter(workspace_id=contact.workspace_id)
    fields += [
        _field(contact, one.name, one.label, contact.attributes.get(one.name)) for one in defined
    ]
    return {
        "id": contact.pk,
        "name": str(contact),
        "verified": bool(contact.external_id),
        "external_id": contact.external_id,
        "fields": fields,
        "tags": contact.tags,
        "segments": [one.label for one in segments.segments_of(contact)],
        "timeline": timeline_of(contact),
        "blocked": _blocked(contact),
        "merge": merge_waiting(contact),
        "alike": [
            {"id": one.pk, "name": str(one), "same": same} for one, same in alike.alike(contact)
        ],
    }


def merge_waiting(contact: Contact) -> Json | None:
    """With whom the contact is to be merged once their talks are over, and who wants that."""
    pending = merging.pending_of(contact)
    if pending is None:
        return None
    other = pending.other if pending.keep_id == contact.pk else pending.keep
    by = pending.by.shown_name if pending.by is not None else ""
    return {"with": str(other), "by": by, "at": iso(pending.at)}


def _blocked(contact: Contact) -> Json | None:
    if contact.blocked_at is None:
        return None
    by = contact.blocked_by.shown_name if contact.blocked_by is not None else ""
    return {"at": iso(contact.blocked_at), "by": by, "why": contact.blocked_why}


def _field(contact: Contact, name: str, label: str, value: Any) -> Json:
    text = ", ".join(map(str, value)) if isinstance(value, list) else value
    if isinstance(text, bool):
        text = _("yes") if text else _("no")
    source = contact.sources.get(name, Contact.Source.CLAIMED.value)
    empty = text in (None, "")
    return {
        "name": name,
        "label": label,
        "value": "" if text is None else str(text),
        "source": "" if empty else str(Contact.Source(source).label),
        "locked": not empty and source == Contact.Source.VERIFIED,
    }


def timeline_of(contact: Contact) -> list[Json]:
    """What happened with the person on every channel, newest first."""
    happened = [
        *_talks(contact), *_tickets(contact), *_survey_answers(contact), *_changes(contact),
    ]  # fmt: skip
    newest = sorted(happened, key=lambda each: each[0], reverse=True)[:TIMELINE]
    return [
        {"what": "change", "channel": "", "detail": "", "conversation": None, **told, "at": iso(at)}
        for at, told in newest
    ]


def _talks(contact: Contact) -> list[Happened]:
    talks = Conversation.objects.filter(contact=contact).defer("session").order_by("-started_at")
    return [
        (
            talk.started_at,
            {
                "what": "conversation",
                "channel": talk.channel,
                "text": called(talk),
                "conversation": str(talk.pk),
            },
        )
        for talk in talks[:TIMELINE]
    ]


def called(talk: Conversation) -> str:
    """A conversation by its channel; one by e-mail by its subject."""
    match talk.channel:
        case "web":
            return _("Conversation in the chat")
        case "email":
            subject = str(talk.page.get("title", ""))
            return _("E-mail: {subject}").format(subject=subject) if subject else _("E-mail")
    return _("Conversation ({channel})").format(channel=talk.channel)


def _tickets(contact: Contact) -> list[Happened]:
    tickets = Ticket.objects.filter(conversation__contact=contact).order_by("-created_at")
    return [
        (
            ticket.created_at,
            {
                "what": "ticket",
                "text": _("Message left"),
                "detail": preview({"text": ticket.text}),
                "conversation": str(ticket.conversation_id),
            },
        )
        for ticket in tickets[:TIMELINE]
    ]


def _survey_answers(contact: Contact) -> list[Happened]:
    found: list[Happened] = []
    for one in satisfaction_port.answers(contact.pk, TIMELINE):
        score = ""
        if one.score is not None and one.high is not None:
            score = _("Score: {score} of {high}").format(score=one.score, high=one.high)
        told = {
            "what": "survey",
            "text": one.question,
            "detail": " · ".join(filter(None, [score, one.comment])),
            "conversation": str(one.conversation),
        }
        found.append((one.at, told))
    return found


def _changes(contact: Contact) -> list[Happened]:
    words = {
        "changed": _("Details changed"),
        "corrected": _("Corrected what the team had entered"),
        "tagged": _("Tags changed"),
        "signed_in": _("Signed in on the website"),
        "merged": _("Merged with another contact"),
        "merge_asked": _("To be merged with another contact after the conversation"),
        "kept_apart": _("Not merged with the other contact after all"),
        "blocked": _("Blocked"),
        "unblocked": _("Unblocked"),
        "withdrew": _("Consent withdrawn"),
    }
    changes = list(ContactChange.objects.filter(contact=contact).select_related("user")[:TIMELINE])
    labels = {}
    if any(one.what == "withdrew" for one in changes):
        labels = {one.purpose: one.label for one in consents.newest_of(contact)}
    return [
        (
            one.at,
            {
                "text": " · ".join(
                    [
                        words.get(one.what, one.what),
                        one.user.shown_name if one.user else str(one.get_source_display()),
                    ]
                ),
                "detail": ", ".join(labels[name] for name in one.fields if name in labels)
                if one.what == "withdrew"
                else "",
            },
        )
        for one in changes
    ]


def edit(
    contact: Contact, user: User, *, values: Json, add_tags: list[str], remove_tags: list[str]
) -> None:
    """Keep what the agent says of the person.

    Raises:
        InvalidInput: A value is not of its kind, or the website confirmed another. Nothing changed.
    """
    with flows_told(contact):
        kept = contacts.change(contact, values, source=Contact.Source.AGENT, by=user)
        for name in values:
            if name not in kept:
                raise InvalidInput(
                    _("This does not fit there, or the website confirmed it."),
                    code="not_kept",
                    field=name,
                )
        contacts.change_tags(contact, add=add_tags, remove=remove_tags, by=user)
    live.person_changed(contact)
    fields = [*values, *(["tags"] if add_tags or remove_tags else [])]
    audit(contact.workspace, user, "contact.changed", f"#{contact.pk}", fields=fields)


def search(workspace: Workspace, text: str) -> list[Json]:
    """A few people whose name, address, phone or number at the website has `text` in it."""
    words = text.strip()
    if not words:
        return []
    names = ("name", "email", "phone", "external_id")
    fits = Q()
    for name in names:
        fits |= Q(**{f"{name}__icontains": words})
    rows = Contact.objects.filter(fits, workspace=workspace, merged_into=None)
    return [
        {"id": one.pk, "name": str(one), "email": one.email, "verified": bool(one.external_id)}
        for one in rows.order_by("-pk")[:FOUND]
    ]
