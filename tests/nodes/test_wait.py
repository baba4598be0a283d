from __future__ import annotations

import pytest
from pydantic import ValidationError

from flowbuilder.nodes.wait import WaitConfig, WaitNode


def test_goes_on_when_the_time_is_up_and_not_before(try_node):
    visitor = try_node("wait", {"seconds": 3600}).time_passes(3599)

    assert visitor.heard == []
    assert visitor.time_passes(1).heard == ["[next]"]


def test_what_the_visitor_writes_meanwhile_does_not_cut_it_short(try_node):
    visitor = try_node("wait", {"seconds": 60}).says("halo?")

    assert visitor.heard == []
    assert visitor.time_passes(60).heard == ["[next]"]
    assert visitor.session.last_said == "halo?"


@pytest.mark.parametrize("seconds", [0, -1, 30 * 86400 + 1])
def test_lasts_from_a_second_to_thirty_days(seconds):
    with pytest.raises(ValidationError):
        WaitConfig(seconds=seconds)


def test_its_card_says_how_long():
    assert WaitNode().summary(WaitConfig(seconds=93_784)) == "1 d 2 h 3 min 4 s"
