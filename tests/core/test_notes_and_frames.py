"""Notes, frames, folded cards and bent wires: part of the drawing, nothing to what runs."""

from __future__ import annotations

from typing import Any

import pytest

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.document import Frame, Note, Place
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.plan import compile_flow
from flowbuilder.core.testing import flow
from flowbuilder.core.upgrades import load_document
from flowbuilder.core.validation import validate

PLAIN = flow(("a", "message", {"text": "A"}), ("e", "end"), wires="a>e")
DRAWN = PLAIN.model_copy(
    update={
        "layout": {"a": Place(x=0, y=0, compact=True), "a:next": Place(x=40, y=0)},
        "notes": (Note(id="note-1", text="Ask Anna.", color="rose"),),
        "frames": (Frame(id="frame-1", title="Returns"),),
    }
)


def test_a_flow_from_before_is_saved_as_it_was() -> None:
    old = {**PLAIN.model_dump(mode="json"), "layout": {"a": {"x": 4.0, "y": 8.0}}}
    assert "notes" not in old
    assert "frames" not in old

    assert load_document(old).model_dump(mode="json") == old


def test_what_is_drawn_comes_back_as_it_was() -> None:
    assert load_document(DRAWN.model_dump(mode="json")) == DRAWN


def test_what_is_drawn_is_no_problem_and_runs_alike(catalogue: Catalogue) -> None:
    assert validate(DRAWN, catalogue) == validate(PLAIN, catalogue)
    assert compile_flow(DRAWN, catalogue).steps == compile_flow(PLAIN, catalogue).steps


@pytest.mark.parametrize(
    "part",
    [
        {"notes": [{"id": "n", "text": "x" * 2001}]},
        {"notes": [{"id": "n", "color": "url(javascript:alert(1))"}]},
        {"notes": [{"id": "../n"}]},
        {"notes": [{"id": f"n{number}"} for number in range(501)]},
        {"frames": [{"id": "f", "width": 1e9}]},
        {"frames": [{"id": "f", "height": float("nan")}]},
        {"frames": [{"id": "f", "script": "alert(1)"}]},
    ],
)
def test_hostile_notes_and_frames_are_refused(part: dict[str, Any]) -> None:
    with pytest.raises(InvalidFlow):
        load_document(part)
