"""Makes `before.sql.gz`: the database of the release before this one, as SQL.

Run it on the commit that was released, before its successor adds a migration:
`python -m tests.upgrade.make_fixture`. The conversations in it are in the middle of something: one
was asked a question, one waits for a call to another service, one for a person, one is closed.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.seed_turns import TURNS
from benchmarks.stand import Stand, Talker

HERE = Path(__file__).parent
FIXTURE, FACTS = HERE / "before.sql.gz", HERE / "before.json"
SECRET_KEY = "the-key-of-the-release-before-" + "x" * 30


async def _talk(stand: Stand) -> dict[str, dict[str, str]]:
    """Have the conversations; return who was where."""
    found = {}
    for name, key, turns in (
        ("asked", "bench", 1), ("closed", "bench", len(TURNS)), ("calling", "call", 0),
        ("queued", "echo", 0),
    ):  # fmt: skip
        visitor = Talker(stand.url_of(key))
        await visitor.connect()
        await visitor.hello()
        asked = {}
        for frame, ending in TURNS[:turns]:
            given = {**frame, "message": asked["seq"]} if frame["type"] == "choose" else frame
            asked = await visitor.turn(ending, **given)
        if name == "calling":
            await visitor.send(type="say", client_id="call-once-1", text="1001")
            while "call-once-1" not in visitor.acked:
                await visitor.read()
        if name == "queued":
            await visitor.send(type="human", client_id="human-1-1")
            while "human-1-1" not in visitor.acked:
                await visitor.read()
        found[name] = {"token": visitor.token or "", "conversation": visitor.conversation}
        await visitor.close()
    return found


def main() -> None:
    """Write the fixture and what the test has to know of it."""
    with tempfile.TemporaryDirectory() as folder:
        stand = Stand(Path(folder), FLOWBUILDER_SECRET_KEY=SECRET_KEY)
        stand.prepare()
        stand.start("manage.py", "serve", "--web", "--port", str(stand.port))  # no job is done
        try:
            talks = asyncio.run(_talk(stand))
        finally:
            stand.stop()
        with closing(sqlite3.connect(Path(folder) / "flowbuilder.sqlite3")) as database:
            tables = [
                row[0]
                for row in database.execute(
                    "SELECT name FROM sqlite_master "
                    "WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                )
            ]
            counts = {
                table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
                for table in sorted(tables)
            }
            text = "\n".join(database.iterdump()) + "\n"
    FIXTURE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    FACTS.write_text(
        json.dumps({"talks": talks, "rows": counts}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
