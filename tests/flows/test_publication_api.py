"""The addresses between draft and version: figures, schedule, review, comments."""

import pytest
from django.core import mail

from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.flows import commenting, scheduling, selectors, services
from flowbuilder.flows.models import Flow
from flowbuilder.handoff.models import Handoff
from tests.flows.test_scheduling import MONDAY, clock, do_due, schedule  # noqa: F401  # a fixture
from tests.flows.test_services import HELLO

pytestmark = pytest.mark.django_db
KIND = {"content_type": "application/json"}


@pytest.fixture
def hello(clock, workspace, author):  # noqa: F811
    return services.create_flow(workspace=workspace, name="Hello", user=author, document=HELLO)


@pytest.fixture
def ask(client_for, hello):
    """Asks as a role: `ask("writer", "post", "review/", revision=1)`."""

    def make(role, method, path, where=None, **body):
        client = client_for(role, where)
        address = f"/api/v1/flows/{hello.pk}/{path}"
        return getattr(client, method)(address, body, **({} if method == "get" else KIND))

    return make


def test_scheduling_and_cancelling(ask):
    day = MONDAY.isoformat()
    made = ask("author", "post", "schedule/", revision=1, day=day, hour="08:00", note="Winter")
    seen = ask("writer", "get", "publication/").json()
    gone = ask("author", "delete", "schedule/")
    again = ask("author", "delete", "schedule/")

    assert made.status_code == 201
    assert seen["timezone"] == "Europe/Warsaw"
    assert seen["scheduled"] == {
        "dueAt": "2026-11-23T07:00:00Z", "revision": 1, "note": "Winter",
        "by": "Author-Sklep-Ada", "state": "waiting", "reason": "", "problems": [],
    }  # fmt: skip
    assert gone.json()["scheduled"] is None
    assert (again.status_code, again.json()["code"]) == (409, "nothing_scheduled")


@pytest.mark.parametrize(
    "when",
    [
        {"day": "2026-11-20", "hour": "09:59"},
        {"day": "2026-02-30", "hour": "08:00"},
        {"day": "2026-11-23", "hour": "25:00"},
        {"day": "9999-12-31", "hour": "23:59"},
        {"day": "0001-01-01", "hour": "00:00"},
        {"day": MONDAY.isoformat()},
    ],
)
def test_a_moment_that_will_not_do_is_refused(ask, when):
    assert ask("author", "post", "schedule/", revision=1, **when).status_code == 400


def test_a_writer_asks_and_an_author_returns_then_approves(ask):
    refused = ask("writer", "post", "publish/", revision=1)
    asked = ask("writer", "post", "review/", revision=1, note="New greeting")
    review = asked.json()["review"]
    back = ask("author", "post", "review/return/", review=review["id"], reason="Say who we are.")
    late = ask("author", "post", "review/return/", review=review["id"], reason="Again.")
    second = ask("writer", "post", "review/", revision=1, note="")
    published = ask("author", "post", "publish/", revision=1)
    after = ask("writer", "get", "publication/").json()

    assert refused.status_code == 403
    assert (review["state"], review["by"], review["isMine"]) == ("open", "Writer-Sklep-Ada", True)
    assert back.json()["review"]["answer"] == "Say who we are."
    assert (late.status_code, late.json()["code"]) == (409, "review_is_over")
    assert (second.status_code, published.status_code) == (201, 201)
    assert (after["review"], after["publishedNumber"]) == (None, 1)


def test_a_review_is_withdrawn_by_who_asked(ask):
    review = ask("writer", "post", "review/", revision=1).json()["review"]["id"]

    withdrawn = ask("writer", "post", "review/withdraw/", review=review)

    assert withdrawn.json()["review"] is None


@pytest.mark.parametrize("path", ["schedule/", "review/return/"])
def test_a_writer_may_not_publish_by_any_way(ask, path):
    assert ask("writer", "post", path).status_code == 403


@pytest.mark.parametrize("path", ["review/", "review/withdraw/", "comments/"])
def test_an_analyst_only_looks(ask, path):
    assert ask("analyst", "post", path).status_code == 403
    assert ask("analyst", "get", "publication/").status_code == 200
    assert ask("analyst", "get", "comments/").json() == []


