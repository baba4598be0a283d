"""`/metrics`: who may ask, that each figure moves, and that nobody is named."""

from __future__ import annotations

import asyncio
import re
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from benchmarks.stand import Stand, Talker
from flowbuilder.common.clock import now
from flowbuilder.common.metrics import REGISTRY
from flowbuilder.config import scraping
from flowbuilder.conversations.errors import NotSaved
from flowbuilder.runtime import commits
from flowbuilder.runtime.models import Job

TURN = "flowbuilder_turns_total"


@pytest.fixture
def fresh_gauges():
    scraping.waiting_work.forget()
    yield
    scraping.waiting_work.forget()


def figures(text):
    """Every sample by its name with labels."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


# ---- Who may ask -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": "10.0.0.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, 404),
    ],
)
def test_only_this_machine_may_ask_and_not_through_a_proxy(client, db, fresh_gauges, given, status):
    """Seen to fail without `_may_ask`; the forwarded ones without the look at BY_PROXY."""
    assert client.get("/metrics", **given).status_code == status


@pytest.mark.parametrize(
    ("sent", "status"),
    [("Bearer let-me-in", 200), ("Bearer let-me", 404), ("let-me-in", 404), ("", 404)],
)
def test_with_a_token_only_the_token_counts(client, db, settings, fresh_gauges, sent, status):
    settings.FLOWBUILDER_METRICS_TOKEN = "let-me-in"

    for address in ("127.0.0.1", "192.0.2.7"):
        answer = client.get("/metrics", REMOTE_ADDR=address, HTTP_AUTHORIZATION=sent)
        assert answer.status_code == status


def test_an_owner_who_is_signed_in_may_not_ask_from_elsewhere(client_for):
    assert client_for("owner").get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404


# ---- What waits ------------------------------------------------------------------------


def test_what_waits_is_read_when_asked_and_kept_for_some_seconds(
    client, workspace, fresh_gauges, django_assert_num_queries
):
    """Seen to fail without `_until`: each scrape asked the database."""
    due = now() - timedelta(seconds=90)
    for number, status in enumerate(
        ["waiting", "waiting", "running", "quarantined", "uncertain", "done"]
    ):
        Job.objects.create(
            workspace=workspace, kind="effect", key=str(number), effect={}, status=status,
            run_at=due,
        )  # fmt: skip

    with django_assert_num_queries(3):
        first = figures(client.get("/metrics").content.decode())
        again = figures(client.get("/metrics").content.decode())

    assert first['flowbuilder_jobs{status="waiting"}'] == 2
    assert first['flowbuilder_jobs{status="running"}'] == 1
    assert first['flowbuilder_jobs{status="quarantined"}'] == 1
    assert first['flowbuilder_jobs{status="uncertain"}'] == 1
    assert 90 <= first["flowbuilder_job_oldest_due_seconds"] < 150
    assert first["flowbuilder_handoffs_waiting"] == 0
    assert first["flowbuilder_database_up"] == again["flowbuilder_database_up"] == 1
    assert 'version="' in next(name for name in first if name.startswith("flowbuilder_info"))


def test_without_the_database_it_still_answers(client, db, fresh_gauges, monkeypatch):
    def gone(*_given, **_more):
        raise DatabaseError("no connection")

    with monkeypatch.context() as outage:
        outage.setattr(connection, "cursor", gone)
        found = figures(client.get("/metrics").content.decode())

    assert found["flowbuilder_database_up"] == 0
    assert "flowbuilder_turn_seconds_count" in found
    assert found["process_resident_memory_bytes"] > 1e6
    assert found["process_start_time_seconds"] > 1e9


# ---- What is counted -------------------------------------------------------------------


async def scraped(stand):
    def get():
        url = f"http://127.0.0.1:{stand.port}/metrics"
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.read().decode()

    return await asyncio.to_thread(get)


@pytest.mark.slow
async def test_every_figure_of_a_running_server_moves(tmp_path):
    """One visitor speaks, twice the same, and a job is done: each count rises by what happened."""
    stand = Stand(tmp_path)
    await asyncio.to_thread(stand.prepare)
    await asyncio.to_thread(stand.start)
    try:
        before = figures(await scraped(stand))
        visitor = Talker(stand.url_of("call"))
        await visitor.connect()
        await visitor.hello()
        await visitor.turn("No connection", type="say", text="canary-1001")
        repeat = {"type": "say", "client_id": "the-same-id-1", "text": "canary-1002"}
        for _twice in range(2):
            await visitor.send(**repeat)
            while (await visitor.read())["type"] != "ack":
                pass
        during_text = await scraped(stand)
        during = figures(during_text)
        await visitor.close()
        async with asyncio.timeout(20):
            while figures(await scraped(stand))['flowbuilder_sockets{kind="widget"}']:
                await asyncio.sleep(0.05)
    finally:
        await asyncio.to_thread(stand.stop)

    def rise(name):
        return during.get(name, 0) - before.get(name, 0)

    assert during['flowbuilder_sockets{kind="widget"}'] == 1
    assert rise(TURN + '{outcome="taken"}') >= 3
    assert rise(TURN + '{outcome="repeated"}') == 1
    assert rise("flowbuilder_turn_seconds_count") >= 4
    assert rise("flowbuilder_commit_group_size_sum") >= 4
    assert rise("flowbuilder_doorbell_seconds_count") >= 1
    assert rise('flowbuilder_jobs_done_total{effect="CallHttp"}') >= 1
    assert rise('flowbuilder_job_seconds_count{effect="CallHttp"}') >= 1
    assert rise("flowbuilder_job_delay_seconds_count") >= 1
    assert during["flowbuilder_not_saved_total"] == 0
    assert "canary" not in during_text
    assert visitor.conversation not in during_text
    labels = {label for name in during for label in re.findall(r'(\w+)="', name)}
    assert labels <= {"le", "outcome", "kind", "status", "effect", "version", "direction"}


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_the_database_does_not_take_is_counted(monkeypatch):
    value = REGISTRY.get_sample_value
    before = value("flowbuilder_not_saved_total")
    monkeypatch.setattr(commits, "WAIT_S", 0.01)
    if connection.vendor != "sqlite":
        pytest.skip("the lock of the one writer is SQLite's")
    with commits._alone, pytest.raises(NotSaved):
        commits.durably(int)

    commits.stop_writing()
    assert value("flowbuilder_not_saved_total") == before + 1


@pytest.mark.django_db(transaction=True)
def test_the_writers_line_and_its_groups_are_seen():
    """While one commit holds the writer up, four turns line up; the next commit carries them."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no one writer")
    value = REGISTRY.get_sample_value
    large = {"le": "2.0"}
    before = value("flowbuilder_commit_group_size_count")
    small_before = value("flowbuilder_commit_group_size_bucket", large)
    begun, go_on = threading.Event(), threading.Event()

    def hold_up():
        begun.set()
        go_on.wait(20)

    with ThreadPoolExecutor(5) as asking:
        first = asking.submit(commits.durably, hold_up)
        assert begun.wait(20)
        rest = [asking.submit(commits.durably, int) for _turn in range(4)]
        until = time.monotonic() + 20
        while value("flowbuilder_writer_line") != 4 and time.monotonic() < until:
            time.sleep(0.01)
        line = value("flowbuilder_writer_line")
        go_on.set()
        for turn in (first, *rest):
            turn.result(20)
    commits.stop_writing()

    assert line == 4
    assert value("flowbuilder_writer_line") == 0
    assert value("flowbuilder_commit_group_size_count") == before + 2
    assert value("flowbuilder_commit_group_size_bucket", large) == small_before + 1


def test_every_name_is_in_the_operators_guide(db, fresh_gauges):
    """Seen to fail with a name taken out of the table."""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "operator.md").read_text("utf-8")
    names = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("flowbuilder")}

    assert {name for name in names if f"`{name}" not in guide} == set()
