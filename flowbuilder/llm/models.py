"""Which language model a workspace uses."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LanguageModelSettings(models.Model):
    """The endpoint that answers for one workspace. At most one; without it, the installation's.

    The key is sealed and bound to `base_url`: whoever changes the address enters it again.
    """

    workspace = models.OneToOneField(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="language_model"
    )
    base_url = models.CharField(
        _("address"), max_length=300,
        help_text=_("An OpenAI-compatible endpoint, for example https://api.openai.com/v1."),
    )  # fmt: skip
    model = models.CharField(
        _("model"), max_length=120, help_text=_("The model's name, as the provider writes it.")
    )
    sealed_key = models.TextField(blank=True, editable=False)
    enabled = models.BooleanField(
        _("on"), default=True,
        help_text=_("When off, answers are quoted from the knowledge without a model."),
    )  # fmt: skip
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("language model")
        verbose_name_plural = _("language model")

    def __str__(self) -> str:
        return self.model
