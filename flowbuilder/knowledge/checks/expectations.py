"""What changes expectations, and the checks of the knowledge against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port
from flowbuilder.knowledge import importing, selectors
from flowbuilder.knowledge.checks import quality
from flowbuilder.knowledge.checks.asked_places import AskedPlaces
from flowbuilder.knowledge.checks.quality import Expected, Judged
from flowbuilder.knowledge.errors import EntryNotUsable, ExpectationNotUsable
from flowbuilder.knowledge.models import (
    Entry,
    Expectation,
    KnowledgeVersion,
    Outcome,
    QualityRun,
)
from flowbuilder.knowledge.reading import chunking, source_selectors
from flowbuilder.knowledge.search import validity
from flowbuilder.knowledge.search.hits import Place
from flowbuilder.knowledge.search.together import Both

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "JudgeKnowledge"
MAX_EXPECTATIONS = 2_000
#: Checks that are kept of one workspace.
KEPT_RUNS = 100
#: Changes within one such stretch of time are checked together, once it and the pause are over.
STRETCH_S, PAUSE_S = 20, 5
#: How the key of a check begins that waits for a day.
DAY = "day-"

Cause = QualityRun.Cause


def expect(
    workspace: Workspace,
    question: str,
    *,
    language: str,
    entry: Entry | None,
    place: Place | None = None,
    note: str = "",
    by: User | None = None,
) -> tuple[Expectation, bool]:
    """Expect `entry` for `question`, or a passage at `place`, or no answer where neither is given.

    The same question is changed.

    Returns the expectation and whether it is new. Raises ExpectationNotUsable.
    """
    text = _question(question)
    known = Expectation.objects.filter(
        workspace=workspace, language=language, question=text
    ).first()
    kept = known or Expectation(
        workspace=workspace, language=language, question=text, created_by=by
    )
    aim(kept, entry, place)
    kept.note = note or kept.note
    return save(kept, by=by), known is None


@transaction.atomic
def save(expectation: Expectation, *, by: User | None = None) -> Expectation:
    """Keep an expectation, new or changed, with how it comes out now.

    Raises:
        ExpectationNotUsable: Naming the field.
    """
    check(expectation)
    action = "expectation.changed" if expectation.pk else "expectation.added"
    index = selectors.index_of(expectation.workspace_id)
    _note(expectation, quality.judge(index, [expected(expectation)])[0])
    expectation.save()
    audit(expectation.workspace, by, action, expectation.question)
    judge_later(expectation.workspace_id)
    return expectation


def check(expectation: Expectation) -> None:
    """Tidy the question in hand, and raise ExpectationNotUsable for what cannot be kept."""
    expectation.question = _question(expectation.question)
    entry, source = expectation.entry, expectation.source
    given = sum((entry is not None, source is not None, expectation.no_answer))
    if given > 1:
        raise ExpectationNotUsable(
            _("Choose one: an answer, a source, or that there should be none."),
            field="source" if source else "entry",
        )
    if not given:
        raise ExpectationNotUsable(
            _("Choose the answer, or say that there should be none."), field="entry"
        )
    if entry is not None and entry.language != expectation.language:
        raise ExpectationNotUsable(
            _("The answer is in another language than the question."), field="entry"
        )
    _check_place(expectation)
    others = Expectation.objects.filter(workspace=expectation.workspace_id)
    same = others.filter(language=expectation.language, question=expectation.question)
    if same.exclude(pk=expectation.pk).exists():
        raise ExpectationNotUsable(_("This question is already here."), field="question")
    if expectation.pk is None and others.count() >= MAX_EXPECTATIONS:
        raise ExpectationNotUsable(too_many(), field="question")


@transaction.atomic
def delete(workspace: Workspace, ids: Iterable[int], *, by: User | None = None) -> int:
    """Delete expectations of `workspace`; others' ids do nothing. Returns how many there were."""
    found = Expectation.objects.filter(workspace=workspace, pk__in=list(ids))
    names = " · ".join(found.values_list("question", flat=True)[:5])
    count = found.count()
    if count:
        found.delete()
        audit(workspace, by, "expectation.deleted", names, count=count)
        judge_later(workspace.pk)
    return count


# ---- Checking ------------------------------------------------------------------------------


