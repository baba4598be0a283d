"""`manage.py backup FILE`: everything in one file, also while the program runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from flowbuilder.config.backups import archive
from flowbuilder.config.backups.errors import BackupProblem


class Command(BaseCommand):
    """Write a backup, read it back, and say what is in it."""

    help = "Back up the database, the files and the secret key to FILE, also while it runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, for example backup.tar.gz")
        parser.add_argument(
            "--without-key",
            action="store_true",
            help="leave the secret key out; whoever restores must have it from elsewhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].absolute()
        try:
            manifest = archive.write(target, with_key=not options["without_key"])
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        rows = manifest.rows
        self.stdout.write(
            f"Written to {target} and read back: {target.stat().st_size / 1e6:.1f} MB, "
            f"{rows.get('conversations_conversation', 0)} conversations, "
            f"{rows.get('conversations_message', 0)} messages, "
            f"{sum(name.startswith('files/') for name in manifest.members)} files."
        )
        if manifest.key_included:
            self.stdout.write(
                "The secret key is inside, so stored credentials can be read from it: keep the "
                "file where only you can read it."
            )
        else:
            self.stdout.write(
                "The secret key is NOT inside. Keep it elsewhere: without it stored credentials "
                "cannot be read, and restoring asks for it."
            )
        self.stdout.write("Not inside: environment variables, the program itself.")
