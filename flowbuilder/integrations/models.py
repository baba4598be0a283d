"""Secrets for other services, bound to the hosts they are meant for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CredentialKind(models.TextChoices):
    """How the secret is sent."""

    BEARER = "bearer", _("Bearer token")
    HEADER = "header", _("Custom header")
    BASIC = "basic", _("User name and password")


class Credential(models.Model):
    """A secret that flows name but never see. It goes to the hosts of its list and nowhere else.

    It goes there by https, unless a host is named with `http://` before it. `sealed` is encrypted
    and write-only; changing `hosts` needs the secret again, so that who may edit a credential
    can't send it to a host of their own.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="credentials"
    )
    name = models.SlugField(
        _("name"), max_length=64,
        help_text=_("Flows refer to the credential by this name, for example “shop-orders”."),
    )  # fmt: skip
    kind = models.CharField(
        _("kind"), max_length=10, choices=CredentialKind.choices, default=CredentialKind.BEARER
    )
    header_name = models.CharField(
        _("header"), max_length=60, blank=True,
        help_text=_("Only for a custom header, for example “X-Api-Key”."),
    )  # fmt: skip
    username = models.CharField(
        _("user name"), max_length=120, blank=True, help_text=_("Only for user name and password.")
    )
    sealed = models.TextField(editable=False)
    hosts = models.JSONField(_("hosts"), default=list)
    enabled = models.BooleanField(_("on"), default=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="credential_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
