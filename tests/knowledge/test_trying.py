"""A question tried as in one flow."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from flowbuilder.knowledge import as_a_flow, services, trying_admin
from flowbuilder.knowledge.hits import Document, Hit
from flowbuilder.knowledge.mixing import Signals
from tests.knowledge.test_excluded_everywhere import published

LIST, ANSWER = "admin:knowledge_entry_changelist", "admin:knowledge_answer"
ASKED = "Jak złożyć reklamację?"


def tried(client, flow, question=ASKED):
    asked = {"try": question, "try_language": "pl", "try_flow": flow}
    return client.get(reverse(LIST), asked).context


def test_a_flow_gives_its_own_answers_only(client_for, workspace):
    mine, other = published(workspace).flow, published(workspace).flow
    entry = services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    entry.flow = mine
    services.save_entry(entry)
    client = client_for("author")

    assert [tried(client, flow)["verdict"] for flow in (mine.pk, other.pk, "")] == [
        "found", "none", "found",
    ]  # fmt: skip
    assert tried(client, mine.pk)["tried_flow"] == mine.pk
    assert {number for number, _name in tried(client, "")["try_flows"]} == {mine.pk, other.pk}


@pytest.mark.parametrize("number", ["abc", "-1", "9" * 30, "٣", "999999"])
def test_a_number_of_no_flow_tries_every_answer(client_for, workspace, number):
    services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    shown = tried(client_for("author"), number)

    assert (shown["verdict"], shown["tried_flow"]) == ("found", "")


def test_a_flow_of_another_workspace_is_none(client_for, workspace, other_workspace):
    flow = published(other_workspace).flow
    shown = tried(client_for("author"), flow.pk)

    assert (shown["tried_flow"], shown["try_flows"]) == ("", [])


def test_what_a_flow_never_answers_about_is_said(client_for, workspace):
    services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    services.create_entry(workspace, question="Kiedy otwieracie?", answer="O dziewiątej.")
    flow = published(workspace, in_settings=["reklamacje"]).flow
    client = client_for("author")

    shown = tried(client, flow.pk)
    assert (shown["verdict"], shown["hits"]) == ("excluded", [])
    assert tried(client, flow.pk, "Kiedy otwieracie?")["verdict"] == "found"


def test_the_ai_step_is_bound_by_its_own_list_too(client_for, workspace):
    services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    flow = published(workspace, in_step=["reklamacje"]).flow
    client = client_for("author")
    asked = {"try": ASKED, "try_language": "pl"}

    page = client.post(reverse(ANSWER), {**asked, "try_flow": flow.pk})
    assert (page.context["said"]["outcome"], page.context["tried_flow"]) == ("excluded", flow.pk)
    assert client.post(reverse(ANSWER), asked).context["said"]["outcome"] == "answered"


def test_the_model_is_told_what_the_flow_tells_it(workspace):
    flow = published(workspace, in_settings=["reklamacje"], in_step=["ceny"]).flow
    bound = as_a_flow.as_flow(flow)
    settings = bound.document.settings.model_copy(update={"persona": "Ola", "address": "informal"})
    document = bound.document.model_copy(update={"settings": settings})
    step = bound.step.model_copy(update={"instructions": "Krótko, {{ name }}."})
    asked = as_a_flow.AsFlow(id=flow.pk, document=document, step=step).asking("Ile?", "pl", 30)

    assert (asked.persona, asked.address, asked.excluded, asked.instructions) == (
        "Ola", "informal", ("reklamacje", "ceny"), "Krótko, .",
    )  # fmt: skip


def test_the_flow_stays_chosen_when_the_answer_is_kept_as_expected(client_for, workspace):
    flow = published(workspace).flow
    entry = services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    kept = {"question": ASKED, "language": "pl", "entry": entry.public_id, "try_flow": flow.pk}

    back = client_for("author").post(reverse("admin:knowledge_expect"), kept, follow=True)

    assert back.context["tried_flow"] == flow.pk
    assert back.context["expected_now"].entry == entry


# ---- What is not given today, and what the numbers say --------------------------------------


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        ({"enabled": False}, "Jest odpowiedź, ale wyłączona:"),
        ({"valid_from": date(2999, 12, 20)}, "ale dopiero od 20 grudnia 2999:"),
        ({"valid_until": date(2020, 1, 2)}, "ale tylko do 2 stycznia 2020:"),
    ],
)
def test_an_entry_that_fits_but_is_not_given_is_named(client_for, workspace, standing, why):
    services.create_entry(workspace, question="Kiedy otwieracie?", answer="O dziewiątej.")
    entry = services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    for name, value in standing.items():
        setattr(entry, name, value)
    services.save_entry(entry)

    page = client_for("author").get(reverse(LIST), {"try": ASKED, "try_language": "pl"})

    assert page.context["verdict"] == "none"
    assert [each["name"] for each in page.context["not_given"]] == [ASKED]
    assert why in page.content.decode()
    assert reverse("admin:knowledge_entry_change", args=[entry.pk]) in page.content.decode()


def test_what_does_not_fit_or_is_bound_to_another_flow_is_not_named(client_for, workspace):
    flow, other = published(workspace).flow, published(workspace).flow
    entry = services.create_entry(workspace, question=ASKED, answer="Tak.", enabled=False)
    entry.flow = other
    services.save_entry(entry)
    client = client_for("author")

    assert tried(client, "", "Ile kosztuje balon?")["not_given"] == []
    assert tried(client, flow.pk)["not_given"] == []
    assert len(tried(client, other.pk)["not_given"]) == 1


def test_a_single_option_is_asked_about_as_such(client_for, workspace):
    services.create_entry(
        workspace, question="Jak zwrócić zakupiony towar ze sklepu?", answer="Formularzem."
    )
    services.create_entry(workspace, question="Kiedy otwieracie?", answer="O dziewiątej.")
    shown = tried(client_for("author"), "", "czy zwrócić towar mogę kurierem")

    assert (shown["verdict"], [hit["is_offered"] for hit in shown["hits"]]) == ("suggest", [True])
    assert str(shown["verdict_words"]) == "Rozmówca zostałby zapytany, czy chodzi o to pytanie."


def test_nearness_is_told_from_what_any_two_texts_have():
    hit = Hit(Document(id="1", question="?", answer="!"), 0.5, Signals(0.5, 0.25, 0.1, 0.84, 0.92))

    assert [(amount, exact) for _name, amount, exact in trying_admin._signals(hit)] == [
        (50, ""), (25, ""), (10, ""), (0, "cosinus 0,84"), (50, "cosinus 0,92"),
    ]  # fmt: skip
