"""Knowledge in the admin: entries and their import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminTextareaWidget

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.knowledge import importing, services
from flowbuilder.knowledge.answers.ask_report import is_empty
from flowbuilder.knowledge.checks import what_if
from flowbuilder.knowledge.checks.breakage_admin import (
    ANYWAY,
    AsksBeforeItBreaks,
    SaysWhatBreaks,
    say_checked_later,
)
from flowbuilder.knowledge.checks.foresight import NOTHING, Foresight
from flowbuilder.knowledge.checks.quality_admin import ExpectationAdmin
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.given_admin import FILTERS, TellsStandings
from flowbuilder.knowledge.imports_admin import ImportsEntries
from flowbuilder.knowledge.learning import unanswered
from flowbuilder.knowledge.learning.drafting_admin import BeginsAnEntry
from flowbuilder.knowledge.learning.unanswered_admin import (
    UnansweredAdmin,
    page_after,
    say_settled,
    unanswered_of,
)
from flowbuilder.knowledge.models import Entry, PastText
from flowbuilder.knowledge.past_admin import ForgetsThePast
from flowbuilder.knowledge.reading.sources_admin import SourceAdmin
from flowbuilder.knowledge.search import validity
from flowbuilder.knowledge.search.meaning_admin import MeaningSettingsAdmin
from flowbuilder.knowledge.search.synonyms_admin import SynonymsAdmin

__all__ = [
    "EntryAdmin", "ExpectationAdmin", "MeaningSettingsAdmin", "SourceAdmin", "SynonymsAdmin",
    "UnansweredAdmin",
]  # fmt: skip

STANDINGS: dict[validity.Standing, Any] = {
    "given": _("Given to visitors"), "later": _("Not yet"), "over": _("Out of date"),
    "off": _("Off"),
}  # fmt: skip


class EntryForm(AsksBeforeItBreaks):
    """The other ways to ask as lines of text."""

    variant_lines = forms.CharField(
        label=_("Other ways to ask"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
        help_text=_(
            "One per line, in visitors’ own words: three or more make the answer much easier to "
            "find. Endings, capitals, missing diacritics and small slips are understood anyway."
        ),
    )

    class Meta:
        model = Entry
        fields = (
            "language", "question", "answer", "tags", "source", "enabled", "valid_from",
            "valid_until", "flow", "owner",
        )  # fmt: skip
        help_texts: ClassVar = {
            "answer": _(
                "What the visitor reads. You may use **bold**, *italic*, [links](https://…), and "
                "lists: lines that begin with “-” or “1.”."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.variants:
            self.fields["variant_lines"].initial = "\n".join(self.instance.variants)

    def clean_variant_lines(self) -> list[str]:
        lines = self.cleaned_data["variant_lines"].splitlines()
        return list(_tidied(importing.clean_variants, lines))

    def clean_tags(self) -> str:
        return str(_tidied(importing.clean_tags, self.cleaned_data["tags"]))

    def clean(self) -> dict[str, Any] | None:
        self.instance.variants = self.cleaned_data.get("variant_lines") or []
        days = (self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until"))
        try:
            importing.check_dates(*days)
        except EntryNotUsable as problem:
            self.add_error("valid_until", str(problem.message))
        return super().clean()

    def foreseen(self) -> Foresight | None:
        return what_if.if_saved(self.instance)


@admin.register(Entry)
class EntryAdmin(BeginsAnEntry, ImportsEntries, SaysWhatBreaks, ForgetsThePast, TellsStandings):
    """Questions and answers; from the list a way to ask them something."""

    permission = Permission.KNOWLEDGE_EDIT
    form = EntryForm
    list_display = ("question", "language", "ways", "tags", "standing", "updated_at")
    standings = STANDINGS
    list_filter = ("language", *FILTERS)
    search_fields = ("question", "answer", "tags", "key")
    search_help_text = _("Search in questions, answers and tags")
    fields = (
        "language", "question", "variant_lines", "answer", "tags", "source", "enabled",
        ("valid_from", "valid_until"), "flow", "owner",
    )  # fmt: skip
    list_before_template = "knowledge/entries_above.html"
    change_form_before_template = "knowledge/entry_above.html"
    unlisted = (PastText,)
    actions = ("switch_on", "switch_off", "forget_past", "delete_selected")

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}

    @admin.display(description=_("ways to ask"))
    def ways(self, entry: Entry) -> int:
        return 1 + len(entry.variants)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"nothing_yet": is_empty(workspace_of(request).pk), **(extra_context or {})}
        return super().changelist_view(request, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by = cast(Any, request.user)
        asked = [] if change else unanswered_of(request)
        before = unanswered.found_now(workspace_of(request).pk, asked) if asked else {}
        services.save_entry(obj, by=by)
        form.tell_saved(request)
        if asked:
            say_settled(request, unanswered.settle(obj, asked, before, by=by))
            self.settle_reply(request)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Back to the questions, when it answers some that were asked in vain."""
        place = page_after(request)
        return (
            HttpResponseRedirect(place) if place else super().response_post_save_add(request, obj)
        )

    def foreseen_without(self, workspace_id: int, ids: Sequence[int]) -> Foresight | None:
        return what_if.if_without(workspace_id, ids)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.delete_entries(obj.workspace, [obj.pk], by=cast(Any, request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        services.delete_entries(workspace_of(request), ids, by=cast(Any, request.user))

    @admin.action(description=_("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._switch(request, queryset, enabled=True)

    @admin.action(description=_("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Switch off, unless that would break expected answers: then say which, and ask."""
        foresight: Foresight | None = NOTHING
        if ANYWAY not in request.POST:
            ids = list(queryset.values_list("pk", flat=True))
            foresight = what_if.if_without(workspace_of(request).pk, ids)
        if foresight and foresight.broken:
            return self.ask_before(
                request, foresight, action="switch_off", title=_("Switch off"),
                anyway=_("Switch off anyway"),
            )  # fmt: skip
        say_checked_later(request, foresight)
        return self._switch(request, queryset, enabled=False)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Any], *, enabled: bool) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        count = services.switch_entries(
            workspace_of(request), ids, enabled=enabled, by=cast(Any, request.user)
        )
        words = ngettext("%(count)d answer changed.", "%(count)d answers changed.", count)
        messages.success(request, words % {"count": count})


def _tidied(clean: Any, given: Any) -> Any:
    try:
        return clean(given)
    except EntryNotUsable as problem:
        raise ValidationError(str(problem.message)) from None
