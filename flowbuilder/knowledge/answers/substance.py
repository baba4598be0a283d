"""What an agent's reply says beside courtesies, and whether a visitor asked on. Pure.

Polish and English are known. In other languages only very short sentences are taken for
courtesies, and a word of thanks is told from a question by its length and question mark.
"""

from __future__ import annotations

import re

from flowbuilder.knowledge.answers.grounding import is_courtesy, lexicon, sentences
from flowbuilder.knowledge.search.text import fold, words
from flowbuilder.knowledge.search.words import FILLERS

#: An answer that others can use has at least so many words.
FEWEST_WORDS = 5
#: In languages without a list of courtesies: so many words may be thanks.
SHORT = 4

#: What stands for something personal says nothing of the matter.
_LABEL = re.compile(r"\[[^\[\]\n]{1,60}\]")


#: Words that a question begins with.
_BEGINNINGS = {
    "pl": frozenset(
        {
            "czy", "jak", "jaki", "jaka", "jakie", "jakich", "jakim", "gdzie", "kiedy",
            "ile", "kto", "kogo", "komu", "co", "czego", "czym", "dlaczego", "czemu",
            "skąd", "dokąd", "który", "która", "które",
        }
    ),
    "en": frozenset(
        {
            "what", "which", "who", "whose", "when", "where", "why", "how", "do", "does",
            "did", "is", "are", "am", "was", "were", "can", "could", "will", "would",
            "should", "may", "have", "has",
        }
    ),
}  # fmt: skip


def substance(text: str, language: str) -> str:
    """`text` without the sentences that only greet, thank, offer help or ask for patience."""
    kept = [each for each in sentences(text) if not _says_nothing(each, language)]
    return "".join(kept).strip()


def is_answer(said: str) -> bool:
    """Say whether there is more in it than questions and a few words."""
    claims = [each for each in sentences(said) if not _asks(each)]
    return sum(len(words(_LABEL.sub(" ", each))) for each in claims) >= FEWEST_WORDS


def asks_on(text: str, language: str) -> bool:
    """Say whether a visitor who was answered wants something else or the same again."""
    if "?" in text:
        return True
    said = {fold(word) for word in words(text)}
    if language not in lexicon.COURTESIES:
        return len(said) > SHORT
    if said & lexicon.DENYING[language] and not said & lexicon.THANKS[language]:
        return True
    return not said <= _light(language) | lexicon.PLEASED[language] | lexicon.DENYING[language]


def is_courteous(text: str, language: str) -> bool:
    """Say whether a visitor only greets, thanks or agrees; in other languages nothing is."""
    return language in lexicon.COURTESIES and not asks_on(text, language)


def as_heading(question: str, language: str) -> str:
    """What a visitor asked, as an entry's question is written: with a capital and a mark."""
    text = question.strip()
    first = next(iter(words(text)), "")
    asks = first.lower() in _BEGINNINGS.get(language, ()) and text[-1].isalnum()
    return text[:1].upper() + text[1:] + ("?" if asks else "")


def _says_nothing(sentence: str, language: str) -> bool:
    bare = _LABEL.sub(" ", sentence)
    said = {fold(word) for word in words(bare)}
    if not said or is_courtesy(bare, language):
        return True
    busy = lexicon.BUSY.get(language, frozenset())
    return bool(said & busy) and said <= busy | _light(language)


def _light(language: str) -> frozenset[str]:
    lists = (lexicon.COURTESIES, lexicon.AGREEING, lexicon.LIGHT, FILLERS)
    return frozenset().union(*(each.get(language, frozenset()) for each in lists))


def _asks(sentence: str) -> bool:
    return sentence.rstrip(" \n\"'”»)").endswith("?")
