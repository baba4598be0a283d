"""Contacts in the admin: to find, to read, and to block."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from flowbuilder.accounts.access import Permission, user_of
from flowbuilder.accounts.admin_base import ReadOnlyAdmin
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import blocking
from flowbuilder.conversations.consents import newest_of
from flowbuilder.conversations.models import Consent, Contact


class BlockedFilter(admin.SimpleListFilter):
    """Who may not write any more."""

    title = _("blocked")
    parameter_name = "blocked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(blocked_at__isnull=self.value() == "no")


class WhyForm(forms.Form):
    """Why somebody is blocked."""

    why = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=200,
        help_text=_("For your team and the audit trail. The visitor never sees it."),
        widget=UnfoldAdminTextInputWidget,
    )


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    """The people who talked to us."""

    empty_hint = _("Everyone who writes to you gets a contact here.")
    view_permission = Permission.INBOX_USE
    list_display = ["__str__", "email", "phone", "language", "standing", "created_at"]
    list_filter = [BlockedFilter, "language", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["blocked_by"]
    search_fields = ["name", "email", "phone"]
    search_help_text = _("Search by name, e-mail or phone")
    show_full_result_count = False
    actions_detail = ("block", "unblock")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).filter(merged_into=None)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who blocked whom, why and when, is told of those who are blocked."""
        known = ["name", "email", "phone", "language", "created_at", "consents"]
        blocked = obj is not None and obj.blocked_at is not None
        return ["blocked_at", "blocked_by", "blocked_why", *known] if blocked else known

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Either one, by whether the contact is blocked."""
        blocked = self.get_queryset(request).filter(pk=object_id, blocked_at__isnull=False)
        name = "unblock" if blocked.exists() else "block"
        shown = super().get_actions_detail(request, object_id)
        return [each for each in shown if each.action_name.endswith(f"_{name}")]

    @display(description=_("blocked"), ordering="blocked_at")
    def standing(self, contact: Contact) -> str:
        if contact.blocked_at is None:
            return ""
        look = "font-medium text-red-700 dark:text-red-500"
        return format_html('<span class="{}">{}</span>', look, gettext("blocked"))

    @display(description=_("consents"))
    def consents(self, contact: Contact) -> SafeString:
        """The answer that counts for each purpose; the words they read are in the tooltip."""
        rows = [
            (one.wording, one.label, one.version, self._fate(one)) for one in newest_of(contact)
        ]
        if not rows:
            return mark_safe("—")
        return format_html_join(mark_safe("<br>"), '<span title="{}">{} ({}): {}</span>', rows)

    def _fate(self, one: Consent) -> str:
        def at(moment: Any) -> str:
            return date_format(localtime(moment), "DATETIME_FORMAT")

        if not one.agreed:
            return gettext("declined, {at}").format(at=at(one.at))
        if one.withdrawn_at is not None:
            return gettext("withdrawn, {at}").format(at=at(one.withdrawn_at))
        return gettext("agreed, {at}").format(at=at(one.at))

    @action(description=pgettext_lazy("contact", "Block"), icon="block", url_path="block")
    def block(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask why, and take nothing of theirs any more."""
        contact = self._contact(request, object_id)
        form = WhyForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            why = form.cleaned_data["why"]
            return self._done(
                request, contact, lambda by: blocking.block(contact, by=by, why=why),
                gettext("{name} is blocked."),
            )  # fmt: skip
        return self._page(request, contact, gettext("Block this contact"), form=form)

    @action(description=_("Unblock"), icon="lock_open", url_path="unblock")
    def unblock(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask once more, and let them write again."""
        contact = self._contact(request, object_id)
        if request.method == "POST":
            return self._done(
                request, contact, lambda by: blocking.unblock(contact, by=by),
                gettext("{name} can write again."),
            )  # fmt: skip
        return self._page(request, contact, gettext("Unblock this contact"))

    def _contact(self, request: HttpRequest, object_id: int) -> Contact:
        contact = self.get_queryset(request).filter(pk=object_id).first()
        if contact is None or not self.has_view_permission(request, contact):
            raise Http404
        return contact

    def _done(self, request: HttpRequest, contact: Contact, do: Any, said: str) -> HttpResponse:
        try:
            do(user_of(request))
        except AppError as problem:
            messages.error(request, str(problem.message))
        else:
            messages.success(request, said.format(name=contact))
        where = reverse("admin:conversations_contact_change", args=[contact.pk])
        return HttpResponseRedirect(where)

    def _page(
        self, request: HttpRequest, contact: Contact, title: str, form: Any = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "page_part": title,
            "opts": self.opts,
            "contact": contact,
            "form": form,
            "unblocks": form is None,
        }
        return TemplateResponse(request, "conversations/block.html", context)
