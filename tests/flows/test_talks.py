"""Talks of a flow: saved, run, accepted; other workspaces, roles and hostile sizes."""

from __future__ import annotations

import pytest

from flowbuilder.core.testing import flow
from flowbuilder.flows import library, services, talks
from flowbuilder.flows.demo import load_demo
from flowbuilder.flows.models import Flow, Talk

pytestmark = pytest.mark.django_db

DOCUMENT = flow(
    ("ask", "question", {"question": "Your name?", "save_as": "name"}),
    ("bye", "end", {"text": "Goodbye {{ name }}."}),
    wires="ask>bye",
    locale="en",
    variables=({"name": "name"},),
)
CHANGED = flow(
    ("ask", "question", {"question": "Your name, please?", "save_as": "name"}),
    ("bye", "end", {"text": "Goodbye {{ name }}."}),
    wires="ask>bye",
    locale="en",
    variables=({"name": "name"},),
)
TEXT = "bot: Your name?\nvisitor: Ada\nbot: Goodbye Ada.\nstatus: ended\n"


class Author:
    def __init__(self, client, made):
        self.client, self.url = client, f"/api/v1/flows/{made.pk}/talks/"

    def sends(self, method, path="", **body):
        found = getattr(self.client, method)(
            self.url + path, body or None, content_type="application/json"
        )
        return found.status_code, found.json() if found.content else None


@pytest.fixture
def made(workspace):
    return services.create_flow(workspace=workspace, name="T", user=None, document=DOCUMENT)


@pytest.fixture
def author_writes(client_for, made):
    return Author(client_for("author"), made)


def test_a_talk_is_saved_listed_read_renamed_and_deleted(author_writes):
    status, saved = author_writes.sends("post", name="Ada", text=TEXT)
    _status, renamed = author_writes.sends("patch", f"{saved['id']}/", name="Eve")
    _status, listed = author_writes.sends("get")
    _status, found = author_writes.sends("get", f"{saved['id']}/")
    gone, _nothing = author_writes.sends("delete", f"{saved['id']}/")

    assert (status, saved["name"], saved["text"]) == (201, "Ada", TEXT)
    assert renamed["name"] == "Eve"
    assert [talk["name"] for talk in listed] == ["Eve"]
    assert (found["name"], found["text"]) == ("Eve", TEXT)
    assert (gone, Talk.objects.count()) == (204, 0)


def test_a_run_is_saved_with_what_came_of_it(author_writes):
    document = DOCUMENT.model_dump(mode="json")

    status, saved = author_writes.sends(
        "post", name="Ada", text="visitor: Ada\nstatus: ended", document=document
    )

    assert (status, saved["text"]) == (201, TEXT)


def test_running_says_of_each_talk_how_it_went(author_writes):
    author_writes.sends("post", name="Ada", text=TEXT)
    author_writes.sends("post", name="Eve", text="bot: …\nvisitor: Eve\nbot: Goodbye Eve.")

    _status, now = author_writes.sends("post", "run/", document=DOCUMENT.model_dump(mode="json"))
    status, then = author_writes.sends("post", "run/", document=CHANGED.model_dump(mode="json"))

    assert [result["state"] for result in now["results"]] == ["passed", "passed"]
    assert (status, [result["state"] for result in then["results"]]) == (200, ["failed", "passed"])
    assert then["results"][0]["rows"][0] == {
        "number": 1, "state": "differs", "written": "bot: Your name?",
        "got": "bot: Your name, please?", "node": "ask",
    }  # fmt: skip
    assert [row["state"] for row in then["results"][0]["rows"][1:]] == ["as_written"] * 3


def test_one_talk_can_be_run_and_its_new_answers_accepted(author_writes):
    _status, ada = author_writes.sends("post", name="Ada", text=TEXT)
    author_writes.sends("post", name="Eve", text="bot: …")
    document = CHANGED.model_dump(mode="json")

    author_writes.sends("post", "accept/", document=document, ids=[ada["id"]])
    _status, found = author_writes.sends("post", "run/", document=document, ids=[ada["id"]])

    assert Talk.objects.get(pk=ada["id"]).text == TEXT.replace("name?", "name, please?")
    assert [(each["name"], each["state"]) for each in found["results"]] == [("Ada", "passed")]


def test_what_cannot_happen_any_more_is_not_accepted(author_writes):
    _status, saved = author_writes.sends("post", name="x", text="fails: http_timeout")

    status, refused = author_writes.sends(
        "post", "accept/", document=DOCUMENT.model_dump(mode="json"), ids=[saved["id"]]
    )

    assert (status, refused["code"]) == (400, "talk_cannot_go_on")


