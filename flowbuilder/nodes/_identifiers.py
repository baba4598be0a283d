"""Reads sums of money and the numbers that offices and shops give, each in the form that is stored.

Check digits: NIP as in the Polish tax register (weights 6 5 7 2 3 4 5 6 7, modulo 11), PESEL as in
the register of residents (weights 1 3 7 9 1 3 7 9 1 3, modulo 10; the month tells the century).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from flowbuilder.nodes._answers import MAX_ANSWER, number_in

_NIP = re.compile(
    r"(?<![\w-])(?:PL\s?)?"
    r"(\d{3}[- ]?(?:\d{3}[- ]?\d{2}[- ]?\d{2}|\d{2}[- ]?\d{2}[- ]?\d{3}))(?![\w-])"
)
_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_PESEL = re.compile(r"(?<![\w-])(\d{11})(?![\w-])")
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_CENTURIES = {0: 1900, 2: 2000, 4: 2100, 6: 2200, 8: 1800}
_POSTCODES = {
    "pl": re.compile(r"(?<![\w-])(\d{2}) ?[-–] ?(\d{3})(?![\w-]|\s?(?:zł|zl|pln|eur|€))", re.I),
    "en": re.compile(r"(?<!\w)([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})(?!\w)", re.I),
}
_FIGURES = r"\d[\d.,\s\u00a0\u202f']{0,20}"
_CURRENCY = r"(?:zł\w*|zl\w*|pln|eur(?:o)?|€|usd|\$|gbp|£)"
_AMOUNT = re.compile(rf"({_FIGURES})\s?{_CURRENCY}(?!\w)|(?<!\w){_CURRENCY}\s?({_FIGURES})", re.I)
_CALLED_ORDER = re.compile(
    r"(?:zam[oó]wieni\w+|order|zlecen\w+|paczk\w+|parcel)\W{1,3}"
    r"(?:(?:nr|numer\w*|no|number|id|o|to|is|jest)\b\W{0,3}){0,3}#?\s?([A-Z0-9][A-Z0-9/_-]{2,29})",
    re.I,
)
_NUMBERED = re.compile(
    r"(?:\bnr\b\.?|\bnumer\b|\bno\b\.?|#)\W{0,3}([A-Z0-9][A-Z0-9/_-]{2,29})", re.I
)
_MIXED = re.compile(
    r"(?<![\w@.])([A-Z]{1,6}[-/_]?\d[A-Z0-9/_-]{2,28}|\d{2,}[-/_][A-Z0-9/_-]{2,28})(?![\w@])", re.I
)
_PLAIN = re.compile(r"(?<![\w+.,/-])(\d{4,12})(?![\w,/-])")


def nip_in(text: str) -> str | None:
    """The one Polish tax number in `text`, as its ten digits; None for one with a slip in it."""
    written = (re.sub(r"\D", "", match) for match in _NIP.findall(text[:MAX_ANSWER]))
    return _one(digits for digits in written if _is_nip(digits))


def _is_nip(digits: str) -> bool:
    check = sum(w * int(d) for w, d in zip(_NIP_WEIGHTS, digits, strict=False)) % 11
    return check == int(digits[9]) and digits != "0" * 10


def pesel_in(text: str) -> str | None:
    """The one PESEL in `text`, of a day that exists and with a right check digit."""
    return _one(digits for digits in _PESEL.findall(text[:MAX_ANSWER]) if _is_pesel(digits))


def _is_pesel(digits: str) -> bool:
    century, month = divmod(int(digits[2:4]), 20)
    try:
        date(_CENTURIES[2 * century] + int(digits[:2]), month, int(digits[4:6]))
    except ValueError:
        return False
    total = sum(w * int(d) for w, d in zip(_PESEL_WEIGHTS, digits, strict=False))
    return (10 - total % 10) % 10 == int(digits[10])


def postcode_in(text: str, language: str) -> str | None:
    """The one postcode in `text`: `00-950`, or in English also `SW1A 1AA`."""
    text = text[:MAX_ANSWER]
    found = {f"{a}-{b}" for a, b in _POSTCODES["pl"].findall(text)}
    if language == "en":
        found |= {f"{a} {b}".upper() for a, b in _POSTCODES["en"].findall(text)}
    return _one(found)


def amount_in(text: str, language: str) -> int | float | None:
    """The one sum of money in `text`, without its currency."""
    written = {before or after for before, after in _AMOUNT.findall(text[:MAX_ANSWER])}
    found = {number_in(each, language) for each in written}
    return found.pop() if len(found) == 1 else None


def order_number_in(text: str) -> str | None:
    """The one order number in `text`, as written.

    What is called one counts first, then what letters and digits make up together, then a number
    of four to twelve digits.
    """
    text = text[:MAX_ANSWER]
    for pattern in (_CALLED_ORDER, _NUMBERED, _MIXED, _PLAIN):
        found = {match.rstrip("-/_") for match in pattern.findall(text)}
        found = {match for match in found if any(letter.isdigit() for letter in match)}
        if found:
            only = _one(found)
            return only if only and not _is_one_of_many(only, text) else None
    return None


def _is_one_of_many(number: str, text: str) -> bool:
    """Whether others that begin with the same letters stand beside it: a list of orders."""
    letters = re.match(r"[A-Za-z]*", number)
    begins = letters.group() if letters else ""
    others = {match.rstrip("-/_") for match in _MIXED.findall(text)} - {number}
    return bool(begins) and any(other.startswith(begins) for other in others)


def _one(found: Iterable[str]) -> str | None:
    different = set(found)
    return different.pop() if len(different) == 1 else None
