"""Starts the program as a user starts it, for browser tests and for the pictures of the docs."""

from __future__ import annotations

import os
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The browser that people have, and one without windows of its own: a page costs the latter a third
#: of the work, but it knows no notices of the system.
WHOLE_CHROMIUM = os.environ.get("FLOWBUILDER_CHROMIUM") or shutil.which("chromium") or "chromium"
CHROMIUM = (
    os.environ.get("FLOWBUILDER_CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or WHOLE_CHROMIUM
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 180


class DidNotStart(RuntimeError):
    """The program ended or said nothing; the message holds its last lines."""


@dataclass
class Program:
    """The running server: its address, the demo shop's, and what it printed."""

    url: str
    shop: str
    process: subprocess.Popen[str]
    environment: dict[str, str]
    lines: list[str] = field(default_factory=list)

    def login_link(self, role: str) -> str:
        """The one-time link that was printed for `role`."""
        pattern = re.compile(rf"^\s*{role}\s+(http\S+)$")
        return next(m.group(1) for line in self.lines if (m := pattern.match(line)))


def tell(program: Program, code: str) -> str:
    """Run `code` as the operator does in `manage.py shell`; return what it prints."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT, env=program.environment, text=True, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout


def free_ports() -> int:
    """A port that is free together with the next one, which the demo shop takes.

    Below those that clients are given: one of them may be taken before the program has it.
    """
    for _attempt in range(50):
        port = random.randrange(12_000, 32_000)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise DidNotStart("No two neighbouring ports are free.")


@contextmanager
def running_program(data: Path, **settings: str) -> Iterator[Program]:
    """Flowbuilder with its demo, its data in `data`, on free ports; ended afterwards.

    `settings` are further variables of its environment.
    """
    port = free_ports()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("FLOWBUILDER_")},
        "FLOWBUILDER_DATA_DIR": str(data),
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--migrate", "--demo", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    running = Program(
        f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", process, environment
    )
    ready = threading.Event()

    def read() -> None:
        for line in process.stdout or ():
            running.lines.append(line.rstrip())
            if "serves http" in line:
                ready.set()
        ready.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        ready.wait(START_SECONDS)
        if not any("serves http" in line for line in running.lines):
            raise DidNotStart("The program did not start:\n" + "\n".join(running.lines[-30:]))
        yield running
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(5)
        if process.stdout is not None:
            process.stdout.close()
