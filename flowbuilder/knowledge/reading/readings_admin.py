"""What was read of a source, in the admin: how a reading stands, its documents and passages."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import user_of, workspace_of
from flowbuilder.accounts.admin_base import KnowsItsWorkspace
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import days
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.reading import (
    chunking,
    reasons,
    source_selectors,
    sources,
)
from flowbuilder.knowledge.reading.readers import table
from flowbuilder.knowledge.search import validity

ON_A_PAGE = 50


class ShowsReadings(KnowsItsWorkspace):
    """Pages of a source beside its form: how its reading stands, and what was read."""

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
        context = {**standing_of(source), "original": source}
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
        return HttpResponseRedirect(change_url(source))

    def stop(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Stop reading."""
        source = self._source(request, object_id)
        if request.method == "POST" and sources.stop(source, by=user_of(request)):
            messages.success(request, _("Stopped. What was read stays, and you can continue."))
        return HttpResponseRedirect(change_url(source))

    def go_on(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Continue a reading that was stopped."""
        source = self._source(request, object_id)
        if request.method == "POST":
            sources.go_on(source, by=user_of(request))
        return HttpResponseRedirect(change_url(source))

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
            "change_url": change_url(source), **context,
        }  # fmt: skip
        return TemplateResponse(request, template, shown)

    def _source(self, request: HttpRequest, object_id: int) -> Source:
        if not self.has_change_permission(request):
            raise PermissionDenied
        source = self.get_queryset(request).filter(pk=object_id).first()
        if source is None:
            raise Http404
        return cast(Source, source)


def change_url(source: Source) -> str:
    """The page of a source."""
    return reverse("admin:knowledge_source_change", args=[source.pk])


def standing_of(source: Source) -> dict[str, Any]:
    """How its reading stands, for the part of its page that says so."""
    problem = reasons.sentence(source.problem, source.problem_numbers) if source.problem else ""
    is_stuck, rests = sources.is_stuck(source), not sources.is_being_read(source)
    is_file = source.kind == Source.Kind.FILE
    has_file = not is_file or bool(source.held)
    return {
        "source": source,
        "not_given": _not_given(source),
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


def _not_given(source: Source) -> str:
    """Why nothing of it is given today, in words; empty while it is."""
    first, last = (days.in_words(str(day or "")) for day in (source.valid_from, source.valid_until))
    said = {
        "given": "",
        "off": _("It is off: nothing of it is given as an answer."),
        "later": _("Nothing of it is given as an answer before %(day)s.") % {"day": first},
        "over": _("It was given until %(day)s. Nothing of it is given as an answer any more.")
        % {"day": last},
    }
    return said[validity.standing(source, validity.today_in(source.workspace_id))]


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
