"""The one place that reads the wall clock for the shell."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the current moment, aware and in UTC."""
    return timezone.now()
