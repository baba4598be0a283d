"""A conversation in two lines, in the words of those who spoke. Pure; nothing is put in.

The first line is the visitor's sentence that says most, the second the newest that says something
else. Where they wrote only one, the second is what they were last told. A sentence says as much as
it has different words of content; greetings, thanks and asking for a person have next to none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Speaker = Literal["visitor", "assistant", "agent"]

#: A line is cut at a word before so many letters.
LONGEST = 160
#: So many messages are what the visitor came for, each cut before so many letters.
MESSAGES, LONGEST_MESSAGE = 2, 300
#: A line repeats a reason that has so much of its words.
_REPEATS = 0.8
#: A sentence of fewer words of content says nothing by itself.
_FEWEST = 2
#: More words of content make a sentence longer, not better.
_ENOUGH = 8
#: Two sentences that share so much of the shorter one are the same matter.
_SAME = 0.6

_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORDS = re.compile(r"[^\W_]+(?:[-/'’][^\W_]+)*")
_MARKS = re.compile(r"\*\*|__|`|^#+\s|^[-*]\s", re.M)
_SAYS_LITTLE = """
dzień dobry witam cześć hej halo dziękuję dzięki proszę poproszę chcę chciałbym chciałabym mam mogę
można czy jest są być było był który która które jaki jaka jakie kiedy gdzie tylko jeszcze bardzo
teraz wiem więc albo oraz przez przed jestem ktoś coś tego tej temu mnie mój moja moje pani pan
państwo państwa pomoc pomóc pytanie sprawie sprawa człowiek człowiekiem konsultant konsultantem
konsultanta rozmowa rozmawiać porozmawiać połączyć kimś dobrze okej
hello thanks thank please want would like could have this that with from what when where which there
about your yours mine need help question person human agent someone somebody talk speak real okay
good morning afternoon very just still know some them they were been does will shall
"""
_EMPTY = frozenset(_SAYS_LITTLE.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One utterance."""

    who: Speaker
    text: str


def two_lines(talk: Sequence[Said]) -> tuple[Said, ...]:
    """At most two lines, each with who said it; none when nothing of substance was said."""
    told = [
        (sentence, _content(sentence))
        for said in talk
        if said.who == "visitor"
        for sentence in _sentences(said.text)
    ]
    told = [(sentence, content) for sentence, content in told if len(content) >= _FEWEST]
    if not told:
        return ()
    place = max(range(len(told)), key=lambda each: min(len(told[each][1]), _ENOUGH))
    matter, about = told[place]
    first = Said(who="visitor", text=_cut(matter))
    others = [each for each, (_text, content) in enumerate(told) if not _same(content, about)]
    if not others:
        answer = _answer_after(talk, matter)
        return (first,) if answer is None else (first, answer)
    second = Said(who="visitor", text=_cut(told[others[-1]][0]))
    return (first, second) if place < others[-1] else (second, first)


def matter_of(said: Sequence[str]) -> list[str]:
    """What the visitor came for: at most two of their messages that say most, as they were said.

    Greetings, thanks and asking for a person say nothing; what says the same again is left out.
    """
    told = [(place, " ".join(text.split()), _content(text)) for place, text in enumerate(said)]
    told = [one for one in told if len(one[2]) >= _FEWEST]
    kept: list[tuple[int, str, frozenset[str]]] = []
    for one in sorted(told, key=lambda each: (-min(len(each[2]), 2 * _ENOUGH), -each[0])):
        if len(kept) < MESSAGES and not any(_same(one[2], other[2]) for other in kept):
            kept.append(one)
    return [_cut(text, LONGEST_MESSAGE) for _place, text, _words in sorted(kept)]


def says_something(text: str) -> bool:
    """Whether there is more in it than a greeting, thanks or a wish for a person."""
    return len(_content(text)) >= _FEWEST


def asks_something(text: str) -> bool:
    """Whether there is at least one word of content in it."""
    return bool(_content(text))


def repeats(line: Said, reason: str) -> bool:
    """Whether the line says what the reason says already."""
    plain = " ".join(line.text.split()).rstrip("…")
    return plain in reason or (bool(reason) and _within(_content(line.text), _content(reason)))


def _within(line: frozenset[str], reason: frozenset[str]) -> bool:
    words = _stems(line)
    return bool(words) and len(words & _stems(reason)) >= _REPEATS * len(words)


def _answer_after(talk: Sequence[Said], matter: str) -> Said | None:
    """What the visitor was told last, after they had said their matter."""
    for said in reversed(talk):
        if said.who == "visitor":
            if matter in _sentences(said.text):
                return None
            continue
        sentences = [each for each in _sentences(said.text) if not each.endswith("?")]
        fullest = max(sentences, key=lambda each: len(_content(each)), default="")
        if len(_content(fullest)) > _FEWEST:
            return Said(who=said.who, text=_cut(fullest))
    return None


def _sentences(text: str) -> list[str]:
    plain = _MARKS.sub("", text)
    return [each.strip() for each in _SENTENCES.split(plain) if each.strip()]


def _content(sentence: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORDS.findall(sentence))
    return frozenset(
        word
        for word in words
        if word not in _EMPTY and (len(word) > 3 or any(letter.isdigit() for letter in word))
    )


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether they are of one matter; the beginning of a word counts for its inflections."""
    shorter, longer = sorted((_stems(one), _stems(other)), key=len)
    return len(shorter & longer) >= _SAME * len(shorter)


def _stems(words: frozenset[str]) -> set[str]:
    return {word[:5] for word in words}


def _cut(text: str, longest: int = LONGEST) -> str:
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return kept[: kept.rfind(" ") if " " in kept[longest // 2 :] else None].rstrip(" ,;:") + "…"
