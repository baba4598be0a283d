"""Templates: beginning a flow with one, keeping one's own, and the checklist that follows."""

import pytest

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.core.document import Flow as Document
from flowbuilder.flows import gallery, needs, services, talks
from flowbuilder.flows.models import Flow, FlowTemplate
from flowbuilder.knowledge.models import Entry

pytestmark = pytest.mark.django_db

SALON = "salon-urody"
PART = {
    "name": "Part",
    "locale": "en",
    "start": "hi",
    "nodes": [{"id": "hi", "type": "message", "config": {"text": "Hello."}}],
}


def use(client, key, **given):
    return client.post(f"/api/v1/templates/{key}/use/", given, content_type="application/json")


def save(client, document=PART, **given):
    body = {"name": "Greeting", "document": document, **given}
    return client.post("/api/v1/templates/", body, content_type="application/json")


def test_the_gallery_lists_the_library_in_both_languages(client_for):
    cards = client_for("author").get("/api/v1/templates/").json()

    salon = next(card for card in cards if card["key"] == SALON)
    assert {card["language"] for card in cards} == {"pl", "en"}
    assert salon["facts"][0] == {
        "variable": "company", "title": "Nazwa salonu", "example": "Salon Malwa",
    }  # fmt: skip
    assert salon["entries"] == 8
    assert {node["id"] for node in salon["nodes"]} >= {"hello", "menu"}


def test_using_a_template_makes_a_draft_with_ones_own_facts(client_for):
    made = use(client_for("author"), SALON, name="Nasz salon", facts={"company": "Studio Ewa"})

    flow = Flow.objects.get(pk=made.json()["flow"])
    document = services.draft_of(flow)
    assert made.status_code == 201
    assert (flow.name, document.name, flow.published) == ("Nasz salon", "Nasz salon", None)
    assert next(v.initial for v in document.variables if v.name == "company") == "Studio Ewa"


def test_its_answers_come_along_with_the_facts_in_them(client_for, workspace):
    made = use(client_for("author"), SALON, facts={"address": 'ul. "Nowa" 1, Łódź'})

    entry = Entry.objects.get(key="salon-urody-adres")
    assert made.json()["entries"] == Entry.objects.filter(workspace=workspace).count() == 8
    assert entry.answer == 'Zapraszamy: ul. "Nowa" 1, Łódź.'


def test_used_again_it_changes_no_answer_that_people_wrote(client_for):
    author = client_for("author")
    use(author, SALON)
    Entry.objects.filter(key="salon-urody-adres").update(answer="Nasz.")
    Entry.objects.filter(key="salon-urody-bon").update(key="")

    again = use(author, SALON)

    assert again.json()["entries"] == 0
    assert Entry.objects.get(key="salon-urody-adres").answer == "Nasz."


def test_its_talks_come_along_and_hold_with_the_facts_told(client_for):
    made = use(client_for("author"), SALON, facts={"company": "Studio Ewa"})

    flow = Flow.objects.get(pk=made.json()["flow"])
    plan = talks.plan_of(flow, services.draft_of(flow))
    results = talks.run_talks(flow.talks.all(), plan)
    assert len(results) >= 4
    assert {result.state for result in results} == {"passed"}


def test_the_answers_may_be_left_out(client_for):
    use(client_for("author"), SALON, knowledge=False)

    assert not Entry.objects.exists()


def test_only_what_a_template_asks_for_can_be_filled_in(client_for):
    made = use(client_for("author"), SALON, facts={"phone": "112", "company": "x" * 200})

    document = services.draft_of(Flow.objects.get(pk=made.json()["flow"]))
    initial = {v.name: v.initial for v in document.variables}
    assert initial["phone"] is None
    assert initial["company"] == "x" * 200


@pytest.mark.parametrize("facts", [{"company": "x" * 201}, {"company": ["a"]}, "company", [1]])
def test_facts_of_another_shape_are_refused(client_for, facts):
    answer = use(client_for("author"), SALON, facts=facts)

    assert answer.status_code == 400
    assert not Flow.objects.exists()


@pytest.mark.parametrize("key", ["no-such-template", "999999", "9" * 60])
def test_an_absent_template_is_not_found(client_for, key):
    answer = use(client_for("author"), key)

    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["analyst", "agent"])
def test_who_may_not_edit_flows_uses_and_keeps_no_template(client_for, role):
    client = client_for(role)

    assert use(client, SALON).status_code == 403
    assert save(client).status_code == 403
    assert client.get("/api/v1/templates/").status_code == 403


def test_a_part_of_a_flow_is_kept_used_and_deleted(client_for, workspace):
    author = client_for("author")

    kept = save(author, summary="Says hello.")
    key = kept.json()["key"]
    card = author.get("/api/v1/templates/").json()[0]
    made = use(author, key)
    gone = author.delete(f"/api/v1/templates/{key}/")

    assert (card["key"], card["own"], card["summary"]) == (key, True, "Says hello.")
    assert services.draft_of(Flow.objects.get(pk=made.json()["flow"])).nodes[0].id == "hi"
    assert gone.status_code == 204
    assert not FlowTemplate.objects.exists()
    actions = AuditEntry.objects.filter(workspace=workspace).values_list("action", flat=True)
    assert {"template.saved", "template.deleted"} <= set(actions)


