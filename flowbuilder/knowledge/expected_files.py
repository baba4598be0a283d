"""Expectations as CSV: reading and writing. Pure: nothing is stored here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.knowledge import importing
from flowbuilder.knowledge.errors import EntryNotUsable, FileNotReadable
from flowbuilder.knowledge.importing import RowProblem

COLUMNS = ("question", "expected", "language", "note")
MAX_ROWS = 10_000
#: What begins a formula in a spreadsheet; such a cell is written with an apostrophe before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One expectation of a file. An empty `expected` means that there should be no answer."""

    line: int
    question: str
    expected: str
    language: str
    note: str


@dataclass(slots=True)
class Reading:
    """What a file holds: the rows that can be used, and why the others can't."""

    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def read(data: bytes, *, language: str) -> Reading:
    """Read a CSV; rows without a language are in `language`.

    Raises:
        FileNotReadable: If it is no CSV, lacks a column or has no rows.
    """
    reading = Reading()
    for line, record in importing.table(data, ("question", "expected")):
        if len(reading.rows) + len(reading.problems) >= MAX_ROWS:
            raise FileNotReadable(
                _("The file has more than %(rows)d rows. Split it.") % {"rows": MAX_ROWS}
            )
        try:
            reading.rows.append(_row(line, record, language))
        except EntryNotUsable as problem:
            where = str(problem.details.get("field", ""))
            reading.problems.append(
                RowProblem(line=line, field=where, message=str(problem.message))
            )
    if not reading.rows and not reading.problems:
        raise FileNotReadable(_("The file has no rows."))
    return reading


def written(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """A CSV that `read` understands, and that no spreadsheet runs."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


def _row(line: int, record: dict[str, Any], language: str) -> Row:
    importing.refuse_spare(record)
    values = {name: _cell(record.get(name)) for name in COLUMNS}
    question = importing.clean_text(
        values["question"], "question", importing.MAX_QUESTION, required=True
    )
    return Row(
        line=line,
        question=" ".join(question.split()),
        expected=importing.clean_text(values["expected"], "expected", 120),
        language=importing.clean_language(values["language"], language),
        note=importing.clean_text(values["note"], "note", 300),
    )


def _cell(given: Any) -> str:
    """A cell without the apostrophe that `written` put before it."""
    text = str(given or "")
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
