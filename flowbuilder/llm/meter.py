"""How a budget and what is spent of it are said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from flowbuilder.common.grouping import grouped
from flowbuilder.llm.metering import Spent


def in_words(span: Spent) -> str:
    """`12,400 of 50,000 tokens (24%)`."""
    used = grouped(span.tokens)
    if span.allowed is None:
        return _("%(used)s tokens, no limit") % {"used": used}
    return _("%(used)s of %(allowed)s tokens (%(share)d%%)") % {
        "used": used,
        "allowed": grouped(span.allowed),
        "share": 100 * span.tokens // max(1, span.allowed),
    }


def warning(span: Spent) -> str:
    """That nothing, or little, is left; empty where enough is."""
    if span.is_over:
        return _("The budget is used up: the model is not asked.")
    return _("The budget is nearly used up.") if span.is_nearly_over else ""
