"""Golden talks: conversations written down, that a flow must still hold word for word.

One thing a line; `#` begins a comment. What happens:

    visitor: I want my money back     the visitor writes
    chooses: Returns                  presses a button, by its label or value
    person:                           presses "talk to a person"
    result: {"status": 200}           the oldest effect that waits gets this
    fails: http_timeout               or could not be done
    time: +30s                        time passes (s, m, h, d)
    agent: joins                      or `closes`, or `hands back`

and what must have come of it by then:

    bot: Which order is it about?     every message, in order; `…` stands for any text
    offers: Returns | Parcel          the buttons of the message just named
    effect: request_handoff team=billing
    variable: order_number=1042
    status: queued

`language: en`, before anything happens, sets the visitor's language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow
from flowbuilder.core.effects import Effect, SendMessage
from flowbuilder.core.errors import CoreError
from flowbuilder.core.filters import stringify
from flowbuilder.core.testing import Conversation, said

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
HAPPENINGS = frozenset({"visitor", "chooses", "person", "result", "fails", "time", "agent"})
_EXPECTATIONS = frozenset({"bot", "offers", "effect", "variable", "status"})


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a talk went otherwise than written."""

    line: int
    expected: str
    got: str

    def __str__(self) -> str:
        return f"line {self.line}: expected {self.expected}; got {self.got}"


def parse_talk(text: str) -> list[Line]:
    """The lines of a talk. Raises ValueError, with the line's number, for one that is none."""
    lines = []
    for number, raw in enumerate(text.splitlines(), 1):
        stripped = raw.strip()
        if not stripped or stripped.startswith("#"):
            continue
        word, colon, rest = stripped.partition(":")
        word = word.strip().lower()
        if not colon or word not in HAPPENINGS | _EXPECTATIONS | {"language"}:
            raise ValueError(f"Line {number} of the talk is not understood: {stripped}")
        lines.append(Line(number, word, rest.strip()))
    return lines


def run_talk(
    flow: Flow,
    catalogue: Catalogue,
    text: str,
    components: Mapping[str, Flow] | None = None,
) -> list[Difference]:
    """Hold the talk `text` with `flow`; what went otherwise, or nothing.

    Raises:
        ValueError: When the talk itself is not understood.
        InvalidFlow: When the flow has errors.
    """
    lines = parse_talk(text)
    language = next((line.rest for line in lines if line.word == "language"), None)
    conversation = Conversation(flow, catalogue, components=components, language=language)
    return hold_talk(conversation, lines)


def hold_talk(conversation: Conversation, lines: Iterable[Line]) -> list[Difference]:
    """Hold the talk in a conversation of yours, which then has its events and its trace."""
    happening = [line for line in lines if line.word != "language"]
    return list(_Talk(conversation).differences(happening))


def let_happen(talk: Conversation, word: str, rest: str) -> None:
    """Let one of the happenings above come about in `talk`.

    Raises:
        LookupError, json.JSONDecodeError: `rest` is not what `word` needs.
        CoreError: It cannot happen now.
    """
    match word:
        case "visitor":
            talk.says(rest)
        case "chooses":
            talk.chooses(rest)
        case "person":
            talk.asks_for_person()
        case "result":
            talk.effect_succeeds(json.loads(rest) if rest else {})
        case "fails":
            talk.effect_fails(rest)
        case "time":
            talk.time_passes(_seconds(rest))
        case "agent":
            _let_agent(talk, rest)
        case _:
            raise LookupError(f"what can happen is: {', '.join(sorted(HAPPENINGS))}")


def _let_agent(talk: Conversation, what: str) -> None:
    word, _space, more = what.partition(" ")
    if word.startswith("join"):
        talk.agent_joins(more or "Ola")
    elif word.startswith("close"):
        talk.agent_leaves("closed")
    elif word.startswith("hand"):
        target = more.removeprefix("back").strip().removeprefix("to").strip()
        talk.agent_leaves("handed_back", target or None)
    else:
        raise LookupError("an agent joins, closes or hands back")


class _Talk:
    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.messages: list[SendMessage] = []
        self.effects: list[Effect] = []
        self.last: SendMessage | None = None

    def differences(self, lines: list[Line]) -> Iterator[Difference]:
        self.conversation.starts()
        self._collect()
        for line in lines:
            if line.word in _EXPECTATIONS:
                yield from self._expect(line)
                continue
            yield from self._unexpected(line.number)
            try:
                let_happen(self.conversation, line.word, line.rest)
            except (CoreError, LookupError, json.JSONDecodeError) as error:
                yield Difference(line.number, f"{line.word}: {line.rest}", str(error))
                return
            self._collect()
        yield from self._unexpected(lines[-1].number if lines else 0)

    def _collect(self) -> None:
        effects = self.conversation.effects
        self.messages = [effect for effect in effects if isinstance(effect, SendMessage)]
        self.effects = [effect for effect in effects if not isinstance(effect, SendMessage)]

    def _unexpected(self, number: int) -> Iterator[Difference]:
        for message in self.messages:
            yield Difference(number, "nothing more to be said", f"bot: {said(message)}")

    def _expect(self, line: Line) -> Iterator[Difference]:
        match line.word:
            case "bot":
                if not self.messages:
                    yield Difference(line.number, f"bot: {line.rest}", "nothing said")
                    return
                self.last = self.messages.pop(0)
                if not _says(line.rest, said(self.last)):
                    yield Difference(line.number, f"bot: {line.rest}", f"bot: {said(self.last)}")
            case "offers":
                yield from self._offers(line)
            case "effect":
                yield from self._effect(line)
            case "variable":
                name, _equals, wanted = line.rest.partition("=")
                got = stringify(self.conversation.variables.get(name.strip()))
                if got != wanted.strip():
                    yield Difference(line.number, line.rest, f"{name.strip()}={got}")
            case "status":
                if self.conversation.status.value != line.rest:
                    yield Difference(line.number, line.rest, self.conversation.status.value)

    def _offers(self, line: Line) -> Iterator[Difference]:
        content = self.last.content if self.last is not None else None
        labels = [o.label for o in content.options] if content and content.kind == "choices" else []
        wanted = [label.strip() for label in line.rest.split("|")]
        if labels != wanted:
            yield Difference(line.number, line.rest, " | ".join(labels) or "no buttons")

    def _effect(self, line: Line) -> Iterator[Difference]:
        name, _space, given = line.rest.partition(" ")
        wanted = dict(re.findall(r'(\w+)=("[^"]*"|\S+)', given))
        for effect in self.effects:
            if _snake(type(effect).__name__) == name and all(
                stringify(getattr(effect, key, None)) == value.strip('"')
                for key, value in wanted.items()
            ):
                self.effects.remove(effect)
                return
        got = ", ".join(_snake(type(effect).__name__) for effect in self.effects) or "no effect"
        yield Difference(line.number, f"effect: {line.rest}", got)


def _says(expected: str, got: str) -> bool:
    parts = [re.escape(" ".join(part.split())) for part in expected.split("…")]
    return re.fullmatch(" ?.*".join(parts), " ".join(got.split()), re.DOTALL) is not None


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _seconds(text: str) -> int:
    found = re.fullmatch(r"\+?(\d{1,7})\s*([smhd])", text)
    if not found:
        raise LookupError("a time is written like +30s, +5m, +2h or +1d")
    return int(found[1]) * _SECONDS[found[2]]
