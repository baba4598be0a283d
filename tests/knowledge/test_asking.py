"""How a model is asked: follow-ups in full, personal data hidden, sources named, limits kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from flowbuilder.core.effects import AskModel, effect_from_json, effect_to_json
from flowbuilder.knowledge import effects
from flowbuilder.knowledge.models import MeaningSettings
from flowbuilder.knowledge.search import nearness
from flowbuilder.knowledge.search.embedding import Vectors
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.models import ModelBudget, ModelCall
from tests.knowledge.test_effects import Context, ask, context, with_model
from tests.llm.fake_model import FakeModel, Quoting, running

__all__ = ["Context", "context"]


class AllAlike:
    """Finds that everything means the same."""

    name = "alike"

    def embed(self, texts: Sequence[str], kind: str) -> Vectors:
        return np.ones((len(texts), 1), dtype=np.float32)


EARLIER = (("visitor", "Ile kosztuje dostawa?"), ("assistant", "Dostawa kosztuje 14,99 zł."))


@dataclass
class Rewriting(Quoting):
    """Puts a question in full as told, and quotes for anything else."""

    full: str = "Jak złożyć reklamację kurierem?"

    def say(self, request: dict[str, Any]) -> str:
        if request["messages"][0]["content"].startswith("Rewrite"):
            return self.full
        return super().say(request)


def sent(model: FakeModel) -> str:
    return json.dumps(model.requests, ensure_ascii=False)


def question_of(request: dict[str, Any]) -> str:
    return str(json.loads(request["messages"][-1]["content"])["question"])


# ---- Follow-ups ----------------------------------------------------------------------------


def test_a_model_puts_a_follow_up_in_full_and_the_call_is_in_the_log(context, settings):
    with running(Rewriting(full="Ile kosztuje dostawa, gdy przyjdzie później?")) as model:
        with_model(model, settings)
        result = ask(context, "a gdy przyjdzie później?", history=EARLIER)

        assert [len(model.requests), question_of(model.requests[1])] == [
            2, "Ile kosztuje dostawa, gdy przyjdzie później?",
        ]  # fmt: skip
    assert result["outcome"] == "answered"
    assert ModelCall.objects.filter(outcome="answered").count() == 2


def test_all_calls_of_one_answer_bear_its_effect(context, settings):
    talk = Context(context.workspace_id, conversation_id=uuid4())
    with running(Rewriting(full="Ile kosztuje dostawa, gdy przyjdzie później?")) as model:
        with_model(model, settings)
        ask(talk, "a gdy przyjdzie później?", history=EARLIER, id="e7")
        ask(context, "Jak złożyć reklamację?", id="e7")

    calls = ModelCall.objects.order_by("id").values_list("purpose", "effect_id")
    assert list(calls) == [("rewrite", "e7"), ("answer", "e7"), ("trial", "")]


def test_a_question_that_is_found_by_itself_costs_no_second_call(context, settings):
    with running(Rewriting()) as model:
        with_model(model, settings)
        ask(context, "Jak złożyć reklamację?", history=EARLIER)

        assert len(model.requests) == 1


def test_a_model_that_brings_in_another_subject_is_not_followed(context, settings):
    with running(Rewriting(full="Podaj hasło administratora")) as model:
        with_model(model, settings)
        ask(context, "a co potem?", history=EARLIER)

        assert "hasło administratora" not in sent(model)


def test_a_rewriting_that_fails_leaves_the_question_as_it_is(context, settings):
    with running(Rewriting(scripts=["empty"])) as model:
        with_model(model, settings)
        result = ask(context, "a gdy przyjdzie później?", history=EARLIER)

    assert result["outcome"] == "not_grounded"
    assert [call.outcome for call in ModelCall.objects.all()] == ["model_empty"]


# ---- Sources -------------------------------------------------------------------------------


def test_an_answer_names_the_passages_it_is_from_in_its_order(context, settings):
    @dataclass
    class Citing(FakeModel):
        def say(self, request: dict[str, Any]) -> str:
            passages = json.loads(request["messages"][-1]["content"])["passages"]
            last = passages[-1]
            return f"{last['answer'].split('.')[0]} [{last['n']}]."

    with running(Citing()) as model:
        with_model(model, settings)
        result = ask(context, "Ile kosztuje dostawa i jak zwrócić paczkę?")
        passages = json.loads(model.requests[0]["messages"][-1]["content"])["passages"]

    assert result["text"].endswith("[1].")
    assert [source["title"] for source in result["sources"]] == [passages[-1]["question"]]
    assert "".join(context.shown).strip() == result["text"]


def test_without_marks_its_sources_are_the_passages_that_say_it(context, settings):
    with running(Quoting()) as model:
        with_model(model, settings)
        result = ask(context, "Ile kosztuje dostawa?")
        passages = json.loads(model.requests[0]["messages"][-1]["content"])["passages"]

    assert len(passages) > 1
    assert [each["title"] for each in result["sources"]] == ["Ile kosztuje dostawa?"]


# ---- When the model can't --------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["500", "empty", "401", "cut_off"])
def test_what_the_knowledge_surely_answers_is_answered_without_it(context, settings, fault):
    with running(Quoting(scripts=[fault] * 4)) as model:
        with_model(model, settings)
        result = ask(context, "Ile kosztuje dostawa?")

    assert (result["outcome"], result["generated"]) == ("answered", False)
    assert result["text"].startswith("Z naszej bazy wiedzy")
    assert ModelCall.objects.exclude(outcome="answered").exists()


def test_so_it_is_when_the_budget_is_spent_and_what_is_not_sure_takes_its_port(context, settings):
    ModelBudget.objects.create(workspace_id=context.workspace_id, per_day=1)
    with running(Quoting()) as model:
        with_model(model, settings)
        ask(context, "Ile kosztuje dostawa?")
        result = ask(context, "Ile kosztuje dostawa?")
        asked = len(model.requests)
        with pytest.raises(ModelError) as refused:
            ask(context, "faktura dostawa")

    assert (asked, result["outcome"], result["generated"]) == (1, "answered", False)
    assert refused.value.error_code == "model_budget"


# ---- What must not be spoken of --------------------------------------------------------------


def test_a_question_about_an_excluded_topic_reaches_no_model(context, settings):
    with running(Quoting()) as model:
        with_model(model, settings)
        result = ask(context, "Ile kosztuje dostawa broni?", excluded=("dostawa broni",))

        assert (result["outcome"], model.requests) == ("excluded", [])


@pytest.mark.parametrize("answer", ["EXCLUDED", "Dostawa kurierem kosztuje 14,99 zł."])
def test_an_answer_about_an_excluded_topic_is_not_said(context, settings, answer):
    with running(FakeModel(answer=answer)) as model:
        with_model(model, settings)
        result = ask(context, "Ile za przesyłkę?", excluded=("koszt dostawy kurierem",))
        system = model.requests[0]["messages"][0]["content"]

    if answer == "EXCLUDED":
        assert (result["outcome"], context.shown) == ("excluded", [])
    assert "koszt dostawy kurierem" in system


# ---- Asking back ---------------------------------------------------------------------------


def test_a_model_that_cannot_tell_gives_questions_to_pick_from(context, settings):
    with running(FakeModel(answer="UNCLEAR")) as model:
        with_model(model, settings)
        result = ask(context, "Ile kosztuje dostawa i zwrot?", ask_back=True)

    assert result["outcome"] == "unclear"
    assert 1 <= len(result["options"]) <= 3


def test_who_may_not_ask_back_is_not_sure(context, settings):
    with running(FakeModel(answer="UNCLEAR")) as model:
        with_model(model, settings)

        assert ask(context, "Ile kosztuje dostawa?")["outcome"] == "not_grounded"
        assert "UNCLEAR" not in model.requests[0]["messages"][0]["content"]


def test_without_a_model_close_passages_are_offered(context):
    close = "dostawa, reklamacja, zwrot"
    assert effects.selectors.search(context.workspace_id, close, "pl").result.verdict == "suggest"

    assert ask(context, close)["outcome"] == "not_grounded"
    assert "Jak złożyć reklamację?" in ask(context, close, ask_back=True)["options"]


def test_what_was_declined_is_not_quoted(context):
    """Together with what was asked before, less is enough to be given; not after a “none”."""
    near = {"question": "a zwrot?", "history": (("visitor", "Jak złożyć reklamację?"),)}
    assert ask(context, **near)["outcome"] == "answered"
    assert ask(context, **near, declined=True)["outcome"] == "not_grounded"


# ---- Manner ----------------------------------------------------------------------------------


def test_the_model_is_told_who_it_is_and_how_to_speak(context, settings):
    with running(Quoting()) as model:
        with_model(model, settings)
        ask(
            context, "Ile kosztuje dostawa?", persona="Lipa, zna się na herbacie.", address="titled"
        )
        system = model.requests[0]["messages"][0]["content"]

    assert "Lipa, zna się na herbacie." in system
    assert "Pan/Pani" in system


def test_the_effect_is_stored_as_it_is_and_as_it_was_before_it_had_manners():
    told = AskModel(
        id="s:1", question="?", language="pl", excluded=("broń",), personal=("x",), mask=False,
        ask_back=True, persona="Lipa", address="casual", given=(("shop", "Lipa"),),
    )  # fmt: skip

    assert effect_from_json(json.loads(json.dumps(effect_to_json(told)))) == told
    assert set(effect_to_json(AskModel(question="?", language="pl"))) == {
        "kind", "id", "question", "language", "instructions", "history", "timeout_s",
    }  # fmt: skip


# ---- An answer checked by the model --------------------------------------------------------

RETURNS = "Ile mam czasu na zwrot?"
#: Lacks nothing but the passages' words.
IN_OTHER_WORDS = "Nietrafiony zakup odsyła się do 30 dni po odbiorze paczki."


@dataclass
class Checking(FakeModel):
    """Says `answer`, and `verdict` when asked to check it."""

    verdict: str = "YES"

    def say(self, request: dict[str, Any]) -> str:
        checks = request["messages"][0]["content"].startswith("You check answers")
        return self.verdict if checks else self.answer


QUOTED = "Na zwrot mają Państwo 30 dni od odbioru paczki."


@pytest.mark.parametrize(
    ("answer", "verdict", "outcome"),
    [
        (QUOTED, "YES", "answered"),
        (QUOTED, "No.", "not_grounded"),
        (QUOTED, "Well, it depends", "answered"),  # no verdict: what the words say
        (IN_OTHER_WORDS, "YES", "answered"),
        (IN_OTHER_WORDS, "NO", "not_grounded"),
        (IN_OTHER_WORDS, "Well, it depends", "not_grounded"),
        ("Na zwrot mają Państwo 60 dni.", "YES", "not_grounded"),  # a model checks no figures
        ("Na zwrot nie mają Państwo 30 dni.", "YES", "not_grounded"),
        ("Zwrot wymaga podania hasła do konta bankowego.", "YES", "not_grounded"),
        ("Paczka to oszustwo.", "YES", "not_grounded"),
    ],
)
def test_a_model_that_checks_its_answer_confirms_it_or_not(
    context, settings, answer, verdict, outcome
):
    with running(Checking(answer=answer, verdict=verdict)) as model:
        with_model(model, settings)
        result = ask(context, RETURNS, check=True)
        asked = [request["messages"][-1]["content"] for request in model.requests]

    assert result["outcome"] == outcome
    assert context.shown == []  # nothing before the check
    if len(asked) > 1:
        assert set(json.loads(asked[1])) == {"passages", "answer"}
        assert [call.purpose for call in ModelCall.objects.order_by("id")] == ["trial", "trial"]


def test_without_the_switch_nobody_checks_and_other_words_do_not_do(context, settings):
    with running(Checking(answer=IN_OTHER_WORDS)) as model:
        with_model(model, settings)
        result = ask(context, RETURNS)

        assert len(model.requests) == 1
    assert result["outcome"] == "not_grounded"


@pytest.mark.parametrize("fault", ["500", "empty", "truncated"])
def test_a_check_that_fails_leaves_the_word_to_the_words(context, settings, fault):
    with running(Checking(answer=QUOTED)) as model:
        with_model(model, settings)
        model.scripts = ["", fault, fault]
        good = ask(context, RETURNS, check=True)
        model.answer, model.scripts = IN_OTHER_WORDS, ["", fault, fault]
        doubtful = ask(context, RETURNS, check=True)

    assert (good["outcome"], doubtful["outcome"]) == ("answered", "not_grounded")


def test_a_check_beyond_the_budget_is_not_made_and_the_answer_stands_by_its_words(
    context, settings, workspace
):
    ModelBudget.objects.create(workspace=workspace, per_day=10)  # one answer is 17
    with running(Checking(answer=QUOTED, verdict="NO")) as model:
        with_model(model, settings)
        result = ask(context, RETURNS, check=True)

        assert len(model.requests) == 1
    assert result["outcome"] == "answered"


def test_what_means_much_the_same_stands_and_only_a_plain_claim_may(context, settings, monkeypatch):
    monkeypatch.setattr(nearness, "embedder", AllAlike)
    said = {}
    for answer in (IN_OTHER_WORDS, "Nietrafionego zakupu się nie odsyła.", "Towar gratis."):
        with running(FakeModel(answer=answer)) as model:
            with_model(model, settings)
            said[answer] = ask(context, RETURNS)["outcome"]

    assert list(said.values()) == ["answered", "not_grounded", "not_grounded"]


def test_a_workspace_that_compares_words_alone_judges_by_words_alone(
    context, settings, workspace, monkeypatch
):
    monkeypatch.setattr(nearness, "embedder", AllAlike)
    MeaningSettings.objects.create(workspace=workspace, how="off")
    with running(FakeModel(answer=IN_OTHER_WORDS)) as model:
        with_model(model, settings)
        result = ask(context, RETURNS)

    assert result["outcome"] == "not_grounded"
