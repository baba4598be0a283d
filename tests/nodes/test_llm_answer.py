from __future__ import annotations

from flowbuilder.core.effects import AskModel, RecordUnanswered, SendMessage
from flowbuilder.core.messages import Choices, Source
from flowbuilder.core.testing import Conversation, flow

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
            instructions="Krótko, {shop}.",
            history=(("assistant", "?"),),
            timeout_s=7,
            given=(("shop", "Lipa"),),
        )
    ]


def test_a_greeting_costs_no_call_and_is_answered_by_asking_what_it_is_about(try_node):
    visitor = try_node("llm_answer", {}, before="Hej, mam pytanie")

    assert visitor.heard == ["Słucham. Proszę napisać, o co chodzi."]
    assert visitor.effects_of(AskModel) == []
    visitor.says("dzień dobry").says("a paczkomat?")

    assert [e.question for e in visitor.effects_of(AskModel)] == ["a paczkomat?"]
    assert visitor.effect_succeeds(ANSWER).heard == ["Tak, do paczkomatu.", "[answered]"]


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


# ---- Manner, exclusions, asking back ---------------------------------------------------------

UNCLEAR = {"outcome": "unclear", "text": "", "options": ["Ile kosztuje dostawa?", "Ile trwa?"]}


def asked(visitor) -> AskModel:
    return visitor.effects_of(AskModel)[-1]


def test_the_flow_says_who_the_assistant_is_and_the_step_what_it_keeps_to(try_node):
    config = {"excluded": ["porady medyczne"], "ask_back": True, "mask": False}
    visitor = try_node("llm_answer", config, before="?", persona="Lipa", address="casual")
    effect = asked(visitor)

    assert (effect.persona, effect.address) == ("Lipa", "casual")
    assert (effect.excluded, effect.ask_back, effect.mask) == (("porady medyczne",), True, False)


def test_what_variables_hold_of_a_person_is_hidden(catalogue):
    document = flow(
        ("ask", "question", {"question": "Imię?", "save_as": "name"}),
        ("it", "llm_answer", {"question": "Co dla {{ name }}?"}),
        ("end", "end"),
        wires="ask.next > it; it.answered > end; it.not_grounded > end; it.wants_human > end",
        variables=({"name": "name", "personal": True}, {"name": "city"}),
        locale="pl",
    )
    visitor = Conversation(document, catalogue, language="pl").starts().says("Bożena")

    assert asked(visitor).personal == ("Bożena",)


def test_an_excluded_topic_is_said_to_be_and_is_no_question_to_answer_later(try_node):
    visitor = try_node("llm_answer", {}, before="?").effect_succeeds({"outcome": "excluded"})

    assert visitor.heard == ["O tym nie mogę tutaj rozmawiać.", "[excluded]"]
    assert visitor.effects_of(RecordUnanswered) == []


def test_an_excluded_topic_goes_the_way_of_no_answer_until_it_has_its_own(try_node):
    visitor = try_node("llm_answer", {}, before="?", unwired=("excluded",))

    assert visitor.effect_succeeds({"outcome": "excluded"}).heard[-1] == "[not_grounded]"


def test_an_unclear_question_is_asked_back_and_the_one_picked_is_asked(try_node):
    visitor = try_node("llm_answer", {"ask_back": True}, before="dostawa").effect_succeeds(UNCLEAR)

    assert [option.label for option in offered(visitor)] == [*UNCLEAR["options"], "Żadne z tych"]
    visitor.chooses("1")
    assert asked(visitor).question == "Ile trwa?"
    assert visitor.effect_succeeds(ANSWER).heard[-1] == "[answered]"


def test_other_words_are_a_new_question_and_none_of_these_is_no_answer(try_node):
    visitor = try_node("llm_answer", {"ask_back": True}, before="dostawa").effect_succeeds(UNCLEAR)
    visitor.says("jednak zwrot")
    assert asked(visitor).question == "jednak zwrot"

    visitor.effect_succeeds(UNCLEAR).chooses("__none__")
    assert visitor.heard[-2:] == ["Nie mam na to pewnej odpowiedzi.", "[not_grounded]"]


def test_it_asks_back_twice_and_no_more(try_node):
    visitor = try_node("llm_answer", {"ask_back": True}, before="dostawa")
    for _time in range(2):
        assert asked(visitor).ask_back
        visitor.effect_succeeds(UNCLEAR).says("dostawa")

    assert not asked(visitor).ask_back


def test_unclear_without_anything_to_pick_is_no_answer(try_node):
    visitor = try_node("llm_answer", {}, before="?")

    assert visitor.effect_succeeds({"outcome": "unclear"}).heard[-1] == "[not_grounded]"


def offered(visitor):
    said = [e.content for e in visitor.effects_of(SendMessage) if isinstance(e.content, Choices)]
    return said[-1].options


def test_who_declined_all_that_was_offered_is_not_asked_back(catalogue):
    near = {"id": "a", "question": "Ile kosztuje dostawa?", "answer": "12 zł", "score": 0.1}
    document = flow(
        ("look", "faq_lookup", {}),
        ("it", "llm_answer", {"question": "{{ q }}", "ask_back": True}),
        ("said", "message", {"text": "."}),
        ("ask", "question", {"question": "?", "save_as": "q"}),
        ("end", "end"),
        wires="ask.next > look; look.found > said; look.not_found > it; it.answered > said; "
        "it.not_grounded > said; it.wants_human > said; said.next > end",
        start="ask",
    )
    visitor = Conversation(document, catalogue, language="pl").says("dostawa psa?")
    visitor.effect_succeeds({"verdict": "suggest", "hits": [near], "ms": 1})
    visitor.says("Żadne z tych")

    (asked,) = visitor.effects_of(AskModel)
    assert (asked.question, asked.ask_back, asked.declined) == ("dostawa psa?", False, True)


def test_the_topics_of_the_flow_and_of_the_step_are_excluded_together(try_node):
    config = {"excluded": ["ceny", "porady medyczne"]}
    visitor = try_node("llm_answer", config, before="?", excluded=["porady medyczne", "polityka"])

    assert asked(visitor).excluded == ("porady medyczne", "polityka", "ceny")
