"""Numbers as a language writes them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language

#: From where on Polish sets thousands apart: "5000", but "12 000".
POLISH = 10_000


def grouped(value: float) -> str:
    """`value` rounded to a whole, with its thousands set apart where the language does so."""
    return str(number_format(round(value), force_grouping=_is_apart(value)))


def amount(value: Decimal) -> str:
    """A sum of money: with two decimals, and with more only where it has more."""
    written = f"{value.normalize():f}"
    places = max(2, len(written.partition(".")[2]))
    return str(number_format(value, decimal_pos=places, force_grouping=_is_apart(value)))


def _is_apart(value: float | Decimal) -> bool:
    return abs(float(value)) >= POLISH or not (get_language() or "").startswith("pl")
