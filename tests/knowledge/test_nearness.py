"""How close a sentence lies to the passages, with the model itself where it runs."""

import numpy as np
import pytest

from flowbuilder.knowledge.answers.grounding import Grounds, hold_all
from flowbuilder.knowledge.search.embedding import LocalEmbedder, fits_here
from flowbuilder.knowledge.search.nearness import Nearness
from tests.knowledge.answers import read_cases

needs_model = pytest.mark.skipif(not fits_here(), reason="the model of meanings does not run here")


def through(name, model=None):
    """True answers and made-up ones of a half that are let through."""
    found = {True: 0, False: 0}
    for case in read_cases(name):
        near = Nearness(case.passages, model) if model is not None else None
        grounds = Grounds(case.passages, case.question, case.language, near)
        found[case.stands] += hold_all(grounds, case.answer)
    return found[True], found[False]


@needs_model
def test_on_the_half_it_was_not_tuned_on_it_lets_true_answers_through_and_nothing_made_up():
    """ADR 0015 has the table: of 19 true answers and 36 made-up ones, all written to be hard."""
    by_words, true = through("meaning_test"), through("meaning_test", LocalEmbedder())

    assert true[0] >= by_words[0] + 6
    assert true[1] <= by_words[1]


def test_without_passages_nothing_is_close():
    assert not Nearness([""], Counting())("Zwrot trwa 14 dni.")


class Counting:
    """Tells one sentence from all others, and counts the texts."""

    name, placed = "counting", 0

    def embed(self, texts, kind):
        self.placed += len(texts)
        return np.array([[float(text == "Zwrot trwa 14 dni.")] for text in texts], dtype=np.float32)


def test_of_long_passages_only_the_sentences_that_share_the_most_words_are_placed():
    passage = " ".join(f"Sprawa numer {n} czeka." for n in range(100)) + " Zwrot trwa 14 dni."
    model = Counting()

    assert Nearness([passage], model)("Zwrot trwa 14 dni.")
    assert model.placed <= 13
