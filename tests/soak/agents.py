"""Agents at real sockets, and the people behind them (`people.py` makes them)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import websockets

from benchmarks.stand import ROOT, Stand

COOKIE = "flowbuilder_session"


def people(stand: Stand, *steps: str) -> Any:
    """Run steps of `people.py` beside the server, as another process; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.people", ",".join(steps)],
        cwd=ROOT, env=stand.env(), check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout) if done.stdout else None


class Agent:
    """An agent's open inbox. `frames` holds all that it was told."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self.frames: list[dict[str, Any]] = []

    async def connect(self) -> None:
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{self.port}/ws/inbox/",
            origin=f"http://127.0.0.1:{self.port}",
            additional_headers={"Cookie": f"{COOKIE}={self.session}"},
            compression=None, open_timeout=20, max_queue=None,
        )  # type: ignore[call-overload]  # an Origin is a string  # fmt: skip

    async def close(self) -> None:
        await self.socket.close()

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def read(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.socket.recv())
        self.frames.append(frame)
        return frame

    async def until(self, kind: str) -> dict[str, Any]:
        while (frame := await self.read())["type"] != kind:
            pass
        return frame
