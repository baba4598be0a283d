"""A person of the bench's workspace who is signed in; their cookie lies beside the database."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from flowbuilder.accounts import services
from flowbuilder.accounts.models import User, Workspace


def keep_session(role: str) -> None:
    """Make the person and write ``name=value`` of their session to `session.txt`."""
    user = User.objects.create_user(username=role, email=f"{role}@bench.example", language="en")
    services.add_member(Workspace.objects.get(slug="bench"), user, role)
    client = Client()
    client.force_login(user)
    ((name, morsel),) = [(key, value) for key, value in client.cookies.items() if "session" in key]
    (settings.DATA_DIR / "session.txt").write_text(f"{name}={morsel.value}")
