"""Nobody is said to join who was only chosen: they may not be looking yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import override

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations.models import Conversation, EventRecord
from flowbuilder.conversations.transcript import lines_of, sentence_of
from flowbuilder.handoff import inbox
from flowbuilder.handoff.models import Agent, Team
from flowbuilder.handoff.services import answering, assigning, passing_on, presence, writing
from tests.handoff.conftest import lines, says
from tests.handoff.test_api import as_agent, post  # noqa: F401
from tests.handoff.test_lists import many

pytestmark = pytest.mark.django_db

Start = Callable[..., Conversation]


def said(talk: Conversation) -> list[str]:
    """What the system said in the conversation."""
    return [text for author, text in lines(talk) if author == "system"]


def given(name: str) -> str:
    return f"We are passing the conversation to {name}."


def told(talk: Conversation, language: str = "en") -> str:
    """The line of the event log about the agent."""
    records = EventRecord.objects.filter(conversation=talk)
    with override(language):
        return sentence_of(records.get(kind="AgentJoined"))


@pytest.mark.parametrize("how", ["claim", "take_over"])
def test_whoever_takes_it_joins(how: str, asked: Start, ewa: User, workspace: Workspace) -> None:
    talk = asked()
    getattr(answering, how)(workspace, talk.pk, ewa, epoch=talk.owner_epoch)

    assert said(talk) == ["Ewa joins the conversation."]
    assert told(talk) == "Ewa took the conversation over."


def test_whoever_the_queue_chooses_at_once_is_only_passed_it(
    asked: Start, ewa: User, team: Team
) -> None:
    Team.objects.update(auto_assign=True)
    talk = asked()

    assert (talk.state, talk.agent) == ("agent", ewa)
    assert said(talk) == [given("Ewa")]
    assert told(talk) == "The conversation was passed to Ewa."


def test_whoever_becomes_free_is_only_passed_it(
    asked: Start, ewa: User, workspace: Workspace
) -> None:
    talk = asked()
    Team.objects.update(auto_assign=True)
    presence.set_availability(workspace, ewa, "away")
    presence.set_availability(workspace, ewa, "online")

    assert said(talk) == [given("Ewa")]
    assert told(talk) == "The conversation was passed to Ewa."


def test_whoever_the_contact_knows_is_only_passed_it_again(
    asked: Start, ewa: User, jan: User, workspace: Workspace, new_conversation: Start
) -> None:
    before = asked()
    taken = answering.claim(workspace, before.pk, jan, epoch=before.owner_epoch)
    writing.reply(workspace, taken.pk, jan, text="Hello", client_id="a", epoch=taken.owner_epoch)
    answering.close(workspace, taken.pk, jan, epoch=taken.owner_epoch)
    Team.objects.update(auto_assign=True)
    again = new_conversation(before.contact)
    says(again, "Ada")

    assert again.agent == jan
    assert said(again) == [given("Jan")]


def test_a_colleague_is_only_passed_it_and_joins_when_they_take_it_back(
    asked: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    talk = asked()
    taken = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    passed = passing_on.transfer(workspace, talk.pk, ewa, epoch=taken.owner_epoch, agent_id=jan.pk)
    answering.take_over(workspace, talk.pk, ewa, epoch=passed.owner_epoch)

    assert said(talk) == [
        "Ewa joins the conversation.", given("Jan"), "Ewa joins the conversation.",
    ]  # fmt: skip


def test_a_team_and_whoever_is_free_there_are_named(
    asked: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    other = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty", auto_assign=True)
    Agent.objects.get(user=jan).teams.add(other)
    talk = asked()
    taken = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    passing_on.transfer(workspace, talk.pk, ewa, epoch=taken.owner_epoch, team_id=other.pk)

    assert said(talk)[1:] == ["The team “Zwroty” will take over the conversation.", given("Jan")]


def test_many_at_once_are_only_passed_on(as_agent: Client, asked: Start, jan: User) -> None:  # noqa: F811
    talks = [asked(), asked()]
    many(as_agent, "take", *talks)
    many(as_agent, "transfer", *talks, agent=jan.pk)

    assert [said(talk)[-1] for talk in talks] == [given("Jan")] * 2


def test_a_supervisor_passes_it_on_but_joins_by_choosing_themselves(
    asked: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    first, second = asked(), asked()
    for talk, to in ((first, jan), (second, ewa)):
        assigning.assign(workspace, talk.pk, ewa, epoch=talk.owner_epoch, agent_id=to.pk)

    assert (said(first), told(first)) == ([given("Jan")], "The conversation was passed to Jan.")
    assert (said(second), told(second)) == (
        ["Ewa joins the conversation."], "Ewa took the conversation over.",
    )  # fmt: skip


def test_the_agent_and_the_transcript_read_the_same_in_their_languages(
    asked: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    talk = asked()
    assigning.assign(workspace, talk.pk, ewa, epoch=talk.owner_epoch, agent_id=jan.pk)
    with override("pl"):
        shown, _more = inbox.messages_of(talk.pk)

    assert shown[-1]["content"]["text"] == "Przekazujemy rozmowę do: Jan."
    assert told(talk, "pl") == "Rozmowę przekazano konsultantowi: Jan."
    assert lines_of(talk)[-1].text == given("Jan")
