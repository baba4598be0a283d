"""What visitors think of an answer from the knowledge: kept with their score (S2)."""

import pytest

from flowbuilder.common.clock import now
from flowbuilder.core.events import EffectSucceeded
from flowbuilder.core.testing import flow
from flowbuilder.flows import services as flow_services
from flowbuilder.flows.models import FlowVersion
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.turns import take_answer
from flowbuilder.surveys import selectors
from flowbuilder.surveys.models import Asked, Response
from tests.surveys.conftest import RATED, Talk

pytestmark = pytest.mark.django_db

ANSWERED = flow(
    ("hello", "question", {"question": "W czym pomóc?", "save_as": "subject"}),
    ("faq", "faq_lookup", {}),
    ("rate", "survey", {"survey": "po-rozmowie"}),
    ("again", "question", {"question": "Coś jeszcze?", "save_as": "subject"}),
    wires="hello.next>faq; faq.found>rate; faq.not_found>rate; rate.next>again; rate.high>again; "
    "rate.low>again; rate.not_asked>again; again.next>faq",
    locale="pl",
    variables=({"name": "subject"},),
)


def published(workspace, flow):
    made = flow_services.create_flow(workspace=workspace, name="Sklep", user=None, language="pl")
    document = flow.model_dump(mode="json")
    return FlowVersion.objects.create(
        workspace=workspace, flow=made, number=1, document=document, components={}
    )


@pytest.fixture
def version(workspace):
    return published(workspace, ANSWERED)


def finds(question: str | None) -> None:
    """Let the lookup that waits find this question, or nothing."""
    job = jobs.claim(Job.objects.get(status="waiting", effect__kind="SearchKnowledge").pk)
    hit = {"id": "7", "question": question, "answer": "14 dni.", "score": 0.9, "source": "faq:7",
           "title": question, "version": "1"}  # fmt: skip
    result = {"verdict": "none", "hits": [], "ms": 1}
    if question:
        result |= {"verdict": "found", "hits": [hit]}
    take_answer(job, EffectSucceeded(at=now(), effect_id=job.effect["id"], result=result))


def test_a_score_knows_which_answer_it_was_given_after(make_survey, version):
    """The answer and the question how it was stand in one turn, whose rows are not stored yet."""
    make_survey()
    visitor = Talk(version)
    finds("Ile mam czasu na zwrot?")
    visitor.presses("2")

    assert Response.objects.get().given_answer == "Ile mam czasu na zwrot?"
    assert Asked.objects.get().given_answer == "Ile mam czasu na zwrot?"


def test_where_nothing_was_found_no_answer_is_blamed(make_survey, version):
    make_survey()
    visitor = Talk(version)
    finds(None)
    visitor.presses("2")

    assert Response.objects.get().given_answer == ""


def test_of_an_anonymous_score_the_answer_is_not_kept_either(make_survey, version):
    """It stands in the transcript: with it a rare answer would lead to who gave the score."""
    make_survey(anonymous=True)
    visitor = Talk(version)
    finds("Ile mam czasu na zwrot?")
    visitor.presses("2")

    assert Response.objects.get().given_answer == Asked.objects.get().given_answer == ""


def test_a_flow_that_knows_nothing_is_not_searched(workspace, django_assert_num_queries):
    """Six turns of every conversation would pay for it."""
    row = Talk(published(workspace, RATED)).row

    with django_assert_num_queries(0):
        assert selectors.last_answer(row) == ""
