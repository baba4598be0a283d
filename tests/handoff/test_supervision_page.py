"""The live view in the admin: who may see it, what it says, the form and the file.

Seen to fail: with the inbox's permission instead of the teams', and without the epoch's check.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import selectors
from flowbuilder.handoff.models import Handoff, Team
from flowbuilder.handoff.services import answering

LIVE = "/admin/live/"
FETCH = {"X-Requested-With": "fetch"}
pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]
For = Callable[..., Client]


def assigning(conversation: Conversation) -> str:
    return f"{LIVE}{conversation.pk}/assign/"


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("role", ["author", "writer", "agent", "analyst"])
def test_only_those_who_manage_the_teams_see_it_and_give_conversations(
    client_for: For, ewa: User, asked: Start, role: str
) -> None:
    talk = asked()
    client = client_for(role)

    pages = [LIVE, f"{LIVE}now/", f"{LIVE}handoffs.csv", assigning(talk)]
    asked_for = [client.get(page).status_code for page in pages]
    posted = client.post(assigning(talk), {"to": f"agent-{ewa.pk}", "epoch": talk.owner_epoch})

    talk.refresh_from_db()
    assert [*asked_for, posted.status_code] == [403] * 5
    assert talk.state == "queued"
    assert LIVE not in client.get("/inbox/").content.decode()


def test_an_owner_is_led_there_and_sees_who_waits(
    client_for: For, team: Team, ewa: User, asked: Start
) -> None:
    talk = asked()
    owner = client_for("owner")

    page = owner.get(LIVE).content.decode()

    assert f'data-live-url="{LIVE}"' in owner.get("/inbox/").content.decode()
    for part in (team.name, "Ewa", "Parcel of Ada", f"/inbox/c/{talk.pk}", assigning(talk)):
        assert part in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Nobody waits for a person now.", "No agent has a conversation now."]),
        ("pl", ["Nikt teraz nie czeka na człowieka.", "Żaden konsultant nie prowadzi teraz"]),
    ],
)
def test_an_empty_one_says_so(client_for: For, team: Team, language: str, words: list[str]) -> None:
    owner = client_for("owner")
    owner.post("/language/", {"language": language})

    page = owner.get(LIVE).content.decode()

    assert [each in page for each in words] == [True, True]


def test_without_a_team_it_says_the_first_step(client_for: For, workspace: Workspace) -> None:
    assert "/admin/handoff/team/add/" in client_for("owner").get(LIVE).content.decode()


def test_what_renews_itself_is_only_the_figures(client_for: For, ewa: User, asked: Start) -> None:
    owner = client_for("owner")
    before = owner.get(f"{LIVE}now/").content.decode()
    talk = asked()

    after = owner.get(f"{LIVE}now/").content.decode()

    assert "<html" not in after
    assert (str(talk.pk) in before, str(talk.pk) in after) == (False, True)


def test_another_workspaces_owner_sees_and_gives_nothing(
    client_for: For, other_workspace: Workspace, team: Team, ewa: User, asked: Start
) -> None:
    talk = asked()
    stranger = client_for("owner", other_workspace)

    said = stranger.get(LIVE).content.decode() + stranger.get(f"{LIVE}now/").content.decode()
    posted = stranger.post(assigning(talk), {"to": f"agent-{ewa.pk}", "epoch": talk.owner_epoch})

    assert [word in said for word in (team.name, "Parcel of Ada", str(talk.pk))] == [False] * 3
    assert stranger.get(assigning(talk)).status_code == posted.status_code == 404
    assert rows_of(stranger.get(f"{LIVE}handoffs.csv")) == []


# ---- Giving a conversation to an agent ------------------------------------------------------


def test_the_form_works_as_a_page_of_its_own(
    client_for: For, ewa: User, jan: User, asked: Start
) -> None:
    talk = asked()
    owner = client_for("owner")

    form = owner.get(assigning(talk)).content.decode()
    done = owner.post(
        assigning(talk),
        {"to": f"agent-{jan.pk}", "epoch": talk.owner_epoch, "note": "Knows lamps"},
        follow=True,
    )

    talk.refresh_from_db()
    assert f'<option value="agent-{ewa.pk}">' in form
    assert talk.agent == jan
    assert Handoff.objects.get(conversation=talk).passed_note == "Knows lamps"
    assert done.redirect_chain == [(LIVE, 302)]


def test_a_conflict_says_who_has_it_and_the_form_goes_on_from_there(
    client_for: For, workspace: Workspace, ewa: User, jan: User, asked: Start
) -> None:
    talk = asked()
    owner = client_for("owner")
    owner.post("/language/", {"language": "en"})
    taken = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    seen = {"to": f"agent-{jan.pk}", "epoch": talk.owner_epoch, "note": "Knows lamps"}

    refused = owner.post(assigning(talk), seen, headers=FETCH)
    again = owner.post(assigning(talk), {**seen, "epoch": taken.owner_epoch}, headers=FETCH)

    talk.refresh_from_db()
    assert refused.status_code == 409
    assert "Ewa is now answering this conversation, so nothing was changed." in (
        refused.content.decode()
    )
    assert f'name="epoch" value="{taken.owner_epoch}"' in refused.content.decode()
    assert ">Knows lamps</textarea>" in refused.content.decode()
    assert (again.status_code, talk.agent) == (204, jan)


def test_who_waits_may_be_moved_to_a_team_that_is_there(
    client_for: For, workspace: Workspace, team: Team, ewa: User, asked: Start
) -> None:
    talk = asked()
    others = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    owner = client_for("owner")
    assert "Zwroty" not in owner.get(assigning(talk), headers=FETCH).content.decode()
    selectors.agents_of(workspace.pk).get(user=ewa).teams.add(others)

    form = owner.get(assigning(talk), headers=FETCH).content.decode()
    done = owner.post(
        assigning(talk), {"to": f"team-{others.pk}", "epoch": talk.owner_epoch}, follow=True
    )

    assert f'<option value="team-{others.pk}">Zwroty</option>' in form
    assert f'value="team-{team.pk}"' not in form
    assert "Rozmowa czeka teraz na zespół „Zwroty”." in done.content.decode()
    assert Handoff.objects.get(conversation=talk).team == others


@pytest.mark.parametrize("sent", [{}, {"to": "x", "epoch": "1"}, {"to": "agent-1", "epoch": "-1"}])
def test_what_makes_no_sense_is_refused_with_a_sentence(
    client_for: For, ewa: User, asked: Start, sent: dict[str, str]
) -> None:
    answer = client_for("owner").post(assigning(asked()), sent, headers=FETCH)

    assert answer.status_code == 400
    assert "Proszę wybrać, kto poprowadzi rozmowę." in answer.content.decode()


# ---- The file --------------------------------------------------------------------------------


def test_the_file_has_the_handoffs_of_the_period_no_formula_and_nothing_that_was_said(
    client_for: For, workspace: Workspace, team: Team, ewa: User, asked: Start
) -> None:
    """Seen to fail with cells written as they are."""
    team.name = "=1+1"
    team.save()
    first, old = asked("Secret words"), asked()
    answering.claim(workspace, first.pk, ewa, epoch=first.owner_epoch)
    handoff = Handoff.objects.get(conversation=old)
    handoff.requested_at = handoff.requested_at.replace(year=handoff.requested_at.year - 1)
    handoff.save()

    answer = client_for("owner").get(f"{LIVE}handoffs.csv?days=7")

    [row] = rows_of(answer)
    assert (row["team"], row["agent"], row["status"], row["conversation"]) == (
        "'=1+1",
        "Ewa",
        "assigned",
        str(first.pk),
    )
    assert int(row["waited_s"]) < 60
    assert "Secret words" not in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("days", ["", "0", "3650", "x", "-1", "9" * 30])
def test_a_period_that_is_not_offered_is_today(client_for: For, team: Team, days: str) -> None:
    answer = client_for("owner").get(f"{LIVE}handoffs.csv", {"days": days})

    name = answer["Content-Disposition"].split('"')[1].removesuffix(".csv").split("-")
    assert name[1] == name[2]
