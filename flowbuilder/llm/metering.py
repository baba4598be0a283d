"""What a workspace's models were asked: each call in the processor log, within the budget.

A call is written down before it is made, so the log holds also what no program lived to end. It
says when, for what, whom (the host), how much and what came of it; never what was said.
Tokens are as the provider counts them. Where it did not (it does not count, or the answer was
broken off) they are estimated, so that a budget holds all the same, and the log says so.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, QuerySet, Sum
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

#: How the log calls a call of which no end is known: it is under way, or its program died.
BEGUN = "begun"

#: What a million tokens cost, in and out; None where nobody said.
Prices = tuple[Decimal | None, Decimal | None]

_conversation: ContextVar[UUID | None] = ContextVar("conversation", default=None)
_flow: ContextVar[int | None] = ContextVar("flow", default=None)
_effect: ContextVar[str] = ContextVar("effect", default="")
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

    Raises:
        ModelError: `model_budget` when nothing is left, and what the model itself raises.
    """
    call = ModelCall(
        workspace_id=workspace_id,
        conversation_id=conversation_id,
        purpose=purpose,
        host=_host(model.base_url),
        model=model.name[:120],
    )
    used = _Used(asked=sum(len(message.text) for message in messages))
    _admit(call, used, most_out=limits.max_tokens)
    with _written_down(call, used):
        for delta in model.stream_answer(messages, limits=limits):
            used.counted = delta.usage or used.counted
            used.said += len(delta.text)
            yield delta


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
def for_effect(effect_id: str) -> Iterator[None]:
    """The calls inside the block are made for one effect, such as an answer."""
    token = _effect.set(effect_id)
    try:
        yield
    finally:
        _effect.reset(token)


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
    call = ModelCall(
        workspace_id=workspace_id,
        conversation_id=_conversation.get(),
        purpose=purpose,
        host=_host(endpoint.base_url),
        model=endpoint.name[:120],
    )
    used = _Used(asked=sum(map(len, texts)))
    _admit(call, used)
    try:
        with _written_down(call, used, (endpoint.price, endpoint.price)):
            found = endpoint.embed(texts, timeouts)
            if found.tokens is not None:
                used.counted = found.tokens, 0
            return found
    finally:
        if call.outcome != errors.RESTING:
            metrics.MODEL_CALLS.labels(call.outcome).inc()
            metrics.MODEL_TOKENS.labels("in").inc(used.counted[0] if used.counted else 0)


@contextmanager
def names_asked(workspace_id: int, base_url: str) -> Iterator[None]:
    """Write down that an endpoint is asked for the names of its models: no tokens, but the key."""
    call = ModelCall(
        workspace_id=workspace_id, purpose=ModelCall.Purpose.LIST, host=_host(base_url), at=now()
    )
    used = _Used(asked=0, counted=(0, 0))
    _begin(call, used)
    with _written_down(call, used, (None, None)):
        yield


@dataclass(slots=True)
class _Used:
    """What a call used: letters asked and said, and tokens in and out if they were counted."""

    asked: int
    said: int = 0
    counted: tuple[int, int] | None = None

    @property
    def tokens(self) -> tuple[int, int]:
        return self.counted or (self.asked // LETTERS, self.said // LETTERS)


def _admit(call: ModelCall, used: _Used, *, most_out: int = 0) -> None:
    """Write down that the call begins, or refuse it.

    Where a budget is set, the call counts from now on with the most that it may use: of calls at
    the same moment no two pass a limit together. What it did use is put in once it is known; a
    program that dies meanwhile leaves it counted in full.
    """
    call.flow_id, call.at = _flow.get(), now()
    call.effect_id = _effect.get()[:120] if call.conversation_id else ""
    if not _limited(call):
        _begin(call, used)
        return
    with transaction.atomic():
        budgets = _limited(call, lock=True)
        if any(span.is_over for span in _spans(budgets, call.conversation_id)):
            raise ModelError(_("The budget for the language model is used up."), code=errors.BUDGET)
        _begin(call, used, most_out=most_out)


def _begin(call: ModelCall, used: _Used, *, most_out: int = 0) -> None:
    """Write the call down before it is made: whatever becomes of this program, it is in the log."""
    call.outcome, call.estimated, call.ms = BEGUN, used.counted is None, 0
    call.tokens_in, call.tokens_out = used.tokens[0], most_out
    _save(call)


@contextmanager
def _written_down(call: ModelCall, used: _Used, prices: Prices | None = None) -> Iterator[None]:
    """Write down what came of the call that the block makes."""
    began = time.monotonic()
    call.outcome = "stopped"
    try:
        yield
        call.outcome = "answered"
    except ModelError as problem:
        call.outcome = problem.error_code
        if not problem.reached and call.outcome != errors.RESTING:
            call.outcome, used.counted = errors.UNREACHED, (0, 0)
        raise
    finally:
        call.ms = round((time.monotonic() - began) * 1000)
        call.estimated = used.counted is None
        call.tokens_in, call.tokens_out = used.tokens
        try:
            _settle(call, _prices(call) if prices is None else prices)
        except DatabaseError:
            logger.exception("A call of the model could not be written down.")


def _settle(call: ModelCall, prices: Prices) -> None:
    if call.outcome == errors.RESTING:  # then nothing was sent
        if call.pk:
            call.delete()
        return
    if prices[0] is not None and prices[1] is not None:
        call.cost = (call.tokens_in * prices[0] + call.tokens_out * prices[1]) / MILLION
    if (calls := _listed.get()) is not None:
        calls.append(call)
    _save(call)


def _limited(call: ModelCall, *, lock: bool = False) -> list[ModelBudget | FlowBudget]:
    """The budgets that the call has to keep within, if any; nobody else's turn with `lock`."""
    own: list[QuerySet[Any]] = [
        ModelBudget.objects.exclude(per_day=None, per_month=None, per_conversation=None)
    ]
    if call.flow_id is not None:
        own.append(FlowBudget.objects.filter(flow_id=call.flow_id, per_month__isnull=False))
    found: list[ModelBudget | FlowBudget] = []
    for budgets in own:
        theirs = budgets.filter(workspace_id=call.workspace_id).select_related("workspace")
        found += theirs.select_for_update(of=("self",)) if lock else theirs
    return found


def _spans(
    budgets: Iterable[ModelBudget | FlowBudget], conversation_id: UUID | None
) -> Iterator[Spent]:
    for budget in budgets:
        if isinstance(budget, FlowBudget):
            yield flow_span(budget)
        else:
            yield from spans(budget, conversation_id)


def exhausted(workspace_id: int) -> bool:
    """Whether the workspace may ask no model before tomorrow, or before next month."""
    budget = ModelBudget.objects.filter(workspace_id=workspace_id).first()
    return budget is not None and any(span.is_over for span in spans(budget))


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
