"""What a visitor waits for goes before what is merely due, and a storm is done gently (case 23)."""

import threading

from flowbuilder.runtime.runners import Lanes


def taken(lanes, count):
    return [lanes.take() for _ in range(count)]


def blocked(lanes):
    """Whether the next taker has to wait; it is let go by closing the lanes."""
    got = []
    taker = threading.Thread(target=lambda: got.append(lanes.take()))
    taker.start()
    taker.join(0.2)
    still = taker.is_alive()
    lanes.close()
    taker.join(5)
    return still and got == [None]


def test_the_urgent_go_first_whenever_they_came():
    """Seen to fail with one lane."""
    lanes = Lanes(threads=4)
    for number in (1, 2):
        lanes.add(number, urgent=False)
    lanes.add(3, urgent=True)

    assert taken(lanes, 3) == [(3, True), (1, False), (2, False)]


def test_nothing_stands_in_line_twice_until_it_is_done():
    lanes = Lanes(threads=2)
    for urgent in (True, False, True):
        lanes.add(1, urgent=urgent)
    first = taken(lanes, 1)
    lanes.add(1, urgent=True)
    lanes.done(1, urgent=True, seconds=0.0)
    lanes.add(1, urgent=True)

    assert first + taken(lanes, 1) == [(1, True), (1, True)]
    assert blocked(lanes)


def test_one_thread_is_kept_for_the_urgent():
    """Seen to fail with every thread open to what is merely due."""
    lanes = Lanes(threads=3)
    for number in range(5):
        lanes.add(number, urgent=False)

    assert taken(lanes, 2) == [(0, False), (1, False)]
    assert blocked(lanes)


def test_in_a_storm_one_is_done_at_a_time():
    """Seen to fail without the limit of a storm."""
    lanes = Lanes(threads=6)
    lanes.storm = True
    for number in range(5):
        lanes.add(number, urgent=False)

    assert taken(lanes, 1) == [(0, False)]
    assert blocked(lanes)


def test_in_a_storm_each_is_followed_by_a_rest_but_not_for_the_urgent():
    """Seen to fail without the rest."""
    lanes = Lanes(threads=6)
    lanes.storm = True
    for number in range(5):
        lanes.add(number, urgent=False)
    lanes.take()
    lanes.done(0, urgent=False, seconds=30.0)
    lanes.add(9, urgent=True)

    assert lanes.take() == (9, True)
    assert blocked(lanes)
