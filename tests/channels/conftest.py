"""What socket tests share: a published flow behind a widget, and a visitor at its socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from channels.routing import URLRouter

from flowbuilder.accounts.models import Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.channels.web.routing import websocket_urlpatterns
from flowbuilder.common import executor
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.testing import flow
from flowbuilder.flows import services
from flowbuilder.flows.models import FlowVersion
from tests.channels.visitor import SHOP, Visitor

NAME_AND_CHOICE = flow(
    ("hi", "greeting", {"text": "Hello."}),
    ("ask", "question", {"question": "Your name?", "save_as": "name"}),
    (
        "pick",
        "choices",
        {
            "text": "What is it about, {{ name }}?",
            "options": [{"value": "a", "label": "A parcel"}, {"value": "b", "label": "A return"}],
        },
    ),
    ("rate", "survey", {}),
    ("bye", "end", {}),
    wires="hi.next>ask; ask.next>pick; pick.a>rate; pick.b>rate; rate.next>bye",
    locale="en",
    variables=({"name": "name"},),
)


def publish(workspace: Workspace, document: Document, name: str = "Shop") -> FlowVersion:
    """Publish `document` as the first version of a new flow."""
    made = services.create_flow(workspace=workspace, name=name, user=None, document=document)
    return services.publish(flow=made, revision=made.draft_revision, note="", user=None)


@pytest.fixture
def make_widget(workspace: Workspace) -> Callable[..., Widget]:
    """Makes a widget on a published flow: `make_widget(document, key="other")`."""

    def make(document: Document = NAME_AND_CHOICE, key: str = "shop", **more: Any) -> Widget:
        version = publish(more.pop("workspace", workspace), document, key)
        return Widget.objects.create(
            workspace=version.workspace,
            key=key,
            name=key,
            flow=version.flow,
            language="en",
            title="Shop",
            **{"origins": [SHOP], **more},
        )

    return make


@pytest.fixture
def widget(transactional_db: None, make_widget: Callable[..., Widget]) -> Iterator[Widget]:
    """A widget that greets, asks for a name, offers a choice and a rating."""
    yield make_widget()
    executor.shut_down()


@pytest.fixture
async def visit(widget: Widget) -> AsyncIterator[Callable[..., Any]]:
    """Opens sockets: `visitor = await visit()`; they are closed at the end."""
    opened: list[Visitor] = []

    async def open_one(key: str = widget.key, origin: str | None = SHOP, **more: Any) -> Visitor:
        visitor = Visitor(URLRouter(websocket_urlpatterns), key, origin, **more)
        opened.append(visitor)
        await visitor.open()
        return visitor

    yield open_one
    await asyncio.gather(*(visitor.close() for visitor in opened))
