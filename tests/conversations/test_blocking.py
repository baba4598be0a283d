"""A blocked person's words reach no flow, no queue and no model, and they never learn why."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from flowbuilder.accounts.models import AuditEntry, User, Workspace
from flowbuilder.channels.web import acting, frames, services
from flowbuilder.channels.web.models import Widget
from flowbuilder.conversations import blocking, my_data
from flowbuilder.conversations.contacts import sign_in
from flowbuilder.conversations.errors import CannotBlock, ConversationClosed
from flowbuilder.conversations.identity_tokens import Identity
from flowbuilder.conversations.merging import merge
from flowbuilder.conversations.models import Contact, Conversation, EventRecord
from flowbuilder.core.testing import flow
from flowbuilder.handoff.models import Handoff
from flowbuilder.handoff.services import answering
from flowbuilder.runtime.erasure import erase_contact
from flowbuilder.runtime.models import Job
from tests.channels.conftest import make_widget
from tests.handoff.conftest import (  # fixtures
    asked,
    ewa,
    jan,
    lines,
    make_agent,
    new_conversation,
    team,
    version,
)

__all__ = [
    "asked", "ewa", "jan", "make_agent", "make_widget", "new_conversation", "team", "version",
]  # fmt: skip
pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., Conversation]
State = Conversation.State
HELLO = {"type": "hello"}


def say(opened: services.Opened, text: str) -> Any:
    frame = frames.Say(type="say", client_id=str(uuid.uuid4()), text=text)
    return acting.act(opened.conversation_id, frame)


def hello(key: str, opened: services.Opened, **more: Any) -> Any:
    found = services.find_conversation(
        key, frames.Hello(type="hello", visitor=opened.token, **more)
    )
    assert isinstance(found, services.Opened)
    return found


@pytest.fixture
def owner(make_user: Any, workspace: Workspace) -> User:
    found: User = make_user("owner", workspace)
    return found


def test_who_is_blocked_reads_a_polite_end_and_can_begin_nothing_new(
    make_widget: Callable[..., Widget], workspace: Workspace, owner: User
) -> None:
    Workspace.objects.update(contact_email="kontakt@sklep.pl")
    widget = make_widget()
    opened = services.open_conversation(widget.key, frames.Hello(type="hello"))
    blocking.block(Contact.objects.get(), by=owner, why="Insults")

    events, found = EventRecord.objects.count(), hello(widget.key, opened)
    said = [frame["content"]["text"] for frame in found.frames if frame["type"] == "message"]
    assert said[-1] == (
        "This conversation has been closed. You can write to us at kontakt@sklep.pl."
    )
    assert (found.state, found.conversation_id) == ("closed", opened.conversation_id)
    with pytest.raises(ConversationClosed, match="a new conversation cannot be started"):
        say(opened, "Hello?")
    again = hello(widget.key, opened, new=True)
    assert [frame["type"] for frame in again.frames[-2:]] == ["error", "status"]
    assert again.frames[-2]["code"] == "conversation_closed"
    assert again.frames[-2]["message"] == (
        "We are sorry, a new conversation cannot be started here. "
        "You can write to us at kontakt@sklep.pl."
    )
    assert (Conversation.objects.count(), EventRecord.objects.count()) == (1, events)
    told = str([found.frames, again.frames, my_data.export_of(Contact.objects.get())])
    assert "Insults" not in told
    assert owner.shown_name not in told


def test_without_an_address_none_is_told(make_widget: Callable[..., Widget], owner: User) -> None:
    widget = make_widget()
    opened = services.open_conversation(widget.key, frames.Hello(type="hello"))
    blocking.block(Contact.objects.get(), by=owner)

    assert hello(widget.key, opened).frames[-2]["content"]["text"] == (
        "This conversation has been closed."
    )


def test_what_a_model_was_about_to_be_asked_is_called_off(
    make_widget: Callable[..., Widget], owner: User
) -> None:
    widget = make_widget(
        flow(
            ("ask", "question", {"question": "What?", "save_as": "what"}),
            ("answer", "llm_answer", {}),
            ("end", "end", {}),
            wires="ask.next>answer; answer.answered>end; answer.not_grounded>end; "
            "answer.wants_human>end",
            locale="en",
            variables=({"name": "what"},),
        )
    )
    opened = services.open_conversation(widget.key, frames.Hello(type="hello"))
    say(opened, "Where is my parcel?")
    assert Job.objects.filter(status=Job.Status.WAITING).count() == 1
    say(opened, "Well?")

    blocking.block(Contact.objects.get(), by=owner)

    assert Job.objects.exclude(status=Job.Status.CANCELLED).count() == 0
    assert Conversation.objects.get().state == State.CLOSED


def test_who_waits_or_is_talked_to_leaves_queue_and_agent(asked: Start, ewa: User) -> None:
    waiting, talking = asked(), asked("Eve")
    workspace = waiting.workspace
    answering.claim(workspace, talking.pk, ewa, epoch=talking.owner_epoch)

    for conversation in (waiting, talking):
        blocking.block(conversation.contact, by=ewa)
        conversation.refresh_from_db()
        assert conversation.state == State.CLOSED
        assert lines(conversation)[-1] == ("system", "This conversation has been closed.")
    assert set(Handoff.objects.values_list("status", flat=True)) == {"closed"}


def test_a_colleagues_visitor_is_not_blocked_from_under_them(
    asked: Start, ewa: User, jan: User
) -> None:
    talking = asked()
    answering.claim(talking.workspace, talking.pk, ewa, epoch=talking.owner_epoch)

    with pytest.raises(CannotBlock, match="rozmawia teraz Ewa"):
        blocking.block(talking.contact, by=jan)

    talking.refresh_from_db()
    assert (talking.state, talking.contact.blocked_at) == (State.AGENT, None)


def test_a_race_with_a_new_conversation_is_lost_by_the_blocked(
    make_widget: Callable[..., Widget], owner: User
) -> None:
    widget = make_widget()
    opened = services.open_conversation(widget.key, frames.Hello(type="hello"))
    contact = Contact.objects.get()
    again = services.find_conversation(
        widget.key,
        frames.Hello(type="hello", visitor=opened.token, instead=str(opened.conversation_id)),
    )
    assert isinstance(again, services.Newcomer)
    blocking.block(contact, by=owner)

    with pytest.raises(ConversationClosed), transaction.atomic():
        services.start_conversation(again, Conversation().pk)
    assert Conversation.objects.count() == 1


def test_who_signed_in_is_blocked_in_every_browser(
    make_widget: Callable[..., Widget], workspace: Workspace, owner: User
) -> None:
    widget = make_widget()
    ada = Identity(subject="7", name="Ada", email="", phone="", attributes={})
    contact, token = sign_in(workspace, widget.key, ada, was=None, language="en")
    assert token
    blocking.block(contact, by=owner)

    with pytest.raises(ConversationClosed):
        services.open_conversation(widget.key, frames.Hello(type="hello", visitor=token))
    assert Conversation.objects.count() == 0


def test_whom_the_website_confirms_is_not_blocked_by_who_used_the_browser_before(
    make_widget: Callable[..., Widget], workspace: Workspace, owner: User
) -> None:
    widget = make_widget()
    opened = services.open_conversation(widget.key, frames.Hello(type="hello"))
    say(opened, "Insult")
    stranger = Contact.objects.get()
    blocking.block(stranger, by=owner)
    ada = Identity(subject="7", name="Ada", email="", phone="", attributes={})

    contact, _token = sign_in(workspace, widget.key, ada, was=stranger, language="en")

    assert contact.blocked_at is None
    assert Conversation.objects.get().contact == stranger


@pytest.mark.parametrize("which", ["keep", "other"])
def test_a_block_survives_merging_and_ends_what_the_other_has_under_way(
    new_conversation: Start, ewa: User, which: str
) -> None:
    talks = {"keep": new_conversation(), "other": new_conversation()}
    blocking.block(talks[which].contact, by=ewa, why="Spam")

    merge(talks["keep"].contact, talks["other"].contact, by=ewa)

    kept = Contact.objects.get(pk=talks["keep"].contact_id)
    assert (kept.blocked_by, kept.blocked_why) == (ewa, "Spam")
    assert set(Conversation.objects.values_list("state", flat=True)) == {"closed"}


def test_unblocking_opens_the_door_and_both_are_written_down(
    make_widget: Callable[..., Widget], owner: User
) -> None:
    widget = make_widget()
    opened = services.open_conversation(widget.key, frames.Hello(type="hello"))
    contact = Contact.objects.get()
    blocking.block(contact, by=owner, why="Spam")
    blocking.block(contact, by=owner, why="again")
    blocking.unblock(contact, by=owner)

    again = services.open_conversation(
        widget.key, frames.Hello(type="hello", visitor=opened.token, new=True)
    )
    assert again.conversation_id != opened.conversation_id
    written = AuditEntry.objects.filter(action__startswith="contact.").order_by("id")
    assert [(one.action, one.user, one.target) for one in written] == [
        ("contact.blocked", owner, f"{contact}: Spam"),
        ("contact.unblocked", owner, str(contact)),
    ]


def test_deleting_ones_data_does_not_open_the_door(workspace: Workspace, owner: User) -> None:
    contact = Contact.objects.create(workspace=workspace, name="Ada", external_id="7")
    blocking.block(contact, by=owner, why="Ada insults")

    erase_contact(contact)

    contact.refresh_from_db()
    assert (contact.name, contact.external_id, contact.blocked_why) == ("", "7", "")
    assert contact.blocked_at is not None


# ---- The admin -----------------------------------------------------------------------------

LIST = "/admin/conversations/contact/"


def test_the_admin_lists_who_is_blocked_and_says_by_whom(
    workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    agent = client_for("agent", workspace)
    ada = Contact.objects.create(workspace=workspace, name="Ada")
    Contact.objects.create(workspace=workspace, name="Bob")
    assert agent.get(f"{LIST}{ada.pk}/block").status_code in {200, 301}

    answer = agent.post(f"{LIST}{ada.pk}/block/", {"why": "Spam"}, follow=True)

    assert "Spam" in answer.content.decode()
    shown = agent.get(f"{LIST}?blocked=yes").content.decode()
    assert (">Ada<" in shown, ">Bob<" in shown) == (True, False)
    agent.post(f"{LIST}{ada.pk}/unblock/")
    ada.refresh_from_db()
    assert ada.blocked_at is None


def test_looking_blocks_nobody(workspace: Workspace, client_for: Callable[..., Client]) -> None:
    ada = Contact.objects.create(workspace=workspace, name="Ada")
    agent = client_for("agent", workspace)

    assert agent.get(f"{LIST}{ada.pk}/block/", follow=True).status_code == 200
    ada.refresh_from_db()
    assert ada.blocked_at is None


def test_another_workspaces_people_and_other_roles_are_kept_out(
    workspace: Workspace, other_workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    theirs = Contact.objects.create(workspace=other_workspace, name="Ada")
    mine = Contact.objects.create(workspace=workspace, name="Bob", blocked_at=timezone.now())

    assert client_for("agent", workspace).post(f"{LIST}{theirs.pk}/block/").status_code == 404
    assert client_for("analyst", workspace).post(f"{LIST}{mine.pk}/unblock/").status_code != 302
    assert Contact.objects.filter(blocked_at=None).get() == theirs
