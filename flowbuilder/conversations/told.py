"""What is known of a person changes, and the flows they are talking to know it at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations import contacts, engine_port, segments
from flowbuilder.conversations.blocking import lock_under_way
from flowbuilder.conversations.identity_tokens import Identity
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.events import ContactChanged
from flowbuilder.core.session import TAKES, Status

#: The sessions that can be told.
LISTENS = {status.value for status in Status if ContactChanged in TAKES[status]}


@contextmanager
def flows_told(*people: Contact) -> Iterator[None]:
    """Tell the people's open conversations what is known of whose they are after the block.

    The change and the telling are stored together or not at all. The conversations are locked
    first, as a turn locks its conversation before its contact; so neither waits for the other, and
    of two changes at the same time the later tells both. A flow's own step that changes the contact
    tells its session itself.
    """
    with transaction.atomic():
        locked = [talk.pk for talk in lock_under_way([one.pk for one in people])]
        yield
        talks = Conversation.objects.filter(pk__in=locked, session__isnull=False)
        for talk in talks.select_related("contact").order_by("pk"):
            session = talk.session or {}
            if session.get("status") not in LISTENS:
                continue
            known = segments.known_of(talk.contact)
            if session["variables"].get("contact", {}) != known:
                engine_port.take_turn(talk.pk, ContactChanged(at=now(), contact=known))


def sign_in(
    workspace: Workspace, widget_key: str, identity: Identity, *, was: Contact | None, language: str
) -> tuple[Contact, str | None]:
    """`contacts.sign_in`, of which the conversations under way know at once."""
    known = Contact.objects.filter(workspace=workspace, external_id=identity.subject).first()
    with flows_told(*(one for one in (known, was) if one is not None)):
        return contacts.sign_in(workspace, widget_key, identity, was=was, language=language)
