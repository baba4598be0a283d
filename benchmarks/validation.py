"""Validating whole flows: all rules on 100, 1,000 and 10,000 nodes.

Targets (performance.md, 4): 5 ms, 40 ms, 500 ms.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from flowbuilder import nodes
from flowbuilder.core.catalogue import Catalogue, discover
from flowbuilder.core.document import Flow
from flowbuilder.core.testing import flow
from flowbuilder.core.upgrades import load_document
from flowbuilder.core.validation import validate

ROOT = Path(__file__).resolve().parents[1]
TARGETS_MS = {100: 5.0, 1_000: 40.0, 10_000: 500.0}


def grown(size: int) -> Flow:
    """A flow of `size` nodes: messages, questions, conditions and choices, with loops back."""
    parts, wires = [], []
    for n in range(size // 4):
        then, name = f"m{n + 1}" if n + 1 < size // 4 else "q0", f"v{n % 50}"
        parts += [
            (f"m{n}", "message", {"text": f"Krok {n}: {{{{ {name} | default: '' }}}}"}),
            (f"q{n}", "question", {"question": f"Pytanie {n}?", "save_as": name}),
            (f"c{n}", "condition",
             {"condition": {"variable": name, "operator": "is", "value": "tak"}}),
            (f"k{n}", "choices",
             {"text": "Co dalej?",
              "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}),
        ]  # fmt: skip
        wires += [f"m{n}>q{n}", f"q{n}>c{n}", f"c{n}.yes>k{n}", f"c{n}.no>{then}",
                  f"k{n}.a>{then}", f"k{n}.b>q{n}"]  # fmt: skip
    return flow(*parts, wires=";".join(wires))


def milliseconds(document: Flow, catalogue: Catalogue, times: int) -> float:
    """The median of `times` validations."""
    took = []
    for _ in range(times):
        before = time.perf_counter()
        validate(document, catalogue)
        took.append((time.perf_counter() - before) * 1000)
    return statistics.median(took)


def main() -> None:
    """Measure, print the ratios, keep the figures."""
    catalogue = discover(nodes)
    validate(grown(100), catalogue)
    parts: dict[str, float] = {}
    for size, target in TARGETS_MS.items():
        document = grown(size)
        parts[f"ms_{size}"] = round(milliseconds(document, catalogue, times=5), 1)
        data = document.model_dump(mode="json")
        before = time.perf_counter()
        load_document(data)
        parts[f"load_ms_{size}"] = round((time.perf_counter() - before) * 1000, 1)
        ratio = parts[f"ms_{size}"] / target
        print(f"validation: {size:6} nodes {parts[f'ms_{size}']:7.1f} ms = {ratio:.2f} x target")
    met = all(parts[f"ms_{size}"] <= target for size, target in TARGETS_MS.items())
    result = {
        "name": "validation", "value": parts["ms_10000"], "unit": "ms for 10,000 nodes",
        "target": TARGETS_MS[10_000], "met": met, "parts": parts,
    }  # fmt: skip
    place = ROOT / "benchmarks/results"
    place.mkdir(exist_ok=True)
    (place / "validation.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
