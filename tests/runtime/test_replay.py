"""A conversation is replayed step by step, on its own versions or another; nothing is performed."""

from itertools import count

import pytest
from django.urls import reverse

from flowbuilder.accounts.services import choose_language
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import EventRecord, Message
from flowbuilder.core.effects import EFFECT_TYPES
from flowbuilder.core.events import EVENT_TYPES
from flowbuilder.core.messages import Text
from flowbuilder.nodes.message import Message as MessageNode
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.replaying import History, event_of, replay_conversation
from flowbuilder.runtime.wording import of_effect
from tests.runtime.conftest import LOOK_UP
from tests.runtime.test_moving import asks, publish_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def older(publish):
    return publish(asks())


@pytest.fixture
def talk(begin, older):
    """Two questions answered, and so at its end."""
    talk = begin(version=older)
    talk.says("Ada")
    talk.says("1042")
    return talk


def page(client_for, talk, role="analyst", language="en", **asked):
    client = client_for(role)
    choose_language(client.user, language)
    return client.get(reverse("admin:replay", args=[talk.pk]), asked)


def test_it_ends_as_stored_and_performs_nothing(talk):
    before = (Message.objects.count(), Job.objects.count(), EventRecord.objects.count())

    replay = replay_conversation(talk.row)

    assert (replay.same, replay.first, replay.unlike) == (True, None, ())
    assert (Message.objects.count(), Job.objects.count(), EventRecord.objects.count()) == before


def test_against_another_version_the_first_event_that_goes_otherwise_is_named(talk, older):
    newer = publish_next(older, asks(thanks="Thank you, {{ name }}."))

    replay = replay_conversation(talk.row, newer)

    assert replay.first == 3, "the answer to the second question is thanked for in other words"
    assert not replay.same, "what was said is part of the session"
    assert replay_conversation(talk.row, older).first is None


def test_a_node_that_looks_at_more_than_its_session_is_found(begin, monkeypatch):
    """Seen to fail with `_as_said` always true."""
    counter, enter = count(), MessageNode.enter

    def fickle(self, config, turn):
        text = f"{config.text} {next(counter)}"
        return enter(self, config.model_copy(update={"text": text}), turn)

    monkeypatch.setattr(MessageNode, "enter", fickle)
    talk = begin(asks())
    talk.says("Ada")

    replay = replay_conversation(talk.row)

    assert replay.first == 1


def test_a_changed_stored_session_is_seen_and_what_differs_is_named(talk):
    row = talk.row
    row.session["variables"]["name"] = "Eve"
    row.save()

    replay = replay_conversation(row)

    assert (replay.same, replay.unlike) == (False, ("variables",))


@pytest.mark.parametrize("payload", [{}, None, {"text": None}, {"text": ""}, {"erased": True}])
def test_erased_events_do_not_break_it(talk, client_for, payload):
    """Case 52. Seen to fail with `event_from_json(record.payload)` instead of `event_of`."""
    EventRecord.objects.filter(conversation=talk.pk).update(payload=payload or {})
    Message.objects.filter(conversation=talk.pk).update(content={"kind": "text", "text": ""})

    replay = replay_conversation(talk.row)

    assert replay.refused == 0
    for event in (1, 2, 3):
        assert page(client_for, talk, event=event).status_code == 200


def test_every_kind_of_event_can_be_read_after_it_was_emptied():
    for kind in EVENT_TYPES:
        assert type(event_of(EventRecord(kind=kind, payload={}, at=now()))).__name__ == kind


# ---- The page ---------------------------------------------------------------------------


def test_the_page_shows_the_event_the_way_the_effects_and_what_changed(client_for, talk):
    text = page(client_for, talk, event=2).content.decode()

    assert "The visitor wrote: Ada" in text
    assert "2 of 3" in text
    assert "Would say “Which order?”" in text
    assert "Goes on by “got an answer”." in text
    assert '<tr class="is-changed"><th scope="row">name <em>changed here</em></th>' in text
    assert "It ends just as it did." in text
    assert 'rel="prev" aria-keyshortcuts="ArrowLeft" href="?event=1"' in text
    assert 'rel="next" aria-keyshortcuts="ArrowRight" href="?event=3"' in text


