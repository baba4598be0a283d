"""What is known of a person changes, and the flows they are talking to know it at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from flowbuilder.common.clock import now
from flowbuilder.conversations import engine_port, segments
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.events import ContactChanged
from flowbuilder.core.session import TAKES, Status

#: The sessions that can be told.
LISTENS = {status.value for status in Status if ContactChanged in TAKES[status]}


@contextmanager
def flows_told(contact: Contact) -> Iterator[None]:
    """Tell the person's open conversations what is known of them after the block.

    The change and the telling are stored together or not at all. The conversations are locked
    first, as a turn locks its conversation before its contact; so neither waits for the other, and
    of two changes at the same time the later tells both. A flow's own step that changes the contact
    tells its session itself.
    """
    with transaction.atomic():
        talks = Conversation.objects.filter(contact=contact).exclude(
            state=Conversation.State.CLOSED
        )
        locked = list(talks.order_by("pk").select_for_update(of=("self",)).only("session"))
        yield
        sessions = [(talk.pk, talk.session) for talk in locked if talk.session]
        told = [(key, session) for key, session in sessions if session["status"] in LISTENS]
        if not told:
            return
        known = segments.known_of(Contact.objects.get(pk=contact.pk))
        for key, session in told:
            if session["variables"].get("contact", {}) != known:
                engine_port.take_turn(key, ContactChanged(at=now(), contact=known))
