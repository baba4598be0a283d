"""Learning a workspace's thresholds from its expected answers, keeping them, and going back.

Only thresholds of entries are learnt: an expected answer is an entry, so nothing says when a
passage of a source was right. Passages keep theirs, and take part in what comes of a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.knowledge import selectors, thresholds, validity
from flowbuilder.knowledge.errors import ThresholdsNotLearnable
from flowbuilder.knowledge.expectations import expected, with_answers
from flowbuilder.knowledge.mixing import ENTRIES, PASSAGES, Limits
from flowbuilder.knowledge.models import Expectation, LearntThresholds
from flowbuilder.knowledge.quality import RANK, OutcomeName
from flowbuilder.knowledge.services import note_change
from flowbuilder.knowledge.thresholds import MANNERS, Case, Learning, MannerName
from flowbuilder.knowledge.together import Both, BothLookedUp

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An expectation, what was found for it, and what it comes to at any setting."""

    row: Expectation
    looked_up: BothLookedUp
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An expectation that another setting would bring out otherwise."""

    row: Expectation
    was: OutcomeName
    now: OutcomeName

    @property
    def worse(self) -> bool:
        """Whether it would break, or nearly."""
        return RANK[self.now] < RANK[self.was]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The thresholds that count now, and all expectations that may teach others.

    `learnt` is what the workspace learnt; `counts` says whether it does, with today's model.
    `passages` count for passages of sources, whatever was learnt.
    """

    limits: Limits
    passages: Limits
    built_in: Limits
    learnt: LearntThresholds | None
    counts: bool
    model: str
    is_placed: bool
    asked: Sequence[Asked]

    @property
    def cases(self) -> list[Case]:
        """What `thresholds.learn` takes."""
        return [each.case for each in self.asked]


def standing(workspace_id: int) -> Standing:
    """Look everything up that is expected. Takes as long as a check of all expectations."""
    _number, index = selectors.index_now(workspace_id)
    learnt = selectors.learnt_thresholds(workspace_id)
    limits = index.mixture.limits
    return Standing(
        limits=limits,
        passages=PASSAGES.of(index.scored_by).limits,
        built_in=ENTRIES.of(index.scored_by).limits,
        learnt=learnt,
        counts=learnt is not None and learnt.limits == limits,
        model=index.scored_by,
        is_placed=bool(index.model) or selectors.model_of(workspace_id) is None,
        asked=_asked(workspace_id, index),
    )


def usable(workspace_id: int) -> tuple[int, int]:
    """How many expectations may teach: with an answer that is on, and with none on purpose."""
    rows = _usable(workspace_id)
    unanswerable = rows.filter(no_answer=True).count()
    return rows.count() - unanswerable, unanswerable


def learn(found: Standing, manner: MannerName) -> Learning:
    """What the expectations speak for.

    Raises:
        ThresholdsNotLearnable: The model has not placed all entries yet, so scores are passing.
    """
    if not found.is_placed:
        raise ThresholdsNotLearnable(
            _("The search by meaning is still being prepared. Try again when it is ready.")
        )
    return thresholds.learn(found.cases, found.built_in, MANNERS[manner])


def changes(found: Standing, limits: Limits) -> list[Change]:
    """What would come out otherwise at another setting: the broken first, the worst on top."""
    pairs = [
        (each.row, each.case.outcome(found.limits), each.case.outcome(limits))
        for each in found.asked
    ]
    other = [Change(row=row, was=was, now=now) for row, was, now in pairs if was != now]
    return sorted(other, key=lambda each: (RANK[each.now] - RANK[each.was], each.row.pk))


@transaction.atomic
def keep(
    workspace: Workspace, manner: MannerName, shown: Limits, *, by: User | None = None
) -> LearntThresholds:
    """Learn once more, and keep it if it is what the person was shown.

    Raises:
        ThresholdsNotLearnable: Nothing is to be learnt, or something else than was shown.
    """
    found = standing(workspace.pk)
    learning = learn(found, manner)
    if learning.kept or learning.learnt != shown:
        raise ThresholdsNotLearnable(
            _("The answers or the expected ones changed meanwhile. Look at what is learnt now.")
        )
    row, _created = LearntThresholds.objects.update_or_create(
        workspace=workspace,
        defaults={
            "found": shown.found, "suggest": shown.suggest, "model": found.model,
            "manner": manner, "answerable": learning.answerable,
            "unanswerable": learning.unanswerable, "by": by, "at": now(),
        },
    )  # fmt: skip
    note_change(workspace.pk)
    _write_down(workspace, by, shown, learnt_from=len(found.asked), manner=manner)
    return row


@transaction.atomic
def go_back(workspace: Workspace, *, by: User | None = None) -> bool:
    """Have the built-in thresholds count again. Returns whether others had been learnt."""
    built_in = ENTRIES.of(selectors.index_of(workspace.pk).scored_by).limits
    deleted, _rows = LearntThresholds.objects.filter(workspace=workspace).delete()
    if deleted:
        note_change(workspace.pk)
        _write_down(workspace, by, built_in, learnt_from=0)
    return bool(deleted)


def _write_down(workspace: Workspace, by: User | None, limits: Limits, **data: int | str) -> None:
    target = _("From which score answers are given")
    audit(
        workspace, by, "workspace.changed", target, found=limits.found, suggest=limits.suggest,
        **data,
    )  # fmt: skip


def _usable(workspace_id: int) -> QuerySet[Expectation]:
    rows = Expectation.objects.filter(workspace_id=workspace_id)
    given = validity.stands("given", validity.today_in(workspace_id), of="entry__")
    return rows.filter(Q(no_answer=True) | given)


def _asked(workspace_id: int, index: Both) -> list[Asked]:
    rows = list(with_answers(_usable(workspace_id)).order_by("id"))
    selectors.expect(workspace_id, [row.question for row in rows])
    found = []
    for row in rows:
        asked = expected(row)
        looked_up = index.look_up(row.question, row.language, asked.flow)
        case = thresholds.case_of(asked, looked_up)
        found.append(Asked(row=row, looked_up=looked_up, case=case))
    return found
