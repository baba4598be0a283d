"""The rules in their tiers, and which problems make a later tier speak of mere consequences.

An author who mends one thing should not meet the next only then: a field that is empty and a port
that leads nowhere are both shown. Only what would be said of every node because of one cause waits
until that cause is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow
from flowbuilder.core.problem import Problem
from flowbuilder.core.validation import (
    answers,
    calls,
    configs,
    handover,
    loops,
    outside,
    reachability,
    structure,
    translations,
    variables,
)
from flowbuilder.core.validation.subject import Subject, Surroundings

Rule = Callable[[Subject], Iterator[Problem]]

#: Is it a graph? Is each node filled in? Can each be come to, and left? Does it work as a whole?
TIERS: Sequence[Sequence[Rule]] = (
    structure.RULES,
    (*configs.RULES, translations.unusable),
    (
        *reachability.RULES,
        *loops.RULES,
        *handover.RULES,
        *outside.RULES,
        translations.untranslated,
    ),
    (*variables.RULES, *answers.RULES, *calls.RULES),
)
#: What a plan needs to run: the rest is between the author and publishing.
RUNNABLE = 2

_WHOLE = 3
#: Too large to look at; no node, no beginning, or a node that is two: then there is no graph.
_NOTHING_TO_SEE = {"flow.E001"}
_NO_GRAPH = _NOTHING_TO_SEE | {"flow.E002", "flow.E003", "flow.E005"}


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
    unsound = False
    for number, tier in enumerate(TIERS[:tiers]):
        codes = {problem.code for problem in problems}
        if codes & (_NO_GRAPH if number >= RUNNABLE else _NOTHING_TO_SEE):
            break
        if number == _WHOLE and unsound:
            break
        for rule in tier:
            problems += rule(subject)
        unsound = unsound or (number < RUNNABLE and any(p.level == "error" for p in problems))
    return tuple(problems)
