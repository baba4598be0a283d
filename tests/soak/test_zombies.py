"""Four workers on the same sessions, frozen past their leases and woken (case 21)."""

import contextlib
import random
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from benchmarks.stand import REDIS, ROOT, Stand, postgres_database
from tests.soak.zombies import LEASE_S

pytestmark = [
    pytest.mark.soak, pytest.mark.postgres, pytest.mark.redis, pytest.mark.timeout(900)
]  # fmt: skip

SESSIONS, WORKERS = 400, 4
DEADLINE_S = 780  # a busy machine may take its time: this ends a hang, it proves nothing
ENDING_S = 30

BEGIN = """
import uuid
from benchmarks.seed import services
from flowbuilder.accounts.models import Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.events import SessionStarted, VisitorSaid
from flowbuilder.runtime.turns import take_turn
workspace = Workspace.objects.get(slug="bench")
version = Widget.objects.get(key="call").flow.published
for _ in range({sessions}):
    talk = Conversation.objects.create(workspace=workspace, flow_version=version, channel="web",
        widget_key="call", contact=Contact.objects.create(workspace=workspace), language="en",
        page={{}})
    take_turn(talk.pk, SessionStarted(at=now()))
    take_turn(talk.pk, VisitorSaid(at=now(), text="1001"))
"""


def test_a_woken_zombies_answer_is_refused_and_no_effect_counts_twice(tmp_path):
    """Case 21. Seen to fail without the owner and the attempt in `_ours`."""
    with postgres_database() as database, contextlib.ExitStack() as closing:
        stand = Stand(tmp_path, FLOWBUILDER_DATABASE_URL=database, FLOWBUILDER_REDIS_URL=REDIS)
        stand.prepare()
        log = closing.enter_context((tmp_path / "workers.log").open("w"))
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.soak.zombies"], cwd=ROOT, env=stand.env(),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )
            for _ in range(WORKERS)
        ]  # fmt: skip
        for worker in workers:
            closing.callback(worker.wait)
            closing.callback(worker.kill)
            closing.callback(worker.stdin.close)
            closing.callback(worker.stdout.close)
        for worker in workers:
            worker.stdout.readline()
        run = [sys.executable, "-c", BEGIN.format(sessions=SESSIONS)]
        beginning = subprocess.Popen(run, cwd=ROOT, env=stand.env())
        closing.callback(beginning.wait)
        closing.callback(beginning.kill)
        rows = closing.enter_context(psycopg.connect(database, autocommit=True))

        ends = time.monotonic() + DEADLINE_S
        while time.monotonic() < ends and (
            beginning.poll() is None or count(rows, "status <> 'done'")
        ):
            frozen = random.choice(workers)
            frozen.send_signal(signal.SIGSTOP)
            time.sleep(2 * LEASE_S)  # what the case asks for: longer than any lease
            frozen.send_signal(signal.SIGCONT)

        taken_over = count(rows, "attempts > 1")
        answers = rows.execute(
            "SELECT count(*), count(DISTINCT conversation_id) FROM conversations_eventrecord"
            " WHERE kind = 'EffectSucceeded'"
        ).fetchone()
        found = rows.execute(
            "SELECT count(*) FROM conversations_message WHERE content->>'text' = 'Found.'"
        ).fetchone()
        assert beginning.poll() == 0, "The sessions were not all begun."
        unfinished = rows.execute(
            "SELECT status, attempts, last_error FROM runtime_job WHERE status <> 'done' LIMIT 5"
        ).fetchall()
        assert unfinished == []
        assert answers == (SESSIONS, SESSIONS)
        assert found == (SESSIONS,)
        assert taken_over > 0, "Nobody was frozen in the middle of a job."
        for worker in workers:
            worker.stdin.close()  # it ends what it is doing: the last one woken is refused too
            worker.wait(ENDING_S)
        assert "Another worker took job" in (tmp_path / "workers.log").read_text()


def count(rows, where):
    return rows.execute(f"SELECT count(*) FROM runtime_job WHERE {where}").fetchone()[0]
