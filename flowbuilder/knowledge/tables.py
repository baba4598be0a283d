"""CSV as spreadsheets save it: what stands between its cells, and its rows. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

_DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"[^"]*"')
#: A first line by which some programs tell spreadsheets what stands between the cells.
_TOLD = re.compile(r"sep=([,;\t])[\r\n]+")
#: The names of columns stand within so many characters.
_HEAD = 20_000


@dataclass(frozen=True, slots=True)
class Record:
    """A row that holds something.

    Attributes:
        number: Which row it is, as a spreadsheet counts.
        line: The line of the file where it begins; cells may have several.
        cells: None where its quotation marks leave open what its cells are.
    """

    number: int
    line: int
    cells: list[str] | None


def records(text: str) -> Iterator[Record]:
    """The rows of a CSV; the first should name the columns."""
    told = _TOLD.match(text)
    if told:
        text = text[told.end() :]
    delimiter = told[1] if told else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # the reader goes on with the next line
            yield Record(number, begins, None)
            continue
        if any(cell.strip() for cell in cells):
            yield Record(number, begins, cells)


def _delimiter(text: str) -> str:
    """What stands most often between the names of columns.

    Of one column it is what texts seldom hold: with a comma, many a sentence would be two cells.
    """
    names = _QUOTED.sub("", text[:_HEAD].lstrip()).splitlines() or [""]
    best = max(_DELIMITERS, key=names[0].count)
    return best if best in names[0] else ";"
