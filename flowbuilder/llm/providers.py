"""What the program expects of a language model, whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One part of what the model is given."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """The next piece of an answer; with the last may come how many tokens went in and out.

    `cut_short`: the answer ends here, but not because it was whole: it grew too long.
    """

    text: str
    usage: tuple[int, int] | None = None
    cut_short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLimits:
    """How long and how much. Seconds by phase; `total` covers a second try too."""

    connect: float = 5.0
    first_token: float = 20.0
    idle: float = 15.0
    total: float = 60.0
    max_chars: int = 8_000
    max_tokens: int = 700

    def within(self, seconds: float) -> ModelLimits:
        """The same, none of them longer than the author's own limit of `seconds`."""
        return ModelLimits(
            connect=min(self.connect, seconds),
            first_token=min(self.first_token, seconds),
            idle=min(self.idle, seconds),
            total=min(self.total, seconds),
            max_chars=self.max_chars,
            max_tokens=self.max_tokens,
        )


class LanguageModel(Protocol):
    """Answers in pieces. Raises ModelError, also in the middle of an answer."""

    name: str
    base_url: str

    def stream_answer(
        self, messages: Sequence[Message], *, limits: ModelLimits
    ) -> Iterator[Delta]: ...
