"""What apps beside the knowledge need of it: that app puts its functions here when it starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flowbuilder.accounts.models import User, Workspace


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that may answer; `score` is the chance that it does, from 0 to 1."""

    question: str
    answer: str
    score: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """How well a topic fits a text, from -1 to 1, and whether that is enough for it."""

    key: str
    score: float
    fits: bool


@dataclass(frozen=True, slots=True)
class Confusion:
    """An example that fits another topic better than its own."""

    example: str
    topic: str
    taken_for: str


@dataclass(frozen=True, slots=True)
class TopicTrial:
    """What a trial of topics came to; `by_words` says that no model was there to ask."""

    ranking: Sequence[Ranked] = ()
    confusions: Sequence[Confusion] = ()
    by_words: bool = True


#: Keys with their examples, in the author's order.
Examples = tuple[tuple[str, tuple[str, ...]], ...]
AddMissing = Callable[[Workspace, bytes, str, User | None], int]
Suggest = Callable[[int, str, str], Sequence[Suggestion]]

TryTopics = Callable[[str, Examples, str], TopicTrial]

_add_missing: AddMissing | None = None
_suggest: Suggest | None = None
_try_topics: TryTopics | None = None


def register(add_missing: AddMissing, suggest: Suggest, try_topics: TryTopics) -> None:
    """Called once by the knowledge app when it starts."""
    global _add_missing, _suggest, _try_topics
    _add_missing, _suggest, _try_topics = add_missing, suggest, try_topics


def add_missing(workspace: Workspace, csv: bytes, language: str, by: User | None) -> int:
    """Keep the entries of a CSV that the workspace has not; returns how many were new."""
    return _add_missing(workspace, csv, language, by) if _add_missing is not None else 0


def suggest(workspace_id: int, question: str, language: str) -> Sequence[Suggestion]:
    """At most three entries that may answer `question`, best first; none when nothing does."""
    return _suggest(workspace_id, question, language) if _suggest is not None else ()


def try_topics(text: str, topics: Examples, language: str) -> TopicTrial:
    """What `text` is about, as the topic step would tell, and which examples confuse."""
    return _try_topics(text, topics, language) if _try_topics is not None else TopicTrial()
