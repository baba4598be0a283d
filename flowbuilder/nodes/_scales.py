"""The usual words of the scales, and a survey as a conversation holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from flowbuilder.core.closings import closes
from flowbuilder.core.effects import AnswerSurvey, Effect, RecordSurvey, SendMessage
from flowbuilder.core.events import VisitorChose, VisitorSaid
from flowbuilder.core.messages import SKIP, WITHHELD, Rating
from flowbuilder.core.nodetype import Turn
from flowbuilder.core.scales import SCALES
from flowbuilder.nodes._hearing import chosen, fold
from flowbuilder.nodes._wording import Words, offer, own_words

Kind = Literal["csat", "nps", "ces", "own", "choice", "open"]


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual words of a scale."""

    question: Words
    low_label: Words
    high_label: Words


USUAL: dict[str, Usual] = {
    "csat": Usual(
        question={
            "pl": "Jak oceniają Państwo tę rozmowę?",
            "en": "How would you rate this conversation?",
        },
        low_label={"pl": "bardzo źle", "en": "very poor"},
        high_label={"pl": "bardzo dobrze", "en": "very good"},
    ),
    "nps": Usual(
        question={
            "pl": "Na ile prawdopodobne jest, że polecą nas Państwo znajomym?",
            "en": "How likely are you to recommend us to a friend?",
        },
        low_label={"pl": "na pewno nie polecę", "en": "not at all likely"},
        high_label={"pl": "na pewno polecę", "en": "extremely likely"},
    ),
    "ces": Usual(
        question={
            "pl": "Jak łatwo było załatwić tę sprawę?",
            "en": "How easy was it to get this done?",
        },
        low_label={"pl": "bardzo trudno", "en": "very difficult"},
        high_label={"pl": "bardzo łatwo", "en": "very easy"},
    ),
}
NO_WORDS: Words = {"en": ""}
#: What else people write for the ends, in folded words.
_OTHER_ENDS: dict[str, tuple[set[str], set[str]]] = {
    "csat": (
        {"bardzo niezadowolony", "bardzo niezadowolona", "very dissatisfied", "very bad"},
        {"bardzo zadowolony", "bardzo zadowolona", "very satisfied", "very well"},
    ),
}
#: The words of the low and of the high end, in every language of ours.
_ENDS = {
    kind: (
        {*map(fold, usual.low_label.values())} | _OTHER_ENDS.get(kind, (set(), set()))[0],
        {*map(fold, usual.high_label.values())} | _OTHER_ENDS.get(kind, (set(), set()))[1],
    )
    for kind, usual in USUAL.items()
}
#: The names of the numbers from 0 on, in folded words.
_NUMBERS = (
    {"zero"}, {"jeden", "jedynka", "one"}, {"dwa", "dwojka", "two"}, {"trzy", "trojka", "three"},
    {"cztery", "czworka", "four"}, {"piec", "piatka", "five"}, {"szesc", "szostka", "six"},
    {"siedem", "siodemka", "seven"}, {"osiem", "osemka", "eight"},
    {"dziewiec", "dziewiatka", "nine"}, {"dziesiec", "dziesiatka", "ten"},
)  # fmt: skip
SKIP_LABEL = {"pl": "Pomiń", "en": "Skip"}
_SKIP_WORDS = frozenset({"pomin", "nie chce", "skip", "no thanks", "no thank you"})
#: To a question in own words, or with an answer “No”, these are answers.
_NO_WORDS = frozenset({"nie", "no"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is asked: the step's own question, or a survey of the workspace as it came back.

    Attributes:
        asked: The id of the effect that asked whether it is due; empty for the step's own.
        words: The survey's own; those that are empty are said in the usual ones.
        comment: Who is asked for a comment: `never`, `everyone` or `low`.
        options: The answers to choose from, if it has them.
    """

    kind: Kind
    low: int
    high: int
    unhappy: int
    happy: int
    comment: str
    name: str = ""
    asked: str = ""
    anonymous: bool = False
    expires_at: str = ""
    words: Mapping[str, str]
    options: tuple[str, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether it is answered on a scale, where a score is low or high."""
        return self.kind not in ("choice", "open")

    def port_of(self, score: int) -> str:
        """The way on after `score`. An anonymous one must not show by where it leads."""
        if self.anonymous or not self.is_measured:
            return "next"
        return "low" if score <= self.unhappy else "high" if score >= self.happy else "next"

    def wants_comment(self, score: int) -> bool:
        """Whether a comment is asked for after `score`; anonymously, after every one or none."""
        if self.comment == "low" and not self.anonymous:
            return score <= self.unhappy
        return self.comment in ("everyone", "low")

    def follow_up(self, score: int) -> str:
        """The survey's own question about a comment after `score`, or empty."""
        port = self.port_of(score)
        own = self.words.get(f"follow_up_{port}", "") if port != "next" else ""
        return own or self.words.get("follow_up", "")

    def is_over(self, at: datetime) -> bool:
        """Whether an answer at `at` comes too late."""
        return bool(self.expires_at) and at >= datetime.fromisoformat(self.expires_at)

    def buttons(self, turn: Turn) -> list[tuple[str, str]]:
        """The answers to choose from, and the way past them."""
        answers = [(f"option-{place}", label) for place, label in enumerate(self.options, 1)]
        return [*answers, (SKIP, own_words(turn, SKIP_LABEL))]

    def score_in(self, turn: Turn, event: VisitorSaid | VisitorChose) -> int | None:
        """The score that the visitor gives, or the place of the answer they choose."""
        if self.kind == "choice":
            value = chosen(event, self.buttons(turn)) or SKIP
            return None if value == SKIP else int(value.removeprefix("option-"))
        said = event.value if isinstance(event, VisitorChose) else event.text
        written = re.fullmatch(r"\s*(\d{1,2})\s*(?:/\s*\d{1,2}|[.!])?\s*", said)
        score = int(written[1]) if written else self._score_in_words(turn, said)
        return score if self.low <= score <= self.high else None

    def _score_in_words(self, turn: Turn, said: str) -> int:
        """The score that a label of the scale or the name of a number says, else -1."""
        first, comma, rest = said.partition(",")
        words = fold(first if comma and closes(rest) else said)
        low, high = map(fold, self._labels(turn))
        if words and (words == low) != (words == high):
            return self.low if words == low else self.high
        if self.kind in USUAL:
            low_words, high_words = _ENDS[self.kind]
            if words in low_words or words in high_words:
                return self.low if words in low_words else self.high
        return next((number for number, names in enumerate(_NUMBERS) if words in names), -1)

    def _labels(self, turn: Turn) -> tuple[str, str]:
        """What stands at the low and the high end of the scale."""
        usual = USUAL.get(self.kind)
        low = self.words.get("low_label") or own_words(turn, usual.low_label if usual else NO_WORDS)
        high = self.words.get("high_label")
        return low, high or own_words(turn, usual.high_label if usual else NO_WORDS)

    def offer(self, turn: Turn, text: str) -> SendMessage:
        """Ask `text` with the scale or the answers to press; in own words, with a way past it."""
        if not self.is_measured:
            return offer(text, self.buttons(turn))
        low_label, high_label = self._labels(turn)
        return SendMessage(
            content=Rating(
                text=text,
                scale=cast(Any, self.kind),
                low=self.low,
                high=self.high,
                low_label=low_label,
                high_label=high_label,
                skip=own_words(turn, SKIP_LABEL),
            )
        )

    def record(self, turn: Turn, score: int | None, comment: str = "") -> Effect:
        """Keep `score`, or the `comment` on it. Only an anonymous one may come without a score."""
        if self.name:
            return AnswerSurvey(
                name=self.name,
                asked=self.asked,
                score=score,
                comment=comment,
                node=turn.node,
                anonymous=self.anonymous,
                kind=self.kind,
            )
        return RecordSurvey(
            survey=cast(Any, self.kind), score=score or 0, comment=comment, node=turn.node
        )


def step_form(kind: Kind, ask_comment: bool) -> Form:
    """The step's own question."""
    scale = SCALES[kind]
    return Form(
        kind=kind,
        low=scale.low,
        high=scale.high,
        unhappy=scale.low_until,
        happy=scale.high_from,
        comment="everyone" if ask_comment else "never",
        words={},
    )


def survey_form(result: Mapping[str, Any]) -> Form:
    """A survey of the workspace: what `AskSurvey` brought back, with its `name` and its id."""
    return Form(
        kind=result["kind"],
        low=int(result["low"]),
        high=int(result["high"]),
        unhappy=int(result["low_until"]),
        happy=int(result["high_from"]),
        comment=str(result.get("comment") or "never"),
        name=str(result["name"]),
        asked=str(result["asked"]),
        anonymous=bool(result.get("anonymous")),
        expires_at=str(result.get("expires_at") or ""),
        words={key: value for key, value in result.items() if isinstance(value, str)},
        options=tuple(result.get("options") or ()),
    )


def skips(said: str, *, no_answers: bool = False) -> bool:
    """Whether these words, or the button, decline; where `no_answers`, a mere “no” does not."""
    words = fold(said)
    return said == SKIP or words in _SKIP_WORDS or (words in _NO_WORDS and not no_answers)


def is_withheld(said: str) -> bool:
    """Whether an anonymous answer is replayed, of which the log keeps only that it was given."""
    return said == WITHHELD
