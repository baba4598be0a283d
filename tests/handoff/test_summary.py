"""Two lines of a conversation: which sentences they are."""

from __future__ import annotations

import pytest

from flowbuilder.handoff.summary import (
    LONGEST,
    Said,
    Speaker,
    matter_in_wish,
    matter_of,
    says_something,
    two_lines,
    without_wish,
)


def talk(*lines: str) -> list[Said]:
    """Lines as `v: …`, `b: …` and `a: …`."""
    who: dict[str, Speaker] = {"v": "visitor", "b": "assistant", "a": "agent"}
    return [Said(who=who[line[0]], text=line[3:]) for line in lines]


def lines(*said: str) -> list[str]:
    return [f"{one.who[0]}: {one.text}" for one in two_lines(talk(*said))]


def test_the_matter_and_the_newest_wish_in_the_order_they_were_said():
    assert lines(
        "b: Dzień dobry. W czym mogę pomóc?",
        "v: Dzień dobry. Kubek z zamówienia 10234 przyszedł stłuczony, a pudełko było całe.",
        "b: Przykro nam.",
        "v: Wolę zwrot pieniędzy niż nowy kubek",
        "v: halo?",
    ) == [
        "v: Kubek z zamówienia 10234 przyszedł stłuczony, a pudełko było całe.",
        "v: Wolę zwrot pieniędzy niż nowy kubek",
    ]


def test_a_wish_before_the_fullest_sentence_stays_before_it():
    found = lines(
        "v: Pytanie o zwrot pieniędzy.",
        "v: Paczka z herbatą Earl Grey wysłana kurierem we wtorek wieczorem nadal nie dotarła.",
    )

    assert found[0] == "v: Pytanie o zwrot pieniędzy."


def test_with_one_sentence_the_second_line_is_what_they_were_told():
    assert lines(
        "v: Ile kosztuje dostawa za granicę?",
        "b: Do Niemiec paczka kosztuje 49 zł. Czy mogę pomóc w czymś jeszcze?",
        "v: Proszę o rozmowę z człowiekiem",
    ) == ["v: Ile kosztuje dostawa za granicę?", "a: Do Niemiec paczka kosztuje 49 zł."]


def test_the_same_matter_in_other_inflections_is_not_said_twice():
    found = lines(
        "v: Gdzie jest moja paczka z herbatą zieloną?", "v: paczki z zieloną herbatą nie ma"
    )

    assert found == ["v: Gdzie jest moja paczka z herbatą zieloną?"]


@pytest.mark.parametrize(
    "said", ["", "Dzień dobry", "halo??", "Chcę porozmawiać z konsultantem", "👍", "ok"]
)
def test_nothing_is_made_of_nothing(said):
    assert lines(f"v: {said}") == []


def test_a_long_sentence_is_cut_at_a_word():
    (line,) = two_lines(talk("v: " + "reklamacja zamówienia filiżanka " * 30))

    assert len(line.text) <= LONGEST
    assert line.text.endswith("…")
    assert line.text[:-1].rsplit(" ", 1)[-1] in {"reklamacja", "zamówienia", "filiżanka"}


def test_a_long_word_is_cut_where_it_must_be():
    (line,) = two_lines(talk("v: stłuczony kubek " + "x" * 400))

    assert len(line.text) == LONGEST


PARCEL = {"4512": "Numer zamówienia", "anna nowak": "Imię i nazwisko", "krakow": "Miasto"}
PARCEL_EN = {"4512": "Order number", "ann lee": "Name", "leeds": "Town"}

#: Answers and greetings, which are no matter.
NAMES = ("Anna Nowak", "Ann Lee", "Dzień dobry")

