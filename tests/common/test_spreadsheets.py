"""Nothing in a table for a spreadsheet becomes a formula; what comes back is as it was."""

import csv
import io

import pytest

from flowbuilder.common.spreadsheets import as_written, table
from tests.hostile_words import corpus

FORMULAS = ["=1+1", "+48 600", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(1)", "--1"]


def cells(*words: str) -> list[str]:
    return next(csv.reader(io.StringIO(table(["a"], [words]).removeprefix("a\r\n"), newline="")))


@pytest.mark.parametrize("words", FORMULAS)
def test_what_begins_a_formula_begins_with_an_apostrophe(words):
    assert cells(words) == [f"'{words}"]
    assert as_written(cells(words)[0]) == words


def test_hostile_words_stay_one_cell_each_and_begin_no_formula():
    found = cells(*corpus())

    assert [as_written(cell) for cell in found] == corpus()
    assert not [cell for cell in found if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
