"""Views of the agents' own, the list of promises at risk, and one action on many at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import inbox, inbox_rows, lists
from flowbuilder.handoff.models import Handoff, SlaTarget, Tag, Team
from flowbuilder.handoff.services import answering, passing_on, promises, writing
from tests.handoff.test_api import ROOT, as_agent, one, post, says  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


def tomorrow() -> str:
    return (now() + timedelta(days=1)).isoformat()


# ---- At risk ---------------------------------------------------------------------------------


@pytest.fixture
def late(ewa: User, asked: Start, workspace: Workspace, team: Team) -> Conversation:
    """A visitor whose first reply was due four minutes ago, and one who came now."""
    SlaTarget.objects.create(workspace=workspace, team=team, first_reply_s=60)
    talk = asked()
    Handoff.objects.update(requested_at=now() - timedelta(minutes=5))
    asked()
    promises.look_at_promises(now())
    return talk


def test_what_is_at_risk_is_in_a_list_and_on_its_row(
    late: Conversation, ewa: User, workspace: Workspace
) -> None:
    rows, _ = lists.page_of("at_risk", workspace.pk, ewa)

    assert [(row["id"], row["at_risk"]) for row in rows] == [(str(late.pk), True)]
    assert lists.counts_for(workspace.pk, ewa)["at_risk"] == 1
    narrowed, _ = lists.page_of("waiting", workspace.pk, ewa, narrowing={"sla": "at_risk"})
    assert [row["id"] for row in narrowed] == [str(late.pk)]


def test_a_first_reply_that_came_late_is_at_risk_no_more(
    late: Conversation, ewa: User, workspace: Workspace
) -> None:
    taken = answering.claim(workspace, late.pk, ewa, epoch=late.owner_epoch)
    writing.reply(
        workspace, late.pk, ewa, text="Już jestem", client_id="r", epoch=taken.owner_epoch
    )

    assert lists.counts_for(workspace.pk, ewa)["at_risk"] == 0
    row = inbox_rows.row_for(late.pk, workspace.pk, ewa)
    assert row is not None
    assert row["at_risk"] is False


# ---- Saved views -----------------------------------------------------------------------------


def save(client: Client, **body: Any) -> Any:
    return post(client, f"{ROOT}views/", **body)


def test_a_view_is_kept_with_what_it_is_narrowed_to_and_counts(
    as_agent: Client,  # noqa: F811
    asked: Start,
    team: Team,
    workspace: Workspace,
) -> None:
    tag = Tag.objects.create(workspace=workspace, name="a", folded="a")
    tagged = asked()
    asked()
    post(as_agent, one(tagged, "tags"), add=[tag.pk])

    made = save(as_agent, name=" Pilne  po polsku ", view="waiting", tags=[tag.pk], team=team.pk)

    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"],
        "name": "Pilne po polsku",
        "view": "waiting",
        "team": team.pk,
        "tags": [tag.pk],
        "language": "",
        "channel": "",
        "sla": "",
        "count": 1,
    }
    assert as_agent.get(f"{ROOT}views/").json() == [made.json()]


def test_a_view_belongs_to_one_person_only(
    as_agent: Client,  # noqa: F811
    client_for: Callable[..., Client],
    ewa: User,
) -> None:
    made = save(as_agent, name="x", view="mine").json()
    colleague = client_for("owner")

    assert colleague.get(f"{ROOT}views/").json() == []
    assert colleague.delete(f"{ROOT}views/{made['id']}/").status_code == 404
    assert as_agent.delete(f"{ROOT}views/{made['id']}/").status_code == 204
    assert as_agent.delete(f"{ROOT}views/{made['id']}/").status_code == 404


def test_two_views_of_one_name_are_refused(as_agent: Client) -> None:  # noqa: F811
    save(as_agent, name="x", view="mine")

    again = save(as_agent, name="x", view="team")

    assert (again.status_code, again.json()["code"]) == (409, "name_taken")


def test_a_view_may_not_name_what_is_another_workspaces(
    as_agent: Client,  # noqa: F811
    other_workspace: Workspace,
) -> None:
    tag = Tag.objects.create(workspace=other_workspace, name="a", folded="a")
    team = Team.objects.create(workspace=other_workspace, name="X", slug="x")

    assert save(as_agent, name="x", view="mine", tags=[tag.pk]).status_code == 404
    assert save(as_agent, name="x", view="mine", team=team.pk).status_code == 404


def test_there_is_an_end_to_the_views_of_one_person(as_agent: Client) -> None:  # noqa: F811
    for number in range(20):
        assert save(as_agent, name=str(number), view="mine").status_code == 201

    assert save(as_agent, name="one more", view="mine").json()["code"] == "too_many"


def test_a_view_whose_tag_was_deleted_shows_nothing_and_does_not_break(
    as_agent: Client,  # noqa: F811
    asked: Start,
    workspace: Workspace,
) -> None:
    asked()
    tag = Tag.objects.create(workspace=workspace, name="a", folded="a")
    save(as_agent, name="x", view="waiting", tags=[tag.pk])
    key = tag.pk
    tag.delete()

    (shown,) = as_agent.get(f"{ROOT}views/").json()
    page = as_agent.get(f"{ROOT}conversations/?view=waiting&tags={key}").json()

    assert (shown["count"], page["conversations"]) == (0, [])


# ---- Many at once ----------------------------------------------------------------------------


def many(client: Client, action: str, *talks: Conversation, **more: Any) -> dict[str, str]:
    them = []
    for talk in talks:
        talk.refresh_from_db()
        them.append({"id": str(talk.pk), "epoch": talk.owner_epoch})
    answer = post(client, f"{ROOT}many/", action=action, conversations=them, **more)
    assert answer.status_code == 200, answer.content
    return {one["id"]: one["code"] for one in answer.json()["results"]}


def test_many_are_taken_snoozed_and_closed_each_by_itself(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talks = [asked() for _ in range(3)]

    assert set(many(as_agent, "take", *talks).values()) == {""}
    assert set(many(as_agent, "snooze", *talks, until=tomorrow()).values()) == {""}
    page = as_agent.get(f"{ROOT}conversations/?view=snoozed").json()
    assert len(page["conversations"]) == 3
    assert set(many(as_agent, "close", *talks).values()) == {""}


def test_one_that_cannot_be_done_does_not_hinder_the_others(
    as_agent: Client,  # noqa: F811
    asked: Start,
    jan: User,
) -> None:
    mine, theirs = asked(), asked()
    many(as_agent, "take", mine)
    answering.claim(theirs.workspace, theirs.pk, jan, epoch=theirs.owner_epoch)
    absent = Conversation(pk=uuid.uuid4(), owner_epoch=1)
    theirs.refresh_from_db()
    mine.refresh_from_db()
    them = [{"id": str(talk.pk), "epoch": talk.owner_epoch} for talk in (theirs, absent, mine)]

    answer = post(as_agent, f"{ROOT}many/", action="close", conversations=them).json()

    assert [one["code"] for one in answer["results"]] == ["owner_changed", "not_found", ""]
    assert all(one["message"] for one in answer["results"][:2])
    mine.refresh_from_db()
    assert mine.state == "bot"


def test_many_are_tagged_and_passed_on(as_agent: Client, asked: Start, jan: User) -> None:  # noqa: F811
    talks = [asked(), asked()]
    tag = post(as_agent, f"{ROOT}tags/", name="hurt").json()["id"]

    assert set(many(as_agent, "tag", *talks, add=[tag]).values()) == {""}
    many(as_agent, "take", *talks)
    assert set(
        many(as_agent, "transfer", *talks, agent=jan.pk, comment="I leave early").values()
    ) == {""}
    notes = Handoff.objects.filter(agent=jan).values_list("passed_note", flat=True)

    assert set(notes) == {"I leave early"}
    assert {Conversation.objects.get(pk=talk.pk).agent_id for talk in talks} == {jan.pk}


def test_what_another_workspace_has_is_not_touched(
    as_agent: Client,  # noqa: F811
    asked: Start,
    client_for: Callable[..., Client],
    other_workspace: Workspace,
) -> None:
    talk = asked()
    stranger = client_for("agent", other_workspace)

    for action in ("take", "transfer", "tag", "snooze", "close"):
        assert many(stranger, action, talk, until=tomorrow(), team=1) == {str(talk.pk): "not_found"}
    talk.refresh_from_db()
    assert talk.state == "queued"


@pytest.mark.parametrize("count", [0, 101])
def test_none_or_too_many_at_once_are_refused(as_agent: Client, count: int) -> None:  # noqa: F811
    them = [{"id": str(uuid.uuid4()), "epoch": 0}] * count

    assert post(as_agent, f"{ROOT}many/", action="close", conversations=them).status_code == 400


def test_many_takes_no_field_that_does_not_belong(as_agent: Client, asked: Start) -> None:  # noqa: F811
    them = [{"id": str(asked().pk), "epoch": 1, "state": "closed"}]

    assert post(as_agent, f"{ROOT}many/", action="close", conversations=them).status_code == 400


def test_late_and_nearly_late_count_at_once_by_the_rule_of_the_rows(
    ewa: User, asked: Start, workspace: Workspace, team: Team
) -> None:
    SlaTarget.objects.create(workspace=workspace, team=team, first_reply_s=60)
    late, nearly, _fine = asked(), asked(), asked()
    Handoff.objects.filter(conversation=late).update(requested_at=now() - timedelta(minutes=5))
    Handoff.objects.filter(conversation=nearly).update(requested_at=now() - timedelta(seconds=50))

    rows, _next = lists.page_of("at_risk", workspace.pk, ewa)

    assert {row["id"] for row in rows} == {str(late.pk), str(nearly.pk)}
    assert all(row["at_risk"] and row["sla"]["state"] != "in_time" for row in rows)
    assert lists.counts_for(workspace.pk, ewa)["at_risk"] == 2


# ---- The order of one's own --------------------------------------------------------------------


@pytest.fixture
def three(ewa: User, asked: Start, workspace: Workspace) -> list[Conversation]:
    """Three conversations of ewa's, taken in this order, none answered yet."""
    talks = []
    for _number in range(3):
        talk = asked()
        talks.append(answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch))
    return talks


