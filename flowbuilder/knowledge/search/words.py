"""Words of everyday questions to a company: which say little, and which say the same. Pure.

Everything is written folded (no capitals, no diacritics), as the index sees it.
"""

from __future__ import annotations

from flowbuilder.knowledge.search.text import fold, words

#: Words that carry almost no subject. They count a little, so that "how much" is not "where".
_FILLERS = {
    "pl": """
        a aby ale albo bardzo bez bo by byc byl byla bylo byly chce chcemy chcialbym chcialabym
        chcialem chcialam ci co cos czy dla do dobry dobrze dlaczego dzien dziekuje gdy i ich im
        innego inny iz ja jak jaka jaki jakie jakiej jakis jakies jakas je jego jej jest jestem
        jesli jezeli juz ktora ktore ktorego ktorej ktory lub ma maja mam mamy masz mi mialbym mna
        mnie moge moj moja moje mojego mojej moim mozecie mozesz mozliwe mozna moze mozliwosc musi
        musze my na nam nas nasz nie niech niej nim o od on ona one oni oraz panstwa panstwo pani
        pan pana panu po pod poniewaz prosze prosba przed przez przy pytanie sa sie sklep sklepie
        sklepu swoj swoja swoje swojego swojej ta tak take takze tam te tego tej tez to trzeba tu
        tutaj tym tylko u w wam was wasz wasza wasze waszego waszej waszym we wedlug wiec witam
        wiem wie wiecie wy z za zapytac ze zeby zrobic robic robi robie dowiedziec chodzi potrzebuje
        hej czesc halo prosilbym powiedziec powiedz wlasnie bede bedzie beda byloby zostal zostala
        zostalo jeszcze teraz moglbym moglabym mogl jestes jestescie
        jestesmy sam sama chyba wlasciwie troche""",
    "en": """
        a about able am an and any are as at be been but by can could d did do does doing don for
        from get getting go got had has have having hello help hi i if in into is it its just
        know let like ll m make may me my need now of on or our out please re s shall should
        so some sort t tell than thank thanks that the their them then there these they thing this
        to up us ve want was we were what which who will with would you your yours""",
}
FILLERS = {language: frozenset(text.split()) for language, text in _FILLERS.items()}

#: Words that ask; they tell "when" from "how much", but no subject.
_ASKING = {
    "pl": """
        gdzie kiedy ile kto skad dokad ktoredy jakim czym dlugo prowadzicie sprzedajecie oferujecie
        przyjmujecie robicie dzialacie kupic kupuje kupie dostane dostac""",
    "en": "where when how much many why long sell offer run buy",
}
ASKING = {language: frozenset(text.split()) for language, text in _ASKING.items()}

#: Beginnings that turn one verb into its neighbours: "pakować", "zapakować", "spakować".
PREFIXES: dict[str, tuple[str, ...]] = {
    "pl": ("za", "z", "s", "po", "wy", "od", "do", "przy", "prze", "u", "na", "roz", "o"),
}

#: Words that mean nearly the same to someone who asks a shop or an office.
_ALIKE: dict[str, str] = {
    "pl": """
        paczka przesylka zamowienie zamowic
        dostawa wysylka dostarczyc wyslac dostarczenie wysylac dostarczacie wysylacie przesylka
        zwrot zwrocic zwracac oddac oddanie odeslac zwroty
        koszt cena kosztuje platne oplata drogo cennik ile
        platnosc zaplacic placic zaplata placenie
        pieniadze kasa srodki kwota
        reklamacja reklamowac zepsuty uszkodzony wada wadliwy wadliwe popsuty zlamany usterka
        czlowiek konsultant osoba pracownik
        telefon numer zadzwonic dzwonic infolinia
        email mail napisac kontakt skontaktowac
        haslo logowanie zalogowac
        konto profil
        rabat znizka promocja kod kupon taniej
        rozmiar rozmiarowka
        faktura rachunek paragon
        adres ulica miejsce
        otwarte godziny czynne otwarcia
        zagranica zagraniczny kraj europa
        wymiana wymienic zamienic
        anulowac anulowanie zrezygnowac rezygnacja odwolac
        status sledzic sledzenie
        kurier doreczyciel
        paczkomat inpost automat
        gwarancja rekojmia
        dlugo dni termin czas szybko
        pomylka bledny zly niewlasciwy
        dostepny dostepnosc magazyn
        gratis darmowy bezplatny darmo
        bon voucher
        dojdzie dotrze przyjdzie dostane doszla dotarla
    """,
    "en": """
        parcel package order shipment
        delivery shipping ship deliver delivered dispatch shipped
        return returning refund back
        cost price fee charge expensive pay
        payment pay paying
        money cash
        complaint broken damaged faulty defective cracked
        human agent person consultant staff
        phone call number telephone
        email mail write contact
        password login log sign
        account profile
        discount coupon voucher promo code cheaper
        size sizing
        invoice receipt bill
        address street location
        open opening hours
        abroad international country overseas
        exchange swap
        cancel cancellation cancelling
        status track tracking where
        courier driver
        locker pickup collect
        warranty guarantee
        long days time soon
        wrong incorrect mistake
        stock available availability
        free complimentary
        voucher gift
        arrive come delivered
    """,
}


def alike(language: str) -> dict[str, frozenset[str]]:
    """For each everyday word, the words that mean nearly the same."""
    found: dict[str, set[str]] = {}
    for group in map(str.split, _ALIKE.get(language, "").strip().splitlines()):
        for word in group:
            found.setdefault(fold(word), set()).update(other for other in group if other != word)
    return {word: frozenset(others) for word, others in found.items()}


def small_words(text: str, language: str) -> int:
    """How many words of a text are small ones of a language: of 100 questions, they tell the
    language of more than 90, and mistake one."""
    small = FILLERS.get(language, frozenset()) | ASKING.get(language, frozenset())
    return sum(fold(word) in small for word in words(text))
