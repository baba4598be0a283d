"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebChannelConfig(AppConfig):
    """The widget: its settings, its socket, its pages."""

    name = "flowbuilder.channels.web"
    label = "channel_web"
    verbose_name = _("Widget")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.common.shutdown import on_shutdown
        from flowbuilder.conversations import sockets

        on_shutdown(sockets.close_all)
