"""E-mails about reviews: to those who may publish when one is asked for, to its author when it is
answered.

Each is a task of the runtime, written down in the transaction that it tells of: it outlives a
restart and a mail server that is away. Its words are found when it is sent, in its reader's
language, and only if they are still true then.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, may, people_who_may
from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port
from flowbuilder.flows.models import Review
from flowbuilder.integrations.mail import send_plain

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "SendReviewMail"
READERS_LIMIT = 50

State = Review.State


def tell_reviewers(review: Review) -> None:
    """Have those who may publish told that a review is asked for. Part of the transaction."""
    readers = people_who_may(review.workspace_id, Permission.FLOWS_PUBLISH)
    others = readers.exclude(email="")
    if review.asked_by_id is not None:
        others = others.exclude(pk=review.asked_by_id)
    for reader_id in others.values_list("pk", flat=True)[:READERS_LIMIT]:
        _send_later(review, "asked", reader_id)


def tell_author(review: Review) -> None:
    """Have whoever asked told of the answer, unless it is their own. Part of the transaction."""
    if review.asked_by_id is not None and review.asked_by_id != review.answered_by_id:
        _send_later(review, "answered", review.asked_by_id)


def send(key: str) -> None:
    """Send the e-mail of `key`, unless it is not true any more or its reader may not know it.

    Safe to repeat: the second has the Message-ID of the first.
    """
    matter, number, reader_id = key.split("-")[1:]
    reviews = Review.objects.select_related("flow", "workspace", "asked_by", "answered_by")
    review = reviews.defer("flow__draft").filter(pk=int(number)).first()
    reader = User.objects.filter(pk=int(reader_id)).first()
    if review is None or reader is None or not reader.email:
        return
    with translation.override(reader.language):
        said = _request(review, reader) if matter == "asked" else _answer(review, reader)
        if said is None:
            return
        subject, *parts = said
        link = review.address and _("The flow: {address}").format(address=review.address)
        *above, why = parts
        body = "\n\n".join(part for part in (*above, link, "-- \n" + why) if part)
    # the time too: another installation has a review of this number, and the same reader
    unique = f"{key}-{review.asked_at:%Y%m%d%H%M%S%f}"
    send_plain(to=reader.email, subject=subject, body=body + "\n", key=unique)


def _send_later(review: Review, matter: str, reader_id: int) -> None:
    later_port.do_at(
        TASK,
        key=f"review-{matter}-{review.pk}-{reader_id}",
        workspace_id=review.workspace_id,
        at=now(),
        about=review.flow.name,
    )


def _request(review: Review, reader: User) -> tuple[str, ...] | None:
    """Subject, paragraphs, and why the reader gets it; nothing when nobody asks any more."""
    if review.state != State.OPEN:
        return None
    if not may(reader, review.workspace_id, Permission.FLOWS_PUBLISH):
        return None
    names = _names(review, review.asked_by)
    return (
        _("Review asked for: {flow}").format(**names),
        _(
            "{who} asks for a review of the flow “{flow}”. You can publish it or return it with "
            "a reason."
        ).format(**names),
        _quoted(review.note),
        _(
            "You get this e-mail because you may publish flows in the workspace “{workspace}”."
        ).format(**names),
    )


def _answer(review: Review, reader: User) -> tuple[str, ...] | None:
    """Subject, paragraphs, and why the reader gets it; nothing when they put it away."""
    if not may(reader, review.workspace_id, Permission.FLOWS_VIEW):
        return None
    names = _names(review, review.answered_by)
    match review.state:
        case State.APPROVED:
            subject = _("Approved and published: {flow}")
            answer = _("{who} approved the flow “{flow}”. It is published.")
        case State.RETURNED:
            subject = _("Returned: {flow}")
            answer = _("{who} returned the flow “{flow}”. It is not published.")
        case _other:
            return None
    return (
        subject.format(**names),
        answer.format(**names),
        _quoted(review.answer),
        _(
            "You get this e-mail because you asked for the review, in the workspace “{workspace}”."
        ).format(**names),
    )


def _names(review: Review, who: User | None) -> dict[str, str]:
    return {
        "who": who.shown_name if who else _("Someone"),
        "flow": review.flow.name,
        "workspace": review.workspace.name,
    }


def _quoted(words: str) -> str:
    """What a person wrote, marked line by line so that nobody takes it for the program's words."""
    return "\n".join(f"> {line}" for line in words.splitlines())
