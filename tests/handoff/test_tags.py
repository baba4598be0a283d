"""Tags: made by anyone who answers, kept in order by the owner, put on and taken off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from flowbuilder.accounts.models import Workspace
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff.models import Tag, TagMark
from tests.handoff.test_api import ROOT, as_agent, one, post  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


def make(client: Client, name: str, **more: str) -> Any:
    answer = post(client, f"{ROOT}tags/", name=name, **more)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_an_agent_makes_a_tag_and_puts_it_on(as_agent: Client, asked: Start) -> None:  # noqa: F811
    talk = asked()
    tag = make(as_agent, "  Pilna   sprawa ", color="people")

    row = post(as_agent, one(talk, "tags"), add=[tag["id"]]).json()

    assert tag == {"id": tag["id"], "name": "Pilna sprawa", "color": "people"}
    assert row["tags"] == [tag]
    (listed,) = as_agent.get(f"{ROOT}conversations/?view=waiting").json()["conversations"]
    assert listed["tags"] == [tag]
    assert as_agent.get(f"{ROOT}tags/").json() == [tag]


def test_a_name_that_differs_by_case_or_diacritics_is_the_same_tag(
    as_agent: Client,  # noqa: F811
) -> None:
    assert make(as_agent, "Zwrot środków") == make(as_agent, "ZWROT SRODKOW")
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 41}, {"name": "a", "color": "red"}])
def test_a_tag_that_makes_no_sense_is_refused(as_agent: Client, body: dict[str, str]) -> None:  # noqa: F811
    assert post(as_agent, f"{ROOT}tags/", **body).status_code == 400


def test_putting_on_twice_and_taking_off_twice_changes_nothing_more(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talk = asked()
    tag = make(as_agent, "a")["id"]
    post(as_agent, one(talk, "tags"), add=[tag])
    assert len(post(as_agent, one(talk, "tags"), add=[tag]).json()["tags"]) == 1

    post(as_agent, one(talk, "tags"), remove=[tag])

    assert post(as_agent, one(talk, "tags"), remove=[tag]).json()["tags"] == []


def test_a_list_is_narrowed_to_those_that_have_all_the_tags(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    both, first, _none = asked(), asked(), asked()
    a, b = make(as_agent, "a")["id"], make(as_agent, "b")["id"]
    post(as_agent, one(both, "tags"), add=[a, b])
    post(as_agent, one(first, "tags"), add=[a])

    def listed(query: str) -> list[str]:
        page = as_agent.get(f"{ROOT}conversations/?view=waiting&{query}").json()
        return [row["id"] for row in page["conversations"]]

    assert listed(f"tags={a}") == [str(both.pk), str(first.pk)]
    assert listed(f"tags={a},{b}") == [str(both.pk)]
    assert listed("language=pl") == []
    assert len(listed("language=en&channel=web")) == 3
    assert as_agent.get(f"{ROOT}conversations/?tags=a").status_code == 400


def test_a_tag_of_another_workspace_cannot_be_put_on(
    as_agent: Client,  # noqa: F811
    asked: Start,
    other_workspace: Workspace,
) -> None:
    talk = asked()
    theirs = Tag.objects.create(workspace=other_workspace, name="x", folded="x")

    assert post(as_agent, one(talk, "tags"), add=[theirs.pk]).status_code == 404
    assert not TagMark.objects.exists()
    assert as_agent.get(f"{ROOT}tags/").json() == []


def test_there_is_an_end_to_the_tags_of_one_conversation(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talk = asked()
    keys = [make(as_agent, f"t{n}")["id"] for n in range(21)]
    post(as_agent, one(talk, "tags"), add=keys[:20])

    answer = post(as_agent, one(talk, "tags"), add=keys[20:])

    assert (answer.status_code, answer.json()["code"]) == (400, "too_many")
    assert TagMark.objects.count() == 20


def test_the_owner_renames_a_tag_in_the_admin_but_not_to_a_name_that_is_taken(
    client_for: Callable[..., Client], workspace: Workspace
) -> None:
    owner = client_for("owner")
    first = Tag.objects.create(workspace=workspace, name="Zwrot", folded="zwrot")
    Tag.objects.create(workspace=workspace, name="Łódź", folded="lodz")
    page = f"/admin/handoff/tag/{first.pk}/change/"

    taken = owner.post(page, {"name": "lodz", "color": "ask"})
    done = owner.post(page, {"name": "Zwroty", "color": "ask"})

    assert (taken.status_code, done.status_code) == (200, 302)
    first.refresh_from_db()
    assert (first.name, first.folded, first.color) == ("Zwroty", "zwroty", "ask")


def test_an_agent_sees_the_tags_in_the_admin_and_changes_none(
    client_for: Callable[..., Client], workspace: Workspace
) -> None:
    tag = Tag.objects.create(workspace=workspace, name="Zwrot", folded="zwrot")
    agent = client_for("agent")

    assert agent.get("/admin/handoff/tag/").status_code == 200
    changed = agent.post(f"/admin/handoff/tag/{tag.pk}/change/", {"name": "X", "color": "ask"})

    assert changed.status_code == 403
