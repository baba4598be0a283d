"""An anonymous answer leaves nothing in the database that leads back to who gave it."""

import json

import pytest
from django.apps import apps
from django.core import serializers

from flowbuilder.accounts.models import Role
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Message
from flowbuilder.core.effects import AnswerSurvey, AskSurvey
from flowbuilder.core.events import EffectFailed
from flowbuilder.handoff.models import Handoff, SearchDocument, Team
from flowbuilder.handoff.services import wording
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.replaying import replay_conversation
from flowbuilder.runtime.turns import take_answer
from flowbuilder.surveys.effects import ask_survey, record_answer
from flowbuilder.surveys.models import Asked, Response

pytestmark = pytest.mark.django_db

COMMENT = "Zielony parasol nie dotarł"


def everything_but_answers() -> str:
    """Every row of every table as text, without the answers themselves."""
    kept = []
    for model in apps.get_models(include_auto_created=True):
        if model is not Response:
            kept.append(serializers.serialize("json", model._default_manager.all()))
    return "\n".join(kept)


@pytest.fixture
def visitor(make_survey, talk):
    make_survey(anonymous=True, comment="everyone")
    return talk()


def test_an_answer_has_no_link_to_contact_conversation_agent_or_team(visitor):
    visitor.presses("2")
    visitor.says(COMMENT)

    rows = Response.objects.all()
    assert sorted((row.score, row.comment) for row in rows if row.comment) == [(None, COMMENT)]
    assert [row.score for row in rows if not row.comment] == [2]
    for row in rows:
        assert (row.conversation, row.agent, row.team, row.anonymous) == (None, None, None, True)
    answers = serializers.serialize("json", rows)
    for secret in (str(visitor.pk), visitor.pk.hex, *_ids_of(visitor)):
        assert secret not in answers


@pytest.mark.parametrize("anonymous", [True, False])
def test_that_it_was_asked_does_not_say_whom_an_anonymous_answer_is_about(
    make_survey, talk, workspace, make_user, anonymous
):
    """Were the agent kept, the one answer of a day would be about them."""
    make_survey(anonymous=anonymous)
    row, ola = talk().row, make_user(Role.AGENT, workspace)
    team = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    Handoff.objects.create(
        workspace=workspace, conversation=row, team=team, status="closed",
        requested_at=row.started_at,
    )  # fmt: skip
    Message.objects.create(
        conversation=row, seq=99, author="agent", agent=ola, content={"kind": "text", "text": "?"}
    )
    row.owner_epoch = 2

    ask_survey(AskSurvey(id="x:7", name="po-rozmowie", language="pl", node="rate"), row)

    asked = Asked.objects.get(effect_id="x:7")
    about = (None, None) if anonymous else (ola, team)
    assert (asked.handled_by, asked.agent, asked.team) == ("agent", *about)


def _ids_of(visitor):
    return [asked.effect_id for asked in Asked.objects.filter(conversation=visitor.pk)]


@pytest.mark.parametrize("way", ["presses", "says"])
def test_what_was_said_stands_nowhere_else_in_the_database(visitor, way):
    """Seen to fail without `withholding.withhold`, and without its part in the engine."""
    getattr(visitor, way)("2")
    visitor.says(COMMENT)

    assert COMMENT not in everything_but_answers()
    assert visitor.transcript.count("Odpowiedź anonimowa.") == 2
    assert "2" not in visitor.transcript


def test_conversations_of_all_scores_are_alike(make_survey, talk, clock):
    make_survey(anonymous=True)
    kept = []
    for score in ("1", "3", "5"):
        visitor = talk()
        visitor.presses(score)
        row = visitor.row
        events = [
            (event.kind, {k: v for k, v in event.payload.items() if k not in ("effect_id",)})
            for event in row.events.order_by("number")
        ]
        session = {**row.session, "id": ""}
        story = json.dumps([visitor.transcript, events, session], default=str)
        kept.append(story.replace(str(row.pk), "ID"))

    assert kept[0] == kept[1] == kept[2]


