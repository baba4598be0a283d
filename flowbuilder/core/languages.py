"""The languages that a flow can speak, and how each counts things.

Plural rules are CLDR's (https://cldr.unicode.org/index/cldr-spec/plural-rules), for whole numbers
and fractions. An author gives the forms of a word in the order of `PLURAL_FORMS`: those for whole
numbers from one upwards, the one for fractions last, where a language has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from flowbuilder.core.words import gettext_noop as _

FlowLanguage = Literal[
    "pl", "en", "de", "uk", "cs", "sk", "fr", "es", "it", "pt", "nl", "lt", "ro", "hu", "sv"
]
CODES: tuple[str, ...] = get_args(FlowLanguage)

#: Their names in English, to be translated.
NAMES: Mapping[str, str] = {
    "pl": _("Polish"), "en": _("English"), "de": _("German"), "uk": _("Ukrainian"),
    "cs": _("Czech"), "sk": _("Slovak"), "fr": _("French"), "es": _("Spanish"),
    "it": _("Italian"), "pt": _("Portuguese"), "nl": _("Dutch"), "lt": _("Lithuanian"),
    "ro": _("Romanian"), "hu": _("Hungarian"), "sv": _("Swedish"),
}  # fmt: skip

_SLAVIC = ("one", "few", "many", "other")
_CZECH = ("one", "few", "other", "many")
#: The forms of a word by language, in the order in which authors write them; others have two.
PLURAL_FORMS: Mapping[str, tuple[str, ...]] = {
    "pl": _SLAVIC, "uk": _SLAVIC, "cs": _CZECH, "sk": _CZECH, "lt": _CZECH,
    "ro": ("one", "few", "other"),
}  # fmt: skip
_TWO_FORMS = ("one", "other")


def offered(asked: str, languages: tuple[str, ...] | frozenset[str]) -> str | None:
    """The one of `languages` that `asked` names (`de`, `de-AT`, `DE_de`), or None."""
    code = asked.strip().replace("_", "-").lower()
    if code in languages:
        return code
    base = code.partition("-")[0]
    return base if base in languages else None


def plural_category(language: str, number: float) -> str:
    """The CLDR category of `number` in `language`: `one`, `few`, `many` or `other`."""
    number = abs(number)
    return _RULES.get(language, _english)(int(number), number == int(number))


def plural_form(language: str, number: float, forms: tuple[str, ...]) -> str:
    """Which of `forms` goes with `number`; where the last ones are left out, the nearest."""
    if not forms:
        return ""
    order = PLURAL_FORMS.get(language, _TWO_FORMS)
    place = order.index(plural_category(language, number))
    if place < len(forms):
        return forms[place]
    # Without a form for fractions, Polish "2,5 paczki" goes like "2 paczki".
    is_fraction = number != int(number)
    return forms[1] if is_fraction and len(forms) > 1 else forms[-1]


Rule = Callable[[int, bool], str]


def _english(i: int, whole: bool) -> str:
    return "one" if i == 1 and whole else "other"


def _french(i: int, whole: bool) -> str:
    return "one" if i in (0, 1) else "other"


def _few_ending(i: int) -> bool:
    return i % 10 in (2, 3, 4) and i % 100 not in (12, 13, 14)


def _polish(i: int, whole: bool) -> str:
    if not whole:
        return "other"
    return "one" if i == 1 else "few" if _few_ending(i) else "many"


def _ukrainian(i: int, whole: bool) -> str:
    if not whole:
        return "other"
    if i % 10 == 1 and i % 100 != 11:
        return "one"
    return "few" if _few_ending(i) else "many"


def _czech(i: int, whole: bool) -> str:
    if not whole:
        return "many"
    return "one" if i == 1 else "few" if i in (2, 3, 4) else "other"


def _lithuanian(i: int, whole: bool) -> str:
    if not whole:
        return "many"
    if i % 100 in range(11, 20) or i % 10 == 0:
        return "other"
    return "one" if i % 10 == 1 else "few"


def _romanian(i: int, whole: bool) -> str:
    if not whole or i == 0 or (i != 1 and i % 100 in range(1, 20)):
        return "few"
    return "one" if i == 1 else "other"


_RULES: Mapping[str, Rule] = {
    "pl": _polish, "uk": _ukrainian, "cs": _czech, "sk": _czech, "fr": _french, "pt": _french,
    "lt": _lithuanian, "ro": _romanian,
}  # fmt: skip
