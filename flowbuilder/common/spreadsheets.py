"""Tables for spreadsheets: no cell is run as a formula, and Polish letters are read rightly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

#: What a spreadsheet takes for the beginning of a formula; an apostrophe before it prevents that.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARK = "\ufeff"


def table(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """CSV with a line of names."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(columns)
    sheet.writerows([_plain(str(cell)) for cell in row] for row in rows)
    return out.getvalue()


def download(name: str, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The table as a file `name`.csv."""
    answer = HttpResponse(_MARK + table(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def as_written(cell: str) -> str:
    """A cell of `table` without the apostrophe that was put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
