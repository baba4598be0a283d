"""Figures of surveys against hand-made sums."""

import pytest

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
    assert scoring.fits("nps", 0)
    assert not scoring.fits("csat", 0)
    assert not scoring.fits("ces", 8)
