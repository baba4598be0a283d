"""`manage.py restore FILE`: bring a backup back, all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from flowbuilder.config.backups import restoring
from flowbuilder.config.backups.errors import BackupProblem


class Command(BaseCommand):
    """Check a backup, then put it in place."""

    help = "Restore a backup made by `manage.py backup`. Stop the program first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument(
            "--force",
            action="store_true",
            help="replace the data that is here already (never while the program runs)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"].absolute()
        try:
            manifest, before = restoring.restore(source, force=options["force"])
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        rows = manifest.rows
        self.stdout.write(
            f"Restored the backup of {manifest.begun_at} (version {manifest.version}): "
            f"{rows.get('conversations_conversation', 0)} conversations, "
            f"{rows.get('conversations_message', 0)} messages."
        )
        if before is not None:
            self.stdout.write(f"What was here before is in {before}; delete it when all is well.")
        if not manifest.key_included:
            self.stdout.write("The backup has no secret key: the one that is set here stays.")
        self.stdout.write("Next: manage.py migrate, then start the program.")
