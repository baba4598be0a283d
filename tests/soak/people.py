"""People of the stand's workspace, made and revoked by a process of its own.

`python -m tests.soak.people make 3` prints as JSON the sessions of three agents and makes a widget,
`desk`, whose flow hands every visitor over to them. `python -m tests.soak.people HOW ...` takes a
right away, as somebody else on another machine would,
and prints when.
"""

from __future__ import annotations

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  # apps are ready only now
from django.contrib.sessions.models import Session  # noqa: E402
from django.test import Client  # noqa: E402

from flowbuilder.accounts.models import Membership, User, Workspace  # noqa: E402
from flowbuilder.accounts.services import add_member  # noqa: E402
from flowbuilder.channels.web.models import Widget  # noqa: E402
from flowbuilder.core.testing import flow  # noqa: E402
from flowbuilder.flows import services  # noqa: E402
from flowbuilder.flows.models import Flow  # noqa: E402
from flowbuilder.handoff.models import Agent, Team  # noqa: E402

DESK = flow(
    ("ask", "question", {"question": "Your name?", "save_as": "name"}),
    ("person", "handoff", {"reason": "{{ name }} asks", "max_wait": 3600}),
    ("bye", "end", {}),
    wires="ask>person; person.done>bye; person.nobody>bye; person.timed_out>bye; "
    "person.gave_up>bye",
    locale="en",
    variables=({"name": "name"},),
)


def make(count: str) -> None:
    """`count` agents of one team, signed in, and the widget that leads to them."""
    workspace = Workspace.objects.get(slug="bench")
    team = Team.objects.create(workspace=workspace, name="Desk", slug="desk")
    made = services.create_flow(workspace=workspace, name="desk", user=None, document=DESK)
    services.publish(flow=made, revision=made.draft_revision, note="", user=None)
    Widget.objects.create(
        workspace=workspace, key="desk", name="desk", flow=made, language="en", title="Desk",
        origins=["https://bench.example"],
    )  # fmt: skip
    sessions = []
    for number in range(int(count)):
        user = User.objects.create_user(f"agent{number}", f"agent{number}@bench.example")
        add_member(workspace, user, "agent")
        Agent.objects.create(workspace=workspace, user=user, capacity=50).teams.add(team)
        client = Client()
        client.force_login(user)
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    print(json.dumps(sessions))


def _user(session: str) -> User:
    store = Session.objects.get(session_key=session).get_decoded()
    return User.objects.get(pk=store["_auth_user_id"])


def signed_out(session: str) -> None:
    Session.objects.filter(session_key=session).delete()


def session_over(session: str) -> None:
    Session.objects.filter(session_key=session).update(expire_date="2020-01-01T00:00:00Z")


def role_changed(session: str) -> None:
    add_member(Workspace.objects.get(slug="bench"), _user(session), "analyst")


def membership_gone(session: str) -> None:
    Membership.objects.filter(user=_user(session)).delete()


def switched_off(session: str) -> None:
    User.objects.filter(pk=_user(session).pk).update(is_active=False)


def password_changed(session: str) -> None:
    user = _user(session)
    user.set_password("another long password")
    user.save()


def deleted(session: str) -> None:
    user = _user(session)
    Agent.objects.filter(user=user).delete()
    user.delete()


def widget_off(key: str) -> None:
    Widget.objects.filter(key=key).update(enabled=False)


def origin_removed(key: str) -> None:
    Widget.objects.filter(key=key).update(origins=["https://other.example"])


def flow_archived(key: str) -> None:
    flows = Flow.objects.filter(widgets__key=key)
    services.set_archived(flows, archived=True, user=None)


if __name__ == "__main__":
    if not sys.argv[1].startswith("make:"):
        print(time.monotonic())  # the machine's clock: when the rights were taken away
    for step in sys.argv[1].split(","):
        how, _, about = step.partition(":")
        globals()[how](about)
