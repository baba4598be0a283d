"""A source is given on its days; it has tags, and somebody looks after it."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import expectations, what_if
from flowbuilder.knowledge.errors import SourceNotUsable
from flowbuilder.knowledge.models import Expectation, QualityRun, Source
from flowbuilder.knowledge.reading import sources
from flowbuilder.knowledge.search.hits import Place
from flowbuilder.runtime.models import Job
from tests.knowledge.reading import do_jobs, file_source, read, web_source
from tests.knowledge.sites import page, site

pytestmark = pytest.mark.django_db
ASKED = "Ile kosztuje świąteczny kosz z herbatą?"
RULES = "# Kosze\n\nŚwiąteczny kosz z herbatą kosztuje 120 złotych.\n"
DAYS = {"valid_from": date(2026, 12, 24), "valid_until": date(2026, 12, 26)}
LIST, ADD = "admin:knowledge_source_changelist", "admin:knowledge_source_add"
CHANGE, TRY = "admin:knowledge_source_change", "admin:knowledge_ask"
WITHIN = datetime(2026, 12, 25, 12, tzinfo=UTC)


@pytest.fixture
def seasonal(workspace, clock):
    return read(file_source(workspace, "kosze.md", RULES, **DAYS))


def verdict(workspace):
    return selectors.search(workspace.pk, ASKED, "pl").result.verdict


def test_its_passages_are_found_from_its_first_day_to_its_last_without_any_change(
    workspace, clock, seasonal
):
    """Warsaw is an hour ahead of UTC; the index in memory follows the clock across midnight."""
    found = []
    for moment in (
        datetime(2026, 12, 23, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 23, 23, 1, tzinfo=UTC),
        datetime(2026, 12, 26, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 26, 23, 1, tzinfo=UTC),
    ):
        clock.jumps_to(moment)
        found.append(verdict(workspace))

    assert found == ["none", "found", "found", "none"]


def test_other_days_hold_at_once(workspace, clock, seasonal):
    clock.jumps_to(WITHIN)
    before = verdict(workspace)
    seasonal.valid_until = date(2026, 12, 24)
    sources.save(seasonal)

    assert (before, verdict(workspace)) == ("found", "none")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"valid_from": date(2026, 12, 24), "valid_until": date(2026, 12, 1)}, "valid_until"),
        ({"tags": ", ".join(f"etykieta {number}" for number in range(30))}, "tags"),
    ],
)
def test_what_cannot_be_kept_names_its_field(workspace, clock, given, field):
    with pytest.raises(SourceNotUsable) as refused:
        file_source(workspace, "kosze.md", RULES, **given)

    assert refused.value.details["field"] == field


def test_tags_are_tidied_as_those_of_an_entry_are(workspace):
    source = file_source(workspace, "kosze.md", RULES, tags="Święta;  Kosze, święta")

    assert Source.objects.get(pk=source.pk).tags == "święta, kosze"


def test_the_knowledge_is_checked_when_its_days_begin_and_end(workspace, clock, seasonal):
    expectations.expect(
        workspace, ASKED, language="pl", entry=None, place=Place(source=seasonal.pk)
    )
    ((key, at),) = Job.objects.filter(key__contains=expectations.DAY).values_list("key", "run_at")
    expectations.run(workspace)
    clock.jumps_to(at)
    expectations.judge_due(key)

    assert at == datetime(2026, 12, 23, 23, tzinfo=UTC)
    assert list(QualityRun.objects.order_by("id").values_list("right", flat=True)) == [0, 1]


def test_an_end_in_the_past_breaks_what_is_expected_and_is_said_before_it_is_saved(
    workspace, clock, seasonal
):
    clock.jumps_to(WITHIN)
    Expectation.objects.create(workspace=workspace, question=ASKED, source=seasonal)
    seasonal.valid_until = date(2026, 12, 24)

    assert [each.question for each in what_if.if_source_saved(seasonal).broken] == [ASKED]


@pytest.mark.parametrize(
    ("last_day", "readings"), [(date(2026, 12, 20), 1), (date(2026, 12, 31), 2)]
)
def test_what_is_past_its_last_day_is_not_read_again_by_itself(
    workspace, clock, settings, last_day, readings
):
    with site() as here:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = here.place
        here.pages["/"] = page("Kosze", "Kosz z herbatą.")
        source = web_source(
            workspace, here.url(), "page", schedule="daily", valid_until=last_day
        )  # fmt: skip
        read(source)
        clock.moves(days=1)
        do_jobs()
    source.refresh_from_db()

    assert source.reading == readings
    assert source.next_at == datetime(2026, 12, 22, 12, tzinfo=UTC)


# ---- The admin -----------------------------------------------------------------------------


def test_an_author_says_when_for_what_and_who(client_for, workspace):
    client = client_for("author")
    form = {
        "kind": "article", "name": "Kosze", "language": "pl", "text": RULES, "enabled": "on",
        "schedule": "never", "page_limit": 10, "depth_limit": 1, "tags": "Święta, kosze",
        "valid_from": "2026-12-24", "valid_until": "2026-12-26", "owner": client.user.pk,
    }  # fmt: skip
    turned = client.post(reverse(ADD), form | {"valid_until": "2026-12-01"})
    client.post(reverse(ADD), form, follow=True)

    source = Source.objects.get()
    assert "valid_until" in turned.context["adminform"].form.errors
    assert (source.valid_from, source.valid_until, source.tags, source.owner) == (
        *DAYS.values(), "święta, kosze", client.user,
    )  # fmt: skip


def test_the_list_tells_what_is_given_from_what_is_not_and_what_ends_soon(
    client_for, workspace, clock, seasonal
):
    client = client_for("author")
    standings = ("given", "soon", "later", "over", "off")

    def listed(**asked):
        return client.get(reverse(LIST), asked).context["cl"].result_count

    def standing():
        return [listed(standing=each) for each in standings]

    before = standing()
    clock.jumps_to(WITHIN)
    within, row = standing(), client.get(reverse(LIST)).content.decode()
    clock.moves(days=5)
    after = standing()
    sources.switch(workspace, [seasonal.pk], enabled=False)

    assert (before, within, after) == ([0, 0, 1, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 1, 0])
    assert standing() == [0, 0, 0, 0, 1]
    assert "Tylko do 26 grudnia 2026" in row


def test_the_list_is_narrowed_down_by_tag_and_by_who_looks_after_it(client_for, workspace):
    client = client_for("author")
    file_source(workspace, "a.md", RULES, tags="święta", owner=client.user)
    file_source(workspace, "b.md", RULES, tags="święta trzech króli")

    def listed(**asked):
        rows = client.get(reverse(LIST), asked).context["cl"].result_list
        return [row.name for row in rows]

    assert listed(tag="święta") == ["A"]
    assert listed(owner__id__exact=client.user.pk) == ["A"]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 12, 20, tzinfo=UTC), "dopiero od 24 grudnia 2026"),
        (WITHIN, None),
        (datetime(2026, 12, 28, tzinfo=UTC), "do 26 grudnia 2026"),
    ],
)
def test_its_page_and_a_tried_question_say_why_it_is_not_given(
    client_for, workspace, clock, seasonal, moment, said
):
    clock.jumps_to(moment)
    client = client_for("author")
    shown = client.get(reverse(CHANGE, args=[seasonal.pk])).context["not_given"]
    tried = client.get(
        reverse("admin:knowledge_ask"), {"question": ASKED, "language": "pl"}
    ).context["not_given"]

    if said is None:
        assert (shown, tried) == ("", [])
    else:
        assert said in shown
        assert [each["name"] for each in tried] == ["Kosze"]
        assert said in tried[0]["why"]


def test_a_source_that_does_not_fit_is_not_named(client_for, workspace, clock, seasonal):
    asked = {"question": "Kto wygrał regaty w Sydney?", "language": "pl"}

    assert client_for("author").get(reverse(TRY), asked).context["not_given"] == []
