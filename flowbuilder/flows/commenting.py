"""Comments on a flow and its nodes: threads that are answered and resolved."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.models import User
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.common.errors import Forbidden, NotFound
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
    """Answer in a thread; it is open again.

    Raises:
        TooManyComments: The thread has as many as are kept.
        NotFound: It was deleted meanwhile.
    """
    with transaction.atomic():
        locked = _locked(thread.pk)
        if locked.comments.count() >= COMMENTS_KEPT:
            raise TooManyComments(_("This thread is full. Begin a new one."))
        Comment.objects.create(thread=locked, text=text, author=user)
        _resolve(locked, None)


def set_resolved(*, thread: Thread, resolved: bool, user: User) -> None:
    """Mark a thread as dealt with, or open it again. Raises NotFound when it is gone."""
    with transaction.atomic():
        _resolve(_locked(thread.pk), user if resolved else None)


def edit(*, comment: Comment, text: str, user: User) -> None:
    """Put one's own words differently; the comment says when. The thread stays as it was.

    Raises:
        Forbidden: Somebody else wrote it.
        NotFound: It was deleted meanwhile.
    """
    if comment.author_id != user.pk:
        raise Forbidden(_("Only the person who wrote this comment can change it."))
    if comment.text == text:
        return
    if not Comment.objects.filter(pk=comment.pk).update(text=text, edited_at=now()):
        raise _gone()


def delete(*, comment: Comment, user: User) -> None:
    """Take a comment away, and its thread with the last one.

    Raises:
        Forbidden: Somebody else wrote it, and this person may not delete what others wrote.
        NotFound: It was deleted meanwhile.
    """
    with transaction.atomic():
        thread = _locked(comment.thread_id)
        if comment.author_id != user.pk:
            if not may(user, thread.workspace_id, Permission.COMMENTS_MODERATE):
                raise Forbidden(
                    _("Only the person who wrote this comment, or the owner, can delete it.")
                )
            audit(
                thread.workspace, user, "comment.deleted", thread.flow.name,
                flow=thread.flow_id, comment=comment.pk, author=comment.author_id,
            )  # fmt: skip
        if not thread.comments.filter(pk=comment.pk).delete()[0]:
            raise _gone()
        if not thread.comments.exists():
            thread.delete()


def _locked(thread_id: int) -> Thread:
    thread = Thread.objects.select_for_update().filter(pk=thread_id).first()
    if thread is None:
        raise _gone()
    return thread


def _gone() -> NotFound:
    return NotFound(_("This comment does not exist. Somebody may have deleted it."))


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
