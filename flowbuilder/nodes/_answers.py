"""Reads typed answers the way people write them, and gives the one form that is stored."""

from __future__ import annotations

import re
from datetime import date

MAX_ANSWER = 4000

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_PHONE = re.compile(r"\+?[\d(][\d\s().-]{5,24}\d")
_NUMBER = re.compile(r"[-+−]?\d[\d.,\s\u00a0\u202f']{0,30}")
_SPACE = re.compile(r"[\s\u00a0\u202f']")
_GROUPED = re.compile(r"[-+−]?\d{1,3}(?:[\s\u00a0\u202f']\d{3})+(?:[.,]\d+)?")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\s?[./-]\s?(\d{1,2})(?:\s?[./-]\s?(\d{4}|\d{2})\b|\b|\.)")
_DAY_AND_NAME = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?([^\W\d_]{3,12})\.?(?:\s+(\d{4}))?"
)
_MONTHS = (
    ("sty", "jan"), ("lut", "feb"), ("mar", "mar"), ("kwi", "apr"), ("maj", "may"),
    ("cze", "jun"), ("lip", "jul"), ("sie", "aug"), ("wrz", "sep"), ("paź", "oct"),
    ("lis", "nov"), ("gru", "dec"),
)  # fmt: skip


def email_in(text: str) -> str | None:
    """The one e-mail address in `text`, its domain in lower case."""
    found = {match.rstrip(".") for match in _EMAIL.findall(text[:MAX_ANSWER])}
    if len(found) != 1:
        return None
    name, _, domain = found.pop().rpartition("@")
    return f"{name}@{domain.lower()}"


def phone_in(text: str, language: str) -> str | None:
    """The one telephone number in `text`, as `+48501234567`.

    Without a country's number it is taken for one of the country of `language`.
    """
    found = {_international(match, language) for match in _PHONE.findall(text[:MAX_ANSWER])}
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def _international(written: str, language: str) -> str | None:
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    if written.startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    elif language == "pl":
        number = _national(digits.removeprefix("48") if len(digits) == 11 else digits, "48", 9)
    else:
        number = _national(digits.removeprefix("0"), "44", 10) if digits[0] == "0" else ""
    return f"+{number}" if 8 <= len(number) <= 15 and number[0] != "0" else None


def _national(digits: str, country: str, length: int) -> str:
    """`digits` after the number of `country`; empty when they are too many or too few."""
    return country + digits if len(digits) == length and digits[0] != "0" else ""


def number_in(text: str, language: str) -> int | float | None:
    """The one number in `text`: `12,50`, `1 234,56 zł`, and in English also `1,234.56`."""
    found = [match.strip().rstrip(".,'") for match in _NUMBER.findall(text[:MAX_ANSWER])]
    if len(found) != 1 or (_SPACE.search(found[0]) and not _GROUPED.fullmatch(found[0])):
        return None
    plain = _with_point(_SPACE.sub("", found[0]).replace("−", "-"), language)
    if plain is None or len(plain) > 16:
        return None
    return float(plain) if "." in plain else int(plain)


def _with_point(written: str, language: str) -> str | None:
    """A number with a decimal point and no separators of thousands; None if it is none."""
    points, commas = written.count("."), written.count(",")
    if points and commas:
        decimal = max(".,", key=written.rfind)
        thousands = "," if decimal == "." else "."
        if written.count(decimal) > 1 or written.rfind(thousands) > written.rfind(decimal):
            return None
        return written.replace(thousands, "").replace(decimal, ".")
    mark = "." if points else ","
    grouped = re.fullmatch(rf"[-+]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", written)
    if grouped and (points + commas > 1 or (mark == "," and language == "en")):
        return written.replace(mark, "")
    return written.replace(",", ".") if points + commas <= 1 else None


def date_in(text: str, today: date) -> str | None:
    """The one date in `text`, as `2026-03-12`. Days stand first; a missing year is this one."""
    text = text[:MAX_ANSWER].casefold()
    found = {_iso(year, month, day, today) for year, month, day in _ISO_DATE.findall(text)}
    if not found:
        found = {_iso(year, month, day, today) for day, month, year in _DAY_FIRST.findall(text)}
    if not found:
        found = {
            _iso(year, _month(name), day, today) for day, name, year in _DAY_AND_NAME.findall(text)
        }
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def _month(name: str) -> str:
    plain = name.replace("maja", "maj").replace("paz", "paź")
    return next((str(n) for n, starts in enumerate(_MONTHS, 1) if plain.startswith(starts)), "0")


def _iso(year: str, month: str, day: str, today: date) -> str | None:
    full = int(year) + 2000 if len(year) == 2 else int(year or today.year)
    try:
        return date(full, int(month), int(day)).isoformat()
    except ValueError:
        return None
