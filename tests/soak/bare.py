"""Makes a workspace and nothing else: `Stand.prepare("tests.soak.bare")`."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from flowbuilder.accounts.models import Workspace  # noqa: E402

if __name__ == "__main__":
    Workspace.objects.create(name="Bench", slug="bench")
