"""What a workspace's models were asked: each call in the processor log, within the budget.

The log says when, for what, whom (the host), how much and what came of it; never what was said.
Tokens are as the provider counts them. Where it did not (it does not count, or the answer was
broken off) they are estimated, so that a budget holds all the same, and the log says so.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, IntegrityError
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from flowbuilder.common import metrics
from flowbuilder.common.clock import now
from flowbuilder.integrations import safe_http
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.llm import errors
from flowbuilder.llm.embeddings import EmbeddingEndpoint, Rows
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.models import FlowBudget, LanguageModelSettings, ModelBudget, ModelCall
from flowbuilder.llm.providers import Delta, LanguageModel, Message, ModelLimits

#: Letters of a token, as in Polish; English has four. It estimates too many rather than too few.
LETTERS = 3
MILLION = 1_000_000

#: What a million tokens cost, in and out; None where nobody said.
Prices = tuple[Decimal | None, Decimal | None]

_conversation: ContextVar[UUID | None] = ContextVar("conversation", default=None)
_flow: ContextVar[int | None] = ContextVar("flow", default=None)
_listed: ContextVar[list[ModelCall] | None] = ContextVar("listed", default=None)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Tokens of one span and how many are allowed there; None for any number."""

    tokens: int
    allowed: int | None

    @property
    def is_over(self) -> bool:
        """Nothing is left."""
        return self.allowed is not None and self.tokens >= self.allowed

    @property
    def is_nearly_over(self) -> bool:
        """Four fifths or more are spent, or all of it."""
        return self.allowed is not None and self.tokens * 5 >= self.allowed * 4


def stream(
    model: LanguageModel,
    messages: Sequence[Message],
    *,
    limits: ModelLimits,
    workspace_id: int,
    purpose: str,
    conversation_id: UUID | None = None,
) -> Generator[Delta]:
    """Ask `model` within the budgets of the workspace and the flow, and write the call down.

    Two calls at once may pass the limit together; each next one is refused.

    Raises:
        ModelError: `model_budget` when nothing is left, and what the model itself raises.
    """
    if _is_spent(workspace_id, conversation_id):
        raise ModelError(_("The budget for the language model is used up."), code=errors.BUDGET)
    at, began = now(), time.monotonic()
    asked = said = None
    letters, outcome = 0, "stopped"
    try:
        for delta in model.stream_answer(messages, limits=limits):
            if delta.usage is not None:
                asked, said = delta.usage
            letters += len(delta.text)
            yield delta
        outcome = "answered"
    except ModelError as problem:
        outcome = problem.error_code
        if not problem.reached and outcome != errors.RESTING:
            outcome, asked, said = errors.UNREACHED, 0, 0
        raise
    finally:
        if outcome != errors.RESTING:  # then nothing was sent
            given = sum(len(message.text) for message in messages)
            _write_down(
                ModelCall(
                    workspace_id=workspace_id,
                    conversation_id=conversation_id,
                    at=at,
                    purpose=purpose,
                    host=_host(model.base_url),
                    model=model.name[:120],
                    outcome=outcome,
                    tokens_in=given // LETTERS if asked is None else asked,
                    tokens_out=letters // LETTERS if said is None else said,
                    estimated=asked is None,
                    ms=round((time.monotonic() - began) * 1000),
                )
            )


@contextmanager
def in_conversation(conversation_id: UUID | None) -> Iterator[None]:
    """Texts that are placed inside the block count for this conversation, and for its budget."""
    token = _conversation.set(conversation_id)
    try:
        yield
    finally:
        _conversation.reset(token)


@contextmanager
def in_flow(flow_id: int | None) -> Iterator[None]:
    """The calls inside the block are made for a turn of this flow, and count for its budget."""
    token = _flow.set(flow_id)
    try:
        yield
    finally:
        _flow.reset(token)


@contextmanager
def listed() -> Iterator[list[ModelCall]]:
    """The calls that are written down inside the block, to be added up."""
    calls: list[ModelCall] = []
    token = _listed.set(calls)
    try:
        yield calls
    finally:
        _listed.reset(token)


def embed(
    endpoint: EmbeddingEndpoint,
    texts: Sequence[str],
    *,
    timeouts: safe_http.Timeouts,
    workspace_id: int,
    purpose: str = ModelCall.Purpose.PLACE,
) -> Rows:
    """Have `texts` placed within the budgets and write the call down.

    Counts for the conversation and the flow that it is done for, if any: see `in_conversation`.

    Raises:
        ModelError: `model_budget` when nothing is left, and what the endpoint itself raises.
    """
    conversation_id = _conversation.get()
    if _is_spent(workspace_id, conversation_id):
        raise ModelError(_("The budget for the language model is used up."), code=errors.BUDGET)
    at, began = now(), time.monotonic()
    tokens, outcome = None, "stopped"
    try:
        found = endpoint.embed(texts, timeouts)
        tokens, outcome = found.tokens, "answered"
        return found
    except ModelError as problem:
        outcome = problem.error_code
        if not problem.reached and outcome != errors.RESTING:
            outcome, tokens = errors.UNREACHED, 0
        raise
    finally:
        if outcome != errors.RESTING:  # then nothing was sent
            metrics.MODEL_CALLS.labels(outcome).inc()
            metrics.MODEL_TOKENS.labels("in").inc(tokens or 0)
            _write_down(
                ModelCall(
                    workspace_id=workspace_id,
                    conversation_id=conversation_id,
                    at=at,
                    purpose=purpose,
                    host=_host(endpoint.base_url),
                    model=endpoint.name[:120],
                    outcome=outcome,
                    tokens_in=sum(map(len, texts)) // LETTERS if tokens is None else tokens,
                    tokens_out=0,
                    estimated=tokens is None,
                    ms=round((time.monotonic() - began) * 1000),
                ),
                (endpoint.price, endpoint.price),
            )


