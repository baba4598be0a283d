"""Who answers next, and how long it may take."""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowbuilder.handoff.routing import (
    ANYBODY,
    WIDEN_AFTER_S,
    Candidate,
    Request,
    choose,
    estimate_wait,
)


def agent(
    id: int, load: int = 0, capacity: int = 4, online: bool = True, last: float = 0.0, **more: Any
) -> Candidate:
    return Candidate(id=id, online=online, load=load, capacity=capacity, last_assigned=last, **more)


def wants(*skills: str, **more: Any) -> Request:
    return Request(skills=frozenset(skills), **more)


def chosen_id(candidates: list[Candidate], request: Request) -> int | None:
    chosen = choose(candidates, request)
    return None if chosen is None else chosen.id


POLISH, ENGLISH = frozenset({"pl"}), frozenset({"en"})
RETURNS = frozenset({"returns"})


def test_the_least_busy_is_chosen() -> None:
    assert choose([agent(1, load=2), agent(2, load=1), agent(3, load=3)]) == agent(2, load=1)


def test_busy_is_relative_to_capacity() -> None:
    chosen = choose([agent(1, load=2, capacity=2 + 1), agent(2, load=3, capacity=10)])

    assert chosen == agent(2, load=3, capacity=10)


def test_whoever_is_away_or_full_is_passed_over() -> None:
    assert choose([agent(1, online=False), agent(2, load=4)]) is None


def test_between_equals_the_one_who_waited_longest_for_work_goes_first() -> None:
    chosen = choose([agent(1, last=20.0), agent(2, last=10.0)])

    assert chosen is not None
    assert chosen.id == 2


@given(st.permutations([agent(1), agent(2, load=1), agent(3, last=5.0), agent(4, online=False)]))
def test_the_choice_does_not_depend_on_the_order(order: list[Candidate]) -> None:
    assert choose(order) == agent(1)


# ---- The right person -----------------------------------------------------------


def test_whoever_speaks_the_language_answers_even_if_busier() -> None:
    both = [agent(1, languages=POLISH), agent(2, load=3, languages=ENGLISH)]

    assert chosen_id(both, wants(language="en")) == 2


def test_an_agent_without_languages_writes_in_any() -> None:
    assert chosen_id([agent(1, languages=POLISH), agent(2, load=1)], wants(language="de")) == 2


def test_whoever_knows_the_subject_answers_even_if_busier() -> None:
    assert chosen_id([agent(1), agent(2, load=3, skills=RETURNS)], wants("returns")) == 2


def test_language_comes_before_knowledge() -> None:
    both = [agent(1, languages=POLISH, skills=RETURNS), agent(2, languages=ENGLISH)]

    assert chosen_id(both, wants("returns", language="en")) == 2


def test_what_nobody_there_knows_is_not_waited_for() -> None:
    absent = agent(3, online=False, skills=RETURNS, languages=frozenset({"de"}))

    assert chosen_id([agent(1, load=1), agent(2), absent], wants("returns", language="de")) == 2


def test_of_several_wanted_skills_the_most_count() -> None:
    both = [agent(1, skills=RETURNS), agent(2, load=2, skills=RETURNS | {"invoices"})]

    assert chosen_id(both, wants("returns", "invoices")) == 2


def test_the_right_person_is_waited_for_but_not_for_long() -> None:
    both = [agent(1), agent(2, load=4, skills=RETURNS)]

    assert chosen_id(both, wants("returns", waited_s=WIDEN_AFTER_S - 1)) is None
    assert chosen_id(both, wants("returns", waited_s=WIDEN_AFTER_S)) == 1


def test_whom_the_contact_knows_goes_first_if_there_and_free() -> None:
    known = wants(known_to=2)

    assert chosen_id([agent(1), agent(2, load=3)], known) == 2
    assert chosen_id([agent(1), agent(2, load=4)], known) == 1


