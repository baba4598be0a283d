"""Cutting documents into passages."""

from flowbuilder.knowledge.reading.chunking import MEANT, MOST, passages
from flowbuilder.knowledge.reading.readers import Block

SENTENCE = "To jest zdanie numer {}, które mówi o czymś ważnym. "


def _text(count: int) -> str:
    return "".join(SENTENCE.format(number) for number in range(count)).strip()


def test_a_passage_has_the_headings_it_stands_under():
    found, left = passages(
        [
            Block(text="Regulamin", level=1),
            Block(text="Wstęp."),
            Block(text="Dostawa", level=2, anchor="d"),
            Block(text="Koszty", level=3, anchor="k"),
            Block(text="15 zł.", page=2),
            Block(text="Zwroty", level=2),
            Block(text="14 dni."),
        ]
    )

    assert [(each.heading, each.text, each.anchor, each.page) for each in found] == [
        ("Regulamin", "Wstęp.", "", 0),
        ("Regulamin › Dostawa › Koszty", "15 zł.", "k", 2),
        ("Regulamin › Zwroty", "14 dni.", "", 0),
    ]
    assert left == [(1, "Regulamin"), (2, "Zwroty")]


def test_what_follows_in_a_later_part_stands_under_the_headings_left_open():
    _found, left = passages([Block(text="A", level=1), Block(text="B", level=2)])
    found, _left = passages([Block(text="x."), Block(text="C", level=2), Block(text="y.")], left)

    assert [each.heading for each in found] == ["A › B", "A › C"]


def test_long_text_is_cut_between_sentences_and_nothing_is_lost():
    text = _text(60)
    found, _left = passages([Block(text=text)])

    assert " ".join(each.text for each in found) == text
    assert all(each.text.endswith("ważnym.") for each in found)
    assert all(len(each.text) <= MOST for each in found)


def test_a_sentence_longer_than_a_passage_is_cut_between_words():
    text = "słowo " * 800
    found, _left = passages([Block(text=text.strip())])

    assert all(len(each.text) <= MEANT for each in found)
    assert " ".join(each.text for each in found) == text.strip()


def test_a_change_in_one_section_leaves_the_other_digests_alone():
    def cut(word: str) -> list[str]:
        blocks = [
            Block(text="A", level=1), Block(text=_text(30)),
            Block(text="B", level=1), Block(text=f"Zmiana: {word}. " + _text(30)),
            Block(text="C", level=1), Block(text=_text(30)),
        ]  # fmt: skip
        return [each.digest for each in passages(blocks)[0]]

    before, after = cut("stara"), cut("nowa")

    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_the_digest_is_of_headings_and_text_not_of_the_place():
    here = passages([Block(text="A", level=1), Block(text="x.", page=1)])[0][0]
    there = passages([Block(text="A", level=1, anchor="q"), Block(text="x.", page=9)])[0][0]
    other = passages([Block(text="B", level=1), Block(text="x.", page=1)])[0][0]

    assert here.digest == there.digest != other.digest
