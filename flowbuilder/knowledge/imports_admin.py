"""Files of questions and answers in the admin: taking one in, how that stands, and writing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget

from flowbuilder.accounts.access import user_of, workspace_of
from flowbuilder.accounts.admin_base import KnowsItsWorkspace
from flowbuilder.common import spreadsheets
from flowbuilder.common.errors import AppError
from flowbuilder.knowledge import (
    importing,
    imports,
    naming,
    selectors,
)
from flowbuilder.knowledge.checks import what_if
from flowbuilder.knowledge.checks.breakage_admin import say_checked_later
from flowbuilder.knowledge.checks.quality_admin import RowsForm, own_language
from flowbuilder.knowledge.errors import FileNotReadable, ImportIsBusy
from flowbuilder.knowledge.models import EntryImport, Expectation

#: Seconds for which what an import would break is kept; entries come and go with the days.
FORESEEN_S = 600
LABELS = {"running": "info", "done": "success", "stopped": "warning"}


class ImportForm(RowsForm):
    """A file of questions and answers."""

    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.jsonl,.ndjson"}),
        help_text=_(
            "CSV or JSON lines, up to 20 MB. A CSV file as Excel saves it works too, with "
            "semicolons and in the Windows encoding."
        ),
    )
    field_order = ("file", "language")


class ImportsEntries(KnowsItsWorkspace):
    """The list of entries takes files in and writes them."""

    actions_list = ("open_import", "export")

    @action(description=_("Import from a file"), icon="upload_file", permissions=["change"])
    def open_import(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:knowledge_import"))

    @action(description=_("Export to a file"), icon="download", permissions=["change"])
    def export(self, request: HttpRequest) -> HttpResponse:
        """All answers as CSV, to be imported again."""
        rows = self.get_queryset(request).select_related("owner").order_by("language", "question")
        called = naming.names_of(workspace_of(request).pk).called
        columns = (*importing.COLUMNS, *importing.DATES, *importing.NAMED)
        cells = (importing.cells_of(row, called.get(row.flow_id, "")) for row in rows)
        return spreadsheets.download("answers", columns, cells)

    def get_urls(self) -> list[URLPattern]:
        own = [
            ("import/", self.import_page, "knowledge_import"),
            ("import/<int:import_id>/", self.import_shown, "knowledge_import_shown"),
            ("import/<int:import_id>/standing/", self.import_part, "knowledge_import_standing"),
            ("import/<int:import_id>/stop/", self.import_stop, "knowledge_import_stop"),
            ("import/<int:import_id>/go-on/", self.import_go_on, "knowledge_import_go_on"),
            ("import/<int:import_id>/discard/", self.import_discard, "knowledge_import_discard"),
        ]
        wrapped = [path(at, self.admin_site.admin_view(view), name=n) for at, view, n in own]
        return [*wrapped, *super().get_urls()]

    def import_page(self, request: HttpRequest) -> HttpResponse:
        """Take a file, and go where its import is seen; below are the earlier ones."""
        self.only_editors(request)
        form = ImportForm(
            request.POST or None, request.FILES or None, initial={"language": own_language(request)}
        )
        if request.method == "POST" and form.is_valid():
            file, language = form.cleaned_data["file"], form.cleaned_data["language"]
            workspace, data = workspace_of(request), file.read()
            try:
                rows = importing.read(data, name=file.name, language=language).rows
                foresight = what_if.if_imported(workspace.pk, rows)
                begun = imports.begin(
                    workspace, data, name=file.name, language=language, by=user_of(request),
                    waits=bool(foresight and foresight.broken),
                )  # fmt: skip
            except (FileNotReadable, ImportIsBusy) as problem:
                form.add_error("file", str(problem.message))
            else:
                if not (foresight and foresight.broken):
                    say_checked_later(request, foresight)
                cache.set(_foreseen_key(begun), foresight, FORESEEN_S)
                return _to(begun)
        earlier = EntryImport.objects.filter(workspace=workspace_of(request))
        return self._import_page(request, "knowledge/import.html", {
            "form": form,
            "columns": _columns(),
            "earlier": [(each, LABELS[each.state]) for each in earlier.defer("problems")],
        })  # fmt: skip

    def import_shown(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """One import: how far it is, and which rows it left out and why."""
        found = self._import(request, import_id)
        context = _standing_of(found)
        if found.state == EntryImport.State.STOPPED and not found.done:
            context["foresight"] = cache.get_or_set(
                _foreseen_key(found),
                lambda: what_if.if_imported(found.workspace_id, imports.rows_to_come(found)),
                FORESEEN_S,
            )
        return self._import_page(request, "knowledge/import_shown.html", context)

    def import_part(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """How it stands, for the page that waits for it."""
        found = self._import(request, import_id)
        html = render_to_string("knowledge/import_standing.html", _standing_of(found), request)
        return JsonResponse({"html": html, "goes_on": found.state == EntryImport.State.RUNNING})

    def import_stop(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Stop it."""
        found = self._import(request, import_id)
        if request.method == "POST":
            imports.stop(found, by=user_of(request))
        return _to(found)

    def import_go_on(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Continue where it was stopped."""
        found = self._import(request, import_id)
        if request.method == "POST":
            try:
                imports.go_on(found, by=user_of(request))
            except AppError as problem:
                messages.error(request, str(problem.message))
        return _to(found)

    def import_discard(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Forget it, before anything of it was imported."""
        found = self._import(request, import_id)
        if request.method == "POST" and imports.discard(found):
            messages.success(request, gettext("Nothing was imported."))
            return HttpResponseRedirect(reverse("admin:knowledge_import"))
        return _to(found)

    def _import(self, request: HttpRequest, number: int) -> EntryImport:
        self.only_editors(request)
        found = EntryImport.objects.filter(workspace=workspace_of(request), pk=number).first()
        if found is None:
            raise Http404
        return found

    def _import_page(
        self, request: HttpRequest, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "title": _("Import questions and answers"), "page_part": _("Import"),
            "opts": self.model._meta, **context,
        }  # fmt: skip
        return TemplateResponse(request, template, shown)


def _to(found: EntryImport) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:knowledge_import_shown", args=[found.pk]))


def _foreseen_key(found: EntryImport) -> str:
    """Under which what an import would break is kept while the knowledge, and what is expected of
    it, stay as they are."""
    rows = Expectation.objects.filter(workspace_id=found.workspace_id)
    expected = rows.aggregate(count=Count("id"), last=Max("updated_at"))
    last = expected["last"].timestamp() if expected["last"] else 0
    number = selectors.knowledge_number(found.workspace_id)
    return f"foreseen:{found.pk}:{number}:{expected['count']}:{last}:{get_language()}"


def _standing_of(found: EntryImport) -> dict[str, Any]:
    listed = list(imports.left_out(found))
    return {
        "found": found,
        "is_running": found.state == EntryImport.State.RUNNING,
        "is_stopped": found.state == EntryImport.State.STOPPED,
        "is_stuck": imports.is_stuck(found),
        "problems": listed,
        "more": found.left_out - len(listed),
    }


def _columns() -> list[tuple[str, Any]]:
    """What a file may hold beside the question and the answer."""
    return [
        ("id", _("your own id: a row with one that is here already changes that answer")),
        ("variants", _("other ways to ask, between bars (|)")),
        ("language", _("pl or en")),
        ("tags", _("between commas")),
        ("source", _("where the answer comes from")),
        ("enabled", _("no: it is never given")),
        ("valid_from", _("the first day on which it is given, as 2026-12-31")),
        ("valid_until", _("the last day on which it is given")),
        ("flow", _("the name of the only flow in which it is given")),
        ("owner", _("the e-mail address of who looks after it")),
    ]
