"""The index: finds the entry that answers a question, or says that none does. Pure.

Theory. Every entry has phrasings (its question and variants) and an answer. A question is
turned into words; each word is looked up in the vocabulary by its stems, then by family
(inflections the stemmer does not join), by spelling (one or two slips) and by meaning (a short
list of everyday synonyms), each with a weight below one; a workspace's own synonyms ask the
question once more in other words (`rewording`). Candidates come from BM25 over the weighted words;
the best of them are compared with the question closely:

    fit      how well one phrasing and the question cover each other, by weight of words
    cover    how much of the question the entry as a whole accounts for
    shape    common three-letter pieces, which forgive what the words did not

Rare words weigh more, fillers next to nothing, and a word that no entry knows counts against
every entry: that is what lets the index abstain. Where a model has placed the entries
(`meaning`), two more signals say how near the question lies to the nearest phrasing and to the
answer, and the nearest entries are candidates too: that finds what shares no word.

The score is the chance that the entry answers, a mixture of the signals (`mixing`). Two near
neighbours are not told apart by chance: then both are suggested.

The language of a conversation is a prior, not a wall. A question written in another language, as
its small words tell, is looked up among the entries of that language as well; where they tell
nothing, entries of other languages must be much surer than the language's own.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from copy import copy

from flowbuilder.knowledge.search import abroad
from flowbuilder.knowledge.search import words as lexicon
from flowbuilder.knowledge.search.diacritics import Diacritics
from flowbuilder.knowledge.search.filing import Filed, by_language, file_document
from flowbuilder.knowledge.search.hits import Document, Hit, LookedUp, Result
from flowbuilder.knowledge.search.meaning import Meanings, Near, NoPlace, Places, Vectors
from flowbuilder.knowledge.search.mixing import ENTRIES, Mixture, Mixtures, Signals
from flowbuilder.knowledge.search.rewording import Rewording
from flowbuilder.knowledge.search.text import MAX_QUERY, fold, grams, words
from flowbuilder.knowledge.search.vocabulary import TWO_SLIPS, Vocabulary

__all__ = ["CANDIDATES", "Document", "Hit", "Index", "Result"]

CANDIDATES = 40

_UNKNOWN, _IN_ANSWER = 0.9, 0.45
#: How much more it matters that the phrasing is covered than the question (1: alike).
_LEAN = 0.35
#: How many of an entry's phrasings, the best fitting, are compared piece by piece.
_SHAPED = 3
_K1, _B = 1.2, 0.4
#: By how much the odds of entries in another language are lower where no small word tells in
#: which the question is written, as a logarithm: the name of a brand is the same in all.
_UNTOLD = 3.0
#: A question of so many words is as long as questions get.
_LONG = 60


#: Says where a question lies. Raises NoPlace.
Place = Callable[[str], Vectors]
#: By language, groups of words that mean the same.
Alike = Mapping[str, Sequence[Sequence[str]]]
#: For each filed term, the words of the question that may mean it, and how surely.
_Reach = dict[str, list[tuple[str, float]]]


class Index:
    """An unchangeable index over entries; safe to share between threads. `model` is the name of
    the model that placed them, empty where words alone count.

    Weights are learnt for one model; of another (`orders_only`) the words decide what is found,
    and it only puts in order what they offer.
    """

    def __init__(
        self,
        entries: Iterable[Document],
        meanings: Mapping[str, Meanings] | None = None,
        place: Place | None = None,
        model: str = "",
        mixtures: Mixtures = ENTRIES,
        *,
        orders_only: bool = False,
        alike: Alike | None = None,
        before: Index | None = None,
    ) -> None:
        """`meanings`: by language, in the order of the entries; `place` places a question.

        `alike`: by language, groups of words that mean the same here; everyday ones are known.
        `before`: an earlier index: what it has filed and stays as it is, is not filed anew.
        """
        self.model, self._place, self._mixtures = model, place, mixtures
        self._orders_only = orders_only
        placed, parts = meanings or {}, before._parts if before is not None else {}
        self._parts: dict[str, _Part] = {
            language: _Part(
                language,
                found,
                placed.get(language),
                mixtures.at_least,
                (alike or {}).get(language, ()),
                parts.get(language),
            )
            for language, found in by_language(entries).items()
        }

    def __len__(self) -> int:
        return sum(len(part.documents) for part in self._parts.values())

    @property
    def documents(self) -> list[Document]:
        """What it is made of, one language after the other."""
        return [document for part in self._parts.values() for document in part.documents]

    def places_of(self, document: Document) -> Places | None:
        """Where the model placed a document; None: it is not here, or not as it is now."""
        part = self._parts.get(document.language)
        return part.places_of(document) if part is not None else None

    def by_words(self) -> Index:
        """The same entries, compared by their words alone."""
        same = copy(self)
        same.model, same._place = "", None
        return same

    def placing(self, place: Place) -> Index:
        """The same entries; `place` places questions as the model does that placed them."""
        same = copy(self)
        same._place = place
        return same

    @property
    def scored_by(self) -> str:
        """The name of the model whose scores decide; empty where the words do."""
        return "" if self._orders_only else self.model

    @property
    def mixture(self) -> Mixture:
        """The thresholds that count where everything has been placed."""
        return self._mixtures.of(self.scored_by)

    def search(
        self, query: str, language: str = "pl", limit: int = 3, flow: str | None = None
    ) -> Result:
        """Look `query` up, first of all among the entries of `language`."""
        return self.look_up(query, language, flow).judged(limit)

    def look_up(self, query: str, language: str = "pl", flow: str | None = None) -> LookedUp:
        """What speaks for the entries of one language, before anything is judged.

        That is `language`, unless the question is written in another, or finds more there.
        With a `flow`, entries that only others give take no part; with "", those of any flow.
        """
        query = query[:MAX_QUERY]
        best = self._look_up(query, language, flow)
        for other in self._parts:
            lowered_by = self._prior(query, language, other)
            if lowered_by is None:
                continue
            foreign = self._look_up(query, other, flow).less_likely(lowered_by)
            if foreign.best > max(best.best, foreign.mixture.suggest):
                best = foreign
        return best

    def _prior(self, query: str, language: str, other: str) -> float | None:
        """By how much entries of `other` are less likely; None: they need not be looked at."""
        if other == language:
            return None
        told = lexicon.small_words(query, other) - lexicon.small_words(query, language)
        if told < 0 and language in self._parts:
            return None
        return 0.0 if told > 0 else _UNTOLD

    def _look_up(self, query: str, language: str, flow: str | None) -> LookedUp:
        part = self._parts.get(language)
        if part is None or not part.asks(query):
            return LookedUp()
        near, trouble = self._near(part, query)
        decides = near is not None and not self._orders_only
        mixture = self._mixtures.with_meaning if decides else self._mixtures.words_alone
        best: dict[str, Hit] = {}
        for asking in part.rewording.askings(query):
            at = None
            if decides:
                at = near if asking == query else self._near(part, asking)[0]
            for hit in part.search(asking, at, mixture, part.barred(flow)):
                known = best.get(hit.document.id)
                if known is None or hit.score > known.score:
                    best[hit.document.id] = hit
        hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.document.id))
        nearness = part.nearness(hits, near) if near is not None and not decides else None
        return LookedUp(tuple(hits), mixture, trouble, nearness)

    def _near(self, part: _Part, query: str) -> tuple[Near | None, str]:
        """How near a question lies to the entries; if nobody can say, why."""
        if part.meanings is None or self._place is None:
            return None, ""
        try:
            return part.meanings.near(self._place(part.diacritics.restored(query))), ""
        except NoPlace as problem:
            return None, problem.reason


class _Part:
    """The entries of one language."""

    def __init__(
        self,
        language: str,
        documents: list[Document],
        meanings: Meanings | None,
        at_least: int,
        alike: Sequence[Sequence[str]],
        before: _Part | None = None,
    ) -> None:
        """`before`: the same language in an earlier index; what stays is not filed anew."""
        self.language, self.documents, self.meanings = language, documents, meanings
        self.numbers = {document.id: number for number, document in enumerate(documents)}
        self.filed = [(before and before.filed_as(d)) or file_document(d) for d in documents]
        #: Those that one flow alone gives, and which.
        self.bound = {n: document.flow for n, document in enumerate(documents) if document.flow}
        said: Counter[str] = Counter()
        frequency: Counter[str] = Counter()
        for filed in self.filed:
            said.update(filed.words)
            frequency.update(filed.times.keys())
        self.vocabulary = Vocabulary(said, language)
        self.diacritics = Diacritics(said if meanings else {})
        self.rewording = Rewording(alike, language, self.vocabulary.has)
        total = max(len(documents), at_least)
        self.rarity = {t: math.log(1 + (total - n + 0.5) / (n + 0.5)) for t, n in frequency.items()}
        self.unknown = _UNKNOWN * math.log(1 + (total + 0.5) / 0.5)
        self.weights = {t: r * self.vocabulary.import_of_term(t) for t, r in self.rarity.items()}
        self.postings = self._post()
        self.phrase_weights = [
            tuple(sum(map(self.weights.__getitem__, terms)) for terms in filed.phrasings)
            for filed in self.filed
        ]

    def filed_as(self, document: Document) -> Filed | None:
        """How a document is filed here; None: it is not, or not as it is now."""
        number = self.numbers.get(document.id)
        return self.filed[number] if number is not None and self._is(number, document) else None

    def places_of(self, document: Document) -> Places | None:
        """Where a document lies; None where that is not known as it is now."""
        number = self.numbers.get(document.id)
        if self.meanings is None or number is None or not self._is(number, document):
            return None
        return self.meanings.places(number)

    def _is(self, number: int, document: Document) -> bool:
        return self.documents[number] == document

    def _post(self) -> dict[str, list[tuple[int, float]]]:
        average = sum(filed.length for filed in self.filed) / max(1, len(self.filed)) or 1.0
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, filed in enumerate(self.filed):
            stretch = _K1 * (1 - _B + _B * filed.length / average)
            for term, times in filed.times.items():
                share = times * (_K1 + 1) / (times + stretch) if times else _IN_ANSWER
                postings[term].append((number, share))
        return postings

    # ---- searching ----------------------------------------------------------------

    def asks(self, query: str) -> bool:
        """Whether there is anything to look for: not in "good morning" or "can I"."""
        return any(self.vocabulary.import_of(fold(word)) == 1 for word in words(query))

    def barred(self, flow: str | None) -> frozenset[int]:
        """The numbers of the entries that `flow` does not give."""
        if flow is None:
            return frozenset()
        return frozenset(n for n, only in self.bound.items() if only != flow)

    def search(
        self, query: str, near: Near | None, mixture: Mixture, barred: frozenset[int]
    ) -> list[Hit]:
        """The candidates with their scores, in any order."""
        asked = self._asked(query)
        nearest = near.nearest() if near else set()
        candidates = set(self._candidates(asked, barred)) | (nearest - barred)
        pieces, length = grams(query), _length(query)
        reach: _Reach = defaultdict(list)
        for word in asked:
            for term, surety in self.vocabulary.related(word).items():
                reach[term].append((word, surety))
        countries = abroad.countries_in(query, self.language)
        hits = []
        for number in candidates:
            signals = self._signals(number, asked, reach, pieces, near, length)
            score = mixture.score(signals)
            if not self.filed[number].spoken.tells(countries):
                score *= abroad.HOME_HOLDS
            hits.append(Hit(self.documents[number], score, signals))
        return hits

    def nearness(self, hits: list[Hit], near: Near) -> Mapping[str, float]:
        """How near the question lies to each of `hits`, by their ids."""
        numbers = [self.numbers[hit.document.id] for hit in hits]
        return {self.documents[n].id: float(max(near.phrasing[n], near.answer[n])) for n in numbers}

    def _asked(self, query: str) -> dict[str, float]:
        """The words of the question with their weights."""
        asked: dict[str, float] = {}
        for word in words(query):
            related = self.vocabulary.related(word)
            sure = [self.rarity[t] for t, surety in related.items() if surety >= TWO_SLIPS]
            near = [self.rarity[t] for t in related]
            rarity = min(sure) if sure else min(near) if near else self.unknown
            asked[word] = rarity * self.vocabulary.import_of(fold(word))
        return asked

    def _candidates(self, asked: dict[str, float], barred: frozenset[int]) -> list[int]:
        sums: dict[int, float] = defaultdict(float)
        common = max(200, len(self.documents) // 8)
        by_weight = sorted(asked, key=lambda word: -asked[word])
        for word in by_weight:
            for term, surety in self.vocabulary.related(word).items():
                postings = self.postings.get(term, ())
                if len(postings) > common and len(sums) >= CANDIDATES:
                    continue
                worth = surety * asked[word]
                for number, share in postings:
                    sums[number] += worth * share
        for number in barred & sums.keys():
            del sums[number]
        return heapq.nlargest(CANDIDATES, sums, key=sums.__getitem__)

    def _signals(
        self,
        number: int,
        asked: dict[str, float],
        reach: _Reach,
        pieces: frozenset[str],
        near: Near | None,
        length: float,
    ) -> Signals:
        total = sum(asked.values()) or 1.0
        filed = self.filed[number]
        cover = _given(filed.times.keys(), asked, reach, filed.asked)
        weights = self.phrase_weights[number]
        fits = [
            (self._fit(terms, weight, asked, reach, total), text)
            for terms, weight, text in zip(filed.phrasings, weights, filed.texts, strict=True)
        ]
        fit = max(value for value, _text in fits)
        shape = 0.0
        for _value, text in heapq.nlargest(_SHAPED, fits, key=lambda pair: pair[0]):
            theirs = grams(text)
            if pieces and theirs:
                shape = max(shape, 2 * len(pieces & theirs) / (len(pieces) + len(theirs)))
        if near is None:
            return Signals(fit, cover / total, shape)
        phrasing, answer = float(near.phrasing[number]), float(near.answer[number])
        return Signals(fit, cover / total, shape, phrasing, answer, length)

    def _fit(
        self,
        terms: frozenset[str],
        weight: float,
        asked: dict[str, float],
        reach: _Reach,
        total: float,
    ) -> float:
        """How well the question and one phrasing cover each other (a weighted F measure)."""
        common = terms & reach.keys()
        given = _given(common, asked, reach, common) if common else 0.0
        if not given:
            return 0.0
        ours = given / total
        met = sum(self.weights[term] * max(s for _, s in reach[term]) for term in common)
        theirs = met / (weight or 1.0)
        return (1 + _LEAN) * ours * theirs / (_LEAN * ours + theirs)


def _given(
    terms: Set[str], asked: dict[str, float], reach: _Reach, in_questions: Set[str]
) -> float:
    """How much of the question, by weight, some of `terms` account for."""
    best: dict[str, float] = {}
    for term in terms & reach.keys():
        share = 1.0 if term in in_questions else _IN_ANSWER
        for word, surety in reach[term]:
            if surety * share > best.get(word, 0.0):
                best[word] = surety * share
    return sum(asked[word] * surety for word, surety in best.items())


def _length(query: str) -> float:
    """The logarithm of how many words there are; 1 for as many as a question may have."""
    return min(1.0, math.log1p(len(words(query))) / math.log1p(_LONG))
