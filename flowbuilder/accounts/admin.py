"""The team, the workspace's settings and the audit trail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from flowbuilder.accounts import services
from flowbuilder.accounts.access import Permission, membership_of, request_may, user_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin, timezone_field
from flowbuilder.accounts.models import AuditEntry, Membership, Role, User, Workspace

admin.site.unregister(Group)  # roles of a workspace are memberships, not Django's groups


class NewMemberForm(forms.ModelForm):
    """Adds a person by e-mail; who they are already is theirs to change."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=UnfoldAdminEmailInputWidget
    )
    display_name = forms.CharField(
        label=gettext_lazy("Name shown to visitors"),
        max_length=80,
        widget=UnfoldAdminTextInputWidget,
    )

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Role.choices,
        initial=Role.AGENT,
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy(
            "The owner sees and changes everything, an author builds flows and knowledge, "
            "a writer does so too but asks for a review instead of publishing, "
            "an agent answers people, an analyst reads the figures."
        ),
    )

    class Meta:
        model = Membership
        fields = ["role"]

    workspace: Workspace

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if Membership.objects.filter(workspace=self.workspace, user__email__iexact=email).exists():
            raise ValidationError(_("This person is in the team already."))
        return email


class ChangedMemberForm(forms.ModelForm):
    """Changes a role, as long as an owner stays."""

    class Meta:
        model = Membership
        fields = ["role"]

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        before = Membership.objects.get(pk=self.instance.pk)
        if role != Role.OWNER and services.is_last_owner(before):
            raise ValidationError(
                _("A workspace needs an owner. Make someone else the owner first.")
            )
        return role


@admin.register(Membership)
class MembershipAdmin(WorkspaceAdmin):
    """Who works here and what they may do."""

    permission = Permission.TEAM_EDIT
    list_display = ["person", "email", "role", "last_seen"]
    list_filter = ["role"]
    search_fields = ["user__display_name", "user__email", "user__username"]
    ordering = ["id"]
    list_select_related = ["user"]
    readonly_fields: list[str] = []
    actions_detail = ["new_login_link"]

    @admin.display(description=gettext_lazy("person"), ordering="user__display_name")
    def person(self, row: Membership) -> str:
        return row.user.shown_name

    @admin.display(description=gettext_lazy("e-mail address"), ordering="user__email")
    def email(self, row: Membership) -> str:
        return row.user.email

    @admin.display(description=gettext_lazy("last signed in"), ordering="user__last_login")
    def last_seen(self, row: Membership) -> Any:
        return row.user.last_login or _("not yet")

    def get_form(
        self, request: HttpRequest, obj: Membership | None = None, change: bool = False, **kw: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, form=ChangedMemberForm, **kw)
        membership = membership_of(request)
        here = membership.workspace if membership else Workspace()
        return type("NewMemberHere", (NewMemberForm,), {"workspace": here})

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return ["person", "email", "role"] if obj else ["display_name", "email", "role"]

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return ["person", "email"] if obj else []

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        by = user_of(request)
        if change:
            services.add_member(obj.workspace, obj.user, obj.role, by=by)
            return
        membership = membership_of(request)
        if membership is None:
            return
        found, link = services.invite(
            membership.workspace,
            email=form.cleaned_data["email"],
            display_name=form.cleaned_data["display_name"],
            role=obj.role,
            by=by,
        )
        obj.pk, obj.user, obj.workspace = found.pk, found.user, found.workspace
        if link:
            self._show_link(request, found.user, link)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj is not None and services.is_last_owner(obj))

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        services.remove_member(obj, by=user_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Membership]) -> None:
        for row in queryset:
            if not services.is_last_owner(row):
                self.delete_model(request, row)

    @action(description=gettext_lazy("New login link"), icon="link")
    def new_login_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a link that signs this person in once."""
        row = self.get_object(request, object_id)
        back = reverse("admin:accounts_membership_changelist")
        if row is None or not self.has_change_permission(request, row):
            return HttpResponseRedirect(back)
        if not services.belongs_only_to(row.user, row.workspace):
            messages.warning(
                request,
                _("This person works in other workspaces too, so they sign in with a password."),
            )
        else:
            self._show_link(request, row.user, services.make_login_link(row.user))
        return HttpResponseRedirect(reverse("admin:accounts_membership_change", args=[row.pk]))

    def _show_link(self, request: HttpRequest, user: User, link: str) -> None:
        text = _("Give {name} this link. It signs them in once, within 24 hours: {link}")
        messages.info(
            request,
            format_html(text, name=user.shown_name, link=request.build_absolute_uri(link)),
        )


@admin.register(Workspace)
class WorkspacePageAdmin(ModelAdmin):
    """The one workspace of the login: its name, language and clock."""

    fields = ["name", "language", "timezone", "keep_days", "contact_email"]
    list_display = ["name", "language", "timezone"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Workspace]:
        membership = membership_of(request)
        rows: models.QuerySet[Workspace] = super().get_queryset(request)
        return rows.filter(pk=membership.workspace_id) if membership else rows.none()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is only one, so its page is shown at once."""
        membership = membership_of(request)
        if membership is None or not self.has_change_permission(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(
            reverse("admin:accounts_workspace_change", args=[membership.workspace_id])
        )

    def save_model(self, request: HttpRequest, obj: Workspace, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        user = user_of(request)
        services.audit(obj, user, "workspace.changed", obj.name, fields=form.changed_data)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "timezone":
            return timezone_field(db_field)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request_may(request, Permission.SETTINGS_EDIT)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request_may(request, Permission.SETTINGS_EDIT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request_may(request, Permission.SETTINGS_EDIT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(WorkspaceAdmin):
    """Who did what, when. Read only, for everyone."""

    view_permission = Permission.SETTINGS_EDIT
    list_display = ["at", "user", "action", "target"]
    list_filter = ["action"]
    search_fields = ["target", "action", "user__display_name", "user__email"]
    date_hierarchy = "at"
    fields = ["at", "user", "action", "target"]
    list_select_related = ["user"]
