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


AddMissing = Callable[[Workspace, bytes, str, User | None], int]
Suggest = Callable[[int, str, str], Sequence[Suggestion]]

_add_missing: AddMissing | None = None
_suggest: Suggest | None = None


def register(add_missing: AddMissing, suggest: Suggest) -> None:
    """Called once by the knowledge app when it starts."""
    global _add_missing, _suggest
    _add_missing, _suggest = add_missing, suggest


def add_missing(workspace: Workspace, csv: bytes, language: str, by: User | None) -> int:
    """Keep the entries of a CSV that the workspace has not; returns how many were new."""
    return _add_missing(workspace, csv, language, by) if _add_missing is not None else 0


def suggest(workspace_id: int, question: str, language: str) -> Sequence[Suggestion]:
    """At most three entries that may answer `question`, best first; none when nothing does."""
    return _suggest(workspace_id, question, language) if _suggest is not None else ()
