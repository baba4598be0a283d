"""Mood: calm or upset, guessed from the last messages of a conversation, with the reasons.

A guess about text, not about a person. Signs are added up, and only several together, or words
that are seldom written calmly, make `upset`: to take a calm visitor for an upset one is worse than
to miss an upset one. The weights of words are learnt from the project's own sentences and from
public reviews; see `benchmarks/mood_fit.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flowbuilder.core.conditions import folded
from flowbuilder.core.mood_weights import BIAS, WEIGHTS
from flowbuilder.core.mood_words import KINDS
from flowbuilder.core.people import asks_for_person
from flowbuilder.core.words import gettext_noop as _

#: What people read for each reason, the words' own first: the most telling one.
REASONS: Mapping[str, str] = {
    "words": _("words of anger or disappointment"),
    "capitals": _("capital letters"),
    "marks": _("many exclamation or question marks"),
    "repeats": _("asked the same again"),
    "retries": _("the assistant kept asking the same"),
    "person": _("asked for a person"),
}

#: So many signs make it `upset`.
ENOUGH = 2
#: From which chance words are two signs, or one.
SURE, LIKELY = 0.9, 0.6
#: So many of the visitor's last messages are looked at.
SAID = 4
#: So often must the same have been asked again to be a sign.
RETRIES = 2
#: So much of a message is read.
READ = 600
STEM = 5

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MARKS = re.compile(r"[!?]\s*[!?]\s*[!?]")


UPSET = "upset"


@dataclass(frozen=True, slots=True)
class Mood:
    """How messages sound: `reasons` are keys of `REASONS`, and there are none when calm."""

    reasons: tuple[str, ...] = ()

    @property
    def is_upset(self) -> bool:
        """Whether it is more than likely that somebody upset wrote them."""
        return bool(self.reasons)

    @property
    def name(self) -> str:
        """`upset` or `calm`."""
        return UPSET if self.is_upset else "calm"

    @property
    def why(self) -> str:
        """The reasons in words, parted by `; `."""
        return "; ".join(REASONS[reason] for reason in self.reasons)


CALM = Mood()


def judge(history: Sequence[tuple[str, str]], language: str, retries: int = 0) -> Mood:
    """How the visitor's last messages in `history` sound.

    Args:
        history: Utterances as (`visitor` or `assistant`, text), oldest first.
        language: In whose words a person is asked for besides the English ones.
        retries: How often the visitor was last asked the same again, as no answer did fit.
    """
    said = [text[:READ] for who, text in history if who == "visitor" and text.strip()][-SAID:]
    if not said:
        return CALM
    signs = {
        "words": _from_words(said),
        "capitals": int(_shouts(said[-1]) and not all(map(_shouts, ["", *said[:-1]][-2:]))),
        "marks": int(_MARKS.search(said[-1]) is not None),
        "repeats": int(_repeats(said)),
        "retries": int(retries >= RETRIES),
        "person": int(any(asks_for_person(text, language) for text in said[-2:])),
    }
    if sum(signs.values()) < ENOUGH:
        return CALM
    return Mood(tuple(name for name in REASONS if signs[name]))


def chance(text: str) -> float:
    """How likely it is by its words alone that somebody upset wrote `text`, from 0 to 1."""
    weight = BIAS + sum(WEIGHTS.get(feature, 0.0) for feature in features(text))
    return 1 / (1 + math.exp(-weight))


def features(text: str) -> frozenset[str]:
    """What weighs in `text`: kinds of words, beginnings of words and of pairs of words."""
    words = _WORD.findall(folded(text).replace("’", "'"))
    stems = [word[:STEM] for word in words]
    return frozenset((*stems, *_pairs(stems), *(f"#{kind}" for kind in _kinds(words))))


def _kinds(words: Sequence[str]) -> Iterator[str]:
    for kind, beginnings in KINDS.items():
        short, long = beginnings
        if any(word in short or word.startswith(long) for word in words):
            yield kind


def _pairs(stems: Sequence[str]) -> Iterator[str]:
    around = ("^", *stems, "$") if stems else ()
    return (f"{one} {other}" for one, other in pairwise(around))


def _from_words(said: Sequence[str]) -> int:
    """The signs in the words of the last message, or of the one before when it has no words."""
    telling = [text for text in said[-2:] if _WORD.search(text)]
    if not telling:
        return 0
    found = chance(telling[-1])
    return 2 if found >= SURE else int(found >= LIKELY)


def _shouts(text: str) -> bool:
    """Whether it is written in capitals: a sentence of them, not a name or an abbreviation."""
    words = [word for word in _WORD.findall(text) if len(word) > 2]
    loud = [word for word in words if word.isupper()]
    return len(loud) >= 3 and len(loud) * 4 >= len(words) * 3


def _repeats(said: Sequence[str]) -> bool:
    """Whether the last message says what an earlier one did: a sentence, not a word or a label."""
    last = frozenset(folded(word) for word in _WORD.findall(said[-1]))
    if len(last) < 3:
        return False
    for text in said[:-1]:
        earlier = frozenset(folded(word) for word in _WORD.findall(text))
        if len(last & earlier) * 4 >= len(last | earlier) * 3:
            return True
    return False
