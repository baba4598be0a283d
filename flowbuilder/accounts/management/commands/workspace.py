"""`manage.py workspace NAME --owner EMAIL`: a new workspace and the person who runs it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from flowbuilder.accounts import services
from flowbuilder.accounts.models import Language


class Command(BaseCommand):
    """Make a workspace with its first owner. Repeated, it changes nothing but gives a new link."""

    help = "Make a workspace and its owner (safe to repeat) and print a one-time login link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the workspace is called, e.g. “Sklep Ada”")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="who will run it")
        parser.add_argument(
            "--language",
            choices=Language.values,
            default=Language.POLISH.value,
            help="language of a new workspace and its new owner (default: pl)",
        )
        parser.add_argument(
            "--url", default="http://127.0.0.1:8000", help="address the link starts with"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            workspace, owner, created = services.found_workspace(
                options["name"], owner=options["owner"], language=options["language"]
            )
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        known = "is new" if created else "was there already"
        self.stdout.write(f"workspace {workspace.slug} {known}, owner {owner.email}")
        self.stdout.write(f"login {options['url'].rstrip('/')}{services.make_login_link(owner)}")
