"""Mailboxes in the admin, and what arrived in them. A password goes in and never comes out."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminPasswordWidget

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import (
    InWorkspaceForm,
    KnowsItsWorkspace,
    ReadOnlyAdmin,
)
from flowbuilder.channels.email import fetching, services, tasks
from flowbuilder.channels.email.models import Arrival, Mailbox


def _password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=1000,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("It is kept encrypted and never shown again."),
    )


class MailboxForm(InWorkspaceForm):
    """A mailbox with its two passwords, which are never sent back."""

    imap_password = _password(_("Password"))
    smtp_password = _password(_("Password"))

    class Meta:
        model = Mailbox
        fields = (
            "name", "address", "enabled", "language", "team", "flow", "plus_addressing",
            "imap_host", "imap_port", "imap_security", "imap_user", "folder", "verifier",
            "smtp_host", "smtp_port", "smtp_security", "smtp_user",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for way in ("imap", "smtp"):
            if getattr(self.instance, f"{way}_sealed"):
                field = self.fields.get(f"{way}_password")
                if field is not None:
                    field.help_text = _("Leave empty to keep the one that is stored.")

    def clean_verifier(self) -> str:
        """The name alone, without what stands around it in the header."""
        return str(self.cleaned_data["verifier"]).strip().rstrip(";").strip().lower()

    def clean_address(self) -> str:
        """In lower case, as letters are compared."""
        return str(self.cleaned_data["address"]).lower()

    def clean(self) -> dict[str, Any] | None:
        """A stored password goes to the server it was meant for, and to no other."""
        data = super().clean() or {}
        for name, value in data.items():
            if hasattr(self.instance, name):
                setattr(self.instance, name, value)
        if not data.get("imap_password") and not self.instance.imap_sealed:
            self.add_error("imap_password", _("Enter the password."))
        for way in ("imap", "smtp"):
            if not data.get(f"{way}_password") and services.would_move(self.instance, way):
                self.add_error(
                    f"{way}_password", _("Enter the password again: it would go elsewhere.")
                )
        flow = data.get("flow")
        if flow is not None and flow.published_id is None:
            self.add_error("flow", _("Publish this flow first."))
        return data


@admin.register(Mailbox)
class MailboxAdmin(KnowsItsWorkspace):
    """Addresses whose letters become conversations."""

    empty_hint = _(
        "Connect an address such as help@your-shop.example, and letters to it become "
        "conversations in the inbox. What visitors leave in the chat is answered by e-mail, too."
    )
    permission = Permission.SETTINGS_EDIT
    form = MailboxForm
    list_display = ("name", "address", "team", "enabled", "standing", "checked_at")
    list_filter = ("enabled", "team")
    list_select_related = ("team",)
    search_fields = ("name", "address")
    search_help_text = _("Search by name or address")
    readonly_fields = ("works", "checked_at")
    actions_detail = ("test_connection",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first = ["name", "address", "enabled", "language"]
        return [
            (None, {"fields": ["works", "checked_at", *first] if obj else first}),
            (_("Who answers"), {"fields": ["team", "flow"]}),
            (
                _("Incoming mail (IMAP)"),
                {
                    "fields": [
                        "imap_host", ("imap_port", "imap_security"), "imap_user", "imap_password",
                        "folder", "verifier",
                    ]
                },
            ),
            (
                _("Outgoing mail (SMTP)"),
                {
                    "fields": [
                        "smtp_host", ("smtp_port", "smtp_security"), "smtp_user", "smtp_password",
                        "plus_addressing",
                    ]
                },
            ),
        ]  # fmt: skip

    @display(
        description=_("connection"), label={"works": "success", "broken": "danger", "new": "info"}
    )
    def standing(self, mailbox: Mailbox) -> tuple[str, str]:
        if mailbox.problem:
            return "broken", mailbox.problem
        if mailbox.checked_at is None:
            return "new", _now("not looked into yet")
        return "works", _now("works")

    @admin.display(description=_("connection"))
    def works(self, mailbox: Mailbox) -> str:
        return self.standing(mailbox)[1]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.workspace = workspace_of(request)
        services.save_mailbox(
            obj,
            imap_password=form.cleaned_data["imap_password"],
            smtp_password=form.cleaned_data["smtp_password"],
            by=cast(Any, request.user),
        )
        if obj.enabled:
            tasks.begin_checks(obj)

    @action(description=_("Test connection"), icon="network_check")
    def test_connection(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Try both directions and say in a sentence what is wrong; nothing is taken or sent."""
        mailbox = self.get_queryset(request).filter(pk=object_id).first()
        if mailbox is None or not self.has_change_permission(request, mailbox):
            raise Http404
        problems = fetching.test(mailbox)
        for problem in problems:
            messages.error(request, problem)
        if not problems:
            messages.success(request, _now("It works: mail can be fetched and sent."))
        return HttpResponseRedirect(reverse("admin:channel_email_mailbox_change", args=[object_id]))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A mailbox is switched off, not deleted: its conversations are answered through it."""
        return False


@admin.register(Arrival)
class ArrivalAdmin(ReadOnlyAdmin):
    """Every letter that was found, and what became of it. To be read, not changed."""

    empty_hint = _("Each e-mail that arrives is listed here, with what became of it.")
    view_permission = Permission.SETTINGS_EDIT
    list_display = ("arrived_at", "sender", "subject", "state", "why")
    list_filter = ("fate", "mailbox", ("arrived_at", admin.DateFieldListFilter))
    search_fields = ("sender", "subject")
    search_help_text = _("Search by sender or subject")
    fields = ("arrived_at", "mailbox", "sender", "subject", "state", "why", "open_conversation")
    readonly_fields = fields

    @display(
        description=_("what became of it"),
        ordering="fate",
        label={
            "taken": "success",
            "noted": "info",
            "ignored": "info",
            "new": "info",
            "held": "warning",
            "unreadable": "danger",
        },
    )
    def state(self, arrival: Arrival) -> tuple[str, str]:
        return arrival.fate, arrival.get_fate_display()

    @admin.display(description=_("conversation"))
    def open_conversation(self, arrival: Arrival) -> str:
        if arrival.conversation_id is None:
            return "—"
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            f"{reverse('inbox')}c/{arrival.conversation_id}",
            _now("Open in the inbox"),
        )