def test_a_template_of_another_workspace_does_not_exist(client_for, other_workspace):
    foreign = gallery.save(
        workspace=other_workspace, name="Secret", summary="", user=None,
        document=Document.model_validate(PART),
    )  # fmt: skip
    author = client_for("author")

    cards = author.get("/api/v1/templates/").json()

    assert "Secret" not in [card["name"] for card in cards]
    assert use(author, foreign.pk).status_code == 404
    assert author.delete(f"/api/v1/templates/{foreign.pk}/").status_code == 404
    assert FlowTemplate.objects.filter(pk=foreign.pk).exists()


def test_the_librarys_templates_cannot_be_deleted(client_for):
    assert client_for("owner").delete(f"/api/v1/templates/{SALON}/").status_code == 404


@pytest.mark.parametrize(
    ("document", "status"),
    [({**PART, "nodes": []}, 400), ({"nodes": 7}, 422), ("text", 422), (None, 400)],
)
def test_a_template_without_steps_is_refused(client_for, document, status):
    answer = save(client_for("author"), document=document)

    assert answer.status_code == status
    assert not FlowTemplate.objects.exists()


def test_the_number_of_own_templates_has_a_limit(client_for, workspace, monkeypatch):
    monkeypatch.setattr(gallery, "MAX_OWN", 1)
    author = client_for("author")
    save(author)

    answer = save(author)

    assert answer.status_code == 400
    assert FlowTemplate.objects.filter(workspace=workspace).count() == 1


# ---- The checklist ----------------------------------------------------------


@pytest.fixture
def salon(workspace):
    flow, _entries = gallery.use(
        workspace=workspace, key=SALON, user=None, facts={"company": "Studio Ewa"}
    )
    return flow


def lines(client, flow):
    return {n["text"]: n for n in client.get(f"/api/v1/flows/{flow.pk}/needs/").json()}


def change(flow, **config):
    document = flow.draft
    node = next(n for n in document["nodes"] if n["id"] == "service")
    node["config"] |= config
    services.save_draft(flow=flow, revision=flow.draft_revision, data=document, user=None)


def test_a_fact_that_was_told_is_settled_and_the_others_are_open(client_for, salon):
    found = lines(client_for("author"), salon)

    assert found["Nazwa salonu"]["done"] is True
    assert found["Adres salonu"]["done"] is False
    assert found["Wpisać własne usługi"]["node"] == "service"


def test_a_step_that_was_changed_is_settled(client_for, salon):
    change(salon, options=[{"value": "lashes", "label": "Rzęsy"}])

    assert lines(client_for("author"), salon)["Wpisać własne usługi"]["done"] is True


def test_a_page_leads_where_the_role_may_go_and_is_ticked_by_hand(client_for, salon):
    author = client_for("author")
    knowledge = next(n for n in lines(author, salon).values() if n["page"] == "knowledge")
    team = next(n for n in lines(author, salon).values() if n["page"] == "teams")

    body = {"done": True}
    url = f"/api/v1/flows/{salon.pk}/needs/{knowledge['number']}/"
    ticked = author.put(url, body, content_type="application/json").json()

    assert knowledge["url"] == "/admin/knowledge/entry/"
    assert team["url"] == ""
    assert [n["done"] for n in ticked if n["page"] == "knowledge"] == [True]


def test_a_line_that_there_is_not_cannot_be_ticked(client_for, salon):
    url = f"/api/v1/flows/{salon.pk}/needs/99/"

    answer = client_for("author").put(url, {"done": True}, content_type="application/json")

    assert answer.status_code == 404


def test_the_checklist_can_be_put_away(client_for, salon):
    author = client_for("author")

    author.delete(f"/api/v1/flows/{salon.pk}/needs/")

    assert lines(author, salon) == {}


def test_a_kept_flow_hands_its_open_checklist_on(workspace, salon):
    document = services.draft_of(salon)

    kept = gallery.save(
        workspace=workspace, name="Ours", summary="", document=document, user=None, flow=salon
    )
    again, _entries = gallery.use(workspace=workspace, key=str(kept.pk), user=None)

    assert [n.done for n in needs.needs_of(again)] == [False] * len(salon.needs)


# ---- The tour ---------------------------------------------------------------


def test_the_tour_is_offered_until_it_is_declined(client_for):
    analyst = client_for("analyst")

    answer = analyst.put("/api/v1/tour/", {"offered": False}, content_type="application/json")

    analyst.user.refresh_from_db()
    assert answer.status_code == 204
    assert analyst.user.tour_offered is False


@pytest.mark.parametrize("wanted", [True, False])
def test_questions_that_were_not_taken_are_not_to_be_checked(client_for, workspace, wanted):
    flow = use(client_for("author"), SALON, knowledge=wanted).json()["flow"]

    pages = [need["page"] for need in Flow.objects.get(pk=flow).needs if "page" in need]
    assert ("knowledge" in pages) == wanted
    assert "teams" in pages
