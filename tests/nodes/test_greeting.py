from __future__ import annotations


def test_says_the_authors_words_with_variables_filled_in(try_node):
    visitor = try_node("greeting", {"text": "Witamy w {{ shop }}."}, variables={"shop": "Lipie"})

    assert visitor.heard == ["Witamy w Lipie.", "[next]"]


def test_without_words_it_welcomes_in_the_language_of_the_conversation(try_node):
    assert try_node("greeting", {}).heard[0] == "Dzień dobry, w czym możemy pomóc?"
    assert try_node("greeting", {}, language="en").heard[0] == "Hello, how can we help?"
