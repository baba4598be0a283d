"""Reading files of questions and answers: CSV and JSON lines. Pure: nothing is stored here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from flowbuilder.common import strict_json
from flowbuilder.common.spreadsheets import as_written
from flowbuilder.knowledge import row_reasons
from flowbuilder.knowledge.errors import EntryNotUsable, FileNotReadable
from flowbuilder.knowledge.reading import encodings, tables
from flowbuilder.knowledge.row_reasons import not_usable

if TYPE_CHECKING:
    from flowbuilder.knowledge.models import Entry

MAX_FILE = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_QUESTION, MAX_ANSWER, MAX_VARIANTS = 500, 10_000, 100
REQUIRED = ("question", "answer")
COLUMNS = ("id", "question", "variants", "answer", "language", "tags", "source", "enabled")
DATES = ("valid_from", "valid_until")
#: Columns that name somebody or something of the workspace; `naming` finds them.
NAMED = ("flow", "owner")
LANGUAGES = ("pl", "en")
#: What Polish files call the two.
_POLISH = {"pytanie": "question", "odpowiedź": "answer", "odpowiedz": "answer"}
#: A mark no column can be named: the row has more cells than there are columns.
SPARE = "\0spare"
_POLISH_DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})", re.ASCII)
_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
_YES = {"", "1", "yes", "y", "tak", "true", "prawda", "on"}
_NO = {"0", "no", "n", "nie", "false", "fałsz", "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of a file, checked. `line` is where it begins.

    `days` are the first and the last on which it is given, `flow` the only flow in which it is, as
    the file calls it, and `owner` the e-mail address of who looks after it; None where the file has
    no such column.
    """

    line: int
    key: str = ""
    question: str
    variants: tuple[str, ...] = ()
    answer: str
    language: str
    tags: str = ""
    source: str = ""
    enabled: bool = True
    days: tuple[date | None, date | None] | None = None
    flow: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why one row of a file was left out, with the beginning of its question.

    `reason` is a code of `row_reasons`, `values` what its sentence is told with.
    """

    line: int
    field: str
    reason: str
    values: Mapping[str, Any]
    question: str = ""

    @property
    def message(self) -> str:
        """The reason in words, in the language of whoever reads it now."""
        return row_reasons.sentence(self.reason, self.values)


@dataclass(slots=True)
class Reading:
    """What a file holds: the rows that can be used, and why the others can't."""

    rows: list[Row] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def read(data: bytes, *, name: str, language: str) -> Reading:
    """Read a file by the ending of its name: `.csv` or `.jsonl`.

    Rows that cannot be used are reported and left out; a row without a language is in
    `language`.

    Raises:
        FileNotReadable: If the file is too large, is neither kind, or lacks a column.
    """
    if len(data) > MAX_FILE:
        raise FileNotReadable(too_large())
    is_lines = name.lower().endswith((".jsonl", ".ndjson"))
    records = _json_lines(data) if is_lines else table(data, REQUIRED)
    reading = Reading()
    seen: dict[tuple[str, str], int] = {}
    for line, record in records:
        if len(reading.rows) + len(reading.problems) >= MAX_ROWS:
            raise FileNotReadable(
                _("The file has more than %(rows)d rows. Split it.") % {"rows": MAX_ROWS}
            )
        try:
            row = _row(line, record, language)
            first = seen.setdefault((row.language, row.key or f"\0{line}"), line)
            if first != line:
                raise not_usable("id_again", "id", id=row.key, row=first)
        except EntryNotUsable as problem:
            reading.problems.append(left_out(line, beginning_of(record), problem))
        else:
            reading.rows.append(row)
    if not reading.rows and not reading.problems:
        raise FileNotReadable(_("The file has no rows."))
    return reading


