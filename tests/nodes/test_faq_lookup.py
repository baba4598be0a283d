from __future__ import annotations

from flowbuilder.core.effects import RecordUnanswered, SearchKnowledge
from flowbuilder.core.messages import Source

DELIVERY = {
    "id": 1, "question": "Ile kosztuje dostawa?", "answer": "Od 12,99 zł.", "score": 0.9,
    "source": "",
}  # fmt: skip
RETURNS = {
    "id": 2, "question": "Jak zwrócić zakupy?", "answer": "Przez formularz.", "score": 0.4,
    "source": "https://example.pl/zwroty",
}  # fmt: skip
SUGGEST = {"verdict": "suggest", "hits": [DELIVERY, RETURNS], "ms": 1}
NOTHING = {"verdict": "none", "hits": [], "ms": 1}


def test_looks_up_what_the_visitor_wrote_last_and_answers(try_node):
    visitor = try_node("faq_lookup", {}, before="ile za dostawe")

    assert [(e.query, e.language) for e in visitor.effects_of(SearchKnowledge)] == [
        ("ile za dostawe", "pl")
    ]
    visitor.effect_succeeds({"verdict": "found", "hits": [DELIVERY], "ms": 1})

    assert visitor.heard == ["Od 12,99 zł.", "[found]"]
    assert visitor.effects[0].content.sources == (Source(title="Ile kosztuje dostawa?"),)


def test_a_greeting_is_answered_by_asking_what_it_is_about(try_node):
    visitor = try_node("faq_lookup", {}, before="Dzień dobry")

    assert visitor.heard == ["Dzień dobry. W czym możemy pomóc?"]
    assert visitor.effects_of(SearchKnowledge) == []
    visitor.says("ile za dostawe")

    assert [e.query for e in visitor.effects_of(SearchKnowledge)] == ["ile za dostawe"]


def test_a_question_that_comes_bit_by_bit_is_asked_for_once_and_looked_up_once(try_node):
    """Seen: "dzień dobry" and "mam pytanie" were each answered with "I know no answer"."""
    visitor = try_node("faq_lookup", {}, before="hej").says("mam pytanie")

    assert visitor.heard == []
    visitor.says("ile za dostawe").effect_succeeds(
        {"verdict": "found", "hits": [DELIVERY], "ms": 1}
    )

    assert visitor.heard == ["Od 12,99 zł.", "[found]"]


def test_who_greets_again_hears_that_somebody_is_there(try_node):
    visitor = try_node("faq_lookup", {}, before="Dzień dobry").says("halo?")

    assert visitor.heard == ["Słucham. Proszę napisać, o co chodzi."]
    visitor.says("ile za dostawe")

    assert [e.query for e in visitor.effects_of(SearchKnowledge)] == ["ile za dostawe"]


def test_a_greeting_instead_of_picking_leaves_the_questions_to_pick_from(try_node):
    visitor = try_node("faq_lookup", {}, before="dostawa zwrot").effect_succeeds(SUGGEST)
    visitor.says("halo?")

    assert visitor.heard == ["Dzień dobry. W czym możemy pomóc?"]
    visitor.chooses("Jak zwrócić zakupy?")

    assert visitor.heard == ["Przez formularz.", "[found]"]


def test_may_look_for_something_else_than_the_last_words(try_node):
    config = {"query": "{{ topic }} za granicę"}
    visitor = try_node("faq_lookup", config, variables={"topic": "dostawa"})

    assert visitor.effects[0].query == "dostawa za granicę"


def test_close_questions_are_offered_and_the_picked_one_is_answered(try_node):
    visitor = try_node("faq_lookup", {}, before="dostawa zwrot").effect_succeeds(SUGGEST)

    assert visitor.heard == ["Czy chodzi o jedno z tych pytań?"]
    assert [option.label for option in visitor.effects[0].content.options] == [
        "Ile kosztuje dostawa?",
        "Jak zwrócić zakupy?",
        "Żadne z tych",
    ]
    visitor.chooses("Jak zwrócić zakupy?")

    assert visitor.heard == ["Przez formularz.", "[found]"]
    assert visitor.effects[0].content.sources[0].url == "https://example.pl/zwroty"


