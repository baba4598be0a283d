"""Golden talks: conversations written down, that a flow must still hold word for word.

One thing a line; `#` begins a comment. What happens:

    visitor: I want my money back     the visitor writes
    chooses: Returns                  presses a button, by its label or value
    fills: {"name": "Ada"}            sends the form just shown, by the names of its variables
    sends: scan.pdf, label.jpg        sends files of these names; nothing is in them
    changes: 1042                     goes back to this answer, to give another
    person:                           presses "talk to a person"
    result: {"status": 200}           the oldest effect that waits gets this
    fails: http_timeout               or could not be done
    time: +30s                        time passes (s, m, h, d)
    clock: 2026-12-24T18:00           the clock is set
    set: city=Kraków                  a variable is changed from outside
    agent: joins                      or `closes`, or `hands back`; or `nobody` comes

and what must have come of it by then:

    bot: Which order is it about?     every message, in order; `…` stands for any text
    offers: Returns | Parcel          the buttons of the message just named
    effect: request_handoff team=billing
    variable: order_number=1042
    status: queued

Before anything else may stand what the talk begins with: `language: en`; `start: menu`, the step
it begins at; `given: city=Kraków`, a variable; `chance: 4821`, how lots fall; and `clock`. A
value that reads as JSON is that (`3`, `true`, `"1042"`), any other is text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow
from flowbuilder.core.plan import Plan
from flowbuilder.core.testing import START, Conversation

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
HAPPENINGS = frozenset({
    "visitor", "chooses", "fills", "sends", "changes", "person", "result", "fails", "time", "clock",
    "set", "agent",
})  # fmt: skip
EXPECTATIONS = frozenset({"bot", "offers", "effect", "variable", "status"})
BEGINNINGS = frozenset({"language", "start", "given", "chance", "clock"})


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    word: str
    rest: str

    def __str__(self) -> str:
        return f"{self.word}: {self.rest}".strip()


class TalkNotUnderstood(ValueError):
    """A line of a text is none of a talk's."""

    def __init__(self, number: int, line: str) -> None:
        self.number, self.line = number, line
        super().__init__(f"Line {number} of the talk is not understood: {line}")


def parse_talk(text: str) -> list[Line]:
    """The lines of a talk. Raises TalkNotUnderstood for one that is none."""
    lines = list[Line]()
    has_begun = False
    for number, raw in enumerate(text.splitlines(), 1):
        stripped = raw.strip()
        if not stripped or stripped.startswith("#"):
            continue
        word, colon, rest = stripped.partition(":")
        word = word.strip().lower()
        has_begun = has_begun or word not in BEGINNINGS
        known = HAPPENINGS | EXPECTATIONS if has_begun else BEGINNINGS
        line = Line(number, word, rest.strip())
        if not colon or word not in known or not _can_be_read(line):
            raise TalkNotUnderstood(number, stripped)
        lines.append(line)
    return lines


def _can_be_read(line: Line) -> bool:
    try:
        if line.word in ("given", "set"):
            assigned(line.rest)
        elif line.word == "clock":
            moment(line.rest)
    except ValueError:
        return False
    return True


def begin_talk(
    given: Flow | Plan,
    lines: Iterable[Line],
    catalogue: Catalogue | None = None,
    components: Mapping[str, Flow] | None = None,
    zone: str = "",
) -> Conversation:
    """The conversation that `lines` say how to begin, not yet started, with the days of `zone`."""
    first = {line.word: line.rest for line in beginning(lines)}
    variables = dict(assigned(line.rest) for line in beginning(lines) if line.word == "given")
    return Conversation(
        given,
        catalogue,
        components=components,
        language=first.get("language"),
        variables=variables,
        session_id=first.get("chance", "s"),
        at=moment(first["clock"]) if "clock" in first else START,
        start=first.get("start"),
        numbered=True,
        zone=zone,
    )


def let_happen(talk: Conversation, word: str, rest: str) -> None:
    """Let one of the happenings above come about in `talk`.

    Raises:
        LookupError, ValueError: `rest` is not what `word` needs.
        CoreError: It cannot happen now.
    """
    match word:
        case "visitor":
            talk.says(rest)
        case "chooses":
            talk.chooses(rest)
        case "fills":
            talk.fills(_entered(rest))
        case "sends":
            talk.sends(*_names(rest))
        case "changes":
            talk.changes(rest)
        case "person":
            talk.asks_for_person()
        case "result":
            talk.effect_succeeds(json.loads(rest) if rest else {})
        case "fails":
            talk.effect_fails(rest)
        case "time":
            talk.time_passes(_seconds(rest))
        case "clock":
            talk.clock_shows(moment(rest))
        case "set":
            talk.remembers(*assigned(rest))
        case "agent":
            _let_agent(talk, rest)
        case _:
            raise LookupError(f"what can happen is: {', '.join(sorted(HAPPENINGS))}")


def _entered(text: str) -> dict[str, str]:
    given = json.loads(text)
    if not isinstance(given, dict):
        raise ValueError('a form is filled in like {"name": "Ada"}')
    return {str(name): str(value) for name, value in given.items()}


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise LookupError("files are named like scan.pdf, label.jpg")
    return names


def assigned(text: str) -> tuple[str, Any]:
    """The name and the value of `name=value`. Raises ValueError."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError("a variable is written like city=Kraków")
    value = value.strip()
    try:
        return name.strip(), json.loads(value)
    except (json.JSONDecodeError, RecursionError):
        return name.strip(), value


def assignment(name: str, value: Any) -> str:
    """`name=value` as `assigned` reads it."""
    if isinstance(value, str) and "\n" not in value and assigned(f"x={value}")[1] == value:
        return f"{name}={value}"
    return f"{name}={json.dumps(value, ensure_ascii=False)}"


def moment(text: str) -> datetime:
    """The moment that a clock is set to; in UTC when nothing else is said. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _let_agent(talk: Conversation, what: str) -> None:
    word, _space, more = what.partition(" ")
    if word.startswith("join"):
        talk.agent_joins(more or "Ola")
    elif word.startswith("close"):
        talk.agent_leaves("closed")
    elif word.startswith("hand"):
        target = more.removeprefix("back").strip().removeprefix("to").strip()
        talk.agent_leaves("handed_back", target or None)
    elif word.startswith("nobody"):
        talk.nobody_comes()
    else:
        raise LookupError("an agent joins, closes or hands back, or nobody comes")


def beginning(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that say what the talk begins with."""
    for line in lines:
        if line.word not in BEGINNINGS:
            return
        yield line


def _seconds(text: str) -> int:
    found = re.fullmatch(r"\+?(\d{1,7})\s*([smhd])", text)
    if not found:
        raise LookupError("a time is written like +30s, +5m, +2h or +1d")
    return int(found[1]) * _SECONDS[found[2]]
