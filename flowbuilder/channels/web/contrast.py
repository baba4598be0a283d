"""Whether a colour can be seen and read, by WCAG 2.2 AA; said in sentences."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

#: What a shape needs against what lies beside it. Black or white text always has its 4.5.
SHAPE = 3.0
PAGES = {"light": "#ffffff", "dark": "#000000"}


def brightness(colour: str) -> float:
    """Relative luminance of `#rrggbb`, from 0 to 1."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """From 1 to 21."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(colour: str) -> str:
    """Black or white, whichever is easier to read on `colour`."""
    return "#ffffff" if ratio(colour, "#ffffff") >= ratio(colour, "#000000") else "#000000"


def words() -> dict[str, str]:
    """The sentences, with `%(ratio)s` for the contrast that was found."""
    return {
        "text": _("Text on this colour: %(ratio)s : 1, and 4.5 : 1 is enough (WCAG AA)."),
        "light": _(
            "On a white page the button is hard to see: %(ratio)s : 1 of the 3 : 1 it needs."
        ),
        "dark": _(
            "On a black page the button is hard to see: %(ratio)s : 1 of the 3 : 1 it needs."
        ),
    }


def sentences(colour: str) -> list[str]:
    """What is good and what is not about this colour, for its author."""
    found = {"text": ratio(colour, text_on(colour))}
    found |= {name: seen for name, page in PAGES.items() if (seen := ratio(colour, page)) < SHAPE}
    said = words()
    return [
        said[name] % {"ratio": number_format(round(value, 1), 1)} for name, value in found.items()
    ]
