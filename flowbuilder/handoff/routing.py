"""Who should answer next, and how long it may take. Pure: figures in, a choice out.

Theory. A choice narrows in steps. First whom the visitor can be served by: an agent who speaks
the language and knows the subject, and of those wanted things none that nobody present has. The
right person who is busy is waited for, but not for longer than `WIDEN_AFTER_S`: a late right
answer helps less than anybody's. Among those left who have room and do not rest, the one whom the
contact knows goes first, then hard cases go to whoever had the fewest of them, then the least
busy.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MIN_SAMPLES = 5
LONGEST_PROMISE_S = 3600
#: So long somebody waits for the right person, while another one is free.
WIDEN_AFTER_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody who waits, as routing sees them.

    Attributes:
        language: Code of the visitor's language; empty when it does not matter.
        skills: What whoever answers should know, each in lower case.
        is_hard: An upset visitor, a complaint, a long story: these are spread evenly.
        known_to: Who answered this contact last, if that is not long ago.
        waited_s: How long the visitor has waited.
        passed_by: Who passed the visitor on. While anybody else is there, it is not given back.
    """

    language: str = ""
    skills: frozenset[str] = frozenset()
    is_hard: bool = False
    known_to: int | None = None
    waited_s: float = 0.0
    passed_by: int | None = None


ANYBODY = Request()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An agent as routing sees one.

    Attributes:
        load: How many conversations the agent answers now.
        last_assigned: When the agent was last given one, as a timestamp; 0 for never.
        languages: Codes of the languages the agent writes; empty for any.
        skills: What the agent knows, each in lower case.
        hard: How many hard cases the agent was given of late.
        rests: The agent has a moment of rest after a hard case.
    """

    id: int
    online: bool
    load: int
    capacity: int
    last_assigned: float = 0.0
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    hard: int = 0
    rests: bool = False

    @property
    def is_free(self) -> bool:
        """The agent is there and can be handed one more."""
        return self.online and self.load < self.capacity and not self.rests

    def speaks(self, language: str) -> bool:
        """Whether the agent writes in `language`."""
        return not language or not self.languages or language in self.languages


def choose(candidates: Iterable[Candidate], request: Request = ANYBODY) -> Candidate | None:
    """The agent to whom `request` goes now, or None: nobody is free, or the right one is soon.

    Busy is relative to capacity. Between equals the one who has waited longest for work goes
    first, then the lower id, so the same figures always give the same choice.
    """
    there = [one for one in candidates if one.online]
    there = [one for one in there if one.id != request.passed_by] or there
    fitting = _fitting(there, request)
    free = [one for one in fitting if one.is_free]
    if not free and request.waited_s >= WIDEN_AFTER_S:
        free = [one for one in there if one.is_free]
    if not free:
        return None
    return min(
        free,
        key=lambda one: (
            one.id != request.known_to,
            one.hard if request.is_hard else 0,
            one.load / one.capacity,
            one.last_assigned,
            one.id,
        ),
    )


def _fitting(there: Sequence[Candidate], request: Request) -> list[Candidate]:
    """Those who speak the language and know the most of what is asked for.

    Language comes before knowledge: a colleague can be asked, a language cannot be lent.
    """
    speaking = [one for one in there if one.speaks(request.language)] or list(there)
    if not request.skills:
        return speaking
    best = max((len(request.skills & one.skills) for one in speaking), default=0)
    return [one for one in speaking if len(request.skills & one.skills) == best]


def estimate_wait(
    ahead: Sequence[Request],
    mine: Request,
    agents: Iterable[Candidate],
    service_seconds: Sequence[float],
) -> int | None:
    """Seconds until `mine` is answered behind those `ahead`, or None when unknown.

    Whoever fits the free places is next at once, as far as anyone can say: no figure is made up
    for a person's reaction. For the rest, places free up at the pace of the recent service times;
    fewer than five of those, or nobody there, and the honest answer is None. Places are those of
    the agents who can serve `mine`, as `choose` sees it; whoever is ahead takes of these as large
    a part as is among the places that can serve them. After `WIDEN_AFTER_S` anybody's place counts.
    """
    there = [one for one in agents if one.online and one.capacity > 0]
    if not there or len(service_seconds) < MIN_SAMPLES:
        return None
    typical = statistics.median(service_seconds)
    right = _able(there, mine)
    before = sum(_share(_able(there, each), right) for each in ahead)
    soonest = _until_free(right, before, typical)
    if len(right) < len(there):
        widens = max(WIDEN_AFTER_S - mine.waited_s, 0)
        soonest = min(soonest, max(widens, _until_free(there, len(ahead), typical)))
    return math.ceil(soonest) if 0 < soonest <= LONGEST_PROMISE_S else None


def _able(there: Sequence[Candidate], request: Request) -> list[Candidate]:
    """Those of `there` among whom `choose` looks first."""
    return _fitting([one for one in there if one.id != request.passed_by] or there, request)


def _share(theirs: Sequence[Candidate], mine: Sequence[Candidate]) -> float:
    """How much of one's places are among those of the other, from 0 to 1."""
    ids = {one.id for one in mine}
    common = sum(one.capacity for one in theirs if one.id in ids)
    return common / sum(one.capacity for one in theirs)


def _until_free(agents: Sequence[Candidate], before: float, typical: float) -> float:
    """Seconds until one of the agents' places is for whoever comes after so many; 0 for at once."""
    free = sum(max(one.capacity - one.load, 0) for one in agents)
    return max(before + 1 - free, 0) * typical / sum(one.capacity for one in agents)
