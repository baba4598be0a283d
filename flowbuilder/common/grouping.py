"""Whole numbers as a language writes them."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import get_language

#: From where on Polish sets thousands apart: "5000", but "12 000".
POLISH = 10_000


def grouped(value: float) -> str:
    """`value` without decimals, with its thousands set apart where the language does so."""
    is_apart = abs(value) >= POLISH or not (get_language() or "").startswith("pl")
    return str(number_format(value, decimal_pos=0, force_grouping=is_apart))