@transaction.atomic
def judge_later(workspace_id: int) -> None:
    """Have the knowledge checked soon, once for all changes of a moment. Part of the transaction.

    Whoever changes what searches find calls it: entries, thresholds, the model.
    """
    if not Expectation.objects.filter(workspace_id=workspace_id).exists():
        return
    stretch = int(now().timestamp()) // STRETCH_S + 1
    later_port.do_at(
        TASK,
        key=f"quality:{workspace_id}:{stretch}",
        workspace_id=workspace_id,
        at=datetime.fromtimestamp(stretch * STRETCH_S, UTC) + timedelta(seconds=PAUSE_S),
        about="",
    )
    plan_day(workspace_id)


def raise_number(workspace_id: int) -> None:
    """Say that searches may find otherwise from now on. Part of the transaction."""
    KnowledgeVersion.objects.get_or_create(workspace_id=workspace_id)
    KnowledgeVersion.objects.filter(workspace_id=workspace_id).update(number=F("number") + 1)


def plan_day(workspace_id: int) -> None:
    """Have the knowledge checked when the next day turns that changes what is given."""
    turns = validity.next_change(workspace_id)
    if turns is not None:
        key = f"quality:{workspace_id}:{DAY}{turns:%Y-%m-%d}"
        later_port.do_at(TASK, key=key, workspace_id=workspace_id, at=turns, about="")


def judge_due(key: str) -> None:
    """Do the task of `key`. When nothing changed since the last check, there is nothing to do.

    While new texts are being placed, searches find by words alone, by other thresholds: that would
    be another check than the one before. It is made when they are placed.
    """
    _kind, number, when = key.split(":")
    workspace = Workspace.objects.filter(pk=int(number)).first()
    if workspace is None:
        return
    if when.startswith(DAY):
        # Other entries or sources are given from now on, though nobody changed any.
        raise_number(workspace.pk)
        plan_day(workspace.pk)
    selectors.index_now(workspace.pk)
    if not selectors.is_placing(workspace.pk) and is_out_of_date(workspace.pk):
        run(workspace)


def is_out_of_date(workspace_id: int) -> bool:
    """Whether the last check was of other knowledge, thresholds or expectations, or by another
    model."""
    rows = Expectation.objects.filter(workspace_id=workspace_id)
    last = newest_run(workspace_id)
    if last is None:
        return rows.exists()
    index = selectors.index_of(workspace_id)
    return (
        last.version != selectors.knowledge_number(workspace_id)
        or last.model != index.model
        or not _same_limits(last, index)
        or last.answerable + last.unanswerable != rows.count()
        or rows.filter(updated_at__gt=last.at).exists()
    )


def run(workspace: Workspace, *, by: User | None = None) -> QualityRun:
    """Check all expectations now, and keep what came of it. `by`: who asked for it."""
    moment = now()
    version, index = selectors.index_now(workspace.pk)
    rows = list(with_answers(Expectation.objects.filter(workspace=workspace)))
    asked = [expected(row) for row in rows]
    selectors.expect(workspace.pk, [each.question for each in asked])
    places = AskedPlaces(workspace.pk)
    judged = quality.judge(places.of(index), asked)
    places.keep()
    for row, each in zip(rows, judged, strict=True):
        _note(row, each)
    counts = quality.figures(asked, judged)
    last = newest_run(workspace.pk)
    with transaction.atomic():
        kept = QualityRun.objects.create(
            workspace=workspace, at=moment, version=version, by=by, model=index.model,
            cause=Cause.HAND if by else _cause(last, version, index),
            found_from=index.mixture.found, suggest_from=index.mixture.suggest,
            outcomes={str(e.id): [e.outcome, e.got, round(e.score, 2)] for e in judged},
            **{name: getattr(counts, name) for name in counts.__slots__},
        )  # fmt: skip
        Expectation.objects.bulk_update(rows, ["outcome", "got"], batch_size=500)
        old = QualityRun.objects.filter(workspace=workspace).values_list("pk", flat=True)
        QualityRun.objects.filter(pk__in=list(old[KEPT_RUNS:])).delete()
    return kept


def newest_run(workspace_id: int) -> QualityRun | None:
    """The last check of a workspace."""
    return QualityRun.objects.filter(workspace_id=workspace_id).first()


