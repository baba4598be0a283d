"""Tiers 2 and 3: can each translation be used, and is each text translated?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flowbuilder.core.errors import BadTemplate
from flowbuilder.core.languages import NAMES
from flowbuilder.core.problem import Fix, Problem
from flowbuilder.core.templates import compiled
from flowbuilder.core.translating import fingerprint
from flowbuilder.core.validation.subject import Cell, Subject, title_of
from flowbuilder.core.words import Words
from flowbuilder.core.words import gettext_noop as _

#: How many texts of one language are named one by one; the rest are counted.
MOST_TOLD = 20
TEMPLATES = ("template", "short-template")


def unusable(subject: Subject) -> Iterator[Problem]:
    """Every translation fits its field and can be parsed."""
    for cell in subject.cells:
        words, text = cell.words, cell.text
        if len(words) > text.most:
            yield Problem(
                code="flow.E021",
                text=_("“{field}” is too long: {max_length} characters at most."),
                params={"field": _title(subject, cell), "max_length": text.most},
                node=cell.node,
                field=text.place,
                language=cell.language,
                fix=_open(cell),
            )
        if text.control not in TEMPLATES or "{" not in words:
            continue
        try:
            compiled(words)
        except BadTemplate as error:
            yield Problem(
                code="flow.E024",
                text=error.text,
                hint=_("A variable is written {{{{ name }}}}."),
                params=error.params,
                node=cell.node,
                field=text.place,
                language=cell.language,
                fix=_open(cell),
            )


def untranslated(subject: Subject) -> Iterator[Problem]:
    """Every text is there in every language, and was made from the main text as it is now."""
    more: dict[str, list[Cell]] = defaultdict(list)
    told: dict[str, int] = defaultdict(int)
    for cell in subject.cells:
        problem = _lack(subject, cell)
        if problem is None:
            continue
        told[cell.language] += 1
        if told[cell.language] <= MOST_TOLD:
            yield problem
        else:
            more[cell.language].append(cell)
    for language, cells in more.items():
        yield Problem(
            code="flow.W102",
            text=_("Further texts to translate or check ({language}): {count}."),
            hint=_("They are said in the main language until then."),
            params={"language": Words(NAMES[language]), "count": len(cells)},
            language=language,
            fix=_open(cells[0]),
        )


def _lack(subject: Subject, cell: Cell) -> Problem | None:
    if not cell.text.value.strip():
        return None
    if not cell.words.strip():
        code = "flow.W100"
        text = _("“{field}” has no translation ({language}).")
        hint = _("Until it has one, visitors read the main text.")
    elif cell.source and cell.source != fingerprint(cell.text.value):
        code = "flow.W101"
        text = _("“{field}” has changed since it was translated ({language}).")
        hint = _("Read the two side by side, then change the translation or mark it as checked.")
    else:
        return None
    return Problem(
        code=code,
        text=text,
        hint=hint,
        params={"field": _title(subject, cell), "language": Words(NAMES[cell.language])},
        node=cell.node,
        field=cell.text.place,
        language=cell.language,
        fix=_open(cell),
    )


def _open(cell: Cell) -> Fix:
    data = {"language": cell.language, "node": cell.node, "address": cell.text.address}
    return Fix(kind="open_translation", label=_("Open the translation"), data=data)


def _title(subject: Subject, cell: Cell) -> Words:
    place = [int(part) if part.isdecimal() else part for part in cell.text.place.split(".")]
    return Words(title_of(subject.typed[cell.node].Config, place))
