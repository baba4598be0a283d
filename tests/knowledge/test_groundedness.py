"""Groundedness over time: what is counted, by which day, and what the page says of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from flowbuilder.common.clock import told_by
from flowbuilder.common.ids import uuid7
from flowbuilder.knowledge.checks import groundedness
from flowbuilder.knowledge.checks.quality_chart import days_of
from flowbuilder.knowledge.models import CheckedAnswer
from flowbuilder.llm.models import ModelCall
from flowbuilder.runtime import retention
from flowbuilder.runtime.erasure import erase_contact
from tests.clock import VirtualClock
from tests.knowledge.talks import talk
from tests.knowledge.test_asking import QUOTED, Checking
from tests.knowledge.test_effects import Context, ask, context, with_model
from tests.llm.fake_model import FakeModel, Quoting, running

__all__ = ["context"]

PAGE = "admin:knowledge_expectation_changelist"
DELIVERY = "Ile kosztuje dostawa?"


def in_a_talk(context: Context) -> Context:
    context.conversation_id = uuid7()
    return context


def kept() -> list[bool]:
    return list(CheckedAnswer.objects.order_by("id").values_list("stood", flat=True))


@pytest.mark.parametrize(
    ("says", "counted"),
    [
        ("Dostawa kurierem kosztuje 14,99 zł, a do paczkomatu 11,99 zł.", [True]),
        ("Dostawa kurierem kosztuje 99 zł.", [False]),
        ("Dostawa kurierem kosztuje 14,99 zł. Dostarczamy też dronem w godzinę.", [False]),
        ("NOT_FOUND", []),
        ("HUMAN", []),
        ("Dzień dobry!", []),
    ],
)
def test_only_what_a_model_wrote_as_an_answer_is_counted(context, settings, says, counted):
    with running(FakeModel(answer=says)) as model:
        with_model(model, settings)
        ask(in_a_talk(context), DELIVERY)

    assert kept() == counted


@pytest.mark.parametrize(("verdict", "stood"), [("YES", True), ("NO", False)])
def test_what_the_model_itself_refutes_counts_as_held_back(context, settings, verdict, stood):
    with running(Checking(answer=QUOTED, verdict=verdict)) as model:
        with_model(model, settings)
        ask(in_a_talk(context), "Ile mam czasu na zwrot?", check=True)

    assert kept() == [stood]


def test_neither_trials_nor_quotations_are_counted(context, settings):
    ask(in_a_talk(context), DELIVERY)
    with running(Quoting()) as model:
        with_model(model, settings)
        context.conversation_id = None
        result = ask(context, DELIVERY)

    assert result["generated"] is True
    assert ModelCall.objects.get().purpose == "trial"
    assert kept() == []


def test_a_day_is_the_workspaces_own_and_an_old_one_is_left_out(workspace):
    workspace.timezone = "Europe/Warsaw"
    workspace.save()
    moving = VirtualClock(datetime(2026, 11, 1, 12, tzinfo=UTC))
    with told_by(moving):
        groundedness.note(workspace.pk, uuid7(), "fake", True)
        moving.moves(days=26, hours=11, minutes=30)  # 28 November, 00:30 in Warsaw
        groundedness.note(workspace.pk, uuid7(), "fake", True)
        groundedness.note(workspace.pk, uuid7(), "fake", False)
        found = groundedness.lately(workspace.pk)
        moving.moves(days=4)
        later = groundedness.lately(workspace.pk)

    assert [(f"{each.day}", each.stood, each.held_back) for each in found.days] == [
        ("2026-11-01", 1, 0), ("2026-11-28", 1, 1),
    ]  # fmt: skip
    assert (found.stood, found.written) == (2, 3)
    assert later.written == 2


def test_a_day_without_answers_is_a_gap_in_the_chart(workspace):
    moving = VirtualClock(datetime(2026, 11, 10, 12, tzinfo=UTC))
    with told_by(moving):
        groundedness.note(workspace.pk, uuid7(), "fake", True)
        moving.moves(days=10)
        groundedness.note(workspace.pk, uuid7(), "fake", False)
        first, last = days_of(groundedness.lately(workspace.pk)).bars

    assert last.x - first.x == pytest.approx(10 * (960 - 44) / 30)
    assert (first.bad_height, first.good_height) == (0, 112)
    assert (last.bad_y, last.bad_height, last.good_height) == (8, 112, 0)


def test_the_page_says_when_nothing_was_measured(client_for, workspace):
    page = client_for("author").get(reverse(PAGE))

    said = page.content.decode()
    assert "W ostatnich 30 dniach nie było czego mierzyć" in said
    assert said.count("<svg") == 0


def test_the_page_shows_the_share_and_where_an_answer_was_held_back(client_for, workspace):
    asked = talk(workspace)
    groundedness.note(workspace.pk, asked.conversation_id, "fake", False)
    groundedness.note(workspace.pk, uuid7(), "fake", True)
    groundedness.note(workspace.pk, uuid7(), "fake", False)  # its conversation is gone
    page = client_for("author").get(reverse(PAGE))

    said = page.content.decode()
    assert "model napisał rozmówcom 3 odpowiedzi; kontrolę przeszło: 1." in said
    place = reverse("admin:conversations_conversation_change", args=[asked.conversation_id])
    assert said.count(place) == 1
    assert page.context["quality"].grounded.days[0].day == timezone.localdate()


def test_another_workspaces_answers_are_not_counted(client_for, workspace, other_workspace):
    groundedness.note(other_workspace.pk, uuid7(), "fake", False)

    assert groundedness.lately(workspace.pk).written == 0


def test_a_figure_that_cannot_be_kept_costs_nobody_the_answer(context, settings, monkeypatch):
    def full(**_values):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(CheckedAnswer.objects, "create", full)
    with running(FakeModel(answer="Dostawa kurierem kosztuje 14,99 zł.")) as model:
        with_model(model, settings)
        result = ask(in_a_talk(context), DELIVERY)

    assert result["generated"] is True


def test_what_no_page_shows_any_more_is_deleted(workspace):
    moving = VirtualClock(datetime(2026, 11, 1, 12, tzinfo=UTC))
    with told_by(moving):
        groundedness.note(workspace.pk, uuid7(), "fake", True)
        moving.moves(days=32)
        groundedness.note(workspace.pk, uuid7(), "fake", False)
        retention.tidy()

    assert kept() == [False]


def test_who_is_erased_leaves_the_figure_and_no_trace(workspace):
    asked = talk(workspace)
    groundedness.note(workspace.pk, asked.conversation_id, "fake", True)
    contact = workspace.contacts.get()
    erase_contact(contact)

    assert CheckedAnswer.objects.get().conversation_id is None
    assert groundedness.lately(workspace.pk).stood == 1
