"""Trying a draft: the same engine, nothing stored, nobody disturbed."""

import pytest
from django.core import mail

from flowbuilder.accounts.services import choose_language
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.held_talks import accepted, hold_talk
from flowbuilder.core.talks import begin_talk, parse_talk
from flowbuilder.core.testing import flow
from flowbuilder.flows import services
from flowbuilder.flows.models import Flow
from flowbuilder.flows.registry import catalogue
from flowbuilder.llm.models import FlowBudget, ModelCall
from flowbuilder.runtime.models import Job
from flowbuilder.surveys.models import Asked, Response, Survey
from tests.llm.fake_model import FakeModel, running

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
    fired = author_tries.lets("time", seconds=waiting["timers"][0]["seconds"])

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


def test_an_unfinished_draft_runs_to_its_first_unfinished_step(client_for, workspace):
    draft = flow(
        ("hello", "message", {"text": "Hello."}),
        ("ask", "question", {"question": "", "save_as": ""}),
        wires="hello>ask",
        locale="en",
    )
    author = Author(client_for("author"), workspace, draft)

    began = author.lets("start")
    said = author.lets("say", text="Anybody there?")

    assert (words(began), began["activeNode"], began["stuck"]) == (["Hello."], "ask", True)
    assert (words(said), said["activeNode"], said["stuck"]) == ([], "ask", True)
    lacking = [p for p in began["problems"] if p["node"] == "ask" and p["unfinished"]]
    assert {problem["field"] for problem in lacking} >= {"question", "save_as"}
    assert "Unfinished step" not in str(began["messages"])


def test_what_has_no_first_step_answers_with_its_problems(client_for, workspace):
    author = Author(client_for("author"), workspace, flow(locale="en"))

    found = author.lets("start")

    assert found["session"] is None
    assert [problem["code"] for problem in found["problems"]][:1] == ["flow.E002"]


@pytest.mark.parametrize(
    "session",
    [
        {},
        {"a": 1},
        {"engine": {}},
        {"engine": {"status": "x"}, "timers": {}, "asked": "", "ahead": 0, "pending": []},
        {"pending": [{"kind": "SendEmail", "to": "a", "subject": "b", "body": "c"}]},
        {"pending": [{"kind": "Nothing"}]},
        {"pending": 1},
    ],
)
def test_a_session_that_is_not_ours_is_refused_with_a_sentence(author_tries, session):
    author_tries.session = session

    found = author_tries.lets("say", text="x")

    assert (author_tries.answer.status_code, found["code"]) == (400, "invalid_input")


def test_an_unknown_event_is_refused(author_tries):
    author_tries.lets("start")

    assert author_tries.lets("explode")["code"] == "unknown_event"


ASKS = flow(
    ("faq", "faq_lookup", {}),
    ("call", "http_request", {"url": "http://127.0.0.1:9/", "method": "POST",
                              "save": [{"path": "state", "variable": "state"}]}),
    ("is", "condition", {"condition": {"variable": "state", "operator": "is", "value": "sent"}}),
    ("yes", "end", {"text": "It is on its way."}),
    ("no", "end", {"text": "It is {{ state }}."}),
    ("ask", "question", {"question": "What?", "save_as": "what"}),
    wires="ask>faq; faq.found>call; faq.not_found>no; call>is; call.refused>no; is.yes>yes; "
    "is.no>no",
    start="ask",
    locale="en",
    variables=({"name": "state"}, {"name": "what"}),
)  # fmt: skip


@pytest.fixture
def asks(client_for, workspace):
    return Author(client_for("author"), workspace, ASKS)


def test_the_author_answers_for_the_world_in_own_words(asks):
    asks.lets("start")
    search = asks.lets("say", text="parcel", controls={"knowledge": "ask"})
    call = asks.lets("answer", how="found", text="Look here.")
    told = asks.lets("answer", how="ok", text='{"state": "lost"}')

    assert search["pending"] == {"what": "knowledge", "about": "parcel", "changes": False}
    assert words(call) == ["Look here."]
    assert call["pending"] == {
        "what": "http", "about": "POST http://127.0.0.1:9/", "changes": True,
    }  # fmt: skip
    assert words(told) == ["It is lost."]
    assert "Idzie dalej: „nie”. Powód: state to „lost” (warunek: state to „sent”)." in [
        step["text"] for step in told["trace"]
    ]
    assert [message["node"] for message in told["messages"]] == ["no"]


def test_what_changes_something_elsewhere_is_never_sent_unasked(asks):
    asks.lets("start")

    asked = asks.lets("say", text="parcel", controls={"knowledge": "found"})

    assert asked["pending"]["what"] == "http"
    assert asks.lets("answer", how="real")["status"] == "queued"


