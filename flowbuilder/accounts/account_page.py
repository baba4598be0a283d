"""“My account”: how a person is shown, which language they read, and their password."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from flowbuilder.accounts.access import memberships_of, user_of, workspace_of
from flowbuilder.accounts.models import Language, User


class AccountForm(forms.ModelForm):
    """What a person may change about themselves."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=Language.choices,
        widget=UnfoldAdminSelectWidget,
    )
    current_password = forms.CharField(
        label=gettext_lazy("Current password"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label=gettext_lazy("New password"),
        required=False,
        help_text=gettext_lazy("At least 10 characters. Leave empty to keep the one you have."),
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ["display_name", "language"]
        widgets = {"display_name": UnfoldAdminTextInputWidget}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as given
        if not self.instance.has_usable_password():
            del self.fields["current_password"]

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        fresh = found.get("new_password")
        if not fresh:
            return found
        if "current_password" in self.fields and not self.instance.check_password(
            found.get("current_password") or ""
        ):
            self.add_error("current_password", _("This is not your current password."))
        try:
            password_validation.validate_password(fresh, self.instance)
        except ValidationError as problem:
            self.add_error("new_password", problem)
        return found


def account_page(request: HttpRequest) -> HttpResponse:
    """Show and save the person's own account."""
    user = User.objects.get(pk=user_of(request).pk)
    form = AccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        if form.cleaned_data.get("new_password"):
            user.set_password(form.cleaned_data["new_password"])
        user.save()
        update_session_auth_hash(request, user)
        with translation.override(user.language):
            messages.success(request, _("Your account was saved."))
        return HttpResponseRedirect(request.path)
    context = {
        **admin.site.each_context(request),
        "title": _("My account"),
        "form": form,
        "memberships": memberships_of(request),
        "here": workspace_of(request),
    }
    return render(request, "accounts/account_page.html", context)
