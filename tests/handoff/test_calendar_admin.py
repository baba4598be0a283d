"""A team's calendar and promises in the admin, and the list of broken ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import told_by
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff.models import (
    Handoff,
    Holiday,
    OpeningHours,
    SlaNotice,
    SlaTarget,
    SpecialHours,
    Team,
)
from tests.handoff.conftest import publish
from tests.handoff.test_admin import ADMIN, team_form

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def christmas(team: Team, workspace: Workspace) -> Team:
    """Works on weekdays 9–12 and 13–17, stocktakes, and closes early on New Year's Eve."""
    common = {"workspace": workspace, "team": team}
    for day in range(5):
        OpeningHours.objects.create(**common, weekday=day, opens=time(9), closes=time(12))
        OpeningHours.objects.create(**common, weekday=day, opens=time(13), closes=time(17))
    Holiday.objects.create(**common, day=date(2026, 12, 28), name="Inwentura")
    Holiday.objects.create(**common, day=date(2026, 12, 29))
    SpecialHours.objects.create(**common, day=date(2026, 12, 31), opens=time(9), closes=time(13))
    SpecialHours.objects.create(
        **common, day=date(2027, 1, 2), opens=time(0), closes=time(0), name="<b>Sale</b>"
    )
    team.holidays_poland = True
    team.save()
    return team


@pytest.mark.parametrize(
    ("language", "days"),
    [
        (
            "en",
            [
                "Sunday 20 December: closed",
                "Wednesday 23 December: 09:00–12:00, 13:00–17:00",
                "Thursday 24 December: closed (Christmas Eve)",
                "Saturday 26 December: closed (Second Day of Christmas)",
                "Monday 28 December: closed (Inwentura)",
                "Tuesday 29 December: closed (closed day)",
                "Thursday 31 December: 09:00–13:00 (exception)",
                "Saturday 2 January: open all day (&lt;b&gt;Sale&lt;/b&gt;)",
            ],
        ),
        (
            "pl",
            [
                "Niedziela, 20 grudnia: nieczynne",
                "Środa, 23 grudnia: 09:00–12:00, 13:00–17:00",
                "Czwartek, 24 grudnia: nieczynne (Wigilia Bożego Narodzenia)",
                "Sobota, 26 grudnia: nieczynne (drugi dzień Bożego Narodzenia)",
                "Poniedziałek, 28 grudnia: nieczynne (Inwentura)",
                "Wtorek, 29 grudnia: nieczynne (dzień wolny)",
                "Czwartek, 31 grudnia: 09:00–13:00 (wyjątek)",
                "Sobota, 2 stycznia: czynne całą dobę (&lt;b&gt;Sale&lt;/b&gt;)",
            ],
        ),
    ],
)
def test_the_teams_page_tells_the_next_two_weeks_in_words(
    client_for: Callable[..., Client], christmas: Team, language: str, days: list[str]
) -> None:
    owner = client_for("owner")
    owner.post("/language/", {"language": language})

    with told_by(lambda: SUNDAY):
        page = owner.get(f"{ADMIN}team/{christmas.pk}/change/").content.decode()

    assert [day for day in days if f"<li>{day}</li>" not in page] == []
    assert page.count("<li>Sunday") + page.count("<li>Niedziela") == 2


def test_an_exception_is_added_on_the_teams_page_and_counts_at_once(
    client_for: Callable[..., Client], workspace: Workspace, other_workspace: Workspace
) -> None:
    form = team_form(
        **{
            "exceptions-TOTAL_FORMS": "2",
            "exceptions-0-day": "2026-12-31",
            "exceptions-0-opens": "09:00",
            "exceptions-0-closes": "11:00",
            "exceptions-0-workspace": other_workspace.pk,
            "exceptions-1-day": "2026-12-31",
            "exceptions-1-opens": "12:00",
            "exceptions-1-closes": "13:00",
        }
    )

    answer = client_for("owner").post(f"{ADMIN}team/add/", form)

    assert answer.status_code == 302, answer.content
    assert [str(one) for one in SpecialHours.objects.filter(workspace=workspace)] == [
        "2026-12-31 09:00–11:00",
        "2026-12-31 12:00–13:00",
    ]


# ---- Promised times --------------------------------------------------------------------------


def targets() -> list[tuple[str, int | None, int | None]]:
    return list(SlaTarget.objects.values_list("priority", "first_reply_s", "resolution_s"))


def test_a_new_team_is_offered_two_minutes_and_keeps_them_when_saved(
    client_for: Callable[..., Client],
) -> None:
    owner = client_for("owner")
    page = owner.get(f"{ADMIN}team/add/").content.decode()
    form = team_form(
        **{
            "sla_targets-TOTAL_FORMS": "1",
            "sla_targets-0-priority": "normal",
            "sla_targets-0-first_reply_s": "2 min",
        }
    )

    assert 'value="2 min"' in page
    assert owner.post(f"{ADMIN}team/add/", form).status_code == 302
    assert targets() == [("normal", 120, None)]


