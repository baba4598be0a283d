"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    """Contacts, conversations, messages and the event log."""

    name = "flowbuilder.conversations"
    label = "conversations"
    verbose_name = _("Conversations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.conversations import card_pictures
        from flowbuilder.flows import pictures_port

        pictures_port.register(card_pictures.kept_picture, card_pictures.keep_bytes)
