"""What a letter says, without how it begins and takes leave. Pure."""

from __future__ import annotations

import re

from flowbuilder.core.openings import opening

_SALUTATION = re.compile(r"(?:szanown\w+|drog\w+|drodzy|dear|witam)\b.{0,60}[,!:]?$", re.I)
_LEAVE = re.compile(
    r"(?:(?:bardzo |z góry )?dziękuję i )?(?:serdecznie |gorąco )?pozdrawiam\b"
    r"|(?:łączę|przesyłam) (?:pozdrowienia|wyrazy)\b|z (?:poważaniem|wyrazami)\b"
    r"|(?:with )?(?:kind|best|warm) (?:regards|wishes)\b|regards,?$"
    r"|(?:yours )?(?:sincerely|faithfully)\b",
    re.I,
)


def body_of(text: str, language: str) -> str:
    """`text` from behind its greeting up to where it takes leave, if it is written as a letter is.

    One line is no letter. What would leave nothing is left as it is.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return text
    first, *rest = lines
    greets = opening(first, language) == "greets" or _SALUTATION.match(first)
    told = rest if greets else lines
    ends = next((number for number, line in enumerate(told) if _LEAVE.match(line)), len(told))
    return "\n".join(told[:ends]) or text
