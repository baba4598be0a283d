"""Every crash point of the program, at each of its passings, as SQLite tests itself."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import subprocess
import sys

import pytest

from benchmarks.stand import ROOT
from tests.soak.slow_service import SlowService

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]


def points():
    """The names of all crash points in the program's source, but for a restore's and e-mail's.

    `test_backup.py` walks the former, `tests/channels_email` the latter, with mail servers.
    """
    found = set()
    for place in (ROOT / "flowbuilder").rglob("*.py"):
        if place.parent.name in {"backups", "email"}:
            continue
        found |= set(re.findall(r'pass_point\("(\w+)"\)', place.read_text(encoding="utf-8")))
    return sorted(found)


async def test_a_crash_at_any_point_loses_and_doubles_nothing(tmp_path):
    """Cases 1, 2 and 20: for each point n = 1, 2, 3 ... until it no longer fires.

    Seen to fail without the look-up of `client_id`, without the job finished in the turn's own
    transaction, and without `release_all` when the runner starts.
    """
    service = SlowService(random.Random(0), slowest_s=0)
    await service.begin()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FLOWBUILDER_", "DJANGO_"))}
    environment = {
        **kept,
        "FLOWBUILDER_DATA_DIR": str(tmp_path),
        "FLOWBUILDER_LOG_LEVEL": "CRITICAL",
        "FLOWBUILDER_ALLOWED_PRIVATE_HOSTS": service.place,
        "FLOWBUILDER_SOCKET_FRAMES_PER_S": "100000",
    }
    try:
        walking = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.soak.crash_walk", *points(),
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        said = (await walking.communicate())[0].decode()
    finally:
        await service.end()
    print(said)
    crashes = {
        line["point"]: line["crashes"]
        for line in map(json.loads, (row for row in said.splitlines() if row.startswith("{")))
    }

    assert walking.returncode == 0, said[-3000:]
    assert sorted(crashes) == points()
    assert all(crashes.values()), f"Points that the story never passes: {crashes}"