def test_none_of_these_leaves_by_not_found_and_keeps_the_question(try_node):
    visitor = try_node("faq_lookup", {}, before="a co z tym").effect_succeeds(SUGGEST)
    visitor.says("żadne z tych")

    assert visitor.heard == ["[not_found]"]
    assert [e.question for e in visitor.effects_of(RecordUnanswered)] == ["a co z tym"]


def test_other_words_instead_of_picking_are_looked_up_anew(try_node):
    visitor = try_node("faq_lookup", {}, before="dostawa").effect_succeeds(SUGGEST)
    visitor.says("chodzi mi o kubki")

    assert visitor.effects[0].query == "chodzi mi o kubki"
    visitor.effect_succeeds(NOTHING)

    assert visitor.heard == ["[not_found]"]
    assert visitor.effects_of(RecordUnanswered)[0].question == "chodzi mi o kubki"


def test_nothing_found_is_kept_for_the_author(try_node):
    visitor = try_node("faq_lookup", {}, before="sens życia").effect_succeeds(NOTHING)

    assert visitor.heard == ["[not_found]"]
    assert [(e.question, e.node) for e in visitor.effects_of(RecordUnanswered)] == [
        ("sens życia", "it")
    ]


def test_with_nothing_asked_it_looks_nothing_up(try_node):
    visitor = try_node("faq_lookup", {})

    assert visitor.heard == ["[not_found]"]
    assert visitor.effects_of(SearchKnowledge) == []
    assert visitor.effects_of(RecordUnanswered) == []


def test_a_failed_search_leaves_by_problem(try_node):
    assert try_node("faq_lookup", {}, before="?").effect_fails("busy").heard == ["[problem]"]


def test_however_often_somebody_asks_on_each_question_is_answered(try_node):
    """Seen to fail: of what one visit waited for, the first fifty things counted. From the 26th
    question on nobody answered, until the visitor was taken for silent."""
    visitor = try_node("faq_lookup", {}, before="dostawa zwrot").effect_succeeds(SUGGEST)

    for number in range(60):
        visitor.says(f"a paczka {number}?").effect_succeeds(SUGGEST)
        assert visitor.heard == ["Czy chodzi o jedno z tych pytań?"]
    assert visitor.chooses("Jak zwrócić zakupy?").heard == ["Przez formularz.", "[found]"]


def test_the_question_is_kept_for_later_steps(try_node):
    config = {"save_question_as": "asked"}
    visitor = try_node("faq_lookup", config, before="dostawa").effect_succeeds(SUGGEST)
    visitor.chooses("Żadne z tych")

    assert visitor.variables["asked"] == "dostawa"


def test_an_excluded_topic_leaves_by_its_own_port_and_is_not_kept(try_node):
    visitor = try_node("faq_lookup", {}, before="poradźcie, jaki lek")
    visitor.effect_succeeds({"verdict": "excluded", "hits": [], "ms": 0})

    assert visitor.heard == ["[excluded]"]
    assert visitor.effects_of(RecordUnanswered) == []


def test_what_the_flow_never_answers_about_is_said_with_the_question(try_node):
    visitor = try_node("faq_lookup", {}, before="jaki lek", excluded=["porady medyczne"])

    assert visitor.effects[0].excluded == ("porady medyczne",)


def test_what_was_said_before_goes_along_for_a_question_that_follows_up(try_node):
    visitor = try_node("faq_lookup", {}, before="Ile za dostawę?").effect_succeeds(SUGGEST)
    visitor.says("a kurierem?")

    (second,) = visitor.effects_of(SearchKnowledge)
    assert ("visitor", "Ile za dostawę?") in second.history
