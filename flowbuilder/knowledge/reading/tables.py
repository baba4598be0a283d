"""CSV as spreadsheets save it: what stands between its cells, and its rows. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

_DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"[^"]*"')
#: A first line by which some programs tell spreadsheets what stands between the cells.
_TOLD = re.compile(r"sep=([,;\t])[\r\n]+")
#: The names of columns stand within so many characters.
_HEAD = 20_000
#: So many titles may stand above the names of columns.
_TITLES = 3
#: So many marks that are never closed are read past; each has what follows it read once more.
_AGAIN = 20


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
    """The rows of a CSV; the first should name the columns. Titles above them are left out."""
    told = _TOLD.match(text)
    if told:
        text = text[told.end() :]
    found = _rows(list(io.StringIO(text, newline="")), told[1] if told else _delimiter(text))
    begin = list(islice(found, _TITLES + 1))
    return chain(begin[_titles(begin) :], found)


def _rows(lines: list[str], delimiter: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = skipped = again = 0
    while True:
        number += 1
        begins = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Record(number, begins, None)
            if skipped + reader.line_num == len(lines) and again < _AGAIN:
                # a mark that is never closed took all that follows: only its own line is lost
                again, skipped = again + 1, begins
                reader = csv.reader(lines[begins:], delimiter=delimiter, strict=True)
            continue  # else the reader goes on with the next line
        if any(cell.strip() for cell in cells):
            yield Record(number, begins, cells)


def _titles(begin: Sequence[Record]) -> int:
    """How many of the first rows are titles: one cell each, above one that names columns."""
    for number, row in enumerate(begin):
        filled = [cell for cell in row.cells or () if cell.strip()]
        if len(filled) > 1 and all(any(map(str.isalpha, cell)) for cell in filled):
            return number
        if len(filled) != 1:
            break
    return 0


def _delimiter(text: str) -> str:
    """What stands most often between the names of columns.

    These stand in the first line; or below a title, which holds less of it than the two lines that
    follow. Of one column it is what texts seldom hold: with a comma, many a sentence would be two
    cells.
    """
    lines = _QUOTED.sub("", text[:_HEAD].lstrip()).splitlines() or [""]
    best = max(_DELIMITERS, key=lines[0].count)
    below = [line for line in lines[1 : _TITLES + 3] if line.strip(_DELIMITERS + " ")]
    for head, row in pairwise(below):
        common = max(_DELIMITERS, key=head.count)
        if 0 < head.count(common) == row.count(common) > lines[0].count(common):
            return common
    return best if best in lines[0] else ";"
