"""How turns become durable: in groups on SQLite, one transaction each on PostgreSQL.

SQLite has one writer and pays for a commit with a wait for the disk. So one thread of this
process writes for everyone: while a commit is on its way to the disk, the turns that come in
line up, and the next commit carries all of them. Each is a savepoint of its own, so a turn that
fails takes nothing of its neighbours with it; what a caller is told, it is told after the commit.

PostgreSQL commits side by side; there each turn is a transaction on its caller's thread.
"""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, ParamSpec, TypeVar

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.utils.translation import gettext as _

from flowbuilder.common.crashpoints import pass_point
from flowbuilder.common.executor import run_in_orm, tidy_connections
from flowbuilder.conversations.errors import NotSaved

P = ParamSpec("P")
R = TypeVar("R")

WAIT_S = 5.0
GROUP = 64

_alone = threading.Lock()
_here = threading.local()


def in_own_transaction() -> bool:
    """Say whether the caller's transaction is one that this module began, and nobody else's."""
    return bool(getattr(_here, "ours", False))


def durably(call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `call` in a transaction and return what it returned, once that is on the disk.

    Inside a transaction of the caller it becomes part of that one, and its durability theirs.

    Raises:
        NotSaved: The database is gone, full or busy. Nothing was stored.
    """
    if in_own_transaction():
        return call(*args, **kwargs)
    if connection.in_atomic_block:
        with transaction.atomic():
            return call(*args, **kwargs)
    if connection.vendor == "sqlite":
        done: Future[R] = Future()
        _writer.take(partial(call, *args, **kwargs), done)
        return done.result()
    with commit():
        return call(*args, **kwargs)


async def durably_async(call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """The same from an event loop: nothing is waited for on a thread that others need."""
    if connection.vendor != "sqlite":
        return await run_in_orm(durably, call, *args, **kwargs)
    loop = asyncio.get_running_loop()
    done: asyncio.Future[R] = loop.create_future()
    _writer.take(partial(call, *args, **kwargs), done, loop)
    return await done


@contextmanager
def commit() -> Iterator[None]:
    """Make what happens inside durable when it ends, all of it or nothing, on this thread.

    Inside a transaction of the caller it becomes part of that one.

    Raises:
        NotSaved: The database is gone, full or busy. Nothing was stored.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    alone = connection.vendor == "sqlite"
    if alone and not _alone.acquire(timeout=WAIT_S):
        raise _not_saved()
    try:
        with transaction.atomic():
            _here.ours = True
            yield
            pass_point("before_commit")
        pass_point("after_commit")
    except (OperationalError, InterfaceError) as problem:
        raise _not_saved() from problem
    except DatabaseError as problem:
        if "full" in str(problem) or "I/O" in str(problem):
            raise _not_saved() from problem
        raise
    finally:
        _here.ours = False
        if alone:
            _alone.release()


def stop_writing() -> None:
    """Finish what is in line and end the writer's thread. A later turn starts a new one."""
    _writer.stop()


class _Item:
    """One turn in line: what to run, in whose context, and who waits for it, on which loop."""

    def __init__(
        self,
        call: Callable[[], Any],
        done: Future[Any] | asyncio.Future[Any],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.call, self.done, self.loop = call, done, loop
        self.context = contextvars.copy_context()
        self.value: Any = None
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Run in a savepoint. A failure is this turn's own; a failing database is everyone's."""
        try:
            with transaction.atomic():
                self.value = self.context.run(self.call)
        except (OperationalError, InterfaceError):
            raise
        except BaseException as problem:  # told to whoever waits
            self.problem = problem

    def tell(self) -> None:
        if self.done.done():
            return  # whoever asked has gone; what they said is stored all the same
        if self.problem is not None:
            self.done.set_exception(self.problem)
        else:
            self.done.set_result(self.value)


class _Writer:
    """The one thread that writes turns to SQLite."""

    def __init__(self) -> None:
        self._line: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def take(
        self,
        call: Callable[[], Any],
        done: Future[Any] | asyncio.Future[Any],
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Put a turn in line. `done` is settled after its commit, on `loop` if given."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
                self._thread.start()
            self._line.put(_Item(call, done, loop))

    def stop(self) -> None:
        with self._starting:
            if self._thread is not None:
                self._line.put(None)
                self._thread.join()
                self._thread = None

    def _write(self) -> None:
        going = True
        try:
            while going:
                items: list[_Item] = []
                while going and len(items) < GROUP and not (items and self._line.empty()):
                    item = self._line.get()
                    if item is None:
                        going = False
                    else:
                        items.append(item)
                if items:
                    self._commit(items)
        finally:
            connections.close_all()

    def _commit(self, items: list[_Item]) -> None:
        try:
            tidy_connections()
            with commit():
                for item in items:
                    item.run()
        except BaseException as problem:  # nothing of the group is stored
            for item in items:
                item.problem = problem if item.problem is None else item.problem
        by_loop: dict[asyncio.AbstractEventLoop | None, list[_Item]] = {}
        for item in items:
            by_loop.setdefault(item.loop, []).append(item)
        for loop, told in by_loop.items():
            if loop is None:
                _tell(told)
            else:
                with suppress(RuntimeError):  # the loop ended, and with it all who waited there
                    loop.call_soon_threadsafe(_tell, told)


def _tell(items: list[_Item]) -> None:
    for item in items:
        item.tell()


def _not_saved() -> NotSaved:
    return NotSaved(_("Not saved yet. We are trying again."))


_writer = _Writer()
