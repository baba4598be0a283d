"""The talks of a flow: saved, run with a draft, and brought up to date."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User
from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import InvalidInput
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.errors import CoreError, InvalidFlow
from flowbuilder.core.held_talks import Row, TalkCannotGoOn, accepted, hold_talk
from flowbuilder.core.plan import Plan, compile_flow
from flowbuilder.core.talks import TalkNotUnderstood, begin_talk, parse_talk
from flowbuilder.flows import selectors
from flowbuilder.flows.errors import FlowHasProblems
from flowbuilder.flows.models import Flow, Talk
from flowbuilder.flows.problems import problems_to_json
from flowbuilder.flows.registry import catalogue

MAX_TALKS = 200
MAX_TEXT = 100_000
MAX_LINES = 1_000
#: All talks of one request together.
TIME_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a talk went.

    Attributes:
        state: `broken` cannot be read; `no_time` was left when the time limit ran out.
        rows: Every line with what came of it, when it `failed`.
    """

    talk: Talk
    state: Literal["passed", "failed", "broken", "no_time"]
    rows: tuple[Row, ...] = ()


class _NoTime(Exception):
    """The time limit ran out."""


def add_talk(
    *, flow: Flow, name: str, text: str, user: User | None, document: Document | None = None
) -> Talk:
    """Save a talk. With a `document`, what comes of it there is written down first.

    Raises:
        InvalidInput: The text is no talk or too long, the name is taken, or there are too many.
        FlowHasProblems: The document has errors.
    """
    _checked(text)
    if document is not None:
        text = _written_anew(text, plan_of(flow, document), flow.workspace.timezone)
    with transaction.atomic():
        Flow.objects.select_for_update().get(pk=flow.pk)
        if flow.talks.count() >= MAX_TALKS:
            raise InvalidInput(
                _("A flow has at most {count} saved conversations. Delete some first.").format(
                    count=MAX_TALKS
                ),
                code="too_many_talks",
            )
        _free(flow, name)
        talk = Talk.objects.create(
            workspace=flow.workspace, flow=flow, name=name, text=text, updated_by=user
        )
        audit(flow.workspace, user, "talk.saved", name, flow=flow.pk, talk=talk.pk)
    return talk


def change_talk(*, talk: Talk, user: User | None, name: str = "", text: str = "") -> Talk:
    """Rename a talk, or put another text in its place. Raises InvalidInput like `add_talk`."""
    if text:
        _checked(text)
    with transaction.atomic():
        if name and name != talk.name:
            _free(talk.flow, name)
        talk.name, talk.text, talk.updated_by = name or talk.name, text or talk.text, user
        try:
            with transaction.atomic():
                talk.save(update_fields=["name", "text", "updated_by", "updated_at"])
        except IntegrityError:
            raise _taken() from None
        audit(talk.workspace, user, "talk.changed", talk.name, flow=talk.flow_id, talk=talk.pk)
    return talk


def delete_talk(*, talk: Talk, user: User | None) -> None:
    """Delete a talk."""
    with transaction.atomic():
        audit(talk.workspace, user, "talk.deleted", talk.name, flow=talk.flow_id, talk=talk.pk)
        talk.delete()


def accept_talks(*, talks: Iterable[Talk], document: Document, user: User | None) -> list[Talk]:
    """Write down what comes of talks now, as what is expected from now on. All or none.

    Raises:
        InvalidInput: Something in one of them cannot happen any more.
        FlowHasProblems: The document has errors.
    """
    talks = list(talks)
    anew = [
        _written_anew(talk.text, plan_of(talk.flow, document), talk.workspace.timezone)
        for talk in talks
    ]
    with transaction.atomic():
        return [
            change_talk(talk=talk, text=text, user=user)
            for talk, text in zip(talks, anew, strict=True)
        ]


def run_talks(talks: Iterable[Talk], plan: Plan) -> list[Result]:
    """Hold talks with a draft, one after the other, until the time limit runs out."""
    deadline = time.monotonic() + TIME_LIMIT_S
    return [_run(talk, plan, deadline) for talk in talks]


def plan_of(flow: Flow, document: Document) -> Plan:
    """The plan of a document in the flow's place. Raises FlowHasProblems."""
    try:
        return compile_flow(document, catalogue(), selectors.published_documents(flow.workspace))
    except InvalidFlow as broken:
        raise FlowHasProblems(
            _("No conversation can be held with this draft yet. Fix the marked steps first."),
            problems=problems_to_json(broken.problems),
        ) from None


def _run(talk: Talk, plan: Plan, deadline: float) -> Result:
    try:
        rows = _rows(talk.text, plan, deadline, talk.workspace.timezone)
    except _NoTime:
        return Result(talk=talk, state="no_time")
    except (TalkNotUnderstood, CoreError):
        return Result(talk=talk, state="broken")
    if all(row.state == "as_written" for row in rows):
        return Result(talk=talk, state="passed")
    return Result(talk=talk, state="failed", rows=tuple(rows))


def _rows(text: str, plan: Plan, deadline: float, zone: str) -> list[Row]:
    def check() -> None:
        if time.monotonic() > deadline:
            raise _NoTime

    lines = parse_talk(text)
    return hold_talk(begin_talk(plan, lines, zone=zone), lines, before_each=check)


def _written_anew(text: str, plan: Plan, zone: str) -> str:
    try:
        new = accepted(text, _rows(text, plan, time.monotonic() + TIME_LIMIT_S, zone))
    except TalkCannotGoOn:
        raise InvalidInput(
            _(
                "Something in this conversation can no longer happen, so its answers cannot be "
                "taken over. Try it again and save it anew."
            ),
            code="talk_cannot_go_on",
        ) from None
    except _NoTime:
        raise InvalidInput(_("This conversation takes too long."), code="no_time") from None
    _checked(new)
    return new


def _checked(text: str) -> None:
    """Raise InvalidInput unless `text` is a talk of a size that can be kept."""
    if len(text) > MAX_TEXT or text.count("\n") > MAX_LINES:
        raise InvalidInput(
            _("This conversation is too long to be saved. Save a shorter one."), code="too_long"
        )
    try:
        lines = parse_talk(text)
    except TalkNotUnderstood as problem:
        raise InvalidInput(
            _("Line {number} is not understood: {line}").format(
                number=problem.number, line=problem.line[:200]
            ),
            code="talk_not_understood",
        ) from None
    if not lines:
        raise InvalidInput(_("There is nothing in this conversation."), code="talk_is_empty")


def _free(flow: Flow, name: str) -> None:
    if flow.talks.filter(name=name).exists():
        raise _taken()


def _taken() -> InvalidInput:
    return InvalidInput(
        _("There is a saved conversation of this name already. Choose another name."),
        code="name_taken",
    )
