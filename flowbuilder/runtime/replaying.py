"""Running a recorded conversation again: on its own versions to debug it, on another to try that.

The event log holds all that ever entered the engine, so the same events give the same session.
Nothing is done and nothing is stored. A long history begins at its newest snapshot that will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.conversations.selectors import taken_events
from flowbuilder.core.effects import SendMessage
from flowbuilder.core.engine import new_session
from flowbuilder.core.events import EVENT_TYPES, Event, event_from_json
from flowbuilder.core.plan import Plan
from flowbuilder.core.retracing import (
    Retraced,
    differing,
    first_difference,
    outcome_of,
    retrace,
)
from flowbuilder.core.session import Session
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import plan_for
from flowbuilder.runtime.models import Snapshot

#: Against another version, which has no snapshots, no more events than these are replayed.
OTHER_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Where a replay begins: before the event after `number`, on `version`."""

    number: int
    version: int
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of the log, taken again."""

    number: int
    record: EventRecord
    retraced: Retraced


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of a replay to the end.

    Attributes:
        since: The first event that was replayed is the one after this number.
        same: The session at the end is the one that is stored.
        unlike: The fields of the session that differ from the stored ones.
        refused: Events that the session could not take.
        first: The number of the first event with another outcome than it had, if any.
        complete: The history was replayed to its end.
    """

    session: Session
    since: int
    same: bool
    unlike: tuple[str, ...]
    refused: int
    first: int | None
    complete: bool = True


class History:
    """A conversation's recorded events, and the versions it went through."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    @cached_property
    def versions(self) -> dict[int, FlowVersion]:
        """The published versions of its flow, by number, newest first; without documents."""
        flow = self.conversation.flow_version.flow_id
        found = FlowVersion.objects.filter(flow=flow).order_by("-number")
        return {version.number: version for version in found.defer("document", "components")}

    @property
    def _present(self) -> FlowVersion:
        return self.conversation.flow_version

    @property
    def records(self) -> QuerySet[EventRecord]:
        """The events that the engine was given, in order, as far as it still knows their kinds."""
        return taken_events(self.conversation.pk).filter(
            number__lte=self.conversation.log_size, kind__in=list(EVENT_TYPES)
        )

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of those events."""
        return list(self.records.values_list("number", flat=True))

    @cached_property
    def first_version(self) -> int:
        """The number of the version that it began on."""
        change = self.records.filter(kind="VersionChanged").first()
        now = self.conversation.flow_version.number
        return int(change.payload.get("before", now)) if change else now

    def plan(self, number: int) -> Plan:
        """The plan of a version, by its number."""
        return plan_for(self.versions.get(number) or self._present)

    def document(self, number: int) -> FlowVersion:
        """A version with its document, by its number."""
        return FlowVersion.objects.get(pk=(self.versions.get(number) or self._present).pk)

    def start(self, version: int) -> Beginning:
        """The very start, on `version`."""
        talk = self.conversation
        plan, zone = self.plan(version), (talk.session or {}).get("zone", "")
        session = new_session(str(talk.pk), talk.channel, talk.language, plan, zone=zone)
        return Beginning(number=0, version=version, session=session)

    def beginning(self, before: int | None = None) -> Beginning:
        """The nearest place before the event `before`, or before the end, to begin at."""
        found = Snapshot.objects.filter(conversation=self.conversation)
        if before is not None:
            found = found.filter(number__lt=before)
        newest = found.select_related("flow_version").defer("flow_version__document").first()
        if newest is None:
            return self.start(self.first_version)
        session = Session.from_json(newest.session)
        return Beginning(number=newest.number, version=newest.flow_version.number, session=session)

    def steps(
        self, beginning: Beginning, *, to: int | None = None, follow: bool = True
    ) -> Iterator[Step]:
        """The events after `beginning`, up to number `to`, taken again one by one."""
        records = self.records.filter(number__gt=beginning.number)
        if to is not None:
            records = records.filter(number__lte=to)
        kept: list[EventRecord] = []

        def events() -> Iterator[Event]:
            for record in records.iterator():
                kept.append(record)
                yield event_of(record)

        retraced = retrace(self.plan, beginning.version, beginning.session, events(), follow=follow)
        for step in retraced:
            record = kept.pop()
            yield Step(number=record.number, record=record, retraced=step)

    def replay(self, version: int | None = None) -> Replay:
        """Take the events through its own versions, or all of them through another."""
        if version is None:
            return self._own()
        numbers = self.numbers[:OTHER_LIMIT]
        last = numbers[-1] if numbers else 0
        own = self.steps(self.start(self.first_version), to=last)
        other = [step.retraced for step in self.steps(self.start(version), to=last, follow=False)]
        unlike = first_difference((outcome_of(step.retraced) for step in own), other)
        session = other[-1].session if other else self.start(version).session
        return self._result(
            session,
            since=0,
            refused=sum(bool(step.refused) for step in other),
            first=numbers[unlike.index] if unlike is not None else None,
            complete=len(numbers) == len(self.numbers),
        )

    def _own(self) -> Replay:
        begun = self.beginning()
        session, refused, first = begun.session, 0, None
        said = self._said()
        for step in self.steps(begun):
            session = step.retraced.session
            refused += bool(step.retraced.refused)
            if first is None and not _as_said(step.retraced, said):
                first = step.number
        return self._result(session, since=begun.number, refused=refused, first=first)

    def _result(self, session: Session, **more: Any) -> Replay:
        stored = self.conversation.session
        kept = Session.from_json(stored).to_json() if stored is not None else {}
        unlike = differing(kept, session.to_json()) if stored is not None else ()
        return Replay(session=session, same=not unlike, unlike=unlike, **more)

    def _said(self) -> Mapping[str, Any]:
        """What the flow really said, by the effects that said it."""
        sent = Message.objects.filter(conversation=self.conversation, effect_id__isnull=False)
        return {
            str(effect): content for effect, content in sent.values_list("effect_id", "content")
        }


def replay_conversation(conversation: Conversation, version: FlowVersion | None = None) -> Replay:
    """Take the conversation's events through `version`, or through its own."""
    return History(conversation).replay(None if version is None else version.number)


def event_of(record: EventRecord) -> Event:
    """The event as it was recorded; what was erased from it since reads as empty."""
    kind = EVENT_TYPES[record.kind]
    found = {key: value for key, value in (record.payload or {}).items() if value is not None}
    values = {
        field.name: found.get(field.name, _empty(field.type))
        for field in fields(kind)
        if field.name in found or (field.default is MISSING and field.default_factory is MISSING)
    }
    return event_from_json({**values, "kind": record.kind, "at": record.at.isoformat()})


def _empty(annotation: Any) -> Any:
    """Nothing, of the type that a field of an event has."""
    if annotation == "int":
        return 0
    return {} if str(annotation).startswith("Mapping") else ""


def _bare(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A message's content without the mark of a parting word."""
    return {key: value for key, value in kept.items() if key != "parting"}


def _as_said(step: Retraced, said: Mapping[str, Any]) -> bool:
    """Whether what the event made the flow say is what was said. What was erased counts as said."""
    return all(
        kept is not None
        and (not kept.get("text") or _bare(kept) == effect.content.model_dump(mode="json"))
        for effect in step.effects
        if isinstance(effect, SendMessage)
        for kept in [said.get(effect.id)]
    )
