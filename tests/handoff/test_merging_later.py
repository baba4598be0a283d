"""Two contacts of whom one talks to a person become one when that is over, and cut nobody off."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from flowbuilder.accounts.models import AuditEntry, User, Workspace
from flowbuilder.channels.web import acting, frames, services
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.conversations import live
from flowbuilder.conversations.errors import CannotMerge, ConversationClosed, StillTalking
from flowbuilder.conversations.merging import QUIET, merge, merge_due, merge_later
from flowbuilder.conversations.models import Contact, Conversation, PendingMerge, VisitorToken
from flowbuilder.handoff.services import answering
from flowbuilder.runtime.commits import durably
from flowbuilder.runtime.erasure import erase_contact
from tests.channels.conftest import make_widget
from tests.handoff.conftest import says
from tests.handoff.test_contacts import ROOT, person, send
from tests.handoff.test_races import at_once

__all__ = ["make_widget"]
pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12
HELLO = frames.Hello(type="hello")
Asked = Callable[..., Conversation]


@pytest.fixture(autouse=True)
def closed_connections() -> Iterator[None]:
    yield
    connection.close()


def be_quiet() -> None:
    """Let as much time pass in every chat as a merge waits for."""
    Conversation.objects.update(last_activity_at=now() - QUIET)


def with_agent(asked: Asked, workspace: Workspace, agent: User) -> Conversation:
    talk = asked()
    return answering.claim(workspace, talk.pk, agent, epoch=talk.owner_epoch)


def close(workspace: Workspace, talk: Conversation, agent: User) -> None:
    answering.close(workspace, talk.pk, agent, epoch=talk.owner_epoch)


def changes(contact: Contact) -> list[str]:
    return list(contact.changes.order_by("id").values_list("what", flat=True))


def test_whoever_talks_is_merged_later_and_both_sides_say_so(
    asked: Asked, workspace: Workspace, ewa: User, client_for: Callable[..., Client]
) -> None:
    talk = with_agent(asked, workspace, ewa)
    keep, address = person(workspace, name="Ada"), f"{ROOT}{talk.contact_id}"
    agent = client_for("agent", workspace)

    refused = send(agent, "post", f"{ROOT}{keep.pk}/merge/", other=talk.contact_id)
    answer = send(agent, "post", f"{ROOT}{keep.pk}/merge-later/", other=talk.contact_id)

    assert (refused.status_code, refused.json()["code"]) == (409, "still_talking")
    name = User.objects.get(username=f"agent-{workspace.slug}").shown_name
    told = answer.json()
    assert (told["merge"]["with"], told["merge"]["by"]) == (str(talk.contact), name)
    assert told["timeline"][0]["text"].startswith("Do połączenia z innym kontaktem po rozmowie")
    assert agent.get(f"{address}/").json()["merge"]["with"] == "Ada"
    card = agent.get(f"/api/v1/inbox/conversations/{talk.pk}/").json()
    assert card["contact"]["merge"]["with"] == "Ada"
    assert Contact.objects.filter(merged_into=None).count() == 2

    # Either of them may be asked not to be.
    assert send(agent, "post", f"{address}/keep-apart/").json()["merge"] is None
    assert changes(keep) == ["merge_asked", "kept_apart"]
    written = AuditEntry.objects.filter(action__startswith="contact.").order_by("id")
    assert [one.action for one in written] == ["contact.merge_asked", "contact.kept_apart"]
    send(agent, "post", f"{address}/keep-apart/")
    assert AuditEntry.objects.filter(action="contact.kept_apart").count() == 1


def test_they_become_one_when_the_talk_is_over_and_the_chat_is_quiet(
    asked: Asked, workspace: Workspace, ewa: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = with_agent(asked, workspace, ewa)
    keep = person(workspace, name="Ada")
    merge_later(keep, talk.contact, by=ewa)

    merge_due()
    assert PendingMerge.objects.exists()  # they talk
    close(workspace, talk, ewa)
    merge_due()
    assert PendingMerge.objects.exists()  # they may be reading, and are asked for a rating
    be_quiet()
    rung: list[dict[str, Any]] = []
    monkeypatch.setattr(live, "publish", rung.append)
    merge_due()

    assert [(ring["name"], ring["data"]["conversation"]) for ring in rung][-1:] == [
        ("row.changed", str(talk.pk))
    ]  # whoever has it in a list sees whose it is
    talk.refresh_from_db()
    assert (talk.contact_id, talk.state, talk.session["status"]) == (keep.pk, "closed", "ended")
    assert not PendingMerge.objects.exists()
    assert changes(keep) == ["merge_asked", "merged"]
    merged = AuditEntry.objects.get(action="contact.merged")
    assert (merged.user, merged.data["kept"]) == (ewa, keep.pk)


def test_what_became_impossible_meanwhile_is_given_up(workspace: Workspace, ewa: User) -> None:
    keep, other, third = person(workspace), person(workspace), person(workspace)
    merge_later(keep, other, by=ewa)
    with pytest.raises(CannotMerge, match="czeka już na połączenie"):
        merge_later(third, other, by=ewa)
    Contact.objects.filter(pk=keep.pk).update(external_id="7")
    Contact.objects.filter(pk=other.pk).update(external_id="8")

    merge_due()

    assert not PendingMerge.objects.exists()
    assert changes(keep) == ["merge_asked", "kept_apart"]
    assert Contact.objects.filter(merged_into=None).count() == 3


@pytest.mark.parametrize("gone", ["merged", "erased"])
def test_nothing_waits_for_a_contact_that_is_gone(
    workspace: Workspace, ewa: User, gone: str
) -> None:
    keep, other = person(workspace, name="Ada"), person(workspace)
    merge_later(keep, other, by=ewa)

    if gone == "merged":
        merge(person(workspace), other, by=ewa)
    else:
        erase_contact(other)

    assert not PendingMerge.objects.exists()


def test_a_browser_that_is_not_known_any_more_reads_that_its_talk_is_over(
    make_widget: Callable[..., Widget], workspace: Workspace, ewa: User
) -> None:
    widget = make_widget()
    opened = services.open_conversation(widget.key, HELLO)
    keep = person(workspace)
    merge(keep, Contact.objects.get(pk=opened.contact_id), by=ewa)

    assert services.status_of(opened.conversation_id)["state"] == "closed"
    with pytest.raises(ConversationClosed):
        acting.act(opened.conversation_id, frames.Human(type="human", client_id="client-1"))
    again = services.open_conversation(
        widget.key, frames.Hello(type="hello", visitor=opened.token, new=True)
    )
    assert again.contact_id not in {opened.contact_id, keep.pk}
    assert again.token != opened.token


def test_who_was_about_to_begin_a_talk_when_merged_begins_it_as_a_stranger(
    make_widget: Callable[..., Widget], workspace: Workspace, ewa: User
) -> None:
    widget = make_widget()
    opened = services.open_conversation(widget.key, HELLO)
    before = Contact.objects.get(pk=opened.contact_id)
    hello = frames.Hello(
        type="hello", visitor=opened.token, instead=str(opened.conversation_id), new=True
    )
    newcomer = services.find_conversation(widget.key, hello)
    assert isinstance(newcomer, services.Newcomer)
    merge(person(workspace), before, by=ewa)

    begun = durably(services.start_conversation, newcomer, uuid.uuid4())

    assert Contact.objects.get(pk=begun.contact_id).merged_into is None
    assert VisitorToken.objects.get().contact_id == begun.contact_id


def test_merging_while_the_visitor_asks_for_a_person_cuts_nobody_off(
    new_conversation: Callable[..., Conversation], workspace: Workspace, ewa: User
) -> None:
    """Whoever is first: nobody ever waits for a person in a browser that is not known any more."""
    seen = set()
    for _round in range(ROUNDS):
        talk = new_conversation()
        token: dict[str, Any] = {"widget_key": "k", "last_seen": now(), "expires_at": now()}
        VisitorToken.objects.create(contact=talk.contact, token_hash=uuid.uuid4().hex, **token)
        keep = person(workspace)

        merged, asked = at_once(
            partial(merge, keep, talk.contact, by=ewa), partial(says, talk, "Ada")
        )

        talk.refresh_from_db()
        known = VisitorToken.objects.filter(contact=talk.contact).exists()
        seen.add((talk.state, known))
        if isinstance(merged, Exception):
            assert isinstance(merged, StillTalking), merged
            assert (talk.state, known, asked) == ("queued", True, None)
        else:
            assert (talk.state, known) == ("closed", False)
            assert isinstance(asked, ConversationClosed), asked
    assert seen <= {("queued", True), ("closed", False)}


def test_merging_while_the_flow_changes_what_is_known_blocks_neither(
    new_conversation: Callable[..., Conversation], workspace: Workspace, ewa: User
) -> None:
    """Both want the conversation and the contact: on PostgreSQL they take them in one order."""
    for _round in range(ROUNDS):
        talk, keep = new_conversation(), person(workspace)

        outcomes = at_once(
            partial(merge, keep, talk.contact, by=ewa),
            partial(acting.act, talk.pk, frames.Say(type="say", client_id="client-1", text="Ada")),
            partial(merge, keep, talk.contact, by=ewa),
        )

        told = [one for one in outcomes if isinstance(one, Exception)]
        assert all(isinstance(one, CannotMerge | ConversationClosed) for one in told), outcomes
