"""The figures in words: their titles, how their values are said and how they are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from flowbuilder.common.grouping import grouped


@dataclass(frozen=True, slots=True)
class Spec:
    """A figure's words. `rising_is_good` is None where neither direction is better."""

    key: str
    title: str
    words: Callable[[float], str]
    rising_is_good: bool | None
    definition: str


def percent(value: float) -> str:
    """A share in words, rounded: what formats numbers would cut 79.9 to 79."""
    return _("{number}%").format(number=number_format(round(value)))


def whole(value: float) -> str:
    """A count in words."""
    return grouped(value)


def one_decimal(value: float) -> str:
    """A mean in words."""
    return number_format(round(value, 1), decimal_pos=1)


def signed(value: float) -> str:
    """NPS in words: with a sign, as it runs from −100 to 100."""
    points = round(value)
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return sign + number_format(abs(points))


def duration(seconds: float) -> str:
    """A length of time in words."""
    if seconds < 1:
        return _("under 1 s")
    if seconds < 60:
        return _("{count} s").format(count=round(seconds))
    if seconds < 3600:
        return _("{minutes} min {seconds} s").format(
            minutes=int(seconds // 60), seconds=int(seconds % 60)
        )
    return _("{hours} h {minutes} min").format(
        hours=int(seconds // 3600), minutes=int(seconds % 3600 // 60)
    )


def specs() -> tuple[Spec, ...]:
    """Every figure, in the order of the page, in the reader's language."""
    return (
        Spec(
            "conversations",
            _("Conversations"),
            whole,
            None,
            _(
                "Conversations that began in the period and in which the visitor wrote or chose "
                "something at least once."
            ),
        ),
        Spec(
            "containment",
            _("Without a person"),
            percent,
            True,
            _(
                "Containment: the share of conversations that were never passed to a person. "
                "A visitor who left without help counts too, so read it together with “Resolved”."
            ),
        ),
        Spec(
            "resolution",
            _("Resolved"),
            percent,
            True,
            _("The share of conversations that reached an end marked as resolved."),
        ),
        Spec(
            "handoffs",
            _("Passed to a person"),
            whole,
            None,
            _(
                "Conversations that were put in a team's queue or taken over, whether or not "
                "somebody answered."
            ),
        ),
        Spec(
            "first_answer",
            _("First answer"),
            duration,
            False,
            _(
                "The median time from the visitor's first words to the first answer, from the "
                "assistant or an agent."
            ),
        ),
        Spec(
            "first_person_answer",
            _("First answer from a person"),
            duration,
            False,
            _(
                "The median time from asking for a person to that person's first message. "
                "Conversations without such a message are left out."
            ),
        ),
        Spec(
            "unanswered",
            _("Unanswered questions"),
            whole,
            False,
            _("Questions for which neither the knowledge nor the model had an answer."),
        ),
        Spec(
            "csat",
            _("Satisfaction (CSAT)"),
            percent,
            True,
            _(
                "The share of answers of 4 or 5 on the scale of 1 to 5. Fewer than 5 answers make "
                "no figure."
            ),
        ),
        Spec(
            "nps",
            _("Recommendation (NPS)"),
            signed,
            True,
            _(
                "The percentage of 9 and 10 minus the percentage of 0 to 6, on the scale of "
                "0 to 10. It runs from −100 to +100. Fewer than 5 answers make no figure."
            ),
        ),
        Spec(
            "ces",
            _("Ease (CES)"),
            one_decimal,
            True,
            _(
                "The mean on the scale of 1 (very hard) to 7 (very easy). Fewer than 5 answers "
                "make no figure."
            ),
        ),
    )