def test_a_draft_with_errors_holds_no_talk(author_writes):
    broken = flow(("ask", "question", {"question": "?"}), wires="ask.nowhere>ask")
    author_writes.sends("post", name="Ada", text=TEXT)

    status, refused = author_writes.sends("post", "run/", document=broken.model_dump(mode="json"))

    assert (status, refused["code"]) == (422, "invalid_flow")
    assert refused["details"]["problems"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("robot: hello", "talk_not_understood"),
        ("clock: soon\nbot: x", "talk_not_understood"),
        ("# nothing\n", "talk_is_empty"),
        ("bot: x\n" * 1_002, "too_long"),
        ("bot: " + "x" * 100_001, "invalid_input"),
    ],
)
def test_what_is_no_talk_is_refused_with_a_sentence(author_writes, text, code):
    status, refused = author_writes.sends("post", name="x", text=text)

    assert (status, refused["code"]) == (400, code)


def test_a_name_is_taken_once(author_writes):
    author_writes.sends("post", name="Ada", text=TEXT)
    _status, eve = author_writes.sends("post", name="Eve", text=TEXT)

    assert author_writes.sends("post", name="Ada", text=TEXT)[1]["code"] == "name_taken"
    assert author_writes.sends("patch", f"{eve['id']}/", name="Ada")[1]["code"] == "name_taken"


def test_there_are_not_too_many(author_writes, monkeypatch):
    monkeypatch.setattr(talks, "MAX_TALKS", 1)
    author_writes.sends("post", name="Ada", text=TEXT)

    assert author_writes.sends("post", name="Eve", text=TEXT)[1]["code"] == "too_many_talks"


def test_when_the_time_is_over_the_rest_is_not_run(author_writes, monkeypatch):
    author_writes.sends("post", name="Ada", text=TEXT)
    monkeypatch.setattr(talks, "TIME_LIMIT_S", -1.0)

    _status, found = author_writes.sends("post", "run/", document=DOCUMENT.model_dump(mode="json"))

    assert [result["state"] for result in found["results"]] == ["no_time"]


def test_a_talk_that_would_never_end_is_stopped(author_writes):
    loop = flow(("wait", "wait", {"seconds": 1}), wires="wait>wait", locale="en")
    author_writes.sends("post", name="Long", text="time: +30d")

    _status, found = author_writes.sends("post", "run/", document=loop.model_dump(mode="json"))

    assert found["results"][0]["rows"][0]["state"] == "refused"


@pytest.mark.parametrize(("role", "seen", "saved"), [("analyst", 200, 403), ("agent", 403, 403)])
def test_roles_hold(client_for, made, role, seen, saved):
    someone = Author(client_for(role), made)

    assert someone.sends("get")[0] == seen
    assert someone.sends("post", name="x", text=TEXT)[0] == saved
    assert someone.sends("post", "run/", document=DOCUMENT.model_dump(mode="json"))[0] == 403


def test_another_workspaces_talks_do_not_exist(client_for, made, other_workspace):
    talk = talks.add_talk(flow=made, name="Ada", text=TEXT, user=None)
    theirs = services.create_flow(workspace=other_workspace, name="O", user=None, document=DOCUMENT)
    stranger = client_for("owner", other_workspace)

    assert Author(stranger, made).sends("get")[0] == 404
    assert Author(stranger, theirs).sends("get", f"{talk.pk}/")[0] == 404
    assert Author(stranger, theirs).sends(
        "post", "run/", document=DOCUMENT.model_dump(mode="json"), ids=[talk.pk]
    ) == (200, {"results": []})  # fmt: skip


def test_the_demo_flows_have_their_talks_and_hold_them_wherever_the_orders_are(workspace, settings):
    load_demo(workspace)
    for origin in ("http://127.0.0.1:9001", "http://127.0.0.1:9005", "http://127.0.0.1:9005"):
        settings.FLOWBUILDER_DEMO_SHOP_ORIGIN = origin
        load_demo(workspace)

        shop = Flow.objects.get(workspace=workspace, slug="online-shop")
        plan = talks.plan_of(shop, services.draft_of(shop))
        results = talks.run_talks(shop.talks.all(), plan)
        assert len(results) == len(library.talks_of("online-shop")) > 10
        assert {result.state for result in results} == {"passed"}
        assert "A broken thing goes to the team with its story" in {r.talk.name for r in results}


def test_days_are_those_of_the_workspace(workspace):
    """Half past midnight on New Year's Day in Warsaw, and still the old year in London."""
    document = flow(
        ("day", "question", {"question": "When?", "kind": "date", "save_as": "day"}),
        ("said", "message", {"text": "{{ day }}"}),
        ("end", "end", {}),
        wires="day>said; said>end; day.gave_up>end",
        variables=({"name": "day", "kind": "date"},),
        locale="en",
    )
    text = "clock: 2026-12-31T23:30:00+00:00\nbot: When?\nvisitor: 3 January\nbot: 2027-01-03"
    made = services.create_flow(workspace=workspace, name="Day", user=None, document=document)
    talks.add_talk(flow=made, name="Night", text=text, user=None)
    plan = talks.plan_of(made, document)

    here = talks.run_talks(made.talks.all(), plan)
    workspace.timezone = "Europe/London"
    workspace.save()
    there = talks.run_talks(made.talks.all(), plan)

    assert [result.state for result in (*here, *there)] == ["passed", "failed"]
