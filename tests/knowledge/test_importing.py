"""Files of questions and answers, good and bad."""

import json

import pytest

from flowbuilder.knowledge.errors import FileNotReadable
from flowbuilder.knowledge.importing import MAX_FILE, clean_tags, clean_variants, read

GOOD = """id,question,variants,answer
zwrot,Jak zwrócić?,chcę oddać|formularz,"Proszę wypełnić
formularz."
koszt,Ile kosztuje?,,"14,99 zł"
"""


def test_the_public_columns_are_read():
    rows = read(GOOD.encode(), name="a.csv", language="pl").rows

    assert [(r.line, r.key, r.variants) for r in rows] == [
        (2, "zwrot", ("chcę oddać", "formularz")),
        (4, "koszt", ()),
    ]
    assert rows[0].answer == "Proszę wypełnić\nformularz."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_save_is_read(encoding, delimiter):
    text = delimiter.join(["question", "answer"]) + "\r\n" + delimiter.join(["Zażółć?", "Gęślą"])

    row = read(text.encode(encoding), name="A.CSV", language="pl").rows[0]

    assert (row.question, row.answer) == ("Zażółć?", "Gęślą")


def test_a_comma_outside_quotation_marks_loses_no_words():
    text = "question,answer\nParking?,Tak, za budynkiem.\nPies?,Tak.,\n"

    reading = read(text.encode(), name="a.csv", language="pl")

    assert [row.question for row in reading.rows] == ["Pies?"]
    assert [problem.line for problem in reading.problems] == [2]


@pytest.mark.parametrize("head", ["Pytanie;Odpowiedź", "PYTANIE;odpowiedz"])
def test_polish_names_of_the_two_columns_are_known(head):
    (row,) = read(f"{head}\nJak?;Tak.\n".encode("utf-16"), name="a.csv", language="pl").rows

    assert (row.question, row.answer) == ("Jak?", "Tak.")


def test_a_polish_name_is_no_second_column_of_the_same_name():
    text = "question,pytanie,answer\nHow?,Jak?,Yes.\n"

    assert read(text.encode(), name="a.csv", language="en").rows[0].question == "How?"


def test_what_spreadsheets_write_for_yes_and_no_is_read_and_anything_else_is_no_yes():
    words = ["PRAWDA", "tak", "", "FAŁSZ", "No", "może"]
    text = "question,answer,enabled\n" + "".join(
        f"{n}?,Tak.,{word}\n" for n, word in enumerate(words)
    )

    reading = read(text.encode(), name="a.csv", language="pl")

    assert [row.enabled for row in reading.rows] == [True, True, True, False, False]
    assert [(each.line, each.field) for each in reading.problems] == [(7, "enabled")]


def test_json_lines_are_read():
    record = {
        "id": 7,
        "question": "Jak?",
        "variants": ["a", "b"],
        "answer": "Tak.",
        "language": "en",
    }

    row = read(json.dumps(record).encode(), name="a.jsonl", language="pl").rows[0]

    assert (row.key, row.variants, row.language) == ("7", ("a", "b"), "en")


def test_every_bad_row_is_reported_with_its_place_and_the_good_ones_are_kept():
    text = (
        "id,question,variants,answer,language,enabled\n"
        "a,,x,odpowiedź,,\n"
        "b,Pytanie?,,,,\n"
        "c,Pytanie?,,Odpowiedź,xx,\n"
        f"d,{'x' * 501},,Odpowiedź,,\n"
        "e,Dobre?,,Tak,pl,nie\n"
        "e,Drugie o tym id?,,Tak,pl,\n"
        "f,\x00?,,Tak,pl,\n"
    )
    reading = read(text.encode(), name="a.csv", language="pl")

    assert [(p.line, p.field) for p in reading.problems] == [
        (2, "question"), (3, "answer"), (4, "language"), (5, "question"), (7, "id"),
        (8, "question"),
    ]  # fmt: skip
    assert [(r.key, r.enabled) for r in reading.rows] == [("e", False)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b""),
        ("a.csv", b"question\n"),
        ("a.csv", b"one,two\nx,y\n"),
        ("a.csv", b"question,answer\n"),
        ("a.csv", b'question,answer\n"never closed,x\n'),
        ("a.csv", b"question,answer\n" + b"x" * 200_000 + b",y\n"),
        ("a.csv", b"\x81\x83\x88\x90\x98"),
        ("a.jsonl", b""),
        ("a.csv", b"x" * (MAX_FILE + 1)),
        ("a.csv", b"question,answer\n" + b"a,b\n" * 50_001),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(name, data):
    with pytest.raises(FileNotReadable):
        read(data, name=name, language="pl")


@pytest.mark.parametrize(
    "line", ["[1]", "7", "nonsense", '{"question": NaN}', '{"a":1,"a":2}', "[" * 500]
)
def test_a_json_line_that_is_no_entry_is_a_row_problem(line):
    reading = read(line.encode(), name="a.jsonl", language="pl")

    assert [(p.line, p.field) for p in reading.problems] == [(1, "question")]


def test_variants_are_tidied():
    assert clean_variants(" a  b | c\nc\n\nQ", "Q") == ("a b", "c")
    assert clean_variants('["x, y", "z|w"]') == ("x, y", "z|w")


def test_tags_are_tidied():
    assert clean_tags("Zwroty; dostawa,zwroty,  ") == "zwroty, dostawa"