def test_the_page_on_another_version_leads_to_the_first_difference(client_for, talk, older):
    publish_next(older, asks(thanks="Thank you, {{ name }}."))

    text = page(client_for, talk, version=2, event=3).content.decode()

    assert 'href="?event=3&amp;version=2">The first difference is at event 3.' in text
    assert "Would say “Thank you, Ada.”" in text


@pytest.mark.parametrize("how", ["move", "restart"])
def test_the_page_follows_a_conversation_over_to_a_newer_version(client_for, begin, publish, how):
    older = publish(asks())
    talk = begin(version=older)
    talk.says("Ada")
    publish_next(older, asks(order="parcel"), how)
    talk.says("1042")

    numbers = History(talk.row).numbers
    text = page(client_for, talk, event=numbers[2]).content.decode()

    assert "version 2" in text
    assert "begins again when the visitor" in text
    assert "It ends just as it did." in text


@pytest.mark.parametrize(
    "asked", [{"event": "x"}, {"event": 10**12}, {"version": 99}, {"event": -1}]
)
def test_nonsense_in_the_address_shows_an_event_all_the_same(client_for, talk, asked):
    assert page(client_for, talk, **asked).status_code == 200


def test_it_speaks_polish(client_for, talk):
    text = page(client_for, talk, language="pl", event=2).content.decode()

    assert "Rozmowa kończy się tak samo jak wtedy." in text
    assert "zmieniona" in text


def test_whoever_sees_conversations_sees_it_and_nobody_else(client_for, talk, other_workspace):
    assert page(client_for, talk, role="author").status_code == 200
    assert page(client_for, talk, role="agent").status_code == 403
    foreign = client_for("owner", other_workspace)
    assert foreign.get(reverse("admin:replay", args=[talk.pk])).status_code == 404


def test_a_version_that_cannot_run_here_says_so(client_for, talk, older):
    document = {**older.document}
    document["nodes"] = [{**node, "type": "gone"} for node in document["nodes"]]
    older.flow.versions.create(workspace=older.workspace, number=2, document=document)

    text = page(client_for, talk, version=2).content.decode()

    assert "uses steps that are not installed" in text


def test_a_conversation_without_events_says_so(client_for, begin, older, workspace):
    row = begin(version=older).row
    EventRecord.objects.all().delete()

    assert "Nothing has happened" in page(client_for, row).content.decode()


def test_what_a_flow_asks_of_others_is_told_in_words_and_not_asked(client_for, begin):
    talk = begin(LOOK_UP)
    talk.says("1001")

    text = page(client_for, talk, event=2).content.decode()

    assert "Would call another service: GET http://127.0.0.1:9/orders/1001" in text


def test_every_effect_has_words():
    needed = {
        "SendMessage": {"content": Text(text="x")}, "OpenTicket": {"text": "x"},
        "AskSurvey": {"name": "x", "language": "pl"},
        "AnswerSurvey": {"name": "x", "asked": "x", "score": 1},
        "CheckConsent": {"purpose": "x", "version": "1"},
        "RecordConsent": {
            "purpose": "x", "label": "x", "version": "1", "wording": "x", "answer": "x",
            "agreed": True,
        },
        "RecordSurvey": {"survey": "csat", "score": 1}, "RecordOutcome": {"name": "x"},
        "RecordUnanswered": {"question": "x"}, "StartTimer": {"seconds": 1},
        "CancelTimer": {"timer_id": "x"}, "SearchKnowledge": {"query": "x", "language": "pl"},
        "AskModel": {"question": "x", "language": "pl"},
        "PickOut": {"text": "x", "language": "pl", "wanted": ()},
        "FindTopic": {"text": "x", "language": "pl", "topics": ()},
        "CallHttp": {"method": "GET", "url": "x"},
        "SendEmail": {"to": "x", "subject": "x", "body": "x"},
    }  # fmt: skip
    words = {name: of_effect(kind(**needed.get(name, {}))) for name, kind in EFFECT_TYPES.items()}

    assert [name for name, text in words.items() if name in text] == []
