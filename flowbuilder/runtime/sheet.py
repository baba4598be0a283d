"""What the turns of one transaction store, written together: a statement a table.

A turn puts its rows on the sheet instead of into the database. They are written before the
commit, and before anything else in the transaction looks at the database, so nobody finds less
there than was stored. Parts of the transaction that may fail alone begin a savepoint, but only
when they first touch the database: most turns never do, and cost none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

from flowbuilder.conversations.models import Conversation
from flowbuilder.runtime import hot as hot_conversations
from flowbuilder.runtime import records
from flowbuilder.runtime.hot import Hot
from flowbuilder.runtime.records import TurnRows


class _Part(AbstractContextManager[None]):
    """Something that may fail alone. What it adds to the sheet begins at `rows`."""

    __slots__ = ("callbacks", "rows", "savepoint", "sheet", "taken")

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = len(sheet._rows)
        self.callbacks = len(connection.run_on_commit)
        self.savepoint: str | None = None
        self.taken: set[UUID] = set()

    def __enter__(self) -> None:
        self.sheet._parts.append(self)

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        self.sheet._parts.pop()
        if kind is not None:
            self.sheet._take_back(self)
        elif self.savepoint is not None:
            try:
                with self.sheet._by_itself():
                    connection.savepoint_commit(self.savepoint)
            except BaseException:
                self.sheet._take_back(self)
                raise


class Sheet:
    """The turns of one transaction. Also a hook that sees each statement before it runs."""

    def __init__(self) -> None:
        self._at_hand: dict[UUID, Hot] = {}
        self._current: set[UUID] = set()
        self._rows: list[TurnRows] = []
        self._parts: list[_Part] = []
        self._writing = False
        self._broken: BaseException | None = None
        self._stored: list[Callable[[], None]] = []

    # ---- Conversations at hand ---------------------------------------------------

    def look_up(self, conversation_ids: Collection[UUID]) -> Collection[UUID]:
        """Find out with one statement which conversations at hand are still as they were.

        Returns those that are there and that nobody else is writing to; they are locked now.
        """
        with self._by_itself():
            versions = records.versions_of(conversation_ids)
        for key, version in versions.items():
            there = hot_conversations.peek(key)
            if there is not None and records.version_of(there.conversation) == version:
                self._current.add(key)
        return versions

    def take(self, key: UUID) -> Hot | None:
        """Take a conversation at hand out, if nobody wrote to it since."""
        there = self._at_hand.pop(key, None) or hot_conversations.take(key)
        for part in self._parts:
            part.taken.add(key)
        if there is None or key in self._current:
            return there
        return there if records.is_current(there.conversation) else None

    def put_back(self, there: Hot) -> None:
        """Have it at hand, as of what is on this sheet."""
        self._at_hand[there.conversation.pk] = there
        self._current.add(there.conversation.pk)

    def begin(self, conversation: Conversation) -> None:
        """Add a new conversation, for its first turn to follow."""
        self._rows.append(TurnRows(beginning=records.values_of(conversation)))
        self.put_back(Hot(conversation, None, heard=set()))

    def keep(self) -> None:
        """After the commit: have at hand what was at hand on the sheet."""
        for there in self._at_hand.values():
            hot_conversations.keep(there)
        for stored in self._stored:
            stored()

    # ---- Rows ----------------------------------------------------------------------

    def add(self, rows: TurnRows) -> None:
        """Store what a turn stores, with the others'."""
        self._rows.append(rows)

    def write(self) -> None:
        """Write all that was added.

        Raises:
            ConversationMoved: Somebody wrote to one of the conversations meanwhile.
        """
        if self._broken is not None:
            raise self._broken
        with self._by_itself():
            self._write_up_to(len(self._rows))

    def _write_before(self, part: _Part) -> None:
        """Write what others added before `part`. If that fails, it is not this part's failure."""
        try:
            self._write_up_to(part.rows)
        except BaseException as problem:
            self._broken = problem  # their rows are gone from the sheet: nothing may be committed
            raise

    def _write_up_to(self, count: int) -> None:
        rows, self._rows = self._rows[:count], self._rows[count:]
        for part in self._parts:
            part.rows = max(0, part.rows - count)
        if rows:
            records.store(rows)
            self._stored += [turn.jobs_stored for turn in rows if turn.jobs_stored is not None]

    # ---- Parts that may fail alone ---------------------------------------------------

    def part(self) -> AbstractContextManager[None]:
        """Do something that may fail alone: a failure takes back this part and nothing else."""
        return _Part(self)

    def _take_back(self, part: _Part) -> None:
        del self._rows[part.rows :]
        for key in part.taken:
            self._at_hand.pop(key, None)
            self._current.discard(key)
        if part.savepoint is not None:
            connection.needs_rollback = False
            with self._by_itself():
                connection.savepoint_rollback(part.savepoint)
                connection.savepoint_commit(part.savepoint)
        del connection.run_on_commit[part.callbacks :]

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Before a statement of somebody else: begin what is to be taken back, write the rest."""
        if not self._writing:
            if self._broken is not None:
                raise self._broken
            with self._by_itself():
                for part in self._parts:
                    if part.savepoint is None:
                        self._write_before(part)
                        part.savepoint = connection.savepoint()
                self._write_up_to(len(self._rows))
            if not sql.startswith("SELECT"):
                self._current.clear()
        return execute(sql, params, many, context)

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        before, self._writing = self._writing, True
        try:
            yield
        finally:
            self._writing = before
