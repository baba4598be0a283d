"""What changes expectations, and the checks of the knowledge against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port
from flowbuilder.knowledge import expected_files, importing, quality, selectors
from flowbuilder.knowledge.errors import EntryNotUsable, ExpectationNotUsable
from flowbuilder.knowledge.importing import RowProblem
from flowbuilder.knowledge.models import Entry, Expectation, QualityRun
from flowbuilder.knowledge.quality import Expected, Judged
from flowbuilder.knowledge.together import Both

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "JudgeKnowledge"
MAX_EXPECTATIONS = 2_000
#: Checks that are kept of one workspace.
KEPT_RUNS = 100
#: Changes within one such stretch of time are checked together, once it and the pause are over.
STRETCH_S, PAUSE_S = 20, 5

Cause = QualityRun.Cause


def expect(
    workspace: Workspace,
    question: str,
    *,
    language: str,
    entry: Entry | None,
    note: str = "",
    by: User | None = None,
) -> tuple[Expectation, bool]:
    """Expect `entry` for `question`, or no answer for None; the same question is changed.

    Returns the expectation and whether it is new. Raises ExpectationNotUsable.
    """
    text = _question(question)
    known = Expectation.objects.filter(
        workspace=workspace, language=language, question=text
    ).first()
    kept = known or Expectation(
        workspace=workspace, language=language, question=text, created_by=by
    )
    kept.entry, kept.no_answer = entry, entry is None
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
    entry = expectation.entry
    if entry is not None and expectation.no_answer:
        raise ExpectationNotUsable(both(), field="entry")
    if entry is None and not expectation.no_answer:
        raise ExpectationNotUsable(
            _("Choose the answer, or say that there should be none."), field="entry"
        )
    if entry is not None and entry.language != expectation.language:
        raise ExpectationNotUsable(
            _("The answer is in another language than the question."), field="entry"
        )
    others = Expectation.objects.filter(workspace=expectation.workspace_id)
    same = others.filter(language=expectation.language, question=expectation.question)
    if same.exclude(pk=expectation.pk).exists():
        raise ExpectationNotUsable(_("This question is already here."), field="question")
    if expectation.pk is None and others.count() >= MAX_EXPECTATIONS:
        raise ExpectationNotUsable(_full(), field="question")


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


@transaction.atomic
def import_file(
    workspace: Workspace, data: bytes, *, name: str, language: str, by: User | None = None
) -> tuple[int, list[RowProblem]]:
    """Keep the expectations of a CSV. Returns how many, and why some rows were left out.

    Raises:
        FileNotReadable: If the file as a whole cannot be read; nothing was imported then.
    """
    reading = expected_files.read(data, language=language)
    problems = list(reading.problems)
    known = {
        (row.language, row.question): row for row in Expectation.objects.filter(workspace=workspace)
    }
    entries = {
        (entry.language, entry.public_id): entry
        for entry in Entry.objects.filter(workspace=workspace).defer("answer", "variants")
    }
    kept: list[Expectation] = []
    for row in reading.rows:
        entry = entries.get((row.language, row.expected)) if row.expected else None
        if row.expected and entry is None:
            said = _("No answer in this language has the id “%(id)s”.") % {"id": row.expected}
            problems.append(RowProblem(line=row.line, field="expected", message=said))
            continue
        expectation = known.get((row.language, row.question))
        if expectation is None:
            if len(known) >= MAX_EXPECTATIONS:
                problems.append(RowProblem(line=row.line, field="", message=_full()))
                continue
            expectation = Expectation(
                workspace=workspace, language=row.language, question=row.question, created_by=by
            )
            known[row.language, row.question] = expectation
        expectation.entry, expectation.no_answer = entry, entry is None
        expectation.note = row.note or expectation.note
        expectation.save()
        kept.append(expectation)
    audit(workspace, by, "expectation.imported", name, kept=len(kept), problems=len(problems))
    judge_later(workspace.pk)
    return len(kept), sorted(problems, key=lambda problem: problem.line)


# ---- Checking ------------------------------------------------------------------------------


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


def judge_due(key: str) -> None:
    """Do the task of `key`. When nothing changed since the last check, there is nothing to do."""
    workspace = Workspace.objects.filter(pk=int(key.split(":")[1])).first()
    if workspace is not None and is_out_of_date(workspace.pk):
        run(workspace)


def is_out_of_date(workspace_id: int) -> bool:
    """Whether the last check was of other knowledge, thresholds or expectations."""
    rows = Expectation.objects.filter(workspace_id=workspace_id)
    last = newest_run(workspace_id)
    if last is None:
        return rows.exists()
    return (
        last.version != selectors.knowledge_number(workspace_id)
        or not _same_limits(last, selectors.index_of(workspace_id))
        or last.answerable + last.unanswerable != rows.count()
        or rows.filter(updated_at__gt=last.at).exists()
    )


def run(workspace: Workspace, *, by: User | None = None) -> QualityRun:
    """Check all expectations now, and keep what came of it. `by`: who asked for it."""
    moment = now()
    version, index = selectors.index_now(workspace.pk)
    rows = list(Expectation.objects.filter(workspace=workspace).select_related("entry"))
    asked = [expected(row) for row in rows]
    judged = quality.judge(index, asked)
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
    return rows.filter(question=" ".join(question.split())).select_related("entry").first()


def expected(row: Expectation) -> Expected:
    """A row as the judge knows it."""
    gone_or_none = None if row.no_answer else ""
    return Expected(
        id=row.pk or 0,
        question=row.question,
        language=row.language,
        entry=row.entry.public_id if row.entry else gone_or_none,
    )


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


def both() -> str:
    """What is said when an answer is chosen and none expected at once."""
    return _("Either choose an answer or say that there should be none.")


def _full() -> str:
    return _("There can be at most %(count)d expected answers. Delete some first.") % {
        "count": MAX_EXPECTATIONS
    }


def _question(given: str) -> str:
    try:
        text = importing.clean_text(given, "question", importing.MAX_QUESTION, required=True)
    except EntryNotUsable as problem:
        raise ExpectationNotUsable(str(problem.message), field="question") from None
    return " ".join(text.split())
