"""Reads one kind of answer out of what was written: what all steps that ask for one share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field

from flowbuilder.core.fields import Day
from flowbuilder.core.filters import in_words, moment
from flowbuilder.core.nodetype import Turn
from flowbuilder.core.patterns import matches
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._answers import MAX_ANSWER, date_in, email_in, number_in, phone_in
from flowbuilder.nodes._identifiers import amount_in, nip_in, order_number_in, pesel_in, postcode_in
from flowbuilder.nodes._wording import Words

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
#: What is said of a day that lies wrong to today.
OTHER_DAY: Mapping[Days, Words] = {
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
NOT_BEFORE = {
    "pl": "Proszę podać dzień {low} lub późniejszy.",
    "en": "Please give {low} or a later day.",
}
NOT_AFTER = {
    "pl": "Proszę podać dzień {high} lub wcześniejszy.",
    "en": "Please give {high} or an earlier day.",
}
BETWEEN = {
    "pl": "Proszę podać dzień od {low} do {high}.",
    "en": "Please give a day from {low} to {high}.",
}
WHEN_DATE: dict[str, Any] = {"x-when": {"kind": "date"}}
FirstDay = Annotated[Day, Field(title=_("Not before"), json_schema_extra=WHEN_DATE)]
LastDay = Annotated[Day, Field(title=_("Not after"), json_schema_extra=WHEN_DATE)]


class Limits(Protocol):
    """Which days an answer may be: by how they lie to today, and from one to another."""

    @property
    def days(self) -> Days: ...
    @property
    def first_day(self) -> str: ...
    @property
    def last_day(self) -> str: ...


def bounds_of(limits: Limits, today: date) -> tuple[str, str]:
    """The first and the last of these days; empty where there is none."""
    low, high = _bounds_by(limits.days, today)
    return max(low, limits.first_day), min(filter(None, [high, limits.last_day]), default="")


def _bounds_by(days: Days, today: date) -> tuple[str, str]:
    match days:
        case "from_today":
            return today.isoformat(), ""
        case "from_tomorrow":
            return (today + timedelta(days=1)).isoformat(), ""
        case "until_today":
            return "", today.isoformat()
        case "until_yesterday":
            return "", (today - timedelta(days=1)).isoformat()
    return "", ""


def is_among(day: str, limits: Limits, today: date) -> bool:
    """Whether this day, such as 2026-12-24, is one of those."""
    low, high = bounds_of(limits, today)
    return (not low or low <= day) and (not high or day <= high)


def other_day(limits: Limits, today: date) -> Words:
    """What is said of a day that is a day, but none that will do."""
    low, high = bounds_of(limits, today)
    if (low, high) == _bounds_by(limits.days, today):
        return OTHER_DAY[limits.days]
    between = (BETWEEN if high else NOT_BEFORE) if low else NOT_AFTER
    return {
        language: words.format(
            low=in_words(low, language=language), high=in_words(high, language=language)
        )
        for language, words in between.items()
    }


def limits_wrong(limits: Limits) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """What an author should mend of these limits, as `NodeType.check` says it."""
    days = {"first_day": limits.first_day, "last_day": limits.last_day}
    unreal = [name for name, day in days.items() if day and moment(day) is None]
    for name in unreal:
        yield name, _("There is no such day in the calendar."), {}
    if not unreal and limits.last_day and limits.first_day > limits.last_day:
        yield "last_day", _("The last day lies before the first."), {}


def read(kind: str, text: str, turn: Turn, pattern: str = "") -> str | int | float | None:
    """What `text` holds of that kind, in the form that is stored; None if it is not there once."""
    return read_on(kind, text, turn.language, turn.today, pattern)


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
