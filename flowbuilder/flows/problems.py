"""Problems as the editor shows them: in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from flowbuilder.core.problem import Problem


def sentence(text: str, params: Any) -> str:
    """Translate `text` and fill its `{names}`. Words among the values are translated too."""
    if not text:
        return ""
    values = {
        key: gettext(value) if isinstance(value, str) and value else value
        for key, value in params.items()
    }
    return gettext(text).format(**values)


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """One problem for the editor."""
    fix = problem.fix
    return {
        "code": problem.code,
        "level": problem.level,
        "message": sentence(problem.text, problem.params),
        "hint": sentence(problem.hint, problem.params),
        "node": problem.node,
        "field": problem.field,
        "fix": {"kind": fix.kind, "label": gettext(fix.label), "data": dict(fix.data)}
        if fix
        else None,
    }


def problems_to_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """All problems, errors first, each group in the order of the nodes."""
    return [
        problem_to_json(p) for p in sorted(problems, key=lambda p: (p.level != "error", p.code))
    ]
