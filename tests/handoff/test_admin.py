"""Teams, agents, canned replies and messages left, in the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff.models import Agent, CannedReply, OpeningHours, Team, Ticket
from tests.handoff.conftest import publish

ADMIN = "/admin/handoff/"
pytestmark = pytest.mark.django_db

EMPTY_INLINES = {
    "hours-TOTAL_FORMS": "0",
    "hours-INITIAL_FORMS": "0",
    "holidays-TOTAL_FORMS": "0",
    "holidays-INITIAL_FORMS": "0",
    "exceptions-TOTAL_FORMS": "0",
    "exceptions-INITIAL_FORMS": "0",
    "sla_targets-TOTAL_FORMS": "0",
    "sla_targets-INITIAL_FORMS": "0",
}


def team_form(**more: Any) -> dict[str, Any]:
    return {
        "name": "Zwroty",
        "slug": "zwroty",
        "email": "",
        "rest_minutes": "0",
        "overflow_minutes": "5",
        "timezone": "Europe/Warsaw",
        **EMPTY_INLINES,
        **more,
    }


def test_an_owner_adds_a_team_with_hours_in_their_own_workspace(
    client_for: Callable[..., Client], workspace: Workspace, other_workspace: Workspace
) -> None:
    form = team_form(
        **{
            "workspace": other_workspace.pk,
            "hours-TOTAL_FORMS": "1",
            "hours-0-weekday": "0",
            "hours-0-opens": "22:00",
            "hours-0-closes": "06:00",
            "hours-0-workspace": other_workspace.pk,
        }
    )

    answer = client_for("owner").post(f"{ADMIN}team/add/", form)

    assert answer.status_code == 302, answer.content
    assert Team.objects.get(slug="zwroty").workspace == workspace
    assert OpeningHours.objects.get().workspace == workspace


def test_a_short_name_that_is_taken_is_said_in_the_form(
    client_for: Callable[..., Client], team: Team
) -> None:
    answer = client_for("owner").post(f"{ADMIN}team/add/", team_form(slug=team.slug))

    assert answer.status_code == 200
    assert Team.objects.count() == 1


def test_a_short_name_taken_elsewhere_is_free_here(
    client_for: Callable[..., Client], other_workspace: Workspace
) -> None:
    Team.objects.create(workspace=other_workspace, name="X", slug="zwroty")

    assert client_for("owner").post(f"{ADMIN}team/add/", team_form()).status_code == 302


def test_a_time_zone_that_does_not_exist_is_refused(client_for: Callable[..., Client]) -> None:
    answer = client_for("owner").post(f"{ADMIN}team/add/", team_form(timezone="Europe/Sopot"))

    assert answer.status_code == 200
    assert not Team.objects.exists()


def test_a_canned_replys_shortcut_is_taken_once_per_language(
    client_for: Callable[..., Client], workspace: Workspace
) -> None:
    CannedReply.objects.create(
        workspace=workspace, title="a", shortcut="a", text="a", language="pl"
    )
    form = {"title": "b", "shortcut": "a", "text": "b", "language": "pl"}
    owner = client_for("owner")

    assert owner.post(f"{ADMIN}cannedreply/add/", form).status_code == 200
    other = owner.post(f"{ADMIN}cannedreply/add/", {**form, "language": "en"})
    assert other.status_code == 302


def test_an_agent_marks_messages_left_as_answered_but_edits_no_teams(
    client_for: Callable[..., Client], new_conversation: Callable[..., Conversation], team: Team
) -> None:
    conversation = new_conversation()
    ticket = Ticket.objects.create(
        workspace=conversation.workspace,
        conversation=conversation,
        effect_id="e",
        email="a@example.com",
        text="Hello",
        created_at=now(),
    )
    agent = client_for("agent")

    agent.post(f"{ADMIN}ticket/", {"action": "mark_answered", "_selected_action": [ticket.pk]})

    ticket.refresh_from_db()
    assert ticket.status == "answered"
    assert agent.get(f"{ADMIN}team/{team.pk}/change/").status_code in {302, 403}


def test_rows_of_another_workspace_do_not_exist(
    client_for: Callable[..., Client], other_workspace: Workspace
) -> None:
    publish(other_workspace)
    theirs = Team.objects.create(workspace=other_workspace, name="Theirs", slug="t")
    owner = client_for("owner")

    assert b"Theirs" not in owner.get(f"{ADMIN}team/").content
    assert owner.get(f"{ADMIN}team/{theirs.pk}/change/").status_code in {302, 404}


@pytest.mark.parametrize("page", ["team", "agent", "cannedreply", "ticket", "handoff", "slanotice"])
def test_every_list_opens_for_an_owner(
    client_for: Callable[..., Client], team: Team, page: str
) -> None:
    assert client_for("owner").get(f"{ADMIN}{page}/").status_code == 200


@pytest.fixture
def ticket(new_conversation: Callable[..., Conversation]) -> Ticket:
    conversation = new_conversation()
    return Ticket.objects.create(
        workspace=conversation.workspace,
        conversation=conversation,
        effect_id="e",
        email="anna@example.com",
        text="Hello",
        created_at=now(),
    )


def test_who_is_to_be_called_back_can_be_called_from_the_page(
    client_for: Callable[..., Client], ticket: Ticket
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(email="", phone="+48501234567")

    page = client_for("owner").get(f"{ADMIN}ticket/{ticket.pk}/change/").content.decode()

    assert 'href="tel:+48501234567"' in page


def test_an_address_in_a_title_keeps_its_small_letters(
    client_for: Callable[..., Client], ticket: Ticket
) -> None:
    page = client_for("owner").get(f"{ADMIN}ticket/{ticket.pk}/change/").content.decode()

    assert "anna@example.com: Hello" in page
    assert "Anna@example.com" not in page


def test_the_links_of_a_message_left_look_like_links(
    client_for: Callable[..., Client], ticket: Ticket
) -> None:
    page = client_for("owner").get(f"{ADMIN}ticket/{ticket.pk}/change/").content.decode()

    link = 'class="text-primary-600 dark:text-primary-500" href="'
    assert f"{link}mailto:anna@example.com?" in page
    assert f"{link}/inbox/c/{ticket.conversation_id}" in page


@pytest.mark.parametrize(
    ("language", "buttons", "row"),
    [
        (
            "en",
            ["Add opening hours", "Add a closed day", "Add an exception", "Add promised times"],
            "Monday 08:00–16:00",
        ),
        (
            "pl",
            [
                "Dodaj godziny otwarcia",
                "Dodaj dzień wolny",
                "Dodaj wyjątek",
                "Dodaj obiecane czasy",
            ],
            "poniedziałek 08:00–16:00",
        ),
    ],
)
def test_opening_hours_are_shown_once_and_added_by_a_button_in_good_words(
    client_for: Callable[..., Client],
    workspace: Workspace,
    team: Team,
    language: str,
    buttons: list[str],
    row: str,
) -> None:
    OpeningHours.objects.create(
        workspace=workspace, team=team, weekday=0, opens="08:00", closes="16:00"
    )
    owner = client_for("owner")
    owner.post("/language/", {"language": language})

    page = owner.get(f"{ADMIN}team/{team.pk}/change/").content.decode()

    assert [f"<span>{words}</span>" in page for words in buttons] == [True] * 4
    assert row not in page


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("what", ["team", "agent"])
def test_what_goes_with_a_team_or_an_agent_is_said_in_words_a_person_knows(
    client_for: Callable[..., Client],
    workspace: Workspace,
    team: Team,
    ewa: User,
    what: str,
    language: str,
) -> None:
    OpeningHours.objects.create(
        workspace=workspace, team=team, weekday=0, opens="08:00", closes="16:00"
    )
    owner = client_for("owner")
    owner.post("/language/", {"language": language})
    key = team.pk if what == "team" else Agent.objects.get(user=ewa).pk

    page = owner.get(f"{ADMIN}{what}/{key}/delete/").content.decode()
    posted = owner.post(f"{ADMIN}{what}/{key}/delete/", {"post": "yes"})

    assert [word in page for word in ("object (", "agent_team", "agent-team", "agent do team")] == [
        False
    ] * 4
    assert ("08:00–16:00" in page) is (what == "team")
    assert posted.status_code == 302
    assert Agent.teams.through.objects.count() == 0
