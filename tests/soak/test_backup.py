"""Backups of a server under load, and a restore that is broken off at every step."""

import asyncio
import contextlib
import json
import shutil
import time

import pytest

from benchmarks.stand import Stand, Talker, postgres_database
from tests.config.test_backup import SECRET, Place, refused
from tests.soak.visitors import Stubborn

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]

VISITORS, BEFORE, AFTER = 8, 25, 25
STORED = """
import json
from flowbuilder.conversations.models import Message
found = {}
for talk, seq in Message.objects.order_by("seq").values_list("conversation", "seq"):
    found.setdefault(str(talk), []).append(seq)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An installation with a credential and a file."""
    made = Place(tmp_path_factory.mktemp("place"))
    made.fill()
    return made


@pytest.fixture(scope="module")
def backup(place, tmp_path_factory):
    """Its backup."""
    file = tmp_path_factory.mktemp("backups") / "backup.tar.gz"
    assert place.manage("backup", str(file)).returncode == 0
    return file


class Noting(Stubborn):
    """Remembers when each message was acknowledged."""

    def __init__(self, *given):
        super().__init__(*given)
        self.at = {}

    async def read(self):
        frame = await super().read()
        if frame["type"] == "ack":
            self.at.setdefault(frame["seq"], time.monotonic())
        return frame


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres])])
async def test_a_backup_under_load_has_all_that_was_acknowledged_before_it(tmp_path, kind):
    """Turns are taken all the while. The restored copy is served, and each visitor goes on."""
    with contextlib.ExitStack() as closing:
        there, back = {}, {}
        if kind == "postgres":
            there["FLOWBUILDER_DATABASE_URL"] = closing.enter_context(postgres_database())
            back["FLOWBUILDER_DATABASE_URL"] = closing.enter_context(postgres_database())
        (tmp_path / "there").mkdir()
        stand = Stand(tmp_path / "there", **there)
        stand.prepare()
        stand.start()
        closing.callback(stand.stop)
        url = stand.url_of("echo")
        visitors = [Noting(url, f"v{n}", 100_000) for n in range(VISITORS)]
        talking = [asyncio.ensure_future(visitor.talk()) for visitor in visitors]
        await everybody_has(visitors, BEFORE)

        began = time.monotonic()
        file = tmp_path / "backup.tar.gz"
        done = await asyncio.to_thread(Place(stand.folder, **there).manage, "backup", str(file))
        ended = time.monotonic()
        assert done.returncode == 0, done.stderr
        await everybody_has(visitors, max(len(v.acked) for v in visitors) + AFTER)
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
        for visitor in visitors:
            await visitor.socket.close()
        during = sum(began < at < ended for visitor in visitors for at in visitor.at.values())
        running = await asyncio.to_thread(
            Place(stand.folder, **there).manage, "restore", str(file), "--force"
        )
        assert "Stop" in refused(running)
        stand.stop()

        fresh = Place(tmp_path / "fresh", **back)
        done = fresh.manage("restore", str(file))
        assert done.returncode == 0, done.stderr
        stored = json.loads(fresh.manage("shell", "--no-imports", "-c", STORED).stdout)
        again = Stand(fresh.folder, **back)
        again.start()
        closing.callback(again.stop)
        for visitor in visitors:
            before = {seq for seq, at in visitor.at.items() if at < began}
            there_now = stored[visitor.conversation]
            assert len(before) >= BEFORE
            assert before <= set(there_now)
            assert there_now == list(range(1, len(there_now) + 1))
            talker = Talker(again.url_of("echo"))
            talker.token = visitor.token
            await talker.connect()
            await talker.hello()
            answer = await talker.turn("You said", type="say", text="after the restore")
            assert "after the restore" in answer["content"]["text"]
            await talker.close()
        assert during > VISITORS, "the backup was not made under load"


async def everybody_has(visitors, count):
    async with asyncio.timeout(180):
        while min(len(visitor.acked) for visitor in visitors) < count:
            await asyncio.sleep(0.05)


def test_a_restore_broken_off_anywhere_is_ended_by_the_next(place, backup, tmp_path):
    """Killed at each step of the swap: never served half, and whole after the same command."""
    at = 0
    while True:
        at += 1
        there = Place(tmp_path / f"there{at}")
        shutil.copytree(place.folder, there.folder)
        killed = there.manage(
            "restore", str(backup), "--force", FLOWBUILDER_CRASH_AT=f"restore:{at}"
        )
        if killed.returncode == 0:
            break
        assert killed.returncode == 137
        assert "broken off" in refused(there.manage("serve", "--port", "1"))

        again = there.manage("restore", str(backup))

        assert again.returncode == 0, again.stderr
        assert there.credentials() == f"['{SECRET}']"
        assert (there.folder / "files" / "ab" / "photo.jpg").exists()
        assert not list(there.folder.glob(".restore-*"))
    assert at > 5