def test_hard_cases_go_to_whoever_had_the_fewest() -> None:
    both = [agent(1, hard=2), agent(2, load=2, hard=1)]

    assert chosen_id(both, wants(is_hard=True)) == 2
    assert chosen_id(both, wants()) == 1


def test_whoever_rests_is_handed_nothing() -> None:
    assert chosen_id([agent(1, rests=True), agent(2, load=3)], wants()) == 2
    assert choose([agent(1, rests=True)], wants(waited_s=9_999)) is None


# ---- Thousands of arrivals --------------------------------------------------------


class Simulated:
    """A day of a team: visitors arrive, wait, are handed out and served. Seconds are counted."""

    def __init__(self, agents: list[Candidate], seed: int) -> None:
        self.agents = {one.id: one for one in agents}
        self.chance = random.Random(seed)
        self.queue: list[tuple[float, Request]] = []
        self.serving: list[tuple[float, int]] = []
        self.hard = Counter[int]()
        self.waits: list[float] = []
        self.wrong_language = 0
        self.idle_beside_waiting = 0
        self.is_blind = False  # to what is hard

    def unevenness(self) -> float:
        """How far whoever had the most hard cases stands above the mean of the team."""
        return max(self.hard.values()) * len(self.agents) / sum(self.hard.values()) - 1

    def candidates(self) -> list[Candidate]:
        busy = Counter(id for _ends, id in self.serving)
        return [
            replace(one, load=busy[one.id], hard=self.hard[one.id]) for one in self.agents.values()
        ]

    def hand_out(self, at: float) -> None:
        while (found := self._next(at)) is not None:
            (arrived, request), chosen = found
            self.queue.remove((arrived, request))
            self.waits.append(at - arrived)
            self.hard[chosen.id] += request.is_hard
            self.wrong_language += not chosen.speaks(request.language)
            self.serving.append((at + self.chance.expovariate(1 / 300), chosen.id))

    def _next(self, at: float) -> tuple[tuple[float, Request], Candidate] | None:
        there = self.candidates()
        for arrived, request in self.queue:
            asked = replace(request, waited_s=at - arrived)
            asked = replace(asked, is_hard=False) if self.is_blind else asked
            chosen = choose(there, asked)
            if chosen is not None:
                return (arrived, request), chosen
        return None

    def run(self, arrivals: int, every_s: float) -> None:
        at = 0.0
        for number in range(arrivals):
            at += self.chance.expovariate(1 / every_s)
            self.serving = [one for one in self.serving if one[0] > at]
            language = self.chance.choice(["pl", "pl", "pl", "en"])
            skills = RETURNS if number % 5 == 0 else frozenset()
            self.queue.append(
                (at, Request(language=language, skills=skills, is_hard=self.chance.random() < 0.2))
            )
            self.hand_out(at)
            free = any(one.is_free for one in self.candidates())
            late = any(at - arrived >= WIDEN_AFTER_S for arrived, _request in self.queue)
            self.idle_beside_waiting += free and late
            assert all(one.load <= one.capacity for one in self.candidates())


