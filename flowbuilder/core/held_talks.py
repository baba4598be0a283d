"""Holding a talk (`talks.py`) with a flow: what came of each of its lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow
from flowbuilder.core.effects import Effect, SendMessage
from flowbuilder.core.errors import CoreError
from flowbuilder.core.filters import stringify
from flowbuilder.core.messages import labels_of
from flowbuilder.core.talks import (
    EXPECTATIONS,
    HAPPENINGS,
    Line,
    begin_talk,
    beginning,
    let_happen,
    parse_talk,
)
from flowbuilder.core.testing import Conversation, said

State = Literal["as_written", "differs", "missing", "extra", "refused", "not_reached"]
_WORD_BEFORE_A_MESSAGE = re.compile(r"\s*(?!#|status\b|variable\b|effect\b)\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a talk, and what came of it.

    Attributes:
        number: The line's; for something `extra`, that of the line before which it came.
        state: `refused` is what could not happen there; what follows is `not_reached`.
        written: The line as it stands; empty for something `extra`.
        got: What came in its place, as such a line, or why it was refused; empty for nothing.
        node: The step of the main flow that this comes from.
    """

    number: int
    state: State
    written: str = ""
    got: str = ""
    node: str = ""

    def __str__(self) -> str:
        expected = self.written or "nothing more"
        return f"line {self.number}: expected {expected}; got {self.got or 'nothing'}"


class TalkCannotGoOn(Exception):
    """Something in the talk cannot happen any more, so no new answers can be written down."""


def run_talk(
    flow: Flow,
    catalogue: Catalogue,
    text: str,
    components: Mapping[str, Flow] | None = None,
) -> list[Row]:
    """Hold the talk `text` with `flow`; what went otherwise than written, or nothing.

    Raises:
        TalkNotUnderstood: The text is no talk.
        InvalidFlow: The flow has errors.
    """
    lines = parse_talk(text)
    conversation = begin_talk(flow, lines, catalogue, components)
    return [row for row in hold_talk(conversation, lines) if row.state != "as_written"]


def hold_talk(
    conversation: Conversation,
    lines: Iterable[Line],
    *,
    before_each: Callable[[], None] = lambda: None,
) -> list[Row]:
    """Hold the talk in a conversation of yours, which then has its events and its trace.

    `before_each` is called before each thing that happens; what it raises ends the talk.
    """
    return list(_Talk(conversation, before_each).rows(list(lines)))


def accepted(text: str, rows: Iterable[Row]) -> str:
    """The talk `text` with what came of it in the place of what it expected.

    What goes as written stays as it is, with its comments and its `…`.

    Raises:
        TalkCannotGoOn: Something in it could not happen.
    """
    by_number: dict[int, list[Row]] = {}
    for row in rows:
        if row.state in ("refused", "not_reached"):
            raise TalkCannotGoOn(f"Line {row.number} of the talk cannot happen: {row.got}")
        by_number.setdefault(row.number, []).append(row)
    written = list[str]()
    for number, raw in enumerate(text.splitlines(), 1):
        for row in by_number.get(number, [Row(number=number, state="as_written")]):
            if row.state == "extra":
                _insert(written, row.got)
            elif row.state == "differs":
                written.append(row.got)
            elif row.state == "as_written":
                written.append(raw)
    for row in by_number.get(len(text.splitlines()) + 1, ()):
        _insert(written, row.got)
    return "\n".join(written) + "\n"


def _insert(written: list[str], line: str) -> None:
    """Put `line` where messages stand: before what is known at a turn's end and what comes next."""
    at = len(written)
    while at and not _WORD_BEFORE_A_MESSAGE.match(written[at - 1]):
        at -= 1
    written.insert(at or len(written), line)


