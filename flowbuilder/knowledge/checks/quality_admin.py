"""The quality of answers, in the admin: what is expected, how it comes out, what changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from flowbuilder.accounts.access import Permission, request_may, user_of, workspace_of
from flowbuilder.accounts.admin_base import InWorkspaceForm
from flowbuilder.accounts.models import Language
from flowbuilder.common import spreadsheets
from flowbuilder.knowledge import importing, selectors
from flowbuilder.knowledge.checks import (
    expectations,
    expected_files,
    expected_importing,
    quality_report,
)
from flowbuilder.knowledge.checks.model_runs_admin import AsksTheModel
from flowbuilder.knowledge.checks.threshold_admin import LearnsThresholds
from flowbuilder.knowledge.errors import ExpectationNotUsable, FileNotReadable
from flowbuilder.knowledge.models import Entry, Expectation, Outcome
from flowbuilder.knowledge.reading import source_selectors
from flowbuilder.knowledge.search.hits import Place

MAX_SHOWN_PROBLEMS = 200
WORST_FIRST = Case(
    *[When(outcome=name, then=Value(n)) for n, name in enumerate(("false", "wrong", "missed"))],
    When(outcome=Outcome.OFFERED, then=Value(3)),
    When(outcome="", then=Value(4)),
    default=Value(5),
)


def own_language(request: HttpRequest) -> str:
    """The language in which the person works, and so most likely writes."""
    language = get_language() or ""
    return language if language in Language.values else workspace_of(request).language


class ExpectationForm(InWorkspaceForm):
    """A question with its answer, or with none."""

    class Meta:
        model = Expectation
        fields = (
            "language", "question", "entry", "source", "page", "heading", "no_answer", "note",
        )  # fmt: skip

    def _get_validation_exclusions(self) -> set[str]:
        """What the database would refuse is said at its field, by `validate_unique`."""
        return super()._get_validation_exclusions() | {"workspace", "no_answer"}

    def validate_unique(self) -> None:
        """Say at the field what the services would refuse."""
        if self.errors:
            return
        try:
            expectations.check(self.instance)
        except ExpectationNotUsable as problem:
            self.add_error(str(problem.details["field"]), str(problem.message))


class RowsForm(forms.Form):
    """A `file` of rows, and the language of those that name none."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        widget=UnfoldAdminSelectWidget,
        help_text=_("For rows without a language of their own."),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > importing.MAX_FILE:
            raise forms.ValidationError(importing.too_large())
        return file


class ExpectedImportForm(RowsForm):
    """A file of expected answers."""

    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv"}),
        help_text=_("CSV in UTF-8, up to 20 MB."),
    )
    field_order = ("file", "language")


