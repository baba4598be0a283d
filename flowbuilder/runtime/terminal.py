"""A talk with a flow in a terminal: the pure engine, no database, nothing really done.

What is written is what the visitor says; a number presses the button of that number. Whatever
else may happen is written after a slash, in the words of the golden talks (`core/talks.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from flowbuilder.core.effects import Effect, SendMessage
from flowbuilder.core.errors import CoreError
from flowbuilder.core.messages import SKIP, options_in
from flowbuilder.core.session import Status
from flowbuilder.core.talks import let_happen
from flowbuilder.core.testing import ANSWERED, Conversation, said

HELP = """\
  some words         the visitor writes them; a number presses that button
  /fills {"a": "1"}  the visitor fills in the form just shown, by the names of its fields
  /sends scan.pdf    the visitor sends files of these names
  /person            the visitor asks for a person
  /result {"a": 1}   the step that waits gets this answer
  /fails http_timeout   … or could not be done
  /time +30s         time passes (s, m, h, d)
  /agent joins       a person takes over; also: closes, hands back
  /variables         what the session remembers
  /quit              the end"""


class TerminalTalk:
    """Holds a conversation line by line; what comes of a line are lines to show."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self._offer: tuple[str, ...] = ()

    def hold(self, written: Iterable[str]) -> Iterator[str]:
        """Start, then take line after line until the end of the talk or of the lines."""
        self.conversation.starts()
        yield from self._shown()
        for line in written:
            text = line.strip()
            if text in ("/quit", "/q"):
                return
            if text:
                yield from self._taken(text)
            if self.conversation.status is Status.ENDED:
                yield "(The conversation has ended.)"
                return

    def _taken(self, text: str) -> Iterator[str]:
        if text in ("/help", "/?"):
            yield HELP
            return
        if text == "/variables":
            yield from (f"  {k} = {v}" for k, v in sorted(self.conversation.variables.items()))
            return
        try:
            let_happen(self.conversation, *self._happening(text))
        except (CoreError, LookupError, ValueError) as problem:
            yield f"({problem})"
            return
        yield from self._shown()

    def _happening(self, text: str) -> tuple[str, str]:
        if text.startswith("/"):
            word, _space, rest = text[1:].partition(" ")
            return word, rest.strip()
        if text.isdecimal() and 1 <= int(text) <= len(self._offer):
            return "chooses", self._offer[int(text) - 1]
        return "visitor", text

    def _shown(self) -> Iterator[str]:
        talk = self.conversation
        for effect in talk.effects:
            if isinstance(effect, SendMessage):
                yield f"{effect.author}: {said(effect)}"
                yield from self._offered(effect)
            elif isinstance(effect, ANSWERED):
                yield f"({_told(effect)} — answer with /result or /fails)"
            else:
                yield f"({_told(effect)})"
        for step in talk.problems:
            yield f"(In {step.node}: {step.text} {step.detail})"

    def _offered(self, effect: SendMessage) -> Iterator[str]:
        content = effect.content
        if options := options_in(content.model_dump()):
            self._offer = tuple(value for value, _label in options)
            for number, (_value, label) in enumerate(options, 1):
                yield f"  {number}  {label}"
        elif content.kind == "rating":
            self._offer = ()
            yield f"  from {content.low} to {content.high}: /chooses {content.high}"
        elif content.kind == "form":
            self._offer = ()
            yield from (f"  {field.name}  {field.label}".rstrip() for field in content.fields)
            entered = ", ".join(f'"{field.name}": "…"' for field in content.fields)
            yield f"  answer in your own words, or with /fills {{{entered}}}"
        elif content.kind == "file_request":
            self._offer = (SKIP,) if content.skip else ()
            yield "  answer with /sends scan.pdf"
            if content.skip:
                yield f"  1  {content.skip}"


def _told(effect: Effect) -> str:
    """An effect in one line: its name and what it holds."""
    held = (f"{f.name}={getattr(effect, f.name)!r}" for f in fields(effect) if f.name != "id")
    return f"{type(effect).__name__} {' '.join(held)}"[:300]
