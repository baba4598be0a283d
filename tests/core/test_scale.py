"""Large flows are checked and run in time. Bounds are generous; benchmarks/ has the figures."""

from __future__ import annotations

import time

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Flow
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.validation import validate

SIZE = 10_000


def long_flow() -> Flow:
    parts = [
        ("question", {"question": f"Pytanie {n}?", "save_as": f"v{n % 50}"})
        if n % 2 == 0
        else ("message", {"text": f"Dziękuję {n}, {{{{ v{(n - 1) % 50} }}}}."})
        for n in range(SIZE - 2)
    ]
    return flow(
        *((f"n{n}", kind, config) for n, (kind, config) in enumerate(parts)),
        ("person", "handoff"),
        ("end", "end"),
        wires="; ".join(f"n{n}>n{n + 1}" for n in range(SIZE - 3))
        + f"; n{SIZE - 3}>person; person.done>end",
    )


def test_ten_thousand_steps_are_checked_within_two_seconds(catalogue: Catalogue) -> None:
    document = long_flow()
    took = []
    for _ in range(2):
        before = time.process_time()
        problems = validate(document, catalogue)
        took.append(time.process_time() - before)

    assert problems == ()
    assert min(took) < 2


def test_a_turn_in_a_large_flow_takes_no_longer(catalogue: Catalogue) -> None:
    visitor = Conversation(long_flow(), catalogue).starts()
    before = time.process_time()
    for _ in range(100):
        visitor.says("dobrze")

    assert time.process_time() - before < 0.5
    assert visitor.node == "n200"
