"""Reading expectations from CSV. Pure: nothing is stored here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.common.spreadsheets import as_written
from flowbuilder.knowledge import importing
from flowbuilder.knowledge.errors import EntryNotUsable, FileNotReadable
from flowbuilder.knowledge.importing import RowProblem
from flowbuilder.knowledge.reading import chunking
from flowbuilder.knowledge.row_reasons import not_usable

COLUMNS = ("question", "expected", "language", "note", "source", "page", "heading")
MAX_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One expectation of a file: `expected` is the id of an entry, `source` the name of a source.

    Both empty means that there should be no answer.
    """

    line: int
    question: str
    expected: str
    language: str
    note: str
    source: str
    page: str
    heading: str


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
            beginning = importing.beginning_of(record)
            reading.problems.append(importing.left_out(line, beginning, problem))
    if not reading.rows and not reading.problems:
        raise FileNotReadable(_("The file has no rows."))
    return reading


def _row(line: int, record: dict[str, Any], language: str) -> Row:
    importing.refuse_spare(record)
    values = {name: as_written(str(record.get(name) or "")) for name in COLUMNS}
    question = importing.clean_text(
        values["question"], "question", importing.MAX_QUESTION, required=True
    )
    if values["expected"].strip() and values["source"].strip():
        raise not_usable("answer_and_source", "expected")
    if (values["page"].strip() or values["heading"].strip()) and not values["source"].strip():
        raise not_usable("no_source", "source")
    return Row(
        line=line,
        question=" ".join(question.split()),
        expected=importing.clean_text(values["expected"], "expected", 120),
        language=importing.clean_language(values["language"], language),
        note=importing.clean_text(values["note"], "note", 300),
        source=importing.clean_text(values["source"], "source", 120),
        page=importing.clean_text(values["page"], "page", 1500),
        heading=chunking.tidy_path(importing.clean_text(values["heading"], "heading", 1000)),
    )
