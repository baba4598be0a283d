"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LlmConfig(AppConfig):
    """The language model of each workspace."""

    name = "flowbuilder.llm"
    label = "llm"
    verbose_name = _("Language model")
    default_auto_field = "django.db.models.BigAutoField"
