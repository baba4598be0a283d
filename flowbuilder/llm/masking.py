"""Personal data taken out of what a model is given, and put back into what it answers. Pure.

Each piece becomes a placeholder such as `[EMAIL_1]`, the same for the same piece. Taken out are
e-mail addresses, bank accounts, telephone and other numbers of nine digits and more (cards,
PESEL, NIP), streets with a house's number, names that somebody introduces themselves by, and what
is known of the person. What the company's own passages say is public and stays.

It is no proof: a name in the middle of a sentence, which nobody knows, is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

#: Shorter ones could be any word, or a number of something else.
SHORTEST = 3
#: So many letters may an ending add to a name: "Kowalski", "Kowalskiego".
_ENDING = 3

_NAME = r"[A-ZĄĆĘŁŃÓŚŹŻ][\w'’-]+"
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_ACCOUNT = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,8}(?!\w)")
_DATE = r"(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4})(?!\d)"
_NUMBER = re.compile(rf"(?<![\w+-])(?!{_DATE})\+?\(?\d(?:[ ().-]{{0,2}}\d){{8,27}}(?![\w-])")
_STREET = re.compile(
    rf"\b(?:ul\.|al\.|os\.|pl\.|[Uu]lic\w+|[Aa]lej\w+|[Oo]siedl\w+)\s?{_NAME}(?:\s{_NAME}){{0,2}}"
    r"\s\d{1,4}\w?(?:\s?(?:/|m\.|lok\.)\s?\d{1,4})?"
    rf"|\b\d{{1,4}}\w?\s{_NAME}\s(?:Street|Road|Avenue|Lane|Drive|Square|St\.|Rd\.|Ave\.)"
)
#: A name that is not a word in capitals only.
_PROPER = r"[A-ZĄĆĘŁŃÓŚŹŻ](?:['’]?[A-ZĄĆĘŁŃÓŚŹŻ])?[a-ząćęłńóśźż][\w'’-]*"
_BEGINS = r"(?:^|[.!?,;:\n]\s*|\b(?i:dobry|cześć|hej|witam|halo|hello|hi)\s)"
_TITLE = r"(?:(?i:pani?|państwo|mr|mrs|ms|dr)\.?\s)?"
#: What people are rather than are called, as it stands after "jestem", and in English.
_ROLE = (
    r"(?:\w+(?:ym|im|ą)\s)?(?:klient(?:em|ką)|użytkowni(?:kiem|czką)|człon(?:kiem|kinią)|"
    r"abonent(?:em|ką)|subskrybent(?:em|ką)|właściciel(?:em|ką)|posiadacz(?:em|ką)|"
    r"uczestni(?:kiem|czką)|pracowni(?:kiem|cą)|student(?:em|ką))"
    r"|(?:\w+\s)?(?:customer|client|member|user|subscriber)"
)
#: Words after which one to three capitalised words are a name. Where a name is not the only thing
#: that may follow ("Jestem Polakiem", "This is Great Britain?"), more is asked for.
_INTRODUCED = (
    re.compile(
        r"\b(?i:nazywam się|mam na imię|my name(?: is|['’]s)|z tej strony|tu mówi|z poważaniem,?|"
        rf"pozdrawiam(?: serdecznie)?,?|regards,?|yours sincerely,?)\s+{_TITLE}"
        rf"({_NAME}(?:\s{_NAME}){{0,2}})"
    ),
    re.compile(
        rf"\b(?i:jestem|i am|i['’]m)\s+{_TITLE}(?!(?:In|At|On|From|The|Not|(?i:{_ROLE}))\b)"
        rf"({_PROPER}(?:[ ]{_PROPER}){{1,2}})"
    ),
    re.compile(
        rf"{_BEGINS}(?i:tu|this is)\s+{_TITLE}"
        rf"({_PROPER}(?:(?:[ ]{_PROPER}){{1,2}}|(?=\s*(?:$|[.,!;\n]|z\s|from\s))))"
    ),
)
#: A name that only addresses the person: at the beginning or the end, or between commas.
_ADDRESSED = re.compile(
    r"(?:^|(?<=[,.!?])|(?<=\n))\s*"
    r"(?:(?i:panie|pani|drogi|droga|szanown[ya]|dear|mr|mrs|ms)\.?\s+){0,2}"
    r"\[NAME_\d{1,3}\](?=\s*(?:[,.!?]|$))"
)
_PLACEHOLDER = re.compile(r"\[?\b(EMAIL|ACCOUNT|PHONE|NUMBER|ADDRESS|NAME|DETAIL)_(\d{1,3})\b\]?")


@dataclass(slots=True)
class Mask:
    """What stands for what in one call of a model.

    `names` are the person's own, found in any of their cases; `details` are other things known
    of them, found as they are. `public` is the text whose data stay as they are.
    """

    names: Iterable[str] = ()
    details: Iterable[str] = ()
    public: str = ""
    _hidden: dict[str, str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """`text` with placeholders for what is personal."""
        for known in sorted(filter(_is_long, self.details), key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", self._as("DETAIL"), text, flags=re.I)
        text = _EMAIL.sub(self._as("EMAIL"), text)
        text = _ACCOUNT.sub(self._as("ACCOUNT"), text)
        text = _NUMBER.sub(lambda found: self._as(_kind_of(found[0]))(found), text)
        text = _STREET.sub(self._as("ADDRESS"), text)
        for introduced in _INTRODUCED:
            text = introduced.sub(self._introduced, text)
        for name in self._known_names():
            text = name.sub(self._as("NAME"), text)
        return text

    def restore(self, text: str) -> str:
        """`text` with what the placeholders stand for; those of nobody stay."""
        meant = {placeholder: piece for piece, placeholder in self._hidden.items()}
        return _PLACEHOLDER.sub(lambda found: meant.get(f"[{found[1]}_{found[2]}]", found[0]), text)

    def unaddressed(self, text: str) -> str:
        """As `restore`, without names that only address the person: they claim nothing of them."""
        return self.restore(_ADDRESSED.sub("", text))

    def _known_names(self) -> Iterable[re.Pattern[str]]:
        parts = {part for name in self.names for part in name.split() if _is_long(part)}
        for part in sorted(parts, key=len, reverse=True):
            ending = rf"\w{{0,{_ENDING}}}" if len(part) > SHORTEST else ""
            yield re.compile(rf"(?<!\w){re.escape(part)}{ending}(?!\w)", re.I)

    def _introduced(self, found: re.Match[str]) -> str:
        start = found.start(1) - found.start()
        return found[0][:start] + self._placeholder(found[1], "NAME")

    def _as(self, kind: str) -> Callable[[re.Match[str]], str]:
        return lambda found: self._placeholder(found[0], kind)

    def _placeholder(self, piece: str, kind: str) -> str:
        if piece in self.public or _PLACEHOLDER.search(piece):
            return piece
        if piece not in self._hidden:
            number = 1 + sum(each.startswith(f"[{kind}_") for each in self._hidden.values())
            self._hidden[piece] = f"[{kind}_{number}]"
        return self._hidden[piece]


def without_data(text: str) -> str:
    """`text` without what is personal in it: what it is about, for looking it up."""
    return " ".join(_PLACEHOLDER.sub(" ", Mask().hide(text)).split())


def _is_long(piece: str) -> bool:
    return len(piece) >= SHORTEST


def _kind_of(number: str) -> str:
    digits = sum(letter.isdigit() for letter in number)
    return "PHONE" if digits == 9 or number[0] == "+" or number.startswith("00") else "NUMBER"
