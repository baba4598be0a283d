"""Names of files as people may see them: one line, no path, no tricks, a true ending."""

from __future__ import annotations

import re
import unicodedata

from flowbuilder.conversations.files.kinds import Format

LONGEST = 120
MAX_BYTES = 200
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
#: Names that Windows keeps for devices.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)", re.IGNORECASE)
#: Controls, marks of direction and width, halves of characters, what nobody has assigned.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_name(given: str, found: Format) -> str:
    """`given` as a file name that is safe to show and to save; never empty."""
    text = unicodedata.normalize("NFC", given[:1000])
    text = text.replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in _UNSEEN
    )
    text = " ".join(_FORBIDDEN.sub("_", text).split()).strip(". ")
    stem, dot, ending = text.rpartition(".")
    if not dot or ending.lower() not in found.endings:
        stem, ending = text, found.endings[0]
    stem = stem.strip(". ")
    if not stem.strip("_-") or _DEVICES.fullmatch(stem.split(".")[0].strip()):
        stem = f"{found.kind}{'-' if stem else ''}{stem}".rstrip("_-") or found.kind
    return f"{_cut(stem, len(ending) + 1)}.{ending.lower()}"


def _cut(stem: str, taken: int) -> str:
    stem = stem[: LONGEST - taken]
    while len(stem.encode()) > MAX_BYTES - taken:
        stem = stem[:-1]
    return stem.rstrip(". ")