def answer(workspace: Workspace, ewa: User, talk: Conversation) -> None:
    key = str(uuid.uuid4())
    writing.reply(workspace, talk.pk, ewa, text="Już.", client_id=key, epoch=talk.owner_epoch)


def own(workspace: Workspace, ewa: User, three: list[Conversation]) -> list[int]:
    """The numbers of the three in the order of the list."""
    keys = [str(talk.pk) for talk in three]
    return [keys.index(row["id"]) for row in lists.page_of("mine", workspace.pk, ewa)[0]]


def test_who_waits_longest_for_an_answer_is_first_and_a_note_moves_nobody(
    three: list[Conversation], ewa: User, workspace: Workspace
) -> None:
    assert own(workspace, ewa, three) == [0, 1, 2]

    answer(workspace, ewa, three[0])
    assert own(workspace, ewa, three) == [1, 2, 0]
    writing.note(workspace, three[2].pk, ewa, text="Sprawdzam.", client_id="n")
    assert own(workspace, ewa, three) == [1, 2, 0]

    answer(workspace, ewa, three[2])
    says(three[0], "Halo?")
    assert own(workspace, ewa, three) == [1, 0, 2]
    answer(workspace, ewa, three[1])
    answer(workspace, ewa, three[0])
    assert own(workspace, ewa, three) == [0, 2, 1]


