"""The workspace's language model in the admin. The key goes in and never comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import OnlyOneAdmin, WithinWorkspace, WorkspaceAdmin
from flowbuilder.common.grouping import amount
from flowbuilder.integrations.secrets import unseal
from flowbuilder.llm import answers_port, errors, meter, metering, services
from flowbuilder.llm.costs_page import CostTables
from flowbuilder.llm.endpoint_form import EndpointForm, PriceField, price_input
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.listing_admin import ListsModels
from flowbuilder.llm.models import LanguageModelSettings, ModelBudget, ModelCall
from flowbuilder.llm.selectors import model_at


class LanguageModelForm(EndpointForm):
    """Which model answers, where and at what price."""

    class Meta:
        model = LanguageModelSettings
        fields = ("base_url", "model", "price_in", "price_out", "enabled")
        field_classes: ClassVar = {"price_in": PriceField, "price_out": PriceField}
        localized_fields = ("price_in", "price_out")
        widgets: ClassVar = {"price_in": price_input(), "price_out": price_input()}


SPENT = "text-red-700 dark:text-red-500"
NEARLY = "text-orange-700 dark:text-orange-400"
#: Longer names of flows are cut short in the log, which has many columns.
LONGEST_NAME = 32


@admin.register(LanguageModelSettings)
class LanguageModelAdmin(ListsModels, OnlyOneAdmin):
    """Which model answers. Without one, answers are quoted from the knowledge."""

    empty_hint = _("Without a language model, answers are quoted from your knowledge.")
    permission = Permission.SETTINGS_EDIT
    form = LanguageModelForm
    fields = ("base_url", "model", "key", "price_in", "price_out", "enabled")
    actions_detail = ("test_connection",)
    change_form_before_template = "llm/unchecked.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponseBase:
        context = {**_unchecked(request), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.workspace = workspace_of(request)
        services.save_settings(obj, key=form.cleaned_data["key"], by=cast(Any, request.user))
        if obj.enabled and {"base_url", "model", "enabled"} & set(form.changed_data):
            _say_planned(request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.delete_settings(obj, by=cast(Any, request.user))

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


def _say_planned(request: HttpRequest) -> None:
    """What another model means for the expected answers, if there are any, and where it is seen."""
    workspace_id = workspace_of(request).pk
    if page := answers_port.planned(workspace_id):
        count = answers_port.questions(workspace_id)
        words = ngettext(
            "What is found in the knowledge stays as it is. What this model writes of it is not "
            "known before it is asked: in a minute %(count)d expected question is put to it, "
            "within the budget:",
            "What is found in the knowledge stays as it is. What this model writes of it is not "
            "known before it is asked: in a minute %(count)d expected questions are put to it, "
            "within the budget:",
            count,
        ) % {"count": count}
        link = _("see how it answers the expected questions")
        messages.info(request, format_html('{} <a href="{}">{}</a>.', words, page, link))


def _unchecked(request: HttpRequest) -> dict[str, Any]:
    workspace_id = workspace_of(request).pk
    return {
        "unchecked": answers_port.unchecked(workspace_id),
        "questions": answers_port.questions(workspace_id),
    }


@admin.register(ModelBudget)
class ModelBudgetAdmin(OnlyOneAdmin):
    """How much the model may be asked, how much of that is used, and what models cost."""

    empty_hint = _("Without a budget the model may be asked any number of times.")
    permission = Permission.SETTINGS_EDIT
    fields = ("used_today", "per_day", "used_this_month", "per_month", "per_conversation")
    readonly_fields = ("used_today", "used_this_month")
    change_form_after_template = "llm/costs.html"

    class Media:
        css: ClassVar = {"all": ["llm/models.css"]}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponseBase:
        context = {"costs": CostTables(workspace_of(request)), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

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
    """What is spent, drawn and in words, with a warning where little is left."""
    if budget.workspace_id is None:
        return "—"
    span = metering.spans(budget)[place]
    words, warning = meter.in_words(span), meter.warning(span)
    if warning:
        tone = SPENT if span.is_over else NEARLY
        words = format_html('{} <strong class="{}">{}</strong>', words, tone, warning)
    return format_html("{}<span>{}</span>", meter.bar(span), words)


class FlowFilter(WithinWorkspace):
    """The calls of one flow, or those outside any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = conditional_escape(_("Outside flows"))

    def has_output(self) -> bool:
        """Also with one choice: what is not shown does not narrow the list."""
        return True


class ConversationFilter(admin.SimpleListFilter):
    """The calls of one conversation. It is chosen by a link to here, so only it is offered.

    Something else typed in the address is no conversation, so it has no calls.
    """

    title = _("conversation")
    parameter_name = "conversation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        given, chosen = self.value(), self._chosen()
        if not given:
            return []
        return [(given, str(chosen)[-6:] if chosen else str(_("no such conversation")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self._chosen()
        return queryset.filter(conversation_id=chosen) if chosen else queryset.none()

    def _chosen(self) -> UUID | None:
        try:
            return UUID(self.value() or "")
        except ValueError:
            return None


@admin.register(ModelCall)
class ModelCallAdmin(WorkspaceAdmin):
    """The processor log: when which model was asked, for what, and what it cost."""

    empty_hint = _("No model has been asked yet.")
    permission = None
    view_permission = Permission.SETTINGS_EDIT
    list_display = (
        "at", "purpose", "shown_flow", "talk", "asked", "shown_outcome", "tokens_in",
        "tokens_out", "shown_cost", "ms",
    )  # fmt: skip
    list_select_related = ("flow",)
    heavy_fields = ("flow__draft",)
    list_filter = ("purpose", "outcome", "model", ("flow", FlowFilter), ConversationFilter)
    date_hierarchy = "at"

    class Media:
        css: ClassVar = {"all": ["llm/calls.css"]}

    @admin.display(description=_("flow"), ordering="flow__name")
    def shown_flow(self, call: ModelCall) -> str:
        return Truncator(call.flow).chars(LONGEST_NAME) if call.flow is not None else "–"

    @admin.display(description=_("conversation"), ordering="conversation_id")
    def talk(self, call: ModelCall) -> str:
        """A way to the conversation: its log shows the answer that these calls made."""
        if call.conversation_id is None:
            return "–"
        page = reverse("admin:conversations_conversation_change", args=[call.conversation_id])
        return format_html('<a href="{}">{}</a>', page, str(call.conversation_id)[-6:])

    @admin.display(description=_("model"), ordering="model")
    def asked(self, call: ModelCall) -> str:
        """The model and, under it, the host that it was asked at."""
        words = '<span class="call-model">{}<small>{}</small></span>'
        return format_html(words, call.model, call.host)

    @admin.display(description=_("cost"), ordering="cost")
    def shown_cost(self, call: ModelCall) -> str:
        return "–" if call.cost is None else amount(call.cost)

    @admin.display(description=_("outcome"), ordering="outcome")
    def shown_outcome(self, call: ModelCall) -> str:
        return str(OUTCOMES.get(call.outcome, call.outcome))


OUTCOMES = {
    "answered": _("gave an answer"),
    metering.BEGUN: _("under way or cut off"),
    "stopped": _("broken off"),
    errors.TIMEOUT: _("took too long"),
    errors.BUSY: _("provider overloaded"),
    errors.EMPTY: _("empty answer"),
    errors.BROKEN: _("no usable answer"),
    errors.UNREACHED: _("could not connect"),
}