@admin.register(Expectation)
class ExpectationAdmin(AsksTheModel, LearnsThresholds):
    """What the knowledge should say; above the list, how it does."""

    permission = Permission.KNOWLEDGE_EDIT
    form = ExpectationForm
    empty_hint = _(
        "Write down questions whose answer you know, and ones that should get none. After every "
        "change it is checked that they still come out as you expect."
    )
    list_display = ("question", "language", "expected", "result", "found")
    list_filter = ("outcome", "language", "no_answer")
    list_select_related = ("entry", "source")
    heavy_fields = ("entry__answer", "source__text", "source__robots")
    search_fields = ("question", "note", "entry__question", "source__name")
    search_help_text = _("Search in questions and notes")
    ordering = (WORST_FIRST, "question", "id")
    fields = ("language", "question", "entry", "source", "page", "heading", "no_answer", "note")
    autocomplete_fields = ("entry", "source")
    list_before_template = "knowledge/quality.html"
    actions_list = ("open_import", "export")

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}
        js = ("knowledge/standing.js",)

    @admin.display(description=_("expected answer"), ordering="entry__question")
    def expected(self, expectation: Any) -> str:
        words = quality_report.expected_words(expectation)
        if not expectation.is_gone:
            return words
        return gettext("%(place)s (not in the source any more)") % {"place": words}

    @display(
        description=_("last check"),
        ordering="outcome",
        label={
            "right": "success", "refused": "success", "offered": "warning", "wrong": "danger",
            "missed": "danger", "false": "danger", "new": "info",
        },
    )  # fmt: skip
    def result(self, expectation: Expectation) -> tuple[str, Any]:
        if not expectation.outcome:
            return "new", _("Not checked yet")
        return expectation.outcome, Outcome(expectation.outcome).label

    @admin.display(description=_("what was found"), ordering="got")
    def found(self, expectation: Expectation) -> str:
        return expectation.got

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Each row knows whether its place is gone: looked up once, not once a row."""
        shown = super().get_changelist_instance(request)
        gone = expectations.gone_places(shown.result_list)
        for row in shown.result_list:
            row.is_gone = row.pk in gone
        return shown

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"language": own_language(request)}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        may_read = request_may(request, Permission.INSIGHTS_VIEW)
        report = quality_report.report(workspace_of(request).pk, may_read=may_read)
        name = _("Quality of answers")  # as the menu calls it
        context = {"quality": report, "title": name, "page_name": name, **(extra_context or {})}
        return super().changelist_view(request, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = user_of(request)
        expectations.save(obj, by=user_of(request))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        expectations.delete(obj.workspace, [obj.pk], by=user_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        expectations.delete(workspace_of(request), ids, by=user_of(request))

    @action(description=_("Import from a file"), icon="upload_file", permissions=["change"])
    def open_import(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:knowledge_expect_import"))

    @action(description=_("Export to a file"), icon="download", permissions=["change"])
    def export(self, request: HttpRequest) -> HttpResponse:
        """All expectations as CSV."""
        rows = expectations.with_answers(self.get_queryset(request))
        cells = map(quality_report.cells_of, rows.order_by("language", "question"))
        return spreadsheets.download("expected-answers", expected_files.COLUMNS, cells)

    # ---- pages of our own ---------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        own = [
            ("check/", self.check_now, "knowledge_quality_check"),
            ("expect/", self.expect, "knowledge_expect"),
            ("import/", self.import_page, "knowledge_expect_import"),
            ("thresholds/", self.thresholds_page, "knowledge_thresholds"),
        ]
        wrapped = [path(at, self.admin_site.admin_view(view), name=n) for at, view, n in own]
        return [*wrapped, *super().get_urls()]

    def check_now(self, request: HttpRequest) -> HttpResponse:
        """Check all expectations and come back to the list."""
        self.only_editors(request)
        if request.method == "POST":
            expectations.run(workspace_of(request), by=user_of(request))
            messages.success(request, gettext("All expected answers were checked."))
        return HttpResponseRedirect(reverse("admin:knowledge_expectation_changelist"))

    def expect(self, request: HttpRequest) -> HttpResponse:
        """Keep what the page "Ask the knowledge" showed as right, and come back to it."""
        self.only_editors(request)
        given = {name: request.POST.get(name, "") for name in ("question", "language", "entry")}
        back = reverse("admin:knowledge_ask")
        if request.method != "POST" or given["language"] not in Language.values:
            return HttpResponseRedirect(back)
        workspace = workspace_of(request)
        entry = passage = None
        if given["entry"]:
            passage = source_selectors.passage(workspace.pk, given["entry"])
            entry = selectors.entry_called(workspace.pk, given["language"], given["entry"])
        if given["entry"] and entry is None and passage is None:
            messages.error(request, gettext("This answer is not there any more."))
        else:
            place = source_selectors.lasting_place(passage) if passage else None
            self._keep(
                request, given["question"], given["language"], None if place else entry, place
            )
        tried = {"question": given["question"][:500], "language": given["language"]}
        asked = urlencode(tried | {"flow": request.POST.get("flow", "")[:20]})
        return HttpResponseRedirect(f"{back}?{asked}")

    def _keep(
        self,
        request: HttpRequest,
        question: str,
        language: str,
        entry: Entry | None,
        place: Place | None,
    ) -> None:
        try:
            _row, is_new = expectations.expect(
                workspace_of(request), question, language=language, entry=entry, place=place,
                by=user_of(request),
            )  # fmt: skip
        except ExpectationNotUsable as problem:
            messages.error(request, str(problem.message))
            return
        said = gettext("Kept among the expected answers.") if is_new else ""
        messages.success(request, said or gettext("The expected answer was changed."))

    def import_page(self, request: HttpRequest) -> HttpResponse:
        """Take a file, keep what can be used, and say row by row what could not."""
        self.only_editors(request)
        kept: int | None = None
        problems: list[importing.RowProblem] = []
        form = ExpectedImportForm(
            request.POST or None, request.FILES or None, initial={"language": own_language(request)}
        )
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                kept, problems = expected_importing.import_file(
                    workspace_of(request), upload.read(), name=upload.name,
                    language=form.cleaned_data["language"], by=user_of(request),
                )  # fmt: skip
            except FileNotReadable as problem:
                form.add_error("file", str(problem.message))
        done = ngettext(
            "%(count)d expected answer kept.", "%(count)d expected answers kept.", kept or 0
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import expected answers"),
            "page_name": _("Quality of answers"),
            "page_link": reverse("admin:knowledge_expectation_changelist"),
            "page_part": _("Import"),
            "opts": self.model._meta,
            "form": form,
            "is_done": kept is not None,
            "done_words": done % {"count": kept or 0},
            "problems": problems[:MAX_SHOWN_PROBLEMS],
        }
        return TemplateResponse(request, "knowledge/import_expected.html", context)
