from __future__ import annotations

import pytest

ANGRY = {"pl": "To skandal, jesteście niepoważni", "en": "This is pathetic, I am furious"}
CALM = {"pl": "Gdzie jest moja paczka?", "en": "Where is my parcel?"}


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize(("said", "port"), [(ANGRY, "upset"), (CALM, "calm")])
def test_it_leaves_by_the_mood_and_keeps_it(try_node, language, said, port):
    visitor = try_node("mood", {"save_as": "mood"}, language=language, before=said[language])

    assert visitor.heard == [f"[{port}]"]
    assert visitor.variables["mood"] == port
    assert visitor.session.mood == port


def test_it_says_why_in_the_trace_and_to_people(try_node):
    visitor = try_node("mood", {}, before="CO TO MA ZNACZYĆ!!! TO JAKIŚ SKANDAL")

    assert visitor.session.mood_reasons == ("words", "capitals", "marks")
    assert (
        "words of anger or disappointment; capital letters; many exclamation or question marks"
        in [step.text for step in visitor.trace if step.kind == "left"]
    )
    assert set(visitor.variables) == {"opening"}


def test_nothing_said_is_calm(try_node):
    assert try_node("mood", {}).heard == ["[calm]"]
