"""A queue that runs over: who waits too long, or in vain, waits for another team, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import CheckAvailability
from flowbuilder.handoff.effects import check_availability
from flowbuilder.handoff.models import Agent, Handoff, Team
from flowbuilder.handoff.services import answering, passing_on, rounds
from flowbuilder.nodes.handoff import STILL
from tests.handoff.conftest import lines
from tests.handoff.test_rounds import goes_offline, open_handoff

Start = Callable[..., Conversation]
pytestmark = pytest.mark.django_db


@pytest.fixture
def returns(workspace: Workspace, team: Team, jan: User) -> Team:
    """The team of Jan alone, to which the first team passes on after five minutes."""
    other = Team.objects.create(
        workspace=workspace, name="Zwroty", slug="zwroty", holidays_poland=False
    )
    Agent.objects.get(user=jan).teams.set([other])
    team.overflow_to = other
    team.save()
    return other


def has_waited(conversation: Conversation, minutes: float) -> None:
    since = now() - timedelta(minutes=minutes)
    Handoff.objects.filter(conversation=conversation).update(requested_at=since)


def test_who_waits_too_long_waits_for_the_other_team_and_is_told(
    asked: Start, ewa: User, returns: Team
) -> None:
    conversation = asked()
    has_waited(conversation, 4.9)
    rounds.make_rounds()
    assert open_handoff(conversation).team != returns

    has_waited(conversation, 5)
    before = open_handoff(conversation)
    assert rounds.make_rounds() == 1

    after = open_handoff(conversation)
    assert (after.pk, after.team, after.requested_at) == (before.pk, returns, before.requested_at)
    assert lines(conversation)[-1][0] == "system"
    assert "Zwroty" in lines(conversation)[-1][1]
    conversation.refresh_from_db()
    assert conversation.state == "queued"


def test_who_was_passed_on_once_stays(asked: Start, ewa: User, team: Team, returns: Team) -> None:
    returns.overflow_to = team
    returns.save()
    conversation = asked()
    has_waited(conversation, 6)
    rounds.make_rounds()

    assert rounds.make_rounds() == 0
    assert open_handoff(conversation).team == returns


def test_who_was_passed_on_late_has_the_other_teams_full_time(
    workspace: Workspace, asked: Start, ewa: User, jan: User, team: Team, returns: Team
) -> None:
    """The flow's own clock stopped when Ewa joined, so only the rounds look after this visitor."""
    team.overflow_minutes = 9
    team.save()
    conversation = asked()
    Agent.objects.get(user=jan).teams.add(team)
    taken = answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)
    passing_on.transfer(workspace, conversation.pk, ewa, epoch=taken.owner_epoch, team_id=team.pk)
    has_waited(conversation, 9.5)
    rounds.make_rounds()
    assert open_handoff(conversation).team == returns

    has_waited(conversation, 12)
    assert rounds.make_rounds() == 0
    Handoff.objects.filter(team=returns).update(moved_at=now() - timedelta(minutes=11))

    assert rounds.make_rounds() == 1
    assert lines(conversation)[-1] == ("bot", STILL["en"])


def test_the_other_team_that_hands_out_gives_it_to_who_is_free(
    asked: Start, ewa: User, jan: User, returns: Team
) -> None:
    returns.auto_assign = True
    returns.save()
    conversation = asked()
    has_waited(conversation, 6)
    rounds.make_rounds()

    conversation.refresh_from_db()
    assert (conversation.state, conversation.agent) == ("agent", jan)


def test_nobody_is_passed_to_a_team_without_anybody(
    asked: Start, ewa: User, jan: User, team: Team, returns: Team
) -> None:
    conversation = asked()
    has_waited(conversation, 6)
    goes_offline(jan)
    rounds.make_rounds()

    assert open_handoff(conversation).team == team


def test_whose_team_has_left_is_passed_on_before_anybody_gives_up(
    asked: Start, ewa: User, returns: Team
) -> None:
    conversation = asked()
    goes_offline(ewa)
    rounds.make_rounds()

    assert open_handoff(conversation).team == returns
    assert ("bot", "Nobody there.") not in lines(conversation)


def test_who_asks_while_nobody_of_the_team_is_there_waits_for_the_other(
    asked: Start, team: Team, returns: Team
) -> None:
    conversation = asked()

    handoff = open_handoff(conversation)
    assert (handoff.team, handoff.overflowed) == (returns, True)
    found = check_availability(CheckAvailability(id="a", team=team.slug), conversation)
    assert found.result["agents_online"] == 1
    assert found.result["takes_visitors"] is True


def test_who_has_enough_to_do_is_there_and_not_free(asked: Start, team: Team, ewa: User) -> None:
    def there() -> tuple[int, int]:
        found = check_availability(CheckAvailability(id="a", team=team.slug), asked())
        return found.result["agents_online"], found.result["agents_free"]

    assert there() == (1, 1)
    Agent.objects.filter(user=ewa).update(capacity=1)
    talk = asked()
    answering.claim(talk.workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    assert there() == (1, 0)


def test_without_another_team_nobody_is_there(asked: Start, team: Team) -> None:
    conversation = asked()

    assert Handoff.objects.get(conversation=conversation).status == "nobody"


def test_whom_an_agent_has_is_not_passed_on(
    asked: Start, ewa: User, workspace: Workspace, team: Team, returns: Team
) -> None:
    conversation = asked()
    answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)
    has_waited(conversation, 6)
    rounds.make_rounds()

    assert open_handoff(conversation).team == team


def test_a_team_does_not_pass_on_to_itself(team: Team) -> None:
    team.overflow_to = team

    with pytest.raises(ValidationError, match=r"another team|inny zespół"):
        team.full_clean()


def test_a_teams_form_does_not_offer_the_team_itself(
    team: Team, returns: Team, client_for: Callable[..., Client]
) -> None:
    address = f"/admin/handoff/team/{team.pk}/change/"

    form = client_for("owner", team.workspace).get(address).context["adminform"].form

    offered = [choice for _key, choice in form.fields["overflow_to"].choices]
    assert offered[1:] == ["Zwroty"]
