"""What points somewhere: addresses, e-mails, codes and names. None may be made up. Pure."""

from __future__ import annotations

import re

_END = r"[^\s)\]>\"'”»]"
_PLACE = re.compile(
    rf"(?:https?:)?//{_END}+|\bwww\.{_END}+|[\w.+-]{{1,64}}@[\w-]{{1,63}}\.[\w.]{{1,190}}"
    rf"|\b[^\W\d][\w-]{{1,62}}(?:\.[\w-]{{2,63}}){{0,5}}\.(?-i:[a-z]{{2,}})\b(?:/{_END}*)?",
    re.I,
)
_BEFORE = re.compile(r"^(?:https?:)?(?://)?(?:www\.)?")
_SCHEME = re.compile(r"\b(?:javascript|data|vbscript|file)\s*:", re.I)
_CODE = re.compile(r"\b(?=\w{1,64}\d)[^\W\d_]\w+\b")
#: A capital that begins no sentence.
_NAME = re.compile(r"(?<=[\w,;)] )[^\W\d_a-ząćęłńóśźż]\w+")


def find_places(text: str) -> set[str]:
    """The addresses and e-mails in `text`, without what may be left out of them."""
    return {_BEFORE.sub("", found.casefold()).rstrip(".,;:!?/") for found in _PLACE.findall(text)}


def known_places(text: str) -> set[str]:
    """The places in `text`, and the websites of its addresses."""
    places = find_places(text)
    return places | {place.partition("/")[0] for place in places if "@" not in place}


def without_places(text: str) -> str:
    """`text` with a blank for each place."""
    return _PLACE.sub(" ", text)


def runs_code(text: str) -> bool:
    """Say whether `text` has an address that a browser would carry out."""
    return _SCHEME.search(text) is not None


def find_codes(text: str) -> list[str]:
    """Words of letters and digits: "LATO20", "A4"."""
    return _CODE.findall(text)


def find_names(text: str) -> list[str]:
    """Words with a capital inside a sentence: people, towns, products."""
    return _NAME.findall(text)
