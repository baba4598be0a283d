"""Clauses of a text: what each speaks of, whether it denies it, and its figures. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from flowbuilder.knowledge.answers.grounding import lexicon
from flowbuilder.knowledge.answers.grounding.figures import Figure, find_figures
from flowbuilder.knowledge.answers.grounding.numerals import in_digits
from flowbuilder.knowledge.answers.grounding.sentences import parts, sentences
from flowbuilder.knowledge.search.text import fold, keys, words
from flowbuilder.knowledge.search.words import ASKING, FILLERS, PREFIXES, alike

_PAUSE = re.compile(r"(?<=\D)[,;:](?=\s|$)|(?<=\d)[,;:](?=\s|$)|\s[-–—]\s|[()]|[.!?…]+$")
_SPACE = re.compile(r"[\u00a0\u202f\u2009]")
_VERB = {
    "pl": re.compile(r"\w{3,}(?:my|cie|emy|amy)$|^(?:jest|sa|mozna|moze|moga|trzeba)$"),
    "en": re.compile(r"^(?:is|are|can|could|will|we|you|they|it|has|have|do|does|must|may)$"),
}
_LONG_BEGINNINGS = ("prze", "przy", "nie", "roz")


@dataclass(frozen=True, slots=True)
class Term:
    """A word with meaning: its marks (any in common make two words the same) and its sign."""

    word: str
    marks: frozenset[str]
    sign: int  # 1 claimed, -1 denied, 0 asked
    promise: str = ""
    measure: bool = False


@dataclass(slots=True)
class Clause:
    """A piece of a sentence that claims or denies one thing."""

    sign: int
    terms: tuple[Term, ...]
    figures: list[Figure]
    conditional: bool = False
    #: What was said before it in its sentence, and in its passage's heading.
    before: tuple[Term, ...] = ()
    heading: bool = False
    #: Marks of what it denies something to be: "free" in "postage is not free".
    denied: frozenset[str] = frozenset()
    #: Marks of all of its passage.
    passage: frozenset[str] = frozenset()
    marks: frozenset[str] = field(init=False)
    signs: dict[str, set[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.marks = frozenset(mark for term in self.terms for mark in term.marks)
        self.signs = {}
        for term in self.terms:
            for mark in term.marks:
                self.signs.setdefault(mark, set()).add(term.sign)

    def shared(self, terms: Iterable[Term]) -> int:
        """How many of `terms` it speaks of."""
        return sum(not term.marks.isdisjoint(self.marks) for term in terms)

    def signed(self, sign: int) -> Clause:
        """The same, claimed or denied as `sign` says."""
        terms = tuple(replace(t, sign=t.sign * sign) for t in self.terms)
        return replace(self, sign=sign, terms=terms)


@functools.lru_cache(maxsize=8)
def light_words(language: str) -> frozenset[str]:
    """Words that say nothing of their own in an answer."""
    lists = (
        FILLERS, ASKING, lexicon.LIGHT, lexicon.AGREEING, lexicon.DENYING,
        lexicon.NEGATORS, lexicon.WITHOUT, lexicon.CONDITIONS, lexicon.JOINTS,
    )  # fmt: skip
    return frozenset().union(*(each.get(language, frozenset()) for each in lists))


folded = functools.lru_cache(maxsize=20_000)(fold)


@functools.lru_cache(maxsize=50_000)
def marks(word: str, language: str) -> frozenset[str]:
    """What makes `word` the same as another: its stems, its beginning, what means the same."""
    forms = keys(word, language)
    bare = forms[-1]
    found = {*forms, *(pair for form in forms for pair in _pairs(language).get(form, ()))}
    if len(bare) >= 6:
        found.add("^" + bare[: 7 if bare.startswith(_LONG_BEGINNINGS) else 5])
    for prefix in PREFIXES.get(language, ()):
        if bare.startswith(prefix) and len(bare) - len(prefix) >= 7:
            found.add("^" + bare[len(prefix) :][:5])
    return frozenset(found)


@functools.lru_cache(maxsize=8)
def _pairs(language: str) -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    for word, others in alike(language).items():
        for form in keys(word, language):
            pairs.setdefault(form, set()).update("=".join(sorted((word, o))) for o in others)
    return pairs


def plain(text: str, language: str) -> str:
    """`text` in lower case, with number words in digits and turns of speech in plainer words."""
    said = in_digits(_SPACE.sub(" ", text).casefold(), language)
    for shape, simpler in _phrases(language):
        said = shape.sub(simpler, said)
    return said


@functools.lru_cache(maxsize=8)
def _phrases(language: str) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(shape), simpler) for shape, simpler in lexicon.PHRASES.get(language, ())]


def clauses(text: str, language: str) -> list[Clause]:
    """The clauses of one sentence, in their order. "Oolong: 90°C, 3 minutes" is one."""
    found: list[Clause] = []
    before: tuple[Term, ...] = ()
    for piece in _pieces(plain(text, language), language):
        clause = _clause(piece, language)
        if clause.figures and not clause.terms and before:
            found[-1].figures.extend(clause.figures)
            continue
        clause.before = before
        before += clause.terms
        found.append(clause)
    return found


def passage_clauses(passage: str, language: str) -> list[Clause]:
    """The clauses of a passage. A heading that asks is claimed, or denied, by what answers it."""
    first, _, rest = passage.strip().partition("\n")
    if not rest.strip():
        first, rest = "", passage
    heading = list(clauses(first, language))
    about = tuple(term for clause in heading for term in clause.terms)
    if first.strip().endswith("?"):
        sign = opening(rest, language)
        heading = [replace(clause.signed(sign), heading=True) for clause in heading]
    body = [clause for sentence in sentences(rest) for clause in clauses(sentence, language)]
    for clause in body:
        clause.before += about
    found = [*heading, *body]
    everything = frozenset().union(*(clause.marks for clause in found))
    for clause in found:
        clause.passage = everything
    return found


def opening(sentence: str, language: str) -> int:
    """1 if `sentence` opens with a yes, -1 if with a no, 0 if with neither."""
    first = re.match(r"\W*(\w+)(?=\s*[,.!;:–—-]|\s*$|\s+of course)", fold(sentence))
    if first is None:
        return 0
    if first[1] in lexicon.AGREEING.get(language, ()):
        return 1
    return -1 if first[1] in lexicon.NOES.get(language, ()) else 0


def _pieces(text: str, language: str) -> list[str]:
    """Pieces between pauses and joints; the rest of a list stays with what it belongs to."""
    joints = lexicon.JOINTS.get(language, frozenset())
    shape = _joint(language)
    pieces: list[str] = []
    pauses = (pause for part in parts(text) for pause in _PAUSE.split(part))
    for part in (part for pause in pauses for part in shape.split(pause)):
        said = [folded(word) for word in words(part)]
        if not said or all(word in joints for word in said):
            continue
        if pieces and _is_rest(said, language):
            pieces[-1] += f" {part}"
        else:
            pieces.append(part)
    return pieces


@functools.lru_cache(maxsize=8)
def _joint(language: str) -> re.Pattern[str]:
    joints = sorted(lexicon.JOINTS.get(language, ()) or ("\n",))
    return re.compile(rf"\s(?=(?:{'|'.join(joints)})\s)")


def _is_rest(said: list[str], language: str) -> bool:
    """Say whether these words only go on with a list: "(no returns of lingerie) and books"."""
    verb = _VERB.get(language)
    negators = lexicon.NEGATORS.get(language, frozenset())
    kept = [word for word in said if word not in light_words(language)]
    if any(word in negators or word.isdigit() for word in said):
        return False
    if verb is None or any(verb.search(word) for word in said):
        return False
    return len(kept) <= 2 and not any(opposite(word, language) for word in said)


@functools.lru_cache(maxsize=20_000)
def opposite(word: str, language: str) -> str:
    """The word that a folded `word` denies, or nothing."""
    found = lexicon.OPPOSITES.get(language, {})
    return next((other for start, other in found.items() if word.startswith(start)), "")


@functools.lru_cache(maxsize=20_000)
def promise(word: str, language: str) -> str:
    """What a folded `word` promises, or nothing."""
    for start, meant in lexicon.PROMISES.get(language, {}).items():
        if word == start or (word.startswith(start) and start not in lexicon.WHOLE):
            return meant
        if start in lexicon.WHOLE and word in lexicon.WHOLE and word.startswith(start):
            return meant
    return ""


@functools.lru_cache(maxsize=20_000)
def grave(word: str, language: str) -> str:
    """How a folded `word` begins that says something grave, or nothing."""
    return next((each for each in lexicon.GRAVE.get(language, ()) if word.startswith(each)), "")


def _clause(piece: str, language: str) -> Clause:
    figures, rest = find_figures(piece, language)
    negators = lexicon.NEGATORS.get(language, frozenset())
    without = lexicon.WITHOUT.get(language, frozenset())
    light = light_words(language)
    said = words(rest)
    bares = [folded(word) for word in said]
    conditional = not lexicon.CONDITIONS.get(language, frozenset()).isdisjoint(bares)
    sign = 1 if negators.isdisjoint(bares) else -1
    terms: list[Term] = []
    local, start = 0, _start_of_denied(bares, language)
    denied: frozenset[str] = frozenset()
    for place, (word, bare) in enumerate(zip(said, bares, strict=True)):
        if bare in without:
            local = 2
            continue
        contrary = opposite(bare, language)
        if contrary:
            sign = -sign
            terms.append(Term(word, marks(contrary, language) | marks(word, language), 1))
        elif bare not in light and len(bare) > 2 and not bare.isdigit():
            meant = promise(bare, language)
            own = marks(word, language) | ({f"!{meant}"} if meant else frozenset())
            measure = bare.startswith(lexicon.MEASURES.get(language, ("\n",)))
            terms.append(Term(word, own, -1 if local else 1, meant, measure))
            local = max(0, local - 1)
        else:
            continue
        if 0 < start <= place:
            denied = denied or terms[-1].marks
    signed = tuple(terms if sign > 0 else (replace(t, sign=-t.sign) for t in terms))
    return Clause(sign, signed, figures, conditional, denied=denied if sign < 0 else frozenset())


def _start_of_denied(said: list[str], language: str) -> int:
    """Where it begins what the words deny something to be, or 0."""
    being = lexicon.BEING.get(language, frozenset())
    for place, (first, second) in enumerate(pairwise(said)):
        if (first == "nie" and second in being) or (second == "not" and first in being):
            return place + 2
    return 0
