"""Reads one kind of answer out of what was written: what all steps that ask for one share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from flowbuilder.core.nodetype import Turn
from flowbuilder.core.patterns import matches
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._answers import MAX_ANSWER, date_in, email_in, number_in, phone_in
from flowbuilder.nodes._identifiers import amount_in, nip_in, order_number_in, pesel_in, postcode_in

MAX_WORDS = 100
_AROUND_WORDS = ".,;:!?()[]#\"'„”“’"

LABELS: Mapping[str, str] = {
    "text": _("any text"),
    "email": _("an e-mail address"),
    "phone": _("a telephone number"),
    "order_number": _("an order number"),
    "number": _("a number"),
    "amount": _("a sum of money"),
    "date": _("a date"),
    "postcode": _("a postcode"),
    "nip": _("a NIP (Polish tax number)"),
    "pesel": _("a PESEL"),
    "pattern": _("a pattern"),
}

#: What is said when an answer is not of its kind.
ASK_AGAIN: Mapping[str, Mapping[str, str]] = {
    "text": {
        "pl": "Proszę napisać odpowiedź w kilku słowach.",
        "en": "Please write your answer in a few words.",
    },
    "email": {
        "pl": "To nie wygląda na adres e-mail. Proszę podać go w postaci imie@example.pl.",
        "en": "That does not look like an e-mail address. Please write it like name@example.com.",
    },
    "phone": {
        "pl": "Proszę podać numer telefonu, na przykład 501 234 567.",
        "en": "Please give a telephone number, for example 07700 900123.",
    },
    "order_number": {
        "pl": "Proszę podać numer zamówienia, na przykład ZAM-1234.",
        "en": "Please give the order number, for example ZAM-1234.",
    },
    "amount": {
        "pl": "Proszę podać kwotę, na przykład 49,90 zł.",
        "en": "Please give a sum of money, for example £49.90.",
    },
    "postcode": {
        "pl": "Proszę podać kod pocztowy, na przykład 00-950.",
        "en": "Please give a postcode, for example SW1A 1AA.",
    },
    "nip": {
        "pl": "Ten NIP nie jest poprawny. Proszę sprawdzić cyfry i podać go jeszcze raz.",
        "en": "This NIP is not right. Please check its digits and give it again.",
    },
    "pesel": {
        "pl": "Ten PESEL nie jest poprawny. Proszę sprawdzić cyfry i podać go jeszcze raz.",
        "en": "This PESEL is not right. Please check its digits and give it again.",
    },
    "number": {
        "pl": "Proszę podać liczbę, na przykład 3 albo 12,50.",
        "en": "Please give a number, for example 3 or 12.50.",
    },
    "date": {
        "pl": "Proszę podać datę, na przykład 12.03.2026.",
        "en": "Please give a date, for example 12/03/2026.",
    },
    "pattern": {
        "pl": "To nie ma oczekiwanej postaci. Proszę sprawdzić i napisać jeszcze raz.",
        "en": "That is not in the expected form. Please check it and write it again.",
    },
}

#: Which days will do.
Days = Literal["any", "from_today", "from_tomorrow", "until_today", "until_yesterday"]
DAYS_LABELS: Mapping[str, str] = {
    "any": _("any day"),
    "from_today": _("today or later"),
    "from_tomorrow": _("after today"),
    "until_today": _("today or earlier"),
    "until_yesterday": _("before today"),
}
#: What is said of a day that is a day, but none that will do.
OTHER_DAY: Mapping[Days, Mapping[str, str]] = {
    "from_today": {
        "pl": "Proszę podać dzisiejszą datę albo późniejszą.",
        "en": "Please give today's date or a later one.",
    },
    "from_tomorrow": {
        "pl": "Proszę podać datę późniejszą niż dzisiejsza.",
        "en": "Please give a date after today.",
    },
    "until_today": {
        "pl": "Proszę podać dzisiejszą datę albo wcześniejszą.",
        "en": "Please give today's date or an earlier one.",
    },
    "until_yesterday": {
        "pl": "Proszę podać datę wcześniejszą niż dzisiejsza.",
        "en": "Please give a date before today.",
    },
}


def bounds_of(days: Days, today: date) -> tuple[str, str]:
    """The first and the last of these days; empty where there is none."""
    near = today.isoformat()
    match days:
        case "from_today":
            return near, ""
        case "from_tomorrow":
            return (today + timedelta(days=1)).isoformat(), ""
        case "until_today":
            return "", near
        case "until_yesterday":
            return "", (today - timedelta(days=1)).isoformat()
    return "", ""


def is_among(day: str, days: Days, today: date) -> bool:
    """Whether this day, such as 2026-12-24, is one of `days`."""
    low, high = bounds_of(days, today)
    return (not low or low <= day) and (not high or day <= high)


def read(kind: str, text: str, turn: Turn, pattern: str = "") -> str | int | float | None:
    """What `text` holds of that kind, in the form that is stored; None if it is not there once."""
    return read_on(kind, text, turn.language, turn.now.date(), pattern)


def read_on(
    kind: str, text: str, language: str, today: date, pattern: str = ""
) -> str | int | float | None:
    """`read` outside of a turn."""
    match kind:
        case "text":
            return text[:MAX_ANSWER] or None
        case "email":
            return email_in(text)
        case "phone":
            return phone_in(text, language)
        case "order_number":
            return order_number_in(text)
        case "number":
            return number_in(text, language)
        case "amount":
            return amount_in(text, language)
        case "date":
            return date_in(text, today)
        case "postcode":
            return postcode_in(text, language)
        case "nip":
            return nip_in(text)
        case "pesel":
            return pesel_in(text)
        case "pattern":
            return matching(pattern, text)
    raise ValueError(f"There is no kind of answer called {kind!r}.")


def read_answer(kind: str, text: str, turn: Turn, pattern: str = "") -> str | int | float | None:
    """What `text` holds as the answer to a question for it: it need not say what it is."""
    found = read(kind, text, turn, pattern)
    if found is not None:
        return found
    if kind == "amount":
        return number_in(text, turn.language)
    if kind == "order_number":
        word = text.strip().strip(_AROUND_WORDS)
        lone = " " not in word and any(letter.isdigit() for letter in word)
        return word[:40] if lone else None
    return None


def matching(pattern: str, text: str) -> str | None:
    """The answer in `text` that matches: all of it, or the one word of it that does."""
    text = text[:MAX_ANSWER].strip()
    if matches(pattern, text):
        return text
    words = {word.strip(_AROUND_WORDS) for word in text.split()[:MAX_WORDS]}
    found = [word for word in words if matches(pattern, word)]
    return found[0] if len(found) == 1 else None
