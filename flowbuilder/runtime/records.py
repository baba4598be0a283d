"""The hot path's SQL, for both databases: what turns store, a statement a table.

The ORM builds each statement anew, at several times the cost of running it; turns are stored
thousands of times a second. Columns come from the models, so a field that is added there is
written here too; `tests/runtime/test_records.py` compares both with what the ORM writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from flowbuilder.common import strict_json
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.runtime.models import Job

Adapt = Callable[[Any], Any]
Version = tuple[int, int, int]
#: What a turn may change of its conversation.
CHANGES = (
    "head_seq", "log_size", "last_activity_at", "session", "pending", "deferred", "outcome",
    "state", "agent", "owner_epoch", "closed_at", "flow_version", "next_version", "next_how",
)  # fmt: skip


class ConversationMoved(RuntimeError):
    """A stored conversation is not the one that a turn began from. Nothing may be committed."""


@dataclass(slots=True)
class TurnRows:
    """What one turn stores.

    Attributes:
        beginning: The columns of a conversation that begins with this.
        change: New values of the conversation's columns, then the version it began from.
        jobs_stored: Called when the jobs have their numbers.
    """

    beginning: list[Any] | None = None
    change: list[Any] | None = None
    events: Sequence[EventRecord] = ()
    messages: Sequence[Message] = ()
    others: Sequence[models.Model] = ()
    jobs: Sequence[Job] = ()
    jobs_stored: Callable[[], None] | None = field(default=None)


def store(turns: Sequence[TurnRows]) -> None:
    """Store these turns, in their order, each of them or none.

    Raises:
        ConversationMoved: Somebody else wrote to one of the conversations since it was read.
    """
    beginnings = [turn.beginning for turn in turns if turn.beginning is not None]
    changes = [turn.change for turn in turns if turn.change is not None]
    with connection.cursor() as cursor:
        if beginnings:
            cursor.executemany(_insert(Conversation, _vendor())[0], beginnings)
        if changes:
            cursor.executemany(_update(_vendor())[0], changes)
            if cursor.rowcount != len(changes):
                raise ConversationMoved("Somebody else wrote to a conversation of this turn.")
        _insert_many(cursor, EventRecord, [row for turn in turns for row in turn.events])
        _insert_many(cursor, Message, [row for turn in turns for row in turn.messages])
        for other in (row for turn in turns for row in turn.others):
            _insert_many(cursor, type(other), [other], " ON CONFLICT DO NOTHING")
        for turn in turns:
            if turn.jobs:
                _insert_jobs(cursor, turn.jobs)


def version_of(conversation: Conversation) -> Version:
    """What changes with every turn and every change of owner."""
    return conversation.head_seq, conversation.log_size, conversation.owner_epoch


def versions_of(conversation_ids: Collection[UUID]) -> dict[UUID, Version]:
    """The stored versions. On PostgreSQL the rows get locked; those of others are left out."""
    keys = [_key(value) for value in conversation_ids]
    lock = " FOR UPDATE SKIP LOCKED" if _vendor() == "postgresql" else ""
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"{_versions()} IN ({places}){lock}", keys)
        return {_uuid(key): (head, size, epoch) for key, head, size, epoch in cursor.fetchall()}


def is_current(conversation: Conversation) -> bool:
    """Say whether the stored row is the one at hand, and lock it; on SQLite we hold the lock."""
    lock = " FOR UPDATE" if _vendor() == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_versions()} = %s{lock}", [_key(conversation.pk)])
        row = cursor.fetchone()
    return row is not None and tuple(row[1:]) == version_of(conversation)


def values_of(row: models.Model) -> list[Any]:
    """A row's columns as an insert takes them."""
    return _insert(type(row), _vendor())[1](row)


def change_of(conversation: Conversation, begun: Version) -> list[Any]:
    """What `conversation` has become, to be stored if it is still as it was in `begun`."""
    adapters = _update(_vendor())[1]
    values = [adapt(getattr(conversation, name)) for name, adapt in adapters]
    return [*values, _key(conversation.pk), *begun]


def _insert_many(
    cursor: Any, model: type[models.Model], rows: Sequence[Any], end: str = ""
) -> None:
    if rows:
        sql, write = _insert(model, _vendor())
        cursor.executemany(sql + end, [write(row) for row in rows])


def _insert_jobs(cursor: Any, jobs: Sequence[Job]) -> None:
    sql, write = _insert(Job, _vendor())
    for job in jobs:
        cursor.execute(f"{sql} RETURNING id", write(job))
        job.pk = cursor.fetchone()[0]


@cache
def _insert(model: type[models.Model], vendor: str) -> tuple[str, Callable[[Any], list[Any]]]:
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)  # the database counts those
    ]
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join("%s" for _field in fields)
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  names are our models'
    adapters = [(field.attname, _adapter(field, vendor)) for field in fields]
    return sql, lambda row: [adapt(getattr(row, name)) for name, adapt in adapters]


@cache
def _update(vendor: str) -> tuple[str, list[tuple[str, Adapt]]]:
    fields: list[Any] = [Conversation._meta.get_field(name) for name in CHANGES]
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    begun = " AND ".join(f"{name} = %s" for name in ("id", "head_seq", "log_size", "owner_epoch"))
    sql = f"UPDATE {_quoted(Conversation._meta.db_table)} SET {changes} WHERE {begun}"  # noqa: S608  as above
    return sql, [(field.attname, _adapter(field, vendor)) for field in fields]


@cache
def _versions() -> str:
    table = _quoted(Conversation._meta.db_table)
    return f"SELECT id, head_seq, log_size, owner_epoch FROM {table} WHERE id"  # noqa: S608  as above


def _adapter(field: Any, vendor: str) -> Adapt:
    """How a value of this field is written; what needs no change is passed as it is."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.UUIDField):
        return (lambda value: None if value is None else value.hex) if vendor == "sqlite" else _same
    if isinstance(kind, models.DateTimeField):
        return _utc_text if vendor == "sqlite" else _same
    if isinstance(kind, models.JSONField):
        return _json
    return _same


@cache
def _vendor() -> str:
    return connection.vendor


def _same(value: Any) -> Any:
    return value


def _key(value: UUID) -> Any:
    return value.hex if _vendor() == "sqlite" else value


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _utc_text(value: datetime | None) -> Any:
    if value is None or value.tzinfo is not UTC:
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat(" ")[:-6]  # without +00:00, as Django writes it


def _json(value: Any) -> str | None:
    return None if value is None else strict_json.dumps(value)


def _quoted(name: Any) -> str:
    return connection.ops.quote_name(name)
