"""Talking with a template before it is used: nothing is stored, nobody is asked."""

import pytest

from flowbuilder.conversations.models import Conversation
from flowbuilder.core.document import Flow as Document
from flowbuilder.flows import gallery, library
from flowbuilder.flows.models import Flow
from flowbuilder.knowledge.models import Entry
from flowbuilder.runtime.models import Job

pytestmark = pytest.mark.django_db


class Visitor:
    """Somebody in front of the gallery's preview."""

    def __init__(self, client, key, facts=None):
        self.client, self.url = client, f"/api/v1/templates/{key}/try/"
        self.facts, self.session = facts or {}, None

    def lets(self, kind, **event):
        body = {"session": self.session, "event": {"kind": kind, **event}, "facts": self.facts}
        found = self.client.post(self.url, body, content_type="application/json").json()
        self.session = found.get("session")
        return found

    def hears(self, kind, **event):
        return [message["content"]["text"] for message in self.lets(kind, **event)["messages"]]


@pytest.fixture
def author(client_for):
    return client_for("author")


@pytest.mark.parametrize("slug", [found.slug for found in library.templates()])
def test_every_template_begins_to_talk(author, slug):
    assert Visitor(author, slug).hears("start")


def test_it_speaks_with_the_facts_told_so_far(author):
    said = Visitor(author, "salon-urody", {"company": "Studio Ewa"}).hears("start")

    assert "Studio Ewa" in said[0]


def test_questions_are_looked_up_in_its_own_answers_and_nothing_is_stored(author):
    visitor = Visitor(author, "salon-urody", {"address": "ul. Nowa 1"})
    visitor.hears("start")
    visitor.hears("choose", value="question", label="Zapytać o coś")

    said = visitor.hears("say", text="Gdzie jest salon?")

    assert said[0] == "Zapraszamy: ul. Nowa 1."
    assert not any(model.objects.exists() for model in (Conversation, Job, Entry, Flow))


def test_another_service_answers_as_the_template_pretends(author):
    visitor = Visitor(author, "online-shop")
    visitor.hears("start")
    visitor.hears("choose", value="parcel", label="Where is my parcel?")

    said = visitor.hears("say", text="1001")

    assert "The parcel is on its way" in said[0]


def test_no_request_leaves_even_if_the_template_pretends_nothing(author, workspace):
    kept = gallery.save(
        workspace=workspace, name="Call", summary="", user=None,
        document=Document.model_validate({
            "locale": "en", "start": "call",
            "nodes": [
                {"id": "call", "type": "http_request", "config": {"url": "http://127.0.0.1:9/"}},
                {"id": "ok", "type": "end", "config": {"text": "Answered."}},
                {"id": "no", "type": "end", "config": {"text": "Refused."}},
            ],
            "edges": [{"source": "call", "port": "next", "target": "ok"},
                      {"source": "call", "port": "refused", "target": "no"}],
        }),
    )  # fmt: skip

    assert Visitor(author, kept.pk).hears("start") == ["Refused."]


def test_a_pending_request_cannot_be_smuggled_in(author):
    visitor = Visitor(author, "welcome")
    visitor.lets("start")

    found = visitor.lets("answer", how="real")

    assert found["code"] == "unknown_event"


def test_a_part_that_cannot_run_says_why(author, workspace):
    kept = gallery.save(
        workspace=workspace, name="Part", summary="", user=None,
        document=Document.model_validate({"nodes": [{"id": "hi", "type": "message"}]}),
    )  # fmt: skip

    found = Visitor(author, kept.pk).lets("start")

    assert found["session"] is None
    assert found["problems"]


@pytest.mark.parametrize("session", [{"engine": 3}, {"engine": {}, "timers": [], "asked": ""}])
def test_a_session_that_is_none_of_ours_is_refused(author, session):
    body = {"session": session, "event": {"kind": "say", "text": "x"}}

    answer = author.post("/api/v1/templates/welcome/try/", body, content_type="application/json")

    assert answer.status_code == 400


def test_an_analyst_previews_nothing(client_for):
    answer = client_for("analyst").post(
        "/api/v1/templates/welcome/try/", {}, content_type="application/json"
    )

    assert answer.status_code == 403
