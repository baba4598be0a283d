"""The language of a text is told, or nothing is."""

import pytest

from flowbuilder.core.languages import CODES
from flowbuilder.core.written import written_in

SENTENCES = {
    "pl": ["Ile kosztuje dostawa do paczkomatu?", "Prosze o informacje, gdzie jest moja paczka"],
    "en": ["Where is my parcel, please?", "How much is the delivery to Leeds?"],
    "de": ["Wo ist mein Paket?", "Ich möchte die Teekanne zurückgeben."],
    "uk": ["Скільки коштує доставка до Києва?", "Добрий день, де моя посилка?"],
    "cs": ["Kolik stojí doprava a kdy přijde?", "Dobrý den, kdy přijde můj balíček?"],
    "sk": ["Koľko stojí doprava do Žiliny?", "Dobrý deň, prečo ešte neprišla moja zásielka?"],
    "fr": ["Combien coûte la livraison pour Lyon ?", "Bonjour, je voudrais rendre une tasse."],
    "es": ["¿Cuánto cuesta el envío a Sevilla?", "Hola, quiero saber dónde está mi pedido."],
    "it": ["Quanto costa la spedizione?", "Buongiorno, vorrei sapere dove è il mio pacco."],
    "pt": [
        "Quanto custa a entrega para o Porto?",
        "Olá, onde está o meu pedido?",
    ],
    "nl": ["Hoeveel kost de verzending naar Gent?", "Waar is mijn pakket?"],
    "lt": ["Kiek kainuoja pristatymas į Kauną?", "Laba diena, kada gausiu savo siuntą?"],
    "ro": ["Cât costă livrarea la Cluj?", "Bună ziua, unde este coletul meu?"],
    "hu": ["Mennyibe kerül a szállítás?", "Jó napot, hol van a csomagom?"],
    "sv": ["Hur mycket kostar frakten till Lund?", "Hej, var är mitt paket?"],
}


def test_there_are_sentences_in_each_language_of_flows():
    assert set(SENTENCES) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_everyday_questions_tell_their_language(code):
    assert [written_in(text) for text in SENTENCES[code]] == [code, code]


@pytest.mark.parametrize(
    "text",
    [
        "", "ok", "Tak.", "Anna Nowak", "+48 501 234 567", "ola@example.com", "12, Kraków",
        "A 4512 / 2026", "Pikachu Charizard Bulbasaur Mewtwo",
        "Где моя посылка и когда она придёт?", "Hvor er pakken min, og når kommer den?",
        "Merhaba, kargom ne zaman gelir acaba?", "pizza kebab sushi",
    ],
)  # fmt: skip
def test_what_is_short_or_in_no_language_of_flows_tells_none(text):
    assert written_in(text) is None


def test_two_languages_in_one_tell_none():
    assert written_in("Where is the parcel? Gdzie jest moja paczka?") is None


def test_a_long_text_is_told_by_its_beginning():
    assert written_in("Gdzie jest moja paczka? " * 60 + "the " * 5_000) == "pl"
