"""What a model picks out of a text is believed only where it stands in the text."""

from __future__ import annotations

import json

import pytest

from flowbuilder.llm.picking import once_more, prompt, read

TEXT = "Poproszę  niebieski kubek\nna 3 maja, adres [ADDRESS_1]"
COLOUR = ("colour", "kolor", ())
WHEN = ("when", "pora", ("rano", "wieczór"))


def told(**answers):
    return read(json.dumps(answers), TEXT, [COLOUR, WHEN])


def test_a_quotation_of_the_text_is_believed_whatever_its_case_and_spaces():
    picked = told(colour={"quote": "Niebieski Kubek"}, when=None)

    assert picked.found == {"colour": {"quote": "Niebieski Kubek"}}
    assert picked.wrong == []


def test_json_in_a_fence_is_json():
    answer = '```json\n{"colour": {"quote": "niebieski"}}\n```'

    assert read(answer, TEXT, [COLOUR]).found == {"colour": {"quote": "niebieski"}}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"quote": "czerwony"}, "does not stand in the text"),
        ({"quote": ""}, "does not stand in the text"),
        ({"quote": 7}, "must be null or an object"),
        ("niebieski", "must be null or an object"),
        (["niebieski"], "must be null or an object"),
        ({}, "must be null or an object"),
    ],
)
def test_what_nobody_wrote_is_not_believed_and_the_model_is_told(answer, said):
    picked = told(colour=answer)

    assert picked.found == {}
    assert said in picked.wrong[0]


def test_an_option_that_was_not_offered_is_not_believed():
    wrong = told(when={"quote": "na 3 maja", "option": "noc"})
    right = told(when={"quote": "na 3 maja", "option": "rano"})

    assert "none of those offered" in wrong.wrong[0]
    assert right.found == {"when": {"quote": "na 3 maja", "option": "rano"}}


def test_what_was_not_wanted_is_not_read():
    assert told(password={"quote": "kubek"}).found == {}


@pytest.mark.parametrize("answer", ["", "Sure!", "[1]", "{", '{"a": NaN}', "null", "x" * 50_000])
def test_what_is_no_json_object_says_so(answer):
    picked = read(answer, TEXT, [COLOUR])

    assert picked.found == {}
    assert len(picked.wrong) == 1


def test_the_second_question_holds_the_first_answer_and_what_was_wrong():
    first = prompt(TEXT, [COLOUR, WHEN], "pl")
    second = once_more(first, "Sure!", ["It is not JSON"])

    assert second[:2] == first
    assert [message.role for message in second] == ["system", "user", "assistant", "user"]
    assert "It is not JSON" in second[-1].text
    assert json.loads(first[1].text)["wanted"][1] == {
        "name": "when",
        "what": "pora",
        "options": ["rano", "wieczór"],
    }
