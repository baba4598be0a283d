"""`manage.py serve`: serve people in this process."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from flowbuilder.channels.web import demo_shop
from flowbuilder.config import serving
from flowbuilder.config.management.commands import demo

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what to show instead


class Command(BaseCommand):
    """Serve the web, the sockets and, unless told otherwise, the jobs."""

    help = "Serve Flowbuilder: web, sockets and jobs in one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument(
            "--web", action="store_true", help="leave jobs to other processes (Celery workers)"
        )
        parser.add_argument(
            "--migrate", action="store_true", help="bring the database up to date first"
        )
        parser.add_argument(
            "--demo",
            action="store_true",
            help="load the demo, open its shop page on the next port, print login links",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        shown = EVERYWHERE.get(host, host)
        url = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"

        def prepare() -> None:
            if options["migrate"]:
                self._migrate()
            if options["demo"]:
                self._open_demo(url, port)

        def say_ready() -> None:
            if options["demo"]:
                self._welcome(url)
            self.stdout.write(f"Flowbuilder serves {url}/ (Ctrl+C stops it).")
            self.stdout.flush()

        try:
            serving.serve(
                host,
                port,
                with_runner=not options["web"],
                prepare=prepare,
                on_ready=say_ready,
            )
        except serving.CannotServe as problem:
            self.stderr.write(str(problem))
            sys.exit(1)

    def _migrate(self) -> None:
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as problem:
            raise serving.CannotServe(
                f"The database does not answer ({problem}). Check FLOWBUILDER_DATABASE_URL."
            ) from None

    def _open_demo(self, url: str, port: int) -> None:
        """Load the demo and open its shop: another origin, on loopback whatever we listen on."""
        place = f"127.0.0.1:{port + 1}"
        settings.FLOWBUILDER_DEMO_SHOP_ORIGIN = f"http://{place}"
        allowed = settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [*allowed, place]
        serving.check_port("127.0.0.1", port + 1)
        demo.load_demo()
        demo_shop.start(port + 1, url)

    def _welcome(self, url: str) -> None:
        lines = [
            "",
            f"  Admin        {url}/admin/",
            f"  Inbox        {url}/inbox/",
        ]
        lines += [
            f"  Demo shop    {settings.FLOWBUILDER_DEMO_SHOP_ORIGIN}/",
            f"  Hosted chat  {url}/w/demo/",
            "",
            "  Sign in once with:",
        ]
        for role, link in demo.login_links(url):
            lines.append(f"  {role:<12} {link}")
        self.stdout.write("\n".join([*lines, ""]))
