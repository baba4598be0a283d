"""Expectations from a file: kept where they can be used, told row by row where they can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.knowledge import importing
from flowbuilder.knowledge.checks import expectations, expected_files
from flowbuilder.knowledge.importing import RowProblem
from flowbuilder.knowledge.models import Entry, Expectation, Source
from flowbuilder.knowledge.search.hits import Place

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User


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
    sources: dict[tuple[str, str], Source] = {}
    for each in Source.objects.filter(workspace=workspace).order_by("-id"):
        sources[each.language, each.name] = each  # of two alike, the older
    kept: list[Expectation] = []
    for row in reading.rows:
        entry = entries.get((row.language, row.expected)) if row.expected else None
        source = sources.get((row.language, row.source)) if row.source else None
        if row.expected and entry is None:
            said = _("No answer in this language has the id “%(id)s”.") % {"id": row.expected}
            problems.append(_left_out(row, "expected", said))
            continue
        if row.source and source is None:
            said = _("No source in this language is called “%(name)s”.") % {"name": row.source}
            problems.append(_left_out(row, "source", said))
            continue
        expectation = known.get((row.language, row.question))
        if expectation is None:
            if len(known) >= expectations.MAX_EXPECTATIONS:
                problems.append(_left_out(row, "", expectations.too_many()))
                continue
            expectation = Expectation(
                workspace=workspace, language=row.language, question=row.question, created_by=by
            )
            known[row.language, row.question] = expectation
        place = Place(source=source.pk, page=row.page, heading=row.heading) if source else None
        expectations.aim(expectation, entry, place)
        expectation.note = row.note or expectation.note
        expectation.save()
        kept.append(expectation)
    audit(workspace, by, "expectation.imported", name, kept=len(kept), problems=len(problems))
    expectations.judge_later(workspace.pk)
    return len(kept), sorted(problems, key=lambda problem: problem.line)


def _left_out(row: expected_files.Row, field: str, message: str) -> RowProblem:
    question = importing.beginning_of({"question": row.question})
    return RowProblem(line=row.line, field=field, reason=message, values={}, question=question)
