"""A flow of a thousand nodes to open on the canvas; its number is in `flow.txt`."""

from __future__ import annotations

from django.conf import settings

from benchmarks import seed  # first: it sets Django up
from benchmarks.seed_session import keep_session
from flowbuilder.accounts.models import Role, Workspace
from flowbuilder.core.document import Flow, Place
from flowbuilder.core.testing import flow
from flowbuilder.flows import services

NODES, ACROSS = 1_000, 40
STEP_X, STEP_Y = 320, 220


def thousand() -> Flow:
    """Question and message by turns, one after another, in rows."""
    parts: list[tuple[str, dict[str, str]]] = [
        ("question", {"question": f"Question {n}?", "save_as": "answer"})
        if n % 2 == 0
        else ("message", {"text": "Thank you, {{ answer }}."})
        for n in range(NODES)
    ]
    layout = {f"n{n}": Place(x=n % ACROSS * STEP_X, y=n // ACROSS * STEP_Y) for n in range(NODES)}
    return flow(
        *((f"n{n}", kind, config) for n, (kind, config) in enumerate(parts)),
        wires="; ".join(f"n{n}>n{n + 1}" for n in range(NODES - 1)),
        locale="en",
        layout={**layout, "start": Place(x=-STEP_X, y=0)},
        variables=({"name": "answer"},),
    )


def load() -> None:
    """Make the flow and an author."""
    seed.load()
    workspace = Workspace.objects.get(slug="bench")
    made = services.create_flow(
        workspace=workspace, name="thousand", user=None, document=thousand()
    )
    (settings.DATA_DIR / "flow.txt").write_text(str(made.pk))
    keep_session(Role.AUTHOR)


if __name__ == "__main__":
    load()
