"""Numbers written as words, put in digits: "czternaście", "twenty-five". Pure."""

from __future__ import annotations

import re


def _values(text: str) -> dict[str, int]:
    pairs = (line.split() for line in text.strip().splitlines())
    return {word: int(number) for number, *forms in pairs for word in forms}


_POLISH = """
2 dwa dwie dwóch dwu dwóm dwoma dwiema
3 trzy trzech trzem trzema
4 cztery czterech czterem czterema
5 pięć pięciu
6 sześć sześciu
7 siedem siedmiu
8 osiem ośmiu
9 dziewięć dziewięciu
10 dziesięć dziesięciu
11 jedenaście jedenastu
12 dwanaście dwunastu
13 trzynaście trzynastu
14 czternaście czternastu
15 piętnaście piętnastu
16 szesnaście szesnastu
17 siedemnaście siedemnastu
18 osiemnaście osiemnastu
19 dziewiętnaście dziewiętnastu
20 dwadzieścia dwudziestu
30 trzydzieści trzydziestu
40 czterdzieści czterdziestu
50 pięćdziesiąt pięćdziesięciu
60 sześćdziesiąt sześćdziesięciu
70 siedemdziesiąt siedemdziesięciu
80 osiemdziesiąt osiemdziesięciu
90 dziewięćdziesiąt dziewięćdziesięciu
100 sto stu
200 dwieście dwustu
300 trzysta trzystu
400 czterysta czterystu
500 pięćset pięciuset
600 sześćset sześciuset
700 siedemset siedmiuset
800 osiemset ośmiuset
900 dziewięćset dziewięciuset
1000 tysiąc tysiąca tysiące tysięcy
1000000 milion miliona miliony milionów
"""
_ENGLISH = """
2 two
3 three
4 four
5 five
6 six
7 seven
8 eight
9 nine
10 ten
11 eleven
12 twelve
13 thirteen
14 fourteen
15 fifteen
16 sixteen
17 seventeen
18 eighteen
19 nineteen
20 twenty
30 thirty
40 forty
50 fifty
60 sixty
70 seventy
80 eighty
90 ninety
100 hundred
1000 thousand
1000000 million
"""
_VALUES = {"pl": _values(_POLISH), "en": _values(_ENGLISH)}
_RUNS = {
    language: re.compile(
        r"\b(?:{0})(?:[ -](?:{0}))*\b".format("|".join(sorted(values, key=len, reverse=True)))
    )
    for language, values in _VALUES.items()
}
#: "One" is a number only before what is counted: "one of us" counts nothing.
_ONES = {
    "pl": re.compile(
        r"\b(?:jeden|jedna|jedno|jednego|jednej|jednym|jedną)\b"
        r"(?= (?:dzień|dnia|dniu|tydzień|tygodnia|miesiąc|rok|roku|godzin|zł|proc))"
    ),
    "en": re.compile(r"\bone\b(?=[ -](?:day|week|month|year|hour|percent))"),
}
_A_HUNDRED = re.compile(r"\b(?:an?|one) (?=hundred|thousand|million)")
_MANY = {1000: "tys", 1_000_000: "mln"}


def in_digits(text: str, language: str) -> str:
    """`text`, in lower case, with its number words put in digits."""
    values = _VALUES.get(language)
    if values is None:
        return text
    text = _ONES[language].sub("1", _A_HUNDRED.sub("", text))
    return _RUNS[language].sub(lambda match: _digits(match, values), text)


def _digits(match: re.Match[str], values: dict[str, int]) -> str:
    many = _MANY.get(values.get(match[0], 0))
    if many and re.search(r"\d\s$", match.string[: match.start()]):
        return many
    return str(_sum(re.split("[ -]", match[0]), values))


def _sum(run: list[str], values: dict[str, int]) -> int:
    total = part = 0
    for word in run:
        value = values[word]
        if value >= 1000:
            total += max(1, part) * value
            part = 0
        elif value == 100 and 0 < part < 10:
            part *= 100
        else:
            part += value
    return total + part
