"""When the database cannot take it: an honest sentence, no false acknowledgement, recovery."""

import sqlite3

import pytest
from django.db import connection

from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.models import Message

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="locks an SQLite file; see tests/soak for PostgreSQL"
    ),
]


async def test_while_another_process_holds_the_database_nothing_is_acknowledged(visit):
    """Case 16. With `OperationalError` left to the generic branch the client got no `retry`."""
    visitor = await visit()
    await visitor.hello()
    name = connection.settings_dict["NAME"]
    other = sqlite3.connect(name, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    try:
        error = await visitor.say("Ada", "client-id-1")
        readable = await run_in_orm(Message.objects.count)
    finally:
        other.execute("ROLLBACK")
        other.close()
    again = await visitor.say("Ada", "client-id-1")

    assert (error["type"], error["code"], error["retry"]) == ("error", "not_saved", True)
    assert error["client_id"] == "client-id-1"
    assert readable == 2
    assert again["type"] == "ack"
    assert await run_in_orm(Message.objects.filter(author="visitor").count) == 1
