"""Asking for a person: short requests are heard, tales about people are not."""

from __future__ import annotations

import pytest

from flowbuilder.core.people import asks_for_person, only_asks_for_person

POLISH = (
    "konsultant",
    "Konsultant!",
    "konsultanta proszę",
    "Proszę o konsultanta w sprawie faktury",
    "poproszę człowieka odnośnie zwrotu",
    "poproszę konsultanta",
    "chcę rozmawiać z konsultantem",
    "Chcę porozmawiać z człowiekiem",
    "czy mogę z kimś porozmawiać?",
    "z człowiekiem",
    "połącz mnie z konsultantem",
    "Proszę mnie połączyć z pracownikiem",
    "chce gadac z czlowiekiem",
    "czlowiek",
    "daj mi człowieka",
    "dajcie człowieka",
    "chciałbym porozmawiać z żywą osobą",
    "prawdziwy człowiek",
    "żywy człowiek proszę",
    "doradca",
    "połącz z doradcą",
    "kontakt z konsultantem",
    "potrzebuję konsultanta",
    "chcialabym sie skontaktowac z obsluga klienta",
    "przełącz mnie do konsultanta",
    "nie chcę rozmawiać z botem, chcę człowieka",
    "nie chcę rozmawiać z botem tylko z człowiekiem",
    "konsutlant",
    "konsultnat proszę",
    "rozmowa z konsultantem",
    "czy jest tu jakiś człowiek?",
    "agent",
    "Czy mogę porozmawiać z człowiekiem o moim zwrocie?",
    "połącz mnie",
    "wolę porozmawiać z osobą",
    "chcę z kimś pogadać",
    "poproszę z operatorem",
    "operator",
    "Halo, konsultant",
    "Dzień dobry, poproszę o rozmowę z konsultantem",
    "chcę rozmawiać z konsultantem bo mam problem z paczką",
    "przekieruj mnie do pracownika",
    "Chcę żywego człowieka",
    "można z kimś porozmawiać?",
    "konsultantka",
    "Chcę, żeby ktoś do mnie oddzwonił",
    "proszę o oddzwonienie",
    "Oddzwońcie do mnie, 601 234 567",
    "niech ktoś do mnie zadzwoni",
    "czy ktoś może do mnie oddzwonić?",
    "Chciałbym zostawić wiadomość, proszę o telefon zwrotny",
    "proszę o telefon zwrotny",
    "czy mogę zostawić wiadomość?",
)
ENGLISH = (
    "human",
    "agent",
    "talk to a human",
    "I want to speak to a real person",
    "can I talk to someone?",
    "real person please",
    "connect me to an agent",
    "transfer me to a representative",
    "speak to a representative",
    "operator",
    "live agent",
    "I need a human",
    "I need a human about my refund",
    "please get me an agent regarding order 1234",
    "I want a person",
    "Human please!",
    "could you put me through to a person",
    "let me talk to a person",
    "I'd like to speak with someone",
    "can i chat with a live agent",
    "get me a human",
    "talk to support",
    "i want to contact customer support",
    "agent please",
    "hey, I'd like to talk to a person about my order",
    "I don't want a bot, I want a human",
    "representative",
    "give me a real human",
    "please call me back",
    "Can someone call me on 07700 900123?",
    "call me back",
    "I would like a callback",
    "speak to an advisor",
    "i want to talk to a real human being",
    "can I speak to a manager",
    "escalate to a human",
    "is there a human here?",
    "want to talk to an agent now",
    "please connect me with an operator",
    "chat with a person",
    "I would like to talk to customer service",
    "live person",
    "talk to agent",
    "speak with human",
    "a human, please",
    "let me speak to someone",
)
NOT_POLISH = (
    "konsultant w sprawie faktury nie oddzwonił, mylił się i odmówił pomocy",
    "Nie potrzebuję konsultanta w sprawie faktury",
    "nikt nie oddzwonił",
    "kurier zostawił wiadomość u sąsiada",
    "zostawiłem wiadomość wczoraj",
    "czy oddzwaniacie do klientów?",
    "kurier miał zadzwonić przed dostawą",
    "konsultant był niemiły",
    "Wasz konsultant mnie okłamał",
    "Mój konsultant obiecał zwrot",
    "nie chcę rozmawiać z konsultantem",
    "jesteś człowiekiem?",
    "czy rozmawiam z człowiekiem?",
    "ile osób pracuje w firmie",
    "dla dwóch osób",
    "jedna osoba",
    "ktoś ukradł moją paczkę",
    "kiedy konsultant oddzwoni",
    "dlaczego konsultant się rozłączył",
    "jaki jest numer do obsługi klienta",
    "gdzie jest moja paczka",
    "zwrot",
    "agent ubezpieczeniowy",
    "szukam agregatu",
    "chcę zwrócić buty",
    "menu",
    "tak",
    "nie",
    "operator płatności odrzucił kartę",
    "z kim mogę zwrócić towar",
    "rozmawiałem z konsultantem wczoraj",
    "pracownik sklepu powiedział że mogę zwrócić",
    "doradca polecił mi ten model",
    "obsługa była miła",
    "ludzie mówią że to dobre",
    "mam problem z kontem",
    "chcę anulować zamówienie",
    "Czy człowiek może nosić te buty zimą?",
    "nie potrzebuję konsultanta",
    "bez konsultanta",
    "osoba prywatna",
    "cześć",
    "proszę o fakturę",
    "Ktoś odebrał przesyłkę za mnie",
    "potrzebuję pomocy",
    "rozmowa była długa",
    "kontakt",
    "specjalistyczne buty",
    "konsultacja",
    "człowiek z żelaza",
)
NOT_ENGLISH = (
    "when will you call me back?",
    "call me by my name",
    "nobody did call me back",
    "are you a human?",
    "the agent was rude",
    "my agent never called back",
    "the human body needs water",
    "I spoke to a representative yesterday",
    "real leather",
    "how many people work there",
    "a person stole my package",
    "where is my order",
    "is this a real store",
    "do you support paypal",
    "support ukraine",
    "live stream",
    "human resources contact email",
    "what is agent orange",
    "don't connect me to an agent",
    "I don't want to talk to a human",
    "people love it",
    "what does the operator charge",
    "I am a person",
    "someone signed for my parcel",
    "no",
    "yes",
    "menu",
    "operator license",
    "return",
    "the support team was great",
    "order for one person",
    "consultant said it is free",
    "is the manager nice",
    "representative sample size",
    "cancel my order",
    "talk later",
    "can I return shoes",
    "I need help",
    "what's your service fee",
    "staff discount",
    "human hair wig",
    "agent code 123",
    "chat was useless",
)


