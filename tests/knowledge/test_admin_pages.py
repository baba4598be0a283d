"""The knowledge pages of the admin."""

import pytest
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.flows.models import Flow
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks import what_if
from flowbuilder.knowledge.models import Entry, Expectation, Unanswered

LIST, ADD = "admin:knowledge_entry_changelist", "admin:knowledge_entry_add"
FORM = {
    "language": "pl", "question": "Jak zwrócić towar?", "variant_lines": "chcę oddać\n\nzwrot ",
    "answer": "Formularzem.", "tags": "Zwroty", "source": "", "enabled": "on",
}  # fmt: skip


def test_an_author_writes_an_entry_with_variants_as_lines(client_for, workspace):
    client = client_for("author")
    client.post(reverse(ADD), FORM)
    entry = Entry.objects.get()
    page = client.get(reverse("admin:knowledge_entry_change", args=[entry.pk]))

    assert (entry.workspace, entry.variants, entry.tags) == (
        workspace,
        ["chcę oddać", "zwrot"],
        "zwroty",
    )
    assert "chcę oddać\nzwrot" in page.content.decode()
    assert "[&#x27;chcę" not in page.content.decode()


def test_an_entry_is_changed_and_its_variants_emptied(client_for, workspace):
    client = client_for("author")
    client.post(reverse(ADD), FORM)
    place = reverse("admin:knowledge_entry_change", args=[Entry.objects.get().pk])
    client.post(place, {**FORM, "variant_lines": "", "answer": "Inaczej."})

    assert (Entry.objects.get().variants, Entry.objects.get().answer) == ([], "Inaczej.")


@pytest.mark.parametrize("change", [{"question": ""}, {"answer": ""}, {"variant_lines": "x" * 501}])
def test_an_entry_that_cannot_be_used_is_sent_back(client_for, workspace, change):
    page = client_for("author").post(reverse(ADD), {**FORM, **change})

    assert page.status_code == 200
    assert not Entry.objects.exists()


def test_a_change_that_is_sent_back_leaves_the_pages_name_as_it_is_stored(client_for, workspace):
    entry = services.create_entry(workspace, question="Gdzie?", answer="Tu.")
    place = reverse("admin:knowledge_entry_change", args=[entry.pk])
    page = client_for("author").post(place, {**FORM, "question": "Dokąd?", "answer": ""})

    assert page.context["errors"]
    assert str(page.context["original"]) == "Gdzie?"
    assert 'value="Dokąd?"' in page.content.decode()


def test_a_question_is_tried_on_the_list(client_for, workspace):
    services.create_entry(workspace, question="Jak zwrócić towar?", answer="Formularzem.")
    client = client_for("author")
    found = client.get(
        reverse("admin:knowledge_ask"), {"question": "jak zwrocic towar", "language": "pl"}
    )
    strange = client.get(reverse("admin:knowledge_ask"), {"question": "pogoda", "language": "xx"})

    assert found.context["verdict"] == "found"
    assert found.context["hits"][0]["question"] == "Jak zwrócić towar?"
    assert strange.context["verdict"] == "none"
    assert (found.status_code, strange.status_code) == (200, 200)


def test_the_list_filters_by_tag(client_for, workspace):
    for number, tags in enumerate(["zwroty, dostawa", "dostawa", "zwroty pilne", ""]):
        services.create_entry(workspace, question=f"Pytanie {number}?", answer="-", tags=tags)
    page = client_for("author").get(reverse(LIST), {"tag": "zwroty"})

    assert [entry.question for entry in page.context["cl"].result_list] == ["Pytanie 0?"]


def test_an_unanswered_question_becomes_an_entry(client_for, workspace):
    asked = services.record_unanswered(workspace.pk, "Ile waży kubek?", language="pl", at=now())
    client = client_for("author")
    listed = client.get(reverse("admin:knowledge_unanswered_changelist"))
    opened = client.get(
        reverse("admin:knowledge_unanswered_write_answer", args=[asked.pk]), follow=True
    )
    place = opened.redirect_chain[-1][0]
    client.post(place, {**FORM, "question": "Ile waży kubek?"})

    asked.refresh_from_db()
    assert f"unanswered={asked.pk}" in listed.content.decode()
    assert opened.context["adminform"].form.initial["question"] == "Ile waży kubek?"
    assert (asked.status, asked.entry.answer) == ("answered", "Formularzem.")


def test_an_answered_question_leaves_the_list_and_can_be_asked_for(client_for, workspace):
    asked = services.record_unanswered(workspace.pk, "Ile waży?", language="pl", at=now())
    client, place = client_for("author"), reverse("admin:knowledge_unanswered_changelist")
    Unanswered.objects.filter(pk=asked.pk).update(status="answered")

    assert "Ile waży?" not in client.get(place).content.decode()
    assert "Ile waży?" in client.get(place, {"status": "answered"}).content.decode()
    assert "Ile waży?" in client.get(place, {"status": "all"}).content.decode()


def test_the_language_to_begin_with_is_the_persons(client_for):
    client = client_for("author")
    client.user.language = "en"
    client.user.save()

    for name in ("knowledge_entry_add", "channel_web_widget_add"):
        form = client.get(reverse(f"admin:{name}")).context["adminform"].form
        assert form.initial["language"] == "en"


def test_many_are_ignored_and_opened_again(client_for, workspace):
    asked = services.record_unanswered(workspace.pk, "Ile waży?", language="pl", at=now())
    client = client_for("author")
    place = reverse("admin:knowledge_unanswered_changelist")
    for action, status in (("ignore", "ignored"), ("reopen", "open")):
        client.post(f"{place}?status=all", {"action": action, "_selected_action": [asked.pk]})
        asked.refresh_from_db()

        assert asked.status == status


