"""CSV as a source: rows become passages that can be read, and know their place."""

import pytest

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.reading import reasons
from flowbuilder.knowledge.reading.chunking import passages
from flowbuilder.knowledge.reading.readers import Limits, read

PRICES = """Lp.;Kod;Sprzęt;Cena;Uwagi
1;K-01;Kajak dwuosobowy;90 zł;
2;P-07;Ponton;70 zł;"Z pompką.
Wymaga kaucji; 200 zł."

3;R-02;Rower wodny;50 zł;'=1+1
"""


def _rows(data, limits=None):
    body = data.encode() if isinstance(data, str) else data
    cut, _open = passages(read(body, "table", limits).blocks)
    return [(each.row, each.heading, each.text) for each in cut]


def test_each_row_is_a_passage_under_its_name_and_knows_its_number():
    assert _rows(PRICES) == [
        (2, "Kajak dwuosobowy", "Lp.: 1; Kod: K-01; Sprzęt: Kajak dwuosobowy; Cena: 90 zł"),
        (
            3,
            "Ponton",
            "Lp.: 2; Kod: P-07; Sprzęt: Ponton; Cena: 70 zł; "
            "Uwagi: Z pompką. Wymaga kaucji; 200 zł.",
        ),
        (5, "Rower wodny", "Lp.: 3; Kod: R-02; Sprzęt: Rower wodny; Cena: 50 zł; Uwagi: =1+1"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_save_is_read(encoding, delimiter, end):
    lines = [("Kraj", '"Czas, w dniach; ok."'), ("Żółwin", "3")]
    text = end.join(delimiter.join(cells) for cells in lines)

    assert _rows(text.encode(encoding)) == [
        (2, "Żółwin", "Kraj: Żółwin; Czas, w dniach; ok.: 3"),
    ]


def test_a_line_that_tells_the_delimiter_is_obeyed_and_is_no_row():
    assert _rows("sep=;\nKraj;Miasta, i wsie, i osady\nCzechy;2\n") == [
        (2, "Czechy", "Kraj: Czechy; Miasta, i wsie, i osady: 2"),
    ]


def test_one_column_is_enough_and_numbers_are_named_by_their_column():
    assert _rows("Zasada\nKaski, także dla dzieci.\n") == [
        (2, "Kaski, także dla dzieci.", "Zasada: Kaski, także dla dzieci."),
    ]
    assert _rows("Rok,Dni\n2024,366\n")[0][1] == "Rok: 2024"


def test_rows_with_the_same_name_stay_apart_and_a_column_that_tells_them_apart_is_preferred():
    assert [row[1] for row in _rows("Rodzaj,Model\nKajak,Orka\nKajak,Foka\n")] == ["Orka", "Foka"]
    assert [row[:2] for row in _rows("Rodzaj,Osób\nKajak,1\nKajak,2\n")] == [
        (2, "Kajak"),
        (3, "Kajak"),
    ]


def test_short_rows_keep_what_they_have_and_columns_without_a_name_their_values():
    assert _rows("Kto,,Kiedy\nAnna\nPiotr,wieczorem\n") == [
        (2, "Anna", "Kto: Anna"),
        (3, "Piotr", "Kto: Piotr; wieczorem"),
    ]


def test_rows_that_cannot_be_used_are_left_out_and_told_by_their_numbers():
    lines = ["A,B", "a,b", "a,b,c", "a,b,c", '"a"x,b', "b,c", "a,b,c"]
    found = read("\n".join(lines).encode(), "table")

    assert [block.row for block in found.blocks if not block.level] == [2, 6]
    assert found.remarks == [
        ("rows_too_wide", {"count": 3, "rows": "3–4, 7"}),
        ("rows_torn", {"count": 1, "rows": "5"}),
    ]
    assert all(reasons.sentence(*remark).endswith(".") for remark in found.remarks)


def test_a_quotation_mark_that_is_never_closed_costs_only_its_own_row():
    found = read(b'A,B\na,b\nc,"d\ne,f\ng,h\n', "table")

    assert [block.row for block in found.blocks if not block.level] == [2, 4, 5]
    assert found.remarks == [("rows_torn", {"count": 1, "rows": "3"})]


@pytest.mark.parametrize(
    "titles",
    [
        "Cennik 2026\n", "Cennik 2026;;\n", "Cennik\n\nważny od 1 marca, do odwołania;;\n;;\n",
        '"Cennik; 2026"\n', "Ceny brutto, w złotych, z kaucją\n",
    ],
)  # fmt: skip
def test_titles_above_the_names_of_columns_are_left_out(titles):
    found = _rows(titles + "Sprzęt;Cena;Uwagi\nKajak;90 zł;z wiosłami\nPonton;70 zł;\n")

    assert [text for _row, _name, text in found] == [
        "Sprzęt: Kajak; Cena: 90 zł; Uwagi: z wiosłami", "Sprzęt: Ponton; Cena: 70 zł",
    ]  # fmt: skip
    assert found[0][0] == titles.count("\n") + 2


def test_one_column_above_wider_rows_is_no_title():
    with pytest.raises(DocumentNotReadable):
        read(b"Opis\nKajak;90\nPonton;70\n", "table")


def test_a_table_of_questions_is_remarked_on():
    assert read("Pytanie;Odpowiedź\nJak?;Tak.\n".encode(), "table").remarks == [
        ("looks_like_faq", {})
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"), (b"\xef\xbb\xbf", "empty"), (b"\n;;\n", "empty"),
        (b"A;B\n", "no_rows"), (b"A;B\n;\n", "no_rows"),
        (b"1;2\n3;4\n", "no_columns"), (b'"A\nB', "no_columns"),
        (b"A;B\n1;2;3\n", "no_fitting_rows"),
        (b"A;B\na;b\x00\n", "not_text"), (b"\x81\x8d\x8f" * 10, "not_text"),
    ],
)  # fmt: skip
def test_what_holds_no_table_is_refused_with_a_sentence(data, reason):
    with pytest.raises(DocumentNotReadable) as refused:
        read(data, "table")

    assert refused.value.details["reason"] == reason
    assert str(refused.value.message).endswith(".")


def test_a_hundred_thousand_rows_are_cut_at_the_limit_at_once():
    text = "Numer,Opis\n" + "".join(f"{n},Rzecz {n} na półce\n" for n in range(100_000))
    found = read(text.encode(), "table")

    assert max(block.row for block in found.blocks) == 3_001
    assert found.remarks == [("too_many_rows", {"rows": 3_000})]


def test_columns_and_characters_have_limits_too():
    wide = ",".join(["Nazwa", *(f"k{n}" for n in range(60))])
    found = read(f"{wide}\n{wide}\n".encode(), "table")
    short = read(b"A\nab\ncd\nef\n", "table", Limits(characters=12))

    assert found.remarks == [("too_many_columns", {"columns": 50})]
    assert "k48" in found.blocks[1].text
    assert "k49" not in found.blocks[1].text
    assert short.remarks == [("too_many_characters", {"characters": 12})]


def test_a_long_row_is_cut_between_its_cells():
    cells = [f"opis {n} " + "bardzo długi " * 8 for n in range(20)]
    head = ",".join(["Nazwa", *(f"Pole {n}" for n in range(20))])
    rows = _rows(f"{head}\nSkrzynia,{','.join(cells)}\n")

    assert len(rows) > 1
    assert {row[:2] for row in rows} == {(2, "Skrzynia")}
    assert all(line.startswith(("Nazwa: ", "Pole ")) for row in rows for line in row[2].split("\n"))


def test_reading_stops_when_its_time_is_over():
    with pytest.raises(DocumentNotReadable) as refused:
        read(b"A\nb\n", "table", Limits(out_of_time=lambda: True))

    assert refused.value.details["reason"] == "too_slow"
