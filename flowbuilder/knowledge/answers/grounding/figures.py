"""Numbers in a text with their units, written one way: prices, times, dates, spans. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flowbuilder.knowledge.answers.grounding.lexicon import LIGHT
from flowbuilder.knowledge.search.text import keys
from flowbuilder.knowledge.search.words import FILLERS

_MONTH_NAMES = """
stycznia styczen january jan
lutego luty february feb
marca marzec march mar
kwietnia kwiecien april apr
maja maj may
czerwca czerwiec june jun
lipca lipiec july jul
sierpnia sierpien august aug
wrzesnia wrzesien september sept sep
pazdziernika pazdziernik october oct
listopada listopad november nov
grudnia grudzien december dec
"""
_MONTHS = {
    name: month
    for month, names in enumerate(_MONTH_NAMES.strip().splitlines(), 1)
    for name in names.split()
}
_UNITS = {
    "day": r"dni\w*|dzien|dnia|days?",
    "week": r"tydzien|tygodni\w*|weeks?",
    "month": r"miesi[ae]c\w*|mies|months?",
    "year": r"rok|roku|lat|lata|latach|letni\w*|years?|yrs?",
    "hour": r"godzin\w*|godz|h|hours?|hrs?",
    "minute": r"minut\w*|min|minutes?|mins?",
    "second": r"sekund\w*|seconds?",
    "night": r"noc\w*|dob\w*|nights?",
    "%": r"%|procent\w*|proc|percent|per cent",
    "zl": r"zl|zlot\w*|pln",
    "eur": r"€|eur|euro|euros",
    "usd": r"\$|usd|dollars?|dolar\w*",
    "gbp": r"£|gbp|pounds?|funt\w*",
    "person": r"os|osob\w*|persons?|people|guests?|gosci\w*",
    "piece": r"szt|sztuk\w*|pieces?|pcs",
    "instalment": r"rat|rata|raty|ratach|instal?lments?",
    "km": r"km|kilomet\w+|kilometr\w*",
    "m": r"m|metr\w*|metres?|meters?",
    "cm": r"cm", "mm": r"mm", "kg": r"kg|kilo\w*", "g": r"g|gram\w*", "l": r"l|litr\w*|litres?",
    "ml": r"ml", "gb": r"gb", "mb": r"mb",
}  # fmt: skip
_SMALLER = {"week": (7, "day"), "year": (12, "month")}
_UNIT = re.compile(
    "(?:" + "|".join(f"(?P<u{n}>{shape})" for n, shape in enumerate(_UNITS.values())) + r")(?!\w)"
)
_NAMES = list(_UNITS)
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FIGURE = re.compile(
    rf"""(?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)
    |(?P<dmy>\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b)
    |(?P<phone>(?<![\w.,])(?:\+\d{{1,3}}[ -]?)?\(?\d{{2,4}}\)?(?:[ -]\d{{2,4}}){{2,7}}(?!\w)
                 |(?<!\w)\+?\d{{9,}}(?!\w))
    |(?P<named>\b\d{{1,2}}(?:st|nd|rd|th)?\.?\ (?:of\ )?(?:{_MONTH})\b
              |\b(?:{_MONTH})\ \d{{1,2}}(?:st|nd|rd|th)?\b(?!\s*[:%]))
    |(?P<before>[€$£]\ ?)?(?P<number>(?<![\w.])(?:\d{{1,3}}(?:\ \d{{3}})+(?!\d)(?:[.,]\d+)?
        |\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:[.,:]\d+)?))
     (?P<clock>\s?[ap]\.?m\b\.?)?(?:st|nd|rd|th)?(?P<times>\s?(?:tys|thousand|mln|million)\b\.?)?""",
    re.X,
)
_BETWEEN = re.compile(r"\s*(?:(?P<span>[-–—]|do|to)|/|and|a|i|or|lub|albo|,)\s*")
_NEXT = re.compile(r"[\s-]*\.?[\s-]*([^\W\d]+)")
_BARE = str.maketrans("ąćęłńóśźż", "acelnoszz")
_NO_NOUN = frozenset({"kazdego", "kazdy", "kazda", "kazdej", "each", "every", "dnia", "rano"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it may be read: pairs of value and unit; `~` before a unit that is any noun."""

    readings: frozenset[tuple[str, str]]
    linked: bool = False  # with the next one: "1–2 days"

    def stands_in(self, others: Iterable[Figure]) -> bool:
        """Say whether one of `others` is the same number of the same thing."""
        return any(self.fits(other) for other in others)

    def fits(self, other: Figure) -> bool:
        return any(
            value == theirs and _same(unit, unit_there)
            for value, unit in self.readings
            for theirs, unit_there in other.readings
        )

    @property
    def units(self) -> frozenset[str]:
        return frozenset("" if unit.startswith("~") else unit for _value, unit in self.readings)


def _same(said: str, known: str) -> bool:
    if said in ("", known):
        return said != "" or known not in ("phone", "date")
    return said.startswith("~") and (known == "" or known.startswith("~"))


