"""What pages call the steps of a version."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.step_names import StepNames


@pytest.mark.parametrize(
    ("kind", "config", "about"),
    [
        ("set_language", {"language": "written"}, "Ten, w którym pisze rozmówca"),
        ("set_language", {"language": "en"}, "Angielski"),
        ("wait", {"seconds": 93_600}, "1 d 2 h"),
        ("greeting", {"text": "Yes"}, "Yes"),  # the author's word, though we have one like it
        ("wait", {"seconds": "soon"}, ""),
        ("unknown", {}, ""),
    ],
)
def test_a_step_is_told_by_its_card_and_only_our_words_are_translated(kind, config, about):
    version = FlowVersion(document={"nodes": [{"id": "n1", "type": kind, "config": config}]})
    with override("pl"):
        assert StepNames(version).about("n1") == about
