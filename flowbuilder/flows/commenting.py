"""Comments on a flow and its nodes: threads that are answered and resolved."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.flows import services
from flowbuilder.flows.errors import NoSuchStep, TooManyComments
from flowbuilder.flows.models import Comment, Flow, Thread

THREADS_KEPT = 500
COMMENTS_KEPT = 200
TEXT_LIMIT = 2000


def begin_thread(*, flow: Flow, node: str, text: str, user: User) -> Thread:
    """Say something about a node of the saved draft, or about the flow when `node` is empty.

    Raises:
        NoSuchStep: The draft has no such node or trigger.
        TooManyComments: The flow has as many threads as are kept.
    """
    with transaction.atomic():
        locked = Flow.objects.select_for_update().get(pk=flow.pk)
        if locked.threads.count() >= THREADS_KEPT:
            raise TooManyComments(
                _("This flow has too many comments. Add yours to one that is already there.")
            )
        title, kind = _names(locked, node) if node else ("", "")
        thread = Thread.objects.create(
            workspace=locked.workspace, flow=locked, node=node, node_title=title, node_type=kind
        )
        Comment.objects.create(thread=thread, text=text, author=user)
    return thread


def reply(*, thread: Thread, text: str, user: User) -> None:
    """Answer in a thread; it is open again. Raises TooManyComments."""
    with transaction.atomic():
        locked = Thread.objects.select_for_update().get(pk=thread.pk)
        if locked.comments.count() >= COMMENTS_KEPT:
            raise TooManyComments(_("This thread is full. Begin a new one."))
        Comment.objects.create(thread=locked, text=text, author=user)
        _resolve(locked, None)


def set_resolved(*, thread: Thread, resolved: bool, user: User) -> None:
    """Mark a thread as dealt with, or open it again."""
    _resolve(thread, user if resolved else None)


def _resolve(thread: Thread, by: User | None) -> None:
    thread.resolved_by, thread.resolved_at = by, now() if by else None
    thread.save(update_fields=["resolved_by", "resolved_at"])


def _names(flow: Flow, node_id: str) -> tuple[str, str]:
    """The title and type of a node, or the kind of a trigger, in the draft."""
    document = services.draft_of(flow)
    for node in document.nodes:
        if node.id == node_id:
            return node.title, node.type
    for trigger in document.triggers:
        if trigger.id == node_id:
            return "", trigger.kind
    raise NoSuchStep(_("This step is not in the saved draft. Wait until it is saved, or reload."))
