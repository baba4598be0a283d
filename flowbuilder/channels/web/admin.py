"""The widget's page in the admin: its looks, where it may be, and the line of HTML to copy."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminColorInputWidget,
    UnfoldAdminImageFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from flowbuilder.accounts.access import Permission, user_of, workspace_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin, WorkspaceStackedInline
from flowbuilder.accounts.services import audit
from flowbuilder.channels.web import avatars, contrast, pages, selectors
from flowbuilder.channels.web.models import Invitation, Widget
from flowbuilder.channels.web.origins import BadOrigin, canonical
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.contacts import has_identity_key, make_identity_key
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
        label=capfirst(_("allowed websites")),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=Widget._meta.get_field("origins").help_text,
    )

    picture = forms.ImageField(
        label=_("Picture of the assistant"),
        required=False,
        widget=UnfoldAdminImageFieldWidget(),
        help_text=_("Square is best. It is drawn anew and shown at the top of the chat."),
    )
    no_picture = forms.BooleanField(
        label=_("Remove the picture"), required=False, widget=UnfoldBooleanSwitchWidget()
    )

    class Meta:
        model = Widget
        fields = [
            "name", "flow", "language", "enabled", "allow_files", "asks_consent", "title",
            "assistant_name", "accent", "position", "ai_notice", "origins", "quiet_from",
            "quiet_to",
        ]  # fmt: skip
        #: Without Django's clock, which warns of the browser's own time zone: it is none of these.
        widgets = {
            "accent": UnfoldAdminColorInputWidget(),
            "quiet_from": UnfoldAdminTextInputWidget(attrs={"type": "time"}),
            "quiet_to": UnfoldAdminTextInputWidget(attrs={"type": "time"}),
        }

    def clean_picture(self) -> Any:
        """Draw it anew at once, so that what cannot be drawn is said beside the field."""
        given = self.cleaned_data.get("picture")
        if not given:
            return None
        try:
            return avatars.drawn(given, given.name, given.size)
        except InvalidInput as problem:
            raise forms.ValidationError(str(problem.message)) from problem

    def clean(self) -> dict[str, Any] | None:
        """Quiet hours have two ends."""
        cleaned = super().clean()
        if cleaned and bool(cleaned.get("quiet_from")) != bool(cleaned.get("quiet_to")):
            self.add_error("quiet_to", _now("Give both times, or neither."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if drawn := self.cleaned_data.get("picture"):
            self.instance.avatar, self.instance.avatar_tag = drawn
        elif self.cleaned_data.get("no_picture"):
            self.instance.avatar, self.instance.avatar_tag = None, ""
        return super().save(commit)


class PagesField(forms.CharField):
    """Patterns of pages, one per line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        found = [line for line in lines if line]
        for line in found:
            if not line.startswith(("/", "*", "https://", "http://")) or len(line) > 200:
                raise forms.ValidationError(
                    _now("“%(line)s” is no page. Write a path such as /cart or /products/*."),
                    params={"line": line[:80]},
                )
        if len(found) > 20:
            raise forms.ValidationError(_now("Give at most 20 lines."))
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class InvitationForm(forms.ModelForm):
    """An invitation, with its pages as lines of text and its entries to choose from."""

    pages = PagesField(
        label=capfirst(_("on pages")),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=Invitation._meta.get_field("pages").help_text,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = self.instance.widget if self.instance.widget_id else None
        names = selectors.entries_of(widget.flow) if widget is not None else []
        if self.instance.entry and self.instance.entry not in names:
            names.append(self.instance.entry)
        field = self.fields["entry"]
        choices = [("", _now("its start")), *((name, name) for name in names)]
        field.widget = UnfoldAdminSelectWidget(choices=choices)


class InvitationInline(WorkspaceStackedInline):
    """The invitations of a widget."""

    model = Invitation
    form = InvitationForm
    permission = Permission.WIDGET_EDIT
    verbose_name_plural = _("Invitations: bubbles beside the button that open the chat")
    add_text = _("Add an invitation")
    fields = [
        "enabled", ("text_pl", "text_en"), ("when", "value"), "pages", ("campaign", "who"),
        ("fact", "at_least"), ("most_per_visit", "most_in_all"), ("rest_days", "entry"),
    ]  # fmt: skip


@admin.register(Widget)
class WidgetAdmin(WorkspaceAdmin):
    """Widgets of the workspace."""

    permission = Permission.WIDGET_EDIT
    form = WidgetForm
    list_display = ["name", "flow", "language", "enabled", "chat_page"]
    list_filter = ["enabled", "language"]
    list_select_related = ["flow"]
    heavy_fields = ["flow__draft", "avatar"]
    inlines = [InvitationInline]
    search_fields = ["name", "title", "key"]
    search_help_text = _("Search by name, title or key")
    readonly_fields = ["to_copy", "chat_page", "qr_code", "signing_in", "preview"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        looks = [
            "title", "picture", "no_picture", "assistant_name", "accent", "position", "ai_notice",
        ]  # fmt: skip
        sets: list[Any] = [
            (None, {"fields": ["name", "flow", "language", "enabled", "allow_files"]}),
            (_("How it looks"), {"fields": [*looks, "preview"] if obj else looks}),
            (_("Where it may appear"), {"fields": ["origins", "asks_consent"]}),
            (_("When it invites"), {"fields": [("quiet_from", "quiet_to")]}),
        ]
        if obj is not None:
            sets.insert(
                1,
                (
                    _("Put it on your website"),
                    {"fields": ["to_copy", "chat_page", "qr_code", "signing_in"]},
                ),
            )
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
        key = path(
            "<int:widget_id>/identity-key/",
            self.admin_site.admin_view(self.identity_key),
            name="channel_web_widget_identity_key",
        )
        return [mine, key, *super().get_urls()]

    def identity_key(self, request: HttpRequest, widget_id: int) -> HttpResponse:
        """Say what the key for signing visitors in is for; make one, and show it this once."""
        widget = self.get_queryset(request).filter(pk=widget_id).first()
        if widget is None:
            raise Http404
        if not self.has_change_permission(request, widget):
            raise PermissionDenied
        made = ""
        if request.method == "POST":
            made = make_identity_key(widget.workspace, widget.key, by=user_of(request))
        answer = TemplateResponse(
            request,
            "channel_web/identity_key.html",
            {
                **self.admin_site.each_context(request),
                "title": _now("Signed-in customers"),
                "page_part": widget.name,
                "opts": self.model._meta,
                "widget": widget,
                "made": made,
                "has_key": has_identity_key(widget.key),
            },
        )
        answer["Cache-Control"] = "no-store"
        return answer

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
        context = {
            "snippet": pages.snippet(self.request, widget),
            "inline": pages.inline_snippet(self.request, widget),
        }
        return SafeString(render_to_string("channel_web/snippet.html", context))

    @admin.display(description=_("separate chat page"))
    def chat_page(self, widget: Widget) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500 underline" href="{0}" '
            'target="_blank" rel="noopener">{0}</a>',
            reverse("widget-page", args=[widget.key]),
        )

    @admin.display(description=_("signed-in customers"))
    def signing_in(self, widget: Widget) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500 underline" href="{}">{}</a>',
            reverse("admin:channel_web_widget_identity_key", args=[widget.pk]),
            _now("Recognise customers who signed in on your website"),
        )

    @admin.display(description=_("QR code of the chat page"))
    def qr_code(self, widget: Widget) -> SafeString:
        address = pages.address(self.request, widget)
        context = {"address": address, "svg": pages.qr_code(address), "key": widget.key}
        return SafeString(render_to_string("channel_web/qr.html", context))

    @admin.display(description=_("preview"))
    def preview(self, widget: Widget) -> SafeString:
        return SafeString(
            render_to_string(
                "channel_web/preview.html",
                {
                    "widget": widget,
                    "invitation": selectors.first_words_of(widget),
                    "text": contrast.text_on(widget.accent),
                    "sentences": contrast.sentences(widget.accent),
                    "words": contrast.words(),
                    "named": selectors.named("%(name)s", widget.language),
                },
            )
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A widget is switched off, not deleted: its conversations name it."""
        return False