def staff() -> list[Candidate]:
    return [
        agent(1, languages=POLISH), agent(2, languages=POLISH, skills=RETURNS),
        agent(3, languages=POLISH | ENGLISH), agent(4, languages=POLISH | ENGLISH, skills=RETURNS),
        agent(5, languages=POLISH, capacity=2), agent(6, languages=POLISH),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_in_a_calm_day_nearly_everybody_is_answered_at_once_and_understood(seed: int) -> None:
    day = Simulated(staff(), seed)
    day.run(2_000, every_s=45)

    assert day.waits.count(0.0) >= 0.99 * len(day.waits)
    assert day.wrong_language <= 2
    assert day.idle_beside_waiting == 0


@pytest.mark.parametrize("seed", range(3))
def test_hard_cases_are_spread_evenly_where_chance_would_not(seed: int) -> None:
    """2,000 arrivals in a team that is rarely busy: by load and time alone some get more."""
    team = [agent(id, capacity=8 if id == 1 else 2) for id in range(1, 6)]
    spread, blind = Simulated(team, seed), Simulated(team, seed)
    blind.is_blind = True
    for day in (spread, blind):
        day.run(2_000, every_s=60)

    assert spread.unevenness() <= 0.1
    assert blind.unevenness() >= 2 * spread.unevenness()


def test_in_a_rush_nobody_is_free_while_somebody_waits_long() -> None:
    day = Simulated(staff(), seed=7)
    day.run(3_000, every_s=13)

    assert max(day.waits) > WIDEN_AFTER_S
    assert day.idle_beside_waiting == 0


# ---- How long it may take ---------------------------------------------------------


def estimate(
    agents: list[Candidate],
    ahead: list[Request] | int = 0,
    mine: Request = ANYBODY,
    took: float = 100,
) -> int | None:
    before = [ANYBODY] * ahead if isinstance(ahead, int) else ahead
    return estimate_wait(before, mine, agents, [took] * 5)


def busy(id: int, capacity: int = 1, **more: Any) -> Candidate:
    return agent(id, load=capacity, capacity=capacity, **more)


def test_too_few_samples_give_no_estimate() -> None:
    assert estimate_wait([ANYBODY] * 2, ANYBODY, [busy(1)], [60, 60, 60, 60]) is None


def test_nobody_there_gives_no_estimate() -> None:
    assert estimate([busy(1, online=False)]) is None


def test_a_free_agent_gives_no_made_up_figure() -> None:
    assert estimate([busy(1), agent(2, capacity=1)]) is None


def test_the_estimate_is_the_typical_service_time_shared_by_the_places() -> None:
    times = [100, 120, 140, 160, 5_000]

    assert estimate_wait([ANYBODY], ANYBODY, [busy(1), busy(2)], times) == 140


def test_an_estimate_longer_than_an_hour_is_not_promised() -> None:
    assert estimate([busy(1)], ahead=49, took=600) is None


def test_who_speaks_another_language_is_no_place_for_the_visitor_yet() -> None:
    both = [busy(1, languages=POLISH), busy(2, languages=ENGLISH)]

    assert estimate(both, mine=wants(language="en"), took=90) == 90
    assert estimate(both, mine=wants(language="de"), took=90) == 45  # nobody does: anybody


def test_those_ahead_who_are_served_by_others_are_not_counted() -> None:
    both = [busy(1, languages=POLISH), busy(2, languages=ENGLISH)]
    poles, english = [wants(language="pl")] * 3, wants(language="en")

    assert estimate(both, ahead=poles, mine=english, took=20) == 20
    assert estimate(both, ahead=[*poles, english], mine=english, took=20) == 40


def test_of_those_ahead_who_take_anybody_a_part_is_counted() -> None:
    both = [busy(1, languages=POLISH), busy(2, languages=ENGLISH)]

    assert estimate(both, ahead=2, mine=wants(language="en"), took=20) == 40


def test_a_free_agent_who_may_only_be_asked_later_makes_the_wait_no_longer_than_that() -> None:
    both = [agent(1, capacity=1), busy(2, skills=RETURNS)]

    assert estimate(both, mine=wants("returns"), took=600) == WIDEN_AFTER_S
    assert estimate(both, mine=wants("returns", waited_s=50), took=600) == WIDEN_AFTER_S - 50
    assert estimate(both, mine=wants("returns", waited_s=500), took=600) is None  # at once


def test_who_passed_the_visitor_on_is_no_place_for_them() -> None:
    both = [agent(1, capacity=1), busy(2)]

    assert estimate(both, mine=Request(passed_by=1), took=60) == 60


@given(st.integers(0, 6), st.integers(1, 4), st.floats(30, 300))
def test_where_anybody_may_answer_the_estimate_goes_by_places_alone(
    ahead: int, agents: int, took: float
) -> None:
    seconds = (ahead + 1) * took / agents

    assert estimate([busy(n) for n in range(agents)], ahead, took=took) == math.ceil(seconds)
