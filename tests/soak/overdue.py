"""`python -m tests.soak.overdue COUNT`: conversations whose timers ran out while nobody looked.

One is made by the engine; the others are copies of its rows under names of their own.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from flowbuilder.accounts.models import Workspace  # noqa: E402  # apps are ready only now
from flowbuilder.common.clock import now  # noqa: E402
from flowbuilder.conversations.models import Contact, Conversation  # noqa: E402
from flowbuilder.core.events import SessionStarted  # noqa: E402
from flowbuilder.core.testing import flow  # noqa: E402
from flowbuilder.flows import services  # noqa: E402
from flowbuilder.runtime.models import Job  # noqa: E402
from flowbuilder.runtime.turns import take_turn  # noqa: E402

PAUSE = flow(
    ("wait", "wait", {"seconds": 3600}),
    ("hi", "message", {"text": "Are you still there?"}),
    ("ask", "question", {"question": "Well?", "save_as": "well"}),
    ("bye", "end", {}),
    wires="wait>hi; hi>ask; ask>bye",
    locale="en",
    variables=({"name": "well"},),
)


def load(count: int) -> None:
    """Make `count` conversations with a timer that was due an hour ago."""
    workspace = Workspace.objects.get(slug="bench")
    made = services.create_flow(workspace=workspace, name="pause", user=None, document=PAUSE)
    version = services.publish(flow=made, revision=made.draft_revision, note="", user=None)
    pattern = Conversation.objects.create(
        workspace=workspace, flow_version=version, channel="web", widget_key="echo",
        contact=Contact.objects.create(workspace=workspace), language="en", page={},
    )  # fmt: skip
    take_turn(pattern.pk, SessionStarted(at=now()))
    pattern.refresh_from_db()
    timer = Job.objects.get(conversation=pattern)
    talks, timers = [], []
    for _ in range(count):
        fresh = uuid.uuid4()
        talks.append(_copy(pattern, pattern.pk, fresh))
        job = _copy(timer, pattern.pk, fresh)
        job.pk, job.conversation_id = None, fresh
        job.run_at = job.created_at = now() - timedelta(hours=2)
        timers.append(job)
    timer.delete()
    Conversation.objects.bulk_create(talks, batch_size=500)
    Job.objects.bulk_create(timers, batch_size=500)


def _copy(row, old, new):  # type: ignore[no-untyped-def]  # any row
    """The same row about another conversation; its number stands in its JSON too."""
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, dict | list):
            value = json.loads(json.dumps(value).replace(str(old), str(new)))
        elif isinstance(value, str):
            value = value.replace(str(old), str(new))
        values[field.attname] = value
    values[row._meta.pk.attname] = new
    return type(row)(**values)


if __name__ == "__main__":
    load(int(sys.argv[1]))
