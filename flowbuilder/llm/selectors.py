"""Which model answers for a workspace, and what a flow may spend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from flowbuilder.common.breaker import breaker_for
from flowbuilder.integrations.secrets import unseal
from flowbuilder.llm.models import FlowBudget, LanguageModelSettings

if TYPE_CHECKING:
    from flowbuilder.accounts.models import Workspace
    from flowbuilder.common.breaker import Breaker
    from flowbuilder.llm.providers import LanguageModel


def model_at(base_url: str, name: str, key: str, breaker: Breaker | None = None) -> LanguageModel:
    """The model `name` at `base_url`. Loads the client on first use: starting without is faster."""
    from flowbuilder.llm.openai_compatible import OpenAICompatible

    return OpenAICompatible(base_url, name, key, breaker)


def model_configured(workspace: Workspace | int) -> bool:
    """Say whether a model answers for `workspace`."""
    return language_model(workspace) is not None


def flow_budget(workspace: Workspace, flow_id: int, per_month: int | None) -> FlowBudget:
    """A budget for a flow, to be saved; `per_month` is in tokens, None for any number."""
    return FlowBudget(workspace=workspace, flow_id=flow_id, per_month=per_month)


def stored_budget(workspace: Workspace, flow_id: int) -> FlowBudget:
    """The budget of a flow; one without a limit where none was set."""
    found = FlowBudget.objects.filter(workspace=workspace, flow_id=flow_id).first()
    return found or flow_budget(workspace, flow_id, None)


def language_model(workspace: Workspace | int) -> LanguageModel | None:
    """The model of `workspace`: its own, else the installation's, else none.

    A workspace that switched its own off has none, whatever the installation offers.
    """
    key = workspace if isinstance(workspace, int) else workspace.pk
    own = LanguageModelSettings.objects.filter(workspace_id=key).first()
    if own is not None:
        if not own.enabled:
            return None
        return _watched(key, own.base_url, own.model, unseal(own.sealed_key))
    if settings.FLOWBUILDER_LLM_BASE_URL and settings.FLOWBUILDER_LLM_MODEL:
        return _watched(
            key,
            settings.FLOWBUILDER_LLM_BASE_URL,
            settings.FLOWBUILDER_LLM_MODEL,
            settings.FLOWBUILDER_LLM_API_KEY,
        )
    return None


def _watched(workspace_id: int, base_url: str, name: str, key: str) -> LanguageModel:
    """The model with the breaker of this workspace; other settings begin without a past."""
    breaker = breaker_for("model", workspace_id, base_url, name, hash(key))
    return model_at(base_url, name, key, breaker)
