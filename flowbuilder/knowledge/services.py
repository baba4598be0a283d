"""What changes knowledge. Each change raises the workspace's number, so that indexes follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.knowledge import importing, past
from flowbuilder.knowledge.answers.substance import is_courteous
from flowbuilder.knowledge.checks import expectations
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.importing import RowProblem
from flowbuilder.knowledge.learning import weekly
from flowbuilder.knowledge.models import Entry, Unanswered
from flowbuilder.knowledge.naming import names_of

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

_BATCH = 500
_UPDATED = [
    "question", "variants", "answer", "tags", "source", "enabled", "valid_from", "valid_until",
    "flow", "owner", "updated_at",
]  # fmt: skip


@dataclass(slots=True)
class ImportReport:
    """What an import did, and why some rows were left out."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def add(self, other: ImportReport) -> None:
        """Count in what was done with further rows."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.problems += other.problems


@transaction.atomic
def create_entry(
    workspace: Workspace,
    *,
    question: str,
    answer: str,
    language: str = "pl",
    variants: Sequence[str] = (),
    tags: str = "",
    source: str = "",
    enabled: bool = True,
    key: str = "",
    by: User | None = None,
) -> Entry:
    """Keep a new entry. Raises EntryNotUsable."""
    entry = Entry(
        workspace=workspace, question=question, answer=answer, language=language,
        variants=list(variants), tags=tags, source=source, enabled=enabled, key=key,
    )  # fmt: skip
    return save_entry(entry, by=by)


@transaction.atomic
def save_entry(entry: Entry, *, by: User | None = None) -> Entry:
    """Keep `entry`, new or changed. Raises EntryNotUsable, naming the field."""
    limits = importing
    entry.question = limits.clean_text(
        entry.question, "question", limits.MAX_QUESTION, required=True
    )
    entry.answer = limits.clean_text(entry.answer, "answer", limits.MAX_ANSWER, required=True)
    entry.variants = list(limits.clean_variants(entry.variants, entry.question))
    entry.tags = limits.clean_tags(entry.tags)
    limits.check_dates(entry.valid_from, entry.valid_until)
    if entry.pk:
        past.keep_entries(entry.workspace_id, [entry.pk])
    action = "entry.changed" if entry.pk else "entry.added"
    entry.save()
    note_change(entry.workspace_id)
    audit(entry.workspace, by, action, entry.question)
    return entry


@transaction.atomic
def delete_entries(workspace: Workspace, ids: Iterable[int], *, by: User | None = None) -> int:
    """Delete entries of `workspace`; others' ids do nothing. Returns how many there were."""
    found = Entry.objects.filter(workspace=workspace, pk__in=list(ids))
    count = found.count()
    if count:
        names = _names(found)
        found.delete()
        note_change(workspace.pk)
        audit(workspace, by, "entry.deleted", names, count=count)
    return count


@transaction.atomic
def switch_entries(
    workspace: Workspace, ids: Iterable[int], *, enabled: bool, by: User | None = None
) -> int:
    """Switch entries of `workspace` on or off. Returns how many changed."""
    found = Entry.objects.filter(workspace=workspace, pk__in=list(ids), enabled=not enabled)
    names = _names(found)
    past.keep_entries(workspace.pk, found.values_list("pk", flat=True))
    count = found.update(enabled=enabled, updated_at=now())
    if count:
        note_change(workspace.pk)
        action = "entry.enabled" if enabled else "entry.disabled"
        audit(workspace, by, action, names, count=count)
    return count


def _names(entries: QuerySet[Entry]) -> str:
    """What the audit trail calls these entries: their questions, as many as fit."""
    return " · ".join(entries.values_list("question", flat=True)[:5])


def import_file(
    workspace: Workspace,
    data: bytes,
    *,
    name: str,
    language: str = "pl",
    by: User | None = None,
) -> ImportReport:
    """Import CSV or JSON lines; importing the same file again changes nothing.

    A row updates the entry of its id; a row without an id, the one with the same question.

    Raises:
        FileNotReadable: If the file as a whole cannot be read; nothing was imported then.
    """
    reading = importing.read(data, name=name, language=language)
    report = import_rows(workspace, reading.rows)
    report.problems = sorted([*reading.problems, *report.problems], key=lambda each: each.line)
    audit(
        workspace, by, "knowledge.imported", name,
        created=report.created, updated=report.updated, problems=len(report.problems),
    )  # fmt: skip
    return report


@transaction.atomic
def add_missing(workspace: Workspace, csv: bytes, language: str, by: User | None) -> int:
    """Keep the entries of a CSV that are not here yet; what people wrote is never changed.

    An entry is here if one has its id or its question. Returns how many were new.
    """
    reading = importing.read(csv, name="knowledge.csv", language=language)
    here = Entry.objects.filter(workspace=workspace)
    keys = set(here.exclude(key="").values_list("language", "key"))
    asked = {(kept, q.casefold()) for kept, q in here.values_list("language", "question")}
    fresh = [
        row
        for row in reading.rows
        if (row.language, row.key) not in keys
        and (row.language, row.question.casefold()) not in asked
    ]
    report = import_rows(workspace, fresh)
    if report.created:
        audit(workspace, by, "knowledge.imported", "", created=report.created)
    return report.created


