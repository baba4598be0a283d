"""A conversation in two lines, in the words of those who spoke. Pure; nothing is put in.

The first line is the visitor's first whole sentence that can be read by itself, the second the
newest that says something else. Where they wrote only one, the second is what they were last told.
A sentence says as much as it has different words of content; greetings, thanks and asking for a
person have next to none. One that leans on what was said before ("and it still leaks") does not
come first while another can. A short answer to a question is no matter: it is told only where
there is nothing else, and then with what was asked. That one said it already, or has to go, says
nothing of the matter either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from flowbuilder.core.conditions import folded
from flowbuilder.core.leaning import JOINING, POINTING, STANDING_IN
from flowbuilder.core.people import asks_for_person, only_asks_for_person

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
#: An answer of more words says by itself what it is about.
_REPLY = 4
#: Two sentences that share so much of the shorter one are the same matter.
_SAME = 0.6

NONE: frozenset[str] = frozenset()
NO_REPLIES: Mapping[str, str] = MappingProxyType({})
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORDS = re.compile(r"[^\W_]+(?:[-/'’][^\W_]+)*")
_MARKS = re.compile(r"\*\*|__|`|^#+\s|^[-*]\s", re.M)
_SAYS_LITTLE = """
dzień dobry witam cześć hej halo dziękuję dzięki proszę poproszę chcę chciałbym chciałabym mam mogę
można czy jest są być było był który która które jaki jaka jakie kiedy gdzie tylko jeszcze bardzo
teraz wiem więc albo oraz przez przed jestem ktoś coś tego tej temu mnie mój moja moje pani pan
państwo państwa pomoc pomóc pytanie sprawie sprawa człowiek człowiekiem konsultant konsultantem
konsultanta rozmowa rozmawiać porozmawiać połączyć kimś dobrze okej przecież podałam podałem
podawałam podawałem pisałam pisałem napisałam napisałem mówiłam mówiłem powiedziałam powiedziałem
hello thanks thank please want would like could have this that with from what when where which there
about your yours mine need help question person human agent someone somebody talk speak real okay
good morning afternoon very just still know some them they were been does will shall already
told said gave wrote sorry
"""
#: How one takes leave.
_LEAVING = re.compile(
    r"\bmusz[ęe] (?:już |juz )?(?:lecie[ćc]|i[śs][ćc]|ucieka[ćc]|zmyka[ćc]|ko[ńn]czy[ćc])"
    r"(?= *(?:[.,!]|$))"
    r"|\bdo (?:widzenia|zobaczenia|us[łl]yszenia)\b|\bmi[łl]ego (?:dnia|wieczoru|weekendu)\b"
    r"|\bpozdrawiam\b"
    r"|\b(?:have|need|got|must)(?: to)? (?:go|run|leave)(?: now)?(?= *(?:[.,!]|$))|\bgood ?bye\b"
    r"|\bsee you\b|\bhave a (?:nice|good|lovely) (?:day|evening|weekend)\b"
    r"|\b(?:kind|best) regards\b"
)
_EMPTY = frozenset(_SAYS_LITTLE.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One utterance; `asks` marks the assistant's own question."""

    who: Speaker
    text: str
    asks: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence or a message of the visitor's, and where it stands among the others."""

    place: int
    text: str
    content: frozenset[str]
    leans: bool

    @property
    def reading(self) -> tuple[bool, int]:
        """Its place for who reads it: as it was said, but what leans comes after the rest."""
        return self.leans, self.place

    @property
    def is_whole(self) -> bool:
        """Whether it can be read by itself, and is a question or says enough."""
        enough = len(self.content) > _FEWEST or self.text.endswith("?")
        return enough and not self.leans

    @property
    def is_wish(self) -> bool:
        """Whether it says what they want now: it stands by itself, or asks enough."""
        return not self.leans or (len(self.content) > _FEWEST and self.text.endswith("?"))


def two_lines(
    talk: Sequence[Said], *, language: str = "", replies: Mapping[str, str] = NO_REPLIES
) -> tuple[Said, ...]:
    """At most two lines, each with who said it; none when nothing of substance was said.

    `replies` are the visitor's answers, folded, each with what was asked.
    """
    said = [one.text for one in talk if one.who == "visitor"]
    own = [text for text in said if not _reply(text, replies)]
    told = _told([sentence for text in own for sentence in _sentences(text)], language)
    if not told:
        return tuple(Said(who="visitor", text=text) for text in _labelled(said, replies))
    matter = _lead(told)
    first = Said(who="visitor", text=_cut(matter.text))
    others = [one for one in told if not _same(one.content, matter.content)]
    if not others:
        answer = _answer_after(talk, matter.text)
        return (first,) if answer is None else (first, answer)
    other = ([one for one in others if one.is_wish] or others)[-1]
    second = Said(who="visitor", text=_cut(other.text))
    return (first, second) if matter.reading < other.reading else (second, first)


