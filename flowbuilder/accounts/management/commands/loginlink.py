"""`manage.py loginlink EMAIL`: a way in for someone who has no password, or lost it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from flowbuilder.accounts import services
from flowbuilder.accounts.models import User


class Command(BaseCommand):
    """Print a link that signs one person in, once."""

    help = "Print a one-time login link for a person; it works for 24 hours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument(
            "--url", default="http://127.0.0.1:8000", help="address the link starts with"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        if not user.is_active:
            raise CommandError(f"The account of {user.email} is switched off.")
        if not user.memberships.exists():
            raise CommandError(f"{user.email} is in no workspace: add them to one first.")
        self.stdout.write(f"login {options['url'].rstrip('/')}{services.make_login_link(user)}")