def test_a_thread_from_beginning_to_end(ask):
    begun = ask("writer", "post", "comments/", node="hi", text="Shorter?").json()
    path = f"comments/{begun[0]['id']}/"
    answered = ask("author", "post", path, text="Yes.").json()
    done = ask("author", "post", f"{path}resolve/", resolved=True).json()

    assert (begun[0]["node"], begun[0]["nodeType"]) == ("hi", "message")
    assert [c["text"] for c in answered[0]["comments"]] == ["Shorter?", "Yes."]
    assert (done[0]["resolved"], done[0]["resolvedBy"]) == (True, "Author-Sklep-Ada")


@pytest.mark.parametrize(
    "body",
    [{"text": ""}, {"text": "x" * 2001}, {"text": "a", "node": "n" * 65}, {"text": "a\0b"},
     {"text": "?", "node": "nowhere"}, {"text": {"a": 1}}],
)  # fmt: skip
def test_a_comment_that_will_not_do_is_refused(ask, body):
    assert ask("writer", "post", "comments/", **body).status_code == 400


def test_a_thread_of_another_flow_is_not_there(ask, workspace, author):
    other = services.create_flow(workspace=workspace, name="Other", user=author, document=HELLO)
    thread = commenting.begin_thread(flow=other, node="", text="Elsewhere", user=author)

    assert ask("author", "post", f"comments/{thread.pk}/", text="Here").status_code == 404
    assert thread.comments.count() == 1


def test_a_comment_is_changed_and_deleted_by_its_author_and_deleted_by_the_owner(ask):
    thread = ask("writer", "post", "comments/", text="Shorter?").json()[0]
    path = f"comments/{thread['id']}/{thread['comments'][0]['id']}/"
    rights = {
        role: [ask(role, "get", "comments/").json()[0]["comments"][0][name]
               for name in ("isMine", "mayDelete")]
        for role in ("writer", "author", "owner", "analyst")
    }  # fmt: skip

    refused = [ask("author", method, path, text="Mine").status_code for method in ("put", "delete")]
    changed = ask("writer", "put", path, text=" Longer? ")
    late = ask("owner", "put", path, text="Mine")
    gone = ask("owner", "delete", path)
    again = ask("writer", "delete", path)

    assert rights == {
        "writer": [True, True], "author": [False, False], "owner": [False, True],
        "analyst": [False, False],
    }  # fmt: skip
    assert refused == [403, 403]
    said = changed.json()[0]["comments"][0]
    assert (said["text"], said["editedAt"] is not None) == ("Longer?", True)
    assert thread["comments"][0]["editedAt"] is None
    assert late.status_code == 403
    assert (gone.status_code, gone.json()) == (200, [])
    assert (again.status_code, again.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("role", ["analyst", "agent"])
def test_who_may_not_draw_changes_no_comment(ask, role):
    thread = ask("writer", "post", "comments/", text="Shorter?").json()[0]
    path = f"comments/{thread['id']}/{thread['comments'][0]['id']}/"

    answers = [ask(role, method, path, text="x").status_code for method in ("put", "delete")]

    assert answers == [403, 403]


@pytest.mark.parametrize("text", ["", "x" * 2001, "a\0b", {"a": 1}])
def test_a_change_that_will_not_do_is_refused(ask, text):
    thread = ask("writer", "post", "comments/", text="Shorter?").json()[0]
    path = f"comments/{thread['id']}/{thread['comments'][0]['id']}/"

    assert ask("writer", "put", path, text=text).status_code == 400


@pytest.mark.parametrize("method", ["put", "delete"])
def test_the_owner_of_another_workspace_reaches_no_comment(ask, other_workspace, method):
    said = ask("writer", "post", "comments/", text="Ours").json()[0]
    path = f"comments/{said['id']}/{said['comments'][0]['id']}/"

    assert ask("owner", method, path, where=other_workspace, text="x").status_code == 404
    assert ask("writer", "get", "comments/").json() == [said]


def test_a_comment_is_found_only_in_its_own_thread_and_flow(ask, workspace, author):
    other = services.create_flow(workspace=workspace, name="Other", user=author, document=HELLO)
    elsewhere = commenting.begin_thread(flow=other, node="", text="Elsewhere", user=author)
    mine = ask("author", "post", "comments/", text="Here").json()[0]["id"]
    comment = elsewhere.comments.get()

    paths = [f"comments/{elsewhere.pk}/{comment.pk}/", f"comments/{mine}/{comment.pk}/"]
    answers = [
        ask("author", method, path, text="x").status_code
        for path in paths
        for method in ("put", "delete")
    ]

    assert answers == [404] * 4
    assert elsewhere.comments.get().text == "Elsewhere"


def test_a_review_tells_where_the_flow_is(ask, hello, author):
    ask("writer", "post", "review/", revision=1)
    do_due()

    assert f"http://testserver/admin/flows/flow/{hello.pk}/change/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "publication/"), ("get", "comments/"), ("post", "schedule/"), ("delete", "schedule/"),
     ("post", "review/"), ("post", "review/return/"), ("post", "comments/")],
)  # fmt: skip
def test_another_workspace_sees_and_does_nothing(ask, other_workspace, method, path):
    body = {} if method == "get" else {
        "revision": 1, "day": MONDAY.isoformat(), "hour": "08:00", "review": 1, "reason": "x",
        "text": "x",
    }  # fmt: skip

    assert ask("owner", method, path, where=other_workspace, **body).status_code == 404


