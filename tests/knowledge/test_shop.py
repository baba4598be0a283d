"""The demo shop answers people who had not seen its answers: no change may make that worse.

The questions and how they are judged are the benchmark's (`make bench ONLY=shop`).
"""

import pytest

from benchmarks.retrieval_sets import documents
from benchmarks.seed_knowledge import index_over
from benchmarks.shop import RIGHT, SECOND, SHOP, WRONG, figures, questions
from flowbuilder.knowledge.embedding import embedder, fits_here

#: By words alone the second person's questions fall short of the aim; they shall not fall further.
SECOND_BY_WORDS = 0.74


def found_by(*, with_meaning):
    index, asked = index_over(documents(SHOP, "pl"), with_meaning=with_meaning), questions()
    return figures(index, asked), figures(index, asked[-SECOND:])


def test_by_words_alone_four_of_five_questions_come_out_right():
    every, second = found_by(with_meaning=False)

    assert every["questions"] == 150
    assert every["right"] >= RIGHT
    assert second["right"] >= SECOND_BY_WORDS
    assert max(every["wrong"], second["wrong"]) <= WRONG


@pytest.mark.slow
@pytest.mark.skipif(not fits_here(), reason="the local model is not for this machine")
def test_with_meaning_each_persons_questions_come_out_right(settings):
    settings.FLOWBUILDER_EMBEDDINGS = "local"
    embedder.cache_clear()
    try:
        every, second = found_by(with_meaning=True)
    finally:
        embedder.cache_clear()

    assert min(every["right"], second["right"]) >= RIGHT
    assert max(every["wrong"], second["wrong"]) <= WRONG
