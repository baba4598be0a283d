"""Credentials in the admin. A secret goes in and never comes out."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextareaWidget

from flowbuilder.accounts.access import Permission, workspace_of
from flowbuilder.accounts.admin_base import WorkspaceAdmin
from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import InvalidInput
from flowbuilder.integrations import services
from flowbuilder.integrations.credentials import read_hosts
from flowbuilder.integrations.models import Credential, CredentialKind


class CredentialForm(forms.ModelForm):
    """The hosts as lines, the secret as a password that is never sent back."""

    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        max_length=4000,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("The token or password. It is kept encrypted and never shown again."),
    )
    host_lines = forms.CharField(
        label=_("Hosts"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "placeholder": "api.example.com"}),
        help_text=_(
            "One per line. The secret is sent to these hosts only, and encrypted (https); write "
            "http:// before one that knows no encryption. When you add one, enter the secret again."
        ),
    )

    class Meta:
        model = Credential
        fields = ("name", "kind", "header_name", "username", "enabled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["host_lines"].initial = "\n".join(self.instance.hosts)
            self.fields["secret"].help_text = _("Leave empty to keep the one that is stored.")

    #: Set by the page: names are unique in it.
    workspace: Any = None

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        taken = Credential.objects.filter(workspace=self.workspace, name=name)
        if taken.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("A credential with this name already exists."))
        return name

    def clean_host_lines(self) -> list[str]:
        try:
            return read_hosts(self.cleaned_data["host_lines"])
        except InvalidInput as problem:
            raise ValidationError(str(problem.message)) from None

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        hosts, secret = data.get("host_lines") or [], data.get("secret")
        if data.get("kind") == CredentialKind.HEADER and not data.get("header_name"):
            self.add_error("header_name", _("Name the header that carries the secret."))
        if data.get("kind") == CredentialKind.BASIC and not data.get("username"):
            self.add_error("username", _("Enter the user name."))
        if not secret and not self.instance.sealed:
            self.add_error("secret", _("Enter the secret."))
        elif not secret and set(hosts) - set(self.instance.hosts):
            self.add_error("secret", _("Enter the secret again: it would go to new hosts."))
        self.instance.hosts = hosts
        return data


@admin.register(Credential)
class CredentialAdmin(WorkspaceAdmin):
    """Secrets for other services, named by flows and bound to hosts."""

    empty_hint = _(
        "A credential lets a flow sign in to another service without showing the secret."
    )
    permission = Permission.SETTINGS_EDIT
    form = CredentialForm
    list_display = ("name", "kind", "host_list", "enabled", "updated_at")
    list_filter = ("kind", "enabled")
    search_fields = ("name",)
    search_help_text = _("Search by name")
    fields = ("name", "kind", "header_name", "username", "secret", "host_lines", "enabled")

    @admin.display(description=_("hosts"))
    def host_list(self, credential: Credential) -> str:
        return ", ".join(credential.hosts)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.workspace = workspace_of(request)  # a class of this request alone
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.workspace = workspace_of(request)
        services.save_credential(
            obj, secret=form.cleaned_data["secret"], by=cast(Any, request.user)
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        audit(obj.workspace, cast(Any, request.user), "credential.deleted", obj.name)
        super().delete_model(request, obj)
