"""How a model is asked: follow-ups in full, personal data hidden, sources named, limits kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.effects import AskModel, effect_from_json, effect_to_json
from flowbuilder.core.testing import flow
from flowbuilder.flows.services import create_flow, publish
from flowbuilder.knowledge import effects
from flowbuilder.llm.models import ModelCall
from tests.knowledge.test_effects import Context, ask, context, with_model
from tests.llm.fake_model import FakeModel, Quoting, running

__all__ = ["Context", "context"]

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


# ---- Personal data -------------------------------------------------------------------------


def test_personal_data_do_not_leave_and_come_back_in_the_answer(context, settings):
    question = "Ile kosztuje dostawa? Mój e-mail: jan.nowak@example.pl, tel. 501 234 567"
    history = (("visitor", "Jestem spod 44051401359"),)
    with running(Quoting()) as model:
        with_model(model, settings)
        ask(
            context,
            question,
            history=history,
            personal=("tajny-numer",),
            instructions="tajny-numer",
        )

        for piece in ("jan.nowak", "501 234", "44051401359", "tajny-numer"):
            assert piece not in sent(model)
        assert "[EMAIL_1]" in question_of(model.requests[0])


def test_the_placeholder_in_an_answer_becomes_what_it_stands_for(context, settings):
    said = "Proszę napisać, a dostawa kurierem kosztuje 14,99 zł. [EMAIL_1]"
    with running(FakeModel(answer=said)) as model:
        with_model(model, settings)
        result = ask(context, "Ile kosztuje dostawa? jan@example.pl")

    assert "[EMAIL_1]" not in result["text"] + "".join(context.shown)


def test_the_contact_s_name_is_hidden(context, settings, workspace):
    document = flow(("hello", "message", {"text": "Dzień dobry."}), ("end", "end"),
                    wires="hello.next > end", locale="pl")  # fmt: skip
    drawn = create_flow(workspace=workspace, name="Rozmowa", user=None, document=document)
    version = publish(flow=drawn, revision=drawn.draft_revision, note="", user=None)
    contact = Contact.objects.create(workspace=workspace, name="Zdzisława Brzęczyszczykiewicz")
    talk = Conversation.objects.create(workspace=workspace, contact=contact, flow_version=version)
    context.conversation_id = talk.pk
    with running(Quoting()) as model:
        with_model(model, settings)
        ask(context, "Ile kosztuje dostawa dla Brzęczyszczykiewicz?")

        assert "zęczyszcz" not in sent(model)


def test_an_author_may_send_what_was_written_as_it_is(context, settings):
    with running(Quoting()) as model:
        with_model(model, settings)
        ask(context, "Ile kosztuje dostawa? jan@example.pl", mask=False)

        assert "jan@example.pl" in sent(model)


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


def test_without_marks_all_passages_are_its_sources(context, settings):
    with running(Quoting()) as model:
        with_model(model, settings)
        result = ask(context, "Ile kosztuje dostawa?")
        passages = json.loads(model.requests[0]["messages"][-1]["content"])["passages"]

    assert [each["title"] for each in result["sources"]] == [each["question"] for each in passages]


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
        ask_back=True, persona="Lipa", address="casual",
    )  # fmt: skip

    assert effect_from_json(json.loads(json.dumps(effect_to_json(told)))) == told
    assert set(effect_to_json(AskModel(question="?", language="pl"))) == {
        "kind", "id", "question", "language", "instructions", "history", "timeout_s",
    }  # fmt: skip