def test_bulk_actions_reach_the_index(client_for, workspace):
    entry = services.create_entry(workspace, question="Jak zwrócić towar?", answer="Formularzem.")
    client_for("author").post(
        reverse(LIST), {"action": "switch_off", "_selected_action": [entry.pk]}
    )

    assert selectors.search(workspace.pk, "jak zwrócić towar", "pl").result.verdict == "none"


def test_another_workspaces_rows_do_not_exist(client_for, workspace, other_workspace):
    entry = services.create_entry(other_workspace, question="Secret?", answer="Canary.")
    asked = services.record_unanswered(other_workspace.pk, "Canary?", language="pl", at=now())
    client = client_for("author")
    foreign = client.get(reverse("admin:knowledge_entry_change", args=[entry.pk]))
    absent = client.get(reverse("admin:knowledge_entry_change", args=[entry.pk + 999]))
    write = client.get(reverse("admin:knowledge_unanswered_write_answer", args=[asked.pk]))
    prefilled = client.get(reverse(ADD), {"unanswered": asked.pk})
    client.post(f"{reverse(ADD)}?unanswered={asked.pk}", FORM)
    client.post(
        reverse(LIST), {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    )
    client.post(
        reverse("admin:knowledge_unanswered_changelist"),
        {"action": "ignore", "_selected_action": [asked.pk]},
    )

    assert (foreign.status_code, foreign.get("Location")) == (
        absent.status_code,
        absent.get("Location"),
    )
    assert write.status_code == 404
    assert "Canary" not in prefilled.content.decode()
    assert Unanswered.objects.get(pk=asked.pk).status == "open"
    assert Entry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("role", ["agent", "analyst"])
@pytest.mark.parametrize("name", [LIST, ADD, "admin:knowledge_import"])
def test_who_may_not_edit_knowledge_sees_none_of_it(client_for, workspace, role, name):
    assert client_for(role).get(reverse(name)).status_code in (302, 403)


@pytest.mark.parametrize("number", ["", "abc", "-1", "9" * 30, "٣"])
def test_a_broken_number_of_a_question_is_only_an_empty_form(client_for, workspace, number):
    assert client_for("author").get(reverse(ADD), {"unanswered": number}).status_code == 200


# ---- Asking the knowledge, and taking it elsewhere ------------------------------------------


def said(client, question):
    asked = {"question": question, "language": "pl"}
    return client.post(reverse("admin:knowledge_ask"), asked).context["said"]


def test_an_author_reads_what_the_ai_step_would_say_and_from_where(client_for, workspace):
    services.create_entry(workspace, question="Jak zwrócić towar?", answer="Formularzem.")

    found = said(client_for("author"), "jak zwrocic towar?")
    assert "Formularzem." in found["text"]
    assert [source["title"] for source in found["sources"]] == ["Jak zwrócić towar?"]
    assert (found["why"], found["generated"]) == ("", False)


def test_or_why_it_would_say_nothing(client_for, workspace):
    services.create_entry(workspace, question="Jak zwrócić towar?", answer="Formularzem.")
    client = client_for("author")

    assert "nie pasuje wystarczająco" in said(client, "Kto wygrał regaty?")["why"]
    assert "prośba o człowieka" in said(client, "chcę rozmawiać z konsultantem")["why"]


def test_what_is_exported_comes_back_as_it_was(client_for, workspace, other_workspace):
    services.create_entry(
        workspace, question="Jak zwrócić?", answer="- Formularzem,\n- listem.", key="zwrot",
        variants=["oddać", "a|b"], tags="zwroty", enabled=False,
    )  # fmt: skip
    services.create_entry(other_workspace, question="Cudze?", answer="Nie.")
    dated = services.create_entry(
        workspace, question="Kiedy?", answer="Teraz.", variants=["x", "y"]
    )
    dated.valid_from = now().date()
    dated.owner = client_for("author").user
    dated.flow = Flow.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    services.save_entry(dated)
    file = client_for("author").get(reverse("admin:knowledge_entry_export"))
    before = list(Entry.objects.filter(workspace=workspace).order_by("pk").values())
    again = services.import_file(workspace, file.content, name="answers.csv")
    Entry.objects.filter(workspace=workspace).delete()
    services.import_file(workspace, file.content, name="answers.csv")

    def told(rows):
        kept = (
            "key", "question", "variants", "answer", "tags", "enabled", "valid_from", "flow_id",
            "owner_id",
        )  # fmt: skip
        return sorted([row[name] for name in kept] for row in rows)

    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert told(Entry.objects.filter(workspace=workspace).values()) == told(before)
    assert "Cudze" not in file.content.decode()


def test_where_there_is_too_much_to_check_before_saving_it_says_so(
    client_for, workspace, monkeypatch
):
    entry = services.create_entry(workspace, question="Gdzie?", answer="Tu.")
    Expectation.objects.create(workspace=workspace, question="Gdzie?", entry=entry)
    client = client_for("author")
    quiet = client.post(reverse(ADD), FORM, follow=True).content.decode()
    monkeypatch.setattr(what_if, "MAX_ENTRIES", 0)
    told = client.post(reverse(ADD), {**FORM, "question": "A jak?"}, follow=True).content.decode()

    assert "żeby sprawdzić oczekiwane odpowiedzi przed zapisaniem" not in quiet
    assert "żeby sprawdzić oczekiwane odpowiedzi przed zapisaniem" in told
