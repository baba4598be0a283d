"""Mentions: who is told of a note, who cannot be, and what is unread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import inbox, lists, people
from flowbuilder.handoff.models import Mention
from flowbuilder.handoff.services import writing

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


@pytest.fixture
def talk(asked: Start) -> Conversation:
    return asked()


def note(talk: Conversation, by: User, text: str, *users: User, key: str = "n") -> Any:
    return writing.note(
        talk.workspace,
        talk.pk,
        by,
        text=text,
        client_id=key,
        mentions=[one.pk for one in users],
    )


def unread(workspace: Workspace, user: User) -> int:
    count: int = lists.counts_for(workspace.pk, user)["mentioned"]
    return count


def test_whoever_is_mentioned_has_it_in_their_list_until_they_read_it(
    talk: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    message = note(talk, ewa, f"@{jan.shown_name} zerkniesz?", jan)

    assert message.content["mentions"] == [{"id": jan.pk, "name": jan.shown_name, "told": True}]
    rows, _ = lists.page_of("mentioned", workspace.pk, jan)
    assert [(row["id"], row["mention_unread"]) for row in rows] == [(str(talk.pk), True)]
    assert (unread(workspace, jan), unread(workspace, ewa)) == (1, 0)

    inbox.mark_read(workspace.pk, talk.pk, jan, message.seq)

    rows, _ = lists.page_of("mentioned", workspace.pk, jan)
    assert [row["mention_unread"] for row in rows] == [False]
    assert unread(workspace, jan) == 0


def test_reading_only_what_came_before_leaves_it_unread(
    talk: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    message = note(talk, ewa, f"@{jan.shown_name}", jan)

    inbox.mark_read(workspace.pk, talk.pk, jan, message.seq - 1)

    assert unread(workspace, jan) == 1


def test_two_mentions_in_one_conversation_count_once(
    talk: Conversation, ewa: User, jan: User, workspace: Workspace
) -> None:
    note(talk, ewa, f"@{jan.shown_name}", jan, key="1")
    note(talk, ewa, f"@{jan.shown_name}!", jan, key="2")

    assert unread(workspace, jan) == 1


def test_sending_the_same_note_again_mentions_once(
    talk: Conversation, ewa: User, jan: User
) -> None:
    note(talk, ewa, f"@{jan.shown_name}", jan)
    note(talk, ewa, f"@{jan.shown_name}", jan)

    assert Mention.objects.count() == 1


def test_a_role_without_the_inbox_is_named_and_not_told(
    talk: Conversation, ewa: User, workspace: Workspace, make_user: Any
) -> None:
    analyst = make_user("analyst", workspace, "Adam")

    message = note(talk, ewa, f"@{analyst.shown_name} do wiadomości", analyst)

    (named,) = message.content["mentions"]
    assert (named["id"], named["told"]) == (analyst.pk, False)
    assert not Mention.objects.exists()
    shown = {one["id"]: one["may_see"] for one in people.colleagues(workspace.pk)}
    assert (shown[analyst.pk], shown[ewa.pk]) == (False, True)


def test_a_stranger_or_one_whom_the_text_does_not_name_is_not_mentioned(
    talk: Conversation, ewa: User, jan: User, other_workspace: Workspace, make_user: Any
) -> None:
    stranger = make_user("agent", other_workspace, "Obcy")

    message = note(talk, ewa, f"@{stranger.shown_name} hej", stranger, jan)

    assert "mentions" not in message.content
    assert not Mention.objects.exists()


def test_mentioning_oneself_tells_nobody(talk: Conversation, ewa: User) -> None:
    note(talk, ewa, f"@{ewa.shown_name}", ewa)

    assert not Mention.objects.exists()
