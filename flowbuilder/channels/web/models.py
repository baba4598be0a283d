"""A widget: how a website shows the chat, and which flow answers there."""

from __future__ import annotations

import secrets

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language


def new_key() -> str:
    """Return a short random key; it names the widget in public and opens nothing by itself."""
    return secrets.token_urlsafe(9).replace("_", "a").replace("-", "b")


class Widget(models.Model):
    """One chat on one or more websites. Its key is public."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="widgets"
    )
    key = models.CharField(
        _("key"),
        max_length=64,
        unique=True,
        default=new_key,
        editable=False,
        validators=[RegexValidator(r"^[A-Za-z0-9_-]{1,64}$")],
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("For you; visitors do not see it.")
    )
    flow = models.ForeignKey(
        "flows.Flow",
        on_delete=models.PROTECT,
        related_name="widgets",
        verbose_name=_("flow"),
        help_text=_("New conversations run on its published version."),
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=Language.choices,
        default=Language.POLISH,
        help_text=_("The language of the buttons and notices around the conversation."),
    )
    enabled = models.BooleanField(
        _("switched on"), default=True, help_text=_("When off, the chat is not available anywhere.")
    )
    origins = models.JSONField(
        _("allowed websites"),
        default=list,
        blank=True,
        help_text=_(
            "One address per line, for example https://shop.example. The chat opens only there "
            "and on its own page."
        ),
    )
    title = models.CharField(
        _("title"), max_length=60, help_text=_("At the top of the chat, for example your name.")
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        default="#5046e0",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write it like #5046e0."))],
        help_text=_(
            "For the chat's button, the square with your initial and the visitor's words. "
            "Text on it becomes dark or light automatically."
        ),
    )
    ai_notice = models.CharField(
        _("notice about the assistant"),
        max_length=300,
        blank=True,
        help_text=_(
            "Shown before the first message; the law requires it. Leave empty to use ours."
        ),
    )

    allow_files = models.BooleanField(
        _("visitors may send files"),
        default=True,
        help_text=_(
            "Images, PDF and office documents: to a person who answers, and where the flow asks "
            "for them."
        ),
    )

    class Meta:
        verbose_name = _("widget")
        verbose_name_plural = _("widgets")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
