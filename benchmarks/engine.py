"""A turn of the engine: the demo shop's talks replayed, and the same step in flows of any size.

Targets (performance.md, 3): 60 µs a turn median; cost within 10 % between 10 and 10,000 nodes.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from flowbuilder import nodes
from flowbuilder.core.catalogue import Catalogue, discover
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.events import Event
from flowbuilder.core.held_talks import hold_talk
from flowbuilder.core.plan import Plan, compile_flow
from flowbuilder.core.talks import parse_talk
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.upgrades import load_document

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "flows_library/sklep-internetowy"
TARGET_US = 60.0
TARGET_GROWTH = 1.10
ROUNDS = 40


def shop(catalogue: Catalogue) -> tuple[Plan, list[list[Event]]]:
    """The shop's plan and the events of each of its talks."""
    document = load_document(json.loads((SHOP / "flow.json").read_text(encoding="utf-8")))
    plan = compile_flow(document, catalogue)
    recorded = []
    for place in sorted((SHOP / "talks").glob("*.talk")):
        conversation = Conversation(plan)
        hold_talk(conversation, parse_talk(place.read_text(encoding="utf-8")))
        recorded.append(conversation.events)
    return plan, recorded


def turns_us(plan: Plan, recorded: Sequence[Sequence[Event]], rounds: int = ROUNDS) -> list[float]:
    """How long each turn took, in microseconds."""
    took = []
    for number in range(rounds):
        for events in recorded:
            session = new_session(f"s{number}", "web", "pl", plan)
            for event in events:
                before = time.perf_counter_ns()
                session, _effects = advance(plan, session, event)
                took.append((time.perf_counter_ns() - before) / 1000)
    return took


def chain(catalogue: Catalogue, size: int) -> tuple[Plan, list[Event]]:
    """A flow of `size` nodes, question and answer in turn, and a talk through its first ten."""
    parts = [
        ("question", {"question": f"Pytanie {n}?", "save_as": "answer"})
        if n % 2 == 0
        else ("message", {"text": "Dziękuję, {{ answer }}."})
        for n in range(size)
    ]
    document = flow(
        *((f"n{n}", kind, config) for n, (kind, config) in enumerate(parts)),
        wires="; ".join(f"n{n}>n{n + 1}" for n in range(size - 1)),
    )
    plan = compile_flow(document, catalogue)
    conversation = Conversation(plan).starts()
    for _ in range(4):
        conversation.says("dobrze")
    return plan, conversation.events


def main() -> None:
    """Measure, print the ratios, keep the figures."""
    catalogue = discover(nodes)
    plan, recorded = shop(catalogue)
    turns_us(plan, recorded, rounds=5)
    median = statistics.median(statistics.median(turns_us(plan, recorded)) for _ in range(3))
    sizes = {size: chain(catalogue, size) for size in (10, 10_000)}
    by_size: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(5):
        for size, (grown, events) in sizes.items():
            by_size[size].append(statistics.median(turns_us(grown, [events], rounds=200)))
    small, large = (statistics.median(by_size[size]) for size in sizes)
    parts = {
        "talks": len(recorded),
        "turns": sum(map(len, recorded)),
        "us_10_nodes": round(small, 1),
        "us_10000_nodes": round(large, 1),
        "growth": round(large / small, 3),
        "growth_target": TARGET_GROWTH,
    }
    met = median <= TARGET_US and large / small <= TARGET_GROWTH
    result = {
        "name": "engine", "value": round(median, 1), "unit": "us per turn, median",
        "target": TARGET_US, "met": met, "parts": parts,
    }  # fmt: skip
    print(
        f"engine: {median:.1f} us a turn = {median / TARGET_US:.2f} x target ({TARGET_US:.0f} us)"
    )
    print(f"        10,000 nodes against 10: {large / small:.2f} x (target {TARGET_GROWTH:.2f})")
    place = ROOT / "benchmarks/results"
    place.mkdir(exist_ok=True)
    (place / "engine.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
