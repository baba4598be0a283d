"""The words that the entries of one language use, and which of them a question may mean. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from flowbuilder.knowledge.search import abroad
from flowbuilder.knowledge.search import words as lexicon
from flowbuilder.knowledge.search.text import edits, keys

FILLER, ASKING = 0.05, 0.5
FAMILY, PREFIXED, ALIKE, SLIP, TWO_SLIPS = 0.85, 0.8, 0.6, 0.8, 0.7
MOST_KEPT = 50_000


class Vocabulary:
    """Words with the terms they are filed under, told apart by spelling, family and meaning."""

    def __init__(self, words: Iterable[str], language: str) -> None:
        """`words`: each once."""
        self._language = language
        self._fillers = lexicon.FILLERS.get(language, frozenset())
        self._asking = lexicon.ASKING.get(language, frozenset())
        self._prefixes = lexicon.PREFIXES.get(language, ())
        self.alike = lexicon.alike(language)
        #: Any key of a word with synonyms -> such words.
        self.alike_by: dict[str, set[str]] = defaultdict(set)
        for word in self.alike:
            for key in keys(word, language):
                self.alike_by[key].add(word)
        #: Any key of a known word -> the terms it is filed under.
        self._terms: dict[str, set[str]] = defaultdict(set)
        self._imports: dict[str, float] = {}
        #: First four letters -> words with the core that begins so.
        self.by_start: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.by_piece: dict[str, list[str]] = defaultdict(list)
        self._related: dict[str, dict[str, float]] = {}
        for word in words:
            self._add(word)

    def has(self, word: str) -> bool:
        """Whether some entry uses the word, in any of its forms."""
        return any(form in self._terms for form in keys(word, self._language))

    def import_of(self, folded: str) -> float:
        """How much a word matters by its kind, from 0 to 1."""
        if folded in self._fillers or len(folded) < 2:
            return FILLER
        return ASKING if folded in self._asking else 1.0

    def import_of_term(self, term: str) -> float:
        """How much a term matters by the kind of its words."""
        return self._imports.get(term, 1.0)

    def related(self, word: str) -> dict[str, float]:
        """The terms that `word` may stand for, each with how surely."""
        known = self._related.get(word)
        if known is None:
            if len(self._related) > MOST_KEPT:
                self._related.clear()
            known = self._related[word] = self._look_up(word)
        return known

    # ---- building -------------------------------------------------------------

    def _add(self, word: str) -> None:
        term, *others = keys(word, self._language)
        folded = others[-1] if others else term
        if folded not in self._terms:
            for core in self._cores(folded):
                self.by_start[core[:4]].append((folded, core))
            for piece in _pieces(folded):
                self.by_piece[piece].append(folded)
            self._imports.setdefault(term, self.import_of(folded))
        for form in (term, *others):
            self._terms[form].add(term)

    def _cores(self, folded: str) -> list[str]:
        """The word, and what is left of it without a prefix: "zapakowac" and "pakowac"."""
        bare = [folded[len(p) :] for p in self._prefixes if folded.startswith(p)]
        return [folded, *(core for core in bare if len(core) >= 5)]

    # ---- looking up -----------------------------------------------------------

    def _look_up(self, word: str) -> dict[str, float]:
        forms = keys(word, self._language)
        folded = forms[-1]
        found: dict[str, float] = {}

        def keep(form: str, surety: float) -> None:
            for term in self._terms.get(form, ()):
                found[term] = max(found.get(term, 0.0), surety)

        for form in forms:
            keep(form, 1.0)
        if self.import_of(folded) < 1:
            return found
        same = bool(found)
        for core in self._cores(folded):
            for other, inner in self.by_start.get(core[:4], ()):
                if _is_family(core, inner):
                    keep(other, FAMILY if (core, inner) == (folded, other) else PREFIXED)
        for other in abroad.other_names(folded, self._language):
            keep(other, FAMILY)
        called = abroad.called(folded, self._language) if not found else ()
        for other in (*self._meanings(forms), *called):  # what names the country itself comes first
            for form in keys(other, self._language):
                keep(form, ALIKE)
        if not same and len(folded) >= 4:
            for other, slips in self._misspelt(folded):
                keep(other, SLIP if slips == 1 else TWO_SLIPS)
        return found

    def _meanings(self, forms: tuple[str, ...]) -> Iterable[str]:
        same = {form for form in forms if form in self.alike}
        for word in same | (self.alike_by.get(forms[1], set()) if forms[1:] else set()):
            yield from self.alike[word]

    def _misspelt(self, folded: str) -> list[tuple[str, int]]:
        limit = 2 if len(folded) >= 8 else 1
        shared: Counter[str] = Counter()
        for piece in _pieces(folded):
            shared.update(self.by_piece.get(piece, ()))
        found = []
        for other, _count in shared.most_common(40):
            slips = edits(folded, other, limit)
            if slips <= limit and len(other) >= 4 and self.import_of(other) == 1:
                found.append((other, slips))
        return found


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