def test_promised_times_are_written_per_priority_as_people_write_them(
    client_for: Callable[..., Client], team: Team, workspace: Workspace
) -> None:
    kept = SlaTarget.objects.create(workspace=workspace, team=team, first_reply_s=5400)
    owner = client_for("owner")
    page = owner.get(f"{ADMIN}team/{team.pk}/change/").content.decode()
    form = team_form(
        **{
            "name": team.name,
            "slug": team.slug,
            "sla_targets-TOTAL_FORMS": "3",
            "sla_targets-INITIAL_FORMS": "1",
            "sla_targets-0-id": kept.pk,
            "sla_targets-0-priority": "normal",
            "sla_targets-0-first_reply_s": "1 h 30 min",
            "sla_targets-0-resolution_s": "8 h",
            "sla_targets-1-priority": "high",
            "sla_targets-1-first_reply_s": "45 s",
            "sla_targets-2-priority": "normal",  # nothing is written in it
        }
    )

    assert 'value="1 h 30 min"' in page
    answer = owner.post(f"{ADMIN}team/{team.pk}/change/", form)
    assert answer.status_code == 302, answer.content
    assert targets() == [("normal", 5400, 28_800), ("high", 45, None)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("soon", "Write it like 90 s"),
        ("3 s", "shorter than 10 seconds"),
        ("99999 h", "longer than"),
    ],
)
def test_a_promised_time_that_makes_no_sense_is_refused_in_words(
    client_for: Callable[..., Client], written: str, said: str
) -> None:
    owner = client_for("owner")
    owner.post("/language/", {"language": "en"})
    form = team_form(
        **{
            "sla_targets-TOTAL_FORMS": "1",
            "sla_targets-0-priority": "normal",
            "sla_targets-0-first_reply_s": written,
        }
    )

    answer = owner.post(f"{ADMIN}team/add/", form)

    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert targets() == []


def test_two_lines_for_one_priority_are_refused_in_words(
    client_for: Callable[..., Client],
) -> None:
    lines = {
        f"sla_targets-{n}-{field}": value
        for n in (0, 1)
        for field, value in (("priority", "normal"), ("first_reply_s", "2 min"))
    }

    answer = client_for("owner").post(
        f"{ADMIN}team/add/", team_form(**{"sla_targets-TOTAL_FORMS": "2", **lines})
    )

    assert answer.status_code == 200
    assert targets() == []


# ---- Broken promises -------------------------------------------------------------------------


@pytest.fixture
def breach(new_conversation: Callable[..., Conversation], team: Team, ewa: User) -> SlaNotice:
    """A first reply that came a minute and a half late, by somebody with a name like a formula."""
    conversation = new_conversation()
    ewa.display_name = "=1+1"
    ewa.save()
    handoff = Handoff.objects.create(
        workspace=team.workspace,
        conversation=conversation,
        team=team,
        agent=ewa,
        status="closed",
        requested_at=SUNDAY,
        first_reply_at=SUNDAY + timedelta(seconds=390),
        closed_at=SUNDAY + timedelta(hours=1),
    )
    common: dict[str, Any] = {
        "workspace": team.workspace,
        "handoff": handoff,
        "promise": "first_reply",
        "due_at": SUNDAY + timedelta(seconds=300),
        "noticed_at": SUNDAY + timedelta(seconds=360),
    }
    SlaNotice.objects.create(kind="warning", **common)
    return SlaNotice.objects.create(kind="breach", **common)


def test_breaches_are_listed_without_warnings_and_say_how_late(
    client_for: Callable[..., Client], breach: SlaNotice
) -> None:
    page = client_for("owner").get(f"{ADMIN}slanotice/").content.decode()

    assert page.count(f"{ADMIN}slanotice/{breach.pk}/change/") >= 1
    assert f"{ADMIN}slanotice/{breach.pk - 1}/change/" not in page
    assert "1 min 30 s" in page


def test_breaches_are_exported_for_a_spreadsheet(
    client_for: Callable[..., Client], breach: SlaNotice
) -> None:
    answer = client_for("owner").post(
        f"{ADMIN}slanotice/", {"action": "export", "_selected_action": [breach.pk]}
    )

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row == {
        "conversation": str(breach.handoff.conversation_id),
        "team": "Obsługa",
        "priority": "normal",
        "promise": "first_reply",
        "agent": "'=1+1",
        "asked_at": "2026-12-20T10:00:00+01:00",
        "due_at": "2026-12-20T10:05:00+01:00",
        "done_at": "2026-12-20T10:06:30+01:00",
        "late_s": "90",
    }


def test_breaches_are_for_supervisors_of_their_workspace(
    client_for: Callable[..., Client], breach: SlaNotice, other_workspace: Workspace
) -> None:
    publish(other_workspace)
    Team.objects.create(workspace=other_workspace, name="Theirs", slug="t")
    owner = client_for("owner")

    assert b"Theirs" not in owner.get(f"{ADMIN}slanotice/").content
    for client in (client_for("agent"), client_for("owner", other_workspace)):
        page = client.get(f"{ADMIN}slanotice/{breach.pk}/change/")
        assert page.status_code in {302, 403, 404}


# ---- The move -----------------------------------------------------------------------------------


def migrate_to(*targets: tuple[str, str]) -> StateApps:
    """Go there step by step, as an installation does that knows no squashed migrations."""
    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False
    executor.loader.build_graph()
    return executor.migrate(list(targets) or executor.loader.graph.leaf_nodes()).apps


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_old_target_becomes_a_promise_and_goes_back(workspace: Workspace) -> None:
    try:
        before = migrate_to(("handoff", "0002_last_wrote"))  # other apps build on this one
        before.get_model("handoff", "Team").objects.create(
            workspace_id=workspace.pk, name="A", slug="a", first_reply_target_s=45
        )
        migrate_to()
        assert targets() == [("normal", 45, None)]

        old = migrate_to(("handoff", "0002_last_wrote"))
        assert old.get_model("handoff", "Team").objects.get().first_reply_target_s == 45
    finally:
        migrate_to()
