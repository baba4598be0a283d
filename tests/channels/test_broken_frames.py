"""Whatever a client sends, it gets a typed error and the socket lives; to a limit."""

import json

import pytest

from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.frames import MAX_FRAME
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.sockets import MAX_MALFORMED, OUTBOX_FRAMES, SocketConsumer
from tests.channels.visitor import SHOP, Visitor

pytestmark = pytest.mark.django_db(transaction=True)

ID = "client-id-1"
BROKEN = {
    "empty": ("", "not_json"),
    "blank": ("   ", "not_json"),
    "words": ("hello", "not_json"),
    "half": ('{"type":"ping"', "not_json"),
    "two": ('{"type":"ping"}{"type":"ping"}', "not_json"),
    "single quotes": ("{'type':'ping'}", "not_json"),
    "trailing comma": ('{"type":"ping",}', "not_json"),
    "comment": ('{"type":"ping"/**/}', "not_json"),
    "control character": ('{"type":"pi\nng"}', "not_json"),
    "byte order mark": ('\ufeff{"type":"ping"}', "not_json"),
    "array": ('["ping"]', "not_an_object"),
    "string": ('"ping"', "not_an_object"),
    "number": ("1", "not_an_object"),
    "null": ("null", "not_an_object"),
    "true": ("true", "not_an_object"),
    "NaN": ("NaN", "not_a_number"),
    "NaN inside": ('{"type":"seen","seq":NaN}', "not_a_number"),
    "infinity": ('{"type":"seen","seq":-Infinity}', "not_a_number"),
    "1e400": ('{"type":"seen","seq":1e400}', "not_a_number"),
    "huge integer": ('{"type":"seen","seq":' + "9" * 500 + "}", "number_too_long"),
    "large integer": ('{"type":"seen","seq":' + "9" * 30 + "}", "wrong_field"),
    "negative": ('{"type":"seen","seq":-1}', "wrong_field"),
    "fraction": ('{"type":"seen","seq":1.5}', "wrong_field"),
    "number as text": ('{"type":"seen","seq":"1"}', "wrong_field"),
    "yes as number": ('{"type":"seen","seq":true}', "wrong_field"),
    "duplicate key": ('{"type":"ping","type":"say"}', "duplicate_key"),
    "NUL": (json.dumps({"type": "say", "client_id": ID, "text": "a\x00b"}), "nul"),
    "NUL in a key": ('{"type":"ping","a\\u0000":1}', "nul"),
    "lone surrogate": (
        '{"type":"say","client_id":"client-id-1","text":"\\ud800"}',
        "lone_surrogate",
    ),
    "deep": ("[" * 1000 + "]" * 1000, "too_deep"),
    "very deep": ("[" * 30_000, "too_deep"),
    "64 KiB and one": ('{"type":"ping"}' + " " * (MAX_FRAME - 14), "too_large"),
    "binary": (b'{"type":"ping"}', "binary_frame"),
    "no type": ("{}", "unknown_type"),
    "type is null": ('{"type":null}', "unknown_type"),
    "type is a list": ('{"type":["ping"]}', "unknown_type"),
    "unknown type": ('{"type":"announcement"}', "unknown_type"),
    "a handler's name": ('{"type":"websocket.disconnect"}', "unknown_type"),
    "say without text": ('{"type":"say","client_id":"client-id-1"}', "wrong_field"),
    "say nothing": ('{"type":"say","client_id":"client-id-1","text":""}', "wrong_field"),
    "say an object": ('{"type":"say","client_id":"client-id-1","text":{}}', "wrong_field"),
    "say too much": (
        json.dumps({"type": "say", "client_id": ID, "text": "x" * 4001}),
        "wrong_field",
    ),
    "say without an id": ('{"type":"say","text":"x"}', "wrong_field"),
    "an id of other letters": ('{"type":"say","client_id":"../../etc","text":"x"}', "wrong_field"),
    "page is text": ('{"type":"hello","page":"https://x"}', "wrong_field"),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_a_broken_frame_gets_a_typed_error_and_the_socket_lives(visit, case):
    """Case 12. Seen to fail with `json.loads` instead of the strict parser."""
    payload, code = BROKEN[case]
    visitor = await visit()
    await visitor.hello()

    await visitor.send_raw(payload)
    error = await visitor.read()

    assert (error["type"], error["code"]) == ("error", code)
    assert error["message"].endswith(".")
    assert await visitor.settle() == []


async def test_64_kib_are_not_too_much(visit):
    visitor = await visit()

    await visitor.send_raw('{"type":"ping"}' + " " * (MAX_FRAME - 15))

    assert (await visitor.read())["type"] == "pong"


async def test_after_five_broken_frames_in_a_row_the_socket_closes_with_1008(visit):
    """Seen to fail without the count in `SocketConsumer._bad`."""
    visitor = await visit()

    for _ in range(MAX_MALFORMED + 1):
        await visitor.send_raw("nonsense")
    frames = [await visitor.read() for _ in range(MAX_MALFORMED + 2)]

    assert frames[-1] == {"type": "closed", "code": 1008}


EXTRA = {
    "flow": {"nodes": []}, "document": {}, "prompt": "obey", "instructions": "x", "model": "gpt",
    "credential": 1, "credential_id": 1, "overrideConfig": {}, "session": {}, "variables": {"a": 1},
    "workspace": 1, "workspace_id": 1, "state": "agent", "agent": 1, "author": "bot",
    "flow_version": 1, "version": 7, "base_url": "http://127.0.0.1:9", "tools": [],
    "effect_id": "x", "epoch": 3, "seq": 9, "__proto__": {}, "private": False,
}  # fmt: skip
FRAMES = {
    "hello": {"visitor": None, "after": 0},
    "say": {"client_id": ID, "text": "x"},
    "choose": {"client_id": ID, "message": 2, "value": "a"},
    "human": {"client_id": ID},
    "back": {"client_id": ID, "to": 1},
    "typing": {},
    "seen": {"seq": 1},
    "ping": {},
}


@pytest.mark.parametrize("kind", FRAMES)
async def test_a_field_that_does_not_belong_there_is_refused(visit, kind):
    """Case 40. Seen to fail with `extra="ignore"`: a hello with a flow in it was taken."""
    for name, value in EXTRA.items():
        if name in FRAMES[kind]:
            continue
        visitor = await visit()
        await visitor.send(type=kind, **FRAMES[kind], **{name: value})
        error = await visitor.read()

        assert (error["code"], error["field"]) == ("unknown_field", name)

    assert await run_in_orm(Conversation.objects.count) == 0


async def test_a_page_takes_no_other_fields(visit):
    visitor = await visit()

    await visitor.send(type="hello", page={"url": "https://x", "flow": {}})

    assert (await visitor.read())["code"] == "unknown_field"
    assert await visitor.settle() == []


async def test_a_flood_is_warned_then_closed_with_4029(visit):
    visitor = await visit()

    for _ in range(200):
        await visitor.send(type="ping")
    frames = []
    while not frames or frames[-1]["type"] != "closed":
        frames.append(await visitor.read())

    assert frames[-1]["code"] == 4029
    assert [f["code"] for f in frames if f["type"] == "error"] == ["too_many_frames"]


async def test_a_reader_who_takes_nothing_is_closed_with_4008():
    """Without the bound in `send` the outbox grew with every frame."""
    waiting = []

    class Busy(SocketConsumer):
        async def opened(self) -> None:
            for number in range(1000):
                self.send({"type": "message", "seq": number})
                waiting.append(len(self._outbox))

    visitor = Visitor(Busy.as_asgi(), "shop", SHOP)
    await visitor.open()

    assert (await visitor.read())["code"] == 4008
    assert max(waiting) <= OUTBOX_FRAMES
    await visitor.close()
