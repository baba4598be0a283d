"""The model of the browser tests answers whatever it is asked, however many messages that is."""

import json

import pytest

from tests.e2e.answering import Model

PASSAGES = json.dumps({"question": "Czy?", "passages": [{"n": 1, "answer": "Tak."}]})


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([], ""),
        ([("user", "Dzień dobry")], "Dzień dobry"),
        ([("system", "Answer."), ("user", PASSAGES)], "Tak [1]."),
        (
            [("system", "Answer."), ("user", "?"), ("assistant", "Nie."), ("user", PASSAGES)],
            "Tak [1].",
        ),
    ],
)
def test_any_number_of_messages_is_taken(messages, said):
    request = {"messages": [{"role": role, "content": text} for role, text in messages]}

    assert Model().say(request) == said
