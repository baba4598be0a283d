"""Anything ambiguous is refused, with the rule it broke."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowbuilder.common.strict_json import BrokenJson, dumps, loads

BROKEN = {
    "": "not_json",
    "{": "not_json",
    "[1,]": "not_json",
    "NaN": "not_a_number",
    '{"a": Infinity}': "not_a_number",
    "-Infinity": "not_a_number",
    "1e999": "not_a_number",
    '{"a": 1, "a": 2}': "duplicate_key",
    '{"x": {"a": 1, "a": 1}}': "duplicate_key",
    r'"\u0000"': "nul",
    r'{"\u0000": 1}': "nul",
    r'"\ud800"': "lone_surrogate",
    r'{"a": ["\udfff"]}': "lone_surrogate",
    "[" * 65 + "]" * 65: "too_deep",
    '{"a":' * 65 + "1" + "}" * 65: "too_deep",
    "[" * 100_000: "too_deep",
    "1" * 5000: "number_too_long",
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:20] or "empty")
def test_broken_text_is_refused_with_its_reason(text):
    with pytest.raises(BrokenJson) as problem:
        loads(text)

    assert problem.value.code == BROKEN[text]


def test_the_place_where_the_text_breaks_off_is_told():
    with pytest.raises(BrokenJson) as problem:
        loads('{\n "a": ]')

    assert (problem.value.line, problem.value.column) == (2, 7)


def test_bytes_that_are_not_utf8_are_refused():
    with pytest.raises(BrokenJson) as problem:
        loads(b'"\xff"')

    assert problem.value.code == "not_utf8"


@pytest.mark.parametrize("make", [str, str.encode], ids=["text", "bytes"])
def test_size_counts_bytes_and_the_limit_itself_is_allowed(make):
    fits, over = make('"' + "ą" * 4 + '"'), make('"' + "ą" * 5 + '"')

    assert loads(fits, max_bytes=10) == "ąąąą"
    with pytest.raises(BrokenJson) as problem:
        loads(over, max_bytes=10)
    assert problem.value.code == "too_large"


def test_brackets_inside_text_are_not_depth():
    text = json.dumps("[" * 1000 + '\\"{')

    assert loads(text) == "[" * 1000 + '\\"{'


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@given(JSON)
def test_plain_json_comes_back_as_it_was(value):
    if "\\u0000" in json.dumps(value):
        return

    assert loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    "value", [{"a": 'Zażółć 🫖\n"\\', "n": [None, True, 0.5]}, {"big": 10**30}, {"": {}}, []]
)
def test_what_is_written_is_read_again(value):
    assert loads(dumps(value)) == value