def too_large() -> str:
    """What is said of a file that is not even read."""
    return _("The file is larger than %(size)d MB. Split it.") % {"size": MAX_FILE // 1024**2}


def left_out(line: int, question: str, problem: EntryNotUsable) -> RowProblem:
    """What is reported of a row that cannot be used."""
    told = problem.details
    return RowProblem(
        line=line, field=told["field"], reason=told["reason"], values=told["values"],
        question=question,
    )  # fmt: skip


def beginning_of(record: dict[str, Any]) -> str:
    """How the question of a row begins, to find it by."""
    given = record.get("question")
    return shorten(given, 60, placeholder="…") if isinstance(given, str) else ""


def clean_variants(given: Any, question: str = "") -> tuple[str, ...]:
    """The other ways to ask: a list, or text with one in a line or between bars (|)."""
    if isinstance(given, str):
        parts: list[Any] = _listed(given)
    elif isinstance(given, list | tuple):
        parts = list(given)
    else:
        parts = []
    if not all(isinstance(part, str) for part in parts):
        raise not_usable("variants_not_text", "variants")
    texts = [" ".join(part.split()) for part in parts]
    unique = tuple(dict.fromkeys(text for text in texts if text and text != question))
    if len(unique) > MAX_VARIANTS or any(len(text) > MAX_QUESTION for text in unique):
        raise not_usable("too_many_variants", "variants", count=MAX_VARIANTS, length=MAX_QUESTION)
    return unique


def clean_tags(given: Any) -> str:
    """Tags as they are kept: in small letters, each once, between commas."""
    parts = given if isinstance(given, list) else str(given or "").replace(";", ",").split(",")
    tags = dict.fromkeys(" ".join(str(part).split()).lower() for part in parts)
    kept = ", ".join(tag for tag in tags if tag)
    if len(kept) > 200:
        raise not_usable("tags_too_long", "tags")
    return kept


def clean_text(given: Any, name: str, limit: int, *, required: bool = False) -> str:
    """A text of at most `limit` characters without the ones that cannot be stored."""
    if given is None:
        given = ""
    if not isinstance(given, str | int | float) or isinstance(given, bool):
        raise not_usable("not_text", name)
    text = str(given).replace("\r\n", "\n").strip()
    if _NOT_STORED.search(text):
        raise not_usable("not_storable", name)
    if required and not text:
        raise not_usable("empty", name)
    if len(text) > limit:
        raise not_usable("too_long", name, length=limit)
    return text


def cells_of(entry: Entry, flow: str) -> list[object]:
    """An entry as a row of COLUMNS, DATES and NAMED, which `read` takes back. `flow` is its flow's
    name."""
    variants = entry.variants
    has_bars = any("|" in text for text in variants)
    return [
        entry.key, entry.question, json.dumps(variants) if has_bars else "|".join(variants),
        entry.answer, entry.language, entry.tags, entry.source, "yes" if entry.enabled else "no",
        entry.valid_from or "", entry.valid_until or "", flow,
        entry.owner.email if entry.owner else "",
    ]  # fmt: skip


def clean_date(given: Any, name: str) -> date | None:
    """A day, written as 2026-12-31 or, as Polish spreadsheets do, as 31.12.2026."""
    text = clean_text(given, name, 20)
    if not text:
        return None
    polish = _POLISH_DAY.fullmatch(text)
    try:
        return date.fromisoformat("-".join(polish.group(3, 2, 1)) if polish else text)
    except ValueError:
        raise not_usable("no_date", name, text=text) from None


def check_dates(first: date | None, last: date | None) -> None:
    """Raise EntryNotUsable for an answer that would be given on no day."""
    if first is not None and last is not None and last < first:
        raise not_usable("dates_reversed", "valid_until")


def clean_language(given: Any, otherwise: str) -> str:
    """The language of a row; `otherwise` when it names none."""
    spoken = clean_text(given, "language", 5).lower() or otherwise
    if spoken not in LANGUAGES:
        raise not_usable("unknown_language", "language", known=", ".join(LANGUAGES))
    return spoken


def refuse_spare(record: dict[str, Any]) -> None:
    """Raise EntryNotUsable for a row of `table` with more cells than there are columns."""
    if record.get(SPARE):
        raise not_usable("too_many_cells", "")


def _row(line: int, record: dict[str, Any], language: str) -> Row:
    refuse_spare(record)
    question = clean_text(record.get("question"), "question", MAX_QUESTION, required=True)
    spoken = clean_language(record.get("language"), language)
    days = None
    if any(name in record for name in DATES):
        first, last = (clean_date(record.get(name), name) for name in DATES)
        check_dates(first, last)
        days = first, last
    return Row(
        line=line,
        key=clean_text(record.get("id"), "id", 120),
        question=question,
        variants=clean_variants(record.get("variants"), question),
        answer=clean_text(record.get("answer"), "answer", MAX_ANSWER, required=True),
        language=spoken,
        tags=clean_tags(record.get("tags")),
        source=clean_text(record.get("source"), "source", 300),
        enabled=_is_on(record.get("enabled")),
        days=days,
        flow=clean_text(record["flow"], "flow", 120) if "flow" in record else None,
        owner=clean_text(record["owner"], "owner", 254) if "owner" in record else None,
    )


def _is_on(written: Any) -> bool:
    """Whether an entry is on: it is, unless somebody wrote that it is not."""
    word = "" if written is None else str(written).strip().lower()
    if word not in _YES | _NO:
        raise not_usable("neither_yes_nor_no", "enabled")
    return word not in _NO


def _listed(text: str) -> list[Any]:
    text = text.strip()
    if text.startswith("["):
        try:
            found = strict_json.loads(text)
        except strict_json.BrokenJson:
            found = None
        if isinstance(found, list):
            return found
    return [piece for line in text.splitlines() for piece in line.split("|")]


def _decoded(data: bytes) -> str:
    try:
        return encodings.decoded(data)
    except UnicodeDecodeError:
        raise FileNotReadable(_("The file is not text. Save it as CSV in UTF-8.")) from None


def table(data: bytes, required: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a CSV by their columns, each with the line where it begins.

    Raises:
        FileNotReadable: If it is no CSV or lacks one of the `required` columns.
    """
    names: list[str] | None = None
    for record in tables.records(_decoded(data)):
        if record.cells is None:
            raise FileNotReadable(
                _("Line %(line)d cannot be read as CSV. Check its quotation marks.")
                % {"line": record.line}
            )
        if names is None:
            names = _columns(record.cells)
            _demand(required, names)
        else:
            yield record.line, _named(names, record.cells)
    if names is None:
        _demand(required, [])


def is_faq(head: Sequence[str]) -> bool:
    """Whether a table with these columns holds questions and answers."""
    return set(REQUIRED) <= set(_columns(head))


def _columns(head: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in head]
    return [_POLISH[name] if _POLISH.get(name, name) not in names else name for name in names]


def _demand(required: Sequence[str], names: Sequence[str]) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        raise FileNotReadable(
            _("The first row should name the columns. Missing: %(names)s.")
            % {"names": ", ".join(missing)}
        )


def _named(names: list[str], cells: list[str]) -> dict[str, Any]:
    """The row by its columns. Cells beyond them would be lost, so they are kept as `SPARE`."""
    record: dict[str, Any] = dict(zip(names, map(as_written, cells), strict=False))
    if any(cell.strip() for cell in cells[len(names) :]):
        record[SPARE] = True
    return record


def _json_lines(data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(_decoded(data).splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = strict_json.loads(line)
        except strict_json.BrokenJson:
            record = None
        # A line that is not an object becomes a row without a question, and is reported so.
        yield number, record if isinstance(record, dict) else {}
