"""The workspace's language model in the admin. The key goes in and never comes out."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminPasswordWidget

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.common.errors import InvalidInput
from flowbuilder.integrations.secrets import unseal
from flowbuilder.llm import errors, metering, services
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.models import LanguageModelSettings, ModelBudget, ModelCall
from flowbuilder.llm.selectors import model_at


class LanguageModelForm(forms.ModelForm):
    """The key as a password that is never sent back."""

    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=4000,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("It is kept encrypted and never shown again. Some local models need none."),
    )

    class Meta:
        model = LanguageModelSettings
        fields = ("base_url", "model", "price_in", "price_out", "enabled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.sealed_key:
            self.fields["key"].help_text = _("Leave empty to keep the one that is stored.")

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        address = data.get("base_url")
        if not address:
            return data
        try:
            host = services.check_address(address)
        except InvalidInput as problem:
            self.add_error("base_url", str(problem.message))
            return data
        stored = LanguageModelSettings.objects.filter(pk=self.instance.pk).first()
        if stored and not data.get("key") and services.key_would_move(stored, host):
            self.add_error("key", _("Enter the key again: it would go to another host."))
        return data


@admin.register(LanguageModelSettings)
class LanguageModelAdmin(WorkspaceAdmin):
    """Which model answers. Without one, answers are quoted from the knowledge."""

    empty_hint = _("Without a language model, answers are quoted from your knowledge.")
    permission = Permission.SETTINGS_EDIT
    form = LanguageModelForm
    list_display = ("model", "base_url", "enabled", "updated_at")
    fields = ("base_url", "model", "key", "price_in", "price_out", "enabled")
    actions_detail = ("test_connection",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One is enough: a second would never be asked."""
        allowed = super().has_add_permission(request, obj)
        return allowed and not self.get_queryset(request).exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.workspace = workspace_of(request)
        services.save_settings(obj, key=form.cleaned_data["key"], by=cast(Any, request.user))

    @action(description=_("Test connection"), icon="network_check")
    def test_connection(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask the stored model for one word and say how long it took."""
        stored = self.get_queryset(request).filter(pk=object_id).first()
        if stored is None or not self.has_change_permission(request, stored):
            raise Http404
        model = model_at(stored.base_url, stored.model, unseal(stored.sealed_key))
        try:
            trial = services.try_out(model, stored.workspace_id)
        except ModelError as problem:
            messages.error(request, str(problem.message))
        else:
            words = _(
                "It works: “%(text)s”. First word after %(first)d ms, all of it after %(total)d ms."
            )
            messages.success(
                request,
                words
                % {"text": trial.text, "first": trial.first_token_ms, "total": trial.total_ms},
            )
        return HttpResponseRedirect(
            reverse("admin:llm_languagemodelsettings_change", args=[object_id])
        )


@admin.register(ModelBudget)
class ModelBudgetAdmin(WorkspaceAdmin):
    """How much the model may be asked, and how much of that is used."""

    empty_hint = _("Without a budget the model may be asked any number of times.")
    permission = Permission.SETTINGS_EDIT
    list_display = ("__str__", "used_today", "used_this_month", "per_conversation")
    fields = ("used_today", "per_day", "used_this_month", "per_month", "per_conversation")
    readonly_fields = ("used_today", "used_this_month")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One is enough."""
        allowed = super().has_add_permission(request, obj)
        return allowed and not self.get_queryset(request).exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.workspace = workspace_of(request)
        services.save_budget(obj, by=cast(Any, request.user))

    @admin.display(description=_("used today"))
    def used_today(self, budget: ModelBudget) -> str:
        return _meter(budget, 0)

    @admin.display(description=_("used this month"))
    def used_this_month(self, budget: ModelBudget) -> str:
        return _meter(budget, 1)


def _meter(budget: ModelBudget, place: int) -> str:
    """`12,400 of 50,000 tokens (24 %)`."""
    if budget.workspace_id is None:
        return "—"
    span = metering.spans(budget)[place]
    used = number_format(span.tokens, force_grouping=True)
    if span.allowed is None:
        return _("%(used)s tokens, no limit") % {"used": used}
    return _("%(used)s of %(allowed)s tokens (%(share)d %%)") % {
        "used": used,
        "allowed": number_format(span.allowed, force_grouping=True),
        "share": 100 * span.tokens // max(1, span.allowed),
    }


@admin.register(ModelCall)
class ModelCallAdmin(WorkspaceAdmin):
    """The processor log: when which model was asked, for what, and what it cost."""

    empty_hint = _("No model has been asked yet.")
    permission = None
    view_permission = Permission.SETTINGS_EDIT
    list_display = (
        "at", "purpose", "model", "host", "shown_outcome", "tokens_in", "tokens_out", "cost", "ms",
    )  # fmt: skip
    list_filter = ("purpose", "outcome", "model")
    date_hierarchy = "at"

    @admin.display(description=_("outcome"), ordering="outcome")
    def shown_outcome(self, call: ModelCall) -> str:
        return str(OUTCOMES.get(call.outcome, call.outcome))


OUTCOMES = {
    "answered": _("gave an answer"),
    "stopped": _("broken off"),
    errors.TIMEOUT: _("took too long"),
    errors.BUSY: _("provider overloaded"),
    errors.EMPTY: _("empty answer"),
    errors.BROKEN: _("no usable answer"),
}