#: What the visitor wrote, and the sentence with which the summary must begin.
STORIES_PL = [
    (["Kupiłam u Państwa czajnik elektryczny.", "a to nie działa wcale od wczoraj"], 0),
    (["a to nie działa, jak mam ustawione", "Drukarka HP nie łączy się z siecią domową"], 1),
    (["4512", "Kiedy dostanę zwrot pieniędzy za buty?"], 1),
    (["Anna Nowak", "Reklamacja: torba ma urwany pasek i zacięty zamek"], 1),
    (["Mam problem z fakturą za październik, brakuje numeru NIP", "i adres też się nie zgadza"], 0),
    (["on znowu przecieka przy nalewaniu wody", "Chodzi o imbryk z czarnej gliny z zamówienia"], 1),
    (["Dzień dobry", "Czy można odebrać paczkę w sobotę?", "bo w tygodniu pracuję do późna"], 1),
    (["Kraków", "Paczka miała przyjść w poniedziałek, kurier nie dzwonił"], 1),
    (
        ["ale mówiliście że dostawa będzie wczoraj", "Zamówiłem krzesło biurowe dwa tygodnie temu"],
        1,
    ),
    (["Chcę anulować subskrypcję miesięczną", "to jest już trzecia próba dzisiaj"], 0),
    (["Ile kosztuje wysyłka do Niemiec?", "oraz czy trzeba płacić cło przy odbiorze"], 0),
    (
        ["Aplikacja wyloguje mnie po każdym odświeżeniu strony", "wtedy znika cały koszyk zakupów"],
        0,
    ),
    (
        [
            "też mam taki sam kłopot z logowaniem",
            "Konto zablokowane po zmianie hasła, kod nie dochodzi",
        ],
        1,
    ),
]
STORIES_EN = [
    (["I bought an electric kettle last week.", "and it does not work since yesterday"], 0),
    (
        [
            "it keeps losing the connection every hour",
            "My HP printer cannot find the wireless network",
        ],
        1,
    ),
    (["4512", "When will I get the refund for my shoes?"], 1),
    (["Ann Lee", "The strap of the leather bag tore and the zip is stuck"], 1),
    (["The October invoice lacks the company number", "and the address is wrong too"], 0),
    (
        [
            "they still leak when I pour water",
            "Two of the black clay teapots from the order arrived cracked",
        ],
        1,
    ),
    (["Hello", "Can I pick the parcel up on Saturday?", "because I work late during the week"], 1),
    (["Leeds", "The parcel was due on Monday and the courier never rang"], 1),
    (["but you said delivery would be yesterday", "I ordered an office chair two weeks ago"], 1),
    (["I want to cancel my monthly subscription", "this is the third time"], 0),
    (["How much is shipping to Germany?", "or do I pay customs at the door"], 0),
    (["What is the warranty period for ceramic teapots?", "so that I know before buying"], 0),
    (
        [
            "also the same trouble with logging in",
            "Account locked after a password change, no code arrives",
        ],
        1,
    ),
]
#: Written after the rule was made, and none of it changed for them.
UNSEEN = [
    ("pl", ["nie mogę go zwrócić", "Laptop Dell ma martwe piksele", "jak to zrobić?"], 1),
    ("pl", ["Nie dostałem kodu rabatowego za newsletter", "a promocja kończy się dzisiaj"], 0),
    ("pl", ["Jego nie było, kurier nie zostawił awizo", "Przesyłka 998877 wróciła do nadawcy"], 1),
    ("pl", ["Termin wizyty chciałabym przełożyć na piątek", "i zmienić osobę na panią Kasię"], 0),
    ("en", ["This is really frustrating", "My booking was cancelled without any notice"], 1),
    ("en", ["they charged me twice", "Invoice 2231 shows a double payment for March"], 1),
    ("en", ["The course video stops after ten minutes", "so I cannot finish the lesson"], 0),
    ("en", ["Is the gift card valid abroad?", "because my sister lives in Spain"], 0),
    ("en", ["what about the colour", "Do you have the scarf in dark green?"], 1),
]


@pytest.mark.parametrize(
    ("language", "replies", "said", "begins"),
    [
        *(("pl", PARCEL, said, begins) for said, begins in STORIES_PL),
        *(("en", PARCEL_EN, said, begins) for said, begins in STORIES_EN),
    ],
)
def test_it_begins_with_a_sentence_that_can_be_read_by_itself(language, replies, said, begins):
    talked = talk(*(f"v: {text}" for text in said))

    found = two_lines(talked, language=language, replies=replies)
    matter = matter_of(said, language=language, replies=replies)

    assert found[0].text == matter[0] == said[begins]
    assert (
        len(found) == len(matter) == len([one for one in said if " " in one and one not in NAMES])
    )


@pytest.mark.parametrize(
    ("replies", "said", "told"),
    [
        (PARCEL, ["4512"], ["Numer zamówienia: 4512"]),
        (PARCEL, ["4512", "Anna Nowak"], ["Numer zamówienia: 4512", "Imię i nazwisko: Anna Nowak"]),
        (PARCEL, ["Kraków", "4512", "4512"], ["Miasto: Kraków", "Numer zamówienia: 4512"]),
        (PARCEL_EN, ["Hello", "Ann Lee"], ["Name: Ann Lee"]),
        (PARCEL_EN, ["4512", "Where is my parcel from Leeds?"], ["Where is my parcel from Leeds?"]),
        ({"my new teapot arrived wet": "What is it"}, ["My new teapot arrived wet"],
         ["My new teapot arrived wet"]),
    ],
)  # fmt: skip
def test_a_short_answer_is_told_with_its_question_and_only_for_want_of_a_matter(
    replies, said, told
):
    assert matter_of(said, language="en", replies=replies) == told
    assert [line.text for line in two_lines(talk(*(f"v: {one}" for one in said)), replies=replies)][
        : len(told)
    ] == told


