from __future__ import annotations

import pytest

from flowbuilder.core.effects import OpenTicket
from flowbuilder.core.phones import phone_in_words

KNOWN = {"team": "help", "email_variable": "email", "name_variable": "name"}


def test_asks_for_the_address_then_for_the_message_and_opens_a_ticket(try_node):
    visitor = try_node("leave_message", KNOWN, variables={"name": "Ada"})

    assert visitor.heard == ["Na jaki adres e-mail możemy odpisać?"]
    assert visitor.says("ada@Example.pl").heard == [
        "Proszę napisać, w czym możemy pomóc. Odpiszemy e-mailem."
    ]
    visitor.says(" Gdzie moja paczka? ")

    assert [(e.team, e.email, e.name, e.text) for e in visitor.effects_of(OpenTicket)] == [
        ("help", "ada@example.pl", "Ada", "Gdzie moja paczka?")
    ]
    assert visitor.heard == [
        "Dziękujemy, przekazaliśmy wiadomość zespołowi. Odpiszemy najszybciej, jak się da. "
        "Odpowiedź wyślemy na adres ada@example.pl.",
        "[next]",
    ]
    assert visitor.variables["email"] == "ada@example.pl"


def test_an_address_that_is_known_is_not_asked_for_again(try_node):
    visitor = try_node("leave_message", KNOWN, variables={"email": "ada@example.pl"})

    assert visitor.heard == ["Proszę napisać, w czym możemy pomóc. Odpiszemy e-mailem."]


def test_a_visitor_without_an_address_may_still_leave_a_message(try_node):
    visitor = try_node("leave_message", {}).says("ada, małpa, example")

    assert visitor.heard[0].startswith("To nie wygląda na adres e-mail.")
    assert visitor.says("nie podam").heard == [
        "Dobrze, obejdziemy się bez adresu. Proszę napisać, w czym możemy pomóc."
    ]
    visitor.says("Proszę o kontakt.")

    assert [(e.email, e.text) for e in visitor.effects_of(OpenTicket)] == [
        ("", "Proszę o kontakt.")
    ]


@pytest.mark.parametrize(
    "said",
    ["nie", "Nie chcę podawać adresu.", "nie mam", "Wolę nie", "No, thanks", "I'd rather not",
     "I don't want to give it", "pomijam"],
)  # fmt: skip
def test_whoever_wants_to_give_no_address_is_not_asked_for_it_again(try_node, said):
    """Seen to fail while the second question came anyway."""
    visitor = try_node("leave_message", {"call_back": True}).says(said)

    assert visitor.heard == [
        "Dobrze, obejdziemy się bez adresu. Proszę napisać, w czym możemy pomóc."
    ]


@pytest.mark.parametrize("said", ["Nie działa mi poczta, adres adaexample", "nowy adres to ada@"])
def test_whoever_mistypes_an_address_is_asked_again(try_node, said):
    assert try_node("leave_message", {}).says(said).heard[0].startswith("To nie wygląda")


def test_a_number_the_contact_has_is_not_asked_for_where_people_call_back(try_node):
    contact = {"phone": "+48501234567"}
    visitor = try_node("leave_message", {"call_back": True}, variables={"contact": contact})

    assert visitor.heard == [
        f"Oddzwonimy na numer {phone_in_words('+48501234567')}. Proszę napisać, w czym możemy "
        "pomóc i kiedy dzwonić."
    ]
    assert visitor.says("Po piątej.").effects_of(OpenTicket)[0].phone == "+48501234567"


def test_a_number_the_contact_has_is_no_address_where_nobody_calls_back(try_node):
    visitor = try_node("leave_message", {}, variables={"contact": {"phone": "+48501234567"}})

    assert visitor.heard == ["Na jaki adres e-mail możemy odpisać?"]


def test_an_empty_message_opens_no_ticket(try_node):
    visitor = try_node("leave_message", {}).says("ada@example.pl").says("   ")

    assert visitor.effects_of(OpenTicket) == []
    assert visitor.says("Jest pytanie.").effects_of(OpenTicket)[0].text == "Jest pytanie."


def test_without_a_team_the_flows_own_team_gets_it(try_node):
    visitor = try_node("leave_message", {}, default_team="sales")
    visitor.says("ada@example.pl").says("Halo")

    assert visitor.effects_of(OpenTicket)[0].team == "sales"


def test_an_address_the_contact_has_is_not_asked_for(try_node):
    visitor = try_node("leave_message", {}, variables={"contact": {"email": "ada@example.pl"}})

    assert visitor.heard == ["Proszę napisać, w czym możemy pomóc. Odpiszemy e-mailem."]
    assert visitor.says("Halo").effects_of(OpenTicket)[0].email == "ada@example.pl"


def test_a_given_address_is_known_to_the_next_step_but_replaces_none(try_node):
    new = try_node("leave_message", {}, variables={"contact": {"name": "Ada"}})
    known = {"email": "old@example.pl"}
    other = {"email": "new@example.pl", "contact": known}
    old = try_node("leave_message", KNOWN, variables=other)

    assert new.says("ada@example.pl").variables["contact"] == {
        "name": "Ada",
        "email": "ada@example.pl",
    }
    assert old.variables["contact"] == known


def test_an_authors_own_variable_named_contact_does_no_harm(try_node):
    visitor = try_node("leave_message", {}, variables={"contact": "by post"})

    assert visitor.heard == ["Na jaki adres e-mail możemy odpisać?"]


