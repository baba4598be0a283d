"""The ORM from async code: a bounded pool of threads of our own.

`database_sync_to_async` runs every call of a process on one shared thread, so a slow query
stalls every socket. Here a call waits only when all `size` threads are busy, and there are
never more threads than the database pool has connections.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connections
from django.utils import translation

P = ParamSpec("P")
R = TypeVar("R")

_pool: ThreadPoolExecutor | None = None


def pool() -> ThreadPoolExecutor:
    """Return this process's pool, made on first use."""
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(
            max_workers=settings.FLOWBUILDER_ORM_THREADS, thread_name_prefix="orm"
        )
    return _pool


def carried(call: Callable[P, R]) -> Callable[P, R]:
    """Make of `call` one that runs on any thread as it would here: in this context and language.

    A copied context alone leaves Django's language behind, as asgiref ties that to its thread.
    """
    context, language = contextvars.copy_context(), translation.get_language()

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override(language):
            return call(*args, **kwargs)

    return functools.partial(context.run, run)


async def run_in_orm(call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Run blocking `call` on the pool and return what it returns or raises.

    The caller's context (language, log fields) goes along. Connections that broke are closed
    before and after, as a request would.
    """
    work = functools.partial(carried(_with_fresh_connections), call, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(pool(), work)


def shut_down() -> None:
    """Wait for running calls, close every thread's connections and end the threads.

    A later call starts a new pool.
    """
    global _pool
    if _pool is None:
        return
    ending, _pool = _pool, None
    everyone = threading.Barrier(len(ending._threads))
    for _thread in range(everyone.parties):
        ending.submit(_leave, everyone)
    ending.shutdown(wait=True)


def _leave(everyone: threading.Barrier) -> None:
    """Close this thread's connections. Waits, so that no thread does it for another."""
    everyone.wait(timeout=30)
    connections.close_all()


def _with_fresh_connections(call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    tidy_connections()
    try:
        return call(*args, **kwargs)
    finally:
        tidy_connections()


def tidy_connections() -> None:
    """Close what broke. SQLite's file stays open; a server's connection goes back to its pool."""
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block:
            continue
        if connection.vendor != "sqlite":
            connection.close_if_unusable_or_obsolete()
        elif connection.errors_occurred:
            connection.close()
            connection.errors_occurred = False
