"""Which model tells what texts mean, in the admin. The key goes in and never comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import OnlyOneAdmin
from flowbuilder.common.grouping import grouped
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import model_plans, what_if
from flowbuilder.knowledge.checks.breakage_admin import ANYWAY, AsksBeforeItBreaks, SaysWhatBreaks
from flowbuilder.knowledge.checks.foresight import Foresight
from flowbuilder.knowledge.models import Expectation, MeaningSettings
from flowbuilder.knowledge.search import meaning_services
from flowbuilder.llm import errors
from flowbuilder.llm.endpoint_form import EndpointForm, PriceField, price_input
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.listing_admin import ListsModels
from flowbuilder.llm.selectors import language_model

TROUBLES = {
    errors.TIMEOUT: _("The endpoint took too long to answer."),
    errors.BUSY: _("The provider is overloaded."),
    errors.BROKEN: _("The endpoint gave no usable answer."),
    errors.RESTING: _("The endpoint failed several times and is left alone for a while."),
    errors.BUDGET: _("The budget for the model is spent."),
}


NOT_BEFORE = _(
    "What this would break cannot be told before: there are too many texts, or too many that the "
    "model has yet to place. All expected answers are checked afterwards: see “Quality of answers”."
)
#: Sent along where a key was entered, and the form came back without it.
KEY_AGAIN = "_key_again"


class MeaningForm(AsksBeforeItBreaks, EndpointForm):
    """Which model tells what texts mean; an address counts only where one is chosen.

    Asking before something breaks sends the form back, and with it no key: that is to be entered
    again (`drops_key`), and "anyway" waits for it (`waits_for_key`).
    """

    checked_later = NOT_BEFORE
    drops_key = waits_for_key = False

    class Meta:
        model = MeaningSettings
        fields = ("how", "base_url", "model", "price")
        field_classes: ClassVar = {"price": PriceField}
        localized_fields = ("price",)
        widgets: ClassVar = {"price": price_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "how" in self.fields:
            self.fields["how"].help_text = _(
                "For the search in your knowledge. The step “Topic” always uses the model of this "
                "installation: how close a text must lie was measured with that one, and it costs "
                "nothing."
            )

    def check_address(self, address: str, data: dict[str, Any]) -> None:
        if data.get("how") == MeaningSettings.How.ENDPOINT:
            super().check_address(address, data)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("how") == MeaningSettings.How.ENDPOINT:
            for name in ("base_url", "model"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for a model behind an endpoint."))
            if KEY_AGAIN in self.data and not data.get("key"):
                self.waits_for_key = ANYWAY in self.data
                self.add_error("key", self._enter_again())
        return data

    def validate_unique(self) -> None:
        super().validate_unique()
        if self.foresight and self.foresight.broken and self.cleaned_data.get("key"):
            self.drops_key = True
            self.add_error("key", self._enter_again())

    def foreseen(self) -> Foresight | None:
        return what_if.if_meaning(self.instance)

    @property
    def caveat(self) -> Any:
        """What of an endpoint nobody knows before it has placed the texts."""
        is_other = {"how", "base_url", "model"} & set(self.changed_data)
        if self.instance.how != MeaningSettings.How.ENDPOINT or not is_other:
            return ""
        if not Expectation.objects.filter(workspace=self.instance.workspace_id).exists():
            return ""
        return _(
            "What is found is then decided by words alone; an endpoint only puts suggestions in "
            "order. Which comes first cannot be told before it has placed your texts. Then all "
            "expected answers are checked again: see “Quality of answers”."
        )

    @staticmethod
    def _enter_again() -> Any:
        return _("Enter the key again: the page never sends it back.")


@admin.register(MeaningSettings)
class MeaningSettingsAdmin(SaysWhatBreaks, ListsModels, OnlyOneAdmin):
    """Which model places the texts, and how far it is."""

    empty_hint = _("Without a choice, the model of this installation is used.")
    permission = Permission.SETTINGS_EDIT
    form = MeaningForm
    fields = ("how", "base_url", "model", "key", "price", "progress")
    readonly_fields = ("progress",)
    checked_later = NOT_BEFORE
    actions_detail = ("test_endpoint",)
    change_form_before_template = "knowledge/would_break_meaning.html"

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponseBase:
        workspace_id = workspace_of(request).pk
        model = language_model(workspace_id)
        asked = model_plans.questions(workspace_id) if model else 0
        name = model.name if model else ""
        context = {
            "questions": asked,
            "model_name": name,
            "asks_endpoint": selectors.asks_endpoint(workspace_id),
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.workspace = workspace_of(request)
        key = form.cleaned_data["key"]
        meaning_services.save(obj, key=key, by=cast(Any, request.user))
        form.tell_saved(request)
        if form.caveat and form.foresight is not None:
            messages.info(request, form.caveat)

    def foreseen_without(self, workspace_id: int, ids: Sequence[int]) -> Foresight | None:
        return what_if.if_meaning(MeaningSettings(workspace_id=workspace_id))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        meaning_services.delete(obj, by=cast(Any, request.user))

    @admin.display(description=_("progress"))
    def progress(self, chosen: MeaningSettings) -> str:
        """`1,200 of 4,800 texts (25 %)`, and what it waits for."""
        if chosen.workspace_id is None:
            return "—"
        if chosen.how == MeaningSettings.How.OFF:
            return str(_("Words alone are compared."))
        selectors.index_of(chosen.workspace_id)  # goes on, should it have stopped
        placed, wanted = selectors.progress(chosen.workspace_id)
        if not wanted:
            return str(_("There is nothing to place."))
        said = _("%(placed)s of %(wanted)s texts (%(share)d%%).") % {
            "placed": grouped(placed),
            "wanted": grouped(wanted),
            "share": 100 * placed // wanted,
        }
        if placed == wanted:
            return said
        goes_on = _("The model is placing them now; this page need not stay open.")
        parts = (
            said,
            goes_on if selectors.is_placing(chosen.workspace_id) else "",
            TROUBLES.get(chosen.trouble, ""),
            _("Until all are placed, words alone are compared."),
        )
        bar = '<progress class="kb-progress" max="{}" value="{}" aria-label="{}"></progress> {}'
        words = " ".join(str(part) for part in parts if part)
        return format_html(bar, wanted, placed, _("progress"), words)

    @action(description=_("Test endpoint"), icon="network_check")
    def test_endpoint(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Have the stored endpoint place a word and say how long it took."""
        stored = self.get_queryset(request).filter(pk=object_id).first()
        if stored is None or not self.has_change_permission(request, stored):
            raise Http404
        if stored.how != MeaningSettings.How.ENDPOINT:
            messages.info(request, _("No endpoint is in use, so there is nothing to test."))
        else:
            _test(request, stored)
        return HttpResponseRedirect(
            reverse("admin:knowledge_meaningsettings_change", args=[object_id])
        )


def _test(request: HttpRequest, stored: MeaningSettings) -> None:
    try:
        dimensions, ms = meaning_services.try_out(stored)
    except ModelError as problem:
        messages.error(request, str(problem.message))
        return
    said = _("It works: a text became %(count)d numbers in %(ms)d ms.")
    messages.success(request, said % {"count": dimensions, "ms": ms})
