"""When a survey is due: shares, pauses, time limits, and after whom."""

from datetime import UTC, datetime, timedelta

import pytest

from flowbuilder.surveys import rules

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("percent", [1, 10, 33, 50, 90])
def test_of_ten_thousand_contacts_about_the_share_is_asked(percent):
    asked = sum(rules.is_sampled("nps", str(contact), percent) for contact in range(10_000))

    four_errors = 4 * (10_000 * percent / 100 * (1 - percent / 100)) ** 0.5
    assert abs(asked - 100 * percent) < four_errors


def test_the_same_contact_is_always_in_or_always_out():
    first = [rules.is_sampled("nps", str(contact), 30) for contact in range(1_000)]

    assert first == [rules.is_sampled("nps", str(contact), 30) for contact in range(1_000)]


def test_a_larger_share_takes_in_everybody_of_a_smaller_one():
    small = {c for c in range(5_000) if rules.is_sampled("nps", str(c), 20)}
    large = {c for c in range(5_000) if rules.is_sampled("nps", str(c), 40)}

    assert small < large


def test_two_surveys_draw_independently():
    both = sum(
        rules.is_sampled("nps", str(c), 50) and rules.is_sampled("csat", str(c), 50)
        for c in range(10_000)
    )

    assert abs(both - 2_500) < 200


def test_a_hundred_percent_is_everybody():
    assert all(rules.is_sampled("nps", str(contact), 100) for contact in range(10_000))


def test_a_pause_ends_when_its_days_have_passed():
    assert rules.has_rested(None, AT, 30)
    assert not rules.has_rested(AT, AT + timedelta(days=30, seconds=-1), 30)
    assert rules.has_rested(AT, AT + timedelta(days=30), 30)


def test_an_answer_counts_for_so_many_hours_or_for_ever():
    assert rules.expiry(AT, 48) == AT + timedelta(hours=48)
    assert rules.expiry(AT, 0) is None


@pytest.mark.parametrize(
    ("after", "handled_by", "asked"),
    [("both", "bot", True), ("both", "agent", True), ("bot", "bot", True),
     ("bot", "agent", False), ("agent", "bot", False), ("agent", "agent", True)],
)  # fmt: skip
def test_it_is_asked_after_those_it_is_for(after, handled_by, asked):
    assert rules.suits(after, handled_by) is asked
