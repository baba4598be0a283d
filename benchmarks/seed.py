"""The flow of the six turns: greet, ask, answer by keyword, choose, rate, say goodbye."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from flowbuilder.accounts.models import Workspace  # noqa: E402  # apps are ready only now
from flowbuilder.channels.web.models import Widget  # noqa: E402
from flowbuilder.core.testing import flow  # noqa: E402
from flowbuilder.flows import services  # noqa: E402

SIX_TURNS = flow(
    ("hi", "greeting", {"text": "Good morning. This is the shop's assistant."}),
    ("name", "question", {"question": "What may I call you?", "save_as": "name"}),
    ("ask", "question", {"question": "What is it about, {{ name }}?", "save_as": "subject"}),
    (
        "kind",
        "condition",
        {"condition": {"variable": "subject", "operator": "contains", "value": "parcel"}},
    ),
    ("parcel", "message", {"text": "About your {{ subject }}: it is on its way."}),
    ("other", "message", {"text": "I see, {{ subject }}."}),
    ("more", "question", {"question": "Anything else?", "save_as": "more"}),
    ("returns", "message", {"text": "You can send anything back within 30 days."}),
    (
        "pick",
        "choices",
        {
            "text": "What would you like to do?",
            "options": [
                {"value": "label", "label": "Print a label"},
                {"value": "shop", "label": "Find a shop"},
            ],
        },
    ),
    ("label", "message", {"text": "Your label has been made."}),
    ("shop", "message", {"text": "The next shop is at Main Street 1."}),
    ("rate", "survey", {}),
    ("last", "question", {"question": "One more word?", "save_as": "last"}),
    ("bye", "end", {"text": "Goodbye, {{ name }}."}),
    wires="hi>name; name>ask; ask>kind; kind.yes>parcel; kind.no>other; parcel>more; other>more; "
    "more>returns; returns>pick; pick.label>label; pick.shop>shop; label>rate; shop>rate; "
    "rate>last; last>bye",
    triggers=(
        {"id": "returns-words", "kind": "keyword", "words": ("returns",), "target": "returns"},
    ),
    locale="en",
    variables=({"name": "name"}, {"name": "subject"}, {"name": "more"}, {"name": "last"}),
)


def load() -> None:
    """Publish the flow and put it behind the widget `bench`."""
    workspace = Workspace.objects.create(name="Bench", slug="bench", language="en")
    made = services.create_flow(
        workspace=workspace, name="Six turns", user=None, document=SIX_TURNS
    )
    services.publish(flow=made, revision=made.draft_revision, note="", user=None)
    Widget.objects.create(
        workspace=workspace,
        key="bench",
        name="Bench",
        flow=made,
        language="en",
        title="Bench",
        origins=["https://bench.example"],
    )


if __name__ == "__main__":
    load()
