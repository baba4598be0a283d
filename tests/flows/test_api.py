"""The addresses that the editor uses."""

import pytest

from flowbuilder.flows import services
from tests.flows.test_services import HELLO

pytestmark = pytest.mark.django_db


@pytest.fixture
def hello(workspace, author):
    return services.create_flow(workspace=workspace, name="Hello", user=author, document=HELLO)


def put(client, flow, **body):
    return client.put(f"/api/v1/flows/{flow.pk}/draft/", body, content_type="application/json")


def test_saving_answers_with_the_next_revision_and_the_problems(client_for, hello):
    answer = put(client_for("author"), hello, revision=1, document={**hello.draft, "edges": []})

    assert answer.status_code == 200
    assert answer.json()["revision"] == 2
    assert {p["level"] for p in answer.json()["problems"]} >= {"error"}


def test_saving_from_a_stale_revision_is_a_409_with_both_at_hand(client_for, hello):
    client = client_for("author")
    put(client, hello, revision=1, document={**hello.draft, "name": "Theirs"})

    answer = put(client, hello, revision=1, document={**hello.draft, "name": "Mine"})

    assert answer.status_code == 409
    assert answer.json()["code"] == "draft_is_stale"
    assert answer.json()["details"]["document"]["name"] == "Theirs"


def test_problems_are_said_in_the_readers_language(client_for, hello):
    client = client_for("author")
    client.cookies["flowbuilder_language"] = "pl"

    answer = put(client, hello, revision=1, document={**hello.draft, "start": None})

    said = " ".join(p["message"] for p in answer.json()["problems"])
    assert any(letter in said for letter in "ąćęłńóśźż")


def test_publishing_needs_a_flow_without_errors(client_for, hello):
    client = client_for("author")
    put(client, hello, revision=1, document={**hello.draft, "start": None})

    refused = client.post(
        f"/api/v1/flows/{hello.pk}/publish/", {"revision": 2}, content_type="application/json"
    )

    assert refused.status_code == 422
    assert refused.json()["code"] == "invalid_flow"


def test_publishing_and_restoring(client_for, hello):
    client = client_for("author")
    base = f"/api/v1/flows/{hello.pk}"
    kind = {"content_type": "application/json"}

    published = client.post(f"{base}/publish/", {"revision": 1, "note": "Go"}, **kind)
    put(client, hello, revision=1, document={**hello.draft, "nodes": [], "edges": []})
    restored = client.post(f"{base}/versions/1/restore/", {"revision": 2}, **kind)
    listed = client.get(f"{base}/versions/").json()

    assert published.status_code == 201
    assert len(restored.json()["document"]["nodes"]) == 3
    assert [(v["number"], v["note"], v["live"]) for v in listed] == [(1, "Go", True)]


@pytest.mark.parametrize("role", ["agent", "analyst"])
def test_roles_that_may_not_edit_are_told_so(client_for, hello, role):
    answer = put(client_for(role), hello, revision=1, document=hello.draft)

    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"


def test_a_foreign_flow_answers_like_an_absent_one(client_for, other_workspace, hello):
    client = client_for("owner", other_workspace)

    foreign = client.get(f"/api/v1/flows/{hello.pk}/draft/")
    absent = client.get("/api/v1/flows/999999/draft/")

    assert foreign.status_code == absent.status_code == 404
    assert foreign.json() == absent.json()


def test_the_catalogue_has_an_etag_and_speaks_polish(client_for):
    client = client_for("author")
    client.cookies["flowbuilder_language"] = "pl"

    first = client.get("/api/v1/node-types/")
    again = client.get("/api/v1/node-types/", headers={"If-None-Match": first["ETag"]})

    titles = {t["name"]: t["title"] for t in first.json()}
    assert titles["handoff"] != "Hand over to a person"
    assert again.status_code == 304


def test_a_problem_of_a_translation_names_its_language(client_for, hello):
    client = client_for("author")
    node = hello.draft["nodes"][0]["id"]
    broken = {"de": {node: {"text": {"text": "{{ nam"}}}}

    answer = put(client, hello, revision=1, document={**hello.draft, "translations": broken})

    found = [p for p in answer.json()["problems"] if p["language"] == "de"]
    assert ("flow.E024", node, "text") in {(p["code"], p["node"], p["field"]) for p in found}
    assert answer.json()["document"]["translations"]["de"][node]["text"]["text"] == "{{ nam"


def test_a_document_without_translations_is_stored_as_before(client_for, hello):
    answer = put(
        client_for("author"), hello, revision=1, document={**hello.draft, "translations": {}}
    )

    assert "translations" not in answer.json()["document"]


PART = {
    **HELLO.model_dump(mode="json"),
    "variables": [
        {"name": "who", "input": True},
        {"name": "limit", "kind": "number", "input": True, "initial": 3},
        {"name": "answer", "output": True, "initial": ""},
    ],
}


def make(client, document=PART):
    body = {"name": "A part", "document": document}
    return client.post("/api/v1/flows/", body, content_type="application/json")


def test_a_part_becomes_a_flow_that_others_can_call_at_once(client_for, hello):
    client = client_for("author")

    made = make(client)

    assert made.status_code == 201
    assert made.json()["published"] == 1
    assert made.json()["inputs"] == [
        {"name": "who", "kind": "text", "required": True},
        {"name": "limit", "kind": "number", "required": False},
    ]
    around = client.get(f"/api/v1/flows/{hello.pk}/surroundings/").json()["flows"]
    assert made.json() in around


def test_a_part_with_an_error_or_of_one_who_may_not_publish_stays_a_draft(client_for):
    broken = make(client_for("author"), {**PART, "start": None})
    written = make(client_for("writer"))

    assert (broken.status_code, broken.json()["published"]) == (201, None)
    assert (written.status_code, written.json()["published"]) == (201, None)
    assert make(client_for("agent")).status_code == 403


def test_an_authors_words_in_a_problem_are_left_as_they_are(client_for, hello):
    client = client_for("author")
    client.cookies["flowbuilder_language"] = "pl"
    nodes = [{"id": "m", "type": "message", "config": {"text": "{{ name }} {{ next }}"}}]
    document = {**hello.draft, "nodes": nodes, "edges": [], "start": "m", "variables": []}
    answer = client.post(
        f"/api/v1/flows/{hello.pk}/check/", {"document": document}, content_type="application/json"
    )

    said = {p["message"] for p in answer.json()["problems"]}
    assert {
        "Nic nie ustawia zmiennej „name”.",
        "Nic nie ustawia zmiennej „next”.",
        "Wyjście „dalej” donikąd nie prowadzi.",
    } <= said
