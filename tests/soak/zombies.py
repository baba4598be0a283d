"""`python -m tests.soak.zombies`: a worker with a short lease that does jobs until it is ended.

Each effect takes a moment, is written down in a table of its own as it is done, and says with
which key: so doubles can be counted.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from flowbuilder.core import effects as core  # noqa: E402  # apps are ready only now
from flowbuilder.runtime import dispatch, jobs, runners  # noqa: E402

LEASE_S = 1.5


def call(effect, context):  # type: ignore[no-untyped-def]  # a handler
    """Take a moment, so that a worker can be stopped in the middle."""
    time.sleep(0.3)
    return {"status": 200, "body": {}, "headers": {}}


if __name__ == "__main__":
    jobs.LEASE = timedelta(seconds=LEASE_S)
    dispatch.DEFERRED = {**dispatch.DEFERRED, core.CallHttp: call}  # type: ignore[misc]  # ours
    runners.start_runner(threads=3)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    runners.stop_runner()
