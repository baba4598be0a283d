"""Knowledge in the admin: entries, their import, and a box to try questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import DateField, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminTextareaWidget,
)

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import WithinWorkspace
from flowbuilder.knowledge import (
    importing,
    services,
    unanswered,
    validity,
    what_if,
)
from flowbuilder.knowledge.breakage_admin import (
    ANYWAY,
    AsksBeforeItBreaks,
    SaysWhatBreaks,
    say_checked_later,
)
from flowbuilder.knowledge.drafting_admin import BeginsAnEntry
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.imports_admin import ImportsEntries
from flowbuilder.knowledge.meaning_admin import MeaningSettingsAdmin
from flowbuilder.knowledge.models import Entry
from flowbuilder.knowledge.quality_admin import ExpectationAdmin
from flowbuilder.knowledge.sources_admin import SourceAdmin
from flowbuilder.knowledge.synonyms_admin import SynonymsAdmin
from flowbuilder.knowledge.trying_admin import TriesQuestions
from flowbuilder.knowledge.unanswered_admin import (
    UnansweredAdmin,
    page_after,
    say_settled,
    unanswered_of,
)

__all__ = [
    "EntryAdmin", "ExpectationAdmin", "MeaningSettingsAdmin", "SourceAdmin", "SynonymsAdmin",
    "UnansweredAdmin",
]  # fmt: skip

STANDINGS: dict[validity.Standing, Any] = {
    "given": _("Given to visitors"), "later": _("Not yet"), "over": _("Out of date"),
    "off": _("Off"),
}  # fmt: skip
LABELS = {"given": "success", "later": "info", "over": "warning", "off": "default"}


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

    def foreseen(self) -> what_if.Foresight | None:
        return what_if.if_saved(self.instance)


class TagFilter(admin.SimpleListFilter):
    """The tags in use."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        used = model_admin.get_queryset(request).exclude(tags="")
        found = {tag for tags in used.values_list("tags", flat=True) for tag in tags.split(", ")}
        return [(tag, tag) for tag in sorted(found)[:50]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        tag = self.value()
        if not tag:
            return queryset
        return queryset.filter(
            Q(tags=tag)
            | Q(tags__startswith=f"{tag}, ")
            | Q(tags__endswith=f", {tag}")
            | Q(tags__contains=f", {tag}, ")
        )


class StandingFilter(admin.SimpleListFilter):
    """Whether visitors get it today, or why not."""

    title = _("status")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return list(STANDINGS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen not in STANDINGS:
            return queryset
        return queryset.filter(validity.stands(chosen, validity.today_in(workspace_of(request).pk)))


@admin.register(Entry)
class EntryAdmin(BeginsAnEntry, ImportsEntries, SaysWhatBreaks, TriesQuestions):
    """Questions and answers; the page tries questions on them too."""

    permission = Permission.KNOWLEDGE_EDIT
    form = EntryForm
    list_display = ("question", "language", "ways", "tags", "standing", "updated_at")
    list_filter = (
        "language", StandingFilter, TagFilter, ("flow", WithinWorkspace),
        ("owner", WithinWorkspace),
    )  # fmt: skip
    search_fields = ("question", "answer", "tags", "key")
    search_help_text = _("Search in questions, answers and tags")
    fields = (
        "language", "question", "variant_lines", "answer", "tags", "source", "enabled",
        ("valid_from", "valid_until"), "flow", "owner",
    )  # fmt: skip
    change_form_before_template = "knowledge/entry_above.html"
    actions = ("switch_on", "switch_off", "delete_selected")

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}

    @display(description=_("status"), ordering="enabled", label=LABELS)
    def standing(self, entry: Entry) -> tuple[str, Any]:
        standing = validity.standing(entry, cast(Any, entry).today)
        return standing, STANDINGS[standing]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each row knows which day it is in the workspace: looked up once, not once a row."""
        today = Value(validity.today_in(workspace_of(request).pk), output_field=DateField())
        return super().get_queryset(request).annotate(today=today)

    @admin.display(description=_("ways to ask"))
    def ways(self, entry: Entry) -> int:
        return 1 + len(entry.variants)

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

    def foreseen_without(self, workspace_id: int, ids: Sequence[int]) -> what_if.Foresight | None:
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
        foresight: what_if.Foresight | None = what_if.NOTHING
        if ANYWAY not in request.POST:
            ids = list(queryset.values_list("pk", flat=True))
            foresight = what_if.if_without(workspace_of(request).pk, ids)
        if foresight and foresight.broken:
            return self.ask_before(
                request, foresight, action="switch_off", title=_("Switch off"),
                anyway=_("Switch off anyway"),
            )  # fmt: skip
        if foresight is None:
            say_checked_later(request)
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