def test_the_pages_of_ones_own_have_every_conversation_once(
    three: list[Conversation], ewa: User, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(workspace, ewa, three[0])
    answer(workspace, ewa, three[1])
    whole = own(workspace, ewa, three)
    monkeypatch.setattr(lists, "PAGE", 1)
    keys, cursor = [], ""
    while cursor is not None:
        rows, cursor = lists.page_of("mine", workspace.pk, ewa, cursor=cursor)
        keys += [row["id"] for row in rows]

    assert keys == [str(three[number].pk) for number in whole]


def test_the_last_words_name_the_agent_who_wrote_them_whoever_has_it_now(
    asked: Start,
    ewa: User,
    jan: User,
    workspace: Workspace,
) -> None:
    talk = asked()
    taken = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    said = {"text": "One moment", "client_id": "a"}
    writing.reply(workspace, talk.pk, ewa, epoch=taken.owner_epoch, **said)
    passing_on.transfer(workspace, talk.pk, ewa, epoch=taken.owner_epoch, agent_id=jan.pk)

    row = inbox_rows.row_for(talk.pk, workspace.pk, jan)

    assert row["last"]["text"] == "One moment"
    assert row["last"]["agent"] == {"id": ewa.pk, "name": "Ewa"}
    says(talk, "Thank you")
    assert inbox_rows.row_for(talk.pk, workspace.pk, jan)["last"]["agent"] is None


def test_that_somebody_joined_is_not_shown_as_the_last_words(
    three: list[Conversation], ewa: User, workspace: Workspace
) -> None:
    assert three[0].messages.order_by("-seq")[0].author == "system"

    row = inbox_rows.row_for(three[0].pk, workspace.pk, ewa)

    assert row is not None
    assert row["last"]["from"] != "system"


# ---- Not read yet ----------------------------------------------------------------------------


def test_of_ones_own_those_count_in_which_something_was_not_read(
    asked: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    mine, other = asked(), asked()
    for talk in (mine, other):
        answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
        talk.refresh_from_db()
        inbox.mark_read(workspace.pk, talk.pk, ewa, talk.head_seq)

    def unread(user: User) -> int:
        found: int = lists.counts_for(workspace.pk, user)["mine_unread"]
        return found

    assert unread(ewa) == 0

    says(mine, "And one more thing")
    says(mine, "Are you there?")
    assert (unread(ewa), unread(jan)) == (1, 0)

    mine.refresh_from_db()
    inbox.mark_read(workspace.pk, mine.pk, ewa, mine.head_seq)
    assert unread(ewa) == 0
