"""Knowledge in the admin: entries, their import, and a box to try questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as ask_and_delete
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import InWorkspaceForm, KnowsItsWorkspace
from flowbuilder.accounts.models import Language
from flowbuilder.knowledge import (
    expectations,
    importing,
    selectors,
    services,
    unanswered,
    what_if,
)
from flowbuilder.knowledge.drafting_admin import BeginsAnEntry
from flowbuilder.knowledge.errors import EntryNotUsable, FileNotReadable
from flowbuilder.knowledge.models import Entry, Source
from flowbuilder.knowledge.quality_admin import ExpectationAdmin, own_language
from flowbuilder.knowledge.retrieval import Hit
from flowbuilder.knowledge.sources_admin import SourceAdmin, place_of
from flowbuilder.knowledge.unanswered_admin import UnansweredAdmin, say_settled, unanswered_of

__all__ = ["EntryAdmin", "ExpectationAdmin", "SourceAdmin", "UnansweredAdmin"]

VERDICTS = {
    "found": (_("Found"), _("This answer would be given.")),
    "suggest": (_("Close match"), _("The visitor would be asked which of these they mean.")),
    "none": (_("Not found"), _("The conversation would leave by “not found”.")),
}
MAX_SHOWN_PROBLEMS = 200
#: The button that saves, switches off or deletes whatever breaks.
ANYWAY = "_anyway"


class EntryForm(InWorkspaceForm):
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

    #: What saving would break, when somebody tried to.
    broken: Sequence[what_if.Breakage] = ()

    class Meta:
        model = Entry
        fields = ("language", "question", "answer", "tags", "source", "enabled")

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
        return super().clean()

    def validate_unique(self) -> None:
        """Refuse once what would break expected answers; "save anyway" is not asked again."""
        super().validate_unique()
        if self.errors or ANYWAY in self.data:
            return
        self.broken = what_if.if_saved(self.instance)
        if self.broken:
            words = ngettext(
                "Not saved yet: %(count)d expected answer would break.",
                "Not saved yet: %(count)d expected answers would break.",
                len(self.broken),
            )
            self.add_error(None, words % {"count": len(self.broken)})


class ImportForm(forms.Form):
    """A file and the language of the rows that name none."""

    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.jsonl,.ndjson"}),
        help_text=_("CSV or JSON lines in UTF-8, up to 20 MB."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        widget=UnfoldAdminSelectWidget,
        help_text=_("For rows without a language of their own."),
    )


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


@admin.register(Entry)
class EntryAdmin(BeginsAnEntry, KnowsItsWorkspace):
    """Questions and answers; the page tries questions on them too."""

    permission = Permission.KNOWLEDGE_EDIT
    form = EntryForm
    list_display = ("question", "language", "ways", "tags", "enabled", "updated_at")
    list_filter = ("language", "enabled", TagFilter)
    search_fields = ("question", "answer", "tags", "key")
    search_help_text = _("Search in questions, answers and tags")
    fields = ("language", "question", "variant_lines", "answer", "tags", "source", "enabled")
    list_before_template = "knowledge/try_question.html"
    change_form_before_template = "knowledge/entry_above.html"
    delete_confirmation_template = "knowledge/delete_entry.html"
    delete_selected_confirmation_template = "knowledge/delete_entries.html"
    actions = ("switch_on", "switch_off", "delete_selected")

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}

    actions_list = ("open_import",)

    @admin.display(description=_("ways to ask"))
    def ways(self, entry: Entry) -> int:
        return 1 + len(entry.variants)

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view(self.import_page)
        return [path("import/", wrapped, name="knowledge_import"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by = cast(Any, request.user)
        asked = [] if change else unanswered_of(request)
        before = unanswered.found_now(workspace_of(request).pk, asked) if asked else {}
        services.save_entry(obj, by=by)
        if asked:
            say_settled(request, unanswered.settle(obj, asked, before, by=by))
            self.settle_reply(request)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        entry = None if request.method == "POST" else self.get_object(request, object_id)
        broken = what_if.if_without(entry.workspace_id, [entry.pk]) if entry else []
        context = {"broken": broken, **(extra_context or {})}
        return super().delete_view(request, object_id, context)

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
        broken: list[what_if.Breakage] = []
        if ANYWAY not in request.POST:
            ids = list(queryset.values_list("pk", flat=True))
            broken = what_if.if_without(workspace_of(request).pk, ids)
        if broken:
            across = request.POST.get("select_across", "0")
            context = {
                **self.admin_site.each_context(request),
                "title": _("Switch off"),
                "opts": self.model._meta,
                "broken": broken,
                "select_across": across,
                "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
                "checkbox": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "knowledge/switch_off.html", context)
        return self._switch(request, queryset, enabled=False)

    @admin.action(description=cast(Any, ask_and_delete).short_description, permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Ask first, and say which expected answers would break."""
        answer = ask_and_delete(self, request, queryset)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            ids = list(queryset.values_list("pk", flat=True))
            answer.context_data["broken"] = what_if.if_without(workspace_of(request).pk, ids)
        return answer

    def _switch(self, request: HttpRequest, queryset: QuerySet[Any], *, enabled: bool) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        count = services.switch_entries(
            workspace_of(request), ids, enabled=enabled, by=cast(Any, request.user)
        )
        words = ngettext("%(count)d answer changed.", "%(count)d answers changed.", count)
        messages.success(request, words % {"count": count})

    @action(description=_("Import from a file"), icon="upload_file", permissions=["change"])
    def open_import(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:knowledge_import"))

    # ---- trying a question ------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        given = request.GET.copy()
        question = " ".join(given.pop("try", [""]))[:500].strip()
        language = (given.pop("try_language", [""]) or [""])[0]
        request.GET = given  # type: ignore[assignment]  # the list's own filters remain
        context = {**(extra_context or {}), **self._tried(request, question, language)}
        return super().changelist_view(request, context)

    def _tried(self, request: HttpRequest, question: str, language: str) -> dict[str, Any]:
        workspace = workspace_of(request)
        if language not in Language.values:
            language = own_language(request)
        context: dict[str, Any] = {
            "tried": question,
            "tried_language": language,
            "languages": Language.choices,
            "nothing_yet": not (
                Entry.objects.filter(workspace=workspace).exists()
                or Source.objects.filter(workspace=workspace).exists()
            ),
        }
        if question:
            found = selectors.search(workspace.pk, question, language)
            context |= {
                "found_from": _percent(found.result.mixture.found),
                "suggest_from": _percent(found.result.mixture.suggest),
                "expected_now": expectations.kept_for(workspace.pk, question, language),
                "verdict": found.result.verdict,
                "verdict_name": VERDICTS[found.result.verdict][0],
                "verdict_words": VERDICTS[found.result.verdict][1],
                "hits": [
                    {
                        "id": hit.document.id,
                        "question": hit.document.question,
                        "answer": selectors.shown(hit, question),
                        "of": hit.document.of,
                        "place": place_of(hit.document),
                        "percent": _percent(hit.score),
                        "signals": _signals(hit),
                    }
                    for hit in found.result.hits
                ],
            }
        return context

    # ---- importing ----------------------------------------------------------------

    def import_page(self, request: HttpRequest) -> HttpResponse:
        """Take a file, import what can be used, and say row by row what could not."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        workspace = workspace_of(request)
        report = None
        form = ImportForm(
            request.POST or None, request.FILES or None, initial={"language": own_language(request)}
        )
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                if upload.size > importing.MAX_FILE:
                    raise FileNotReadable(gettext("The file is larger than 20 MB. Split it."))
                report = services.import_file(
                    workspace,
                    upload.read(),
                    name=upload.name,
                    language=form.cleaned_data["language"],
                    by=cast(Any, request.user),
                )
            except FileNotReadable as problem:
                form.add_error("file", str(problem.message))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import questions and answers"),
            "page_part": _("Import"),
            "opts": self.model._meta,
            "form": form,
            "report": report,
            "problems": report.problems[:MAX_SHOWN_PROBLEMS] if report else [],
        }
        return TemplateResponse(request, "knowledge/import.html", context)


def _tidied(clean: Any, given: Any) -> Any:
    try:
        return clean(given)
    except EntryNotUsable as problem:
        raise ValidationError(str(problem.message)) from None


def _signals(hit: Hit) -> list[tuple[Any, int]]:
    """What speaks for an entry, in words; nearness only where there is a model."""
    signals = hit.signals
    named = [
        (_("words of one phrasing"), signals.fit),
        (_("words of the whole entry"), signals.cover),
        (_("spelling"), signals.shape),
    ]
    if signals.phrasing or signals.answer:
        named += [
            (_("meaning of one phrasing"), signals.phrasing),
            (_("meaning of the answer"), signals.answer),
        ]
    return [(name, _percent(value)) for name, value in named]


def _percent(score: float) -> int:
    return round(score * 100)
