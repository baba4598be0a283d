"""Importing questions and answers in the background, batch by batch. See `importing` for the files.

Theory. The file is read when it is given, so that what is wrong with it is said at once; its usable
rows are kept by a job. A batch and the count of rows that are done stand in one transaction: a step
may end anywhere, be repeated, or be done twice, and no row is kept twice. Searches follow when the
import ends, not after each batch.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.flows import later_port
from flowbuilder.knowledge import importing, services
from flowbuilder.knowledge.errors import FileNotReadable, ImportIsBusy
from flowbuilder.knowledge.importing import Row, RowProblem
from flowbuilder.knowledge.models import EntryImport
from flowbuilder.knowledge.reading import source_files

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "ImportEntries"
#: Rows that are kept together. After each batch is a rest as long as it took, up to so many
#: seconds, in which others write: those who talk feel nothing.
BATCH, LONGEST_REST_S = 100, 0.5
#: A step begins no batch after these seconds; the next step goes on.
STEP_S = 8.0
#: Without a sign of life for so long, its job has left it: it can be stopped and continued.
STUCK = timedelta(minutes=10)
#: Imports that are remembered of one workspace, and rows that are listed of one import.
KEPT, MAX_LISTED = 20, 1_000

State = EntryImport.State


def begin(
    workspace: Workspace,
    data: bytes,
    *,
    name: str,
    language: str,
    by: User | None = None,
    waits: bool = False,
) -> EntryImport:
    """Take a file and have its rows imported. Safe to do with the same file again.

    With `waits` nothing is imported before somebody says to continue.

    Raises:
        FileNotReadable: If the file as a whole cannot be read.
        ImportIsBusy: Another import of the workspace is under way.
    """
    reading = importing.read(data, name=name, language=language)
    moment = now()
    with transaction.atomic():
        _hold_others_off(workspace)
        kept = EntryImport(
            workspace=workspace, name=" ".join(name.split())[:200], language=language,
            total=len(reading.rows), created_by=by, begun_at=moment, progress_at=moment,
            held=source_files.keep(data), state=State.STOPPED if waits else State.RUNNING,
        )  # fmt: skip
        _note_left_out(kept, reading.problems)
        kept.save()
        _forget_old(workspace)
        if not waits:
            _do_later(kept, 0)
    return kept


def rows_to_come(found: EntryImport) -> Sequence[Row]:
    """The rows that are not imported yet; none where the file is not there any more."""
    data = source_files.read(found.held) if found.held else None
    if data is None:
        return ()
    return importing.read(data, name=found.name, language=found.language).rows[found.done :]


@transaction.atomic
def stop(given: EntryImport, *, by: User | None = None) -> bool:
    """Stop; what was imported stays. Returns False when it was not under way."""
    found = _held(given.pk)
    if found is None or found.state != State.RUNNING:
        return False
    found.state = State.STOPPED
    found.save(update_fields=["state"])
    _tell(found, by)
    return True


@transaction.atomic
def go_on(given: EntryImport, *, by: User | None = None) -> bool:
    """Continue after the last row that was dealt with. Returns False when it was not stopped.

    Raises:
        ImportIsBusy: Another import of the workspace is under way.
        FileNotReadable: Its file is not there any more.
    """
    found = _held(given.pk)
    if found is None or found.state != State.STOPPED:
        return False
    if source_files.read(found.held) is None:
        raise FileNotReadable(_("Its file is not there any more. Import it again."))
    _hold_others_off(found.workspace)
    found.state, found.run, found.progress_at = State.RUNNING, found.run + 1, now()
    found.save(update_fields=["state", "run", "progress_at"])
    audit(found.workspace, by, "knowledge.imported", found.name, continued_after=found.done)
    _do_later(found, 0)
    return True


@transaction.atomic
def discard(given: EntryImport) -> bool:
    """Forget an import of which nothing was imported. Returns False when something was."""
    found = _held(given.pk)
    if found is None or found.state != State.STOPPED or found.done:
        return False
    source_files.drop_later([found.held])
    found.delete()
    return True


def is_stuck(given: EntryImport) -> bool:
    """Whether it was left by its job: it failed again and again, or was discarded."""
    return given.state == State.RUNNING and given.progress_at < now() - STUCK


def take(key: str) -> None:
    """Do the task of `key`: a step of an import."""
    _name, number, run, step = key.split(":")
    found = EntryImport.objects.filter(pk=int(number), run=int(run), state=State.RUNNING).first()
    data = source_files.read(found.held) if found is not None else None
    if found is None:
        return
    if data is None:  # what was taken out of its folder cannot be gone on with
        stop(found)
        return
    _keep_some(found, importing.read(data, name=found.name, language=found.language).rows)
    _end_or_go_on(found.pk, found.run, int(step))


def _keep_some(found: EntryImport, rows: Sequence[Row]) -> None:
    """Keep batch after batch, for as long as a step may take."""
    until = time.monotonic() + STEP_S
    while (began := time.monotonic()) < until and _keep_batch(found.pk, found.run, rows):
        pass_point("import_batch_kept")
        if len(rows) > BATCH:
            threading.Event().wait(min(time.monotonic() - began, LONGEST_REST_S))


@transaction.atomic
def _keep_batch(number: int, run: int, rows: Sequence[Row]) -> bool:
    """Keep the next rows; False when none are left, or it was stopped."""
    found = _held(number, run=run, state=State.RUNNING)
    batch = rows[found.done : found.done + BATCH] if found is not None else ()
    if found is None or not batch:
        return False
    report = services.keep_rows(found.workspace, batch)
    found.done += len(batch)
    found.created += report.created
    found.updated += report.updated
    found.unchanged += report.unchanged
    _note_left_out(found, report.problems)
    found.progress_at = now()
    found.save()
    return True


@transaction.atomic
def _end_or_go_on(number: int, run: int, step: int) -> None:
    found = _held(number, run=run, state=State.RUNNING)
    if found is None:
        return
    if found.done < found.total:
        _do_later(found, step + 1)
        return
    source_files.drop_later([found.held])
    found.state, found.held = State.DONE, ""
    found.save(update_fields=["state", "held"])
    _tell(found, found.created_by)


def _held(number: int, **values: object) -> EntryImport | None:
    """The row, locked until the transaction ends."""
    rows = EntryImport.objects.select_for_update(of=("self",)).select_related("workspace")
    return rows.filter(pk=number, **values).first()


def _tell(found: EntryImport, by: User | None) -> None:
    """Let searches follow, and the audit trail know."""
    if found.created or found.updated:
        services.note_change(found.workspace_id)
    audit(
        found.workspace, by, "knowledge.imported", found.name, created=found.created,
        updated=found.updated, problems=found.left_out, stopped=found.state == State.STOPPED,
    )  # fmt: skip


def _note_left_out(found: EntryImport, problems: Sequence[RowProblem]) -> None:
    found.left_out += len(problems)
    listed = [[each.line, each.field, each.question, each.reason, each.values] for each in problems]
    found.problems = sorted([*found.problems, *listed], key=itemgetter(0, 1))[:MAX_LISTED]


def left_out(found: EntryImport) -> Iterator[RowProblem]:
    """The rows that are listed as left out, to be told in the language of whoever reads."""
    for line, column, question, reason, *values in found.problems:
        yield RowProblem(
            line=line, field=column, question=question, reason=reason,
            values=values[0] if values else {},
        )  # fmt: skip


def _hold_others_off(workspace: Workspace) -> None:
    """Raise ImportIsBusy while an import is under way. Holds the workspace, so that two who ask at
    once do not both begin."""
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    if EntryImport.objects.filter(workspace=workspace, state=State.RUNNING).exists():
        raise ImportIsBusy(_("Another file is being imported. Wait until it is done, or stop it."))


def _forget_old(workspace: Workspace) -> None:
    old = EntryImport.objects.filter(workspace=workspace).exclude(state=State.RUNNING)
    gone = list(old.order_by("-id")[KEPT:])
    source_files.drop_later(each.held for each in gone)
    EntryImport.objects.filter(pk__in=[each.pk for each in gone]).delete()


def _do_later(found: EntryImport, step: int) -> None:
    later_port.do_at(
        TASK, key=f"import:{found.pk}:{found.run}:{step}", workspace_id=found.workspace_id,
        at=now(), about=found.name,
    )  # fmt: skip
