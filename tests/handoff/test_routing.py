"""Who answers next, and how long it may take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowbuilder.handoff.routing import Candidate, choose, estimate_wait


def agent(
    id: int, load: int = 0, capacity: int = 4, online: bool = True, last: float = 0.0
) -> Candidate:
    return Candidate(id=id, online=online, load=load, capacity=capacity, last_assigned=last)


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


def test_too_few_samples_give_no_estimate() -> None:
    assert estimate_wait(3, [60, 60, 60, 60], slots=1, free=0) is None


def test_nobody_there_gives_no_estimate() -> None:
    assert estimate_wait(1, [60] * 10, slots=0, free=0) is None


def test_a_free_agent_gives_no_made_up_figure() -> None:
    assert estimate_wait(1, [60] * 10, slots=2, free=1) is None


def test_the_estimate_is_the_typical_service_time_shared_by_the_places() -> None:
    assert estimate_wait(2, [100, 120, 140, 160, 5_000], slots=2, free=0) == 140


def test_an_estimate_longer_than_an_hour_is_not_promised() -> None:
    assert estimate_wait(50, [600] * 10, slots=1, free=0) is None
