"""Asking for a review, withdrawing it and returning it. Publishing is what approves."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.models import User
from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import Forbidden
from flowbuilder.flows import review_mail, services
from flowbuilder.flows.errors import ReviewIsOver
from flowbuilder.flows.models import Flow, Review

State = Review.State


def ask_for_review(
    *, flow: Flow, revision: int, note: str, user: User, address: str = ""
) -> Review:
    """Ask whoever may publish to look at the draft of `revision`. Takes an open one's place.

    They are told by e-mail; `address` is the flow's page, as they are to open it.

    Raises:
        DraftIsStale: The draft is no longer the one that was looked at.
        FlowHasProblems: It has errors, so it could not be published; carries all problems.
    """
    with transaction.atomic():
        locked = services.locked_draft(flow, revision)
        services.fit_to_publish(locked.workspace, locked.draft)
        locked.reviews.filter(state=State.OPEN).update(state=State.WITHDRAWN)
        review = Review.objects.create(
            workspace=locked.workspace,
            flow=locked,
            revision=revision,
            note=note.strip()[:500],
            address=address,
            asked_by=user,
        )
        review_mail.tell_reviewers(review)
        audit(locked.workspace, user, "review.asked", locked.name, flow=locked.pk)
    return review


def return_with(*, flow: Flow, review_id: int, reason: str, user: User) -> None:
    """Give the draft back to its author, saying why. Raises ReviewIsOver."""
    with transaction.atomic():
        opened = flow.reviews.filter(state=State.OPEN)
        review = opened.select_for_update().filter(pk=review_id).first()
        if review is None:
            raise _over()
        services.answer_review(review, State.RETURNED, user, reason)
        audit(flow.workspace, user, "review.returned", flow.name, flow=flow.pk)


def withdraw(*, flow: Flow, review_id: int, user: User) -> None:
    """Ask no longer, or put a returned review away: by who asked, or by who may publish.

    Raises:
        ReviewIsOver: It was published or withdrawn meanwhile.
        Forbidden: Somebody else asked.
    """
    with transaction.atomic():
        shown = flow.reviews.filter(state__in=(State.OPEN, State.RETURNED))
        review = shown.select_for_update().filter(pk=review_id).first()
        if review is None:
            raise _over()
        if review.asked_by_id != user.pk and not may(
            user, flow.workspace_id, Permission.FLOWS_PUBLISH
        ):
            raise Forbidden(_("Only the person who asked can withdraw this."))
        review.state = State.WITHDRAWN
        review.save(update_fields=["state"])
        audit(flow.workspace, user, "review.withdrawn", flow.name, flow=flow.pk)


def _over() -> ReviewIsOver:
    return ReviewIsOver(_("This review is over. Reload to see what became of it."))
