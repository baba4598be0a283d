"""Conversations in the admin: found, read, and only one's own."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from flowbuilder.accounts.services import choose_language
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation, EventRecord, Message
from flowbuilder.conversations.transcript import _came_back, _sentence
from flowbuilder.core.events import SessionStarted, VisitorSaid
from flowbuilder.core.testing import flow
from flowbuilder.flows import services
from flowbuilder.llm.models import ModelBudget, ModelCall
from flowbuilder.runtime.turns import take_turn

pytestmark = pytest.mark.django_db

TALK = flow(
    ("ask", "question", {"question": "Your <name>?", "save_as": "name"}),
    ("thanks", "message", {"text": "Thank you, {{ name }}."}),
    ("bye", "end", {}),
    wires="ask.next>thanks; thanks.next>bye",
    locale="en",
    variables=({"name": "name"},),
)


@pytest.fixture
def conversation(workspace):
    made = services.create_flow(workspace=workspace, name="Talk", user=None, document=TALK)
    version = services.publish(flow=made, revision=made.draft_revision, note="", user=None)
    contact = Contact.objects.create(workspace=workspace, name="Ada Nowak")
    begun = Conversation.objects.create(
        workspace=workspace, flow_version=version, channel="web", widget_key="shop",
        contact=contact, language="en", page={"url": "https://shop.example/"},
    )  # fmt: skip
    take_turn(begun.pk, SessionStarted(at=now()))
    take_turn(begun.pk, VisitorSaid(at=now(), text="<script>alert(1)</script>"))
    return begun


def page(conversation):
    return reverse("admin:conversations_conversation_change", args=[conversation.pk])


def test_the_list_shows_who_and_the_last_words(client_for, conversation):
    answer = client_for("analyst").get(reverse("admin:conversations_conversation_changelist"))

    text = answer.content.decode()
    assert "Ada Nowak" in text
    assert "Thank you" in text


def test_the_list_is_searched_by_name(client_for, conversation):
    client, url = client_for("analyst"), reverse("admin:conversations_conversation_changelist")

    assert "Ada Nowak" in client.get(url, {"q": "nowak"}).content.decode()
    assert "Ada Nowak" not in client.get(url, {"q": "kowalski"}).content.decode()


def test_the_transcript_shows_words_path_and_events_as_text(client_for, conversation):
    text = client_for("owner").get(page(conversation)).content.decode()

    assert "Your &lt;name&gt;?" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert(1)" not in text
    assert "https://shop.example/" in text


@pytest.mark.parametrize(
    ("outcome", "language", "shown"),
    [
        ("unresolved", "en", "not resolved"),
        ("resolved", "pl", "załatwiona"),
        ("tea_sold", "pl", "tea_sold"),
    ],
)
def test_an_outcome_is_shown_as_the_end_step_calls_it(
    client_for, conversation, outcome, language, shown
):
    """The code was shown: "unresolved"."""
    Conversation.objects.filter(pk=conversation.pk).update(outcome=outcome)
    owner = client_for("owner")
    choose_language(owner.user, language)

    text = owner.get(page(conversation)).content.decode()

    assert f"<dd>{shown}</dd>" in text


def test_a_foreign_and_an_absent_conversation_answer_alike(
    client_for, conversation, other_workspace
):
    stranger = client_for("owner", other_workspace)
    absent = page(Conversation())

    assert [stranger.get(url).status_code for url in (page(conversation), absent)] == [404, 404]


def test_an_agent_reads_conversations_in_the_inbox_not_here(client_for, conversation):
    assert client_for("agent").get(page(conversation)).status_code in {302, 403, 404}


def test_nothing_is_changed_by_hand(client_for, conversation):
    client = client_for("owner")
    url = reverse("admin:conversations_conversation_changelist")

    client.post(url, {"action": "delete_selected", "_selected_action": [conversation.pk]})
    client.post(page(conversation), {"state": "closed"})

    assert Message.objects.count() == 3


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("queued", "The conversation was put in the queue."),
        ("nobody", "Nobody was available."),
        ("answered", "The model was asked: it answered."),
    ],
)
def test_only_a_model_is_said_to_have_been_asked(outcome, said):
    """Being put in the queue was told as "The model was asked: queued"."""
    with override("en"):
        assert _came_back({"outcome": outcome}, {}) == said


def test_a_file_is_shown_by_its_name_with_a_link(client_for, conversation):
    file = {"id": "5f0c6b3e-0000-4000-8000-000000000001", "name": "<b>rysa.png", "kind": "image",
            "size": 2048}  # fmt: skip
    Message.objects.create(
        conversation=conversation, seq=90, author="visitor",
        content={"kind": "files", "text": "", "files": [file]},
    )  # fmt: skip

    client = client_for("analyst")
    text = client.get(page(conversation)).content.decode()
    listed = client.get(reverse("admin:conversations_conversation_changelist")).content.decode()

    assert f"/api/v1/files/{file['id']}/?small" in text
    assert "&lt;b&gt;rysa.png" in text
    assert "<b>rysa" not in text + listed
    assert "[&lt;b&gt;rysa.png]" in listed


@pytest.mark.parametrize(
    ("code", "english", "polish"),
    [
        ("model_budget", "The budget for the model is used up.", "Budżet modelu jest wyczerpany."),
        ("model_timeout", "The model did not answer in time.", "Model nie odpowiedział na czas."),
    ],
)
def test_what_failed_is_said_in_words(code, english, polish):
    with override("en"):
        assert _sentence("EffectFailed", {"code": code}, {}) == english
    with override("pl"):
        assert _sentence("EffectFailed", {"code": code}, {}) == polish


def test_a_conversation_says_what_its_models_cost_to_who_sees_the_meter(client_for, conversation):
    def shown(role):
        return client_for(role).get(page(conversation)).content.decode()

    before = shown("owner")
    for cost in (Decimal("0.1"), Decimal("0.2"), None):
        ModelCall.objects.create(
            workspace=conversation.workspace, conversation_id=conversation.pk, at=now(),
            purpose="answer", model="small", outcome="answered", tokens_in=500, tokens_out=100,
            cost=cost, ms=5,
        )  # fmt: skip

    ModelBudget.objects.create(workspace=conversation.workspace, per_conversation=2000)
    nearly = shown("owner")
    ModelBudget.objects.update(per_conversation=1000)

    assert "talk-budget" not in before
    assert "Budżet rozmowy – tokeny: 1800 z 2000 (90%)" in nearly
    assert "Budżet jest wyczerpany: model nie jest pytany." in shown("owner")
    assert "talk-budget" not in shown("analyst")
    assert "talk-models" not in before
    assert "tokeny: 1800 · koszt: 0,30 · cena nieznana: 1 wywołanie" in shown("owner")
    assert f"/admin/llm/modelcall/?conversation={conversation.pk}" in shown("owner")
    assert "talk-models" not in shown("analyst")


def test_an_owner_reads_at_each_answer_what_all_of_its_calls_took(client_for, conversation):
    EventRecord.objects.create(
        conversation=conversation, number=1000, at=now(), kind="EffectSucceeded",
        payload={"effect_id": "e7", "result": {"outcome": "answered", "model": "small"}},
    )  # fmt: skip
    for effect, purpose in (("e7", "rewrite"), ("e7", "answer"), ("e7", "check"), ("", "summary")):
        ModelCall.objects.create(
            workspace=conversation.workspace, conversation_id=conversation.pk, at=now(),
            effect_id=effect, purpose=purpose, model="small", outcome="answered",
            tokens_in=50, tokens_out=10, cost=Decimal("0.1"), ms=5,
        )  # fmt: skip
    seen = client_for("owner").get(page(conversation)).content.decode()

    assert "3 wywołania modelu · tokeny: 180 · koszt: 0,30" in seen
    assert "wywołania modelu" not in client_for("analyst").get(page(conversation)).content.decode()
