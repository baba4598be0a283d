"""Fills the database with talks of the past, by SQL, and leaves an agent's session
in `session.txt`.

`python -m benchmarks.seed_growth 50000`: so many conversations of 22 messages each, the newest
`WAITING` of them in the queue. One is really talked; the others are its copies. SQLite only.
"""

from __future__ import annotations

import sys
from typing import Any

from django.db import connection, models

from benchmarks import seed  # first: it sets Django up
from benchmarks.seed_session import keep_session
from flowbuilder.accounts.models import Role
from flowbuilder.channels.web import acting, frames, services
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation, EventRecord, Message
from flowbuilder.handoff.models import Handoff
from flowbuilder.runtime import commits

TURNS = 7
WAITING = 300
FIRST_CONTACT = 1_000_000

#: Conversation number n began and ended n minutes ago; ids as ours are: 32 hexadecimal digits.
AGO = "strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '-' || n || ' minutes')"
STATE = f"CASE WHEN n <= {WAITING} THEN 'queued' WHEN n % 20 = 0 THEN 'bot' ELSE 'closed' END"
ID = "printf('%032x', n)"


def talk_once() -> Conversation:
    """One conversation with the echo flow, through the program."""
    opened = services.open_conversation("echo", frames.Hello(type="hello", visitor=None, after=0))
    for number in range(TURNS):
        frame = frames.Say(type="say", client_id=f"message-{number}", text=f"my parcel {number}")
        acting.act(opened.conversation_id, frame)
    return Conversation.objects.get(pk=opened.conversation_id)


def copy(model: type[models.Model], where: str, count: int, **changes: str) -> None:
    """Store `count` copies of the rows at `where`, each with `changes` (column to SQL)."""
    fields = [field.column for field in model._meta.concrete_fields]
    columns = [str(name) for name in fields if name != "id" or name in changes]
    table = connection.ops.quote_name(model._meta.db_table)
    values = ", ".join(changes.get(name, connection.ops.quote_name(name)) for name in columns)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number"
            f" WHERE n < {count}) INSERT INTO {table} ({names})"
            f" SELECT {values} FROM number CROSS JOIN {table} WHERE {where}"
        )


def load(count: int) -> None:
    """Make the copies and the queue."""
    made = talk_once()
    key = made.pk.hex
    copy(Contact, f"id = {made.contact_id}", count, id=f"{FIRST_CONTACT} + n")
    copy(
        Conversation, f"id = '{key}'", count, id=ID, contact_id=f"{FIRST_CONTACT} + n",
        state=STATE, started_at=AGO, last_activity_at=AGO,
    )  # fmt: skip
    for model in (Message, EventRecord):
        copy(model, f"conversation_id = '{key}'", count, conversation_id=ID, at=AGO)
    workspace = made.workspace
    Handoff.objects.bulk_create(
        Handoff(
            workspace=workspace, conversation_id=f"{number:032x}",
            status=Handoff.Status.WAITING, requested_at=now(),
        )
        for number in range(1, min(count, WAITING) + 1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main(arguments: list[Any]) -> None:
    """Load everything and keep the session beside the database."""
    seed.load()
    load(int(arguments[0]))
    commits.stop_writing()
    keep_session(Role.AGENT)


if __name__ == "__main__":
    main(sys.argv[1:])
