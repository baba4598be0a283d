"""The hot path's SQL, for both databases: what one turn stores, a statement a table.

The ORM builds each statement anew, at several times the cost of running it; a turn is stored
thousands of times a second. Columns come from the models, so a field that is added there is
written here too; `tests/runtime/test_records.py` compares both with what the ORM writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.runtime.models import Job

Adapt = Callable[[Any], Any]
#: What a turn may change of its conversation besides what has a service of its own.
CHANGES = ("head_seq", "log_size", "last_activity_at", "session", "pending", "deferred")


def insert_events(events: Sequence[EventRecord]) -> None:
    """Store the events of a turn."""
    _insert_many(EventRecord, events)


def insert_messages(messages: Sequence[Message]) -> None:
    """Store the messages of a turn."""
    _insert_many(Message, messages)


def insert_jobs(jobs: Sequence[Job]) -> None:
    """Store the jobs of a turn and give each its number."""
    sql, write = _insert(Job, connection.vendor)
    with connection.cursor() as cursor:
        for job in jobs:
            cursor.execute(f"{sql} RETURNING id", write(job))
            job.pk = cursor.fetchone()[0]


def is_current(conversation: Conversation, client_id: str | None) -> bool:
    """Say whether the stored row is the one at hand, and lock it; on SQLite we hold the lock.

    False also when `client_id` was used before: then the first one's receipt must be found.
    """
    key = _adapter(Conversation._meta.pk, connection.vendor)(conversation.pk)
    version = [conversation.head_seq, conversation.log_size, conversation.owner_epoch]
    with connection.cursor() as cursor:
        cursor.execute(_current(connection.vendor), [key, *version, client_id])
        return cursor.fetchone() is not None


def update_conversation(
    conversation: Conversation, *, head_seq: int, log_size: int, owner_epoch: int
) -> bool:
    """Store what a turn changed, if the stored row is still the one it began from.

    Says False, and stores nothing, when somebody wrote in the meantime.
    """
    sql, adapters = _update(connection.vendor)
    values = [adapt(getattr(conversation, name)) for name, adapt in adapters]
    begun = [_adapter(Conversation._meta.pk, connection.vendor)(conversation.pk)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *begun, head_seq, log_size, owner_epoch])
        return bool(cursor.rowcount == 1)


def _insert_many(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    sql, write = _insert(model, connection.vendor)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [write(row) for row in rows])


@cache
def _insert(model: type[models.Model], vendor: str) -> tuple[str, Callable[[Any], list[Any]]]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join("%s" for _field in fields)
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  names are our models'
    adapters = [(field.attname, _adapter(field, vendor)) for field in fields]
    return sql, lambda row: [adapt(getattr(row, name)) for name, adapt in adapters]


@cache
def _current(vendor: str) -> str:
    talk, event = (_quoted(model._meta.db_table) for model in (Conversation, EventRecord))
    lock = " FOR UPDATE OF c" if vendor == "postgresql" else ""
    return (
        f"SELECT 1 FROM {talk} c WHERE id = %s AND head_seq = %s AND log_size = %s"  # noqa: S608  as above
        " AND owner_epoch = %s AND NOT EXISTS"
        f" (SELECT 1 FROM {event} e WHERE e.conversation_id = c.id AND e.client_id = %s){lock}"
    )


@cache
def _update(vendor: str) -> tuple[str, list[tuple[str, Adapt]]]:
    fields: list[Any] = [Conversation._meta.get_field(name) for name in CHANGES]
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    begun = " AND ".join(f"{name} = %s" for name in ("id", "head_seq", "log_size", "owner_epoch"))
    sql = f"UPDATE {_quoted(Conversation._meta.db_table)} SET {changes} WHERE {begun}"  # noqa: S608  as above
    return sql, [(field.attname, _adapter(field, vendor)) for field in fields]


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


def _same(value: Any) -> Any:
    return value


def _utc_text(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _quoted(name: Any) -> str:
    return connection.ops.quote_name(name)
