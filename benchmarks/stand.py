"""A server of our own to measure and to break: its data, its process, its visitors.

Used by the benchmarks, by `make soak` and by the tests that need a real process. Loopback only.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import websockets

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = os.environ.get(
    "FLOWBUILDER_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test"
)
REDIS = os.environ.get("FLOWBUILDER_TEST_REDIS_URL", "redis://127.0.0.1:6379/8")
READY_S = 60
DATABASE = "flowbuilder.sqlite3"


@functools.cache
def _migrated_file() -> Path:
    """An empty SQLite database that is up to date: to make one takes many times its copying."""
    folder = Path(tempfile.mkdtemp(prefix="flowbuilder-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    env = Stand(folder).env()
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    return folder / DATABASE


def free_port() -> int:
    """A port that nobody listens on now, below those that clients are given."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", random.randrange(12_000, 32_000)))
            return int(probe.getsockname()[1])


@contextlib.contextmanager
def postgres_database() -> Iterator[str]:
    """The address of a new, empty PostgreSQL database; dropped afterwards."""
    name = f"fb_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]  # our own name
    try:
        yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]  # as above


class Stand:
    """A server process on its own data folder and, unless told otherwise, its own SQLite file."""

    def __init__(self, folder: Path, port: int | None = None, **environment: str) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.environment = environment
        self.process: subprocess.Popen[str] | None = None

    def url_of(self, key: str) -> str:
        """The chat socket of widget `key`."""
        return f"ws://127.0.0.1:{self.port}/ws/chat/{key}/"

    @property
    def url(self) -> str:
        """The chat socket of the six turns."""
        return self.url_of("bench")

    def env(self, **more: str) -> dict[str, str]:
        """The environment of our processes: nothing of the caller's own Flowbuilder."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("FLOWBUILDER_", "DJANGO_"))
        }
        return {
            **kept,
            "FLOWBUILDER_DATA_DIR": str(self.folder),
            "FLOWBUILDER_LOG_LEVEL": "WARNING",
            "FLOWBUILDER_SOCKET_FRAMES_PER_S": "100000",
            "FLOWBUILDER_FRONTEND_DIST": str(ROOT / "frontend" / "dist"),
            **self.environment,
            **more,
        }

    def prepare(self, *seed: str) -> None:
        """Make the database and what `seed` loads: the flows that everything here talks to."""
        if "FLOWBUILDER_DATABASE_URL" not in self.environment:
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(_migrated_file(), self.folder / DATABASE)
        loading = ["-m", *(seed or ("benchmarks.seed",))]
        for arguments in (["manage.py", "migrate", "-v0"], loading):
            subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.env(), check=True)

    def start(self, *command: str, **more: str) -> None:
        """Start the server and wait until it listens."""
        arguments = command or ("manage.py", "serve", "--port", str(self.port))
        with (self.folder / "errors.log").open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.env(**more),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                text=True,
            )
        self.wait_until_listening()

    def wait_until_listening(self) -> None:
        """Return when the port answers; raise when the process ended first."""
        process = self.process
        for _attempt in range(READY_S * 50):
            if process is not None and process.poll() is not None:
                raise RuntimeError(f"It ended: {(self.folder / 'errors.log').read_text()[-2000:]}")
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=0.2).close()
                return
            if process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.02)
        raise RuntimeError("The server did not listen in time.")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def stop(self) -> None:
        """End it politely."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu_seconds(self) -> float:
        """How much processor time the server has used."""
        if self.process is None:
            return 0.0
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """How much memory the server holds."""
        if self.process is None:
            return 0.0
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


class Talker:
    """A visitor at a real socket. Keeps what it was told, as a browser would."""

    def __init__(self, url: str, origin: str | None = "https://bench.example") -> None:
        self.url, self.origin = url, origin
        self.token: str | None = None
        self.conversation = ""
        self.after = 0
        self.messages: dict[int, dict[str, Any]] = {}
        self.acked: dict[str, int] = {}

    async def connect(self) -> None:
        self.socket = await websockets.connect(
            self.url, origin=self.origin, compression=None, open_timeout=20, max_queue=None
        )  # type: ignore[call-overload]  # an Origin is a string

    async def close(self) -> None:
        await self.socket.close()

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def read(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.socket.recv())
        if frame["type"] == "message":
            self.messages[frame["seq"]] = frame
            self.after = max(self.after, frame["seq"])
        elif frame["type"] == "ack":
            self.acked[frame["client_id"]] = frame["seq"]
        return frame

    async def hello(self, **more: Any) -> dict[str, Any]:
        """Say hello and read up to the status that ends its answer; return the welcome."""
        await self.send(type="hello", visitor=self.token, after=self.after, **more)
        welcome: dict[str, Any] = {}
        while True:
            frame = await self.read()
            if frame["type"] == "welcome":
                welcome = frame
                self.token, self.conversation = frame["visitor"], frame["conversation"]
            if frame["type"] in {"status", "error"}:
                return welcome or frame

    async def turn(self, last: str, **frame: Any) -> dict[str, Any]:
        """Send an act and read until the message that contains `last`; return that message."""
        await self.send(client_id=str(uuid.uuid4()), **frame)
        while True:
            got = await self.read()
            if got["type"] == "error":
                raise RuntimeError(f"{frame} was answered by {got}")
            ours = got["type"] == "message" and got["from"] != "visitor"
            if ours and last in got["content"].get("text", ""):
                return got
