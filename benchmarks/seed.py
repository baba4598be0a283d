"""What the stand's server talks: six turns, an echo, a call, a look into the knowledge."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  # settings are ready only now

from flowbuilder.accounts.models import Workspace  # noqa: E402  # apps are ready only now
from flowbuilder.channels.web.models import Widget  # noqa: E402
from flowbuilder.core.testing import flow  # noqa: E402
from flowbuilder.flows import services  # noqa: E402

ORIGINS = ["https://bench.example"]
SIX_TURNS = flow(
    ("hi", "greeting", {"text": "Good morning. This is the shop's assistant."}),
    ("ask", "question", {"question": "What is it about?", "save_as": "subject"}),
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
    ("bye", "end", {"text": "Goodbye. You said {{ last }}."}),
    wires="hi>ask; ask>kind; kind.yes>parcel; kind.no>other; parcel>more; other>more; "
    "more>returns; returns>pick; pick.label>label; pick.shop>shop; label>rate; shop>rate; "
    "rate>last; last>bye",
    triggers=(
        {"id": "returns-words", "kind": "keyword", "words": ("returns",), "target": "returns"},
    ),
    locale="en",
    variables=({"name": "subject"}, {"name": "more"}, {"name": "last"}),
)


ECHO = flow(
    ("ask", "question", {"question": "And?", "save_as": "said"}),
    ("echo", "message", {"text": "You said {{ said }}."}),
    ("back", "go_to", {"node": "ask"}),
    wires="ask>echo; echo>back",
    locale="en",
    variables=({"name": "said"},),
)
#: A service that the measurements or tests run, or one that nobody runs.
SERVICE = next(iter(settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS), "127.0.0.1:9")
CALL = flow(
    ("ask", "question", {"question": "Which order?", "save_as": "order"}),
    ("call", "http_request", {"url": f"http://{SERVICE}/{{{{ order }}}}", "timeout_s": 5}),
    ("good", "message", {"text": "Found."}),
    ("bad", "message", {"text": "No connection."}),
    ("back", "go_to", {"node": "ask"}),
    wires="ask>call; call.next>good; call.refused>bad; call.problem>bad; good>back; bad>back",
    locale="en",
    variables=({"name": "order"},),
)
#: The knowledge is empty, so that nothing is found.
LOOK_UP = flow(
    ("ask", "question", {"question": "What about?", "save_as": "subject"}),
    ("faq", "faq_lookup", {}),
    ("found", "message", {"text": "That was it."}),
    ("none", "message", {"text": "I do not know."}),
    ("back", "go_to", {"node": "ask"}),
    wires="ask>faq; faq.found>found; faq.not_found>none; found>back; none>back",
    locale="en",
    variables=({"name": "subject"},),
)
FLOWS = {"bench": SIX_TURNS, "echo": ECHO, "call": CALL, "look-up": LOOK_UP}


def load() -> None:
    """Publish the flows and put them behind widgets."""
    workspace = Workspace.objects.create(name="Bench", slug="bench", language="en")
    for key, document in FLOWS.items():
        made = services.create_flow(workspace=workspace, name=key, user=None, document=document)
        services.publish(flow=made, revision=made.draft_revision, note="", user=None)
        Widget.objects.create(
            workspace=workspace,
            key=key,
            name=key,
            flow=made,
            language="en",
            title=key,
            origins=ORIGINS,
        )


if __name__ == "__main__":
    load()
