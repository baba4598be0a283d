"""How a turn becomes durable: one transaction each, one writer at a time on SQLite.

SQLite has one writer anyway; threads that fight for it by polling wait long and unfairly, so
within this process they queue for a lock first. PostgreSQL needs none. Everything that takes
turns goes through `commit()`, so that turns can later be committed in groups here and nowhere
else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from flowbuilder.conversations.errors import NotSaved
from flowbuilder.runtime.crashpoints import pass_point

WAIT_S = 5.0

_writer = threading.Lock()


@contextmanager
def commit() -> Iterator[None]:
    """Make what happens inside durable when it ends, all of it or nothing.

    Inside a transaction of the caller it becomes part of that one.

    Raises:
        NotSaved: The database is gone, full or busy. Nothing was stored.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    alone = connection.vendor == "sqlite"
    if alone and not _writer.acquire(timeout=WAIT_S):
        raise _not_saved()
    try:
        with transaction.atomic():
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
        if alone:
            _writer.release()


def _not_saved() -> NotSaved:
    return NotSaved(_("Not saved yet. We are trying again."))
