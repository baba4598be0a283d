"""One process that serves people: Daphne, and the runner unless told otherwise."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import gc
import os
import signal
import socket
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import structlog
from autobahn.twisted import websocket as autobahn_twisted
from autobahn.websocket import protocol as autobahn_protocol
from daphne import http_protocol
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from twisted.internet import reactor as twisted_reactor

from flowbuilder.common import executor, shutdown
from flowbuilder.config.walls import WalledRequest, WalledSocket
from flowbuilder.conversations.sockets import ROOM

logger = structlog.get_logger(__name__)
reactor: Any = twisted_reactor  # chosen at run time, so its stub does not know its methods

MAX_FRAME = 256 * 1024  # consumers refuse 64 KiB with a typed error; this is the outer wall
GOODBYE_SECONDS = 5
#: A note in the data folder while a backup is put in place: until it is gone, half is missing.
RESTORING = "restore-unfinished"


class CannotServe(Exception):
    """Serving cannot start. The message is one sentence and the next step."""


def make_data_dir(folder: Path) -> None:
    """Make `folder` if needed and check that we may write there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        raise CannotServe(
            f"Flowbuilder cannot write to {folder} ({problem.strerror}). "
            "Name a folder it may write to: FLOWBUILDER_DATA_DIR=/path make run"
        ) from None


