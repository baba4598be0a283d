"""The replay of a conversation in the admin: event by event, on its own versions or another."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, request_may, workspace_of
from flowbuilder.conversations.models import Conversation, EventRecord
from flowbuilder.conversations.transcript import sentence_of
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.events import VersionChanged
from flowbuilder.core.session import Session, Status
from flowbuilder.core.trace import TraceStep
from flowbuilder.flows.step_names import StepNames
from flowbuilder.runtime import wording
from flowbuilder.runtime.replaying import OTHER_LIMIT, History, Replay, Step

PAGE = 40
LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What happened at one step of the flow within the turn."""

    title: str
    about: str
    lines: tuple[str, ...]
    trouble: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A variable before and after the event."""

    name: str
    before: str
    after: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One event as the page shows it."""

    number: int
    record: EventRecord
    text: str
    version: int
    refused: str
    state: tuple[str, str]
    place: tuple[str, str]
    visits: tuple[Visit, ...]
    effects: tuple[str, ...]
    values: tuple[Value, ...]


def replay_page(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Show one event of the replay, the others to choose from, and whether it ends as stored."""
    if not request_may(request, Permission.INSIGHTS_VIEW):
        raise PermissionDenied
    conversation = (
        Conversation.objects.filter(workspace=workspace_of(request), pk=conversation_id)
        .select_related("contact", "flow_version__flow")
        .first()
    )
    if conversation is None:
        raise Http404
    history = History(conversation)
    chosen = _number(request.GET.get("version"))
    version = chosen if chosen in history.versions else None
    numbers = history.numbers if version is None else history.numbers[:OTHER_LIMIT]
    at = min(bisect_left(numbers, _number(request.GET.get("event"))), max(len(numbers) - 1, 0))
    context = {
        **admin.site.each_context(request),
        "title": str(conversation.contact),
        "opts": Conversation._meta,
        "page_part": _("Replay"),
        "conversation": conversation,
        "versions": history.versions,
        "version": version,
        "limit": OTHER_LIMIT,
        **_turning(numbers, at),
    }
    listed = history.records.filter(number__in=context["listed"])
    topics = StepNames(conversation.flow_version).topics
    context["events"] = [(record.number, sentence_of(record, topics)) for record in listed]
    try:
        if numbers:
            context["shown"] = _shown(history, numbers[at], version)
            verdict = history.replay(version)
            context.update(verdict=verdict, unlike=_unlike(verdict))
    except InvalidFlow:
        context["cannot_run"] = True
    return TemplateResponse(request, "runtime/replay.html", context)


def _number(given: str | None) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 10 else 0


def _turning(numbers: Sequence[int], at: int) -> dict[str, Any]:
    """Where the other events are: before and after this one, and this page of the list."""
    first = at - at % PAGE
    return {
        "count": len(numbers),
        "position": at + 1,
        "previous": numbers[at - 1] if at > 0 else None,
        "next": numbers[at + 1] if at + 1 < len(numbers) else None,
        "first": numbers[0] if numbers else None,
        "last": numbers[-1] if numbers else None,
        "earlier": numbers[first - 1] if first > 0 else None,
        "later": numbers[first + PAGE] if first + PAGE < len(numbers) else None,
        "listed": numbers[first : first + PAGE],
    }


def _shown(history: History, number: int, version: int | None) -> Shown:
    follow = version is None
    begun = history.beginning(before=number) if version is None else history.start(version)
    *_before, step = history.steps(begun, to=number, follow=follow)
    retraced = step.retraced
    names = {key: StepNames(history.document(key)) for key in {retraced.version, _origin(step)}}
    before, after = retraced.before, retraced.session
    return Shown(
        number=number,
        record=step.record,
        text=sentence_of(step.record, names[retraced.version].topics),
        version=retraced.version,
        refused=retraced.refused,
        state=(_state(before), _state(after)),
        place=(_place(before, names[_origin(step)]), _place(after, names[retraced.version])),
        visits=_visits(history, step, names[retraced.version], follow=follow),
        effects=tuple(wording.of_effect(effect) for effect in retraced.effects),
        values=_values(before.variables, after.variables),
    )


def _origin(step: Step) -> int:
    """The version that the session ran by before the event."""
    event = step.retraced.event
    moved = isinstance(event, VersionChanged) and event.version == step.retraced.version
    return event.before if moved and isinstance(event, VersionChanged) else step.retraced.version


def _state(session: Session) -> str:
    return {
        Status.NEW: _("not begun"),
        Status.WAITING: _("with the assistant"),
        Status.QUEUED: _("waiting for a person"),
        Status.WITH_AGENT: _("with a person"),
        Status.ENDED: _("ended"),
    }[session.status]


def _place(session: Session, names: StepNames) -> str:
    if not session.frames and session.status is Status.WAITING:
        return _("begins again when the visitor writes")
    where = (f"{frame.flow}/{frame.node}" if frame.flow else frame.node for frame in session.frames)
    return " › ".join(names.title(name) for name in where) or "—"


def _visits(history: History, step: Step, names: StepNames, *, follow: bool) -> tuple[Visit, ...]:
    """The trace by steps of the flow, in their order."""
    retraced = step.retraced
    if isinstance(retraced.event, VersionChanged):
        line = _change(retraced.session, follow=follow)
        return (Visit(title="", about="", lines=(line,), trouble=False),)
    plan = history.plan(retraced.version)
    groups: list[tuple[str, list[TraceStep]]] = []
    for seen in retraced.trace:
        name = f"{seen.flow}/{seen.node}" if seen.flow else seen.node
        if not groups or groups[-1][0] != name or seen.kind == "entered":
            groups.append((name, []))
        groups[-1][1].append(seen)
    return tuple(
        Visit(
            title=names.title(name) if name else "",
            about=names.about(name),
            lines=tuple(wording.of_trace(plan, seen) for seen in group if seen.kind != "entered"),
            trouble=any(seen.kind == "problem" for seen in group),
        )
        for name, group in groups
    )


def _change(session: Session, *, follow: bool) -> str:
    if not follow:
        return _("This replay stays on the version you chose.")
    if session.frames:
        return _("It continues from the same step.")
    return _("It begins again when the visitor next writes.")


def _values(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Value, ...]:
    """All variables, those that changed first."""
    found = [
        Value(
            name=name,
            before=_value(before.get(name)),
            after=_value(after.get(name)),
            changed=before.get(name) != after.get(name),
        )
        for name in sorted({*before, *after})
    ]
    return tuple(sorted(found, key=lambda value: not value.changed))


def _value(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Truncator(text).chars(LONGEST)


def _unlike(verdict: Replay) -> list[str]:
    """What differs at the end, in words; what nobody outside the engine knows goes by one name."""
    words = {
        "variables": _("variables"),
        "frames": _("the current step"),
        "path": _("the way through the flow"),
        "status": _("the state"),
        "history": _("what was said"),
        "last_said": _("what was said"),
        "last_wrote": _("what was said"),
    }
    return list(
        dict.fromkeys(words.get(name, _("the program's own notes")) for name in verdict.unlike)
    )
