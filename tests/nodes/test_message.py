from __future__ import annotations

from flowbuilder.core.testing import Conversation, flow


def test_says_its_text_and_goes_on(try_node):
    assert try_node("message", {"text": "Proszę chwilę zaczekać."}).heard == [
        "Proszę chwilę zaczekać.",
        "[next]",
    ]


def test_each_wording_is_heard_by_some_and_the_same_one_on_replay(catalogue):
    document = flow(
        ("it", "message", {"text": "A", "variants": ["B", "C", " "]}),
        ("end", "end"),
        wires="it.next > end",
    )

    def heard(number: int) -> str:
        return Conversation(document, catalogue, session_id=str(number)).starts().heard[0]

    assert {heard(number) for number in range(60)} == {"A", "B", "C"}
    assert [heard(number) for number in range(20)] == [heard(number) for number in range(20)]
