"""The figures from conversations in a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flowbuilder.insights.report import report
from flowbuilder.insights.selectors import Period, talks
from flowbuilder.surveys.models import Response
from tests.access.rows import Rows

ZONE = ZoneInfo("Europe/Warsaw")
WEEK = Period(date(2026, 11, 16), date(2026, 11, 22), ZONE)
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.fixture
def rows(workspace, owner):
    made = Rows(workspace, owner)
    talk = made["conversations.Conversation"]
    talk.started_at = NOON
    talk.save()
    return made


def say(rows, seq, author, seconds, **values):
    talk = rows["conversations.Conversation"]
    talk.messages.create(
        seq=seq,
        author=author,
        content={"kind": "text", "text": "…"},
        at=NOON + timedelta(seconds=seconds),
        **values,
    )


def test_a_conversation_counts_once_the_visitor_spoke(rows, workspace):
    say(rows, 1, "bot", 0)
    assert talks(workspace, WEEK) == []

    say(rows, 2, "visitor", 10)
    assert len(talks(workspace, WEEK)) == 1


def test_the_first_answer_is_the_first_after_the_visitors_words(rows, workspace):
    say(rows, 1, "bot", 0)
    say(rows, 2, "visitor", 10)
    say(rows, 3, "agent", 11, private=True)
    say(rows, 4, "bot", 12)
    say(rows, 5, "agent", 95)

    (talk,) = talks(workspace, WEEK)

    assert talk.answered_at == NOON + timedelta(seconds=12)
    assert talk.person_answered_at == NOON + timedelta(seconds=95)


def test_a_handoff_takes_a_conversation_out_of_containment(rows, workspace):
    say(rows, 1, "visitor", 0)
    handoff = rows["handoff.Handoff"]
    handoff.requested_at = NOON + timedelta(seconds=30)
    handoff.save()

    figures = {f.key: f.value for f in report(workspace, WEEK).figures}

    assert figures["conversations"] == "1"
    assert figures["handoffs"] == "1"
    assert figures["containment"].startswith("0")


def test_figures_without_anything_behind_them_are_a_dash_not_a_zero(workspace):
    figures = {f.key: f.value for f in report(workspace, WEEK).figures}

    assert figures["containment"] == figures["csat"] == figures["nps"] == "—"
    assert figures["conversations"] == "0"


def test_another_workspace_does_not_count(rows, other_workspace):
    say(rows, 1, "visitor", 0)

    assert talks(other_workspace, WEEK) == []


def test_the_page_draws_the_chart_and_refuses_agents(rows, client_for):
    say(rows, 1, "visitor", 0)

    shown = client_for("owner").get("/admin/insights/?from=2026-11-16&to=2026-11-22")
    refused = client_for("agent").get("/admin/insights/")

    assert shown.status_code == 200
    assert b"<svg" in shown.content
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "query", ["from=x&to=y", "from=2026-11-22&to=2026-11-01", "from=1&to=", "days=9"]
)
def test_a_period_that_makes_no_sense_is_said_to_be_so(client_for, query):
    shown = client_for("owner").get(f"/admin/insights/?{query}")

    assert shown.status_code == 200


def test_a_new_workspace_is_told_what_it_lacks(client_for):
    page = client_for("owner").get("/admin/").content.decode()

    assert "/admin/handoff/team/add/" in page
    assert "/admin/flows/flow/add/" in page


@pytest.mark.parametrize(("answers", "shown"), [(4, "—"), (5, "100%")])
def test_fewer_than_five_survey_answers_make_no_figure(rows, workspace, answers, shown):
    """Seen to fail without the limit in `scoring.score`."""
    for number in range(answers):
        Response.objects.create(
            workspace=workspace,
            flow_version=rows["flows.FlowVersion"],
            effect_id=f"r{number}",
            kind="csat",
            score=5,
            handled_by="bot",
            at=NOON,
        )

    figures = {figure.key: figure for figure in report(workspace, WEEK).figures}

    assert figures["csat"].value == shown
    assert str(answers) in figures["csat"].basis
    assert ("od 5 odpowiedzi" in figures["csat"].basis) == (answers < 5)
    assert figures["nps"].basis == ""
