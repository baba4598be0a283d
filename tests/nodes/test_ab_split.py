from __future__ import annotations

from collections import Counter

from flowbuilder.core.testing import Conversation, flow
from flowbuilder.nodes.ab_split import AbSplit, AbSplitConfig

SPLIT = {
    "branches": [
        {"name": "a", "label": "Krótko", "share": 70},
        {"name": "b", "label": "Długo", "share": 30},
        {"name": "never", "share": 0},
    ],
    "save_as": "branch",
}


def test_shares_are_kept_over_many_conversations(catalogue):
    document = flow(
        ("it", "ab_split", SPLIT),
        ("end", "end"),
        wires="it.a > end; it.b > end; it.never > end",
    )
    drawn = Counter(
        Conversation(document, catalogue, session_id=str(n)).starts().variables["branch"]
        for n in range(1000)
    )

    assert 650 < drawn["a"] < 750
    assert drawn["a"] + drawn["b"] == 1000


def test_a_visitor_who_comes_again_goes_the_same_way(catalogue):
    document = flow(
        ("it", "ab_split", {**SPLIT, "save_as": ""}),
        ("a", "question", {"question": "A", "save_as": "x"}),
        ("b", "question", {"question": "B", "save_as": "x"}),
        wires="it.a > a; it.b > b; it.never > b; a.next > it; b.next > it",
    )
    for number in range(10):
        visitor = Conversation(document, catalogue, session_id=str(number)).starts()
        first = visitor.heard
        for _ in range(8):
            assert visitor.says("dalej").heard == first


def test_shares_that_are_not_a_hundred_and_equal_names_are_problems():
    branches = [{"name": "a", "share": 50}, {"name": "a", "share": 40}]
    config = AbSplitConfig.model_validate({"branches": branches})

    assert [params for _, _, params in AbSplit().check(config)] == [{"name": "a"}, {"total": 90}]
