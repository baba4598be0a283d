"""Going back to an answer: may it be done, what is the visitor shown to say, what is let go.

`core/trail.py` remembers where the session stood; ADR 0014 says where going back stops.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.common.clock import now
from flowbuilder.conversations.errors import CannotGoBack
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.core.events import Event, VisitorChose, VisitorWentBack
from flowbuilder.core.passing import passed_at
from flowbuilder.core.session import Session, Status
from flowbuilder.core.trail import answered_at, replaced_at
from flowbuilder.runtime.models import Job

ANSWER_SHOWN = 120

State = Conversation.State


def check(conversation: Conversation, session: Session, event: VisitorWentBack) -> None:
    """See that the visitor may go back there now. Raises CannotGoBack."""
    if conversation.state != State.BOT:
        raise CannotGoBack(
            _("A person looks after this conversation. Tell them what should be different.")
        )
    if answered_at(session.trail, event.to) is None:
        raise CannotGoBack(
            _(
                "This answer cannot be changed any more, as it has been acted on. Write what "
                "should be different, or ask for a person."
            )
        )


def content_of(conversation: Conversation, event: VisitorWentBack) -> dict[str, Any]:
    """What the visitor's bubble says when they go back: which answer they want to change."""
    words = _("I would like to change my answer: “{answer}”.")
    return {
        "kind": "text",
        "text": words.format(answer=_answer_at(conversation, event.to)),
        "sources": [],
        "back": {"to": event.to, "asks": True},
    }


def answer_replaced(
    conversation: Conversation, session: Callable[[], Session], event: Event
) -> int:
    """The seq of the answer that a press of an old button replaces; 0 when it does not."""
    if not isinstance(event, VisitorChose) or not event.instead_of:
        return 0
    here = session()
    if conversation.state != State.BOT or event.effect_id in here.awaiting:
        return 0
    return event.instead_of if replaced_at(here.trail, event) is not None else 0


def has_place(session: Session, event: VisitorChose) -> bool:
    """Whether the button is one of the question that is waited at, or takes the visitor back."""
    if event.effect_id in session.awaiting or replaced_at(session.trail, event) is not None:
        return True
    return session.status is Status.WAITING and passed_at(session.passed, event) is not None


def why() -> str:
    """Why what was waited for on the path that is left goes unanswered."""
    return _("The visitor went back before this could be answered.")


def abandon(conversation: Conversation, awaiting: Sequence[str], why: str) -> None:
    """Let go of what the path that is left still waits for: answers, timers, words unheard."""
    if awaiting:
        Job.objects.filter(
            conversation=conversation, key__in=awaiting, status=Job.Status.WAITING
        ).update(status=Job.Status.CANCELLED, finished_at=now())
    if conversation.pending:
        EventRecord.objects.filter(
            conversation=conversation, number__in=conversation.pending
        ).update(fate=EventRecord.Fate.DISCARDED, note=why)
        conversation.pending = []


def _answer_at(conversation: Conversation, seq: int) -> str:
    found = Message.objects.filter(conversation=conversation, seq=seq).first()
    content = found.content if found is not None else {}
    names = ", ".join(str(file["name"]) for file in content.get("files") or ())
    text = " ".join(str(content.get("text") or names).split())
    return text if len(text) <= ANSWER_SHOWN else text[: ANSWER_SHOWN - 1] + "…"
