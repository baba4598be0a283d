"""How a budget and what is spent of it are said."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from flowbuilder.common.grouping import grouped
from flowbuilder.llm.metering import Spent


def in_words(span: Spent) -> str:
    """`12,400 of 50,000 tokens (24%)`, or by how many too many were spent."""
    used = grouped(span.tokens)
    if span.allowed is None:
        return _("%(used)s tokens, no limit") % {"used": used}
    allowed = grouped(span.allowed)
    if span.tokens > span.allowed:
        return _("%(used)s of %(allowed)s tokens, the budget is exceeded by %(over)s") % {
            "used": used,
            "allowed": allowed,
            "over": grouped(span.tokens - span.allowed),
        }
    return _("%(used)s of %(allowed)s tokens (%(share)d%%)") % {
        "used": used,
        "allowed": allowed,
        "share": share(span),
    }


def share(span: Spent) -> int | None:
    """The hundredths that are spent, at most all of them; None without a limit."""
    if span.allowed is None:
        return None
    return 100 if span.is_over else 100 * span.tokens // span.allowed


def bar(span: Spent) -> SafeString:
    """The meter as it is drawn; what it says stands beside it. Empty without a limit."""
    filled = share(span)
    if filled is None:
        return SafeString()
    drawn = (
        '<meter class="budget-meter" max="100" low="79" high="99" optimum="0" value="{}"'
        ' aria-label="{}"></meter>'
    )
    return format_html(drawn, filled, _("Used of the budget"))


def warning(span: Spent) -> str:
    """That nothing, or little, is left; empty where enough is."""
    if span.is_over:
        return _("The budget is used up: the model is not asked.")
    return _("The budget is nearly used up.") if span.is_nearly_over else ""
