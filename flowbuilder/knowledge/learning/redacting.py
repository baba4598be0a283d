"""What people said, with what is personal in it replaced by the word for it.

Beside what is hidden from a model (see `llm.masking`), the person's names in all their cases and
the numbers of orders, invoices and parcels go. It is no proof: a person reads it before it is
kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from flowbuilder.accounts.models import Language
from flowbuilder.llm.masking import Mask

#: No more of a text is looked at.
LONGEST = 4_000

_LABELS = {
    "EMAIL": _("[e-mail address]"),
    "ACCOUNT": _("[account number]"),
    "PHONE": _("[phone number]"),
    "NUMBER": _("[number]"),
    "ADDRESS": _("[address]"),
    "NAME": _("[name]"),
    "DETAIL": _("[personal data]"),
}
_ORDER = _("[order number]")

_PLACEHOLDER = re.compile(r"\[(EMAIL|ACCOUNT|PHONE|NUMBER|ADDRESS|NAME|DETAIL)_\d{1,3}\]")
_AGAIN = re.compile(r"(\[[^\[\]]{1,60}\])(?:\s+\1)+")
_CODE = r"(?=[\w/-]{0,20}\d[\w/-]{0,20}\d[\w/-]{0,20}\d)\w{1,30}(?:[/-]\w{1,30}){0,6}"
_AMOUNT = r"(?![\w/-]|[.,]\d|\s?(?:zł|PLN|EUR|€|£|\$|%))"
_THING = (
    r"zam[óo]wie\w*|faktur\w*|przesyłk\w*|paczk\w*|zgłosze\w*|reklamacj\w*|umow\w*|rezerwacj\w*|"
    r"orders?|invoices?|parcels?|tickets?|bookings?|tracking|reference"
)
_ORDERS = (
    re.compile(
        rf"\b(?i:{_THING})(?:\s+(?i:nr|numer\w*|no\.?|number|id))?[\s:.#]{{1,3}}({_CODE}){_AMOUNT}"
    ),
    re.compile(rf"(?:\b(?i:nr|numer\w*|no\.|number)[\s:.#]{{1,3}}|#\s?)({_CODE}){_AMOUNT}"),
    re.compile(r"(?<![\w/-])([A-Z]{1,6}[/-]?\d{3,20}(?:[/-]\w{1,20}){0,4})(?![\w/-])"),
    re.compile(r"(?<![\w/-])([A-Z]{1,6}(?:[/-]\d{1,8}){2,5})(?![\w/-])"),
    re.compile(r"(?<![\w/-])((?:ZAM|ORD|FV|FA|REK|RMA|INV)[/-]\d{1,20})(?![\w/-])"),
    re.compile(r"(?<![\w.,/-])(\d{6,8})(?![\w/-]|[.,]\d)"),
)
#: Endings that take the place of the -a of a name: "Anna", "Anno", "Annie".
_OF_A = ("o", "y", "i", "ę", "ą", "e", "ie", "u", "ze", "zie")
#: Endings of a name too short to be followed by any.
_OF_SHORT = ("a", "u", "ie", "em", "owi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the people who spoke."""

    names: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


def redacted(text: str, language: str, known: Known = Known()) -> str:
    """`text` in which words of `language` stand for what is personal."""
    names = [form for name in known.names for part in name.split() for form in _forms(part)]
    mask = Mask(names=names, details=[each for each in known.details if each])
    hidden = mask.hide(text[:LONGEST])
    with override(Language.nearest(language)):
        for pattern in _ORDERS:
            hidden = pattern.sub(_numbered, hidden)
        hidden = _PLACEHOLDER.sub(lambda found: str(_LABELS[found[1]]), hidden)
    return _AGAIN.sub(r"\1", hidden)


def _numbered(found: re.Match[str]) -> str:
    start, end = (place - found.start() for place in found.span(1))
    return f"{found[0][:start]}{_ORDER}{found[0][end:]}"


def _forms(name: str) -> Iterator[str]:
    """A name as it is called and spoken of in Polish; longer endings the mask itself adds."""
    yield name
    stem = name[:-1]
    if name.endswith("a"):
        yield from (stem + ending for ending in _OF_A)
        if name.endswith(("ka", "ga", "ta", "ła")):
            soft = {"k": "ce", "g": "dze", "t": "cie", "ł": "le"}
            yield stem[:-1] + soft[stem[-1]]
    elif name.endswith(("ek", "eł", "er", "ec")):
        short = name[:-2] + name[-1]
        yield from (short, short + "u", short + "a")
        yield name[:-2] + "le"
    elif len(name) <= 3:
        yield from (name + ending for ending in _OF_SHORT)
