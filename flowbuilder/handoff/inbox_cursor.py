"""A place in a list of the inbox, as a client carries it: opaque, checked when it comes back."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from flowbuilder.common.errors import InvalidInput

M = TypeVar("M", bound=Model)


def write(urgency: str, at: datetime, last: UUID) -> str:
    """The cursor after the row with these keys."""
    text = f"{urgency}|{at.isoformat()}|{last}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str) -> tuple[str, datetime, UUID]:
    """The keys of the row that the cursor stands after.

    Raises:
        InvalidInput: It is none of ours.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        urgency, at, last = base64.urlsafe_b64decode(padded).decode().split("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError
        return urgency, moment, UUID(last)
    except (ValueError, binascii.Error):
        raise InvalidInput(
            _("This place in the list is not known. Start from the top."), code="wrong_cursor"
        ) from None


def after(rows: QuerySet[Any], cursor: str) -> QuerySet[Any]:
    """Those of `rows`, newest activity first, that come after the cursor."""
    _urgency, at, last = read(cursor)
    return rows.filter(Q(last_activity_at__lt=at) | Q(last_activity_at=at, id__lt=last))