def test_whoever_may_be_called_back_gives_a_number_instead(try_node):
    visitor = try_node("leave_message", {"call_back": True})

    assert visitor.heard == [
        "Jak możemy się skontaktować? Proszę podać adres e-mail albo numer telefonu."
    ]
    assert (
        visitor.says("proszę o telefon").heard[0].startswith("To nie wygląda na adres e-mail ani")
    )
    assert visitor.says("501 234 567").heard == [
        f"Oddzwonimy na numer {phone_in_words('+48501234567')}. "
        "Proszę napisać, w czym możemy pomóc i kiedy dzwonić."
    ]
    visitor.says("Reklamacja, po 16.")

    assert [(e.email, e.phone, e.text) for e in visitor.effects_of(OpenTicket)] == [
        ("", "+48501234567", "Reklamacja, po 16.")
    ]
    assert visitor.heard[0].endswith(
        f"jak się da. Zadzwonimy na numer {phone_in_words('+48501234567')}."
    )


def test_an_address_will_do_as_well(try_node):
    visitor = try_node("leave_message", {"call_back": True}).says("ada@example.pl").says("Halo")

    assert [(e.email, e.phone) for e in visitor.effects_of(OpenTicket)] == [("ada@example.pl", "")]


def test_a_number_is_no_address_where_nobody_calls_back(try_node):
    visitor = try_node("leave_message", {}).says("501 234 567")

    assert visitor.heard[0].startswith("To nie wygląda na adres e-mail.")


CALLED = {"call_back": True}
WITH_EMAIL = {"contact": {"email": "ada@example.pl"}}
ASKED = "Proszę napisać, w czym możemy pomóc. Odpiszemy e-mailem."


def test_whose_address_is_known_may_choose_to_be_called(try_node):
    visitor = try_node("leave_message", CALLED, variables=WITH_EMAIL)
    assert visitor.heard == [ASKED]
    assert [o.label for o in visitor.effects[0].content.options] == ["Wolę, aby Państwo zadzwonili"]
    visitor.says("Wolę, aby Państwo zadzwonili")
    assert visitor.heard == ["Na jaki numer mamy zadzwonić?"]

    assert visitor.says("nie wiem").heard[0].startswith("To nie wygląda na numer telefonu.")
    visitor.says("501 234 567").says("Pęknięty kubek, po 16.")

    (ticket,) = visitor.effects_of(OpenTicket)
    assert (ticket.email, ticket.phone) == ("ada@example.pl", "+48501234567")
    assert visitor.heard[0].endswith(
        f"jak się da. Zadzwonimy na numer {phone_in_words('+48501234567')}."
    )


def test_who_writes_at_once_or_gives_no_number_is_answered_by_mail(try_node):
    writes = try_node("leave_message", CALLED, variables=WITH_EMAIL).says("Pęknięty kubek.")
    gives_none = try_node("leave_message", CALLED, variables=WITH_EMAIL)
    gives_none.says("Wolę, aby Państwo zadzwonili").says("nie wiem").says("nie podam")

    assert [(e.phone, e.text) for e in writes.effects_of(OpenTicket)] == [("", "Pęknięty kubek.")]
    assert gives_none.heard == [ASKED]


@pytest.mark.parametrize(
    ("said", "phone", "confirmation", "heard"),
    [
        ("ada@example.pl", False, "Odpiszemy do jutra.",
         "Odpiszemy do jutra. Odpowiedź wyślemy na adres ada@example.pl."),
        ("ada@example.pl", False, "Odpiszemy na {{ email }}.", "Odpiszemy na ada@example.pl."),
        ("501 234 567", True, "Mamy to.", "Mamy to. Zadzwonimy na numer +48 501 234 567."),
        ("nie podam", True, "Mamy to.", "Mamy to."),
    ],
)  # fmt: skip
def test_the_confirmation_says_where_the_answer_goes(try_node, said, phone, confirmation, heard):
    config = {"email_variable": "email", "call_back": phone, "confirmation": confirmation}
    visitor = try_node("leave_message", config).says(said).says("Halo")

    assert visitor.heard[0].replace("\u00a0", " ") == heard


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Jan, jan@example.com", "Jan"),
        ("jan@example.com Jan Nowak-Lis", "Jan Nowak-Lis"),
        ("Łucja Żak: 501 234 567", "Łucja Żak"),
        ("<jan@example.com> (Jan)", "Jan"),
        ("jan@example.com", ""),
        ("E-mail: jan@example.com", ""),
        ("Proszę, jan@example.com", ""),
        ("Dzień dobry, jan@example.com", ""),
        ("mój adres to jan@example.com", ""),
        ("JAN jan@example.com", ""),
        ("Jan Maria Piotr Nowak jan@example.com", ""),
        ("Tel. 501 234 567", ""),
        ("J. jan@example.com", ""),
    ],
)
def test_a_name_that_stands_beside_the_address_is_kept(try_node, said, name):
    visitor = try_node("leave_message", {"call_back": True}).says(said).says("Halo")

    assert visitor.effects_of(OpenTicket)[0].name == name


def test_a_name_that_is_known_is_not_replaced(try_node):
    known = {"contact": {"name": "Ada"}}
    of_contact = try_node("leave_message", {}, variables=known).says("Jan, jan@example.com")
    of_flow = try_node("leave_message", KNOWN, variables={"name": "Ola"}).says("Jan, j@example.pl")

    assert of_contact.says("Halo").effects_of(OpenTicket)[0].name == ""
    assert of_flow.says("Halo").effects_of(OpenTicket)[0].name == "Ola"
