"""What happened. Every event carries its own time: the engine reads no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

#: Marks a field that came later: while it is at its default it stands in no JSON.
_LATER = {"later": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened at `at` (aware, UTC)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(Event):
    """A visitor opened the conversation and the flow begins.

    Attributes:
        contact: What is known of the visitor from before, such as `name` and `email`.
        entry: The name of the invitation that they accepted; where the flow has none of that name,
            it begins at its start.
        buttons_last: Questions that are left unanswered can be answered later by their buttons;
            conversations that began before that was so go on without.
    """

    page: Mapping[str, Any] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    entry: str = field(default="", metadata=_LATER)
    buttons_last: bool = field(default=False, metadata=_LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorSaid(Event):
    """The visitor wrote something.

    Attributes:
        seq: Its place in the transcript, by which the visitor may go back to it; 0 for none.
    """

    text: str
    seq: int = field(default=0, metadata=_LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorUploaded(VisitorSaid):
    """The visitor sent files. `text` are the words that came with them, often none.

    Attributes:
        files: What is known of each: `id`, `name`, `kind`, `size`; of images `width`, `height`.
    """

    files: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorChose(Event):
    """The visitor pressed a button or a number of a scale.

    Attributes:
        value: The option's value, or the number as text.
        effect_id: The `SendMessage` that offered it; an older one makes the choice late.
        label: What the visitor saw on it.
        seq: As with what a visitor said.
        instead_of: The place of the answer that this one replaces; 0 for a first answer, which
            then never undoes another that was quicker.
        returns: The talk had left the question unanswered and gone on; this takes it back there.
    """

    value: str
    effect_id: str = ""
    label: str = ""
    seq: int = field(default=0, metadata=_LATER)
    instead_of: int = field(default=0, metadata=_LATER)
    returns: bool = field(default=False, metadata=_LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorFilled(VisitorChose):
    """The visitor filled in a form and sent it. `label` is all of it in words.

    Attributes:
        values: What was entered, by the names of the form's fields.
    """

    value: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorWentBack(Event):
    """The visitor wants to answer an earlier question again.

    Attributes:
        to: The place in the transcript of the answer they gave.
    """

    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorAskedForPerson(Event):
    """The visitor pressed "talk to a person"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSucceeded(Event):
    """A deferred effect, or one with an outcome, came back with its result."""

    effect_id: str
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectFailed(Event):
    """An effect could not be done; `code` says why for the trace and the author."""

    effect_id: str
    code: str
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    """A timer that the session started has run out."""

    effect_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentJoined(Event):
    """A person has the conversation now: the machine is silent from now on.

    Attributes:
        given: They did not take it themselves, and may not have looked at it yet.
    """

    agent: str
    given: bool = field(default=False, metadata=_LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLeft(Event):
    """The person closed the matter or handed the conversation back, or none came after all.

    Or they passed it on (`waits`), and the visitor has waited long for somebody else: the step
    that the person came from asks whether they wait on, or where nothing had led to a person, the
    one that every flow has for it.

    Attributes:
        target: The node to go on at, or None for the port the handoff left by. A node of a flow
            that is being run for another is named `flow/node`.
    """

    outcome: Literal["closed", "handed_back", "nobody", "waits"]
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClosed(Event):
    """The conversation was closed from outside."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChanged(Event):
    """From now on the session runs by another version, whose plan the engine is given.

    Attributes:
        version: The number of the version it goes on by.
        before: The number of the one it ran by so far.
        how: `move` keeps its place if there still is one; `restart` begins anew in any case.
        stood: The types of the nodes where its frames stood, outermost first.
    """

    version: int
    before: int
    how: Literal["move", "restart"]
    stood: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged(Event):
    """Something of what is known of the visitor was corrected or entered outside of the flow.

    Attributes:
        contact: All that is known of them now.
    """

    contact: Mapping[str, Any] = field(default_factory=dict)


EVENT_TYPES: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        SessionStarted, VisitorSaid, VisitorUploaded, VisitorChose, VisitorFilled,
        VisitorWentBack, VisitorAskedForPerson, EffectSucceeded, EffectFailed, TimerFired,
        AgentJoined, AgentLeft, SessionClosed, VersionChanged, ContactChanged,
    )
}  # fmt: skip


def event_to_json(event: Event) -> dict[str, Any]:
    """The event as JSON: its fields and `kind`."""
    values = {
        name: value
        for name, given in type(event).__dataclass_fields__.items()
        if (value := getattr(event, name)) != given.default or not given.metadata
    }
    values["at"] = event.at.isoformat()
    return {"kind": type(event).__name__, **values}


def event_from_json(data: Mapping[str, Any]) -> Event:
    """The event that `event_to_json` wrote. Raises KeyError for an unknown kind."""
    values = dict(data)
    kind = EVENT_TYPES[values.pop("kind")]
    values["at"] = datetime.fromisoformat(values["at"])
    return kind(**values)
