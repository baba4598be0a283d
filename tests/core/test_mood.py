"""Calm or upset, from text and behaviour. Doubtful cases must come out calm."""

from __future__ import annotations

import pytest

from flowbuilder.core.mood import LIKELY, REASONS, chance, features, judge

Said = tuple[tuple[str, str], ...]


def by_visitor(*texts: str) -> Said:
    return tuple(("visitor", text) for text in texts)


@pytest.mark.parametrize(
    ("history", "reasons"),
    [
        (by_visitor("To skandal, jesteście niepoważni"), ("words",)),
        (by_visitor("your service is pathetic, I am furious"), ("words",)),
        (by_visitor("GDZIE JEST MOJA PACZKA!!!"), ("capitals", "marks")),
        (by_visitor("Gdzie jest moja paczka?", "gdzie jest moja paczka???"), ("marks", "repeats")),
        (
            by_visitor("Gdzie jest moja paczka?", "konsultant", "Gdzie jest moja paczka?"),
            ("repeats", "person"),
        ),
    ],
)
def test_several_signs_or_plain_words_make_upset(history: Said, reasons: tuple[str, ...]) -> None:
    mood = judge(history, "pl")

    assert (mood.name, mood.reasons) == ("upset", reasons)
    assert mood.why == "; ".join(REASONS[reason] for reason in reasons)


@pytest.mark.parametrize(("retries", "reasons"), [(2, ("retries", "person")), (1, ())])
def test_being_asked_the_same_again_and_again_is_a_sign(
    retries: int, reasons: tuple[str, ...]
) -> None:
    assert judge(by_visitor("chcę rozmawiać z człowiekiem"), "pl", retries).reasons == reasons


@pytest.mark.parametrize(
    "question",
    [
        "jakie macie godziny otwarcia?", "ile to kosztuje", "Ile mam czekać na kuriera?",
        "Czy można zapłacić przy odbiorze?", "what are your opening hours?", "how much is it",
    ],
)  # fmt: skip
def test_a_plain_question_has_no_sign_in_its_words(question: str) -> None:
    assert chance(question) < LIKELY


@pytest.mark.parametrize(
    "history",
    [
        (),
        by_visitor("   ", "…", "123"),
        by_visitor("Dzień dobry, gdzie jest moja paczka?"),
        by_visitor("Chciałbym złożyć reklamację, towar przyszedł uszkodzony"),
        by_visitor("the parcel arrived broken, how do I complain"),
        by_visitor("konsultant"),
        by_visitor("konsultant", "konsultant"),
        by_visitor("I want to talk to a human"),
        by_visitor("DZIEŃ DOBRY, GDZIE MOGĘ ZNALEŹĆ FAKTURĘ"),
        by_visitor("JAN KOWALSKI", "UL. DŁUGA 5, GDAŃSK"),
        by_visitor("Nie działa mi logowanie???"),
        by_visitor("Tak", "Tak", "Tak"),
        by_visitor("To skandal, jesteście niepoważni", "Dobrze, dziękuję za pomoc"),
        (("assistant", "TO SKANDAL, JESTEŚCIE NIEPOWAŻNI!!!"), ("visitor", "słucham")),
    ],
)
def test_in_doubt_it_is_calm(history: Said) -> None:
    mood = judge(history, "pl")

    assert (mood.name, mood.reasons, mood.why) == ("calm", (), "")


def test_somebody_who_always_writes_in_capitals_does_not_shout() -> None:
    shouting = by_visitor("GDZIE JEST MOJA PACZKA!!!")
    habit = by_visitor("DZIEŃ DOBRY WAM WSZYSTKIM", "MAM JEDNO PYTANIE", "GDZIE JEST PACZKA!!!")

    assert judge(shouting, "pl").is_upset
    assert not judge(habit, "pl").is_upset


def test_marks_without_words_are_read_with_what_came_before() -> None:
    assert judge(by_visitor("To skandal, jesteście niepoważni", "???"), "pl").reasons == (
        "words", "marks",
    )  # fmt: skip


def test_case_and_diacritics_do_not_change_what_words_weigh() -> None:
    assert features("Jesteście NIEPOWAŻNI") == features("jestescie niepowazni")
    assert chance("To ŻENADA") == chance("to zenada")


def test_a_message_of_any_length_is_read_in_its_beginning_only() -> None:
    angry = "to skandal, jesteście niepoważni"

    assert judge(by_visitor("la " * 50 + angry), "pl").is_upset
    assert not judge(by_visitor("la " * 200 + angry), "pl").is_upset
