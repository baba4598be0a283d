"""Topics told by examples: with a model, and by words alone."""

from __future__ import annotations

import pytest

from flowbuilder.core.effects import FindTopic
from flowbuilder.knowledge import effects
from flowbuilder.knowledge.answers import topics
from flowbuilder.knowledge.answers.topics import Confusion, Topics
from flowbuilder.knowledge.search import embedding
from tests.knowledge.test_effects import Context
from tests.knowledge.test_meaning import TopicModel

EXAMPLES = (
    ("returns", ("chcę zwrot", "jak oddać", "odesłać paczkę")),
    ("delivery", ("ile trwa dostawa", "gdzie kurier", "koszt: wysyłka")),
)


def test_a_text_belongs_to_the_topic_whose_examples_lie_near():
    ranking = Topics(EXAMPLES, TopicModel()).rank("kiedy kurier przyjedzie")

    assert [each.key for each in ranking] == ["delivery", "returns"]
    assert ranking[0].fits
    assert not ranking[1].fits


def test_a_text_near_none_fits_none():
    assert not any(each.fits for each in Topics(EXAMPLES, TopicModel()).rank("płacę przez blik"))


def test_an_example_that_fits_another_topic_better_is_told():
    returns = (*EXAMPLES[0][1], "zwrot pieniędzy", "oddać buty", "kiedy mogę odesłać")
    mixed = (("returns", returns), ("delivery", (*EXAMPLES[1][1], "zwrot i oddać")))

    assert Topics(mixed, TopicModel()).confusions() == [
        Confusion("zwrot i oddać", topic="delivery", taken_for="returns")
    ]
    assert Topics(EXAMPLES, TopicModel()).confusions() == []


def test_the_only_example_of_a_topic_is_not_called_confusing_for_want_of_others():
    alone = (("payment", ("ile płacę kartą za zamówienie z odbiorem",)), EXAMPLES[1])

    assert Topics(alone, TopicModel()).confusions() == []


def test_a_topic_with_one_example_is_ready_and_strict():
    ranking = Topics((("returns", ("zwrot",)),), TopicModel()).rank("zwrot")

    assert (ranking[0].key, ranking[0].fits) == ("returns", True)


def test_examples_are_placed_once():
    model = TopicModel()
    topics.ranked("zwrot", EXAMPLES, "pl", model)
    placed = len(model.placed)
    topics.ranked("kurier", EXAMPLES, "pl", model)

    assert len(model.placed) == placed + 1


@pytest.mark.parametrize(
    ("text", "topic"),
    [("chcę oddać", "returns"), ("gdzie jest kurier", "delivery"), ("ładna pogoda", "")],
)
def test_without_a_model_the_words_decide(text, topic):
    context = Context(workspace_id=0)
    result = effects.find_topic(FindTopic(text=text, language="pl", topics=EXAMPLES), context)

    assert result["topic"] == topic


def test_languages_without_a_stemmer_and_empty_topics_are_no_problem():
    context = Context(workspace_id=0)
    german = (("zurück", ("Ich möchte es zurückgeben",)), ("leer", ()))

    asked = FindTopic(text="zurückgeben", language="de", topics=german)
    assert effects.find_topic(asked, context)["topic"] == "zurück"


@pytest.mark.skipif(not embedding.fits_here(), reason="the local model is not for this machine")
def test_the_local_model_tells_topics_in_other_words():
    told = (
        ("reklamacja", ("kubek przyszedł pęknięty", "towar jest uszkodzony", "coś nie działa")),
        ("termin", ("chcę przełożyć wizytę", "czy mogę przyjść w piątek", "odwołuję spotkanie")),
    )
    ready = Topics(told, embedding.LocalEmbedder())

    assert ready.rank("talerz doszedł w kawałkach")[0].key == "reklamacja"
    assert ready.rank("muszę zmienić godzinę")[0].key == "termin"
    assert not ready.rank("jaka jest stolica Francji")[0].fits


OVERLAPPING = (
    ("returns", ("chcę zwrócić buty", "jak odesłać paczkę", "zwrot pieniędzy za zamówienie")),
    ("delivery", ("gdzie jest moja paczka", "zwrot zamówienia kurierem", "odesłać paczkę pocztą")),
)


def test_without_a_model_examples_that_confuse_are_told_by_their_words():
    trial = topics.tried("", OVERLAPPING, "pl")

    assert trial.by_words
    assert Confusion("jak odesłać paczkę", "returns", "delivery") in trial.confusions
    assert Confusion("zwrot zamówienia kurierem", "delivery", "returns") in trial.confusions
    assert "gdzie jest moja paczka" not in [each.example for each in trial.confusions]
    assert topics.tried("", EXAMPLES, "pl").confusions == []


def test_of_hundreds_of_examples_as_many_are_looked_at_as_time_allows(monkeypatch):
    monkeypatch.setattr(topics, "LOOKED_AT", 6)
    told = (*OVERLAPPING[:1], ("more", OVERLAPPING[1][1][::-1]))

    # one of six, the first of the first topic, which confuses nothing
    assert topics.tried("", told, "pl").confusions == []
