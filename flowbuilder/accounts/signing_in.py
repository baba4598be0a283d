"""Signing in with a password, by e-mail address or user name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm

from flowbuilder.accounts.models import User


class EmailOrName(ModelBackend):
    """Finds the person by e-mail address or by user name; the rest is Django's."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        given = (username or "").strip()
        if "@" in given:
            found = User.objects.filter(email__iexact=given).first()
            given = found.username if found else given
        return super().authenticate(request, username=given, password=password, **kwargs)


class LoginForm(AuthenticationForm):
    """The admin's login form, saying that an e-mail address will do."""

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail or user name")