def claim(folder: Path, *, shared: bool = False) -> IO[str]:
    """Make this the only process of `folder`; keep the returned file open.

    Without Redis, messages between sockets travel inside one process, so a second one would
    serve people who never hear each other. With Redis the processes share the claim, and only
    what needs the folder for itself (`restore`) is refused.
    """
    file = (folder / "serve.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        other = file.read().strip()
        file.close()
        who = f"process {other}" if other else "another process"
        raise CannotServe(
            f"Flowbuilder already runs on {folder} ({who}). Stop that one first, or set "
            "FLOWBUILDER_REDIS_URL to run several."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def check_whole(folder: Path) -> None:
    """Check that no restore was broken off here."""
    if (folder / RESTORING).exists():
        raise CannotServe(
            "A backup was being restored here and it was broken off, so part of the data is "
            "missing. Run the same manage.py restore again; it ends what was begun."
        )


def check_port(host: str, port: int) -> None:
    """Check that we may listen on `host` and `port`."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise CannotServe(
            f"{host} is not an address of this machine. Try --host 127.0.0.1"
        ) from None
    with socket.socket(family, kind) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as problem:
            raise CannotServe(_why_not_listening(host, port, problem)) from None


def _why_not_listening(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program. "
            f"Choose another: make run PORT={port + 10}"
        )
    if problem.errno == errno.EACCES:
        return (
            f"Port {port} needs more rights than we have. Choose one above 1023: make run PORT=8000"
        )
    return f"Cannot listen on {host}:{port} ({problem.strerror}). Try another --host or --port."


def spare_the_collector() -> None:
    """Keep what was loaded at the start, which stays, out of every garbage collection.

    And collect seldom: what turns leave behind has no cycles and is freed at once.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def is_migrated() -> bool:
    """Say whether the database has every migration. Raises DatabaseError."""
    plan = MigrationExecutor(connection)
    return not plan.migration_plan(plan.loader.graph.leaf_nodes())


def check_database() -> None:
    """Check that the database answers and has every migration."""
    try:
        missing = not is_migrated()
    except DatabaseError as problem:
        reason = str(problem).strip().splitlines()[0] if str(problem).strip() else "no reason given"
        raise CannotServe(
            f"The database does not answer ({reason}). Check FLOWBUILDER_DATABASE_URL."
        ) from None
    if missing:
        raise CannotServe("The database is not up to date. Run: python manage.py migrate")
    connection.close()


class PlainProtocol(WebSocketProtocol):
    """A socket that writes a text frame without detours and closes with the code it was told to.

    A text frame from a server is two to ten bytes of header and the text (RFC 6455, 5.2);
    Autobahn takes ten times as long over the options that we do not use. It also lets an
    application say only 1000 and 3000 to 4999 on closing, and otherwise raises: our codes for a
    restart (1012), for later (1013) and for nonsense (1008) left the socket open.
    """

    def serverSend(self, content: Any, binary: bool = False) -> None:  # noqa: N802  Daphne's name
        if binary or self.state != self.STATE_OPEN:
            super().serverSend(content, binary)
        else:
            self.transport.write(text_frame(content.encode()))

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802  as above
        self.sendCloseFrame(code=code or 1000)


class OurProtocol(WalledSocket, PlainProtocol):
    """Plain, behind the wall."""


def text_frame(payload: bytes) -> bytes:
    """An unmasked, unfragmented WebSocket text frame around `payload`."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def _plainly(value: Any) -> Any:
    return value


# Autobahn paints the words of its debug lines for every frame in and out, though nobody reads
# them: a tenth of a turn's time. Said plainly they cost nothing.
for _module in (autobahn_protocol, autobahn_twisted):
    for _name in ("hltype", "hlval"):
        setattr(_module, _name, _plainly)


class QuietServer(Server):
    """Daphne that lends sockets the room of their network, and keeps why it could not listen."""

    listen_problem: str | None = None

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Daphne's, which also lends a socket the way to wait for its client's network."""
        if isinstance(protocol, WalledSocket):
            scope["extensions"] = {ROOM: protocol.room}
        return super().create_application(protocol, scope)

    def listen_error(self, failure: Any) -> None:
        self.listen_problem = failure.getErrorMessage()
        self.stop()


def serve(
    host: str,
    port: int,
    *,
    with_runner: bool,
    on_ready: Callable[[], None],
    prepare: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl+C, then say goodbye to sockets and finish what runs.

    `prepare` runs once we are the only process and the port is free, before anyone is served.
    """
    folder = Path(settings.DATA_DIR)
    make_data_dir(folder)
    lock = claim(folder, shared=bool(settings.FLOWBUILDER_REDIS_URL))
    check_whole(folder)
    check_port(host, port)
    if prepare is not None:
        prepare()
    check_database()
    runner = _runner() if with_runner else None
    application = import_module("flowbuilder.config.asgi").application
    interface = host.replace(":", r"\:")
    WebSocketFactory.protocol = OurProtocol
    http_protocol.WebRequest = WalledRequest
    server = QuietServer(
        application=application,
        endpoints=[f"tcp:port={port}:interface={interface}"],
        signal_handlers=False,
        http_timeout=120,
        websocket_max_message_size=MAX_FRAME,
        websocket_max_frame_size=MAX_FRAME,
        websocket_timeout=-1,
        ping_interval=20,
        ping_timeout=30,
        application_close_timeout=5,
        server_name="flowbuilder",
        verbosity=0,
    )

    def started() -> None:
        loop = asyncio.get_event_loop()
        ending: list[asyncio.Task[None]] = []

        def end() -> None:
            if not ending:
                ending.append(loop.create_task(_end(server, runner)))

        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, end)
        if runner is not None:
            runner.start_runner()
        on_ready()
        spare_the_collector()

    reactor.callWhenRunning(started)
    try:
        server.run()
    finally:
        import_module("flowbuilder.runtime.commits").stop_writing()
        executor.shut_down()
        lock.close()
    if server.listen_problem:
        raise CannotServe(f"Cannot listen on {host}:{port} ({server.listen_problem}).")


async def _end(server: QuietServer, runner: Any) -> None:
    logger.info("serve.ending")
    shutdown.begin()
    await asyncio.sleep(settings.FLOWBUILDER_DRAIN_S)  # so that a balancer notices in time
    for listening in server.listeners:
        port = getattr(listening, "result", None)
        if port is not None:
            port.stopListening()
    try:
        await shutdown.say_goodbye(GOODBYE_SECONDS)
    except TimeoutError:
        logger.warning("serve.goodbye_took_too_long")
    if runner is not None:
        await asyncio.to_thread(runner.stop_runner)
    reactor.stop()


def _runner() -> Any:
    """Return the module that runs jobs in this process."""
    return import_module("flowbuilder.runtime.runners")
