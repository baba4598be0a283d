"""The figures against conversations made by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flowbuilder.insights import measures
from flowbuilder.insights.measures import Day, Talk

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def after(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


KEPT = Talk(said_at=NOON, answered_at=after(1), resolved=True)
LEFT = Talk(said_at=NOON, answered_at=after(3))
PASSED = Talk(
    said_at=NOON, answered_at=after(2), asked_for_person_at=after(60), person_answered_at=after(150)
)
WAITING = Talk(said_at=NOON, answered_at=after(2), asked_for_person_at=after(60))


def test_containment_is_the_share_never_passed_to_a_person():
    assert measures.containment([KEPT, LEFT, PASSED, WAITING]) == 50


def test_an_abandoned_conversation_is_contained_but_not_resolved():
    assert measures.containment([LEFT]) == 100
    assert measures.resolution([LEFT]) == 0


def test_first_answer_is_a_median_so_that_one_slow_night_does_not_hide_the_rest():
    slow = Talk(said_at=NOON, answered_at=after(9_000))

    assert measures.first_answer_s([KEPT, LEFT, slow]) == 3


def test_a_person_answers_after_they_were_asked_for():
    assert measures.first_person_answer_s([KEPT, PASSED, WAITING]) == 90


def test_without_conversations_there_is_no_share():
    assert measures.containment([]) is None
    assert measures.resolution([]) is None
    assert measures.first_answer_s([]) is None


def test_days_are_those_of_the_workspace_and_none_is_left_out():
    late_evening_in_utc = Talk(said_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))

    days = measures.by_day(
        [KEPT, PASSED, late_evening_in_utc],
        date(2026, 11, 19),
        date(2026, 11, 21),
        ZoneInfo("Europe/Warsaw"),
    )

    assert days == [
        Day(day=date(2026, 11, 19), contained=0, handed_over=0),
        Day(day=date(2026, 11, 20), contained=1, handed_over=1),
        Day(day=date(2026, 11, 21), contained=1, handed_over=0),
    ]
