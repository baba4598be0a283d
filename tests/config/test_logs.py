"""Logs: one search finds a conversation's story, and no line says what anybody said."""

from __future__ import annotations

import asyncio
import http.client
import io
import json
import logging
import logging.config
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing

import pytest
from django.db import IntegrityError

from benchmarks.stand import ROOT, Stand, Talker
from flowbuilder.common import logs

CANARY = "canary-4471"
TOKEN = "canary-4471-" + "t" * 30
EMAIL = "canary-4471@example.com"


@pytest.fixture
def written():
    """What our configuration writes, as it does in production."""
    stream = io.StringIO()
    given = logs.configuration(level="DEBUG", json=True, with_words=False)
    formatter = given["formatters"]["structured"]
    made = formatter.pop("()")(**formatter)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made)
    logger = logging.getLogger("flowbuilder.test_logs")
    logger.propagate, logger.handlers = False, [handler]
    logger.setLevel("DEBUG")

    def lines():
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield logger, lines
    logger.handlers = []


class Refused(Exception):
    error_code = "refused"


def fail():
    try:
        raise IntegrityError(f"Key (email)=({EMAIL}) already exists.")
    except IntegrityError as problem:
        raise Refused(f"{CANARY} was refused") from problem


def test_an_exception_is_its_kinds_and_places_without_its_words(written):
    """Seen to fail with structlog's own `format_exc_info`."""
    logger, lines = written
    try:
        fail()
    except Refused:
        logger.exception("It failed.")

    (line,) = lines()
    assert CANARY not in json.dumps(line)
    assert "Refused (refused)" in line["exception"]
    assert "IntegrityError" in line["exception"]
    assert " fail" in line["exception"]
    assert line["level"] == "error"


def test_an_exception_in_a_sentence_is_its_kind(written):
    """Seen to fail without `plainly`."""
    logger, lines = written

    logger.warning("The jobs table cannot be read: %s", ValueError(f"bad {CANARY}"))

    assert lines()[0]["event"] == "The jobs table cannot be read: builtins.ValueError"


def test_another_librarys_addresses_are_left_out(written):
    logger, lines = written
    theirs = logging.getLogger("django.request")
    theirs.handlers = logger.handlers
    try:
        theirs.error("%s: %s", "Internal Server Error", f"/login/{TOKEN}/")
    finally:
        theirs.handlers = []

    assert CANARY not in json.dumps(lines())


def test_what_is_bound_is_in_every_line_inside(written):
    logger, lines = written
    with logs.bound(conversation="c-1"):
        logger.info("inside")
    logger.info("outside")

    assert [line.get("conversation") for line in lines()] == ["c-1", None]


# ---- Requests ---------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["abcd1234-ef", "a" * 64])
def test_a_sane_request_id_is_taken_and_returned(client, db, given):
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with space in it", "-leading-dash", "a\x0bbbbbbbb"]
)
def test_any_other_is_replaced(client, db, given):
    """Seen to fail without `good_request_id`: a client could write into our lines."""
    returned = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]

    assert returned != given
    assert len(returned) == 32


# ---- A running server ---------------------------------------------------------------------


def lines_of(stand):
    text = (stand.folder / "errors.log").read_text(encoding="utf-8")
    return text, [json.loads(line) for line in text.splitlines()]


def ask(stand, method, path, body=None, **headers):
    line = http.client.HTTPConnection("127.0.0.1", stand.port, timeout=20)
    with closing(line):
        line.request(method, path, body, headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("X-Request-ID")


def break_the_log(stand):
    """Take the table away that every turn writes to."""
    with closing(sqlite3.connect(stand.folder / "flowbuilder.sqlite3", timeout=20)) as database:
        database.execute("ALTER TABLE conversations_eventrecord RENAME TO elsewhere")
        database.commit()


@pytest.mark.slow
async def test_one_search_finds_the_story_and_no_line_has_a_word_of_it(tmp_path):
    """At the level that says most. The visitor's words, address and token are looked for in all
    that was written, after a turn, a job, wrong frames, wrong requests and a broken turn.
    """
    stand = Stand(tmp_path, FLOWBUILDER_LOG_LEVEL="DEBUG")
    await asyncio.to_thread(stand.prepare)
    await asyncio.to_thread(stand.start)
    try:
        visitor = Talker(stand.url_of("call"))
        await visitor.connect()
        await visitor.hello(page={"title": CANARY, "url": f"https://bench.example/{CANARY}"})
        await visitor.turn("No connection", type="say", text=f"{CANARY} {EMAIL}")
        await visitor.socket.send(CANARY)
        await visitor.socket.send(json.dumps({"type": "say", "client_id": CANARY, CANARY: 1}))
        for _frame in range(2):
            while (await visitor.read())["type"] != "error":
                pass
        asked = [
            await asyncio.to_thread(ask, stand, *request)
            for request in (
                ("GET", f"/login/{TOKEN}/"),
                ("GET", f"/{CANARY}?q={CANARY}"),
                ("POST", "/api/v1/chat/call/messages", f'{{"{CANARY}"'.encode()),
            )
        ]
        await asyncio.to_thread(break_the_log, stand)
        await visitor.send(type="say", client_id=str(uuid.uuid4()), text=CANARY)
        while (await visitor.read())["type"] != "error":
            pass
        await visitor.close()
    finally:
        await asyncio.to_thread(stand.stop)

    text, lines = lines_of(stand)
    story = [line for line in lines if line.get("conversation") == visitor.conversation]
    events = " | ".join(line["event"] for line in story)
    assert CANARY not in text
    assert "VisitorSaid taken" in events
    assert "CallHttp is done" in events
    assert "EffectFailed taken" in events
    sockets = {line["connection"] for line in story if "VisitorSaid" in line["event"]}
    assert len(sockets) == 1
    known = {line.get("request") for line in lines}
    assert {request_id for _status, request_id in asked} <= known


def test_json_is_the_default_where_nobody_watches():
    code = "from flowbuilder.config import settings; print(settings.LOG_FORMAT)"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "json"