@dataclass(slots=True)
class _Found:
    value: str
    unit: str
    start: int
    end: int
    linked: bool = False


def find_figures(said: str, language: str) -> tuple[list[Figure], str]:
    """The figures of a clause in lower case, and the clause without them and their units."""
    plain = said.translate(_BARE)
    found: list[_Found] = []
    for match in _FIGURE.finditer(plain):
        found.extend(_read(match, plain, language))
    for this, following in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        between = _BETWEEN.fullmatch(plain, this.end, following.start)
        if between and this.unit in ("", following.unit):
            this.unit, this.linked = following.unit, bool(between["span"])
    rest, at = [], 0
    for each in found:
        rest.append(said[at : each.start])
        at = max(at, each.end)
    rest.append(said[at:])
    return [Figure(_readings(each), each.linked) for each in found], " ".join(rest)


def is_unit(word: str) -> bool:
    """Say whether a folded word is a unit or the name of a month."""
    return word in _MONTHS or _UNIT.fullmatch(word) is not None


def _read(match: re.Match[str], plain: str, language: str) -> list[_Found]:
    start, end, text = match.start(), match.end(), match[0]
    digits = re.sub(r"\D", "", text)
    if match["phone"] and len(digits) >= 9:
        subscriber = digits[-9:] if len(digits) <= 12 else digits  # else an account
        return [_Found(subscriber, "phone", start, end)]
    if match["iso"]:
        year, month, day = text.split("-")
        return _date(day, month, year, start, end)
    if match["dmy"]:
        day, month, year = re.split(r"[./]", text)
        return _date(day, month, year, start, end)
    if match["named"]:
        month = next(str(_MONTHS[w]) for w in re.findall(r"[^\W\d]+", text) if w in _MONTHS)
        return _date(digits, month, "", start, end)
    if match["phone"]:
        numbers = re.findall(r"\d+", text)
        return [_Found(each.lstrip("0") or "0", "", start, end) for each in numbers]
    value = _value(match["number"], language)
    hours, _, minutes = value.partition(".")
    if match["clock"] and len(hours) <= 2:
        hour = int(hours) % 12 + (12 if "p" in match["clock"] else 0)
        return [_Found(f"{hour}.{minutes}".rstrip("."), "", start, end)]
    if match["times"]:
        value = _plain(float(value) * (1000 if "t" in match["times"] else 1_000_000))
    if match["before"]:
        return [_Found(value, {"€": "eur", "$": "usd", "£": "gbp"}[match["before"][0]], start, end)]
    unit, stop = _unit_after(plain, end, language)
    if unit == "year" and re.fullmatch(r"(?:19|20)\d\d", value):
        unit = ""
    return [_Found(value, unit, start, stop)]


def _date(day: str, month: str, year: str, start: int, end: int) -> list[_Found]:
    found = [_Found(f"{int(day)}-{int(month)}", "date", start, end)]
    return [*found, _Found(year, "", start, end)] if year else found


def _value(number: str, language: str) -> str:
    digits = number.replace(" ", "")
    if re.search(r",\d{3},|,\d{3}\.", digits) or (
        language != "pl" and re.fullmatch(r"\d{1,3}(?:,\d{3})+", digits)
    ):
        digits = digits.replace(",", "")
    whole, _, part = re.sub("[,:]", ".", digits).partition(".")
    return f"{whole.lstrip('0') or '0'}.{part.rstrip('0')}".rstrip(".")


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _unit_after(plain: str, end: int, language: str) -> tuple[str, int]:
    """The unit that follows a number, with at most one word between, and where it ends."""
    tail = plain[end : end + 40]
    gap = len(tail) - len(re.sub(r"^[\s-]+", "", tail))
    direct = _UNIT.match(tail, gap)
    if direct:
        return _NAMES[int(str(direct.lastgroup)[1:])], end + direct.end()
    word = _NEXT.match(tail)
    light = FILLERS.get(language, frozenset()) | LIGHT.get(language, frozenset()) | _NO_NOUN
    if word is None or len(word[1]) < 3 or word[1] in light or word[1] in _MONTHS:
        return "", end
    second = _NEXT.match(tail, word.end())
    if second and (unit := _UNIT.fullmatch(second[1])):
        return _NAMES[int(str(unit.lastgroup)[1:])], end + second.end()
    return f"~{keys(word[1], language)[0]}", end


def _readings(found: _Found) -> frozenset[tuple[str, str]]:
    readings = {(found.value, found.unit)}
    whole, _, part = found.value.partition(".")
    if found.unit in _SMALLER:
        times, unit = _SMALLER[found.unit]
        readings.add((_plain(float(found.value) * times), unit))
    dated = found.unit in ("", "date") and max(len(whole), len(part)) <= 2 and part
    if dated and int(whole) <= 31 and 1 <= int(part) <= 12:
        readings.add((f"{int(whole)}-{int(part)}", "date"))
    return frozenset(readings)
