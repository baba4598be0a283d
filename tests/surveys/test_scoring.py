"""Figures of surveys against hand-made sums, tables, and their definitions tried out by force."""

import math
from itertools import product

import pytest

from flowbuilder.core.scales import SCALES
from flowbuilder.surveys import scoring


def test_csat_is_the_share_of_fours_and_fives():
    assert scoring.csat([5, 4, 3, 1]) == 50


def test_nps_takes_detractors_from_promoters_and_leaves_passives_out():
    assert scoring.nps([10, 9, 8, 7, 6, 0]) == pytest.approx(0)
    assert scoring.nps([10, 10, 7, 6]) == 25
    assert scoring.nps([0, 3, 6]) == -100


def test_ces_is_the_mean():
    assert scoring.ces([7, 6, 2]) == 5


@pytest.mark.parametrize("figure", [scoring.csat, scoring.nps, scoring.ces])
def test_without_answers_there_is_no_figure(figure):
    assert figure([]) is None


def test_a_score_must_be_on_its_scale():
    assert scoring.fits(SCALES["nps"], 0)
    assert not scoring.fits(SCALES["csat"], 0)
    assert not scoring.fits(SCALES["ces"], 8)


def test_wilson_by_hand():
    """8 of 10: (0.8 + 3.8415/20 ± 1.96·√(0.016 + 3.8415/400)) / (1 + 3.8415/10)."""
    interval = scoring.share_interval(8, 10)

    assert (interval.low, interval.high) == pytest.approx((49.02, 94.33), abs=0.01)


@pytest.mark.parametrize(("successes", "of"), [(0, 5), (3, 7), (8, 10), (20, 20), (61, 140)])
def test_wilson_holds_exactly_the_shares_that_the_answers_do_not_speak_against(successes, of):
    """Its definition: every p whose distance from the seen share is at most z of p's own errors."""
    seen, z = successes / of, 1.959964
    steps = 200_000
    held = [
        p / steps
        for p in range(steps + 1)
        if abs(seen - p / steps) <= z * math.sqrt(p / steps * (1 - p / steps) / of) + 1e-12
    ]
    interval = scoring.share_interval(successes, of)

    assert (interval.low, interval.high) == pytest.approx(
        (100 * held[0], 100 * held[-1]), abs=0.002
    )


def test_nps_interval_by_hand():
    """6 promoters, 2 passives, 2 detractors: 40 ± 1.96·√((0.8 − 0.16)/10) · 100 = 40 ± 49.58."""
    interval = scoring.nps_interval([10, 10, 9, 9, 9, 10, 7, 8, 2, 6])

    assert (interval.low, interval.high) == pytest.approx((-9.58, 89.58), abs=0.01)


@pytest.mark.parametrize("scores", [[0, 10, 9, 8, 7], [6] * 9 + [10], [9, 9, 9, 3] * 12])
def test_the_nps_interval_is_the_spread_of_minus_one_nought_and_one(scores):
    signs = [1 if s >= 9 else -1 if s <= 6 else 0 for s in scores]
    middle = sum(signs) / len(signs)
    variance = sum((s - middle) ** 2 for s in signs) / len(signs)
    error = 1.959964 * math.sqrt(variance / len(signs))
    interval = scoring.nps_interval(scores)

    assert (interval.low, interval.high) == pytest.approx(
        (100 * max(-1, middle - error), 100 * min(1, middle + error)), abs=1e-4
    )


def test_answers_that_all_agree_leave_the_spread_unknown():
    assert scoring.nps_interval([10] * 30) is None
    assert scoring.mean_interval([7] * 30, 1, 7) is None
    assert scoring.mean_interval([4], 1, 7) is None


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (5, 2.5706), (9, 2.2622), (10, 2.2281),
     (29, 2.0452), (30, 2.0423), (100, 1.9840), (120, 1.9799), (1999, 1.9612), (10_000, 1.9600)],
)  # fmt: skip
def test_t_is_that_of_the_printed_tables(degrees, expected):
    assert scoring.t_quantile(degrees) == pytest.approx(expected, abs=0.0002)


@pytest.mark.parametrize("degrees", [1, 2, 5, 12, 33])
def test_95_percent_of_t_lie_within_it(degrees):
    """The density summed up by trapezia, from nought to the quantile and doubled."""

    def density(t):
        whole = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)
        return (
            math.exp(whole)
            / math.sqrt(degrees * math.pi)
            * (1 + t * t / degrees) ** (-(degrees + 1) / 2)
        )

    to, steps = scoring.t_quantile(degrees), 20_000
    width = to / steps
    inner = sum(density(n * width) for n in range(1, steps))
    area = width * ((density(0) + density(to)) / 2 + inner)

    assert 2 * area == pytest.approx(0.95, abs=1e-5)


def test_the_interval_of_a_mean_by_hand():
    """2, 4, 6, 6, 7: mean 5, standard deviation 2, 2.7764 · 2 / √5 = 2.4833."""
    interval = scoring.mean_interval([2, 4, 6, 6, 7], 0, 10)

    assert (interval.low, interval.high) == pytest.approx((2.5167, 7.4833), abs=0.0001)


def test_an_interval_stays_on_its_scale():
    assert scoring.mean_interval([7, 7, 7, 7, 1], 1, 7).high == 7
    assert scoring.nps_interval([10, 10, 10, 10, 0]).high == 100


@pytest.mark.parametrize("kind", ["csat", "nps", "ces", "own"])
def test_for_fewer_than_five_answers_no_figure_is_given(kind):
    for scores in product([1, 5], repeat=4):
        given = scoring.score(kind, scores)
        assert (given.answers, given.value, given.interval) == (4, None, None)

    assert scoring.score(kind, [1, 5, 3, 4, 5]).value is not None
