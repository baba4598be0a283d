"""The database of the release before this one, migrated and served: everything goes on."""

import asyncio
import gzip
import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from benchmarks.seed_turns import TURNS
from benchmarks.stand import ROOT, Stand, Talker
from tests.upgrade.make_fixture import FACTS, FIXTURE, SECRET_KEY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

KNOWN = json.loads(FACTS.read_text(encoding="utf-8"))
TALKS = KNOWN["talks"]
#: Django fills these itself from what the program has.
DERIVED = {"django_migrations", "django_content_type", "auth_permission"}


def migrated(folder):
    """The old database, brought up to date by `migrate`, and a server for it that stands still."""
    file = folder / "flowbuilder.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(gzip.decompress(FIXTURE.read_bytes()).decode())
        database.execute("UPDATE conversations_visitortoken SET expires_at = '2999-01-01'")
        database.commit()
    running = Stand(folder, FLOWBUILDER_SECRET_KEY=SECRET_KEY)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=running.env(), check=True
    )
    return running


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    """A server on the old database."""
    running = migrated(tmp_path_factory.mktemp("upgrade"))
    running.start()
    yield running
    running.stop()


def rows(stand):
    with closing(sqlite3.connect(stand.folder / "flowbuilder.sqlite3")) as database:
        return {
            table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in KNOWN["rows"]
        }


async def returning(stand, name, key):
    """The visitor of conversation `name` with a fresh browser."""
    visitor = Talker(stand.url_of(key))
    visitor.token = TALKS[name]["token"]
    await visitor.connect()
    welcome = await visitor.hello()
    return visitor, welcome


def test_nothing_is_lost_and_the_database_is_sound(tmp_path):
    """Migrations alone may drop no row."""
    stand = migrated(tmp_path)

    found = rows(stand)

    assert {t: n for t, n in found.items() if t not in DERIVED} == {
        t: n for t, n in KNOWN["rows"].items() if t not in DERIVED
    }
    with closing(sqlite3.connect(stand.folder / "flowbuilder.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_conversations_go_on_where_they_were(stand):
    visitor, welcome = await returning(stand, "asked", "bench")
    before = sorted(visitor.messages)
    asked = {}
    for frame, ending in TURNS[1:]:
        given = {**frame, "message": asked["seq"]} if frame["type"] == "choose" else frame
        asked = await visitor.turn(ending, **given)
    await visitor.close()

    assert welcome["conversation"] == TALKS["asked"]["conversation"]
    assert welcome["state"] == "bot"
    assert before == list(range(1, len(before) + 1))
    assert "You said no." in asked["content"]["text"]


async def test_a_job_of_the_old_release_is_done_by_the_new_one(stand):
    visitor, welcome = await returning(stand, "calling", "call")
    async with asyncio.timeout(60):
        while not any("No connection" in m["content"]["text"] for m in visitor.messages.values()):
            await visitor.read()
    await visitor.close()

    assert welcome["conversation"] == TALKS["calling"]["conversation"]


async def test_a_closed_conversation_is_still_shown(stand):
    visitor, welcome = await returning(stand, "closed", "bench")
    await visitor.close()

    assert welcome["state"] == "closed"
    assert "Goodbye" in visitor.messages[max(visitor.messages)]["content"]["text"]


async def test_versions_of_flows_are_as_they_were(stand):
    """A new visitor gets the version that was published then."""
    visitor = Talker(stand.url_of("echo"))
    await visitor.connect()
    await visitor.hello()
    answer = await visitor.turn("You said", type="say", text="hello")
    await visitor.close()

    assert answer["content"]["text"].startswith("You said hello.")
    found = rows(stand)
    assert found["flows_flowversion"] == KNOWN["rows"]["flows_flowversion"] == 3