@transaction.atomic
def import_rows(workspace: Workspace, rows: Sequence[importing.Row]) -> ImportReport:
    """Keep the rows of a file that was read, and let searches follow."""
    report = ImportReport()
    for at in range(0, len(rows), _BATCH):
        report.add(keep_rows(workspace, rows[at : at + _BATCH]))
    if report.created or report.updated:
        note_change(workspace.pk)
    return report


def keep_rows(workspace: Workspace, rows: Sequence[importing.Row]) -> ImportReport:
    """Keep rows of a file, in the caller's transaction; searches do not follow yet.

    A row whose flow or owner is not here is reported and left out.
    """
    report = ImportReport()
    by_key, by_question = _known(workspace, rows)
    names = names_of(workspace.pk)
    fresh: list[Entry] = []
    changed: dict[int, Entry] = {}
    moment = now()
    for row in rows:
        known = by_key.get((row.language, row.key)) if row.key else None
        if not row.key:
            known = by_question.get((row.language, row.question))
        values: dict[str, Any] = {
            "question": row.question, "variants": list(row.variants), "answer": row.answer,
            "tags": row.tags, "source": row.source, "enabled": row.enabled,
        }  # fmt: skip
        try:
            values |= names.resolve(row)
        except EntryNotUsable as problem:
            start = importing.beginning_of({"question": row.question})
            report.problems.append(importing.left_out(row.line, start, problem))
            continue
        if row.days is not None:
            values |= dict(zip(importing.DATES, row.days, strict=True))
        if known is None:
            entry = Entry(workspace=workspace, key=row.key, language=row.language, **values)
            fresh.append(entry)
            by_question[row.language, row.question] = entry
            report.created += 1
        elif all(getattr(known, name) == value for name, value in values.items()):
            report.unchanged += 1
        else:
            for name, value in values.items():
                setattr(known, name, value)
            if known.pk:
                known.updated_at = moment
                changed[known.pk] = known
            report.updated += 1
    past.keep_entries(workspace.pk, changed)
    Entry.objects.bulk_create(fresh, batch_size=_BATCH)
    Entry.objects.bulk_update(changed.values(), _UPDATED, batch_size=_BATCH)
    return report


def _known(
    workspace: Workspace, rows: Sequence[importing.Row]
) -> tuple[dict[tuple[str, str], Entry], dict[tuple[str, str], Entry]]:
    """The entries that rows may mean: by language and id, and by language and question."""
    here = Entry.objects.filter(workspace=workspace, language__in={row.language for row in rows})
    keys = {row.key for row in rows if row.key}
    asked = {row.question for row in rows}
    by_key = {(entry.language, entry.key): entry for entry in here.filter(key__in=keys)}
    by_question = {
        (entry.language, entry.question): entry
        for entry in here.filter(question__in=asked).order_by("id")
    }
    return by_key, by_question


def record_unanswered(
    workspace_id: int,
    question: str,
    *,
    language: str,
    at: datetime,
    conversation_id: UUID | None = None,
    effect_id: str = "",
    node: str = "",
) -> Unanswered | None:
    """Keep a question nobody could answer; the second time in one conversation does nothing.

    Thanks and greetings are no questions, and None is returned for them. The weekly list of the
    next Monday will tell of it. Part of the transaction.
    """
    text = _question_text(question)
    if not text or is_courteous(text, language):
        return None
    asked_before = Unanswered.objects.filter(
        conversation_id=conversation_id, question__iexact=text
    ).first()
    if conversation_id is not None and asked_before is not None:
        return asked_before
    values = {
        "workspace_id": workspace_id, "question": text, "language": language, "at": at,
        "node": node[:120],
    }  # fmt: skip
    if conversation_id is None or not effect_id:
        kept = Unanswered.objects.create(conversation_id=conversation_id, **values)
    else:
        kept, _created = Unanswered.objects.get_or_create(
            conversation_id=conversation_id, effect_id=effect_id[:120], defaults=values
        )
    weekly.plan_next(Workspace.objects.get(pk=workspace_id))
    return kept


def withdraw_unanswered(conversation_id: UUID, question: str) -> None:
    """Forget a question that was answered after all, unless somebody has dealt with it."""
    Unanswered.objects.filter(
        conversation_id=conversation_id,
        question__iexact=_question_text(question),
        status=Unanswered.Status.OPEN,
    ).delete()


def _question_text(question: str) -> str:
    return " ".join(question.replace("\x00", " ").split())[:500]


def note_change(workspace_id: int) -> None:
    """Note that searches may find otherwise from now on. Part of the transaction."""
    expectations.raise_number(workspace_id)
    expectations.judge_later(workspace_id)
