"""Trying a draft: the same engine, nothing stored, nobody disturbed."""

import pytest
from django.core import mail

from flowbuilder.accounts.services import choose_language
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.testing import flow
from flowbuilder.flows import services
from flowbuilder.runtime.models import Job

pytestmark = pytest.mark.django_db

TALK = flow(
    ("ask", "question", {"question": "Your name?", "save_as": "name"}),
    ("pick", "choices", {"text": "Hello {{ name }}.", "options": [
        {"value": "person", "label": "A person"}, {"value": "wait", "label": "Wait"},
        {"value": "call", "label": "Call"}]}),
    ("person", "handoff", {}),
    ("wait", "wait", {"seconds": 60}),
    ("call", "http_request", {"url": "http://127.0.0.1:9/"}),
    ("bad", "message", {"text": "No connection."}),
    ("bye", "end", {"text": "Goodbye."}),
    wires="ask>pick; pick.person>person; pick.wait>wait; pick.call>call; person.done>bye; "
    "wait>bye; call>bye; call.refused>bad; call.problem>bad; bad>bye",
    locale="en",
    variables=({"name": "name"},),
)  # fmt: skip


class Author:
    """An author with the try-it panel open."""

    def __init__(self, client, workspace, document=TALK):
        made = services.create_flow(workspace=workspace, name="T", user=None, document=document)
        self.client, self.document = client, document.model_dump(mode="json")
        self.url = f"/api/v1/flows/{made.pk}/try/"
        self.session = None

    def lets(self, kind, controls=None, **event):
        body = {"document": self.document, "session": self.session, "controls": controls or {},
                "event": {"kind": kind, **event}}  # fmt: skip
        self.answer = self.client.post(self.url, body, content_type="application/json")
        found = self.answer.json()
        self.session = found.get("session")
        return found


@pytest.fixture
def author_tries(client_for, workspace):
    return Author(client_for("author"), workspace)


def words(found):
    return [message["content"]["text"] for message in found["messages"]]


def test_a_talk_goes_event_by_event_and_stores_nothing(author_tries):
    started = author_tries.lets("start")
    named = author_tries.lets("say", text="Ada")

    assert words(started) == ["Your name?"]
    assert words(named) == ["Hello Ada."]
    assert (named["activeNode"], named["status"]) == ("pick", "waiting")
    assert named["variables"]["name"] == "Ada"
    assert [step["node"] for step in named["trace"] if step["kind"] == "entered"] == ["pick"]
    assert (Conversation.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Would record the outcome “not resolved”."),
        ("pl", "Tu zostałby zapisany wynik „niezałatwiona”."),
    ],
)
def test_an_outcome_is_told_as_the_end_step_calls_it(client_for, workspace, language, told):
    ends = flow(("bye", "end", {"outcome": "unresolved"}), locale="en")
    client = client_for("author")
    choose_language(client.user, language)

    started = Author(client, workspace, ends).lets("start")

    assert told in [step["text"] for step in started["trace"]]


def test_a_timer_waits_for_the_author(author_tries):
    author_tries.lets("start")
    author_tries.lets("say", text="Ada")
    waiting = author_tries.lets("choose", value="wait", label="Wait")
    fired = author_tries.lets("timer", id=waiting["timers"][0]["id"])

    assert waiting["timers"][0]["seconds"] == 60
    assert (words(fired), fired["status"], fired["timers"]) == (["Goodbye."], "ended", [])
    assert Job.objects.count() == 0


def test_a_person_joins_and_leaves_when_the_author_says_so(author_tries):
    author_tries.lets("start")
    author_tries.lets("say", text="Ada")
    queued = author_tries.lets("choose", value="person", label="A person")
    joined = author_tries.lets("agent", action="join", name="Ola")
    left = author_tries.lets("agent", action="close")

    assert [found["status"] for found in (queued, joined, left)] == [
        "queued", "with_agent", "ended",
    ]  # fmt: skip


def test_nobody_is_there_when_the_author_pretends_so(author_tries):
    author_tries.lets("start")
    author_tries.lets("say", text="Ada")

    alone = author_tries.lets(
        "choose", value="person", label="A person", controls={"open": False, "agents_online": 0}
    )

    assert alone["status"] == "waiting"
    assert alone["activeNode"] != "person"


def test_http_is_really_called_through_the_guard(author_tries):
    author_tries.lets("start")
    author_tries.lets("say", text="Ada")

    refused = author_tries.lets("choose", value="call", label="Call")

    assert words(refused) == ["No connection.", "Goodbye."]
    assert mail.outbox == []


def test_a_draft_with_errors_answers_with_its_problems(client_for, workspace):
    broken = flow(("ask", "question", {"question": "?"}), wires="ask.nowhere>ask")
    author = Author(client_for("author"), workspace, broken)

    found = author.lets("start")

    assert author.answer.status_code == 200
    assert found["session"] is None
    assert {problem["level"] for problem in found["problems"]} >= {"error"}


@pytest.mark.parametrize(
    "session",
    [{}, {"a": 1}, {"engine": {}}, {"engine": {"status": "x"}, "timers": {}, "asked": ""}],
)
def test_a_session_that_is_not_ours_is_refused_with_a_sentence(author_tries, session):
    author_tries.session = session

    found = author_tries.lets("say", text="x")

    assert (author_tries.answer.status_code, found["code"]) == (400, "invalid_input")


def test_an_unknown_event_is_refused(author_tries):
    author_tries.lets("start")

    assert author_tries.lets("explode")["code"] == "unknown_event"


@pytest.mark.parametrize("role, status", [("agent", 403), ("analyst", 403), ("owner", 200)])
def test_only_those_who_edit_flows_try_them(client_for, workspace, role, status):
    author = Author(client_for(role), workspace)
    author.lets("start")

    assert author.answer.status_code == status


def test_a_foreign_flow_does_not_exist(client_for, workspace, other_workspace):
    author = Author(client_for("owner", other_workspace), workspace)
    author.lets("start")

    assert author.answer.status_code == 404


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Ihr Name?"), ("fr", "Your name?"), (7, "Your name?")]
)
def test_a_trial_is_held_in_the_language_that_the_author_picks(
    client_for, workspace, language, said
):
    german = {"de": {"ask": {"question": {"text": "Ihr Name?"}}}}
    document = TALK.model_copy(update={"translations": {}}).model_dump(mode="json")
    author = Author(client_for("author"), workspace)
    author.document = {**document, "translations": german}

    assert words(author.lets("start", {"language": language})) == [said]
