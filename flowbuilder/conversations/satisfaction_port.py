"""What apps beside the surveys need of them: whether visitors were satisfied, what one answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswer:
    """What somebody answered under their own name: of `high` the score, the question as asked."""

    conversation: UUID
    question: str
    score: int | None
    high: int | None
    comment: str
    at: datetime


Satisfied = Callable[[Collection[UUID]], Mapping[UUID, bool]]
Answers = Callable[[int, int], Sequence[SurveyAnswer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What a visitor answered last, as the conversation shows it: never an anonymous answer."""

    score: int
    high: int
    comment: str


Ratings = Callable[[Collection[UUID]], Mapping[UUID, Rating]]

_satisfied: Satisfied | None = None
_answers: Answers | None = None
_ratings: Ratings | None = None


def register(satisfied: Satisfied, answers: Answers, ratings: Ratings) -> None:
    """Called once by the surveys when they start."""
    global _satisfied, _answers, _ratings
    _satisfied, _answers, _ratings = satisfied, answers, ratings


def satisfied(conversation_ids: Collection[UUID]) -> Mapping[UUID, bool]:
    """Whether the visitors of these conversations gave a high score; who gave none is absent."""
    return _satisfied(conversation_ids) if _satisfied is not None else {}


def answers(contact_id: int, most: int) -> Sequence[SurveyAnswer]:
    """The newest answers of a contact, at most so many; of anonymous ones nobody knows whose."""
    return _answers(contact_id, most) if _answers is not None else ()


def ratings(conversation_ids: Collection[UUID]) -> Mapping[UUID, Rating]:
    """The newest rating of each of these conversations; who gave none is absent."""
    return _ratings(conversation_ids) if _ratings is not None else {}
