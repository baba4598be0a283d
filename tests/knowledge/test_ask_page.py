"""The page “Ask the knowledge”: what is found, why, and what would be said."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from flowbuilder.knowledge import services
from flowbuilder.knowledge.answers import as_a_flow, ask_report
from flowbuilder.knowledge.answers.grounding import Fault
from flowbuilder.knowledge.answers.said_report import FAULTS
from flowbuilder.knowledge.search.hits import Document, Hit
from flowbuilder.knowledge.search.mixing import Limits, Signals
from tests.knowledge.reading import do_jobs, file_source
from tests.knowledge.test_effects import with_model
from tests.knowledge.test_excluded_everywhere import published
from tests.llm.fake_model import FakeModel, running

ASK = "admin:knowledge_ask"
ASKED = "Jak złożyć reklamację?"


def tried(client, flow, question=ASKED):
    asked = {"question": question, "language": "pl", "flow": flow}
    return client.get(reverse(ASK), asked).context


def test_a_flow_gives_its_own_answers_only(client_for, workspace):
    mine, other = published(workspace).flow, published(workspace).flow
    entry = services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    entry.flow = mine
    services.save_entry(entry)
    client = client_for("author")

    assert [tried(client, flow)["verdict"] for flow in (mine.pk, other.pk, "")] == [
        "found", "none", "found",
    ]  # fmt: skip
    assert tried(client, mine.pk)["asked_flow"] == mine.pk
    assert {number for number, _name in tried(client, "")["flows"]} == {mine.pk, other.pk}


@pytest.mark.parametrize("number", ["abc", "-1", "9" * 30, "٣", "999999"])
def test_a_number_of_no_flow_tries_every_answer(client_for, workspace, number):
    services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    shown = tried(client_for("author"), number)

    assert (shown["verdict"], shown["asked_flow"]) == ("found", "")


def test_a_flow_of_another_workspace_is_none(client_for, workspace, other_workspace):
    flow = published(other_workspace).flow
    shown = tried(client_for("author"), flow.pk)

    assert (shown["asked_flow"], shown["flows"]) == ("", [])


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
    asked = {"question": ASKED, "language": "pl"}

    page = client.post(reverse(ASK), {**asked, "flow": flow.pk})
    assert (page.context["said"]["outcome"], page.context["asked_flow"]) == ("excluded", flow.pk)
    assert client.post(reverse(ASK), asked).context["said"]["outcome"] == "answered"


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
    kept = {"question": ASKED, "language": "pl", "entry": entry.public_id, "flow": flow.pk}

    back = client_for("author").post(reverse("admin:knowledge_expect"), kept, follow=True)

    assert back.context["asked_flow"] == flow.pk
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

    page = client_for("author").get(reverse(ASK), {"question": ASKED, "language": "pl"})

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

    assert [(amount, exact) for _name, amount, exact in ask_report._signals(hit)] == [
        (50, ""), (25, ""), (10, ""), (0, "cosinus 0,84"), (50, "cosinus 0,92"),
    ]  # fmt: skip


# ---- Why, and from where --------------------------------------------------------------------

BY_KIND = {False: Limits(0.52, 0.24), True: Limits(0.78, 0.5)}


def scored(*scores, of=""):
    return [Hit(Document(id="1", question="?", answer="!", of=of), each, Signals(0, 0, 0))
            for each in scores]  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "hits", "said"),
    [
        ("found", scored(0.876), "Najlepszy wynik to 88. Od wyniku 52"),
        ("suggest", scored(0.47), "dość na propozycję (od 24), za mało na odpowiedź (od 52)"),
        ("suggest", scored(0.7, 0.69), "Najlepszy wynik, 70, wystarczyłby"),
        ("none", scored(0.1), "Najlepszy wynik to 10. Poniżej 24"),
        ("none", scored(0.517), "Najlepszy wynik to 51,7."),
        ("suggest", scored(0.6, of="Regulamin"), "(od 50), za mało na odpowiedź (od 78)"),
    ],
)
def test_the_score_is_held_against_the_threshold_in_words(verdict, hits, said):
    assert said in ask_report.why(verdict, hits, BY_KIND)


def test_where_nothing_is_measured_no_score_is_told():
    assert ask_report.why("none", (), BY_KIND) == ask_report.why("excluded", scored(0.9), {}) == ""


def test_sources_lead_to_the_entry_and_outside_with_the_host(client_for, workspace):
    entry = services.create_entry(
        workspace, question=ASKED, answer="Formularzem.", key="reklamacja",
        source="https://pomoc.sklep.example/reklamacje?x=1",
    )  # fmt: skip
    page = client_for("author").get(reverse(ASK), {"question": ASKED, "language": "pl"})
    change = reverse("admin:knowledge_entry_change", args=[entry.pk])

    assert page.context["said"]["sources"] == [
        {
            "title": ASKED, "page": change, "of_page": "",
            "away": {"address": entry.source, "host": "pomoc.sklep.example"},
        }
    ]  # fmt: skip
    assert page.context["hits"][0]["page"] == change
    assert 'rel="noopener noreferrer" target="_blank" data-away>pomoc.sklep.example<' in (
        page.content.decode()
    )


@pytest.mark.parametrize(
    "address", ["", "Regulamin, §3", "javascript:alert(1)", "https://[", "//x"]
)
def test_what_is_no_address_outside_is_no_link(address):
    assert ask_report.away(address) == {}


def test_a_passage_leads_to_its_place_and_its_source(client_for, workspace, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    body = "# Zwroty\n\nTowar można zwrócić w ciągu 30 dni od odbioru przesyłki.\n"
    source = file_source(workspace, "regulamin.md", body)
    do_jobs()
    asked = {"question": "W ciągu ilu dni można zwrócić towar?", "language": "pl"}
    page = client_for("author").get(reverse(ASK), asked)
    chunk = source.documents.get().chunks.get()

    (told,) = page.context["said"]["sources"]
    assert told["page"] == reverse("admin:knowledge_passage", args=[chunk.pk])
    assert told["of_page"] == reverse("admin:knowledge_source_change", args=[source.pk])


# ---- What the model wrote -------------------------------------------------------------------


def asked_with(model, settings, client, **more):
    with_model(model, settings)
    asked = {"question": ASKED, "language": "pl", **more}
    return client.post(reverse(ASK), asked).context["said"]


def test_each_sentence_is_marked_and_the_one_that_fails_is_named(client_for, workspace, settings):
    services.create_entry(workspace, question=ASKED, answer="Reklamację składa się formularzem.")
    wrong = "Odpowiadamy w ciągu 3 dni."
    written = f"Dzień dobry! Reklamację składa się formularzem. {wrong} Reklamację składa się."
    with running(FakeModel(written)) as model:
        said = asked_with(model, settings, client_for("author"))

    assert [mark["standing"] for mark in said["marks"]] == [
        "courtesy", "stands", "fails", "stands",
    ]  # fmt: skip
    assert said["why"].endswith(f"jedno zdanie nie ma oparcia w bazie wiedzy: „{wrong}”")
    assert said["marks"][2]["fault"] == FAULTS[Fault.FIGURE]
    assert (said["text"], said["sources"]) == ("", [])


def test_an_answer_that_stands_is_shown_with_its_sentences(client_for, workspace, settings):
    services.create_entry(workspace, question=ASKED, answer="Reklamację składa się formularzem.")
    with running(FakeModel("Reklamację składa się formularzem [1].")) as model:
        said = asked_with(model, settings, client_for("author"))

    assert (said["text"], said["why"]) == ("Reklamację składa się formularzem [1].", "")
    assert [(mark["text"], mark["standing"]) for mark in said["marks"]] == [
        ("Reklamację składa się formularzem.", "stands")
    ]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("NOT_FOUND", "sam model uznał, że to, co znaleziono, nie odpowiada na pytanie."),
        ("Dzień dobry! Chętnie pomogę.", "model napisał same uprzejmości."),
    ],
)
def test_why_a_model_gives_no_answer_is_told(client_for, workspace, settings, written, why):
    services.create_entry(workspace, question=ASKED, answer="Reklamację składa się formularzem.")
    with running(FakeModel(written)) as model:
        said = asked_with(model, settings, client_for("author"))

    assert said["why"].endswith(why)


def test_a_sentence_about_an_excluded_topic_is_named(client_for, workspace, settings):
    services.create_entry(workspace, question=ASKED, answer="Reklamację składa się formularzem.")
    flow = published(workspace, in_step=["polityka"]).flow
    wrong = "Polityka to trudny temat."
    with running(FakeModel(f"Reklamację składa się formularzem. {wrong}")) as model:
        said = asked_with(model, settings, client_for("author"), flow=flow.pk)

    assert said["outcome"] == "excluded"
    assert said["why"].endswith(f"dotyczy wykluczonego tematu: „{wrong}”")


def test_the_model_is_asked_by_the_button_only(client_for, workspace, settings):
    services.create_entry(workspace, question=ASKED, answer="Reklamację składa się formularzem.")
    with running(FakeModel("Reklamację składa się formularzem.")) as model:
        with_model(model, settings)
        page = client_for("author").get(reverse(ASK), {"question": ASKED, "language": "pl"})

    assert (page.context["said"], model.requests) == ({}, [])
    assert "Co powiedziałaby „Odpowiedź AI”?" in page.content.decode()


def test_every_fault_has_words():
    assert set(FAULTS) == set(Fault)


@pytest.mark.parametrize("role", ["agent", "analyst"])
def test_who_may_not_edit_the_knowledge_may_not_ask_it_here(client_for, workspace, role):
    assert client_for(role).get(reverse(ASK), {"question": ASKED}).status_code == 403


def test_the_list_and_the_menu_lead_here(client_for, workspace):
    client, here = client_for("author"), reverse(ASK)
    empty = client.get(reverse("admin:knowledge_entry_changelist")).content.decode()
    services.create_entry(workspace, question=ASKED, answer="Formularzem.")
    listed = client.get(reverse("admin:knowledge_entry_changelist")).content.decode()

    assert (empty.count(f'href="{here}"'), listed.count(f'href="{here}"')) == (1, 2)
    assert "Jeszcze nic tu nie ma" in empty
