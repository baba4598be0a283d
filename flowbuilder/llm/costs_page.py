"""How the costs of models are shown: tables by day and by flow, each row a way into the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.grouping import amount, grouped
from flowbuilder.llm import meter
from flowbuilder.llm.costs import Costs, FlowSpending, Spending, together
from flowbuilder.llm.metering import Spent


@dataclass(frozen=True, slots=True)
class Figures:
    """What some calls took, as it is read."""

    spending: Spending

    @property
    def calls(self) -> str:
        return grouped(self.spending.calls)

    @property
    def tokens(self) -> str:
        return grouped(self.spending.tokens)

    @property
    def cost(self) -> str:
        """Empty where no price is known."""
        return "" if self.spending.cost is None else amount(self.spending.cost)

    @property
    def unpriced(self) -> str:
        """How many calls the cost leaves out; empty where none."""
        count = self.spending.unpriced
        if not count:
            return ""
        words = ngettext("price unknown: %(n)s call", "price unknown: %(n)s calls", count)
        return words % {"n": grouped(count)}

    @property
    def calls_in_a_line(self) -> str:
        """`2 calls of the model · tokens: 1,234 · cost: 0.0123`."""
        count = self.spending.calls
        words = ngettext("%(n)s call of the model", "%(n)s calls of the model", count)
        return " · ".join([words % {"n": self.calls}, self.in_a_line])

    @property
    def in_a_line(self) -> str:
        """`tokens: 1,234 · cost: 0.0123`."""
        parts = [
            _("tokens: %(n)s") % {"n": self.tokens},
            _("cost: %(sum)s") % {"sum": self.cost} if self.cost else "",
            self.unpriced,
        ]
        return " · ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Budget:
    """What a flow spent of its month's budget, or a conversation of its own, as it is read."""

    span: Spent

    @property
    def meter(self) -> str:
        return meter.in_words(self.span)

    @property
    def bar(self) -> str:
        return meter.bar(self.span)

    @property
    def warning(self) -> str:
        return meter.warning(self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table, and the address of its calls in the log."""

    name: str
    address: str
    figures: Figures
    budget: Budget | None = None

    @property
    def told(self) -> str:
        """The name and the budget, in a line."""
        if self.budget is None:
            return self.name
        return " · ".join([self.name, _("budget: %(meter)s") % {"meter": self.budget.meter}])


class CostTables:
    """What the page shows. Reads when it is drawn, once for each table."""

    def __init__(self, workspace: Workspace) -> None:
        self._costs = Costs(workspace)

    @cached_property
    def days(self) -> list[Row]:
        return [
            Row(
                name=date_format(each.day, "SHORT_DATE_FORMAT"),
                address=log_of(**_on(each.day), at__day=each.day.day),
                figures=Figures(each.spending),
            )
            for each in self._costs.by_day()
        ]

    @cached_property
    def flows(self) -> list[Row]:
        month = _on(self._costs.today)
        allowed = self._costs.flow_budgets()
        return [
            Row(
                name=each.name if each.flow_id is not None else _("Outside flows"),
                address=log_of(**month, **_in(each.flow_id)),
                figures=Figures(each.spending),
                budget=_budget(each, allowed),
            )
            for each in self._costs.by_flow()
        ]

    @property
    def month(self) -> Figures:
        """The sum of all flows and of what is outside them."""
        return Figures(together(row.figures.spending for row in self.flows))


def of_conversation(workspace: Workspace, conversation_id: UUID) -> Row | None:
    """What one conversation took, and of what budget; None where no model was asked."""
    costs = Costs(workspace)
    spending = costs.of_conversation(conversation_id)
    if not spending.calls:
        return None
    figures = Figures(spending)
    address = log_of(conversation=conversation_id)
    allowed = costs.allowed_per_conversation()
    budget = None if allowed is None else Budget(Spent(tokens=spending.tokens, allowed=allowed))
    return Row(name=figures.in_a_line, address=address, figures=figures, budget=budget)


def of_effects(workspace: Workspace, conversation_id: UUID) -> dict[str, str]:
    """What each answer of one conversation took, in a line, by the effect that asked for it."""
    found = Costs(workspace).of_effects(conversation_id)
    return {key: Figures(spending).calls_in_a_line for key, spending in found.items()}


def log_of(**narrowed: Any) -> str:
    """The address of the log of calls, narrowed so."""
    return f"{reverse('admin:llm_modelcall_changelist')}?{urlencode(narrowed)}"


def _budget(flow: FlowSpending, allowed: Mapping[int, int]) -> Budget | None:
    if flow.flow_id is None or flow.flow_id not in allowed:
        return None
    return Budget(Spent(tokens=flow.spending.tokens, allowed=allowed[flow.flow_id]))


def _on(day: date) -> Mapping[str, int]:
    return {"at__year": day.year, "at__month": day.month}


def _in(flow_id: int | None) -> Mapping[str, Any]:
    return {"flow__isnull": True} if flow_id is None else {"flow__id__exact": flow_id}
