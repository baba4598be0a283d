"""What a model wrote when an author tried it: each sentence, and what it stands on or lacks. Pure.

A visitor's answer ends at the first sentence that does not stand. Who tries a question reads the
rest as well, and which sentence it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from flowbuilder.knowledge.answers.answering import EXCLUDED, HUMAN, NOT_FOUND, UNCLEAR, Reader
from flowbuilder.knowledge.answers.citing import Citations
from flowbuilder.knowledge.answers.grounding import is_courtesy, sentences
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.providers import Delta

#: What a model says instead of an answer.
SAID_INSTEAD = (NOT_FOUND, HUMAN, UNCLEAR, EXCLUDED)


class Standing(StrEnum):
    """How a sentence stands."""

    STANDS = "stands"
    COURTESY = "courtesy"
    DOUBTED = "doubted"
    EXCLUDED = "excluded"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Mark:
    """A sentence that the model wrote; `fault` says what it lacks, where it does not stand."""

    text: str
    standing: Standing
    fault: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether this sentence alone keeps the answer from being given."""
        return self.standing in (Standing.EXCLUDED, Standing.FAILS)


@dataclass(slots=True)
class Trace:
    """What was written, filled in while it is read.

    `instead` is the word with which the model declined, `refuted` says that it did not confirm its
    own answer when it was asked to check it.
    """

    marks: list[Mark] = field(default_factory=list)
    instead: str = ""
    refuted: bool = False
    _heard: str = ""

    def hearing(self, deltas: Iterator[Delta]) -> Iterator[Delta]:
        """The same pieces, each remembered as it goes by."""
        for delta in deltas:
            self._heard += delta.text
            yield delta

    def mark(self, rest: Iterator[Delta], reader: Reader) -> None:
        """Read what `reader` left, and say of each sentence how it stands."""
        with suppress(ModelError):  # what the reader judged stands, whatever becomes of the rest
            for _delta in rest:
                pass
        written = Citations(reader.passages).without(self._heard).strip()
        self.instead = next((word for word in SAID_INSTEAD if word in written), "")
        if not self.instead:
            self.marks = [_mark(each, reader) for each in sentences(written)]


def _mark(sentence: str, reader: Reader) -> Mark:
    text, grounds = reader.restore(sentence).strip(), reader.grounds
    judged = reader.judged(sentence)
    if reader.excluded.names(judged):
        return Mark(text, Standing.EXCLUDED)
    if is_courtesy(judged, grounds.language):
        return Mark(text, Standing.COURTESY)
    fault = grounds.fault(judged)
    if fault is None:
        return Mark(text, Standing.STANDS)
    doubted = reader.may_doubt and grounds.may_hold(judged)
    return Mark(text, Standing.DOUBTED if doubted else Standing.FAILS, fault)
