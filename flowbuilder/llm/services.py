"""What changes a workspace's language model, and the trial of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import InvalidInput
from flowbuilder.integrations import safe_http
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.secrets import seal
from flowbuilder.llm import answers_port, metering
from flowbuilder.llm.models import FlowBudget
from flowbuilder.llm.providers import LanguageModel, Message, ModelLimits

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User
    from flowbuilder.llm.models import LanguageModelSettings, ModelBudget

TRIAL_LIMITS = ModelLimits(connect=5, first_token=15, idle=10, total=20, max_tokens=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of asking the model one short question."""

    text: str
    first_token_ms: int
    total_ms: int


@transaction.atomic
def save_settings(
    settings: LanguageModelSettings, *, key: str = "", forget_key: bool = False,
    by: User | None = None,
) -> None:  # fmt: skip
    """Save `settings`; a non-empty `key` replaces the stored one.

    Raises:
        InvalidInput: If the address may not be called, or moved to another host or from https
            to http while the stored key was to be kept.
    """
    host = check_address(settings.base_url)
    before = type(settings).objects.filter(pk=settings.pk).first() if settings.pk else None
    if before and not key and not forget_key and key_would_move(before, settings.base_url):
        raise InvalidInput(
            _("Enter the key again: it is about to be sent to another host or unencrypted.")
        )
    if key or forget_key:
        settings.sealed_key = seal(key)
    with answers_port.changing(settings.workspace_id, by):
        settings.save()
    audit(
        settings.workspace, by, "language_model.saved", settings.model,
        host=host, key_changed=bool(key or forget_key), enabled=settings.enabled,
    )  # fmt: skip


@transaction.atomic
def delete_settings(settings: LanguageModelSettings, *, by: User | None = None) -> None:
    """Go back to the model of this installation, or to none; the key is gone."""
    with answers_port.changing(settings.workspace_id, by):
        settings.delete()
    audit(settings.workspace, by, "language_model.saved", "")


@transaction.atomic
def save_budget(budget: ModelBudget, *, by: User | None = None) -> None:
    """Save how much the model may be asked."""
    budget.save()
    audit(
        budget.workspace, by, "model_budget.saved", "",
        per_conversation=budget.per_conversation, per_day=budget.per_day,
        per_month=budget.per_month,
    )  # fmt: skip


@transaction.atomic
def save_flow_budget(budget: FlowBudget, *, by: User | None = None) -> None:
    """Save how much the turns of a flow may ask the model, in place of what held before."""
    FlowBudget.objects.update_or_create(
        flow_id=budget.flow_id,
        defaults={"workspace_id": budget.workspace_id, "per_month": budget.per_month},
    )
    audit(budget.workspace, by, "model_budget.saved", str(budget.flow), per_month=budget.per_month)


class HoldsKey(Protocol):
    """Settings with a key that was entered for one address."""

    base_url: Any
    sealed_key: Any


def key_would_move(stored: HoldsKey, base_url: str) -> bool:
    """Say whether the stored key would go to another host than it was entered for, or in clear."""
    if not stored.sealed_key:
        return False
    try:
        if safe_http.host_of(stored.base_url) != safe_http.host_of(base_url):
            return True
        return safe_http.is_encrypted(stored.base_url) and not safe_http.is_encrypted(base_url)
    except OutboundProblem:
        return True


def check_address(base_url: str, *, is_new: bool = False) -> str:
    """Return the host of `base_url`, or raise InvalidInput when it can't be an endpoint's.

    One that `is_new` is refused with what to do, too, where it is in a private network.
    """
    try:
        place = safe_http.needs_allowing(base_url) if is_new else ""
        host = safe_http.host_of(base_url)
    except OutboundProblem as problem:
        raise InvalidInput(problem.message) from None
    if place:
        said = _(
            "This address is in a private network. Whoever runs the server has to allow it first, "
            "by adding %(place)s to FLOWBUILDER_ALLOWED_PRIVATE_HOSTS."
        )
        raise InvalidInput(said % {"place": place})
    return host


def try_out(model: LanguageModel, workspace_id: int) -> Trial:
    """Ask `model` for one word. Raises ModelError."""
    started = time.monotonic()
    first = 0.0
    pieces = []
    for delta in metering.stream(
        model,
        [Message(role="user", text="Answer with the single word: ready")],
        limits=TRIAL_LIMITS,
        workspace_id=workspace_id,
        purpose="test",
    ):
        first = first or time.monotonic()
        pieces.append(delta.text)
    ended = time.monotonic()
    return Trial(
        text="".join(pieces).strip()[:200].rstrip("."),
        first_token_ms=round((first - started) * 1000),
        total_ms=round((ended - started) * 1000),
    )
