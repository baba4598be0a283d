"""The rules in their tiers. A tier runs only when those before it found no error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow
from flowbuilder.core.problem import Problem
from flowbuilder.core.validation import (
    answers,
    configs,
    handover,
    loops,
    outside,
    reachability,
    structure,
    variables,
)
from flowbuilder.core.validation.subject import Subject, Surroundings

Rule = Callable[[Subject], Iterator[Problem]]

#: Is it a graph? Is each node filled in? Does it work as a whole?
TIERS: Sequence[Sequence[Rule]] = (
    structure.RULES,
    configs.RULES,
    (
        *reachability.RULES, *loops.RULES, *variables.RULES, *handover.RULES, *outside.RULES,
        *answers.RULES,
    ),
)  # fmt: skip
#: What a plan needs to run: the rest is between the author and publishing.
RUNNABLE = 2


def validate(
    flow: Flow,
    catalogue: Catalogue,
    surroundings: Surroundings | None = None,
    *,
    tiers: int = len(TIERS),
) -> tuple[Problem, ...]:
    """Every problem of `flow`: errors, which publishing refuses, and warnings.

    Args:
        surroundings: What is around the flow; what is not known there is not checked.
        tiers: How many tiers to run at most.
    """
    subject = Subject(flow, catalogue, surroundings or Surroundings())
    problems: list[Problem] = []
    for tier in TIERS[:tiers]:
        for rule in tier:
            problems += rule(subject)
        if any(problem.level == "error" for problem in problems):
            break
    return tuple(problems)
