"""A flow that asks a model, one entry to answer from, and a widget before them."""

from __future__ import annotations

from benchmarks import seed  # first: it sets Django up
from flowbuilder.accounts.models import Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.core.testing import flow
from flowbuilder.flows import services
from flowbuilder.knowledge.models import Entry

ANSWER = "You can send a parcel back within 30 days. The label is free of charge."
ASK = flow(
    ("ask", "question", {"question": "What would you like to know?", "save_as": "asked"}),
    ("model", "llm_answer", {}),
    ("back", "go_to", {"node": "ask"}),
    wires="ask>model; model.answered>back; model.not_grounded>back; "
    "model.problem>back; model.wants_human>back",
    locale="en",
    variables=({"name": "asked"},),
)


def load() -> None:
    """Publish the flow beside the others."""
    seed.load()
    workspace = Workspace.objects.get(slug="bench")
    Entry.objects.create(
        workspace=workspace, language="en", question="How do I return a parcel?", answer=ANSWER
    )
    made = services.create_flow(workspace=workspace, name="model", user=None, document=ASK)
    services.publish(flow=made, revision=made.draft_revision, note="", user=None)
    Widget.objects.create(
        workspace=workspace, key="model", name="model", flow=made, language="en", title="model",
        origins=seed.ORIGINS,
    )  # fmt: skip


if __name__ == "__main__":
    load()
