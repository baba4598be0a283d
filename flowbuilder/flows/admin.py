"""Flows in the admin: the list, a new one, and the canvas as the change page."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from flowbuilder.accounts.access import Permission, request_may, user_of, workspace_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.flows import pictures, selectors, services
from flowbuilder.flows.errors import FlowHasProblems
from flowbuilder.flows.models import Flow, Review, ScheduledPublish


class NewFlowForm(forms.Form):
    """Where a new flow begins without a template: an empty canvas with a name, or a file."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Only your team sees it."),
    )
    file = forms.FileField(
        label=gettext_lazy("Flow file"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=gettext_lazy("A .json file that was exported from Flowbuilder, at most 5 MB."),
    )


class StateFilter(admin.SimpleListFilter):
    """Live, with unpublished changes, or only a draft."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("live", _("Live")),
            ("changed", _("Live, with unpublished changes")),
            ("draft", _("Never published")),
            ("review", _("Waits for review")),
            ("scheduled", _("Publishing scheduled")),
            ("refused", _("Not published as scheduled")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Flow]) -> QuerySet[Flow]:
        match self.value():
            case "live":
                return queryset.filter(published__isnull=False)
            case "changed":
                return queryset.filter(published__isnull=False).exclude(
                    published_revision=F("draft_revision")
                )
            case "draft":
                return queryset.filter(published__isnull=True)
            case "review":
                return queryset.filter(reviews__state=Review.State.OPEN)
            case "scheduled":
                return queryset.filter(scheduled__state=ScheduledPublish.State.WAITING)
            case "refused":
                refused = ScheduledPublish.objects.filter(state=ScheduledPublish.State.REFUSED)
                return queryset.filter(pk__in=refused.values("flow"))
        return queryset


@admin.register(Flow)
class FlowAdmin(WorkspaceAdmin):
    """The list of flows. The change page is the canvas."""

    permission = Permission.FLOWS_EDIT
    view_permission = Permission.FLOWS_VIEW
    list_before_template = "admin/flows/flow/before_list.html"
    list_display = ["name", "state", "next", "language", "updated_at", "updated_by"]
    list_filter = [StateFilter, "language", "archived"]
    list_select_related = ["published", "updated_by"]
    heavy_fields = ["draft", "published__document", "published__components"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Search by name")
    ordering = ["archived", "-updated_at"]
    actions = ["archive", "bring_back", "duplicate"]
    actions_row = ["export"]

    @display(
        description=gettext_lazy("State"),
        label={"live": "success", "changed": "warning", "draft": "info", "archived": "info"},
    )
    def state(self, flow: Flow) -> tuple[str, str]:
        """What visitors get from this flow now."""
        if flow.archived:
            return "archived", _("Archived")
        if flow.published is None:
            return "draft", _("Never published")
        live = _("Live, version {number}").format(number=flow.published.number)
        if flow.published_revision == flow.draft_revision:
            return "live", live
        return "changed", _("{live}; unpublished changes").format(live=live)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Flow]:
        """The workspace's flows, with what `next` says of them in two more questions."""
        scheduled = ScheduledPublish.objects.filter(state__in=selectors.SCHEDULES_SHOWN)
        reviews = Review.objects.filter(state=Review.State.OPEN).select_related("asked_by")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("scheduled", scheduled.defer("document"), to_attr="shown_scheduled"),
                Prefetch("reviews", reviews, to_attr="open_reviews"),
            )
        )

    @display(
        description=gettext_lazy("What is next"),
        label={"waiting": "info", "refused": "danger", "review": "warning"},
    )
    def next(self, flow: Flow) -> tuple[str, str] | None:
        """What is scheduled or asked for; why something scheduled did not happen."""
        for scheduled in flow.shown_scheduled:  # type: ignore[attr-defined]  # the prefetch above
            if scheduled.state == ScheduledPublish.State.REFUSED:
                why = scheduled.get_reason_display()
                return "refused", _("Not published: {why}").format(why=why)
            at = date_format(localtime(scheduled.due_at), "SHORT_DATETIME_FORMAT")
            return "waiting", _("Will be published {at}").format(at=at)
        for review in flow.open_reviews:  # type: ignore[attr-defined]  # the prefetch above
            who = review.asked_by.shown_name if review.asked_by else "—"
            return "review", _("{who} asks for a review").format(who=who)
        return None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Flows are archived, not deleted: conversations refer to their versions."""
        return False

    def get_urls(self) -> list[URLPattern]:
        mine = path(
            "<int:flow_id>/export/", self.admin_site.admin_view(self.export), name="flow_export"
        )
        return [mine, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """Offer the gallery of templates, an empty canvas and a file."""
        if not self.has_add_permission(request):
            return redirect("admin:flows_flow_changelist")
        form = NewFlowForm(request.POST or None, request.FILES or None)
        problems: list[dict[str, Any]] = []
        if "import" in request.POST and not request.FILES.get("file"):
            form.add_error("file", _("Choose a file first."))
        elif request.method == "POST" and form.is_valid():
            try:
                flow = self._make(request, form.cleaned_data)
            except FlowHasProblems as broken:
                problems = broken.details["problems"]
            else:
                return redirect("admin:flows_flow_change", flow.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("New flow"),
            "page_part": _("New flow"),
            "form": form,
            "problems": problems,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/flows/flow/add.html", context)

    def _make(self, request: HttpRequest, given: dict[str, Any]) -> Flow:
        workspace = workspace_of(request)
        if given["file"]:
            return services.import_flow(
                workspace=workspace,
                text=given["file"].read(services.FILE_LIMIT_BYTES + 1),
                user=user_of(request),
            )
        return services.create_flow(
            workspace=workspace,
            name=given["name"].strip() or _("New flow"),
            user=user_of(request),
            language=get_language() or "pl",
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponseBase:
        """Show the canvas. All that it changes goes through the REST addresses."""
        flow = self.get_object(request, object_id) if object_id else None
        if flow is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, flow):
            return redirect("admin:index")
        context = {
            **self.admin_site.each_context(request),
            "title": flow.name,
            "flow": flow,
            "may_edit": request_may(request, Permission.FLOWS_EDIT),
            "may_publish": request_may(request, Permission.FLOWS_PUBLISH),
            "flows_url": reverse("admin:flows_flow_changelist"),
            "tour_offered": user_of(request).tour_offered,
        }
        return TemplateResponse(request, "admin/flows/flow/canvas.html", context)

    @action(description=gettext_lazy("Export"), url_path="export-file")
    def export(self, request: HttpRequest, object_id: Any = None, **kwargs: Any) -> HttpResponse:
        """Download the draft as a file; once it was said, without pictures that do not fit."""
        flow = self.get_object(request, str(object_id or kwargs.get("flow_id")))
        if flow is None or not self.has_view_permission(request, flow):
            return redirect("admin:flows_flow_changelist")
        exported = services.export_flow(flow)
        if exported.without and "anyway" not in request.GET:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Not all pictures fit into the file"), "page_part": flow.name,
                "opts": self.opts, "flow": flow, "steps": exported.without,
                "size": pictures.LARGEST_TOGETHER // 1024**2, "most": pictures.MOST,
            }  # fmt: skip
            return TemplateResponse(request, "admin/flows/flow/export.html", context)
        body = json.dumps(exported.file, ensure_ascii=False, indent=1)
        name = slugify(flow.slug) or "flow"
        return HttpResponse(
            body,
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
        )

    @admin.action(description=gettext_lazy("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Flow]) -> None:
        """Hide flows from the choices; conversations that run on them go on."""
        count = services.set_archived(queryset, archived=True, user=user_of(request))
        self.message_user(
            request,
            ngettext("{count} flow archived.", "{count} flows archived.", count).format(
                count=count
            ),
            messages.SUCCESS,
        )

    @admin.action(description=gettext_lazy("Restore from archive"), permissions=["change"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Flow]) -> None:
        """Undo archiving."""
        count = services.set_archived(queryset, archived=False, user=user_of(request))
        self.message_user(
            request,
            ngettext("{count} flow restored.", "{count} flows restored.", count).format(
                count=count
            ),
            messages.SUCCESS,
        )

    @admin.action(description=gettext_lazy("Duplicate"), permissions=["change"])
    def duplicate(self, request: HttpRequest, queryset: QuerySet[Flow]) -> None:
        """Copy the drafts of flows."""
        for flow in queryset:
            services.create_flow(
                workspace=flow.workspace,
                name=_("{name} (copy)").format(name=flow.name)[:120],
                user=user_of(request),
                document=services.draft_of(flow),
            )
