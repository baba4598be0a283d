"""A visitor's browser in a test: speaks the public contract, straight to the ASGI application."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

SHOP = "https://shop.example"
PATIENCE_S = 20.0


class Visitor:
    """One socket. `frames` holds all that came and was not yet read."""

    def __init__(
        self, app: Any, key: str, origin: str | None, headers: list[Any] | None = None
    ) -> None:
        self.app = app
        self.scope = {
            "type": "websocket",
            "path": f"/ws/chat/{key}/",
            "raw_path": f"/ws/chat/{key}/".encode(),
            "query_string": b"",
            "subprotocols": [],
            "scheme": "ws",
            "headers": [
                (b"host", b"testserver"),
                *([(b"origin", origin.encode("latin1"))] if origin is not None else []),
                *(headers or []),
            ],
        }
        self.to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.accepted = False
        self.close_code: int | None = None
        self.token: str | None = None
        self.conversation = ""
        self.after = 0

    async def open(self) -> None:
        self.task = asyncio.ensure_future(self.app(self.scope, self.to_app.get, self.from_app.put))
        await self.to_app.put({"type": "websocket.connect"})
        answer = await asyncio.wait_for(self.from_app.get(), PATIENCE_S)
        self.accepted = answer["type"] == "websocket.accept"
        if not self.accepted:
            self.close_code = answer.get("code")

    async def close(self) -> None:
        if not self.task.done():
            await self.to_app.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, PATIENCE_S)

    async def send_raw(self, payload: str | bytes) -> None:
        kind = "text" if isinstance(payload, str) else "bytes"
        await self.to_app.put({"type": "websocket.receive", kind: payload})

    async def send(self, **frame: Any) -> None:
        await self.send_raw(json.dumps(frame))

    async def read(self, patience: float = PATIENCE_S) -> dict[str, Any]:
        """The next frame; when the socket closes, `{"type": "closed", "code"}`."""
        event = await asyncio.wait_for(self.from_app.get(), patience)
        if event["type"] == "websocket.close":
            self.close_code = event.get("code")
            return {"type": "closed", "code": self.close_code}
        frame: dict[str, Any] = json.loads(event["text"])
        if frame["type"] == "message":
            self.after = max(self.after, frame["seq"])
        return frame

    async def read_until(self, kind: str, **match: Any) -> dict[str, Any]:
        """The next frame of this type whose fields match, dropping those before it."""
        return (await self.all_until(kind, **match))[-1]

    async def all_until(self, kind: str, **match: Any) -> list[dict[str, Any]]:
        """All frames up to and with the first of this type whose fields match."""
        found = []
        while True:
            found.append(await self.read())
            if found[-1]["type"] == kind and match.items() <= found[-1].items():
                return found
            if found[-1]["type"] == "closed":
                raise AssertionError(f"Closed while waiting for {kind}: {found}")

    async def settle(self) -> list[dict[str, Any]]:
        """All frames until the answer to a ping: everything before it has been handled."""
        await self.send(type="ping")
        return (await self.all_until("pong"))[:-1]

    async def hello(self, **more: Any) -> list[dict[str, Any]]:
        """Say hello and return the messages that came with the welcome."""
        await self.send(
            **{
                "type": "hello", "visitor": self.token, "after": self.after, "locale": "en",
                "page": {"url": "https://shop.example/", "title": "Shop", "referrer": ""},
                "identity": None, **more,
            }
        )  # fmt: skip
        frames = await self.all_until("status")
        welcome = next(frame for frame in frames if frame["type"] == "welcome")
        self.token, self.conversation = welcome["visitor"], welcome["conversation"]
        return [frame for frame in frames if frame["type"] == "message"]

    async def say(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        """Say something and return the acknowledgement (or the error about it)."""
        client_id = client_id or str(uuid.uuid4())
        await self.send(type="say", client_id=client_id, text=text)
        return await self._answer_to(client_id)

    async def choose(
        self, message: int, value: str, client_id: str | None = None
    ) -> dict[str, Any]:
        client_id = client_id or str(uuid.uuid4())
        await self.send(type="choose", client_id=client_id, message=message, value=value)
        return await self._answer_to(client_id)

    async def _answer_to(self, client_id: str) -> dict[str, Any]:
        while True:
            frame = await self.read()
            if frame.get("client_id") == client_id and frame["type"] in {"ack", "error"}:
                return frame
            if frame["type"] == "closed":
                return frame


def words(frames: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Who said what, of the messages among `frames`."""
    return [
        (frame["from"], frame["content"]["text"]) for frame in frames if frame["type"] == "message"
    ]