def test_versions_come_with_their_figures(ask, hello, workspace, author):
    version = services.publish(flow=hello, revision=1, note="", user=author)
    services.publish(flow=hello, revision=1, note="", user=author)
    for number in range(4):
        talk = Conversation.objects.create(
            workspace=workspace, flow_version=version,
            contact=Contact.objects.create(workspace=workspace),
        )  # fmt: skip
        if number:
            Message.objects.create(conversation=talk, seq=1, author="visitor", content={})
        if number > 2:
            for _twice in range(2):
                Handoff.objects.create(
                    workspace=workspace,
                    conversation=talk,
                    status="closed",
                    requested_at=talk.started_at,
                )

    listed = ask("analyst", "get", "versions/").json()

    shown = [(v["number"], v["conversations"], v["handedOver"]) for v in listed]
    assert shown == [(2, 0, 0), (1, 3, 1)]


def test_the_list_of_flows_says_what_is_next(client_for, clock, hello, author):  # noqa: F811
    scheduled = schedule(hello, author)
    page = "/admin/flows/flow/"

    assert "Will be published" in client_for_en(client_for, author).get(page).content.decode()
    services.publish(flow=hello, revision=1, note="", user=author)
    clock.moves(days=4)
    do_due()
    body = client_for_en(client_for, author).get(f"{page}?state=refused").content.decode()
    assert "another version was published meanwhile" in body
    assert Flow.objects.filter(scheduled=scheduled).count() == 1
    scheduling.unschedule(flow=hello, user=author)
    assert "another version" not in client_for("author").get(page).content.decode()


def client_for_en(client_for, user):
    user.language = "en"
    user.save()
    return client_for("author")


def test_who_calls_a_flow_and_what_was_renewed_since_is_told(ask, hello, workspace, author):
    calls = HELLO.model_dump(mode="json")
    calls["nodes"].append({"id": "part", "type": "call_flow", "config": {"flow": str(hello.pk)}})
    calls["edges"] += [{"source": "part", "port": "next", "target": HELLO.start}]
    calls["start"] = "part"
    main = services.create_flow(
        workspace=workspace, name="Main", user=author, document=services.read_document(calls)
    )
    services.publish(flow=hello, revision=1, note="", user=author)
    services.publish(flow=main, revision=1, note="", user=author)
    told = ask("author", "get", "publication/").json()

    assert told["callers"] == [{"name": str(main.pk), "label": "Main"}]
    assert selectors.renewed_parts_of(main) == []

    renamed = {**hello.draft, "name": "Hello again"}
    services.save_draft(flow=hello, revision=1, data=renamed, user=author)
    services.publish(flow=hello, revision=2, note="", user=author)

    assert selectors.renewed_parts_of(main) == ["Hello again"]
    services.publish(flow=main, revision=1, note="", user=author)
    assert selectors.renewed_parts_of(main) == []
