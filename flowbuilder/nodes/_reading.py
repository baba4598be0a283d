"""Reads one kind of answer out of what was written: what a question and a pick-out step share."""

from __future__ import annotations

from collections.abc import Mapping

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


def read(kind: str, text: str, turn: Turn, pattern: str = "") -> str | int | float | None:
    """What `text` holds of that kind, in the form that is stored; None if it is not there once."""
    match kind:
        case "text":
            return text[:MAX_ANSWER] or None
        case "email":
            return email_in(text)
        case "phone":
            return phone_in(text, turn.language)
        case "order_number":
            return order_number_in(text)
        case "number":
            return number_in(text, turn.language)
        case "amount":
            return amount_in(text, turn.language)
        case "date":
            return date_in(text, turn.now.date())
        case "postcode":
            return postcode_in(text, turn.language)
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