def test_neither_order_nor_time_of_the_answers_follows_the_conversations(make_survey, talk, clock):
    make_survey(anonymous=True)
    keys: list[int] = []
    for _number in range(12):
        talk().presses("4")
        clock.moves(minutes=7)
        keys += Response.objects.exclude(pk__in=keys).values_list("pk", flat=True)

    assert len(keys) == 12
    assert all(key < 0 for key in keys)
    assert keys not in (sorted(keys), sorted(keys, reverse=True))
    assert len({row.at for row in Response.objects.all()}) == 1
    assert Response.objects.first().at.isoformat() == "2026-11-20T11:00:00+00:00", "noon in Warsaw"


def test_it_goes_on_the_same_way_whatever_the_score(make_survey, talk):
    make_survey(anonymous=True)
    visitor = talk()
    visitor.presses("1")

    assert visitor.transcript[-2:] == ["Dziękujemy za odpowiedź.", "Coś jeszcze?"]


def test_a_second_answer_to_the_same_question_is_not_counted(visitor):
    visitor.presses("2")
    visitor.presses("5")

    assert [row.score for row in Response.objects.all()] == [2]
    assert "5" not in visitor.transcript


def test_it_replays_to_the_same_session(visitor):
    visitor.presses("2")
    visitor.says(COMMENT)

    replay = replay_conversation(visitor.row)

    assert (replay.same, replay.first, replay.unlike, replay.refused) == (True, None, (), 0)
    assert Response.objects.count() == 2, "a replay keeps nothing"


def test_a_late_anonymous_answer_is_neither_counted_nor_kept(make_survey, talk, clock):
    make_survey(anonymous=True, expires_hours=1)
    visitor = talk()
    clock.moves(hours=2)
    visitor.presses("3")

    assert not Response.objects.exists()
    assert "3" not in visitor.transcript


def test_an_answer_that_is_not_anonymous_does_stand_in_the_transcript(make_survey, talk):
    make_survey(comment="everyone")
    visitor = talk()
    visitor.presses("2")
    visitor.says(COMMENT)

    assert COMMENT in everything_but_answers()
    assert Response.objects.get().conversation_id == visitor.pk


def test_the_same_anonymous_answer_twice_is_one(visitor):
    """Seen to fail without the marks of `Asked`."""
    visitor.presses("2")
    visitor.says(COMMENT)
    asked = Asked.objects.get().effect_id
    for values in ({"score": 2}, {"score": None, "comment": COMMENT}):
        again = AnswerSurvey(
            id="x:9", name="po-rozmowie", asked=asked, node="rate", anonymous=True, **values
        )
        record_answer(again, visitor.row)

    assert Response.objects.count() == 2


def test_words_that_waited_for_an_answer_on_its_way_are_withheld_too(make_survey, version, talk):
    """Seen to fail without the `joined` events of `withholding.withhold`."""
    make_survey(anonymous=True)
    version.document["nodes"].append(
        {"id": "call", "type": "http_request", "config": {"url": "http://127.0.0.1:9/"}}
    )
    version.document["edges"] = [
        {**edge, "target": "call"} if edge["source"] == "hello" else edge
        for edge in version.document["edges"]
    ] + [
        {"source": "call", "port": port, "target": "rate"}
        for port in ("next", "refused", "problem")
    ]
    version.save()
    visitor = talk()
    visitor.says("2")
    wording.read_all()
    searched = SearchDocument.objects.get(conversation=visitor.pk)
    assert "2" in searched.said
    job = jobs.claim(Job.objects.get().pk)
    failed = EffectFailed(at=now(), effect_id=job.effect["id"], code="http_timeout")
    take_answer(job, failed)

    assert [row.score for row in Response.objects.all()] == [2]
    assert "2" not in visitor.transcript
    words = [event.payload.get("text") for event in visitor.row.events.all()]
    assert "2" not in words
    assert not SearchDocument.objects.exists()
    wording.read_all()
    assert "2" not in SearchDocument.objects.get(conversation=visitor.pk).said
