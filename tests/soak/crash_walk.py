"""Walks the crash points: tells the story, killed at the n-th passing of one, then tells it on.

Run as a program of its own, because it forks: Django is loaded once, each telling is a fork
with its own copy of the database. Prints one line of JSON for each point.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import traceback
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  # apps are ready only now
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from flowbuilder.common import executor  # noqa: E402
from flowbuilder.common.crashpoints import crash_at  # noqa: E402
from flowbuilder.runtime import commits  # noqa: E402
from tests.soak.crash_story import Journal, Teller, check, prepare  # noqa: E402

CRASHED = 137
#: More passings than a story of this length can have: the walk ends long before.
MOST = 200

DATABASE = Path(settings.DATABASES["default"]["NAME"])
TEMPLATE = DATABASE.with_suffix(".template")
JOURNAL = DATABASE.with_suffix(".journal")


def make_template() -> None:
    """An installation with the story's flow, to begin each telling from."""
    call_command("migrate", verbosity=0)
    prepare()
    connections.close_all()
    shutil.copy(DATABASE, TEMPLATE)


def begin_anew() -> None:
    """As if nothing had been told yet."""
    for place in (JOURNAL, *DATABASE.parent.glob(f"{DATABASE.name}-*")):
        place.unlink(missing_ok=True)
    outbox = Path(settings.EMAIL_FILE_PATH)
    if outbox.is_dir():
        shutil.rmtree(outbox)
    outbox.unlink(missing_ok=True)
    shutil.copy(TEMPLATE, DATABASE)


def tell(crash: str, *, to_the_end: bool) -> int:
    """Tell the story in a fork and return how that ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        crash_at(crash)
        journal = Journal(JOURNAL)
        asyncio.run(Teller(journal).tell())
        if to_the_end:
            check(journal)
        commits.stop_writing()
        executor.shut_down()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def walk(name: str) -> int:
    """Crash at each passing of `name` until there is none; return how many there were."""
    for number in range(1, MOST):
        begin_anew()
        ended = tell(f"{name}:{number}", to_the_end=True)
        if ended == 0:
            return number - 1
        if ended != CRASHED:
            raise SystemExit(f"The story broke before {name}:{number}.")
        if tell("", to_the_end=True) != 0:
            raise SystemExit(f"After a crash at {name}:{number} the story did not end well.")
    raise SystemExit(f"{name} was passed {MOST} times.")


if __name__ == "__main__":
    make_template()
    for point in sys.argv[1:]:
        print(json.dumps({"point": point, "crashes": walk(point)}), flush=True)
