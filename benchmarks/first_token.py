"""What we add to a model's own time: before it is asked, and before its first words are shown.

Target (performance.md, 6): 30 ms together, p95. The model is a fake on loopback that thinks for
50 ms and then says its first sentence at once; words are shown a sentence at a time, because each
is checked against the knowledge first.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
import time
from pathlib import Path

from benchmarks.report import keep, percentile
from benchmarks.stand import Stand
from benchmarks.wire import Wire

TARGET_MS = 30.0
ROUNDS, CONVERSATIONS = 20, 8
THINKS_S = 0.05
#: Both sentences stand in the knowledge (`seed_model.py`), so both may be shown.
FIRST, REST = "You can send a parcel back within 30 days. ", "The label is free of charge."


class Model:
    """An OpenAI-compatible endpoint that remembers when it was asked and when it spoke."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.spoke: list[float] = []
        self.place = ""
        self._server: asyncio.Server | None = None

    async def begin(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.place = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            self.asked.append(time.perf_counter())
            await asyncio.sleep(THINKS_S)
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            )
            writer.write(_event(FIRST))
            self.spoke.append(time.perf_counter())
            await writer.drain()
            await asyncio.sleep(THINKS_S)
            writer.write(_event(REST) + _event("", "stop") + b"data: [DONE]\n\n")
            await writer.drain()
        writer.close()


def _event(text: str, reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
    chunk = {
        "id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake",
        "choices": [choice],
    }  # fmt: skip
    return f"data: {json.dumps(chunk)}\n\n".encode()


async def ask_once(wire: Wire, model: Model, number: int) -> tuple[float, float]:
    """Ask; return milliseconds until the model was asked, and from its first words to ours."""
    model.asked.clear()
    model.spoke.clear()
    said = time.perf_counter()
    wire.send(
        {"type": "say", "client_id": f"question-{number:04d}", "text": "How do I return a parcel?"}
    )
    shown = 0.0
    while True:
        frame = await wire.read()
        if frame["type"] == "delta" and not shown:
            shown = time.perf_counter()
        if frame["type"] == "message" and frame["content"].get("text", "").startswith("What would"):
            break
        if frame["type"] == "error":
            raise RuntimeError(frame)
    if not shown:
        raise RuntimeError("The answer was not streamed.")
    return (model.asked[0] - said) * 1000, (shown - model.spoke[0]) * 1000


async def measure(folder: Path) -> tuple[list[float], list[float]]:
    """Some conversations one after another, each with some questions."""
    model = Model()
    await model.begin()
    stand = Stand(
        folder,
        FLOWBUILDER_LLM_BASE_URL=f"http://{model.place}/v1",
        FLOWBUILDER_LLM_API_KEY="none",
        FLOWBUILDER_LLM_MODEL="fake",
        FLOWBUILDER_ALLOWED_PRIVATE_HOSTS=model.place,
    )
    stand.prepare("benchmarks.seed_model")
    stand.start()
    before, after = [], []
    try:
        for number in range(CONVERSATIONS):
            wire = Wire(stand.port, "/ws/chat/model/")
            await wire.open()
            wire.send({"type": "hello", "visitor": None, "after": 0})
            while (await wire.read())["type"] != "status":
                pass
            for question in range(ROUNDS + 1):
                asked, shown = await ask_once(wire, model, question)
                if number or question:  # the very first builds the index
                    before.append(asked)
                    after.append(shown)
            wire.abort()
    finally:
        stand.stop()
    return before, after


def main() -> None:
    """Measure, print, keep the figures."""
    with tempfile.TemporaryDirectory(prefix="flowbuilder-bench-") as folder:
        before, after = asyncio.run(measure(Path(folder)))
    both = [one + other for one, other in zip(before, after, strict=True)]
    parts = {
        f"{name}_{share}_ms": round(percentile(values, int(share[1:]) / 100), 2)
        for name, values in (("before", before), ("after", after), ("both", both))
        for share in ("p50", "p95")
    }
    for name in ("before", "after", "both"):
        print(f"  {name}: p50 {parts[f'{name}_p50_ms']} ms, p95 {parts[f'{name}_p95_ms']} ms")
    value = parts["both_p95_ms"]
    keep(
        "first-token", value, "ms added to the model's own time, p95", target=TARGET_MS,
        met=value <= TARGET_MS, parts={**parts, "questions": len(both)},
    )  # fmt: skip


if __name__ == "__main__":
    main()
