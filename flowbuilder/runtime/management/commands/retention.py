"""`manage.py retention`: delete what is older than the workspaces keep."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from flowbuilder.runtime import commits, retention


class Command(BaseCommand):
    """What the daily job does, now; or only how much it would be."""

    help = "Delete old conversations' words and finished jobs, as each workspace's settings say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say how much it would be and delete nothing"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = retention.count() if options["dry_run"] else retention.tidy()
        finally:
            commits.stop_writing()
        verb = "would be emptied" if options["dry_run"] else "emptied"
        for one in found:
            days = one.workspace.keep_days
            kept = f"keeps {days} days" if days else "keeps everything"
            self.stdout.write(
                f"{one.workspace.slug} ({kept}): {one.conversations} conversations {verb} "
                f"({one.messages} messages, {one.events} events, {one.files} files), "
                f"{one.jobs} finished jobs."
            )
