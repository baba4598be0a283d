"""What is new in a letter, and what is history or signature. Pure; Polish and English."""

from __future__ import annotations

import re

_WROTE = r"(?:napisał(?:\(a\)|/a|a)?|pisze)"
#: Lines that begin the history of a letter, in a row of up to three lines joined.
_ATTRIBUTIONS = (
    re.compile(rf"^(?:W dniu|Dnia|Dn\.)\s.{{0,300}}{_WROTE}\s*:?$", re.I),
    re.compile(rf"^(?:pon|wt|śr|czw|pt|sob|niedz|ndz)\.?,? .{{0,300}}{_WROTE}:?$", re.I),
    re.compile(r"^On\b.{0,300}\bwrote:?$", re.I),
)
#: On one line also without the word that it usually begins with.
_ON_ONE_LINE = (
    re.compile(rf"^.{{0,200}}\b\d{{4}}\b.{{0,150}}{_WROTE}:$", re.I),
    re.compile(r"^.{0,200}\b\d{4}\b.{0,150}\bwrote:$", re.I),
)
_DIVIDERS = re.compile(
    r"^[-_=\s]{2,40}(?:Original Message|Oryginalna wiadomość|Wiadomość oryginalna|"
    r"Treść oryginalnej wiadomości|Forwarded message|Wiadomość przekazana|"
    r"Przekazana wiadomość)\s*[-_=]*\s*$",
    re.I,
)
_FROM = re.compile(r"^\**(?:Od|From|Nadawca)\**\s*:\**\s*\S", re.I)
_FIELD = re.compile(
    r"^\**(?:Sent|To|Cc|Subject|Date|Wysłano|Wysłane|Do|DW|Temat|Data)\**\s*:\**\s*\S", re.I
)
#: No line that begins a history is longer.
LONGEST = 800
#: How many attributions are looked at; a letter made of them would take the square of its length.
MOST_LOOKED_AT = 40
_SIGNATURE = re.compile(r"^--\s?$")
_PHONE = re.compile(
    r"^(?:Wysłano z (?:mojego |telefonu|iPhone|urządzenia|aplikacji)|Sent from (?:my|Outlook|Mail)"
    r"|Wysłane z |Get Outlook for |Pobierz aplikację Outlook).{0,80}$",
    re.I,
)


def split(text: str) -> tuple[str, str]:
    """The new words of a letter and the rest. With nothing new, all of it counts as new.

    An answer written between quoted lines stays whole: a quote with words under it is no history.
    """
    lines = text.splitlines()
    cut = _beginning_of_history(lines)
    new, rest = lines[:cut], lines[cut:]
    sign = _beginning_of_signature(new)
    new, rest = new[:sign], [*new[sign:], *rest]
    said = "\n".join(new).strip()
    if not said:
        return text.strip(), ""
    return said, "\n".join(rest).strip()


def _beginning_of_history(lines: list[str]) -> int:
    looked_at = 0
    for index, line in enumerate(lines):
        if len(line) > LONGEST or looked_at >= MOST_LOOKED_AT:
            continue
        bare = line.strip().strip("\u200e\u200f")
        if not bare or bare.startswith(">"):
            continue
        if _DIVIDERS.match(bare):
            return index
        if bare.startswith("____") and index + 1 < len(lines) and _is_header(lines, index + 1):
            return index
        if _is_header(lines, index):
            return index
        for span in (1, 2, 3):
            parts = [part[:LONGEST].strip() for part in lines[index : index + span]]
            joined = " ".join(parts)
            patterns = (*_ATTRIBUTIONS, *_ON_ONE_LINE) if span == 1 else _ATTRIBUTIONS
            found = all(parts) and any(pattern.match(joined) for pattern in patterns)
            looked_at += found
            if found and _only_quotes(lines[index + span :]):
                return index
    return _beginning_of_last_quote(lines)


def _is_header(lines: list[str], index: int) -> bool:
    """Whether an Outlook block of From, Sent, To, Subject begins here."""
    if not _FROM.match(lines[index][:LONGEST].strip()):
        return False
    following = [line[:LONGEST].strip() for line in lines[index + 1 : index + 8]]
    following = [line for line in following if line][:4]
    return sum(bool(_FIELD.match(line)) for line in following) >= 2


def _only_quotes(rest: list[str]) -> bool:
    """Whether what follows an attribution is history: a quote with nothing written into it.

    Text without any ">" counts too: HTML letters quote by indenting, which text does not show.
    """
    filled = [line.strip() for line in rest if line.strip()]
    if not any(line.startswith(">") for line in filled):
        return True
    last = max(i for i, line in enumerate(filled) if line.startswith(">"))
    inside = [line for line in filled[:last] if not line.startswith(">")]
    return not inside and len(filled) - 1 - last <= 8


def _beginning_of_last_quote(lines: list[str]) -> int:
    """Where a quote begins that runs to the end without an attribution."""
    index = len(lines)
    while index and (not lines[index - 1].strip() or lines[index - 1].lstrip().startswith(">")):
        index -= 1
    has_quote = any(line.lstrip().startswith(">") for line in lines[index:])
    return index if has_quote else len(lines)


def _beginning_of_signature(lines: list[str]) -> int:
    for index, line in enumerate(lines):
        if _SIGNATURE.match(line) or (
            _PHONE.match(line[:LONGEST].strip()) and index >= len(lines) - 6
        ):
            return index
    return len(lines)
