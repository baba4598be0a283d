"""`manage.py serve`: one process, one sentence when it cannot, a clean end."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flowbuilder.runtime import runners

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]

Serve = Callable[..., "subprocess.Popen[str]"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FLOWBUILDER_", "DJANGO_"))}
    return {**kept, "FLOWBUILDER_DATA_DIR": str(folder), "FLOWBUILDER_LOG_LEVEL": "INFO", **more}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts `manage.py serve`; whatever still runs is ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, folder: Path = tmp_path, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *arguments],
            cwd=ROOT,
            env=environment(folder, **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("Flowbuilder serves"):
            return said
    raise AssertionError(f"It ended: {said}{process.stderr.read() if process.stderr else ''}")


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _out, err = process.communicate(timeout=60)
    return process.returncode, err


def one_sentence(text: str) -> bool:
    return "Traceback" not in text and len(text.strip().splitlines()) == 1


def get(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.status, dict(answer.headers), answer.read()


def test_one_process_serves_and_a_second_is_refused(serve: Serve):
    """Case 18: in-memory mode is exactly one process. Seen to fail without `claim`."""
    port = free_port()
    first = serve("--migrate", "--port", str(port))
    wait_until_ready(first)

    code, said = ended(serve("--port", str(free_port())))

    assert code == 1
    assert one_sentence(said)
    assert f"process {first.pid}" in said
    assert get(port, "/healthz")[0] == 200
    assert json.loads(get(port, "/readyz")[2]) == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "jobs": "ok"},
    }

    status, headers, body = get(port, "/static/admin/css/base.css")
    assert (status, headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert b"{" in body

    status, headers, body = get(port, "/admin/login/")
    assert status == 200
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert b"Flowbuilder" in body

    first.send_signal(signal.SIGTERM)
    code, said = ended(first)
    assert (code, "Traceback" in said) == (0, False)

    again = serve("--port", str(port))
    wait_until_ready(again)
    again.send_signal(signal.SIGINT)
    assert ended(again)[0] == 0


def test_a_busy_port_is_one_sentence(serve: Serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        code, said = ended(serve("--port", str(taken.getsockname()[1])))

    assert code == 1
    assert one_sentence(said)
    assert "taken" in said


def test_a_folder_we_cannot_write_to_is_one_sentence(serve: Serve, tmp_path: Path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    code, said = ended(serve(folder=tmp_path / "file" / "data"))

    assert code == 1
    assert one_sentence(said)
    assert "FLOWBUILDER_DATA_DIR" in said


def test_a_database_without_migrations_is_one_sentence(serve: Serve):
    code, said = ended(serve("--port", str(free_port())))

    assert code == 1
    assert one_sentence(said)
    assert "migrate" in said


def test_a_database_that_does_not_answer_is_one_sentence(serve: Serve):
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"

    code, said = ended(serve("--port", str(free_port()), FLOWBUILDER_DATABASE_URL=url))

    assert code == 1
    assert "Traceback" not in said
    assert "FLOWBUILDER_DATABASE_URL" in said


def test_a_wrong_database_address_is_one_sentence(serve: Serve):
    code, said = ended(serve(FLOWBUILDER_DATABASE_URL="oracle://x"))

    assert code == 1
    assert one_sentence(said)


@pytest.mark.redis
def test_with_redis_two_processes_may_serve(serve: Serve, redis_url: str):
    one, two = free_port(), free_port()
    first = serve("--migrate", "--port", str(one), FLOWBUILDER_REDIS_URL=redis_url)
    wait_until_ready(first)

    second = serve("--web", "--port", str(two), FLOWBUILDER_REDIS_URL=redis_url)
    wait_until_ready(second)

    assert b'"redis": "ok"' in get(two, "/readyz")[2]


@pytest.mark.postgres
def test_it_serves_on_postgresql(serve: Serve, postgres_url: str):
    port = free_port()
    process = serve("--migrate", "--port", str(port), FLOWBUILDER_DATABASE_URL=postgres_url)
    wait_until_ready(process)

    assert get(port, "/readyz")[0] == 200
    process.send_signal(signal.SIGTERM)
    assert ended(process)[0] == 0


def readiness(line: http.client.HTTPConnection) -> tuple[int, dict[str, str]]:
    line.request("GET", "/readyz")
    answer = line.getresponse()
    return answer.status, json.loads(answer.read())["checks"]


def test_a_process_that_was_asked_to_end_is_not_ready_and_still_answers(serve: Serve):
    """Case 13. Seen to fail without `shutdown.begin`: it said that it was ready to the end."""
    port = free_port()
    process = serve("--migrate", "--port", str(port), FLOWBUILDER_DRAIN_S="3")
    wait_until_ready(process)
    seen = []

    process.send_signal(signal.SIGTERM)
    while process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            with contextlib.closing(line):
                seen.append(readiness(line))
                assert get(port, "/healthz")[0] == 200
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)

    not_ready = [checks for status, checks in seen if status == 503]
    assert not_ready
    assert not_ready[0]["process"] == "ending"
    assert ended(process)[0] == 0


def test_a_database_that_is_not_up_to_date_is_not_ready(serve: Serve, tmp_path: Path):
    """The rows of a migration taken away under a process that has not looked yet."""
    port = free_port()
    process = serve("--migrate", "--port", str(port))
    wait_until_ready(process)
    file = sqlite3.connect(tmp_path / "flowbuilder.sqlite3", timeout=20)
    with contextlib.closing(file):
        file.execute("DELETE FROM django_migrations WHERE app = 'surveys'")
        file.commit()

    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(line):
        status, checks = readiness(line)

    assert (status, checks["migrations"]) == (503, "not up to date")


def test_a_runner_that_stands_still_is_not_ready(db, monkeypatch, client):
    """Seen to fail without `is_alive`."""
    monkeypatch.setattr(runners, "STUCK_S", 0.0)
    monkeypatch.setattr(runners, "_runner", runners.Runner(1))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["jobs"]) == (503, "the runner stands still")
