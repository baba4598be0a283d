"""What the knowledge tells the settings of the language model, which know nothing of it.

The knowledge registers what it can tell and do when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is registered, each for a workspace.

    Attributes:
        unchecked: The page where answers are checked, when they are not yet with this model.
        planned: The same page, when the model will be asked by itself.
        questions: How many expected questions a change of the model would have it asked.
        changing: A block in which the model may change; afterwards it is asked.
    """

    unchecked: Callable[[int], str]
    planned: Callable[[int], str]
    questions: Callable[[int], int]
    changing: Callable[[int, User | None], AbstractContextManager[None]]


_answers: Answers | None = None


def register(answers: Answers) -> None:
    """Called by the knowledge when it starts."""
    global _answers
    _answers = answers


def unchecked(workspace_id: int) -> str:
    """The address of the page where the answers are to be checked; empty when they are."""
    return _answers.unchecked(workspace_id) if _answers is not None else ""


def planned(workspace_id: int) -> str:
    """The address of the page that tells when the model will be asked; empty when it won't."""
    return _answers.planned(workspace_id) if _answers is not None else ""


def questions(workspace_id: int) -> int:
    """How many expected questions a change of the model would have it asked."""
    return _answers.questions(workspace_id) if _answers is not None else 0


def changing(workspace_id: int, by: User | None) -> AbstractContextManager[None]:
    """A block in which the model may change. Part of the caller's transaction."""
    return _answers.changing(workspace_id, by) if _answers is not None else nullcontext()
