"""The widget's page in the admin: its looks, where it may be, and the line of HTML to copy."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminColorInputWidget, UnfoldAdminTextareaWidget

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.accounts.services import audit
from flowbuilder.channels.web import pages, selectors
from flowbuilder.channels.web.models import Widget
from flowbuilder.channels.web.origins import BadOrigin, canonical
from flowbuilder.flows.selectors import flows_of, languages_of


class OriginsField(forms.CharField):
    """A list of websites, one per line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        found: list[str] = []
        for line in filter(None, lines):
            try:
                origin = canonical(line)
            except BadOrigin:
                raise forms.ValidationError(
                    _now(
                        "“%(line)s” is not a website address. Write it like https://shop.example."
                    ),
                    params={"line": line[:80]},
                ) from None
            if origin not in found:
                found.append(origin)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class WidgetForm(forms.ModelForm):
    """The widget's settings, with its websites as lines of text."""

    origins = OriginsField(
        label=_("allowed websites"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=Widget._meta.get_field("origins").help_text,
    )

    class Meta:
        model = Widget
        fields = [
            "name", "flow", "language", "enabled", "allow_files", "title", "accent", "ai_notice",
            "origins",
        ]  # fmt: skip
        widgets = {"accent": UnfoldAdminColorInputWidget()}


@admin.register(Widget)
class WidgetAdmin(WorkspaceAdmin):
    """Widgets of the workspace."""

    permission = Permission.WIDGET_EDIT
    form = WidgetForm
    list_display = ["name", "flow", "language", "enabled", "chat_page"]
    list_filter = ["enabled", "language"]
    list_select_related = ["flow"]
    heavy_fields = ["flow__draft"]
    search_fields = ["name", "title", "key"]
    search_help_text = _("Search by name, title or key")
    readonly_fields = ["to_copy", "chat_page", "preview"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        looks = ["title", "accent", "ai_notice"]
        sets: list[Any] = [
            (None, {"fields": ["name", "flow", "language", "enabled", "allow_files"]}),
            (_("How it looks"), {"fields": [*looks, "preview"] if obj else looks}),
            (_("Where it may appear"), {"fields": ["origins"]}),
        ]
        if obj is not None:
            sets.insert(1, (_("Put it on your website"), {"fields": ["to_copy", "chat_page"]}))
        return sets

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.request = request
        return super().get_form(request, obj, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin in the person's language, unless the address says another."""
        return {"language": get_language() or "pl", **super().get_changeform_initial_data(request)}

    def get_urls(self) -> list[URLPattern]:
        mine = path(
            "for-flow/<int:flow_id>/",
            self.admin_site.admin_view(self.for_flow),
            name="channel_web_widget_for_flow",
        )
        return [mine, *super().get_urls()]

    def for_flow(self, request: HttpRequest, flow_id: int) -> HttpResponse:
        """Where a flow is put on a website: a new widget for it, or the list once it has one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        flow = flows_of(workspace_of(request)).filter(pk=flow_id).first()
        if flow is None or self.get_queryset(request).filter(flow=flow).exists():
            return HttpResponseRedirect(reverse("admin:channel_web_widget_changelist"))
        chosen = urlencode({"flow": flow.pk, "language": flow.language})
        return HttpResponseRedirect(f"{reverse('admin:channel_web_widget_add')}?{chosen}")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.language not in languages_of(obj.flow):
            messages.warning(
                request,
                _now(
                    "The flow speaks another language than this widget, so visitors meet both. "
                    "Choose the same language, unless you mean it."
                ),
            )
        action = "widget.changed" if change else "widget.created"
        audit(obj.workspace, request.user, action, obj.name, fields=form.changed_data)  # type: ignore[arg-type]  # signed in

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """What comes next is copying the line of HTML, which is on the widget's own page."""
        return HttpResponseRedirect(reverse("admin:channel_web_widget_change", args=[obj.pk]))

    @admin.display(description=_("line of HTML"))
    def to_copy(self, widget: Widget) -> SafeString:
        return SafeString(
            render_to_string(
                "channel_web/snippet.html", {"snippet": pages.snippet(self.request, widget)}
            )
        )

    @admin.display(description=_("separate chat page"))
    def chat_page(self, widget: Widget) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500 underline" href="{0}" '
            'target="_blank" rel="noopener">{0}</a>',
            reverse("widget-page", args=[widget.key]),
        )

    @admin.display(description=_("preview"))
    def preview(self, widget: Widget) -> SafeString:
        return SafeString(
            render_to_string(
                "channel_web/preview.html",
                {
                    "widget": widget,
                    "notice": selectors.notice_of(widget),
                    "text": selectors.text_on(widget.accent),
                },
            )
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A widget is switched off, not deleted: its conversations name it."""
        return False
