"""What entries and sources have in common."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Given(models.Model):
    """When and in which flow it is given, how it is filed, and who looks after it.

    See `validity` for the days.
    """

    tags = models.CharField(
        _("tags"), max_length=200, blank=True, help_text=_("Separated by commas.")
    )
    enabled = models.BooleanField(
        _("on"), default=True, help_text=_("When off, nothing of it is given as an answer.")
    )
    valid_from = models.DateField(
        _("given from"), null=True, blank=True, help_text=_("Empty: from now on.")
    )
    valid_until = models.DateField(
        _("given until"), null=True, blank=True,
        help_text=_("The last day on which visitors get it. Empty: without an end."),
    )  # fmt: skip
    flow = models.ForeignKey(
        "flows.Flow", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("only in the flow"),
        help_text=_("Empty: in every flow. Another flow never gives it."),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("looked after by"),
        help_text=_("Who keeps it right. Visitors do not see it."),
    )  # fmt: skip

    class Meta:
        abstract = True
