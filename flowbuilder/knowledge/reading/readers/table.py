"""CSV: each row a passage of its columns and values, under what names the row. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flowbuilder.common.spreadsheets import as_written
from flowbuilder.knowledge import importing
from flowbuilder.knowledge.reading import tables
from flowbuilder.knowledge.reading.readers.blocks import Block, Limits, Reading, decoded, unreadable

#: The remark that a table may be imported as questions and answers instead.
FAQ = "looks_like_faq"
#: What names a row is no longer than this; a column's name is cut there.
MAX_NAME = 80
#: A line of a row takes cells up to so many characters; it can be quoted alone.
LINE = 300
#: So many stretches of rows are listed of those that were left out.
MAX_LISTED = 20

Row = tuple[int, list[str]]


def read(data: bytes, limits: Limits, after_page: int = 0) -> Reading:
    """Read a CSV. Rows that cannot be used are left out with a remark.

    Raises:
        DocumentNotReadable: It names no columns, or has no row that can be used.
    """
    records = tables.records(decoded(data))
    head = next(records, None)
    if head is None:
        raise unreadable("empty")
    if head.cells is None or not any(map(str.isalpha, "".join(head.cells))):
        raise unreadable("no_columns")
    found = Reading()
    rows = _usable(records, len(head.cells), limits, found)
    if not rows:
        raise unreadable("no_fitting_rows" if found.remarks else "no_rows")
    if importing.is_faq(head.cells):
        found.remarks.append((FAQ, {}))
    if len(head.cells) > limits.columns:
        found.remarks.append(("too_many_columns", {"columns": limits.columns}))
    _add(found, [_tidy(name)[:MAX_NAME] for name in head.cells[: limits.columns]], rows, limits)
    return found


def _usable(
    records: Iterator[tables.Record], columns: int, limits: Limits, found: Reading
) -> list[Row]:
    """The rows that fit the columns; remark on the others."""
    rows: list[Row] = []
    wide: list[int] = []
    torn: list[int] = []
    for count, record in enumerate(records):
        if count == limits.rows:
            found.remarks.append(("too_many_rows", {"rows": limits.rows}))
            break
        if count % 200 == 0 and limits.out_of_time():
            raise unreadable("too_slow")
        if record.cells is None:
            torn.append(record.number)
        elif any(cell.strip() for cell in record.cells[columns:]):
            wide.append(record.number)
        else:
            rows.append((record.number, [_tidy(cell) for cell in record.cells[: limits.columns]]))
    for code, numbers in (("rows_too_wide", wide), ("rows_torn", torn)):
        if numbers:
            found.remarks.append((code, {"count": len(numbers), "rows": _listed(numbers)}))
    return rows


def _add(found: Reading, names: Sequence[str], rows: Sequence[Row], limits: Limits) -> None:
    naming = _naming_column(len(names), [cells for _number, cells in rows])
    for number, cells in rows:
        said = [
            f"{name}: {value}" if name else value
            for name, value in zip(names, cells, strict=False)
            if value
        ]
        if not said:
            continue
        own = cells[naming] if naming is not None and naming < len(cells) else ""
        named = Block(text=own or said[0], level=1, row=number)
        if not found.add(named, limits):
            break
        if not found.add(Block(text="\n".join(_lines(said)), row=number), limits):
            break


def _naming_column(columns: int, rows: Sequence[Sequence[str]]) -> int | None:
    """The first column of words that tells all rows apart; else the first column of words."""
    of_words = None
    for column in range(columns):
        values = [row[column] for row in rows if column < len(row) and row[column]]
        if 2 * sum(map(_is_name, values)) <= len(rows):
            continue
        if len(set(values)) == len(rows):
            return column
        of_words = column if of_words is None else of_words
    return of_words


def _is_name(value: str) -> bool:
    """Whether it is short and of letters more than of anything else: no code, price or date."""
    return len(value) <= MAX_NAME and 2 * sum(map(str.isalpha, value)) > len(value)


def _lines(said: Sequence[str]) -> Iterator[str]:
    """The cells, as many in a line as it may take."""
    line = ""
    for cell in said:
        if line and len(line) + len(cell) > LINE:
            yield line
            line = ""
        line = f"{line}; {cell}" if line else cell
    yield line


def _tidy(cell: str) -> str:
    return " ".join(as_written(cell.strip()).split())


def _listed(numbers: Sequence[int]) -> str:
    """Numbers as people list them: 3, 7–9, 12."""
    stretches: list[tuple[int, int]] = []
    for number in numbers:
        if stretches and stretches[-1][1] == number - 1:
            stretches[-1] = (stretches[-1][0], number)
        else:
            stretches.append((number, number))
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in stretches[:MAX_LISTED]]
    return ", ".join([*shown, "…"] if len(stretches) > MAX_LISTED else shown)
