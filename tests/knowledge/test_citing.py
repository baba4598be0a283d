"""The marks by which an answer names its passages."""

from __future__ import annotations

from flowbuilder.knowledge.answers.citing import Citations


def test_marks_are_counted_as_the_answer_names_them():
    citations = Citations(passages=4)

    said = citations.renumbered("Kurier kosztuje 14,99 zł [3]. Do automatu jest taniej [1, 3].")

    assert said == "Kurier kosztuje 14,99 zł [1]. Do automatu jest taniej [2][1]."
    assert citations.cited == (2, 0)


def test_the_count_goes_on_from_piece_to_piece():
    citations = Citations(passages=3)

    assert [citations.renumbered(piece) for piece in ("Raz [2]. ", "Dwa [3]. ", "Trzy [2].")] == [
        "Raz [1]. ", "Dwa [2]. ", "Trzy [1].",
    ]  # fmt: skip


def test_a_passage_that_was_never_there_is_not_named():
    citations = Citations(passages=2)

    assert citations.renumbered("Tak [7]. Nie [0]. Może [2, 9].") == "Tak. Nie. Może [1]."
    assert citations.cited == (1,)


def test_what_is_judged_is_without_marks_and_other_brackets_stay():
    citations = Citations(passages=2)

    assert citations.without("Kod [ABC] i [1999] zł [1].") == "Kod [ABC] i [1999] zł."
