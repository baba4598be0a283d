"""What a person answered stands in their history; what they answered anonymously does not."""

import pytest

from flowbuilder.handoff import contact_card
from flowbuilder.surveys.models import Response

pytestmark = pytest.mark.django_db


def answers_in_timeline(contact):
    return [
        (one["text"], one["detail"], one["conversation"])
        for one in contact_card.timeline_of(contact)
        if one["what"] == "survey"
    ]


def test_an_answer_is_told_with_its_question_and_comment(make_survey, talk):
    make_survey(comment="everyone", question="Jak poszło?")
    visitor = talk()
    visitor.presses("2")
    visitor.says("Paczka nie dotarła")

    assert answers_in_timeline(visitor.contact) == [
        ("Jak poszło?", "Ocena: 2 z 5 · Paczka nie dotarła", str(visitor.pk))
    ]


def test_another_persons_answers_are_theirs(make_survey, talk):
    make_survey()
    visitor, other = talk(), talk()
    visitor.presses("2")

    assert answers_in_timeline(other.contact) == []


def test_an_anonymous_answer_is_told_of_nobody(make_survey, talk):
    make_survey(anonymous=True, comment="everyone")
    visitor = talk()
    visitor.presses("2")
    visitor.says("Paczka nie dotarła")
    assert Response.objects.count() == 2

    told = str(contact_card.timeline_of(visitor.contact))
    assert answers_in_timeline(visitor.contact) == []
    assert "Paczka" not in told