@pytest.mark.parametrize(
    ("controls", "said"),
    [
        ({"knowledge": "none"}, ["It is ."]),
        ({"knowledge": "found", "http": "refused"}, ["This is a made-up answer.", "It is ."]),
    ],
)
def test_answers_can_be_made_up_from_the_beginning(asks, controls, said):
    asks.lets("start")

    assert words(asks.lets("say", text="parcel", controls=controls)) == said


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"kind": "answer", "how": "found"}, "nothing_asked"),
        ({"kind": "time", "seconds": -1}, "unknown_event"),
        ({"kind": "time", "seconds": 10**12}, "unknown_event"),
        ({"kind": "clock", "to": "soon"}, "invalid_input"),
        ({"kind": "clock", "to": "9999-12-31T23:59:59"}, "invalid_input"),
        ({"kind": "set", "name": "a=b", "value": 1}, "no_such_variable"),
        ({"kind": "start", "node": "gone"}, "no_such_step"),
        ({"kind": "start", "chance": "../x"}, "unknown_event"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(asks, event, code):
    asks.lets("start")

    found = asks.lets(**event)

    assert (asks.answer.status_code, found["code"]) == (400, code)
    assert found["message"]


def test_a_trial_begins_anywhere_with_values(asks):
    found = asks.lets("start", node="is", variables={"state": "sent"}, chance="4821")

    assert (words(found), found["status"]) == (["It is on its way."], "ended")
    assert found["happened"] == ["start: is", "given: state=sent", "chance: 4821"]


def test_a_variable_is_changed_and_the_clock_set(asks):
    asks.lets("start")

    changed = asks.lets("set", name="state", value="lost")
    later = asks.lets("clock", to="2030-12-24T18:00:00+00:00")

    assert changed["variables"]["state"] == "lost"
    assert later["clock"].startswith("2030-12-24T18:00:0")
    assert (changed["happened"], later["happened"]) == (
        ["set: state=lost"], ["clock: 2030-12-24T18:00:00+00:00"],
    )  # fmt: skip


def test_a_run_becomes_a_talk_that_goes_as_it_went(asks):
    controls = {"knowledge": "ask"}
    steps = [
        asks.lets("start", chance="1"),
        asks.lets("say", text="parcel", controls=controls),
        asks.lets("answer", how="found", text="Look here."),
        asks.lets("answer", how="ok", text='{"state": "lost"}'),
    ]

    text = accepted_talk(ASKS, [line for step in steps for line in step["happened"]])

    assert "bot: Look here." in text
    assert text.endswith("bot: It is lost.\n")


def accepted_talk(document, happened):
    lines = parse_talk("\n".join(happened))
    conversation = begin_talk(document, lines, catalogue())
    return accepted("\n".join(happened), hold_talk(conversation, lines))


def again(author, document, steps, **controls):
    body = {"document": document.model_dump(mode="json"), "steps": steps, "controls": controls}
    return author.client.post(author.url + "again/", body, content_type="application/json")


def inputs(author, *events, controls=None):
    steps = []
    for event in events:
        found = author.lets(**event, controls=controls)
        steps.append({"event": event, "outcomes": found["outcomes"]})
    return steps


def test_the_same_run_with_another_draft_asks_the_world_nothing(asks):
    steps = inputs(
        asks,
        {"kind": "start", "chance": "1"},
        {"kind": "say", "text": "parcel"},
        {"kind": "answer", "how": "ok", "text": '{"state": "lost"}'},
        controls={"knowledge": "found"},
    )
    changed = ASKS.model_dump(mode="json")
    next(n for n in changed["nodes"] if n["id"] == "no")["config"]["text"] = "Now: {{ state }}."

    found = again(asks, type(ASKS).model_validate(changed), steps).json()

    assert [words(step) for step in found["steps"]] == [
        ["What?"], ["This is a made-up answer."], ["Now: lost."],
    ]  # fmt: skip
    assert [step["pending"] is None for step in found["steps"]] == [True, False, True]


def test_where_it_goes_another_way_the_run_stops(asks):
    steps = inputs(
        asks,
        {"kind": "start", "chance": "1"},
        {"kind": "say", "text": "parcel"},
        {"kind": "say", "text": "more"},
        controls={"knowledge": "none"},
    )
    shorter = flow(("bye", "end", {"text": "Bye."}), locale="en")

    assert [words(step) for step in again(asks, shorter, steps).json()["steps"]] == [["Bye."]]


def test_an_empty_draft_repeats_nothing(asks):
    found = again(asks, flow(), [{"event": {"kind": "start"}, "outcomes": []}])

    assert (found.status_code, found.json()["steps"]) == (200, [])
    assert found.json()["problems"]


@pytest.mark.parametrize(
    "steps",
    [
        [], [{}], [[]], [{"event": 1, "outcomes": []}], [{"event": {}}],
        [{"event": {"kind": "start"}, "outcomes": []}] * 201,
    ],
)  # fmt: skip
def test_what_is_no_run_is_refused(asks, steps):
    assert again(asks, ASKS, steps).status_code == 400


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

    assert words(author.lets("start", language=language)) == [said]


def test_the_steps_of_a_called_flow_are_told_by_their_names(client_for, workspace):
    part = flow(
        ("ask", "question", {"question": "Number?", "save_as": "number"}),
        ("end", "end", {}),
        wires="ask>end",
        locale="en",
        name="Parcel",
        variables=({"name": "number", "output": True},),
    )
    made = services.create_flow(workspace=workspace, name="Parcel", user=None, document=part)
    services.publish(flow=made, revision=1, note="", user=None)
    taken = [{"name": "number", "variable": "parcel"}]
    main = flow(
        ("ask", "call_flow", {"flow": str(made.pk), "outputs": taken}),
        ("told", "message", {"text": "It is {{ parcel }}."}),
        ("bye", "end", {}),
        wires="ask>told; ask.problem>bye; told>bye",
        locale="en",
        variables=({"name": "parcel"},),
    )
    author = Author(client_for("author"), workspace, main)

    started = author.lets("start")
    told = author.lets("say", text="P-1")

    assert words(told) == ["It is P-1."]
    assert [(s["node"], s["inside"]) for s in started["trace"] if s["kind"] == "entered"] == [
        ("ask", ""), ("", "Parcel: Pytanie"),
    ]  # fmt: skip
    assert started["activeNode"] == "ask"


RATE = flow(
    ("rate", "survey", {"survey": "after-talk"}),
    ("bye", "end", {"text": "Goodbye."}),
    wires="rate>bye",
    locale="en",
)


def test_in_a_trial_a_survey_is_due_whatever_its_rules_and_nothing_is_kept(client_for, workspace):
    survey = Survey.objects.create(
        workspace=workspace, name="After", slug="after-talk", active=False, cooldown_days=9
    )
    survey.texts.create(workspace=workspace, language="en", question="Well?")
    tries = Author(client_for("author"), workspace, RATE)

    assert words(tries.lets("start")) == ["Well?"]
    assert words(tries.lets("say", text="5")) == ["Thank you for your answer.", "Goodbye."]
    assert not Asked.objects.exists()
    assert not Response.objects.exists()


def test_in_a_trial_a_survey_that_is_not_there_is_not_asked(client_for, workspace):
    found = Author(client_for("author"), workspace, RATE).lets("start")

    assert words(found) == ["Goodbye."]
    assert any("nie ma takiej ankiety" in step["text"] for step in found["trace"])


PICKS = flow(
    ("ask", "question", {"question": "Which mug?", "save_as": "said"}),
    ("pick", "extract", {"fields": [
        {"kind": "described", "description": "the colour", "variable": "colour"}]}),
    ("spent", "end", {"text": "Nothing left."}),
    ("bye", "end", {"text": "{{ colour }}."}),
    wires="ask>pick; pick.found>bye; pick.missing>bye; pick.over_budget>spent",
    locale="en",
    variables=({"name": "said"}, {"name": "colour"}),
)  # fmt: skip


def test_a_trial_spends_the_budget_of_its_flow_and_leaves_by_its_port(
    client_for, workspace, settings
):
    author = Author(client_for("author"), workspace, PICKS)
    made = Flow.objects.get()
    FlowBudget.objects.create(workspace=workspace, flow=made, per_month=1)
    with running(FakeModel(answer='{"colour": {"quote": "blue"}}')) as model:
        settings.FLOWBUILDER_LLM_BASE_URL, settings.FLOWBUILDER_LLM_MODEL = model.base_url, "fake"
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [model.place]
        author.lets("start")
        first = author.lets("say", text="A blue mug")
        author.session = None
        author.lets("start")
        second = author.lets("say", text="A blue mug")
        asked = len(model.requests)

    assert (words(first), words(second), asked) == (["blue."], ["Nothing left."], 1)
    assert [step["port"] for step in second["trace"] if step["node"] == "pick"][-1] == "over_budget"
    assert ModelCall.objects.get().flow == made
