"""Sources in the admin: the list, adding and changing them. See `readings_admin` for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from flowbuilder.accounts.access import Permission, user_of, workspace_of
from flowbuilder.knowledge.checks import what_if
from flowbuilder.knowledge.checks.breakage_admin import ANYWAY, SaysWhatBreaks, say_checked_later
from flowbuilder.knowledge.checks.foresight import NOTHING, Foresight
from flowbuilder.knowledge.checks.quality_admin import own_language
from flowbuilder.knowledge.given_admin import FILTERS, TellsStandings
from flowbuilder.knowledge.models import Chunk, PastText, Source
from flowbuilder.knowledge.past_admin import ForgetsThePast
from flowbuilder.knowledge.reading import sources
from flowbuilder.knowledge.reading.readings_admin import ShowsReadings, change_url, standing_of
from flowbuilder.knowledge.reading.source_form import OF_WEB, SourceForm
from flowbuilder.knowledge.search import validity

STANDINGS: dict[validity.Standing, Any] = {
    "given": pgettext_lazy("source", "Given to visitors"), "later": _("Not yet"),
    "over": pgettext_lazy("source", "Out of date"), "off": pgettext_lazy("source", "Off"),
}  # fmt: skip
_DAYS = ("valid_from", "valid_until")
LABELS = {
    "new": "info", "reading": "info", "ready": "success", "partly": "warning",
    "failed": "danger", "stopped": "warning",
}  # fmt: skip


@admin.register(Source)
class SourceAdmin(ShowsReadings, SaysWhatBreaks, ForgetsThePast, TellsStandings):
    """Documents and sites whose passages are searched beside the questions and answers."""

    permission = Permission.KNOWLEDGE_EDIT
    form = SourceForm
    empty_hint = _(
        "Write an article, or add a file, a page or a whole site. It is read in the background, "
        "and its passages are found beside your questions and answers."
    )
    list_display = (
        "name", "kind", "language", "passages", "tags", "standing", "how_read", "read_at",
    )  # fmt: skip
    standings = STANDINGS
    list_filter = ("kind", "language", *FILTERS, "state")
    search_fields = ("name", "address", "tags")
    search_help_text = _("Search in names, addresses and tags")
    heavy_fields = ("robots", "text")
    actions_list = ("write_article",)
    actions = ("switch_on", "switch_off", "forget_past", "delete_selected")
    change_form_outer_before_template = "knowledge/source_top.html"
    change_form_before_template = "knowledge/would_break_source.html"

    class Media:
        css = {"all": ["knowledge/knowledge.css"]}
        js = ["knowledge/standing.js", "knowledge/sources.js"]

    @display(description=_("reading"), ordering="state", label=LABELS)
    def how_read(self, source: Source) -> tuple[str, Any]:
        return source.state, source.get_state_display()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        shown = Q(documents__chunks__generation=F("documents__shown"))
        counted = Count("documents__chunks", filter=shown)
        return super().get_queryset(request).annotate(passage_count=counted)

    @admin.display(description=_("passages"), ordering="passage_count")
    def passages(self, source: Any) -> int:
        return int(source.passage_count)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """A file has no address, and a kind is chosen once."""
        kinds = Source.Kind
        first, given = ["name", "language"], ["enabled", _DAYS, "flow", "tags", "owner"]
        if obj is None:
            return ["kind", *first, "upload", "text", *OF_WEB, *given]
        if obj.kind == kinds.ARTICLE:
            return [*first, "text", *given]
        if obj.kind == kinds.FILE:
            return [*first, "upload", *given]
        limits = ["page_limit", "depth_limit"] if obj.kind == kinds.SITE else []
        return [*first, "address", "schedule", *limits, *given]

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
            context |= standing_of(Source.objects.get(pk=source.pk))
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
        return HttpResponseRedirect(change_url(obj))

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
        if earlier := PastText.objects.filter(source__in=list(objs)).count():
            counts[PastText._meta.verbose_name_plural] = earlier
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
        say_checked_later(request, foresight)
        return self._switch(request, queryset, enabled=enabled)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Any], *, enabled: bool) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        count = sources.switch(workspace_of(request), ids, enabled=enabled, by=user_of(request))
        words = ngettext("%(count)d source changed.", "%(count)d sources changed.", count)
        messages.success(request, words % {"count": count})
