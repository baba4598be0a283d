"""The flow of conversations that have none: it says nothing and ends at once.

Every conversation runs on a version of a flow. Letters that go straight to the team run on this
one, which the workspace gets with its first such letter.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.flows import services
from flowbuilder.flows.models import Flow, FlowVersion
from flowbuilder.flows.services import read_document

SLUG = "letters-to-people"


def straight_version(workspace: Workspace, language: str) -> FlowVersion:
    """The version to begin such a conversation on. Made when there is none."""
    found = Flow.objects.filter(workspace=workspace, slug=SLUG).first()
    if found is not None and found.published is not None:
        return found.published
    document = read_document(
        {
            "format": 1,
            "name": _("E-mail straight to people"),
            "locale": language,
            "start": "end",
            "nodes": [{"id": "end", "type": "end", "config": {}}],
            "edges": [],
        }
    )
    flow = found or services.create_flow(
        workspace=workspace, name=document.name, user=None, document=document
    )
    flow.slug = SLUG
    flow.save(update_fields=["slug"])
    return services.publish(flow=flow, revision=flow.draft_revision, note="", user=None)
