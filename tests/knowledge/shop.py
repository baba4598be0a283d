"""A small shop's knowledge for tests."""

from flowbuilder.knowledge.search.retrieval import Document

ENTRIES = [
    ("wysylka-koszt", "Ile kosztuje dostawa?", ("Jaki jest koszt przesyłki?",),
     "Dostawa kurierem kosztuje 14,99 zł, a do paczkomatu 11,99 zł."),
    ("wysylka-czas", "Jak długo czeka się na paczkę?", ("Kiedy dojdzie moje zamówienie?",),
     "Paczka dociera w 1–2 dni robocze."),
    ("zwrot-termin", "Ile mam czasu na zwrot?", ("Do kiedy można oddać towar?",),
     "Na zwrot mają Państwo 30 dni od odbioru paczki."),
    ("zwrot-jak", "Jak zwrócić towar?", ("Chcę oddać produkt", "Formularz zwrotu"),
     "Formularz zwrotu jest w zakładce Zamówienia. Etykietę zwrotną wysyłamy e-mailem."),
    ("reklamacja", "Jak złożyć reklamację?", ("Produkt jest uszkodzony", "Przyszedł zepsuty towar"),
     "Reklamację prosimy zgłosić na adres reklamacje@sklep.example. Odpowiadamy w 14 dni."),
    ("platnosci", "Jakie są formy płatności?", ("Czy mogę zapłacić BLIKIEM?", "Płatność kartą"),
     "Przyjmujemy BLIK, karty i przelewy."),
    ("faktura", "Czy wystawiają Państwo faktury VAT?", ("Potrzebuję faktury na firmę",),
     "Tak, fakturę VAT wysyłamy e-mailem."),
    ("rozmiary", "Jak dobrać rozmiar?", ("Tabela rozmiarów", "Czy rozmiarówka jest standardowa?"),
     "Tabela rozmiarów jest przy każdym produkcie."),
]  # fmt: skip

DOCUMENTS = [
    Document(id=key, question=question, variants=variants, answer=answer)
    for key, question, variants, answer in ENTRIES
]
