"""The five steps to a first flow: seen while they are needed, by who can take them."""

import pytest
from django.urls import reverse

from flowbuilder.core.document import Flow as Document
from flowbuilder.flows import gallery, services

pytestmark = pytest.mark.django_db
URL = "/api/v1/first-steps/"
TALK = {
    "locale": "en",
    "start": "hi",
    "nodes": [{"id": "hi", "type": "handoff"}, {"id": "bye", "type": "end"}],
    "edges": [{"source": "hi", "port": "done", "target": "bye"}],
}


@pytest.fixture
def someone(make_user, workspace):
    return make_user("author", workspace, "ola")


def done(client):
    return [step["name"] for step in client.get(URL).json() if step["done"]]


def test_each_step_is_done_by_doing_it(client_for, workspace, someone):
    author = client_for("author")
    assert [step["name"] for step in author.get(URL).json()] == [
        "choose", "fill", "try", "publish", "widget",
    ]  # fmt: skip
    assert done(author) == []

    flow, _entries = gallery.use(workspace=workspace, key="welcome", user=someone)
    assert done(author) == ["choose"]

    document = gallery.with_facts(
        gallery.offer(workspace, "welcome"),
        {"company": "Ada", "opening": "always", "address": "here"},
    )
    data = document.model_dump(mode="json")
    services.save_draft(flow=flow, revision=flow.draft_revision, data=data, user=someone)
    assert done(author) == ["choose", "fill"]

    body = {"document": data, "event": {"kind": "start"}}
    author.post(f"/api/v1/flows/{flow.pk}/try/", body, content_type="application/json")
    assert done(author) == ["choose", "fill", "try"]

    flow.refresh_from_db()
    services.publish(flow=flow, revision=flow.draft_revision, note="", user=someone)
    assert done(author) == ["choose", "fill", "try", "publish"]


def test_a_flow_drawn_from_an_empty_canvas_needs_no_facts(client_for, workspace, someone):
    services.create_flow(
        workspace=workspace, name="T", user=someone, document=Document.model_validate(TALK)
    )

    assert done(client_for("author")) == ["choose", "fill"]


def test_what_the_demo_brought_is_nobodys_step(client_for, workspace):
    services.create_flow(
        workspace=workspace, name="T", user=None, document=Document.model_validate(TALK)
    )

    assert done(client_for("author")) == []


def test_another_workspaces_flows_do_not_count(client_for, other_workspace, make_user):
    stranger = make_user("author", other_workspace, "iga")
    services.create_flow(workspace=other_workspace, name="T", user=stranger)

    assert done(client_for("author")) == []


def test_put_away_they_stay_away_for_this_person_only(client_for):
    author, owner = client_for("author"), client_for("owner")

    author.delete(URL)

    assert author.get(URL).json() == []
    assert "data-first-steps" not in author.get(reverse("admin:index")).content.decode()
    assert "data-first-steps" in owner.get(reverse("admin:index")).content.decode()


def test_who_cannot_take_them_does_not_see_them(client_for):
    analyst = client_for("analyst")

    assert analyst.get(URL).status_code == 403
    assert "data-first-steps" not in analyst.get(reverse("admin:index")).content.decode()