def _is_spent(workspace_id: int, conversation_id: UUID | None) -> bool:
    """Whether nothing is left. Where no budget is set, nothing is counted."""
    if (flow_id := _flow.get()) is not None:
        of_flow = FlowBudget.objects.filter(workspace_id=workspace_id, flow_id=flow_id).first()
        if of_flow is not None and of_flow.per_month is not None and flow_span(of_flow).is_over:
            return True
    budget = ModelBudget.objects.filter(workspace_id=workspace_id).first()
    return budget is not None and any(span.is_over for span in spans(budget, conversation_id))


def exhausted(workspace_id: int) -> bool:
    """Whether the workspace may ask no model before tomorrow, or before next month."""
    return _is_spent(workspace_id, None)


def flows_exhausted(workspace_id: int) -> list[FlowBudget]:
    """The budgets of flows in use of which nothing is left before next month, by their names."""
    budgets = (
        FlowBudget.objects.filter(workspace_id=workspace_id, per_month__isnull=False)
        .filter(flow__archived=False)
        .select_related("flow", "workspace")
        .defer("flow__draft")
        .order_by("flow__name", "flow_id")
    )
    return [budget for budget in budgets if flow_span(budget).is_over]


def spans(budget: ModelBudget, conversation_id: UUID | None = None) -> list[Spent]:
    """What was spent today, this month and in the conversation, beside what may be."""
    workspace_id = budget.workspace_id
    today = _today(budget)
    found = [
        Spent(tokens=_tokens(workspace_id, at__gte=today), allowed=budget.per_day),
        Spent(tokens=_tokens(workspace_id, at__gte=today.replace(day=1)), allowed=budget.per_month),
    ]
    if conversation_id is not None and budget.per_conversation is not None:
        used = _tokens(workspace_id, conversation_id=conversation_id)
        found.append(Spent(tokens=used, allowed=budget.per_conversation))
    return found


def flow_span(budget: FlowBudget) -> Spent:
    """What the turns of the flow spent this month, beside what they may."""
    begins = _today(budget).replace(day=1)
    used = _tokens(budget.workspace_id, flow_id=budget.flow_id, at__gte=begins)
    return Spent(tokens=used, allowed=budget.per_month)


def _today(budget: ModelBudget | FlowBudget) -> datetime:
    """When the day began where the workspace is; a job runs in no workspace's zone."""
    zone = ZoneInfo(budget.workspace.timezone)
    return now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _tokens(workspace_id: int, **narrowed: Any) -> int:
    calls = ModelCall.objects.filter(workspace_id=workspace_id, **narrowed)
    return calls.aggregate(sum=Sum(F("tokens_in") + F("tokens_out")))["sum"] or 0


def _write_down(call: ModelCall, prices: Prices | None = None) -> None:
    price_in, price_out = _prices(call) if prices is None else prices
    if price_in is not None and price_out is not None:
        call.cost = (call.tokens_in * price_in + call.tokens_out * price_out) / MILLION
    if (calls := _listed.get()) is not None:
        calls.append(call)
    call.flow_id = _flow.get()
    try:
        _save(call)
    except DatabaseError:
        logger.exception("A call of the model could not be written down.")


def _save(call: ModelCall) -> None:
    try:
        call.save()
    except IntegrityError:  # the flow was deleted meanwhile; what was spent counts all the same
        call.flow_id = None
        call.save()


def _prices(call: ModelCall) -> Prices:
    """The prices of the model that was asked."""
    own = LanguageModelSettings.objects.filter(
        workspace_id=call.workspace_id, model=call.model
    ).first()
    if own is not None:
        return own.price_in, own.price_out
    if call.model != settings.FLOWBUILDER_LLM_MODEL:
        return None, None
    prices = settings.FLOWBUILDER_LLM_PRICE_IN, settings.FLOWBUILDER_LLM_PRICE_OUT
    if not any(prices):
        return None, None
    return Decimal(str(prices[0])), Decimal(str(prices[1]))


def _host(base_url: str) -> str:
    try:
        return safe_http.host_of(base_url)[:200]
    except OutboundProblem:
        return ""
