"""What the engine raises, by whose fault it is.

CoreError                    the caller misused the engine
├── UnexpectedEvent          the session cannot take this event in its status
├── TurnTooLong              a turn ran more steps than the budget allows
├── UnknownNodeType          a document names a type the catalogue does not have
├── BadNodeType              a node type breaks its contract (found when it is discovered)
├── BadTemplate              a template cannot be parsed, or ran over its limits
├── UnsupportedFormat        a document is of a format this program cannot upgrade
└── InvalidFlow              a flow with errors was to be compiled; carries all its problems
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowbuilder.core.problem import Problem


class CoreError(Exception):
    """The caller asked the engine for something it does not do."""


class UnexpectedEvent(CoreError):
    """The session cannot take this event in its present status."""


class TurnTooLong(CoreError):
    """One turn ran more steps than its budget: a loop that never waits."""


class UnknownNodeType(CoreError):
    """A document names a node type that this installation does not have."""


class BadNodeType(CoreError):
    """A node type breaks its contract."""


class BadTemplate(CoreError):
    """A template cannot be parsed, or went over its limits while rendering.

    Attributes:
        text: The sentence in English, a translation key with `{names}` filled from `params`.
    """

    def __init__(self, text: str, **params: object) -> None:
        self.text = text
        self.params = params
        super().__init__(text.format(**params))


class UnsupportedFormat(CoreError):
    """The document is of a format that this program cannot upgrade."""


class InvalidFlow(CoreError):
    """A flow with errors cannot be compiled.

    Attributes:
        problems: Everything that is wrong with it, errors and warnings.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(p.message for p in problems if p.level == "error"))
