"""Publishing at a chosen hour: what is published, and what keeps it from happening."""

from datetime import UTC, date, datetime, time

import pytest

from flowbuilder.accounts import services as accounts
from flowbuilder.accounts.models import AuditEntry, Role
from flowbuilder.common.clock import told_by
from flowbuilder.flows import scheduling, services
from flowbuilder.flows.errors import DraftIsStale, FlowHasProblems, NothingScheduled, UnfitMoment
from flowbuilder.flows.models import FlowVersion, ScheduledPublish
from flowbuilder.runtime import dispatch, jobs, performing
from flowbuilder.runtime.models import Job
from tests.clock import VirtualClock
from tests.flows.test_services import HELLO

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
EIGHT = time(8)


@pytest.fixture
def clock():
    """It is Friday, 20 November 2026, 10:00 in Warsaw."""
    moving = VirtualClock()
    with told_by(moving):
        yield moving


@pytest.fixture
def hello(clock, workspace, author):
    return services.create_flow(workspace=workspace, name="Hello", user=author, document=HELLO)


def schedule(flow, user, **more):
    given = {"revision": flow.draft_revision, "day": MONDAY, "hour": EIGHT, "note": "Winter"}
    return scheduling.schedule(flow=flow, user=user, **{**given, **more})


def save(flow, user, **change):
    """Save a changed draft."""
    services.save_draft(
        flow=flow, revision=flow.draft_revision, data={**flow.draft, **change}, user=user
    )


def do_due():
    for job in jobs.claim_due(10):
        performing.perform(job)


def test_the_hour_is_the_workspaces(hello, author):
    assert schedule(hello, author).due_at == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def test_the_draft_as_it_was_is_published_when_it_is_due(clock, hello, author):
    schedule(hello, author)
    save(hello, author, name="Later thoughts")

    do_due()
    assert not FlowVersion.objects.exists()
    clock.jumps_to(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    do_due()

    hello.refresh_from_db()
    version = FlowVersion.objects.get()
    assert (version.document["name"], version.note) == ("Hello", "Winter")
    assert version.published_by == author
    assert (hello.published, hello.published_revision) == (version, 1)
    assert hello.draft["name"] == "Later thoughts"
    assert ScheduledPublish.objects.get().state == "done"
    assert Job.objects.get().status == "done"


def test_doing_it_twice_publishes_once(clock, hello, author):
    scheduled = schedule(hello, author)
    clock.moves(days=4)

    for _again in range(2):
        dispatch.TASKS["PublishFlow"](f"publish:{scheduled.pk}")

    assert FlowVersion.objects.count() == 1


def test_what_was_published_by_hand_meanwhile_stays(clock, hello, author):
    schedule(hello, author)
    services.publish(flow=hello, revision=1, note="By hand", user=author)
    clock.moves(days=4)
    do_due()

    scheduled = ScheduledPublish.objects.get()
    assert (scheduled.state, scheduled.reason) == ("refused", "newer")
    assert FlowVersion.objects.get().note == "By hand"
    assert AuditEntry.objects.filter(action="flow.not_published").count() == 1


def test_it_is_checked_again_when_it_is_due(clock, workspace, author):
    called = services.create_flow(workspace=workspace, name="Called", user=author, document=HELLO)
    services.publish(flow=called, revision=1, note="", user=author)
    call = {"id": "hi", "type": "call_flow", "config": {"flow": str(called.pk)}}
    caller = services.create_flow(workspace=workspace, name="Caller", user=author, document=HELLO)
    save(caller, author, nodes=[call, *caller.draft["nodes"][1:]])
    schedule(caller, author)

    services.set_archived(type(called).objects.filter(pk=called.pk), archived=True, user=author)
    clock.moves(days=4)
    do_due()

    scheduled = ScheduledPublish.objects.get()
    assert (scheduled.state, scheduled.reason) == ("refused", "errors")
    assert {problem["node"] for problem in scheduled.problems} == {"hi"}
    assert {problem["level"] for problem in scheduled.problems} == {"error"}
    assert caller.versions.count() == 0
    assert Job.objects.get().status == "done"


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lambda flow, user: services.set_archived(
            type(flow).objects.all(), archived=True, user=user), "archived"),
        (lambda flow, user: accounts.add_member(flow.workspace, user, Role.WRITER), "not_allowed"),
        (lambda flow, user: user.memberships.all().delete(), "not_allowed"),
        (lambda flow, user: user.delete(), "not_allowed"),
    ],
)  # fmt: skip
def test_what_may_no_longer_be_published_is_not(clock, hello, author, happens, reason):
    schedule(hello, author)
    happens(hello, author)
    clock.moves(days=4)
    do_due()

    assert ScheduledPublish.objects.get().reason == reason
    assert not FlowVersion.objects.exists()


def test_a_second_one_takes_the_firsts_place(clock, hello, author):
    schedule(hello, author)
    schedule(hello, author, day=date(2026, 11, 24), note="Second")
    clock.moves(days=5)
    do_due()

    states = ScheduledPublish.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["cancelled", "done"]
    assert FlowVersion.objects.get().note == "Second"
    assert sorted(Job.objects.values_list("status", flat=True)) == ["cancelled", "done"]


def test_what_is_cancelled_does_not_happen(clock, hello, author):
    schedule(hello, author)

    scheduling.unschedule(flow=hello, user=author)
    clock.moves(days=4)
    do_due()

    assert not FlowVersion.objects.exists()
    with pytest.raises(NothingScheduled):
        scheduling.unschedule(flow=hello, user=author)


def test_a_refusal_is_put_away_by_reading_it_or_by_publishing(clock, hello, author):
    schedule(hello, author)
    services.publish(flow=hello, revision=1, note="", user=author)
    clock.moves(days=4)
    do_due()

    services.publish(flow=hello, revision=1, note="", user=author)

    assert ScheduledPublish.objects.get().state == "read"


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2020, 1, 1), date(2027, 12, 1)])
def test_only_the_next_year_can_be_chosen(hello, author, day):
    with pytest.raises(UnfitMoment):
        schedule(hello, author, day=day)


def test_a_stale_or_broken_draft_cannot_be_scheduled(hello, author):
    with pytest.raises(DraftIsStale):
        schedule(hello, author, revision=7)
    save(hello, author, start=None)
    with pytest.raises(FlowHasProblems):
        schedule(hello, author)

    assert not ScheduledPublish.objects.exists()
    assert not Job.objects.exists()
