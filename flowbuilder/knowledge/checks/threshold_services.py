"""Learning a workspace's thresholds from its expected answers, keeping them, and going back.

Those of entries and those of passages are learnt apart, each while the others stay as they are.
What teaches is an expected entry, or an expected place in a source, and for both what should get
no answer. Passages may take an entry's place, so what is expected of entries has a say in theirs:
it counts in what a setting costs, but not among those of which there have to be enough.
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
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import thresholds
from flowbuilder.knowledge.checks.asked_places import AskedPlaces
from flowbuilder.knowledge.checks.expectations import expected, with_answers
from flowbuilder.knowledge.checks.quality import RANK, Expected, OutcomeName
from flowbuilder.knowledge.checks.thresholds import MANNERS, Case, Learning, MannerName
from flowbuilder.knowledge.errors import ThresholdsNotLearnable
from flowbuilder.knowledge.models import Expectation, LearntThresholds
from flowbuilder.knowledge.search import validity
from flowbuilder.knowledge.search.mixing import ENTRIES, PASSAGES, Limits
from flowbuilder.knowledge.search.retrieval import Index
from flowbuilder.knowledge.search.together import Both, BothLookedUp
from flowbuilder.knowledge.services import note_change

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

Of = LearntThresholds.Of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An expectation, what was found for it, and what it comes to at any setting."""

    row: Expectation
    expected: Expected
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
    """The thresholds that count now `of` entries or passages, and all expectations that have a say
    in others.

    `learnt` is what the workspace learnt; `counts` says whether it does, with today's model.
    """

    of: Of
    limits: Limits
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


def standing(workspace_id: int, of: Of = Of.ENTRIES) -> Standing:
    """Look everything up that is expected. Takes as long as a check of all expectations."""
    _number, index = selectors.index_now(workspace_id)
    learnt = selectors.learnt_thresholds(workspace_id, of)
    part, built_in = limits_of(index, of)
    return Standing(
        of=of,
        limits=part.mixture.limits,
        built_in=built_in,
        learnt=learnt,
        counts=learnt is not None and learnt.limits == part.mixture.limits,
        model=part.scored_by,
        is_placed=bool(part.model or not len(part)) or selectors.model_of(workspace_id) is None,
        asked=_asked(workspace_id, index, of),
    )


def limits_of(index: Both, of: Of) -> tuple[Index, Limits]:
    """The index of entries or of passages, and the thresholds that are built in for it."""
    part, built_in = (index.entries, ENTRIES) if of == Of.ENTRIES else (index.passages, PASSAGES)
    return part, built_in.of(part.scored_by).limits


def usable(workspace_id: int) -> tuple[int, int]:
    """How many expectations may teach: with an answer that is on, and with none on purpose."""
    rows = _usable(workspace_id, Of.ENTRIES)
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
    workspace: Workspace,
    manner: MannerName,
    shown: Limits,
    *,
    of: Of = Of.ENTRIES,
    by: User | None = None,
) -> LearntThresholds:
    """Learn once more, and keep it if it is what the person was shown.

    Raises:
        ThresholdsNotLearnable: Nothing is to be learnt, or something else than was shown.
    """
    found = standing(workspace.pk, of)
    learning = learn(found, manner)
    if learning.kept or learning.learnt != shown:
        raise ThresholdsNotLearnable(
            _("The answers or the expected ones changed meanwhile. Look at what is learnt now.")
        )
    row, _created = LearntThresholds.objects.update_or_create(
        workspace=workspace,
        of=of,
        defaults={
            "found": shown.found, "suggest": shown.suggest, "model": found.model,
            "manner": manner, "answerable": learning.answerable,
            "unanswerable": learning.unanswerable, "by": by, "at": now(),
        },
    )  # fmt: skip
    note_change(workspace.pk)
    learnt_from = learning.answerable + learning.unanswerable
    _write_down(workspace, by, of, shown, learnt_from=learnt_from, manner=manner)
    return row


@transaction.atomic
def go_back(workspace: Workspace, *, of: Of = Of.ENTRIES, by: User | None = None) -> bool:
    """Have the built-in thresholds count again. Returns whether others had been learnt."""
    _part, built_in = limits_of(selectors.index_of(workspace.pk), of)
    deleted, _rows = LearntThresholds.objects.filter(workspace=workspace, of=of).delete()
    if deleted:
        note_change(workspace.pk)
        _write_down(workspace, by, of, built_in, learnt_from=0)
    return bool(deleted)


def _write_down(
    workspace: Workspace, by: User | None, of: Of, limits: Limits, **data: int | str
) -> None:
    target = {
        Of.ENTRIES: _("From which score answers are given"),
        Of.PASSAGES: _("From which score passages of sources are given"),
    }[of]
    audit(
        workspace, by, "workspace.changed", target, found=limits.found, suggest=limits.suggest,
        **data,
    )  # fmt: skip


def _usable(workspace_id: int, of: Of) -> QuerySet[Expectation]:
    rows = Expectation.objects.filter(workspace_id=workspace_id)
    today = validity.today_in(workspace_id)
    given = Q(no_answer=True) | validity.stands("given", today, of="entry__")
    if of == Of.PASSAGES:
        given |= validity.stands("given", today, of="source__")
    return rows.filter(given)


def _asked(workspace_id: int, index: Both, of: Of) -> list[Asked]:
    rows = list(with_answers(_usable(workspace_id, of)).order_by("id"))
    selectors.expect(workspace_id, [row.question for row in rows])
    index = AskedPlaces(workspace_id).of(index)
    found = []
    for row in rows:
        asked = expected(row)
        both = index.look_up(row.question, row.language, asked.flow)
        case = (
            thresholds.case_of(asked, both)
            if of == Of.ENTRIES
            else thresholds.case_of(asked, both.by_passages, teaches=row.entry_id is None)
        )
        found.append(Asked(row=row, expected=asked, looked_up=both, case=case))
    return found
