"""Why the visitor is here, as the card says it, and what of it is in the summary and the lists."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.utils.translation import override

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Consent, Conversation
from flowbuilder.conversations.services import append_message
from flowbuilder.core.events import VisitorAskedForPerson, VisitorChose
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff import assisting, inbox, inbox_rows, matters, story
from flowbuilder.handoff.errors import NobodyThere
from flowbuilder.handoff.models import Team, Ticket
from flowbuilder.handoff.services import answering, passing_on, writing
from flowbuilder.nodes.handoff import LEAVE
from flowbuilder.runtime.turns import take_turn
from tests.handoff.conftest import says

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]

MATTER = "My gaiwan from order 1003 arrived cracked and I need it tomorrow."


@pytest.fixture
def menu(version: FlowVersion) -> FlowVersion:
    """A flow that asks what it is about, and has no words for the agent."""
    document = deepcopy(version.document)
    document["nodes"] = [
        {
            "id": "name",
            "type": "choices",
            "title": "What is it about?",
            "config": {
                "text": "What is it about?",
                "save_as": "topic",
                "options": [
                    {"value": "parcel", "label": "My parcel"},
                    {"value": "return", "label": "A return"},
                ],
            },
        },
        *(
            {**one, "config": {"max_wait": 600}} if one["id"] == "person" else one
            for one in document["nodes"]
            if one["id"] != "name"
        ),
    ]
    document["edges"] = [
        {"source": "name", "port": "parcel", "target": "person"},
        {"source": "name", "port": "return", "target": "person"},
        {"source": "name", "port": "fallback", "target": "name"},
        *(edge for edge in document["edges"] if edge["source"] != "name"),
    ]
    document["variables"] = [
        *document["variables"],
        {"name": "topic", "kind": "text"},
        {"name": "parcel_status", "kind": "text"},
    ]
    version.document = document
    version.save()
    return version


def card(conversation: Conversation, user: User, language: str = "pl") -> dict[str, Any]:
    conversation = Conversation.objects.select_related("contact", "flow_version__flow").get(
        pk=conversation.pk
    )
    with override(language):
        return inbox.card_of(conversation, user)


def asks(conversation: Conversation) -> None:
    take_turn(conversation.pk, VisitorAskedForPerson(at=now()))
    conversation.refresh_from_db()


def test_the_matter_written_before_asking_is_the_reason(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, "Hello")
    says(talk, MATTER)
    says(talk, "I want to talk to a person")

    assert talk.state == "queued"
    assert card(talk, ewa)["reason"] == MATTER
    assert card(talk, ewa)["summary"] == []


def test_what_is_written_while_waiting_is_the_reason_too(
    menu: FlowVersion, new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    talk = new_conversation()
    asks(talk)
    assert card(talk, ewa)["reason"] == "Rozmówca poprosił o rozmowę z człowiekiem."
    assert card(talk, ewa, "en")["reason"] == "The visitor asked for a person."

    says(talk, MATTER)
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    writing.reply(workspace, mine.pk, ewa, text="Good day", client_id="a", epoch=mine.owner_epoch)
    says(talk, "And could the potter engrave a name on the lid for me?")

    assert card(talk, ewa)["reason"] == MATTER
    assert [line["text"] for line in card(talk, ewa)["summary"]] == [
        "And could the potter engrave a name on the lid for me?"
    ]


def test_in_short_stand_no_buttons_nothing_of_the_readers_own_and_nothing_twice(
    menu: FlowVersion, new_conversation: Start, ewa: User, jan: User, workspace: Workspace
) -> None:
    talk = new_conversation()
    menu_seen = talk.messages.filter(content__kind="choices").last()
    pressed = {"value": "parcel", "label": "My parcel is not here yet"}
    take_turn(talk.pk, VisitorChose(at=now(), effect_id=menu_seen.effect_id, **pressed))
    talk.refresh_from_db()
    says(talk, MATTER)
    kept = {**(talk.session or {})}
    kept["variables"] = {**kept["variables"], "topic": MATTER, "parcel_status": "1003"}
    Conversation.objects.filter(pk=talk.pk).update(session=kept)
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    said = "We are sending another gaiwan today by courier."
    writing.reply(workspace, mine.pk, ewa, text=said, client_id="a", epoch=mine.owner_epoch)

    told = card(talk, ewa)
    assert (told["reason"], told["summary"]) == (MATTER, [])
    assert [one["value"] for one in told["answers"]] == ["1003"]
    assert [line["text"] for line in card(talk, jan)["summary"]] == [said]


def test_the_wait_is_no_part_of_what_it_is_about(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, MATTER)
    asks(talk)

    said = [line.text for line in story.talk_of(talk)]

    assert MATTER in said
    assert not any(text.startswith("Let me see who from our team") for text in said)

    offer = talk.messages.filter(content__kind="choices").last()
    take_turn(
        talk.pk,
        VisitorChose(
            at=now(), value=LEAVE, label="Leave a message instead", effect_id=offer.effect_id
        ),
    )

    assert "Leave a message instead" not in [line.text for line in story.talk_of(talk)]


def test_the_knowledge_is_asked_with_the_matter(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, MATTER)
    says(talk, "I want to talk to a person")

    assert assisting.asked_now(talk) == MATTER


def test_a_mere_wish_for_a_person_asks_the_knowledge_nothing(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, "Hello? I need a person, please.")

    assert assisting.suggestions_for(talk) == ()


def test_the_row_of_whoever_was_just_taken_shows_the_visitors_words(
    menu: FlowVersion, new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    talk = new_conversation()
    says(talk, MATTER)
    asks(talk)
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    row = inbox_rows.row_for(mine.pk, workspace.pk, ewa)

    assert row is not None
    assert row["last"]["from"] == "visitor"
    assert row["reason"] == MATTER


def test_lines_of_the_system_are_read_in_the_agents_language(
    new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    talk = new_conversation()
    answering.take_over(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    with override("pl"):
        shown, _more = inbox.messages_of(talk.pk)
    talk.refresh_from_db()

    assert talk.messages.get(author="system").content["text"] == "Ewa joins the conversation."
    assert shown[-1]["content"]["text"] == "Ewa dołącza do rozmowy."


def test_a_rating_reads_as_one_and_is_no_matter(
    asked: Start, ewa: User, workspace: Workspace
) -> None:
    talk = asked()
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)
    says(talk, "5")
    with override("pl"):
        shown, _more = inbox.messages_of(talk.pk)
        row = inbox_rows.row_for(talk.pk, workspace.pk, ewa)
    given = next(one for one in shown if one["content"].get("rated"))

    assert given["content"]["text"] == "Ocena: 5 z 5"
    assert card(talk, ewa)["rating"] == {"score": 5, "high": 5, "comment": ""}
    assert all("5" not in said.text for said in story.talk_of(talk))
    assert row is not None


def test_a_comment_on_the_rating_is_no_matter(
    version: FlowVersion, asked: Start, ewa: User, workspace: Workspace
) -> None:
    version.document = deepcopy(version.document)
    for node in version.document["nodes"]:
        if node["id"] == "rate":
            node["config"] = {"ask_comment": True}
    version.save()
    talk = asked()
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)
    says(talk, "2")
    says(talk, "The parcel came three weeks later than promised")
    with override("pl"):
        shown, _more = inbox.messages_of(talk.pk)

    told = card(talk, ewa)
    comments = [one for one in shown if one["content"].get("rated") == {"comment": True}]
    assert comments[0]["content"]["text"] == (
        "Komentarz do oceny: The parcel came three weeks later than promised"
    )
    assert told["summary"] == []
    assert told["rating"]["comment"] == "The parcel came three weeks later than promised"


def test_what_was_chosen_is_shown_by_its_label_and_the_flows_own_is_apart(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, "A return")
    session = {**(talk.session or {})}
    session["variables"] = {**session["variables"], "parcel_status": "packed"}
    Conversation.objects.filter(pk=talk.pk).update(session=session)

    answers = {one["name"]: one for one in card(talk, ewa)["answers"]}

    assert (answers["topic"]["label"], answers["topic"]["value"]) == (
        "What is it about?",
        "A return",
    )
    assert not answers["topic"]["technical"]
    assert answers["parcel_status"]["technical"]


def test_the_wish_to_change_an_answer_is_no_reason() -> None:
    said = [
        {"kind": "text", "text": "Where is my parcel?"},
        {"kind": "text", "text": "I would like to change my answer: “A return”.",
         "back": {"to": 3, "asks": True}},
    ]  # fmt: skip

    assert matters.own_words(said, "en") == ["Where is my parcel?"]


def test_earlier_conversations_say_what_they_were_about_who_answered_and_how_it_was_rated(
    new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    first = new_conversation()
    says(first, "Where is my blue lamp from Monday?")
    mine = answering.claim(workspace, first.pk, ewa, epoch=first.owner_epoch)
    answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)
    says(first, "4")
    second = new_conversation(first.contact)

    (earlier,) = card(second, ewa)["earlier"]

    assert (earlier["topic"], earlier["agent"], earlier["rating"]["score"]) == (
        "Where is my blue lamp from Monday?",
        "Ewa",
        4,
    )


def test_an_earlier_conversation_is_never_called_by_a_bare_number(
    new_conversation: Start, ewa: User
) -> None:
    answered = new_conversation()
    says(answered, "4411")
    told = new_conversation(answered.contact)
    append_message(told, author="visitor", content={"kind": "text", "text": "5512"})
    now_here = new_conversation(answered.contact)

    topics = {one["id"]: one["topic"] for one in card(now_here, ewa)["earlier"]}

    assert topics == {str(answered.pk): "Ask for the name: 4411", str(told.pk): ""}


ASKS = "I want to talk to a person"


def row_of(conversation: Conversation, user: User, language: str = "en") -> dict[str, Any]:
    with override(language):
        found = inbox_rows.row_for(conversation.pk, conversation.workspace_id, user)
    assert found is not None
    return found


def test_the_row_says_the_matter_and_not_that_a_person_was_asked_for(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, MATTER)
    says(talk, ASKS)

    assert talk.state == "queued"
    assert row_of(talk, ewa)["reason"] == MATTER


def test_an_authors_reason_that_repeats_the_wish_gives_way_to_the_matter(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, MATTER)
    says(talk, ASKS)
    talk.handoffs.update(reason=ASKS)

    assert row_of(talk, ewa)["reason"] == MATTER
    assert card(talk, ewa)["reason"] == MATTER


def test_without_a_matter_it_is_said_that_a_person_was_asked_for(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, ASKS)

    assert row_of(talk, ewa)["reason"] == "The visitor asked for a person."
    assert card(talk, ewa, "en")["reason"] == "The visitor asked for a person."


def test_who_passed_it_on_and_their_note_are_told_until_it_is_over(
    asked: Start, ewa: User, jan: User, team: Team, workspace: Workspace
) -> None:
    talk = asked()
    assert row_of(talk, ewa)["passed"] is None
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    passed = passing_on.transfer(
        workspace, mine.pk, ewa, epoch=mine.owner_epoch, team_id=team.pk,
        comment="Wants the\nblue one",
    )  # fmt: skip
    told = {"by": "Ewa", "note": "Wants the blue one"}
    assert row_of(talk, jan)["passed"] == told

    his = answering.claim(workspace, passed.pk, jan, epoch=passed.owner_epoch)
    assert row_of(talk, jan)["passed"] == told

    answering.close(workspace, his.pk, jan, epoch=his.owner_epoch)
    assert row_of(talk, jan)["passed"] is None


def test_a_note_hides_no_words_and_leaves_a_mark(
    asked: Start, ewa: User, workspace: Workspace
) -> None:
    talk = asked()
    assert row_of(talk, ewa)["noted"] is False

    writing.note(workspace, talk.pk, ewa, text="Careful", client_id="n")

    row = row_of(talk, ewa)
    assert (row["last"]["text"], row["noted"]) == ("Ada", True)


def test_ones_own_team_is_no_choice_while_nobody_else_of_it_is_there(
    asked: Start, ewa: User, team: Team, workspace: Workspace
) -> None:
    talk = asked()
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    with pytest.raises(NobodyThere, match="Obsługa"):
        passing_on.transfer(workspace, mine.pk, ewa, epoch=mine.owner_epoch, team_id=team.pk)

    mine.refresh_from_db()
    assert (mine.state, mine.agent) == ("agent", ewa)


def test_what_is_passed_on_is_not_given_back_while_somebody_else_is_there(
    asked: Start, ewa: User, jan: User, team: Team, workspace: Workspace
) -> None:
    talk = asked()
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    team.auto_assign = True
    team.save()
    passed = passing_on.transfer(workspace, mine.pk, ewa, epoch=mine.owner_epoch, team_id=team.pk)

    assert passed.agent == jan


def test_the_card_names_the_files_that_were_sent_and_what_was_agreed_to(
    asked: Start, ewa: User
) -> None:
    talk = asked()
    append_message(
        talk,
        author="visitor",
        content={
            "kind": "text",
            "text": "",
            "files": [
                {"id": "1", "name": "cup.jpg", "kind": "image/jpeg", "size": 9, "width": 4,
                 "height": 3},
                {"id": "2", "name": "bill.pdf", "kind": "application/pdf", "size": 9},
            ],
        },
    )  # fmt: skip
    for number, agreed in enumerate((False, True)):
        Consent.objects.create(
            contact=talk.contact, conversation=talk, effect_id=str(number), purpose="news",
            label="Newsletter", version="1", wording="News?", answer="", agreed=agreed,
        )  # fmt: skip

    shown = card(talk, ewa)
    assert shown["files"] == [
        {"name": "cup.jpg", "picture": True},
        {"name": "bill.pdf", "picture": False},
    ]
    (consent,) = shown["consents"]
    assert (consent["label"], consent["agreed"], consent["withdrawn_at"]) == (
        "Newsletter",
        True,
        None,
    )


@pytest.fixture
def numbered(version: FlowVersion) -> FlowVersion:
    """A flow that asks for a number, and then for a person without a word of its own."""
    document = deepcopy(version.document)
    for node in document["nodes"]:
        if node["id"] == "name":
            node["title"] = "order number"
        elif node["id"] == "person":
            node["config"] = {"max_wait": 600}
    version.document = document
    version.save()
    return version


def test_a_mere_number_is_told_with_what_was_asked(
    numbered: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, "4512")

    shown = card(talk, ewa)

    assert talk.state == "queued"
    assert shown["reason"] == row_of(talk, ewa)["reason"] == "Order number: 4512"
    assert shown["handoffs"][0]["reason"] == "Order number: 4512"


def test_a_matter_goes_before_a_number(
    numbered: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    says(talk, "4512")
    says(talk, "and it still leaks, what now")
    says(talk, MATTER)

    reason = card(talk, ewa)["reason"]

    assert reason.splitlines()[0] == MATTER
    assert "4512" not in reason
    assert row_of(talk, ewa)["reason"].startswith(MATTER)


TEA, BREWING = "Which green tea has no caffeine?", "and how do I brew it, for how many minutes"
GIFT = "A consultant please, I am looking for a gift for my mother up to 100 euro"


def test_what_was_written_when_asking_is_the_row_and_all_stands_in_order(
    menu: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    talk = new_conversation()
    for words in (TEA, BREWING, GIFT):
        says(talk, words)
    handoff = talk.handoffs.get()
    assert (talk.state, handoff.last_wrote) == ("queued", GIFT)
    talk.handoffs.update(reason=BREWING)  # as a flow says it that keeps the question asked of it

    assert row_of(talk, ewa)["reason"] == GIFT
    assert card(talk, ewa)["reason"] == f"{TEA}\n{BREWING}\n{GIFT}"
    assert card(talk, ewa)["summary"] == []
    handoff.refresh_from_db()
    assert handoff.shown_reason == GIFT


def test_who_comes_back_with_another_matter_is_summed_up_by_it(
    menu: FlowVersion, new_conversation: Start, ewa: User, workspace: Workspace
) -> None:
    talk = new_conversation()
    says(talk, MATTER)
    says(talk, ASKS)
    mine = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    answering.hand_back(workspace, mine.pk, ewa, epoch=mine.owner_epoch, node="name")
    says(talk, "Which courier brings parcels to Berlin?")
    says(talk, ASKS)
    talk.refresh_from_db()
    again = answering.claim(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    reply = "A courier does"
    writing.reply(workspace, again.pk, ewa, text=reply, client_id="a", epoch=again.owner_epoch)
    says(talk, "And how much is the gift wrapping of my order?")

    assert card(talk, ewa)["reason"] == "Which courier brings parcels to Berlin?"
    assert [line["text"] for line in card(talk, ewa)["summary"]] == [
        "And how much is the gift wrapping of my order?"
    ]


def test_what_the_flow_asked_is_not_in_short(
    numbered: FlowVersion, new_conversation: Start, ewa: User
) -> None:
    document = deepcopy(numbered.document)
    name = next(node for node in document["nodes"] if node["id"] == "name")
    name["config"] |= {
        "kind": "number",
        "retry": "The number, {{ name }}. It stands in the subject of the confirmation mail.",
    }
    numbered.document = document
    numbered.save()
    talk = new_conversation()
    says(talk, "My parcel with the blue teapot")

    assert all(line["who"] == "visitor" for line in card(talk, ewa)["summary"])


def test_other_conversations_say_that_they_are_rated_and_that_a_message_waits_there(
    new_conversation: Start, asked: Start, ewa: User, workspace: Workspace
) -> None:
    here = new_conversation()
    rated = new_conversation(here.contact)
    says(rated, "Ada")
    mine = answering.claim(workspace, rated.pk, ewa, epoch=rated.owner_epoch)
    answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)
    Ticket.objects.create(
        workspace=workspace, conversation=rated, effect_id="1", text="My lamp is dark.",
        created_at=now(),
    )  # fmt: skip

    (other,) = card(here, ewa)["earlier"]
    assert (other["state"], other["being_rated"], other["left"]) == ("bot", True, True)

    Ticket.objects.update(status=Ticket.Status.ANSWERED)
    says(rated, "5")

    (other,) = card(here, ewa)["earlier"]
    assert (other["state"], other["being_rated"], other["left"]) == ("closed", False, False)
