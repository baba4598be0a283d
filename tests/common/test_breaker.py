"""A service that keeps failing is left alone, then tried by one caller."""

from flowbuilder.common.breaker import Breaker, breaker_for


class Clock:
    moment = 100.0

    def __call__(self):
        return self.moment


def opened(clock):
    breaker = Breaker(failures=3, rest_s=30, clock=clock)
    for _ in range(3):
        breaker.failed()
    return breaker


def test_it_admits_until_enough_failures_came_in_a_row():
    breaker = Breaker(failures=3)
    breaker.failed()
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    breaker.failed()

    assert breaker.admits()
    breaker.failed()
    assert not breaker.admits()


def test_after_the_rest_one_caller_tries_and_success_lets_all_in():
    """Seen to fail when the first caller after a rest does not begin the next one."""
    clock = Clock()
    breaker = opened(clock)
    clock.moment += 31

    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert [breaker.admits() for _ in range(3)] == [True, True, True]


def test_a_failed_trial_begins_another_rest():
    clock = Clock()
    breaker = opened(clock)
    clock.moment += 31
    breaker.admits()
    breaker.failed()
    clock.moment += 29

    assert not breaker.admits()


def test_each_service_has_its_own():
    breaker_for("http", 1, "shop").failed()

    assert breaker_for("http", 1, "shop") is breaker_for("http", 1, "shop")
    assert breaker_for("http", 1, "shop") is not breaker_for("http", 2, "shop")
