"""Reading survey answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flowbuilder.accounts.models import Workspace
from flowbuilder.surveys import scoring
from flowbuilder.surveys.models import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The three figures of a period, each with the number of answers behind it."""

    csat: float | None
    csat_answers: int
    nps: float | None
    nps_answers: int
    ces: float | None
    ces_answers: int


def scores(workspace: Workspace, start: datetime, end: datetime) -> Scores:
    """The figures of the answers given from `start` up to, not including, `end`."""
    given: dict[str, list[int]] = {"csat": [], "nps": [], "ces": []}
    rows = Response.objects.filter(workspace=workspace, at__gte=start, at__lt=end)
    for survey, score in rows.values_list("survey", "score"):
        given[survey].append(score)
    return Scores(
        csat=scoring.csat(given["csat"]),
        csat_answers=len(given["csat"]),
        nps=scoring.nps(given["nps"]),
        nps_answers=len(given["nps"]),
        ces=scoring.ces(given["ces"]),
        ces_answers=len(given["ces"]),
    )
