"""`manage.py serve`: serve people in this process."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from flowbuilder.config import serving


class Command(BaseCommand):
    """Serve the web, the sockets and, unless told otherwise, the jobs."""

    help = "Serve Flowbuilder: web, sockets and jobs in one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument(
            "--web", action="store_true", help="leave jobs to other processes (Celery workers)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]

        def say_ready() -> None:
            shown = f"[{host}]" if ":" in host else host
            self.stdout.write(f"Flowbuilder serves http://{shown}:{port}/ (Ctrl+C stops it).")
            self.stdout.flush()

        try:
            serving.serve(host, port, with_runner=not options["web"], on_ready=say_ready)
        except serving.CannotServe as problem:
            self.stderr.write(str(problem))
            sys.exit(1)
