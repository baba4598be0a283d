"""Knowledge in the admin: entries, their import, a box to try questions, and the unanswered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.accounts.models import Language
from flowbuilder.knowledge import importing, selectors, services
from flowbuilder.knowledge.errors import EntryNotUsable, FileNotReadable
from flowbuilder.knowledge.models import Entry, Unanswered
from flowbuilder.knowledge.retrieval import Hit

VERDICTS = {
    "found": (_("Found"), _("This answer would be given.")),
    "suggest": (_("Close match"), _("The visitor would be asked which of these they mean.")),
    "none": (_("Not found"), _("The conversation would leave by “not found”.")),
}
MAX_SHOWN_PROBLEMS = 200


class EntryForm(forms.ModelForm):
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


def own_language(request: HttpRequest) -> str:
    """The language in which the person works, and so most likely writes."""
    language = get_language() or ""
    return language if language in Language.values else workspace_of(request).language


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
class EntryAdmin(WorkspaceAdmin):
    """Questions and answers; the page tries questions on them too."""

    permission = Permission.KNOWLEDGE_EDIT
    form = EntryForm
    list_display = ("question", "language", "ways", "tags", "enabled", "updated_at")
    list_filter = ("language", "enabled", TagFilter)
    search_fields = ("question", "answer", "tags", "key")
    search_help_text = _("Search in questions, answers and tags")
    fields = ("language", "question", "variant_lines", "answer", "tags", "source", "enabled")
    list_before_template = "knowledge/try_question.html"
    actions = ("switch_on", "switch_off")
    actions_list = ("open_import",)

    @admin.display(description=_("ways to ask"))
    def ways(self, entry: Entry) -> int:
        return 1 + len(entry.variants)

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view(self.import_page)
        return [path("import/", wrapped, name="knowledge_import"), *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the unanswered question that this entry is to answer."""
        initial = {"language": own_language(request)}
        unanswered = _unanswered(request)
        if unanswered is not None:
            initial |= {"question": unanswered.question, "language": unanswered.language}
        return initial

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by = cast(Any, request.user)
        if not change:
            obj.workspace = workspace_of(request)
        services.save_entry(obj, by=by)
        unanswered = None if change else _unanswered(request)
        if unanswered is not None:
            count = services.mark_answered(unanswered, obj, by=by)
            words = ngettext(
                "%(count)d question is answered now.",
                "%(count)d questions are answered now.",
                count,
            )
            messages.success(request, words % {"count": count})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.delete_entries(obj.workspace, [obj.pk], by=cast(Any, request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        services.delete_entries(workspace_of(request), ids, by=cast(Any, request.user))

    @admin.action(description=_("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._switch(request, queryset, enabled=True)

    @admin.action(description=_("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._switch(request, queryset, enabled=False)

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
            "nothing_yet": not Entry.objects.filter(workspace=workspace).exists(),
        }
        if question:
            found = selectors.search(workspace.pk, question, language)
            context |= {
                "found_from": _percent(found.result.mixture.found),
                "suggest_from": _percent(found.result.mixture.suggest),
                "verdict": found.result.verdict,
                "verdict_name": VERDICTS[found.result.verdict][0],
                "verdict_words": VERDICTS[found.result.verdict][1],
                "hits": [
                    {
                        "question": hit.document.question,
                        "answer": hit.document.answer,
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


class WhatIsLeft(admin.SimpleListFilter):
    """The open ones, unless others are asked for: an answered question leaves the list."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        others = [choice for choice in Unanswered.Status.choices if choice[0] != "open"]
        return [*others, ("all", pgettext("questions", "All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": Unanswered.Status.OPEN.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value() or Unanswered.Status.OPEN
        return queryset if wanted == "all" else queryset.filter(status=wanted)


@admin.register(Unanswered)
class UnansweredAdmin(WorkspaceAdmin):
    """What visitors asked and nobody could answer: the list of what to write next."""

    empty_hint = _("Questions for which no answer was found appear here, ready to be answered.")
    permission = Permission.KNOWLEDGE_EDIT
    list_display = ("question", "language", "at", "status", "answer_link")
    list_filter = (WhatIsLeft, "language")
    search_fields = ("question",)
    search_help_text = _("Search in the questions")
    date_hierarchy = "at"
    ordering = ("-status", "-at", "-id")  # the open ones first
    fields = ("question", "language", "at", "node", "status", "entry")
    readonly_fields = ("question", "language", "at", "node", "entry")
    actions = ("ignore", "reopen")
    actions_detail = ("write_answer",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come from conversations."""
        return False

    @admin.display(description=_("answer"))
    def answer_link(self, unanswered: Unanswered) -> str:
        if unanswered.entry_id:
            place = reverse("admin:knowledge_entry_change", args=[unanswered.entry_id])
            return format_html(
                '<a class="text-primary-600" href="{}">{}</a>', place, unanswered.entry
            )
        if unanswered.status != Unanswered.Status.OPEN:
            return ""
        return format_html(
            '<a class="text-primary-600" href="{}">{}</a>',
            _new_entry_for(unanswered.pk),
            _("Write an answer"),
        )

    @action(description=_("Write an answer"), icon="edit_note")
    def write_answer(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Open a new entry that begins with this question."""
        if not self.get_queryset(request).filter(pk=object_id).exists():
            raise Http404
        return HttpResponseRedirect(_new_entry_for(object_id))

    @admin.action(description=_("Ignore"), permissions=["change"])
    def ignore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        queryset.update(status=Unanswered.Status.IGNORED)

    @admin.action(description=_("Open again"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        queryset.update(status=Unanswered.Status.OPEN, entry=None)


def _new_entry_for(unanswered_id: int) -> str:
    return f"{reverse('admin:knowledge_entry_add')}?unanswered={unanswered_id}"


def _unanswered(request: HttpRequest) -> Unanswered | None:
    """The question that the page's address names, of this workspace and still open."""
    number = request.GET.get("unanswered", "")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    return Unanswered.objects.filter(
        workspace=workspace_of(request), pk=int(number), status=Unanswered.Status.OPEN
    ).first()


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