@pytest.mark.parametrize(("language", "said", "begins"), UNSEEN)
def test_stories_that_the_rule_was_not_made_from(language, said, begins):
    found = two_lines(talk(*(f"v: {text}" for text in said)), language=language)

    assert found[0].text == said[begins]


TEA = "która herbata jest bez kofeiny?"
BREWING = "a jak ją parzyć, w jakiej wodzie i ile minut"
GIFT = "Proszę z konsultantem, szukam prezentu do 100 zł dla mamy"


def test_messages_stand_in_the_order_they_were_written():
    assert matter_of([TEA, BREWING, GIFT], language="pl", keep=[GIFT, BREWING]) == [
        TEA,
        BREWING,
        GIFT,
    ]


def test_what_goes_on_from_another_does_not_stand_first():
    assert matter_of([BREWING, TEA, GIFT], language="pl", keep=[GIFT]) == [TEA, GIFT]
    assert matter_of([BREWING, TEA], language="pl") == [TEA, BREWING]


def test_what_is_to_be_kept_is_kept_as_it_was_said_and_once():
    assert matter_of([TEA, f" {GIFT}\n"], language="pl", keep=[GIFT]) == [TEA, GIFT]
    assert matter_of([GIFT], language="pl", keep=[GIFT, "4512"]) == [GIFT]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("pl", GIFT, True),
        ("en", "A human please, my parcel 1002 was due on Friday", True),
        ("pl", "Chcę rozmawiać z człowiekiem", False),
        ("pl", "Proszę z konsultantem, spieszę się", False),
        ("pl", BREWING, False),
        ("pl", f"{TEA}\n{BREWING}", False),
        ("en", "", False),
    ],
)
def test_a_wish_for_a_person_may_say_the_matter(language, text, found):
    assert matter_in_wish(text, language) == (text if found else "")


def test_of_several_messages_written_at_once_the_mere_wish_is_left_out():
    late, wish = "Miała być w piątek! Już trzeci dzień czekam", "chcę rozmawiać z człowiekiem"

    assert matter_in_wish(f"{late}\n{wish}", "pl") == late
    assert without_wish(f"{wish}\n{late}", "pl") == late
    assert without_wish("chcę rozmawiać\nz człowiekiem", "pl") == ""


@pytest.mark.parametrize(
    "said",
    [
        "no przecież podałam, 1002",
        "Już pisałem, 1002",
        "przecież mówiłam już",
        "Oj muszę lecieć, dziękuję i do widzenia!",
        "Muszę już kończyć, miłego dnia",
        "Dziękuję, do zobaczenia",
        "I already told you, 1002",
        "Sorry, I have to go, bye",
        "Thanks, have a nice day",
    ],
)
def test_complaints_of_being_asked_again_and_goodbyes_say_little(said):
    assert not says_something(said)


@pytest.mark.parametrize(
    "said",
    [
        "Muszę lecieć do Berlina w piątek",
        "Przecież podałem kod rabatowy i koszyk go odrzucił",
        "I have to go through customs with the teapot",
    ],
)
def test_what_only_begins_like_one_says_enough(said):
    assert says_something(said)


def test_a_goodbye_is_not_the_newest_wish():
    assert lines(
        f"v: {GIFT}",
        "a: Polecam zestaw: rooibos z wanilią i lipa z miodem.",
        "v: raczej słodsze, ale lubi też ziołowe",
        "v: Tak, poproszę. A ile wychodzi wysyłka i jak zapłacić?",
        "v: Oj muszę lecieć, dziękuję i do widzenia!",
    ) == [f"v: {GIFT}", "v: A ile wychodzi wysyłka i jak zapłacić?"]


def test_what_the_assistant_asked_is_not_what_they_were_told():
    said = talk("v: gdzie jest moja paczka? zamówienie 1002")
    asked = Said(
        who="assistant",
        text="Proszę podać numer zamówienia. Jest w temacie e-maila, na przykład 1001.",
        asks=True,
    )

    assert two_lines([*said, asked], language="pl") == two_lines(said, language="pl")
