"""What models cost, added up by day, by flow and for one conversation; one query each.

A cost is known only where there was a price. The calls without one are counted beside the sum, so
that nobody takes it for the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Round, TruncDate

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.llm.metering import MILLION
from flowbuilder.llm.models import FlowBudget, ModelBudget, ModelCall

#: So many days are shown, today among them.
DAYS = 14

#: Costs are added up in whole millionths: SQLite adds decimals up as floats.
_FIGURES: dict[str, Any] = {
    "calls": Count("pk"),
    "tokens": Sum(F("tokens_in") + F("tokens_out"), default=0),
    "millionths": Sum(Cast(Round(F("cost") * MILLION), BigIntegerField())),
    "unpriced": Count("pk", filter=Q(cost=None)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What some calls took.

    Attributes:
        cost: Of the calls whose price is known; None where none is.
        unpriced: How many calls have no known price.
    """

    calls: int
    tokens: int
    cost: Decimal | None
    unpriced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpending:
    """What one day took, as the workspace's clock has it."""

    day: date
    spending: Spending


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSpending:
    """What one flow took; without an id, all calls outside flows."""

    flow_id: int | None
    name: str
    spending: Spending


@dataclass(frozen=True, slots=True)
class Costs:
    """What the models of one workspace cost. Nothing is read before it is asked for."""

    workspace: Workspace

    @property
    def today(self) -> date:
        """The day that it is where the workspace is."""
        return now().astimezone(self._zone).date()

    def by_day(self) -> list[DaySpending]:
        """The last days on which a model was asked, the newest first."""
        rows = (
            self._since(self.today - timedelta(days=DAYS - 1))
            .annotate(day=TruncDate("at", tzinfo=self._zone))
            .values("day")
            .annotate(**_FIGURES)
            .order_by("-day")
        )
        return [DaySpending(day=row["day"], spending=_spending(row)) for row in rows]

    def by_flow(self) -> list[FlowSpending]:
        """What each flow took this month, the most tokens first; what is outside any, last."""
        rows = (
            self._since(self.today.replace(day=1))
            .values("flow_id", "flow__name")
            .annotate(**_FIGURES)
            .order_by("flow__name")
        )
        found = [
            FlowSpending(
                flow_id=row["flow_id"], name=row["flow__name"] or "", spending=_spending(row)
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (one.flow_id is None, -one.spending.tokens))

    def flow_budgets(self) -> dict[int, int]:
        """How many tokens each flow that has a budget may spend in a month."""
        budgets = FlowBudget.objects.filter(workspace=self.workspace)
        found = budgets.values_list("flow_id", "per_month")
        return {flow: allowed for flow, allowed in found if allowed is not None}

    def of_conversation(self, conversation_id: UUID) -> Spending:
        """What one conversation took, the agents' drafts and summaries among it."""
        calls = ModelCall.objects.filter(workspace=self.workspace, conversation_id=conversation_id)
        return _spending(calls.aggregate(**_FIGURES))

    def of_effects(self, conversation_id: UUID) -> dict[str, Spending]:
        """What each answer of one conversation took, by its effect: all of its calls together."""
        calls = ModelCall.objects.filter(workspace=self.workspace, conversation_id=conversation_id)
        rows = calls.exclude(effect_id="").values("effect_id").annotate(**_FIGURES).order_by()
        return {row["effect_id"]: _spending(row) for row in rows}

    def allowed_per_conversation(self) -> int | None:
        """How many tokens one conversation may spend; None for any number."""
        budgets = ModelBudget.objects.filter(workspace=self.workspace)
        return budgets.values_list("per_conversation", flat=True).first()

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.workspace.timezone)

    def _since(self, day: date) -> QuerySet[ModelCall]:
        """Calls since `day` began where the workspace is."""
        begins = datetime.combine(day, time.min, self._zone)
        return ModelCall.objects.filter(workspace=self.workspace, at__gte=begins)


def together(parts: Iterable[Spending]) -> Spending:
    """All of them as one."""
    given = list(parts)
    costs = [one.cost for one in given if one.cost is not None]
    return Spending(
        calls=sum(one.calls for one in given),
        tokens=sum(one.tokens for one in given),
        cost=sum(costs, Decimal(0)) if costs else None,
        unpriced=sum(one.unpriced for one in given),
    )


def _spending(row: Mapping[str, Any]) -> Spending:
    millionths = row["millionths"]
    return Spending(
        calls=row["calls"],
        tokens=row["tokens"],
        cost=None if millionths is None else Decimal(millionths).scaleb(-6),
        unpriced=row["unpriced"],
    )
