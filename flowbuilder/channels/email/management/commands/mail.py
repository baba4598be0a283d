"""Look into mailboxes by hand: `manage.py mail fetch [--mailbox ADDRESS]`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from flowbuilder.channels.email import tasks
from flowbuilder.channels.email.models import Mailbox


class Command(BaseCommand):
    """Fetch from every mailbox that is on, or from one."""

    help = "Fetch e-mail now, without waiting for the next minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["fetch"])
        parser.add_argument("--mailbox", default="", help="Its e-mail address; empty is all.")

    def handle(self, *args: Any, **options: Any) -> None:
        boxes = Mailbox.objects.filter(enabled=True).select_related("workspace", "team", "flow")
        if options["mailbox"]:
            boxes = boxes.filter(address__iexact=options["mailbox"])
            if not boxes.exists():
                raise CommandError(f"No mailbox {options['mailbox']} is switched on.")
        for mailbox in boxes:
            count = tasks.check(mailbox)
            mailbox.refresh_from_db()
            said = mailbox.problem or f"{count} new"
            self.stdout.write(f"{mailbox.address}: {said}")
