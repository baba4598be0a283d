"""Is an answer made of what the passages say? Pure, and without a model.

A sentence is let through when all of this holds:

- Two thirds of its meaningful words stand in the passages. Words that only the question has are
  an echo: they count neither way, but there may not be more of them than of what stands.
- Every number stands in the passages with its unit, and not where it belongs to something else
  (the 30 days are for complaints, not for returns). Number words, prices, times and dates are
  read in all their spellings. The question's numbers are never known.
- Every address, e-mail, telephone, code, name and day of the week stands in the passages.
- What it promises (free, discount, guarantee, gift) is promised there, of the same thing; if
  there only under a condition with a number, the sentence says that number.
- What it says of a grave kind (fraud, danger, a password, an insult) stands there, too.
- If a word of it stands nowhere in the passages, then something else of it does that the visitor
  has not said: who dictates an answer is not answered with it.
- It does not deny what the passages claim of the same things, or claim what they deny. A "yes"
  or "no" claims or denies the question.

Where the model of meanings is (`knowledge/search/nearness.py`), a sentence that lacks words may
stand by lying close to one of the passages: only a plain claim (no denial, no promise), one word or
number of which stands there, and only if all the rest holds. ADR 0015 has the figures.

A greeting or an offer to help is let through; it is no answer (`is_courtesy`). A bare "yes"
stands only with the sentence after it, which is why `sentences` does not part them.

All of this is for Polish and English. In other languages half of the words are enough, names are
not looked at (German nouns would all be names), nothing is known of promises and denials, and
sentences of up to three words are taken for courtesies, which alone are no answer.

This is no proof of truth. It does not reason: that two weeks are 14 days and a year 12 months is
all the arithmetic it knows, and it takes "up to 200 zł" for "from 200 zł". It cannot tell who
does what to whom, lets a wrong statement pass that is made of the passages' own words, and
refuses true ones in quite other words. It stops most of what a model makes up about prices,
dates, links and promises, plain contradictions, and what an injected instruction makes it say;
the tests tell how much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from flowbuilder.knowledge.answers.grounding import lexicon
from flowbuilder.knowledge.answers.grounding.clauses import (
    Clause,
    Term,
    clauses,
    grave,
    light_words,
    opening,
    passage_clauses,
    plain,
)
from flowbuilder.knowledge.answers.grounding.comparing import contradicted, misplaced, unpromised
from flowbuilder.knowledge.answers.grounding.figures import is_unit
from flowbuilder.knowledge.answers.grounding.places import (
    find_codes,
    find_names,
    find_places,
    known_places,
    runs_code,
    without_places,
)
from flowbuilder.knowledge.answers.grounding.sentences import finished, sentences
from flowbuilder.knowledge.answers.grounding.weekdays import weekdays
from flowbuilder.knowledge.search.text import fold, words
from flowbuilder.knowledge.search.words import FILLERS

__all__ = ["Fault", "Grounds", "finished", "hold_all", "is_courtesy", "sentences"]

#: In languages without a list of courtesies: so many words may be one.
SHORT = 3
_MARKER = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s", re.M)

_POLITE = (lexicon.COURTESIES, FILLERS, lexicon.LIGHT, lexicon.CONDITIONS)


class Fault(StrEnum):
    """What keeps a sentence from standing on the passages."""

    CODE = "code"
    PLACE = "place"
    NAME = "name"
    EMPTY = "empty"
    GRAVE = "grave"
    DICTATED = "dictated"
    FIGURE = "figure"
    WORDS = "words"
    ELSEWHERE = "elsewhere"
    PROMISE = "promise"
    AGAINST = "against"
    YES_NO = "yes_no"


class Grounds:
    """What an answer may be made of.

    `near` says whether a sentence means much the same as one of the passages'; `heard` is what
    the visitor said before the question.
    """

    def __init__(
        self,
        passages: Iterable[str],
        question: str,
        language: str,
        near: Callable[[str], bool] | None = None,
        heard: Iterable[str] = (),
    ) -> None:
        self.near = near
        texts = list(passages)
        self.language = language
        self.listed = language in lexicon.COURTESIES
        whole = "\n".join(texts)
        self.places = known_places(whole)
        self.weekdays = weekdays(whole, language)
        self.words = {fold(word) for word in words(whole)}
        self.grave = {grave(word, language) for word in self.words}
        self.clauses = [each for text in texts for each in passage_clauses(text, language)]
        self.marks = frozenset().union(*(clause.marks for clause in self.clauses))
        self.figures = [figure for clause in self.clauses for figure in clause.figures]
        self.question = question
        self.asked = list(clauses(question, language))
        self.theirs = [*self.asked, *(each for said in heard for each in clauses(said, language))]

    def hold(self, sentence: str) -> bool:
        """Say whether `sentence` stands on the passages, or is mere courtesy."""
        return self.fault(sentence) is None

    def fault(self, sentence: str) -> Fault | None:
        """What keeps `sentence` from standing, the first that was found; None when it stands."""
        return self._fault(sentence, self.near)

    def may_hold(self, sentence: str) -> bool:
        """Say whether it stands, or is a plain claim that lacks nothing but the passages' words.

        A third of its words has to be theirs all the same: whoever checks it may be misled.
        """
        return self._fault(sentence, self._has_a_third) is None

    def _fault(self, sentence: str, near: Callable[[str], bool] | None) -> Fault | None:
        if is_courtesy(sentence, self.language):
            return None
        places = find_places(sentence)
        bare = _MARKER.sub(" ", without_places(sentence))
        if runs_code(sentence):
            return Fault.CODE
        if not places <= self.places:
            return Fault.PLACE
        if not self._knows(bare):
            return Fault.NAME
        said = list(clauses(bare, self.language))
        if not places and not any(clause.terms or clause.figures for clause in said):
            return Fault.EMPTY
        if self._is_grave(said):
            return Fault.GRAVE
        if self._is_dictated(said, bool(places)):
            return Fault.DICTATED
        supported = self._supports(said, len(places))
        if not supported and not (near is not None and self._claims_plainly(said)):
            return Fault.WORDS if self._knows_figures(said) else Fault.FIGURE
        if misplaced(said, self.clauses, self.asked):
            return Fault.ELSEWHERE
        if unpromised(said, self.clauses, self.asked):
            return Fault.PROMISE
        if contradicted(said, self.clauses, self.asked):
            return Fault.AGAINST
        if not self._may_answer(opening(sentence, self.language), said, bool(find_names(bare))):
            return Fault.YES_NO
        return None if supported or (near is not None and near(sentence)) else Fault.WORDS

    def _knows(self, bare: str) -> bool:
        """Say whether all codes, names and days of the week stand in the passages."""
        names = find_names(bare) if self.listed else []
        return (
            weekdays(bare, self.language) <= self.weekdays
            and all(fold(code) in self.words for code in find_codes(bare))
            and all(self._knows_name(fold(name)) for name in names)
        )

    def _knows_name(self, name: str) -> bool:
        if name in light_words(self.language) or is_unit(name) or weekdays(name, self.language):
            return True
        stem = name[: max(4, len(name) - 3)]
        return any(word.startswith(stem) for word in self.words)

    def _has_a_third(self, sentence: str) -> bool:
        said = list(clauses(_MARKER.sub(" ", without_places(sentence)), self.language))
        stand = [self._stands(term) for clause in said for term in clause.terms]
        figures = sum(len(clause.figures) for clause in said)
        return 3 * (sum(stand) + figures) >= len(stand) + figures

    def _is_grave(self, said: list[Clause]) -> bool:
        found = {grave(fold(t.word), self.language) for clause in said for t in clause.terms}
        return not found <= self.grave | {""}

    def _is_dictated(self, said: list[Clause], placed: bool) -> bool:
        """Say whether it holds a word strange to the passages, and nothing of theirs that is news.

        News is what the visitor has not said themselves.
        """
        terms = [term for clause in said for term in clause.terms]
        if placed or all(map(self._stands, terms)):
            return False
        theirs = frozenset().union(*(clause.marks for clause in self.theirs))
        figures = [figure for clause in self.theirs for figure in clause.figures]
        return not any(
            self._stands(term) and term.marks.isdisjoint(theirs) for term in terms
        ) and all(figure.stands_in(figures) for clause in said for figure in clause.figures)

    def _stands(self, term: Term) -> bool:
        return not term.marks.isdisjoint(self.marks) or bool(weekdays(term.word, self.language))

    def _knows_figures(self, said: list[Clause]) -> bool:
        return all(f.stands_in(self.figures) for clause in said for f in clause.figures)

    def _supports(self, said: list[Clause], stands: int) -> bool:
        if not self._knows_figures(said):
            return False
        echoed = unknown = 0
        question = frozenset().union(*(clause.marks for clause in self.asked))
        for clause in said:
            stands += len(clause.figures)
            for term in clause.terms:
                if self._stands(term):
                    stands += 1
                elif not term.marks.isdisjoint(question):
                    echoed += 1
                else:
                    unknown += 1
        return stands >= max(1, echoed, (2 if self.listed else 1) * unknown)

    def _claims_plainly(self, said: list[Clause]) -> bool:
        """Say whether it denies and promises nothing, and a word or number of it stands."""
        figures = [figure for clause in said for figure in clause.figures]
        terms = [term for clause in said for term in clause.terms]
        return (
            self.listed
            and self._knows_figures(said)
            and all(clause.sign >= 0 for clause in said)
            and not any(term.sign < 0 or term.promise for term in terms)
            and (bool(figures) or any(not term.marks.isdisjoint(self.marks) for term in terms))
        )

    def _may_answer(self, sign: int, said: list[Clause], named: bool) -> bool:
        """Say whether a "yes" (1) or "no" (-1) before `said` may be said to the question.

        A "yes" claims what was asked, with its names and numbers, unless the sentence says the
        rule instead: "from 200 zł" to who asks about 250 zł, "in the EU" to who asks of Germany.
        """
        if not sign or any(clause.sign < 0 for clause in self.asked):
            return True
        if sign > 0:
            given = frozenset().union(
                *(figure.units for clause in said for figure in clause.figures)
            )
            figures = [figure for clause in self.asked for figure in clause.figures]
            if not all(f.stands_in(self.figures) or f.units <= given | {""} for f in figures):
                return False
            names = find_names(self.question)
            if not named and not all(self._knows_name(fold(name)) for name in names):
                return False
        if not _asks_whether(self.question, self.language):
            return True
        claimed = [clause.signed(sign) for clause in self.asked]
        return not contradicted(claimed, self.clauses, self.asked)


def hold_all(grounds: Grounds, text: str) -> bool:
    """Say whether every sentence of `text` stands."""
    return all(grounds.hold(sentence) for sentence in sentences(text))


def _asks_whether(question: str, language: str) -> bool:
    """Say whether a question may be answered with yes or no."""
    whether = lexicon.WHETHER.get(language, frozenset())
    return question.rstrip().endswith("?") or any(fold(w) in whether for w in words(question)[:2])


def is_courtesy(text: str, language: str) -> bool:
    """Say whether `text` only greets, thanks or offers help: it claims nothing.

    In a language without a list of courtesies every very short sentence is taken for one.
    """
    if language not in lexicon.COURTESIES:
        short = len(words(text)) <= SHORT and not find_places(text) and not runs_code(text)
        return short and not any(char.isdigit() for char in text)
    said = {fold(word) for word in words(plain(text, language))}
    courtesies, *others = (each.get(language, frozenset()) for each in _POLITE)
    claims = (each.get(language, frozenset()) for each in (lexicon.AGREEING, lexicon.DENYING))
    return (
        bool(said & courtesies)
        and said <= courtesies.union(*others)
        and said.isdisjoint(frozenset().union(*claims))
    )
