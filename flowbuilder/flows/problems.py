"""Problems as the editor shows them: in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from flowbuilder.common.strict_json import BrokenJson
from flowbuilder.core.problem import Problem
from flowbuilder.core.words import Words


def sentence(text: str, params: Any) -> str:
    """Translate `text` and fill its `{names}`. `Words` among the values are translated too."""
    if not text:
        return ""
    values = {
        key: gettext(value) if isinstance(value, Words) and value else value
        for key, value in params.items()
    }
    return gettext(text).format(**values)


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """One problem for the editor."""
    fix = problem.fix
    return {
        "code": problem.code,
        "level": problem.level,
        "unfinished": problem.unfinished,
        "message": sentence(problem.text, problem.params),
        "hint": sentence(problem.hint, problem.params),
        "node": problem.node,
        "field": problem.field,
        "language": problem.language,
        "fix": {"kind": fix.kind, "label": gettext(fix.label), "data": dict(fix.data)}
        if fix
        else None,
    }


def file_problem_to_json(broken: BrokenJson) -> dict[str, Any]:
    """Why a file is no JSON at all, as one more problem; its field is the line, if one is known."""
    match broken.code:
        case "too_large":
            text = _("The file is too large.")
        case "too_deep":
            text = _("The file is nested too deep.")
        case "not_utf8" | "lone_surrogate" | "nul":
            text = _("The file holds bytes that are not text. Save it as UTF-8.")
        case "duplicate_key":
            text = _("The file repeats itself: the same name appears twice in one place.")
        case "not_a_number" | "number_too_long":
            text = _("The file holds a number that cannot be used.")
        case _:
            text = _("The file is not JSON.")
    place = ""
    if broken.line:
        place = _("line {line}, column {column}").format(line=broken.line, column=broken.column)
    return {
        "code": f"file.{broken.code}",
        "level": "error",
        "unfinished": False,
        "message": text,
        "hint": _("Export the flow again, or choose another file."),
        "node": None,
        "field": place or None,
        "language": None,
        "fix": None,
    }


def problems_to_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """All problems: what is wrong, what is unfinished, what is doubtful, each by its code."""
    ordered = sorted(problems, key=lambda p: (p.level != "error", p.unfinished, p.code))
    return [problem_to_json(problem) for problem in ordered]
