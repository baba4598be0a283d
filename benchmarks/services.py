"""Redis, PostgreSQL, nginx and Celery of our own, on free ports of loopback, to be broken."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
import redis

from benchmarks.stand import ROOT, free_port

READY_S = 60.0


def nobody() -> str | None:
    """Who PostgreSQL runs as: it refuses to be root. None is ourselves."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


def find(program: str) -> str:
    """Where `program` is, also when Debian keeps it off the path."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/sbin")]
    found = shutil.which(program) or next(
        (str(place / program) for place in reversed(places) if (place / program).exists()), None
    )
    if found is None:
        raise FileNotFoundError(f"{program} is not on this machine.")
    return found


class Service:
    """A process of ours that can be killed, frozen, ended and started again.

    With `has_children` all it started is killed and frozen with it, as a container would.
    """

    has_children = False

    def __init__(self, name: str, command: Sequence[str], folder: Path) -> None:
        self.name, self.command, self.folder = name, list(command), folder
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.environment: Mapping[str, str] | None = None
        self.user: str | None = None

    def start(self) -> None:
        """Start it and wait until it is of use."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, user=self.user,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=self.has_children,
            )  # fmt: skip
        until = time.monotonic() + READY_S
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                said = self.log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self.name} did not start: {said}")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Say whether it is of use."""
        return True

    def send(self, which: signal.Signals) -> None:
        """Send a signal, if it runs."""
        if self.process is None or self.process.poll() is not None:
            return
        if self.has_children:
            os.killpg(self.process.pid, which)
        else:
            self.process.send_signal(which)

    def end(self, which: signal.Signals = signal.SIGKILL, patience_s: float = 30.0) -> None:
        """Send `which` and wait for the end; by force when that takes too long."""
        if self.process is None:
            return
        self.send(which)
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            self.process.wait()


class Redis(Service):
    """A Redis that keeps nothing on the disk."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        command = [
            find("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", str(folder),
        ]  # fmt: skip
        super().__init__("redis", command, folder)
        self.url = f"redis://127.0.0.1:{self.port}"

    def is_ready(self) -> bool:
        try:
            with redis.Redis(port=self.port, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def flush(self) -> None:
        """Forget everything: groups, queues, what the queues held."""
        with redis.Redis(port=self.port, socket_timeout=5) as client:
            client.flushall()


class Postgres(Service):
    """A PostgreSQL cluster of our own with one database, `flowbuilder`."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        # Not below pytest's folder: only its owner may enter that, and we run as somebody else.
        self.data = Path(tempfile.mkdtemp(prefix="flowbuilder-postgres-"))
        self.data.chmod(0o700)
        command = [
            find("postgres"), "-D", str(self.data), "-p", str(self.port), "-h", "127.0.0.1",
            "-k", "", "-c", "max_connections=200", "-c", "shared_buffers=128MB",
        ]  # fmt: skip
        super().__init__("postgres", command, folder)
        self.user = nobody()
        if self.user is not None:
            shutil.chown(self.data, self.user)
        subprocess.run(
            [find("initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            check=True, user=self.user, stdout=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/flowbuilder"

    def is_ready(self) -> bool:
        try:
            address = self.url.replace("/flowbuilder", "/postgres")
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def create(self) -> None:
        """Make the database, once."""
        address = self.url.replace("/flowbuilder", "/postgres")
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE DATABASE flowbuilder")

    def remove(self) -> None:
        """End it and take its files away."""
        self.end(signal.SIGINT)
        shutil.rmtree(self.data, ignore_errors=True)


NGINX = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.log error;
worker_processes 1;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  upstream webs {{
    {servers}
  }}
  server {{
    listen 127.0.0.1:{port} backlog=2048;
    location / {{
      proxy_pass http://webs;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_connect_timeout 2s;
      proxy_read_timeout 120s;
      proxy_next_upstream error timeout;
    }}
  }}
}}
"""


class Nginx(Service):
    """nginx before the web workers: each new connection goes to the next of them."""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        self.port = free_port()
        servers = "\n    ".join(
            f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in ports
        )
        conf = folder / "nginx.conf"
        user = "user root;" if os.getuid() == 0 else ""
        conf.write_text(NGINX.format(folder=folder, servers=servers, port=self.port, user=user))
        super().__init__("nginx", [find("nginx"), "-c", str(conf), "-p", str(folder)], folder)

    def is_ready(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=0.5).close()
        except OSError:
            return False
        return True


class CeleryWorker(Service):
    """A Celery worker with two threads; the one that is told to also beats the sweep's drum."""

    #: The drum is a process of its own: killed alone, the worker would leave it beating for ever.
    has_children = True

    def __init__(
        self, name: str, folder: Path, environment: Mapping[str, str], *, beat: bool
    ) -> None:
        drum = ["--beat", "-s", str(folder / f"{name}.beat")] if beat else []
        command = [
            sys.executable, "-m", "celery", "-A", "flowbuilder.runtime.celery", "worker",
            "-n", f"{name}@%h", "--pool", "threads", "-c", "2", "-l", "WARNING",
            "--without-mingle", *drum,
        ]  # fmt: skip
        super().__init__(name, command, folder)
        self.environment = environment
