"""The index: finds the entry that answers a question, or says that none does. Pure.

Theory. Every entry has phrasings (its question and variants) and an answer. A question is
turned into words; each word is looked up in the vocabulary by its stems, then by family
(inflections the stemmer does not join), by spelling (one or two slips) and by meaning (a short
list of everyday synonyms), each with a weight below one. Candidates come from BM25 over the
weighted words; the best of them are compared with the question closely:

    fit      how well one phrasing and the question cover each other, by weight of words
    cover    how much of the question the entry as a whole accounts for
    shape    common three-letter pieces, which forgive what the words did not

Rare words weigh more, fillers next to nothing, and a word that no entry knows counts against
every entry: that is what lets the index abstain. Where a model has placed the entries
(`meaning`), two more signals say how near the question lies to the nearest phrasing and to the
answer, and the nearest entries are candidates too: that finds what shares no word.

The score is the chance that the entry answers, a mixture of the signals (`mixing`). Two near
neighbours are not told apart by chance: then both are suggested.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flowbuilder.knowledge import words as lexicon
from flowbuilder.knowledge.meaning import Meanings, Near, Vectors
from flowbuilder.knowledge.mixing import ENTRIES, WORDS_ALONE, Mixture, Mixtures, Signals, Verdict
from flowbuilder.knowledge.text import MAX_QUERY, edits, fold, grams, keys, words

CANDIDATES = 40

_FILLER, _ASKING, _UNKNOWN = 0.05, 0.5, 0.9
_FAMILY, _PREFIXED, _ALIKE, _SLIP, _TWO_SLIPS, _IN_ANSWER = 0.85, 0.8, 0.6, 0.8, 0.7, 0.45
#: How much more it matters that the phrasing is covered than the question (1: alike).
_LEAN = 0.35
#: How many of an entry's phrasings, the best fitting, are compared piece by piece.
_SHAPED = 3
_K1, _B = 1.2, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the index knows of one entry, or of a passage `of` a source: its headings, sentences
    and text. `version` stands for what it said when it was filed."""

    id: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    language: str = "pl"
    source: str = ""
    of: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, the chance that it answers, what speaks for it, and whether the chance is enough
    to answer without asking (`answers`) or to be offered (`likely`)."""

    document: Document
    score: float
    signals: Signals
    answers: bool
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """`found`: the first hit answers. `suggest`: one of these may. `none`: nothing does."""

    verdict: Verdict
    hits: tuple[Hit, ...] = ()
    mixture: Mixture = WORDS_ALONE


@dataclass(frozen=True, slots=True)
class _Phrase:
    terms: frozenset[str]
    weight: float
    text: str


#: Says where a question lies.
Place = Callable[[str], Vectors]
#: For each filed term, the words of the question that may mean it, and how surely.
_Reach = dict[str, list[tuple[str, float]]]


class Index:
    """An unchangeable index over entries; safe to share between threads. `model` is the name of
    the model that placed them, empty where words alone count."""

    def __init__(
        self,
        entries: Iterable[Document],
        meanings: Mapping[str, Meanings] | None = None,
        place: Place | None = None,
        model: str = "",
        mixtures: Mixtures = ENTRIES,
    ) -> None:
        """`meanings`: by language, in the order of the entries; `place` places a question."""
        self.model, self._place, self._mixtures = model, place, mixtures
        placed = meanings or {}
        self._parts = {
            language: _Part(language, found, placed.get(language), mixtures.at_least)
            for language, found in by_language(entries).items()
        }

    def __len__(self) -> int:
        return sum(len(part.documents) for part in self._parts.values())

    @property
    def mixture(self) -> Mixture:
        """The thresholds that count where everything has been placed."""
        return self._mixtures.with_meaning if self.model else self._mixtures.words_alone

    def search(self, query: str, language: str = "pl", limit: int = 3) -> Result:
        """Look `query` up among the entries of `language`."""
        part = self._parts.get(language)
        query = query[:MAX_QUERY]
        if part is None or not part.asks(query):
            return Result("none")
        mixtures, near = self._mixtures, None
        if part.meanings is not None and self._place is not None:
            near = part.meanings.near(self._place(query))
        mixture = mixtures.words_alone if near is None else mixtures.with_meaning
        hits = part.search(query, near, mixture)
        verdict = mixture.verdict([hit.score for hit in hits[:2]])
        return Result(verdict, tuple(hits[:limit]), mixture)


def by_language(entries: Iterable[Document]) -> dict[str, list[Document]]:
    """The entries of each language, in their order."""
    found: dict[str, list[Document]] = defaultdict(list)
    for entry in entries:
        found[entry.language].append(entry)
    return found


class _Part:
    """The entries of one language."""

    def __init__(
        self, language: str, documents: list[Document], meanings: Meanings | None, at_least: int
    ) -> None:
        self.language, self.documents, self.meanings = language, documents, meanings
        self.fillers = lexicon.FILLERS.get(language, frozenset())
        self.asking = lexicon.ASKING.get(language, frozenset())
        self.alike = lexicon.alike(language)
        self.prefixes = lexicon.PREFIXES.get(language, ())
        #: Any key of a known word -> the keys it is filed under.
        self.aliases: dict[str, set[str]] = defaultdict(set)
        self.imports: dict[str, float] = {}
        #: First four letters -> words with the core that begins so.
        self.by_start: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.by_piece: dict[str, list[str]] = defaultdict(list)
        self.relatives: dict[str, dict[str, float]] = {}

        counts: list[Counter[str]] = []
        asked: list[list[list[str]]] = []
        for document in documents:
            phrasings = [self._file(text) for text in (document.question, *document.variants)]
            answer = self._file(document.answer)
            count: Counter[str] = Counter()
            for terms in phrasings:
                count.update(terms)
            for term in set(answer) - set(count):
                count[term] = 0
            counts.append(count)
            asked.append(phrasings)
        frequency = Counter(term for count in counts for term in count)
        total = max(len(documents), at_least)
        self.rarity = {t: math.log(1 + (total - n + 0.5) / (n + 0.5)) for t, n in frequency.items()}
        self.unknown = _UNKNOWN * math.log(1 + (total + 0.5) / 0.5)
        self.postings = self._post(counts)
        self.terms = [frozenset(count) for count in counts]
        self.asked_terms = [frozenset(t for p in phrasings for t in p) for phrasings in asked]
        self.phrases = [
            [
                _Phrase(frozenset(terms), sum(map(self._weight, set(terms))), text)
                for terms, text in zip(phrasings, (d.question, *d.variants), strict=True)
            ]
            for phrasings, d in zip(asked, documents, strict=True)
        ]

    # ---- building -------------------------------------------------------------

    def _file(self, text: str) -> list[str]:
        return [self._term(word) for word in words(text)]

    def _term(self, word: str) -> str:
        forms = keys(word, self.language)
        folded = forms[-1]
        if folded not in self.aliases:
            for core in self._cores(folded):
                self.by_start[core[:4]].append((folded, core))
            for piece in _pieces(folded):
                self.by_piece[piece].append(folded)
            self.aliases[folded].add(forms[0])
            self.imports.setdefault(forms[0], self._import(folded))
        for form in forms:
            self.aliases[form].add(forms[0])
        return forms[0]

    def _cores(self, folded: str) -> list[str]:
        """The word, and what is left of it without a prefix: "zapakowac" and "pakowac"."""
        bare = [folded[len(p) :] for p in self.prefixes if folded.startswith(p)]
        return [folded, *(core for core in bare if len(core) >= 5)]

    def _post(self, counts: list[Counter[str]]) -> dict[str, list[tuple[int, float]]]:
        lengths = [sum(count.values()) for count in counts]
        average = sum(lengths) / max(1, len(lengths)) or 1.0
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, count in enumerate(counts):
            stretch = _K1 * (1 - _B + _B * lengths[number] / average)
            for term, times in count.items():
                share = times * (_K1 + 1) / (times + stretch) if times else _IN_ANSWER
                postings[term].append((number, share))
        return postings

    # ---- weighing ---------------------------------------------------------------

    def _weight(self, term: str) -> float:
        return self.rarity.get(term, self.unknown) * self.imports.get(term, 1.0)

    def _import(self, word: str) -> float:
        if word in self.fillers or len(word) < 2:
            return _FILLER
        return _ASKING if word in self.asking else 1.0

    def _related(self, word: str) -> dict[str, float]:
        """The filed terms that `word` may stand for, each with how surely."""
        known = self.relatives.get(word)
        if known is None:
            if len(self.relatives) > 50_000:
                self.relatives.clear()
            known = self.relatives[word] = self._look_up(word)
        return known

    def _look_up(self, word: str) -> dict[str, float]:
        forms = keys(word, self.language)
        folded = forms[-1]
        found: dict[str, float] = {}

        def keep(form: str, surety: float) -> None:
            for term in self.aliases.get(form, ()):
                found[term] = max(found.get(term, 0.0), surety)

        for form in forms:
            keep(form, 1.0)
        if self._import(folded) < 1:
            return found
        same = bool(found)
        for core in self._cores(folded):
            for other, inner in self.by_start.get(core[:4], ()):
                if _is_family(core, inner):
                    keep(other, _FAMILY if (core, inner) == (folded, other) else _PREFIXED)
        for other in self._meanings(forms):
            for form in keys(other, self.language):
                keep(form, _ALIKE)
        if not same and len(folded) >= 4:
            for other, slips in self._misspelt(folded):
                keep(other, _SLIP if slips == 1 else _TWO_SLIPS)
        return found

    def _meanings(self, forms: tuple[str, ...]) -> Iterable[str]:
        for word, others in self.alike.items():
            if word in forms or (forms[1:] and forms[1] in keys(word, self.language)):
                yield from others

    def _misspelt(self, folded: str) -> list[tuple[str, int]]:
        limit = 2 if len(folded) >= 8 else 1
        shared: Counter[str] = Counter()
        for piece in _pieces(folded):
            shared.update(self.by_piece.get(piece, ()))
        found = []
        for other, _count in shared.most_common(40):
            slips = edits(folded, other, limit)
            if slips <= limit and len(other) >= 4 and self._import(other) == 1:
                found.append((other, slips))
        return found

    # ---- searching ----------------------------------------------------------------

    def asks(self, query: str) -> bool:
        """Whether there is anything to look for: not in "good morning" or "can I"."""
        return any(self._import(fold(word)) == 1 for word in words(query))

    def search(self, query: str, near: Near | None, mixture: Mixture) -> list[Hit]:
        """The best candidates, best first."""
        asked = self._asked(query)
        candidates = set(self._candidates(asked)) | (near.nearest() if near else set())
        pieces = grams(query)
        reach: _Reach = defaultdict(list)
        for word in asked:
            for term, surety in self._related(word).items():
                reach[term].append((word, surety))
        hits = []
        for number in candidates:
            signals = self._signals(number, asked, reach, pieces, near)
            score = mixture.score(signals)
            chances = score >= mixture.found, score >= mixture.suggest
            hits.append(Hit(self.documents[number], score, signals, *chances))
        return sorted(hits, key=lambda hit: (-hit.score, hit.document.id))

    def _asked(self, query: str) -> dict[str, float]:
        """The words of the question with their weights."""
        asked: dict[str, float] = {}
        for word in words(query):
            related = self._related(word)
            sure = [self.rarity[t] for t, surety in related.items() if surety >= _TWO_SLIPS]
            near = [self.rarity[t] for t in related]
            rarity = min(sure) if sure else min(near) if near else self.unknown
            asked[word] = rarity * self._import(fold(word))
        return asked

    def _candidates(self, asked: dict[str, float]) -> list[int]:
        sums: dict[int, float] = defaultdict(float)
        common = max(200, len(self.documents) // 8)
        by_weight = sorted(asked, key=lambda word: -asked[word])
        for word in by_weight:
            for term, surety in self._related(word).items():
                postings = self.postings.get(term, ())
                if len(postings) > common and len(sums) >= CANDIDATES:
                    continue
                worth = surety * asked[word]
                for number, share in postings:
                    sums[number] += worth * share
        return heapq.nlargest(CANDIDATES, sums, key=sums.__getitem__)

    def _signals(
        self,
        number: int,
        asked: dict[str, float],
        reach: _Reach,
        pieces: frozenset[str],
        near: Near | None,
    ) -> Signals:
        total = sum(asked.values()) or 1.0
        in_questions = self.asked_terms[number]
        cover = _given(self.terms[number], asked, reach, in_questions)
        fits = [(self._fit(phrase, asked, reach, total), phrase) for phrase in self.phrases[number]]
        fit = max(value for value, _phrase in fits)
        shape = 0.0
        for _value, phrase in heapq.nlargest(_SHAPED, fits, key=lambda pair: pair[0]):
            theirs = grams(phrase.text)
            if pieces and theirs:
                shape = max(shape, 2 * len(pieces & theirs) / (len(pieces) + len(theirs)))
        if near is None:
            return Signals(fit, cover / total, shape)
        phrasing, answer = float(near.phrasing[number]), float(near.answer[number])
        return Signals(fit, cover / total, shape, phrasing, answer)

    def _fit(self, phrase: _Phrase, asked: dict[str, float], reach: _Reach, total: float) -> float:
        """How well the question and one phrasing cover each other (a weighted F measure)."""
        common = phrase.terms & reach.keys()
        given = _given(common, asked, reach, common) if common else 0.0
        if not given:
            return 0.0
        ours = given / total
        met = sum(self._weight(term) * max(s for _, s in reach[term]) for term in common)
        theirs = met / (phrase.weight or 1.0)
        return (1 + _LEAN) * ours * theirs / (_LEAN * ours + theirs)


def _given(
    terms: frozenset[str], asked: dict[str, float], reach: _Reach, in_questions: frozenset[str]
) -> float:
    """How much of the question, by weight, some of `terms` account for."""
    best: dict[str, float] = {}
    for term in terms & reach.keys():
        share = 1.0 if term in in_questions else _IN_ANSWER
        for word, surety in reach[term]:
            if surety * share > best.get(word, 0.0):
                best[word] = surety * share
    return sum(asked[word] * surety for word, surety in best.items())


def _pieces(folded: str) -> set[str]:
    edged = f" {folded} "
    return {edged[i : i + 2] for i in range(len(edged) - 1)}


def _is_family(first: str, second: str) -> bool:
    """Say whether two words differ by their endings only: "paczek" and "paczka"."""
    shorter = min(len(first), len(second))
    if shorter < 5:
        return False
    common = 0
    while common < shorter and first[common] == second[common]:
        common += 1
    return common >= max(4, 0.6 * max(len(first), len(second)))
