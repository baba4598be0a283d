from __future__ import annotations

from flowbuilder.core.effects import AskModel, RecordUnanswered, SendMessage
from flowbuilder.core.messages import Source

ANSWER = {
    "outcome": "answered",
    "text": "Tak, do paczkomatu.",
    "sources": [{"title": "Dostawa", "url": "https://example.pl"}, {"title": "FAQ"}],
    "generated": True,
    "model": "m",
}


def test_asks_the_model_with_instructions_and_what_was_said_before(try_node):
    config = {"instructions": "Krótko, {{ shop }}.", "timeout_s": 7}
    visitor = try_node("llm_answer", config, before="a paczkomat?", variables={"shop": "Lipa"})

    assert visitor.effects_of(AskModel) == [
        AskModel(
            id=visitor.effects[0].id,
            question="a paczkomat?",
            language="pl",
            instructions="Krótko, Lipa.",
            history=(("assistant", "?"),),
            timeout_s=7,
        )
    ]


def test_a_generated_answer_is_said_as_ai_with_its_sources(try_node):
    visitor = try_node("llm_answer", {}, before="paczkomat?").effect_succeeds(ANSWER)
    said = visitor.effects_of(SendMessage)[0]

    assert visitor.heard == ["Tak, do paczkomatu.", "[answered]"]
    assert (said.author, said.generated) == ("ai", True)
    assert said.content.sources == (
        Source(title="Dostawa", url="https://example.pl"),
        Source(title="FAQ"),
    )


def test_a_quoted_passage_is_said_as_the_bot_and_not_marked_generated(try_node):
    visitor = try_node("llm_answer", {}, before="?").effect_succeeds({**ANSWER, "generated": False})
    said = visitor.effects_of(SendMessage)[0]

    assert (said.author, said.generated) == ("bot", False)


def test_an_answer_without_grounds_is_not_said_and_the_question_is_kept(try_node):
    ungrounded = {**ANSWER, "outcome": "not_grounded"}
    visitor = try_node("llm_answer", {}, before="a Mars?").effect_succeeds(ungrounded)

    assert visitor.heard == ["Nie mam na to pewnej odpowiedzi.", "[not_grounded]"]
    assert [e.question for e in visitor.effects_of(RecordUnanswered)] == ["a Mars?"]


def test_an_empty_answer_counts_as_none(try_node):
    visitor = try_node("llm_answer", {}, before="?").effect_succeeds({**ANSWER, "text": "  "})

    assert visitor.heard[-1] == "[not_grounded]"


def test_wanting_a_person_leads_there_without_a_word(try_node):
    wants = {"outcome": "wants_human", "text": "", "sources": [], "generated": False}

    assert try_node("llm_answer", {}, before="?").effect_succeeds(wants).heard == ["[wants_human]"]


def test_a_model_that_fails_gives_the_authors_words_and_leaves_by_problem(try_node):
    config = {"fallback": "Zapytam kolegów."}
    visitor = try_node("llm_answer", config, before="?").effect_fails("model_timeout")

    assert visitor.heard == ["Zapytam kolegów.", "[problem]"]
    assert [step.text for step in visitor.trace if step.port == "problem"] == ["model_timeout"]


def test_with_nothing_asked_the_model_is_not_called(try_node):
    visitor = try_node("llm_answer", {})

    assert visitor.effects_of(AskModel) == []
    assert visitor.heard[-1] == "[not_grounded]"
