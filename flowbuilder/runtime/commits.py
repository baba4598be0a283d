"""How turns become durable: in groups.

A commit is a wait for the disk. So one thread of this process writes what its sockets bring: while
a commit is on its way to the disk, the turns that come in line up, and the next commit carries
all of them. Their rows are written together (`sheet.py`); a turn that fails takes nothing of its
neighbours with it; what a caller is told, it is told after the commit.

SQLite has one writer anyway, so there everything that is durable comes this way. PostgreSQL
commits side by side: jobs and requests have a transaction each, on their own thread, and so has
a turn whose conversation somebody else is writing to, so that the group need not wait.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache, partial
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import (
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.utils.translation import gettext as _

from flowbuilder.common import metrics
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.common.executor import carried, pool, tidy_connections
from flowbuilder.conversations.errors import DiskFull, NotSaved
from flowbuilder.runtime.records import ConversationMoved
from flowbuilder.runtime.sheet import Sheet

P = ParamSpec("P")
R = TypeVar("R")

WAIT_S = 5.0
GROUP = 64
#: How often a turn is taken again because somebody else wrote to its conversation meanwhile.
TRIES = 3

_alone = threading.Lock()
_here = threading.local()


def sheet_here() -> Sheet | None:
    """The sheet of the running transaction, if this module began it, and nobody else."""
    return getattr(_here, "sheet", None)


def part() -> AbstractContextManager[None]:
    """A part of the running transaction that is taken back alone when it fails."""
    sheet = sheet_here()
    return transaction.atomic() if sheet is None else sheet.part()


def durably(call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `call` in a transaction and return what it returned, once that is on the disk.

    It may be run again when somebody else wrote to its conversation meanwhile.

    Inside a transaction of the caller it becomes part of that one, and its durability theirs.

    Raises:
        NotSaved: The database is gone, full or busy. Nothing was stored.
    """
    if sheet_here() is not None:
        return call(*args, **kwargs)
    if connection.in_atomic_block:
        with transaction.atomic():
            return call(*args, **kwargs)
    with metrics.TURN_SECONDS.time():
        if not _has_one_writer():
            return durably_here(partial(call, *args, **kwargs))
        done: Future[R] = Future()
        _writer.take(partial(call, *args, **kwargs), done)
        return done.result()


def durably_here(call: Callable[[], R]) -> R:
    """The same in a transaction of its own, on this thread."""
    for _try in range(TRIES - 1):
        with suppress(ConversationMoved), commit():
            return call()
    with commit():
        return call()


async def durably_async(
    about: UUID | None, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs
) -> R:
    """The same from an event loop: nothing is waited for on a thread that others need.

    `about` is the conversation that it concerns, so that those of a group are looked up together.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[R] = loop.create_future()
    with metrics.TURN_SECONDS.time():
        _writer.take(partial(call, *args, **kwargs), done, loop, about)
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
    alone = _has_one_writer()
    if alone and not _alone.acquire(timeout=WAIT_S):
        raise _not_saved()
    sheet = Sheet()
    try:
        with transaction.atomic(), connection.execute_wrapper(sheet):
            _here.sheet = sheet
            yield
            sheet.write()
            if connection.needs_rollback:  # Django would take all back now, and say nothing
                raise transaction.TransactionManagementError("This transaction is broken.")
            _here.sheet = None  # what runs after the commit has nothing to do with this sheet
            pass_point("before_commit")
        pass_point("after_commit")
        sheet.keep()
    except (OperationalError, InterfaceError) as problem:
        raise _not_saved(problem) from problem
    finally:
        _here.sheet = None
        if alone:
            _alone.release()


@cache
def _has_one_writer() -> bool:
    return connection.vendor == "sqlite"


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
        about: UUID | None,
    ) -> None:
        self.call, self.done, self.loop, self.about = carried(call), done, loop, about
        self.value: Any = None
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Run it. A failure is this turn's own, but a failing database is everyone's.

        So is a conversation that moved: the row may be that of a turn before.
        """
        self.problem = None
        try:
            with part():
                self.value = self.call()
        except (OperationalError, InterfaceError, ConversationMoved):
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
    """The one thread that writes what lines up."""

    def __init__(self) -> None:
        self._line: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def take(
        self,
        call: Callable[[], Any],
        done: Future[Any] | asyncio.Future[Any],
        loop: asyncio.AbstractEventLoop | None = None,
        about: UUID | None = None,
    ) -> None:
        """Put a turn in line. `done` is settled after its commit, on `loop` if given."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
                self._thread.start()
            self._line.put(_Item(call, done, loop, about))

    @property
    def length(self) -> int:
        """How many turns wait."""
        return self._line.qsize()

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
        """Store these in one transaction; when that cannot be, each in one of its own."""
        busy: list[_Item] = []
        try:
            tidy_connections()
            metrics.GROUP_SIZE.observe(len(items))
            with commit():
                busy = _look_up(items)
                for item in items:
                    if item not in busy:
                        item.run()
        except BaseException as problem:
            saved_nothing = isinstance(problem, NotSaved) and _has_one_writer()
            alone_then = len(items) > 1 or isinstance(problem, ConversationMoved)
            if not saved_nothing and alone_then:
                busy = items
            else:
                for item in items:
                    item.problem = item.problem or problem
        _tell_all([item for item in items if item not in busy])
        for item in busy:
            if _has_one_writer():
                _commit_alone(item)
            else:
                pool().submit(_commit_alone, item)


def _look_up(items: list[_Item]) -> list[_Item]:
    """Look at all the conversations at once; return the turns whose conversation is not free."""
    sheet = sheet_here()
    concerned = {item.about for item in items if item.about is not None}
    if sheet is None or not concerned:
        return []
    free = sheet.look_up(concerned)
    return [item for item in items if item.about is not None and item.about not in free]


def _commit_alone(item: _Item) -> None:
    try:
        tidy_connections()
        item.value, item.problem = durably_here(item.call), None
    except BaseException as problem:
        item.problem = problem
    finally:
        _tell_all([item])
        tidy_connections()


def _tell_all(items: list[_Item]) -> None:
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
        try:
            item.tell()
        except Exception as problem:  # a future takes no StopIteration, for one
            item.done.set_exception(RuntimeError(repr(problem)))


def _not_saved(problem: Exception | None = None) -> NotSaved:
    """Why a turn was not stored. SQLite says in words that it is full, PostgreSQL by a number."""
    metrics.NOT_SAVED.inc()
    number = getattr(problem.__cause__, "sqlstate", "") if problem is not None else ""
    kind = DiskFull if "disk is full" in str(problem) or number == "53100" else NotSaved
    return kind(_("Not saved yet. We are trying again."))


_writer = _Writer()
metrics.WRITER_LINE.set_function(lambda: _writer.length)
