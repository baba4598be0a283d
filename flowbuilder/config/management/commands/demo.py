"""`manage.py demo`: a workspace to look at, with people, flows, answers and widgets."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from flowbuilder.accounts import services
from flowbuilder.accounts.models import Membership, Role, User, Workspace
from flowbuilder.channels.web import demo as web
from flowbuilder.flows import demo as flows
from flowbuilder.handoff import demo as handoff
from flowbuilder.knowledge import demo as knowledge

PEOPLE = (
    ("demo-owner", "Ola", Role.OWNER, "/admin/"),
    ("demo-author", "Adam", Role.AUTHOR, "/admin/"),
    ("demo-agent", "Anna", Role.AGENT, "/inbox/"),
)
PARTS = (handoff.load_demo, knowledge.load_demo, flows.load_demo, web.load_demo)


class Command(BaseCommand):
    """Load the demo, or bring it up to date. What people changed in it stays."""

    help = "Load the demo workspace (safe to repeat) and print one-time login links."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url", default="http://127.0.0.1:8000", help="address the links start with"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        load_demo()
        for role, link in login_links(options["url"]):
            self.stdout.write(f"login {role} {link}")


@transaction.atomic
def load_demo() -> Workspace:
    """Make the demo workspace and its people, and let each app add its part."""
    workspace, _created = Workspace.objects.get_or_create(
        slug="demo", defaults={"name": "Demo", "language": "pl"}
    )
    for username, display_name, role, _home in PEOPLE:
        user, created = User.objects.get_or_create(
            username=username,
            defaults={
                "email": f"{username}@demo.example",
                "display_name": display_name,
                "language": workspace.language,
            },
        )
        if created:
            user.set_unusable_password()
            user.save()
        if not Membership.objects.filter(user=user, workspace=workspace).exists():
            services.add_member(workspace, user, role)
    for load_part in PARTS:
        load_part(workspace)
    return workspace


def login_links(url: str) -> list[tuple[str, str]]:
    """Return a fresh one-time link for each demo person."""
    found = []
    for username, _name, role, home in PEOPLE:
        user = User.objects.get(username=username)
        path = services.make_login_link(user, home)
        found.append((str(role), f"{url.rstrip('/')}{path}"))
    return found
