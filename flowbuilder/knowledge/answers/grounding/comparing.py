"""What an answer says set against what the passages say: numbers, promises, denials. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flowbuilder.knowledge.answers.grounding.clauses import Clause, Term
from flowbuilder.knowledge.answers.grounding.figures import Figure

_MONEY = frozenset({"zl", "eur", "usd", "gbp"})


def misplaced(said: Iterable[Clause], known: Sequence[Clause], asked: Sequence[Clause]) -> bool:
    """Say whether a number of the answer belongs, in the passages, to something else."""
    return any(
        _elsewhere(clause, figures, known, asked)
        for clause in said
        for figures in _by_unit(clause.figures)
    )


def unpromised(said: Sequence[Clause], known: Sequence[Clause], asked: Sequence[Clause]) -> bool:
    """Say whether the answer promises what the passages do not, or leaves the condition out."""
    figures = [figure for clause in said for figure in clause.figures]
    for clause in said:
        for term in clause.terms:
            if not term.promise or term.sign < 0:
                continue
            subject, own = _subject(clause, known, asked)
            given = [
                each
                for each in known
                if _promises(each, term.promise, subject, own, known)
                or (clause.figures and _says_all(each, term.promise, clause.figures))
            ]
            free = [each for each in given if not each.figures]
            if not given or (
                not free
                and not any(figure.stands_in(each.figures) for each in given for figure in figures)
            ):
                return True
    return False


def contradicted(said: Iterable[Clause], known: Sequence[Clause], asked: Sequence[Clause]) -> bool:
    """Say whether a clause denies what the passages claim, or claims what they deny."""
    return any(_contradicts(clause, known, asked) for clause in said if clause.sign)


def _contradicts(clause: Clause, known: Sequence[Clause], asked: Sequence[Clause]) -> bool:
    stated = [each for each in known if each.sign and each.conditional == clause.conditional]
    best = max((each.shared(clause.terms) for each in stated), default=0)
    if not best:
        return False
    closest = [each for each in stated if each.shared(clause.terms) == best]
    against = [each for each in closest if _denies(clause, each)]
    if best < min(2, len(clause.terms)):
        against = [each for each in against if _nearness(each, clause.terms)[0] > 1]
    if not against:
        return False
    if clause.sign > 0:
        return len(against) == len(closest)
    # "No returns of lingerie" is no ground for "no returns" where returns are accepted.
    spoken = [*clause.terms, *(term for each in asked for term in each.terms)]
    return not any(_agree(clause, each) and _covers(spoken, each) for each in closest)


def _denies(clause: Clause, other: Clause) -> bool:
    """Say whether one of two clauses denies what the other claims.

    "Postage is not free" does not deny "postage costs £4": what it denies is not said there.
    """
    if _agree(clause, other):
        return False
    denying, claiming = (clause, other) if clause.sign < 0 else (other, clause)
    return (
        not denying.denied
        or not denying.denied.isdisjoint(claiming.marks)
        or other.shared(clause.terms) == len(clause.terms)
    )


def _covers(spoken: Sequence[Term], clause: Clause) -> bool:
    marks = frozenset(mark for term in spoken for mark in term.marks)
    return all(not term.marks.isdisjoint(marks) for term in clause.terms)


def _agree(clause: Clause, other: Clause) -> bool:
    for term in clause.terms:
        signs = {s for mark in term.marks for s in other.signs.get(mark, ())}
        if signs and term.sign and term.sign not in signs and 0 not in signs:
            return False
    return True


def _by_unit(figures: Iterable[Figure]) -> Iterable[list[Figure]]:
    groups: dict[frozenset[str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.units, []).append(figure)
    return groups.values()


def _elsewhere(
    clause: Clause, figures: list[Figure], known: Sequence[Clause], asked: Sequence[Clause]
) -> bool:
    terms, own = _subject(clause, known, asked)
    if own:
        terms = [term for term in clause.terms if not term.measure]
    units = figures[0].units
    here = [c for c in known if all(figure.stands_in(c.figures) for figure in figures)]
    there = [
        c
        for c in known
        if any(units & other.units for other in c.figures)
        and not any(figure.stands_in(c.figures) for figure in figures)
    ]
    if not here:
        return any(figure.linked for figure in figures)
    if (
        own
        and any(c.shared(terms) for c in known)
        and all(term.marks.isdisjoint(c.passage) for c in here for term in terms)
    ):
        return True
    if not there:
        return False
    closely = clause.terms if own else ()
    return max(_nearness(c, terms, closely) for c in there) > max(
        _nearness(c, terms, closely) for c in here
    )


def _nearness(
    clause: Clause, terms: Sequence[Term], closely: Sequence[Term] = ()
) -> tuple[int, int]:
    """How much a clause speaks of `terms`, also by what came before it, and itself of others."""
    around = clause.marks.union(*(term.marks for term in clause.before))
    return sum(not term.marks.isdisjoint(around) for term in terms), clause.shared(closely)


def _subject(
    clause: Clause, known: Sequence[Clause], asked: Sequence[Clause]
) -> tuple[list[Term], bool]:
    """What a clause speaks of, and whether it says so itself.

    If it names nothing, it speaks of what came before it, or of what was asked.
    """
    for terms, own in ((clause.terms, True), (clause.before, False)):
        kept = [term for term in terms if not term.promise and not term.measure]
        if kept and (own or any(each.shared(kept) for each in known)):
            return kept, own
    return [term for each in asked for term in each.terms if not term.promise], False


def _promises(
    clause: Clause, promise: str, subject: Sequence[Term], own: bool, known: Sequence[Clause]
) -> bool:
    """Say whether a clause of the passages promises this of `subject`.

    "Yes, free of charge" promises it of what its heading asks about: it is then enough that no
    clause with a price is nearer to the subject.
    """
    if clause.sign < 1 or not any(term.promise == promise for term in clause.terms):
        return False
    if any(term.promise != promise for term in clause.terms):
        return clause.shared(subject) > 0
    near = _nearness(clause, subject)
    priced = [each for each in known if any(_MONEY & figure.units for figure in each.figures)]
    return near[0] > 0 or (not own and all(_nearness(each, subject) <= near for each in priced))


def _says_all(clause: Clause, promise: str, figures: Sequence[Figure]) -> bool:
    """Say whether a clause of the passages makes this promise with the same numbers."""
    return any(term.promise == promise and term.sign > 0 for term in clause.terms) and all(
        figure.stands_in(clause.figures) for figure in figures
    )
