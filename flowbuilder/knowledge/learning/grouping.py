"""Groups of questions that ask for the same thing. Pure, and the same every time.

Equal wordings are one. The most frequent wording that is in no group yet begins one, and those
that the index finds like it (`ALIKE`) join it, as long as they are free. No question is in two
groups, and a group is at most as large as what one search of the index looks at closely.

How near they lie by what they mean was tried, alone and with the words: on the tuning halves of the
project's own questions, where those of an entry hardly share a word, one pair in ten was found at
best, with ten wrong ones for each right. An entry that answers says more than another question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flowbuilder.knowledge.checks.quality import Searchable
from flowbuilder.knowledge.search.mixing import WORDS_ALONE
from flowbuilder.knowledge.search.retrieval import CANDIDATES, Document

#: From which score two questions ask for the same thing: as alike as a question and its answer.
ALIKE = WORDS_ALONE.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as it was asked."""

    id: int
    text: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Questions in the same words. `id` is the newest one's; `text` is its."""

    id: int
    text: str
    volume: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Wordings of one question, the most frequent first."""

    language: str
    wordings: tuple[Wording, ...]

    @property
    def name(self) -> str:
        """The wording it is called by."""
        return self.wordings[0].text

    @property
    def volume(self) -> int:
        """How often it was asked."""
        return sum(each.volume for each in self.wordings)

    @property
    def first(self) -> datetime:
        """When it was asked first."""
        return min(each.first for each in self.wordings)

    @property
    def last(self) -> datetime:
        """When it was asked last."""
        return max(each.last for each in self.wordings)


def grouped(
    questions: Iterable[Asked], make_index: Callable[[list[Document]], Searchable]
) -> list[Group]:
    """Group questions; the largest group first, then the one asked last.

    `make_index` makes the index that tells how alike they are.
    """
    by_language: dict[str, list[Asked]] = {}
    for question in questions:
        by_language.setdefault(question.language, []).append(question)
    found = [
        group
        for language, asked in sorted(by_language.items())
        for group in _of_one_language(language, _wordings(asked), make_index)
    ]
    return sorted(found, key=lambda g: (-g.volume, -g.last.timestamp(), -g.wordings[0].id))


def _wordings(asked: list[Asked]) -> list[Wording]:
    same: dict[str, list[Asked]] = {}
    for question in asked:
        same.setdefault(question.text.casefold(), []).append(question)
    found = []
    for each in same.values():
        newest = max(each, key=lambda q: (q.at, q.id))
        found.append(
            Wording(
                id=newest.id,
                text=newest.text,
                volume=len(each),
                first=min(q.at for q in each),
                last=newest.at,
            )
        )
    return sorted(found, key=lambda w: (-w.volume, w.id))


def _of_one_language(
    language: str,
    wordings: list[Wording],
    make_index: Callable[[list[Document]], Searchable],
) -> list[Group]:
    index = make_index(
        [Document(id=str(w.id), question=w.text, answer="", language=language) for w in wordings]
    )
    free = {str(wording.id): wording for wording in wordings}
    groups = []
    for wording in wordings:
        if str(wording.id) not in free:
            continue
        members = [free.pop(str(wording.id))]
        for hit in index.search(wording.text, language, CANDIDATES).hits:
            if hit.score >= ALIKE and hit.document.id in free:
                members.append(free.pop(hit.document.id))
        first, *others = members
        others.sort(key=lambda w: (-w.volume, w.id))
        groups.append(Group(language=language, wordings=(first, *others)))
    return groups
