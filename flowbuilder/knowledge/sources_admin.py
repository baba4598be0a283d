"""Sources in the admin: adding them, how their reading stands, what was read and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

from flowbuilder.accounts.access import Permission, user_of, workspace_of
from flowbuilder.accounts.admin_base import WithinWorkspace
from flowbuilder.common.errors import AppError
from flowbuilder.knowledge import (
    chunking,
    importing,
    reasons,
    source_selectors,
    sources,
    what_if,
)
from flowbuilder.knowledge.breakage_admin import (
    ANYWAY,
    AsksBeforeItBreaks,
    SaysWhatBreaks,
    say_checked_later,
)
from flowbuilder.knowledge.errors import SourceNotUsable
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.quality_admin import own_language
from flowbuilder.knowledge.readers import table
from flowbuilder.knowledge.readers.reading import ENDINGS
from flowbuilder.knowledge.retrieval import Document
from flowbuilder.knowledge.sources import Upload
from flowbuilder.knowledge.what_if import NOTHING, Foresight

ON_A_PAGE = 50
LABELS = {
    "new": "info", "reading": "info", "ready": "success", "partly": "warning",
    "failed": "danger", "stopped": "warning",
}  # fmt: skip
_OF_WEB = ("address", "schedule", "page_limit", "depth_limit")


def place_of(document: Document) -> str:
    """The page that shows a passage in its place; nothing for an entry."""
    number = document.id.removeprefix(source_selectors.MARK)
    return reverse("admin:knowledge_passage", args=[number]) if document.of else ""


class SourceForm(AsksBeforeItBreaks):
    """A source with the file that is uploaded for it."""

    upload = forms.FileField(
        label=_("File"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_(
            "For a source of the kind “File”: PDF, DOCX, CSV, Markdown, HTML or text, up to 20 MB."
        ),
    )

    class Meta:
        model = Source
        fields = ("kind", "name", "language", "enabled", "flow", "text", *_OF_WEB)
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 18})}
        help_texts = {
            "text": _(
                "Markdown: # for headings, - for lists, ** for bold. Each section under a heading "
                "becomes a passage that questions find."
            ),
            "address": _(
                "For a page or a site. Of a site, the sitemap (sitemap.xml) or the page from which "
                "links are followed; only pages of the same website are read."
            ),
            "schedule": _("What did not change keeps its passages."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"address", "text"} & self.fields.keys():
            self.fields[name].required = False

    def clean_upload(self) -> Any:
        """Refuse a file that is too large before it is read into memory."""
        file = self.cleaned_data.get("upload")
        if file is not None and file.size > importing.MAX_FILE:
            raise forms.ValidationError(importing.too_large())
        return file

    @property
    def given(self) -> Upload | None:
        """The file that came along."""
        file = self.cleaned_data.get("upload")
        if file is None or self.instance.kind != Source.Kind.FILE:
            return None
        file.seek(0)
        return Upload(name=file.name, data=file.read())

    def validate_unique(self) -> None:
        """Say at the field what the services would refuse."""
        if self.errors:
            return
        try:
            sources.check(self.instance, self.given)
        except SourceNotUsable as problem:
            field = str(problem.details.get("field", ""))
            self.add_error(field if field in self.fields else None, str(problem.message))
            return
        is_new_content = self.given is not None or "address" in self.changed_data
        stored = Source.objects.filter(pk=self.instance.pk).first() if is_new_content else None
        if stored is not None and sources.may_not_begin(stored):
            self.add_error(None, str(sources.busy().message))
        super().validate_unique()

    def foreseen(self) -> Foresight | None:
        if self.given is not None or "address" in self.changed_data:
            return NOTHING  # what it will say is not known before it is read
        return what_if.if_source_saved(self.instance)


@admin.register(Source)
class SourceAdmin(SaysWhatBreaks):
    """Documents and sites whose passages are searched beside the questions and answers."""

    permission = Permission.KNOWLEDGE_EDIT
    form = SourceForm
    empty_hint = _(
        "Write an article, or add a file, a page or a whole site. It is read in the background, "
        "and its passages are found beside your questions and answers."
    )
    list_display = ("name", "kind", "language", "standing", "passages", "enabled", "read_at")
    list_filter = ("kind", "state", "language", "enabled", ("flow", WithinWorkspace))
    search_fields = ("name", "address")
    search_help_text = _("Search in names and addresses")
    heavy_fields = ("robots", "text")
    actions_list = ("write_article",)
    actions = ("switch_on", "switch_off", "delete_selected")
    change_form_outer_before_template = "knowledge/source_top.html"
    change_form_before_template = "knowledge/would_break_form.html"

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}
        js = ["knowledge/standing.js", "knowledge/sources.js"]

    @display(description=_("status"), ordering="state", label=LABELS)
    def standing(self, source: Source) -> tuple[str, Any]:
        return source.state, source.get_state_display()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        shown = Q(documents__chunks__generation=F("documents__shown"))
        counted = Count("documents__chunks", filter=shown)
        return super().get_queryset(request).annotate(passage_count=counted)

    @admin.display(description=_("passages"), ordering="passage_count")
    def passages(self, source: Any) -> int:
        return int(source.passage_count)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A file has no address, and a kind is chosen once."""
        common = ["name", "language", "enabled"]
        if obj is None:
            return ["kind", *common, "upload", "text", *_OF_WEB, "flow"]
        if obj.kind == Source.Kind.ARTICLE:
            return [*common, "text", "flow"]
        if obj.kind == Source.Kind.FILE:
            return [*common, "upload", "flow"]
        limits = ["page_limit", "depth_limit"] if obj.kind == Source.Kind.SITE else []
        return [*common, "address", "schedule", *limits, "flow"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        kind = request.GET.get("kind", "")
        chosen = {"kind": kind} if kind in Source.Kind.values else {}
        return {"language": own_language(request), **chosen}

    @action(description=_("Write an article"), icon="edit_note", permissions=["change"])
    def write_article(self, request: HttpRequest) -> HttpResponse:
        """Begin a source that is written here."""
        return HttpResponseRedirect(f"{reverse('admin:knowledge_source_add')}?kind=article")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        source = kwargs.get("obj") or (args[3] if len(args) > 3 else None)
        if source is not None:  # as it is stored: the form may have refused what is in hand
            context |= _standing_of(Source.objects.get(pk=source.pk))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = user_of(request)
        sources.save(obj, upload=form.given, by=user_of(request))
        form.tell_saved(request)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """Go to the source, where its reading is seen."""
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, gettext("Added. How its reading goes is seen below."))
        return HttpResponseRedirect(_change_url(obj))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        sources.delete(obj.workspace, [obj.pk], by=user_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        sources.delete(workspace_of(request), ids, by=user_of(request))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its passages are counted, not listed: there may be thousands."""
        listed = [str(each) for each in objs]
        chunks = Chunk.objects.filter(document__source__in=list(objs)).count()
        counts = {Source._meta.verbose_name_plural: len(listed)}
        if chunks:
            counts[Chunk._meta.verbose_name_plural] = chunks
        return listed, counts, set(), []

    def foreseen_without(self, workspace_id: int, ids: Sequence[int]) -> Foresight | None:
        return what_if.if_sources_switched(workspace_id, ids, enabled=False)

    @admin.action(description=_("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return self._ask_and_switch(request, queryset, enabled=True)

    @admin.action(description=_("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        return self._ask_and_switch(request, queryset, enabled=False)

    def _ask_and_switch(
        self, request: HttpRequest, queryset: QuerySet[Any], *, enabled: bool
    ) -> Any:
        """Switch, unless that would break expected answers: then say which, and ask."""
        ids = list(queryset.values_list("pk", flat=True))
        foresight: Foresight | None = NOTHING
        if ANYWAY not in request.POST:
            foresight = what_if.if_sources_switched(workspace_of(request).pk, ids, enabled=enabled)
        if foresight and foresight.broken:
            return self.ask_before(
                request, foresight, action="switch_on" if enabled else "switch_off",
                title=_("Switch on") if enabled else _("Switch off"),
                anyway=_("Switch on anyway") if enabled else _("Switch off anyway"),
            )  # fmt: skip
        if foresight is None:
            say_checked_later(request)
        return self._switch(request, queryset, enabled=enabled)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Any], *, enabled: bool) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        count = sources.switch(workspace_of(request), ids, enabled=enabled, by=user_of(request))
        words = ngettext("%(count)d source changed.", "%(count)d sources changed.", count)
        messages.success(request, words % {"count": count})

    # ---- pages of our own ---------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        own = [
            ("<int:object_id>/standing/", self.standing_part, "knowledge_source_standing"),
            ("<int:object_id>/read/", self.read_again, "knowledge_source_read"),
            ("<int:object_id>/stop/", self.stop, "knowledge_source_stop"),
            ("<int:object_id>/go-on/", self.go_on, "knowledge_source_go_on"),
            ("<int:object_id>/documents/", self.documents_page, "knowledge_source_documents"),
            ("<int:object_id>/passages/", self.passages_page, "knowledge_source_passages"),
            ("passage/<int:chunk_id>/", self.passage, "knowledge_passage"),
        ]
        wrapped = [path(at, self.admin_site.admin_view(view), name=n) for at, view, n in own]
        return [*wrapped, *super().get_urls()]

    def standing_part(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """How the reading stands, for the page that waits for it."""
        source = self._source(request, object_id)
        context = {**_standing_of(source), "original": source}
        html = render_to_string("knowledge/source_standing.html", context, request)
        return JsonResponse({"html": html, "goes_on": source.state == Source.State.READING})

    def read_again(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Begin to read it again."""
        source = self._source(request, object_id)
        if request.method == "POST":
            try:
                sources.read_again(source, by=user_of(request))
            except AppError as problem:
                messages.error(request, str(problem.message))
        return HttpResponseRedirect(_change_url(source))

    def stop(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Stop reading."""
        source = self._source(request, object_id)
        if request.method == "POST" and sources.stop(source, by=user_of(request)):
            messages.success(
                request, gettext("Stopped. What was read stays, and you can continue.")
            )
        return HttpResponseRedirect(_change_url(source))

    def go_on(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Continue a reading that was stopped."""
        source = self._source(request, object_id)
        if request.method == "POST":
            sources.go_on(source, by=user_of(request))
        return HttpResponseRedirect(_change_url(source))

    def documents_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Each document with what became of it; those that failed first."""
        source = self._source(request, object_id)
        rows = source.documents.order_by("state", "depth", "id")
        states = dict(SourceDocument.State.choices)
        chosen = request.GET.get("state", "")
        if chosen in states:
            rows = rows.filter(state=chosen)
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
        context = {
            "rows": [_document_row(row) for row in page.object_list],
            "page": page,
            "states": list(states.items()),
            "chosen": chosen,
            "query": urlencode({"state": chosen}) if chosen in states else "",
        }
        return self._page(request, source, "knowledge/source_documents.html", context)

    def passages_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The passages as they are searched, of all documents or of one."""
        source = self._source(request, object_id)
        rows = source_selectors.shown_passages(source).select_related("document")
        chosen = request.GET.get("document", "")
        if chosen.isascii() and chosen.isdecimal() and len(chosen) < 18:
            rows = rows.filter(document_id=int(chosen))
        sought = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
        if sought:
            rows = rows.filter(text__icontains=sought)
        rows = rows.order_by("document__depth", "document_id", "number")
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
        given = {"document": chosen, "q": sought}
        context = {
            "rows": [
                {
                    "chunk": chunk,
                    "heading": chunking.BETWEEN.join(chunk.headings),
                    "link": source_selectors.link_to(chunk),
                }
                for chunk in page.object_list
            ],
            "page": page,
            "sought": sought,
            "query": urlencode({key: value for key, value in given.items() if value}),
        }
        return self._page(request, source, "knowledge/source_passages.html", context)

    def passage(self, request: HttpRequest, chunk_id: int) -> HttpResponse:
        """Go to the page of passages that shows this one."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        here = Chunk.objects.filter(workspace=workspace_of(request), pk=chunk_id)
        chunk = here.filter(generation=F("document__shown")).select_related("document").first()
        if chunk is None:
            raise Http404
        place = reverse("admin:knowledge_source_passages", args=[chunk.document.source_id])
        shown = chunk.document.chunks.filter(generation=chunk.generation, number__lt=chunk.number)
        page = shown.count() // ON_A_PAGE + 1
        asked = urlencode({"document": chunk.document_id, "p": page})
        return HttpResponseRedirect(f"{place}?{asked}#passage-{chunk.pk}")

    def _page(
        self, request: HttpRequest, source: Source, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request), "title": source.name,
            "page_part": source.name, "source": source, "opts": self.model._meta,
            "change_url": _change_url(source), **context,
        }  # fmt: skip
        return TemplateResponse(request, template, shown)

    def _source(self, request: HttpRequest, object_id: int) -> Source:
        if not self.has_change_permission(request):
            raise PermissionDenied
        source = self.get_queryset(request).filter(pk=object_id).first()
        if source is None:
            raise Http404
        return cast(Source, source)


def _change_url(source: Source) -> str:
    return reverse("admin:knowledge_source_change", args=[source.pk])


def _standing_of(source: Source) -> dict[str, Any]:
    problem = reasons.sentence(source.problem, source.problem_numbers) if source.problem else ""
    is_stuck, rests = sources.is_stuck(source), not sources.is_being_read(source)
    is_file = source.kind == Source.Kind.FILE
    has_file = not is_file or bool(source.held)
    return {
        "source": source,
        "progress": source_selectors.standing(source),
        "problem": problem,
        "remarks": _remarks(source) if is_file and rests else [],
        "is_reading": source.state == Source.State.READING,
        "is_stuck": is_stuck,
        "may_stop": not rests,
        "may_go_on": source.state == Source.State.STOPPED,
        "may_read": rests and has_file and (source.kind != Source.Kind.ARTICLE or is_stuck),
        "needs_file": rests and not has_file,
        "over_limit": reasons.sentence("over_limit", {"pages": source.page_limit})
        if source.over_limit
        else "",
    }


def _remarks(source: Source) -> list[tuple[str, bool]]:
    """What was left out of a file, in words, and whether it may be imported as entries instead."""
    rows = source.documents.filter(found_in=source.reading).values_list("remarks", flat=True)
    return [
        (reasons.sentence(code, numbers), code == table.FAQ)
        for remarks in rows
        for code, numbers in remarks
    ]


def _document_row(document: SourceDocument) -> dict[str, Any]:
    said = [reasons.sentence(document.reason, document.numbers)] if document.reason else []
    said += [reasons.sentence(code, numbers) for code, numbers in document.remarks]
    link = document.address if document.address.startswith(("https://", "http://")) else ""
    return {
        "document": document,
        "said": said,
        "link": link,
        "tone": {"read": "success", "unchanged": "success", "failed": "danger"}.get(
            document.state, "warning" if document.state == "skipped" else "info"
        ),
        "passages": document.chunks.filter(generation=document.shown).count(),
    }
