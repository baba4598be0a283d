"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    """Questions and answers, and what nobody could answer."""

    name = "flowbuilder.knowledge"
    label = "knowledge"
    verbose_name = _("Knowledge")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.flows import knowledge_port
        from flowbuilder.knowledge.selectors import suggest
        from flowbuilder.knowledge.services import add_missing
        from flowbuilder.knowledge.topics import tried

        knowledge_port.register(add_missing, suggest, tried)