def kept_for(workspace_id: int, question: str, language: str) -> Expectation | None:
    """What is expected for a question, if anything."""
    rows = Expectation.objects.filter(workspace_id=workspace_id, language=language)
    return with_answers(rows).filter(question=" ".join(question.split())).first()


def with_answers(rows: QuerySet[Expectation]) -> QuerySet[Expectation]:
    """The rows with what `expected` and whoever names the answer look at, in one query."""
    heavy = ("entry__answer", "source__text", "source__robots")
    return rows.select_related("entry", "source").defer(*heavy)


def flow_of(row: Expectation) -> int | None:
    """The only flow that gives the expected answer; None: every one, or there is none."""
    answer = row.entry or row.source
    return answer.flow_id if answer else None


def expected(row: Expectation) -> Expected:
    """A row as the judge knows it: asked in the flow that gives its answer."""
    place = place_of(row)
    gone_or_none = None if row.no_answer or place else ""
    return Expected(
        id=row.pk or 0,
        question=row.question,
        language=row.language,
        entry=row.entry.public_id if row.entry else gone_or_none,
        flow=selectors.flow_key(flow_of(row)) if row.entry or row.source else None,
        place=place,
    )


def gone_places(rows: Iterable[Expectation]) -> set[int]:
    """Those of `rows` whose page or heading is not in what the source says now, by number."""
    missed = [row for row in rows if row.outcome == Outcome.MISSED and (row.page or row.heading)]
    places = {row.pk: place for row in missed if (place := place_of(row)) is not None}
    held = source_selectors.held(places.values()) if places else set()
    return {number for number, place in places.items() if place not in held}


def place_of(row: Expectation) -> Place | None:
    """Where the expected passage stands; None when another answer is expected, or none."""
    if row.source_id is None:
        return None
    return Place(source=row.source_id, page=row.page, heading=row.heading)


def outcomes(stored: Mapping[str, Sequence[object]]) -> dict[int, str]:
    """What a check kept, as expectation → outcome."""
    return {int(key): str(each[0]) for key, each in stored.items()}


def _same_limits(last: QualityRun, index: Both) -> bool:
    return (last.found_from, last.suggest_from) == (index.mixture.found, index.mixture.suggest)


def _cause(last: QualityRun | None, version: int, index: Both) -> str:
    if last is None or last.version != version:
        return Cause.CHANGE if last else Cause.EXPECTED
    if last.model != index.model:
        return Cause.MODEL
    return Cause.EXPECTED if _same_limits(last, index) else Cause.THRESHOLD


def _note(row: Expectation, judged: Judged) -> None:
    row.outcome, row.got = judged.outcome, judged.got_question


def aim(row: Expectation, entry: Entry | None, place: Place | None) -> None:
    """Have `row` expect the entry, a passage at the place, or no answer where neither is given."""
    row.entry, row.no_answer = entry, entry is None and place is None
    row.source_id = place.source if place else None
    row.page, row.heading = (place.page, place.heading) if place else ("", "")


def _check_place(row: Expectation) -> None:
    """Tidy where the passage stands, and refuse a place that no passage has."""
    row.page, row.heading = row.page.strip(), chunking.tidy_path(row.heading)
    if row.source is None:
        if row.page or row.heading:
            raise ExpectationNotUsable(
                _("Choose the source that has this page or heading."), field="source"
            )
        return
    if row.source.language != row.language:
        raise ExpectationNotUsable(
            _("The source is in another language than the question."), field="source"
        )
    place = place_of(row)
    if place is not None and (row.page or row.heading) and not source_selectors.held([place]):
        raise ExpectationNotUsable(
            _("Nothing that was read of the source stands there."),
            field="heading" if row.heading else "page",
        )


def too_many() -> str:
    """What is said to who wants to keep more than there may be."""
    return _("There can be at most %(count)d expected answers. Delete some first.") % {
        "count": MAX_EXPECTATIONS
    }


def _question(given: str) -> str:
    try:
        text = importing.clean_text(given, "question", importing.MAX_QUESTION, required=True)
    except EntryNotUsable as problem:
        raise ExpectationNotUsable(str(problem.message), field="question") from None
    return " ".join(text.split())
