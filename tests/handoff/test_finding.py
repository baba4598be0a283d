"""Search: what is found, by whom, in what order, and what is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations import contacts, merging
from flowbuilder.conversations.identity_tokens import Identity
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff.models import SearchDocument, Tag, TagMark
from flowbuilder.handoff.services import rounds, wording, writing
from flowbuilder.runtime import retention
from tests.handoff.conftest import says
from tests.handoff.test_api import ROOT, as_agent  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


def found(client: Client, query: str, cursor: str = "") -> Any:
    answer = client.get(f"{ROOT}search/", {"q": query, "cursor": cursor})
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(page: Any) -> list[str]:
    return [one["row"]["id"] for one in page["results"]]


def marked(page: Any) -> list[str]:
    (one,) = page["results"]
    return [piece["text"] for piece in one["excerpt"]["pieces"] if piece["hit"]]


def test_what_a_visitor_wrote_is_found_at_once_whatever_the_case_and_diacritics(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talk = asked("Ada")
    asked("Somebody else")
    says(talk, "Zgubiłam ŻÓŁTĄ paczkę")

    page = found(as_agent, "zolta PACZKE")

    assert ids(page) == [str(talk.pk)]
    assert marked(page) == ["ŻÓŁTĄ", "paczkę"]
    assert (page["results"][0]["excerpt"]["from"], page["complete"]) == ("visitor", True)


def test_a_note_is_found_and_said_to_be_one(
    as_agent: Client,  # noqa: F811
    asked: Start,
    ewa: User,
) -> None:
    talk = asked()
    writing.note(talk.workspace, talk.pk, ewa, text="Oddzwonić do hurtowni", client_id="n")

    (one,) = found(as_agent, "hurtown")["results"]

    assert one["excerpt"]["private"] is True


@pytest.mark.parametrize("query", ["wasik", "ola@ex", "600 700", "vip-klient", "#{contact}"])
def test_a_visitor_is_found_by_what_is_known_of_them(
    as_agent: Client,  # noqa: F811
    new_conversation: Start,
    workspace: Workspace,
    query: str,
) -> None:
    contact = Contact.objects.create(
        workspace=workspace,
        language="pl",
        name="Ola Wąsik",
        email="ola@example.com",
        phone="600 700 800",
        attributes={"grupa": "VIP-Klient"},
    )
    talk = new_conversation(contact)

    assert ids(found(as_agent, query.format(contact=contact.pk))) == [str(talk.pk)]


def test_a_nameless_visitor_is_found_by_what_the_list_calls_them(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talk = asked()

    assert ids(found(as_agent, f"rozmówca {talk.contact_id}")) == [str(talk.pk)]


def test_words_may_be_in_different_places_but_all_have_to_be_there(
    as_agent: Client,  # noqa: F811
    asked: Start,
    workspace: Workspace,
) -> None:
    talk = asked("Kowalski")
    says(talk, "reklamacja lampy")
    tag = Tag.objects.create(workspace=workspace, name="Pilne", folded="pilne")
    TagMark.objects.create(workspace=workspace, conversation=talk, tag=tag)

    assert ids(found(as_agent, "kowalski lampy pilne")) == [str(talk.pk)]
    assert found(as_agent, "kowalski lampy nieobecne")["results"] == []


def test_the_number_of_a_conversation_finds_it(as_agent: Client, asked: Start) -> None:  # noqa: F811
    talk = asked()
    asked()

    assert ids(found(as_agent, str(talk.pk))) == [str(talk.pk)]


@pytest.mark.parametrize("query", ["%", "_", "100%", "a", "   x   "])
def test_signs_of_the_database_mean_themselves_and_a_letter_is_too_little(
    as_agent: Client,  # noqa: F811
    asked: Start,
    query: str,
) -> None:
    asked()

    assert found(as_agent, query)["results"] == []


def test_an_empty_query_is_refused_and_a_long_one_too(as_agent: Client) -> None:  # noqa: F811
    for query in ("", "x" * 201):
        assert as_agent.get(f"{ROOT}search/", {"q": query}).status_code == 400


def test_the_newest_come_first_a_page_at_a_time(
    as_agent: Client,  # noqa: F811
    asked: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flowbuilder.handoff.finding.PAGE", 2)
    made = [str(asked("Zofia").pk) for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = found(as_agent, "zofia", cursor)
        seen += ids(page)
        cursor = page["next"]

    assert seen == made[::-1]


def test_closed_conversations_are_found_too(as_agent: Client, asked: Start) -> None:  # noqa: F811
    talk = asked("Ada")
    Conversation.objects.filter(pk=talk.pk).update(state="closed")

    assert ids(found(as_agent, "ada")) == [str(talk.pk)]


def test_another_workspace_finds_nothing(
    asked: Start, client_for: Callable[..., Client], other_workspace: Workspace, ewa: User
) -> None:
    talk = asked("Ada")
    stranger = client_for("agent", other_workspace)

    for query in ("ada", str(talk.pk), f"#{talk.contact_id}"):
        assert found(stranger, query)["results"] == []


def test_the_round_reads_what_is_old_and_a_search_says_that_it_is_not_done_yet(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talk = asked("Ada")
    Conversation.objects.filter(pk=talk.pk).update(last_activity_at=now() - timedelta(days=9))
    before = found(as_agent, "ada")

    rounds.make_rounds()

    after = found(as_agent, "ada")
    assert (before["results"], before["complete"]) == ([], False)
    assert (ids(after), after["complete"]) == ([str(talk.pk)], True)


def test_reading_again_adds_only_what_is_new(asked: Start, ewa: User) -> None:
    talk = asked("Ada")
    wording.read_all()
    before = SearchDocument.objects.get(conversation=talk)
    assert wording.read_all() == 0
    says(talk, "Nowe słowa")

    assert wording.read_all() == 1

    after = SearchDocument.objects.get(conversation=talk)
    assert after.said == f"{before.said}\nnowe slowa"
    assert after.seq == talk.head_seq


def test_a_name_that_is_learned_later_is_found_after_the_round(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talk = asked()
    wording.read_all()
    Contact.objects.filter(pk=talk.contact_id).update(name="Józef Nowy")

    wording.read_all()

    assert ids(found(as_agent, "jozef")) == [str(talk.pk)]


def test_what_is_deleted_because_it_is_old_is_found_no_more(
    as_agent: Client,  # noqa: F811
    asked: Start,
    workspace: Workspace,
) -> None:
    talk = asked("Ada")
    wording.read_all()
    workspace.keep_days = 30
    workspace.save()
    Conversation.objects.filter(pk=talk.pk).update(
        state="closed", closed_at=now() - timedelta(days=31)
    )

    retention.tidy()

    assert not SearchDocument.objects.filter(conversation=talk).exists()
    assert found(as_agent, "ada")["results"] == []


# ---- Files, subjects, and what the website and colleagues say of a person -------------------


def grow_old(talk: Conversation, days: int = 9) -> None:
    Conversation.objects.filter(pk=talk.pk).update(last_activity_at=now() - timedelta(days=days))


@pytest.fixture
def known(workspace: Workspace) -> Contact:
    return Contact.objects.create(
        workspace=workspace,
        language="pl",
        external_id="KL-40317",
        tags=["Hurtownia", "Stały klient"],
    )


def test_a_file_is_found_by_its_name_whoever_sent_it(
    as_agent: Client,  # noqa: F811
    asked: Start,
    ewa: User,
) -> None:
    talk, other = asked(), asked()
    for one, author, name in (
        (talk, "visitor", "Umowa najmu.pdf"),
        (other, "agent", "Cennik-2026.xlsx"),
    ):
        files = [{"id": "f", "name": name, "size": 12}]
        append_message(
            one, author=author, content={"kind": "files", "text": "proszę", "files": files}
        )

    page = found(as_agent, "umowa NAJMU")

    assert ids(page) == [str(talk.pk)]
    assert marked(page) == ["Umowa", "najmu"]
    assert ids(found(as_agent, "cennik-2026")) == [str(other.pk)]


def test_a_letter_is_found_by_its_subject(
    as_agent: Client,  # noqa: F811
    asked: Start,
) -> None:
    talk, chat = asked(), asked()
    title = {"title": "Zwrot żelazka"}
    Conversation.objects.filter(pk=talk.pk).update(channel="email", page=title)
    Conversation.objects.filter(pk=chat.pk).update(page=title)

    page = found(as_agent, "zelazka")

    assert ids(page) == [str(talk.pk)]
    assert marked(page) == ["żelazka"]


@pytest.mark.parametrize(
    ("query", "hit"), [("kl-40317", ["KL-40317"]), ("hurtow", ["Hurtow"]), ("staly", ["Stały"])]
)
def test_a_visitor_is_found_by_their_number_at_the_website_and_by_tags(
    as_agent: Client,  # noqa: F811
    new_conversation: Start,
    known: Contact,
    query: str,
    hit: list[str],
) -> None:
    talk = new_conversation(known)
    new_conversation()

    page = found(as_agent, query)

    assert ids(page) == [str(talk.pk)]
    assert marked(page) == hit


def test_tags_that_change_later_are_found_and_lost_after_the_round_however_old_the_talk(
    as_agent: Client,  # noqa: F811
    new_conversation: Start,
    known: Contact,
    ewa: User,
) -> None:
    talk = new_conversation(known)
    wording.read_all()
    grow_old(talk)
    contacts.change_tags(known, add=["Prasa"], remove=["Hurtownia"], by=ewa)

    wording.read_all()

    assert ids(found(as_agent, "prasa")) == [str(talk.pk)]
    assert found(as_agent, "hurtownia")["results"] == []


def test_who_signs_in_is_found_by_their_number_from_the_next_round_on(
    as_agent: Client,  # noqa: F811
    asked: Start,
    workspace: Workspace,
) -> None:
    talk = asked()
    wording.read_all()
    grow_old(talk)
    identity = Identity(subject="KL-77001", name="Zofia Rak", email="", phone="", attributes={})
    contacts.sign_in(workspace, "k", identity, was=talk.contact, language="pl")

    wording.read_all()

    assert ids(found(as_agent, "kl-77001")) == [str(talk.pk)]
    assert ids(found(as_agent, "zofia")) == [str(talk.pk)]


def test_what_a_merge_brings_is_found_in_the_old_talks_of_both(
    as_agent: Client,  # noqa: F811
    new_conversation: Start,
    workspace: Workspace,
    known: Contact,
    ewa: User,
) -> None:
    other = Contact.objects.create(workspace=workspace, language="pl", tags=["Targi"])
    talks = [new_conversation(known), new_conversation(other)]
    wording.read_all()
    for talk in talks:
        Conversation.objects.filter(pk=talk.pk).update(state="closed")
        grow_old(talk)
    merging.merge(known, other, by=ewa)

    wording.read_all()

    for query in ("kl-40317", "targi"):
        assert sorted(ids(found(as_agent, query))) == sorted(str(talk.pk) for talk in talks)


def test_after_the_upgrade_everything_is_read_once_more(
    as_agent: Client,  # noqa: F811
    new_conversation: Start,
    known: Contact,
) -> None:
    talk = new_conversation(known)
    wording.read_all()
    SearchDocument.objects.update(who="")
    grow_old(talk)

    import_module("flowbuilder.handoff.migrations.0018_search_again").forget(apps, None)

    assert found(as_agent, "kl-40317")["complete"] is False
    rounds.make_rounds()
    assert ids(found(as_agent, "kl-40317")) == [str(talk.pk)]
