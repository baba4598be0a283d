"""Does the visitor ask for a person? Short, plain requests in Polish and in English.

A message is taken apart into clauses. A clause asks when it is nothing but a person and words of
asking ("konsultanta proszę", "human please"), or when it has a verb of talking joined to a person
("czy mogę porozmawiać z człowiekiem o zwrocie"). A clause that merely tells of a person
("konsultant był niemiły") has other words in it and so does not. Whoever wishes to be called
back ("niech ktoś do mnie oddzwoni") asks for a person too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from flowbuilder.core.conditions import folded

MAX_CHARACTERS = 300
MAX_WORDS = 12

#: Stems of nouns that mean a person who answers; enough with words of asking or alone.
_STRONG = {
    "pl": (
        "konsultan", "konsultant", "czlowiek", "czlowieczk", "pracowni", "doradc", "doradz",
        "operator", "agent", "ludzm", "ludzi", "zywego",
    ),
    "en": (
        "human", "agent", "operator", "representativ", "advisor", "adviser", "consultant",
        "assistant manager", "rep", "people", "humans",
    ),
}  # fmt: skip
#: Nouns that mean one only beside a word of talking or of being real.
_WEAK = {
    "pl": ("osob", "kims", "ktos", "kogos", "obslug", "bok", "infolini", "specjalist", "kierownik"),
    "en": ("person", "someone", "somebody", "anyone", "anybody", "support", "staff", "manager",
           "team", "service", "guy", "employee", "specialist"),
}  # fmt: skip
#: Of these, who is wanted without any other word: "I want a person".
_ONE = frozenset({"person"})
_REAL = {
    "pl": ("zyw", "prawdziw", "realn"),
    "en": ("real", "live", "living", "actual"),
}
_TALK = {
    "pl": (
        "rozmawiac", "porozmawiac", "pogadac", "gadac", "mowic", "pomowic", "rozmowy", "rozmowa",
        "rozmowe", "polaczyc", "polacz", "polaczcie", "polaczenie", "polaczenia", "przelacz",
        "przelaczyc", "przelaczcie", "przekieruj", "przekierowac", "przekaz", "przekazac",
        "skontaktowac", "kontakt", "kontaktu", "kontaktowac", "skontaktuj", "pisac", "popisac",
        "zadzwonic", "wezwij", "zawolaj", "wolaj", "dawac",
    ),
    "en": (
        "talk", "speak", "chat", "connect", "transfer", "contact", "reach", "call", "escalate",
        "forward", "switch", "pass", "hand", "put", "talking", "speaking", "redirect",
    ),
}  # fmt: skip
_ASK = {
    "pl": (
        "chce", "chcialbym", "chcialabym", "chcemy", "chcialem", "chcialam", "moge", "mozna",
        "mozesz", "mozecie", "prosze", "poprosze", "prosilbym", "prosilabym", "prosba", "daj",
        "dajcie", "dac", "potrzebuje", "potrzebny", "wole", "wolalbym", "wolalabym", "musze",
        "szukam", "poszukuje", "zycze", "dajesz", "trzeba", "dawaj", "bym",
    ),
    "en": (
        "want", "wanna", "need", "like", "prefer", "give", "get", "can", "could", "may", "please",
        "pls", "plz", "let", "id", "i'd", "would", "must", "require", "request", "find", "have",
    ),
}  # fmt: skip
_FILLER = {
    "pl": (
        "z", "ze", "do", "na", "o", "mi", "mnie", "mna", "ja", "sie", "czy", "jest", "tu", "tam",
        "teraz", "juz", "od", "razu", "po", "prostu", "jakis", "jakims", "jakas", "jakiegos", "to",
        "hej", "halo", "dzien", "dobry", "czesc", "witam", "was", "wami", "panstwa", "klienta",
        "waszym", "waszego", "waszej", "innym", "zamiast", "tylko", "prosto", "bezposrednio",
        "szybko", "natychmiast", "w", "sprawie", "biuro", "biurem", "online", "czat", "czacie",
        "dostepny", "wolny", "jakikolwiek", "kontaktowy", "przez", "telefon", "zywo", "ok", "no",
        "a", "i", "sam", "by",
    ),
    "en": (
        "a", "an", "the", "to", "with", "me", "my", "i", "am", "is", "there", "here", "now", "just",
        "at", "on", "of", "for", "from", "you", "your", "some", "any", "hi", "hello", "hey",
        "through", "right", "away", "directly", "instead", "customer", "care", "be", "in", "up",
        "over", "off", "line", "immediately", "available", "sales", "help", "desk", "being", "asap",
        "this", "ok", "us", "it", "if", "possible", "does", "do",
    ),
}  # fmt: skip
_NOT = frozenset({
    "nie", "bez", "zaden", "zadnego", "zadnym", "not", "no", "dont", "don't", "never", "without",
    "nobody", "isnt", "isn't",
})  # fmt: skip
_WHOLE = frozenset({
    "polacz mnie", "prosze mnie polaczyc", "przelacz mnie", "connect me", "transfer me",
    "connect me please", "help from a person", "pomoc czlowieka", "czlowiek", "pomocy czlowieka",
})  # fmt: skip
_CALLED_BACK = {
    "pl": re.compile(
        r"\b(?:oddzwon|zadzwon\w* do mnie\b|do mnie zadzwon|telefon\w* zwrotn|zostawic wiadomosc\b)"
    ),
    "en": re.compile(
        r"\b(?:(?:call|ring|phone) me(?= (?:back|please|later|today|tomorrow|on|at)\b|$)"
        r"|call ?back\b|leave (?:you |them |someone )?a (?:short )?message\b)"
    ),
}
#: What makes a wish of it, besides the words of asking.
_WISH = {
    "pl": frozenset({"zeby", "aby", "niech", "o", "moze", "ktos"}),
    "en": frozenset({"someone", "somebody", "a"}),
}
_CLAUSES = re.compile(
    r"[.,;:!?…()\"„”]+|\s(?:ale|tylko|bo|poniewaz|gdyz|a nie|but|because|since|rather than)\s"
)
#: Where a wish goes on to its matter: "a consultant, please, about the invoice".
_MATTER = re.compile(
    r"\s(?:w sprawie|w kwestii|w temacie|odnosnie|dotyczac\w+|co do|about|regarding|concerning)\s"
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_SHORT_STEMS = frozenset({"rep", "bok", "agent", "ludzi", "zyw", "osob", "kims", "ktos", "live"})


def asks_for_person(text: str, language: str = "pl", extra_words: Sequence[str] = ()) -> bool:
    """Whether `text` asks to be put through to a person.

    Args:
        language: Whose words are understood besides the English ones.
        extra_words: Folded words that the author added; one alone, or with words of asking, does.
    """
    if not text or len(text) > MAX_CHARACTERS:
        return False
    whole = folded(text).strip(" .,!?;:…")
    if not whole:
        return False
    if whole in extra_words or whole in _WHOLE:
        return True
    languages = _languages(language)
    extra = tuple(extra_words)
    if any(_asks(kinds) for kinds in _clauses(whole, languages, extra)):
        return True
    wish, *matter = _MATTER.split(whole, maxsplit=1)
    wishes = _clauses(wish, languages, extra) if matter else ()
    if any(_asks(kinds) and "ask" in kinds for kinds in wishes):
        return True
    return any(_asks_to_be_called(clause, languages) for clause in _CLAUSES.split(whole) if clause)


def only_asks_for_person(text: str, language: str = "pl", extra_words: Sequence[str] = ()) -> bool:
    """Whether `text` asks for a person and tells nothing besides, as "human, please" does."""
    if not asks_for_person(text, language, extra_words):
        return False
    whole = folded(text).strip(" .,!?;:…")
    if whole in extra_words or whole in _WHOLE:
        return True
    return all(
        "other" not in kinds for kinds in _clauses(whole, _languages(language), tuple(extra_words))
    )


def _languages(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((language if language in _STRONG else "en", "en")))


def _clauses(whole: str, languages: tuple[str, ...], extra: tuple[str, ...]) -> Iterator[list[str]]:
    """The kinds of the words of each clause."""
    for clause in _CLAUSES.split(whole):
        yield [_kind(word, languages, extra) for word in _WORD.findall(clause or "")]


def _asks_to_be_called(clause: str, languages: tuple[str, ...]) -> bool:
    """A wish to be called: the clause begins with it, or has a word of wishing, and denies nothing.

    "Nikt nie oddzwonił" and "call me by my name" wish for no call.
    """
    words = _WORD.findall(clause)
    if len(words) > MAX_WORDS or _NOT.intersection(words):
        return False
    for language in languages:
        found = _CALLED_BACK[language].search(clause)
        wishing = _WISH[language].union(_ASK[language])
        if found and (clause.lstrip().startswith(found[0]) or wishing.intersection(words)):
            return True
    return False


_PERSONS = frozenset({"strong", "weak", "one"})


def _asks(kinds: list[str]) -> bool:
    if not kinds or len(kinds) > 3 * MAX_WORDS:
        return False
    if not _PERSONS.intersection(kinds):
        return False
    return _only_asks(kinds) or _talks_to_person(kinds)


def _only_asks(kinds: list[str]) -> bool:
    if len(kinds) > MAX_WORDS or "other" in kinds or "not" in kinds:
        return False
    if "one" in kinds and "ask" in kinds:
        return True
    return "strong" in kinds or "talk" in kinds or "real" in kinds


def _talks_to_person(kinds: list[str]) -> bool:
    """A verb of talking, then a person at most four words on, and no "not" before the verb."""
    for place, kind in enumerate(kinds):
        if kind != "talk" or "not" in kinds[max(0, place - 3) : place]:
            continue
        after = kinds[place + 1 : place + 5]
        before = kinds[max(0, place - 3) : place]
        if "not" in after:
            continue
        asked = "ask" in before or place == 0 or "ask" in kinds[:place]
        if asked and _PERSONS.intersection((*before, *after)):
            return True
    return False


@lru_cache(maxsize=8192)
def _kind(word: str, languages: tuple[str, ...], extra: tuple[str, ...]) -> str:
    if word in _NOT:
        return "not"
    for language in languages:
        if word in _FILLER[language]:
            return "filler"
        if word in _ASK[language]:
            return "ask"
        if word in _TALK[language]:
            return "talk"
    if word in _ONE:
        return "one"
    if word in extra or any(len(e) >= 5 and word.startswith(e) for e in extra):
        return "strong"
    for language in languages:
        for kind, stems in (
            ("strong", _STRONG[language]), ("weak", _WEAK[language]), ("real", _REAL[language]),
        ):  # fmt: skip
            if any(_has_stem(word, stem) for stem in stems):
                return kind
    for language in languages:
        for kind, stems in (("strong", _STRONG[language]), ("talk", _TALK[language])):
            if any(_is_typo(word, stem, prefix=kind == "strong") for stem in stems):
                return kind
    return "other"


def _has_stem(word: str, stem: str) -> bool:
    if not word.startswith(stem):
        return False
    most = 1 if stem == "rep" else 5
    return len(word) - len(stem) <= most


def _is_typo(word: str, stem: str, *, prefix: bool) -> bool:
    """One letter wrong, missing, added or swapped, in a word long enough for it to be chance."""
    if len(stem) < 7 or stem in _SHORT_STEMS or abs(len(word) - len(stem)) > (5 if prefix else 1):
        return False
    if prefix:
        lengths = (len(stem) - 1, len(stem), len(stem) + 1)
        heads = {word[:n] for n in lengths if n <= len(word)}
        return any(head[-1] == stem[-1] and _one_apart(head, stem) for head in heads)
    return word[-1] == stem[-1] and _one_apart(word, stem)  # another ending is another word


def _one_apart(left: str, right: str) -> bool:
    if left == right:
        return True
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    place = next((n for n, c in enumerate(left) if c != right[n]), len(left))
    if len(left) < len(right):
        return left[place:] == right[place + 1 :]
    swapped = left[:place] + left[place : place + 2][::-1] + left[place + 2 :]
    return left[place + 1 :] == right[place + 1 :] or swapped == right
