"""A document as the index files it: its words and terms, told once and kept while it stays. Pure.

What an index of one document knows of it depends on no other, so when one of thousands changes the
others need not be read again.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flowbuilder.knowledge.search.abroad import Spoken, spoken
from flowbuilder.knowledge.search.hits import Document
from flowbuilder.knowledge.search.text import keys, words


@dataclass(frozen=True, slots=True)
class Filed:
    """A document in terms.

    Attributes:
        words: All its words, as often as they stand in it.
        phrasings: The terms of each of its phrasings.
        asked: The terms of all of them.
        times: How often each term stands in the phrasings; 0 where the answer alone has it.
        length: How many terms the phrasings have.
        spoken: What it says of countries.
    """

    document: Document
    words: tuple[str, ...]
    phrasings: tuple[frozenset[str], ...]
    asked: frozenset[str]
    times: Mapping[str, int]
    length: int
    spoken: Spoken

    @property
    def texts(self) -> tuple[str, ...]:
        """Its phrasings as they were written."""
        return (self.document.question, *self.document.variants)


def file_document(document: Document) -> Filed:
    """File a document by the stems of its language."""
    phrasings = [_words(text) for text in (document.question, *document.variants)]
    answer = _words(document.answer)
    terms = [[_term(word, document.language) for word in said] for said in phrasings]
    times: Counter[str] = Counter()
    for each in terms:
        times.update(each)
    asked = frozenset(times)
    length = times.total()
    for term in dict.fromkeys(_term(word, document.language) for word in answer):
        times.setdefault(term, 0)
    said = tuple(word for part in (*phrasings, answer) for word in part)
    whole = "\n".join((document.question, *document.variants, document.answer))
    says = spoken(whole, document.language)
    return Filed(document, said, tuple(map(frozenset, terms)), asked, times, length, says)


def by_language(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """The documents of each language, in their order."""
    found: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        found[document.language].append(document)
    return found


def _term(word: str, language: str) -> str:
    return keys(word, language)[0]


def _words(text: str) -> list[str]:
    return list(map(sys.intern, words(text)))