def matter_of(
    said: Sequence[str],
    *,
    language: str = "",
    replies: Mapping[str, str] = NO_REPLIES,
    keep: Collection[str] = (),
) -> list[str]:
    """What the visitor came for: a few of their messages, as they were said and in their order.

    The first that can be read by itself, those of `keep`, and where these are less than two, of the
    others the one that says most. Greetings, thanks and asking for a person say nothing; what says
    the same again is left out. Where they only answered questions, it is their answers with what
    was asked.
    """
    told = _told([text for text in said if not _reply(text, replies)], language)
    if not told:
        return _labelled(said, replies)
    kept = [_lead(told)]
    wanted = {" ".join(text.split()) for text in keep}
    kept += [one for one in told if one.text in wanted and one != kept[0]]
    for one in sorted(told, key=lambda each: (-min(len(each.content), 2 * _ENOUGH), -each.place)):
        if len(kept) < MESSAGES and not any(_same(one.content, other.content) for other in kept):
            kept.append(one)
    first = min(kept, key=lambda each: each.reading)
    kept.sort(key=lambda each: (each is not first, each.place))
    return [_cut(one.text, LONGEST_MESSAGE) for one in kept]


def matter_in_wish(text: str, language: str) -> str:
    """`text`, where it asks for a person and says enough besides; otherwise nothing.

    Of several messages that were written at once it is what is more than a mere wish.
    """
    if not any(asks_for_person(line, language) for line in [text, *text.splitlines()]):
        return ""
    matter = without_wish(text, language)
    return matter if len(_content(matter)) > _FEWEST else ""


def without_wish(text: str, language: str) -> str:
    """`text` without the messages in it that merely ask for a person."""
    if only_asks_for_person(text, language):
        return ""
    told = (line for line in text.splitlines() if not only_asks_for_person(line, language))
    return "\n".join(told)


def with_question(text: str, replies: Mapping[str, str]) -> str:
    """`text`, with what it answers where it is a short answer: "Order number: 4512"."""
    asked = _reply(text, replies)
    return f"{asked}: {text}" if asked else text


def _told(texts: Iterable[str], language: str) -> list[_Told]:
    told = []
    for place, text in enumerate(texts):
        plain, content = " ".join(text.split()), _content(text)
        if len(content) >= _FEWEST:
            told.append(_Told(place, plain, content, _leans(plain, content, language)))
    return told


def _lead(told: Sequence[_Told]) -> _Told:
    """The first that is whole; else the one that says most, if it can be read by itself."""
    standing = [one for one in told if not one.leans] or told
    whole = (one for one in told if one.is_whole)
    return next(whole, max(standing, key=lambda one: min(len(one.content), _ENOUGH)))


def _leans(text: str, content: frozenset[str], language: str) -> bool:
    """Whether it goes on from what was said before, or points at it and names little itself."""
    words = [folded(word) for word in _WORDS.findall(text)]
    joining, pointing = JOINING.get(language, NONE), POINTING.get(language, NONE)
    if not words or (words[0] == "what" and words[1:2] != ["about"]):
        return False
    if words[0] in STANDING_IN.get(language, NONE) or words[0] in joining:
        return True
    return len(content) <= _FEWEST and not pointing.isdisjoint(words)


def _reply(text: str, replies: Mapping[str, str]) -> str:
    """What a short answer answers; empty for what is none, or says enough by itself."""
    return replies.get(folded(text), "") if may_be_reply(text) else ""


def may_be_reply(text: str) -> bool:
    """Whether it is as short as an answer that has to be read with its question."""
    return not text.rstrip().endswith("?") and len(text.split()) <= _REPLY


def _labelled(said: Iterable[str], replies: Mapping[str, str]) -> list[str]:
    answers = dict.fromkeys(" ".join(text.split()) for text in said if _reply(text, replies))
    return [with_question(text, replies) for text in answers][-MESSAGES:]


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
        if said.who == "visitor" and matter in _sentences(said.text):
            return None
        if said.who == "visitor" or said.asks:
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
    words = _WORDS.findall(_LEAVING.sub(" ", sentence.casefold()))
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
