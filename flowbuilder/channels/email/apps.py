"""Where Django learns of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmailChannelConfig(AppConfig):
    """Mailboxes, and the conversations that are held by e-mail."""

    name = "flowbuilder.channels.email"
    label = "channel_email"
    verbose_name = _("E-mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from flowbuilder.channels.email import tasks, threads
        from flowbuilder.conversations import mail_port
        from flowbuilder.runtime import dispatch

        mail_port.register(threads.Threads())
        dispatch.add_task(tasks.CHECK, tasks.check_mailbox)
        dispatch.add_task(tasks.SEND, tasks.send_mail)
        dispatch.add_task(tasks.TAKE_UP, tasks.take_up_ticket)
