"""A chat that may no longer be open is closed where it is open (reliability case 36)."""

import asyncio

import pytest
from django.db import OperationalError

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.channels.web import doors, selectors
from flowbuilder.common.executor import run_in_orm
from flowbuilder.flows import services
from flowbuilder.flows.models import Flow
from tests.channels.visitor import SHOP

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "https://other.example"


@pytest.fixture(autouse=True)
def often(monkeypatch):
    assert doors.CHECK_S <= 4  # with the check itself: within the five seconds promised
    monkeypatch.setattr(doors, "CHECK_S", 0.05)


@pytest.fixture
def change(client_for, widget):
    """Changes the widget on its page in the admin, as its owner does."""
    client = client_for("owner")

    def post(**changed):
        form = {
            "name": widget.name, "flow": widget.flow_id, "language": "en", "enabled": "on",
            "title": widget.title, "accent": widget.accent, "origins": SHOP, "position": "right",
            "invitations-TOTAL_FORMS": "0", "invitations-INITIAL_FORMS": "0", **changed,
        }  # fmt: skip
        form = {name: value for name, value in form.items() if value is not None}
        answer = client.post(f"/admin/channel_web/widget/{widget.pk}/change/", form)
        assert answer.status_code == 302, answer.content.decode()
        assert AuditEntry.objects.filter(action="widget.changed").exists()

    return post


async def ending(visitor):
    """The last error and the code of a socket that closes."""
    frames = [await visitor.read()]
    while frames[-1]["type"] != "closed":
        frames.append(await visitor.read())
    return frames[-2]["code"], frames[-1]["code"]


async def test_switching_the_widget_off_ends_open_chats(visit, change):
    """Seen to fail without `doors.enter` in `WidgetConsumer.opened`: the socket stayed open."""
    visitor = await visit()
    await visitor.hello()

    await run_in_orm(change, enabled=None)

    assert await ending(visitor) == ("no_such_widget", 4403)


async def test_taking_a_website_away_ends_the_chats_there_and_no_others(visit, change, widget):
    """Seen to fail while only the widget's being there was looked at, not the website."""
    await run_in_orm(change, origins=f"{SHOP}\n{OTHER}")
    here, there = await visit(), await visit(origin=OTHER)
    hosted = await visit(origin="http://testserver")
    for visitor in (here, there, hosted):
        await visitor.hello()

    await run_in_orm(change, origins=OTHER)

    assert await ending(here) == ("origin_refused", 4403)
    assert (await there.say("still here"))["type"] == "ack"
    assert (await hosted.say("so am I"))["type"] == "ack"


async def test_archiving_the_flow_ends_open_chats(visit, widget):
    visitor = await visit()
    await visitor.hello()

    flows = Flow.objects.filter(pk=widget.flow_id)
    await run_in_orm(services.set_archived, flows, archived=True, user=None)

    assert await ending(visitor) == ("no_such_widget", 4403)


async def test_one_who_never_said_hello_is_asked_to_leave_too(visit, change):
    visitor = await visit()

    await run_in_orm(change, enabled=None)

    assert await ending(visitor) == ("no_such_widget", 4403)


async def test_a_database_that_is_away_ends_no_chat(visit, change, monkeypatch):
    """Seen to fail without the `except` in `_keep`: nobody looked again afterwards."""
    asked = []

    def gone(keys):
        asked.append(keys)
        raise OperationalError("no connection")

    visitor = await visit()
    await visitor.hello()
    with monkeypatch.context() as away:
        away.setattr(selectors, "origins_of", gone)
        async with asyncio.timeout(10):
            while len(asked) < 2:
                await asyncio.sleep(0.01)
    assert await visitor.settle() == []
    await run_in_orm(change, enabled=None)

    assert await ending(visitor) == ("no_such_widget", 4403)
