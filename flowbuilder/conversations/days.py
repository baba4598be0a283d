"""Days as people read them."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format


def in_words(day: str) -> str:
    """A day such as 2026-12-24 in the active language: 24 December 2026. Other texts stay."""
    try:
        return date_format(date.fromisoformat(day), "j E Y", use_l10n=False)
    except ValueError:
        return day
