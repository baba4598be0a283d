"""Our server with faults built in: `python -m tests.soak.faulty_server PORT`, told by `FAULTS`.

`FAULTS` is JSON: `sync_s` (how often sockets look for what they missed), `drop` (the share of
announcements that get lost), `slow_s` (how long the database takes to look up a widget `slow`).
The program knows nothing of it.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # apps are ready only now
from django.db.backends.signals import connection_created  # noqa: E402

from flowbuilder.conversations import live, sockets  # noqa: E402


def lose(share: float) -> None:
    """Lose `share` of all announcements, the same ones each time."""
    chance, publish = random.Random(2026), live.publish

    def sometimes(announcement: live.Announcement) -> None:
        if chance.random() >= share:
            publish(announcement)

    live.publish = sometimes


def slow_down(seconds: float) -> None:
    """Make every query about `slow` take that long, as one without an index would."""

    def wait(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if params and "slow" in params:
            time.sleep(seconds)
        return execute(sql, params, many, context)

    def connected(connection: Any, **_more: Any) -> None:
        connection.execute_wrappers.append(wait)

    connection_created.connect(connected, weak=False)


if __name__ == "__main__":
    faults = json.loads(os.environ.get("FAULTS", "{}"))
    if "sync_s" in faults:
        sockets.SYNC_S = faults["sync_s"]
    if "drop" in faults:
        lose(faults["drop"])
    if "slow_s" in faults:
        slow_down(faults["slow_s"])
    call_command("serve", port=int(sys.argv[1]))