class _Talk:
    def __init__(self, conversation: Conversation, before_each: Callable[[], None]) -> None:
        self.conversation = conversation
        self.before_each = before_each
        self.messages: list[SendMessage] = []
        self.effects: list[Effect] = []
        self.last: SendMessage | None = None

    def rows(self, lines: list[Line]) -> Iterator[Row]:
        begun = list(beginning(lines))
        rest = lines[len(begun) :]
        after = lines[-1].number + 1 if lines else 1
        refused = self._refused_start()
        for line in begun:
            is_why = refused and line.word == "start"
            yield self._row(line, "refused", refused) if is_why else self._row(line)
        if refused:
            for left in rest:
                yield self._row(left, "not_reached")
            return
        self._collect()
        for index, line in enumerate(rest):
            if line.word in EXPECTATIONS:
                yield from self._expect(line, rest[index + 1 :])
                continue
            yield from self._unexpected(line.number)
            self.before_each()
            try:
                let_happen(self.conversation, line.word, line.rest)
            except (CoreError, LookupError, ValueError) as error:
                yield self._row(line, "refused", str(error))
                for left in rest[index + 1 :]:
                    yield self._row(left, "not_reached")
                return
            yield self._row(line)
            self._collect()
        yield from self._unexpected(after)

    def _refused_start(self) -> str:
        self.before_each()
        try:
            self.conversation.starts()
        except LookupError as error:
            return str(error)
        return ""

    def _row(self, line: Line, state: State = "as_written", got: str = "", node: str = "") -> Row:
        return Row(
            number=line.number, state=state, written=str(line), got=got, node=node or self._at
        )

    @property
    def _at(self) -> str:
        frames = self.conversation.session.frames
        return frames[0].node if frames else ""

    def _collect(self) -> None:
        effects = self.conversation.effects
        self.messages = [effect for effect in effects if isinstance(effect, SendMessage)]
        self.effects = [effect for effect in effects if not isinstance(effect, SendMessage)]

    def _unexpected(self, number: int) -> Iterator[Row]:
        while self.messages:
            yield from self._extra(number, self.messages.pop(0))

    def _extra(self, number: int, message: SendMessage) -> Iterator[Row]:
        node = self.conversation.node_behind(message)
        yield Row(number=number, state="extra", got=_bot(message), node=node)
        labels = labels_of(message.content)
        if labels and not any("|" in label for label in labels):
            yield Row(number=number, state="extra", got=_offers(labels), node=node)

    def _expect(self, line: Line, later: list[Line]) -> Iterator[Row]:
        match line.word:
            case "bot":
                yield from self._message(line, later)
            case "offers":
                yield self._offered(line)
            case "effect":
                yield self._effect(line)
            case "variable":
                name = line.rest.partition("=")[0].strip()
                got = stringify(self.conversation.variables.get(name))
                yield self._compared(line, f"variable: {name}={got}")
            case "status":
                yield self._compared(line, f"status: {self.conversation.status.value}")

    def _compared(self, line: Line, got: str) -> Row:
        wanted = "=".join(part.strip() for part in str(line).split("=", 1))
        return self._row(line) if wanted == got.strip() else self._row(line, "differs", got)

    def _message(self, line: Line, later: list[Line]) -> Iterator[Row]:
        """The next message; when a later one fits, those before it are more than expected."""
        fits = [_says(line.rest, said(message)) for message in self.messages]
        if True in fits:
            for message in self.messages[: fits.index(True)]:
                yield from self._extra(line.number, message)
            del self.messages[: fits.index(True)]
            self.last = self.messages.pop(0)
            yield self._row(line, node=self.conversation.node_behind(self.last))
            return
        if not self.messages or _expected_later(self.messages[0], later):
            self.last = None
            yield self._row(line, "missing")
            return
        self.last = self.messages.pop(0)
        yield self._row(line, "differs", _bot(self.last), self.conversation.node_behind(self.last))

    def _offered(self, line: Line) -> Row:
        labels = labels_of(self.last.content) if self.last is not None else ()
        if [label.strip() for label in line.rest.split("|")] == list(labels):
            return self._row(line)
        node = self.conversation.node_behind(self.last) if self.last is not None else ""
        return self._row(line, "differs" if labels else "missing", _offers(labels), node)

    def _effect(self, line: Line) -> Row:
        name, _space, given = line.rest.partition(" ")
        wanted = dict(re.findall(r'(\w+)=("[^"]*"|\S+)', given))
        alike = [effect for effect in self.effects if _snake(type(effect).__name__) == name]
        for effect in alike:
            if all(_told(effect, key) == value.strip('"') for key, value in wanted.items()):
                self.effects.remove(effect)
                return self._row(line, node=self.conversation.node_behind(effect))
        if not alike:
            return self._row(line, "missing")
        node = self.conversation.node_behind(alike[0])
        parts = [name, *(f"{key}={_quoted(_told(alike[0], key))}" for key in wanted)]
        return self._row(line, "differs", f"effect: {' '.join(parts)}", node)


def _expected_later(message: SendMessage, later: Iterable[Line]) -> bool:
    """Whether a line of the same turn, one of `later`, is this message."""
    for line in later:
        if line.word in HAPPENINGS:
            return False
        if line.word == "bot" and _says(line.rest, said(message)):
            return True
    return False


def _bot(message: SendMessage) -> str:
    return f"bot: {' '.join(said(message).split())}".strip()


def _offers(labels: Iterable[str]) -> str:
    shown = " | ".join(labels)
    return f"offers: {shown}" if shown else ""


def _told(effect: Effect, key: str) -> str:
    return stringify(getattr(effect, key, None))


def _quoted(value: str) -> str:
    return f'"{value}"' if not value or re.search(r"\s", value) else value


def _says(expected: str, got: str) -> bool:
    parts = [re.escape(" ".join(part.split())) for part in expected.split("…")]
    return re.fullmatch(" ?.*".join(parts), " ".join(got.split()), re.DOTALL) is not None


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