@pytest.mark.parametrize("text", POLISH)
def test_a_polish_request_is_heard(text: str) -> None:
    assert asks_for_person(text, "pl")


@pytest.mark.parametrize("text", ENGLISH)
def test_an_english_request_is_heard(text: str) -> None:
    assert asks_for_person(text, "en")


@pytest.mark.parametrize("text", NOT_POLISH)
def test_other_polish_words_are_not_a_request(text: str) -> None:
    assert not asks_for_person(text, "pl")


@pytest.mark.parametrize("text", NOT_ENGLISH)
def test_other_english_words_are_not_a_request(text: str) -> None:
    assert not asks_for_person(text, "en")


def test_english_is_understood_in_a_polish_conversation() -> None:
    assert asks_for_person("talk to a human", "pl")


def test_the_authors_own_words_are_heard() -> None:
    assert asks_for_person("Pani Basia!", "pl", ["pani basia"])
    assert asks_for_person("poproszę magazyniera", "pl", ["magazynier"])
    assert not asks_for_person("magazynier był miły", "pl", ["magazynier"])


def test_a_long_tale_is_not_a_request() -> None:
    assert not asks_for_person("człowiek " * 60)
    assert not asks_for_person("")
    assert not asks_for_person("   …  ")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("konsultanta proszę", "pl", True),
        ("I want to talk to a human, please", "en", True),
        ("czy mogę porozmawiać z człowiekiem o zwrocie", "pl", False),
        ("proszę o konsultanta w sprawie faktury", "pl", False),
        ("My parcel is late. Human, please", "en", False),
        ("my parcel is late", "en", False),
    ],
)
def test_a_mere_request_is_told_from_one_that_says_what_about(
    text: str, language: str, expected: bool
) -> None:
    assert only_asks_for_person(text, language) is expected
