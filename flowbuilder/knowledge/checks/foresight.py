"""Judging what a change of the knowledge would come to, for as long as a person waits for it.

Each expected question is searched in the index as it is and in one with the change. In a large
knowledge that takes some 20 ms for each, so those of the answers that change come first, then
those that share most words with what changes, and what is left over is said (`left`): it is
checked after the change, as everything is. What the last check found is not asked again.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import ngettext

from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import expectations, quality, quality_report
from flowbuilder.knowledge.checks.asked_places import AskedPlaces
from flowbuilder.knowledge.checks.expectations import expected, with_answers
from flowbuilder.knowledge.checks.quality import RANK, Judged
from flowbuilder.knowledge.models import Entry, Expectation, Outcome, Source
from flowbuilder.knowledge.search import trial_index
from flowbuilder.knowledge.search import words as lexicon
from flowbuilder.knowledge.search.retrieval import Document
from flowbuilder.knowledge.search.text import fold, keys, words
from flowbuilder.knowledge.search.together import Both

#: No question is begun after these seconds.
LONGEST_S = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """An expected answer that would come out otherwise after a change."""

    question: str
    expected: str
    was: str
    now: str
    got: str


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a change would do to the expected answers; `left` are those there was no time for."""

    broken: tuple[Foreseen, ...] = ()
    mended: tuple[Foreseen, ...] = ()
    left: int = 0

    @property
    def left_words(self) -> str:
        """What is said of those; empty where all were looked at."""
        words = ngettext(
            "%(count)d expected answer, which has least to do with this change, is only checked "
            "after it: see “Quality of answers”.",
            "%(count)d expected answers, which have least to do with this change, are only checked "
            "after it: see “Quality of answers”.",
            self.left,
        )
        return words % {"count": self.left} if self.left else ""


NOTHING = Foresight()
#: What an expected answer is: an entry or a source, and its number.
Answer = tuple[type[Entry | Source], int | None]


def rows_of(workspace_id: int, languages: set[str]) -> list[Expectation]:
    """Expectations in these languages, the newest first."""
    here = Expectation.objects.filter(workspace_id=workspace_id, language__in=languages)
    return list(with_answers(here).order_by("-id"))


def texts_of(documents: Iterable[Document]) -> Iterator[str]:
    """What a change of `documents` is about."""
    for each in documents:
        yield from (each.question, *each.variants, each.answer)


def compared(
    workspace_id: int,
    rows: Sequence[Expectation],
    changed: Both,
    *,
    about: Iterable[str] = (),
    own: Collection[Answer] = (),
    answers: Iterable[Entry | Source] = (),
) -> Foresight:
    """What comes out otherwise by the `changed` index than by the workspace's own.

    `about` are the texts that change, `own` the answers. `answers` are in hand: what they answer
    is asked in their own flow from then on.
    """
    until = time.monotonic() + LONGEST_S
    flows: dict[Answer, str | None] = {
        (type(each), each.pk): selectors.flow_key(each.flow_id) for each in answers if each.pk
    }
    places = AskedPlaces(workspace_id)
    index, changed = places.of(trial_index.own(workspace_id)), places.of(changed)
    is_checked = not (
        selectors.asks_endpoint(workspace_id) or expectations.is_out_of_date(workspace_id)
    )
    broken: list[Foreseen] = []
    mended: list[Foreseen] = []
    in_order = _nearest_first(rows, about, own)
    for place, row in enumerate(in_order):
        if place and time.monotonic() > until:
            return Foresight(tuple(broken), tuple(mended), len(in_order) - place)
        asked = expected(row)
        was = row.outcome if is_checked else quality.judge(index, [asked])[0].outcome
        asked_then = replace(asked, flow=flows.get(_answer_of(row), asked.flow))
        now = quality.judge(changed, [asked_then])[0]
        if now.rank < RANK[was]:
            broken.append(_foreseen(row, was, now))
        elif now.rank > RANK[was]:
            mended.append(_foreseen(row, was, now))
    return Foresight(tuple(broken), tuple(mended))


def _nearest_first(
    rows: Sequence[Expectation], about: Iterable[str], own: Collection[Answer]
) -> list[Expectation]:
    """Those about the answers that change, then those that share most words with `about`."""
    said = {word for text in about for word in words(text)}
    terms: dict[str, set[str]] = {}

    def shared(row: Expectation) -> int:
        if row.language not in terms:
            terms[row.language] = _terms(said, row.language)
        return len(_terms(words(row.question), row.language) & terms[row.language])

    return sorted(rows, key=lambda row: (_answer_of(row) not in own, -shared(row)))


def _terms(said: Iterable[str], language: str) -> set[str]:
    small = lexicon.FILLERS.get(language, frozenset())
    return {form for word in said if fold(word) not in small for form in keys(word, language)[:1]}


def _answer_of(row: Expectation) -> Answer:
    return (Entry, row.entry_id) if row.entry_id else (Source, row.source_id)


def _foreseen(row: Expectation, was: str, now: Judged) -> Foreseen:
    return Foreseen(
        question=row.question,
        expected="" if row.no_answer else quality_report.expected_words(row),
        was=str(Outcome(was).label),
        now=str(Outcome(now.outcome).label),
        got=now.got_question,
    )
