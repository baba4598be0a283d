"""An answer is given on its days, in its flow, and somebody looks after it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.effects import AskModel, SearchKnowledge
from flowbuilder.flows.models import Flow, FlowVersion
from flowbuilder.knowledge import effects, selectors, services
from flowbuilder.knowledge.answers import asking
from flowbuilder.knowledge.checks import expectations, threshold_services, what_if
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.learning import people_asking
from flowbuilder.knowledge.models import Entry, Expectation, QualityRun
from flowbuilder.runtime.models import Job

pytestmark = pytest.mark.django_db
SLUGS = ("shop", "office")
ASKED = "Jakie są godziny w święta?"


@pytest.fixture
def seasonal(workspace, clock):
    entry = services.create_entry(workspace, question=ASKED, answer="Od 10 do 14.")
    entry.valid_from, entry.valid_until = date(2026, 12, 24), date(2026, 12, 26)
    return services.save_entry(entry)


def answers(workspace, flow=None):
    result = selectors.search(workspace.pk, ASKED, "pl", flow=flow).result
    return [hit.document.answer for hit in result.hits]


# ---- Days --------------------------------------------------------------------------------


def test_it_is_given_from_its_first_day_to_its_last_without_any_change(workspace, clock, seasonal):
    """Warsaw is an hour ahead of UTC in winter: its days count, and the index follows the clock."""
    given = []
    for moment in (
        datetime(2026, 12, 23, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 23, 23, 1, tzinfo=UTC),
        datetime(2026, 12, 26, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 26, 23, 1, tzinfo=UTC),
    ):
        clock.jumps_to(moment)
        given.append(answers(workspace))

    assert given == [[], ["Od 10 do 14."], ["Od 10 do 14."], []]


def test_days_that_end_before_they_begin_are_refused(workspace, seasonal):
    seasonal.valid_until = date(2026, 12, 23)

    with pytest.raises(EntryNotUsable) as refused:
        services.save_entry(seasonal)
    assert refused.value.details["field"] == "valid_until"


def test_what_is_out_of_date_teaches_no_thresholds(workspace, seasonal, clock):
    Expectation.objects.create(workspace=workspace, question=ASKED, entry=seasonal)
    clock.jumps_to(datetime(2026, 12, 25, 12, tzinfo=UTC))
    in_time = threshold_services.usable(workspace.pk)
    clock.moves(days=5)

    assert (in_time, threshold_services.usable(workspace.pk)) == ((1, 0), (0, 0))


def test_the_knowledge_is_checked_when_a_day_turns(workspace, clock, seasonal):
    Expectation.objects.create(workspace=workspace, question=ASKED, entry=seasonal)
    services.save_entry(seasonal)
    planned = Job.objects.filter(key__contains=expectations.DAY).values_list("key", "run_at")
    ((key, at),) = planned
    expectations.run(workspace)
    clock.jumps_to(at)
    expectations.judge_due(key)

    assert at == datetime(2026, 12, 23, 23, tzinfo=UTC)
    assert list(QualityRun.objects.order_by("id").values_list("right", flat=True)) == [0, 1]
    assert max(when for _key, when in planned.all()) == datetime(2026, 12, 26, 23, tzinfo=UTC)


def test_an_end_in_the_past_breaks_what_is_expected_and_is_said_before_it_is_saved(
    workspace, seasonal, clock
):
    clock.jumps_to(datetime(2026, 12, 25, 12, tzinfo=UTC))
    Expectation.objects.create(workspace=workspace, question=ASKED, entry=seasonal)
    seasonal.valid_until = date(2026, 12, 24)

    assert [each.question for each in what_if.if_saved(seasonal).broken] == [ASKED]


def test_days_come_from_a_file_and_stay_where_it_has_no_such_column(workspace, clock):
    head = "question,answer,valid_from,valid_until\n"
    told = services.import_file(
        workspace,
        f"{head}{ASKED},Tak.,24.12.2026,2026-12-26\nA?,B.,jutro,\nC?,D.,2026-12-02,2026-12-01".encode(),
        name="a.csv",
    )
    services.import_file(workspace, f"question,answer\n{ASKED},Nie.\n".encode(), name="b.csv")

    entry = Entry.objects.get()
    assert (entry.answer, entry.valid_from, entry.valid_until) == (
        "Nie.", date(2026, 12, 24), date(2026, 12, 26),
    )  # fmt: skip
    assert [(each.line, each.field) for each in told.problems] == [
        (3, "valid_from"),
        (4, "valid_until"),
    ]


# ---- Flows -------------------------------------------------------------------------------


@pytest.fixture
def flows(workspace):
    """A flow with an answer of its own, and another without."""
    shop, office = (
        Flow.objects.create(workspace=workspace, name=name, slug=name)
        for name in ("shop", "office")
    )
    entry = services.create_entry(workspace, question=ASKED, answer="Sklep: do 14.")
    entry.flow = shop
    services.save_entry(entry)
    services.create_entry(workspace, question="Kto dzwoni?", answer="My.")
    return shop, office


@dataclass
class Context:
    workspace_id: int
    flow_id: int | None
    conversation_id: None = None
    now: None = None

    def stream(self, _piece):
        """Nobody watches."""


def test_a_flow_gives_its_own_answers_and_no_other_flows(workspace, flows):
    shop, office = flows
    effect = SearchKnowledge(id="1", query=ASKED, language="pl", limit=3)
    question = AskModel(id="2", question=ASKED, language="pl", timeout_s=5)
    found = [
        effects.search_knowledge(effect, Context(workspace.pk, flow and flow.pk))["verdict"]
        for flow in (shop, office, None)
    ]
    answered = [
        asking.answer(question, Context(workspace.pk, flow.pk))["outcome"] for flow in flows
    ]

    assert found == ["found", "none", "none"]
    assert answered == ["answered", "not_grounded"]
    assert answers(workspace) == ["Sklep: do 14."]


def test_an_agent_is_offered_what_the_conversations_flow_would_say(workspace, flows):
    shop, _office = flows
    version = FlowVersion.objects.create(workspace=workspace, flow=shop, number=1, document={})
    talk = Conversation.objects.create(
        workspace=workspace, flow_version=version,
        contact=Contact.objects.create(workspace=workspace),
    )  # fmt: skip

    assert people_asking.flow_of(talk.pk) == shop.pk


def test_it_is_expected_in_its_own_flow_whatever_others_answer(workspace, flows):
    shop, office = flows
    other = services.create_entry(workspace, question=ASKED, answer="Biuro: nieczynne.")
    other.flow = office
    services.save_entry(other)
    row = Expectation.objects.create(
        workspace=workspace, question=ASKED, entry=Entry.objects.get(flow=shop)
    )

    assert expectations.run(workspace).right == 1
    assert len(answers(workspace)) == 2
    assert expectations.expected(row).flow == str(shop.pk)


# ---- The admin -----------------------------------------------------------------------------

LIST, ADD = "admin:knowledge_entry_changelist", "admin:knowledge_entry_add"
FORM = {"language": "pl", "question": ASKED, "variant_lines": "", "answer": "Tak.", "enabled": "on"}


def test_an_author_says_when_where_and_who(client_for, workspace, flows):
    client = client_for("author")
    days = {"valid_from": "2026-12-24", "valid_until": "2026-12-26"}
    page = client.post(
        reverse(ADD), {**FORM, **days, "flow": flows[0].pk, "owner": client.user.pk}, follow=True
    )

    entry = Entry.objects.get(valid_from=date(2026, 12, 24))
    assert page.status_code == 200
    assert (entry.valid_until, entry.flow, entry.owner) == (
        date(2026, 12, 26), flows[0], client.user,
    )  # fmt: skip


def test_flows_and_people_of_others_cannot_be_chosen(
    client_for, workspace, other_workspace, make_user
):
    theirs = Flow.objects.create(workspace=other_workspace, name="x", slug="x")
    stranger = make_user("owner", other_workspace)
    for foreign in ({"flow": theirs.pk}, {"owner": stranger.pk}):
        client_for("author").post(reverse(ADD), {**FORM, **foreign})

    assert not Entry.objects.exists()


def test_days_the_wrong_way_round_are_said_at_the_field(client_for, workspace):
    days = {"valid_from": "2026-12-24", "valid_until": "2026-12-01"}
    page = client_for("author").post(reverse(ADD), {**FORM, **days})

    assert "valid_until" in page.context["adminform"].form.errors
    assert not Entry.objects.exists()


def test_the_list_tells_what_is_given_from_what_is_not(client_for, workspace, clock, seasonal):
    client = client_for("author")

    def listed(standing):
        page = client.get(reverse(LIST), {"standing": standing})
        return page.context["cl"].result_count

    before = [listed(each) for each in ("given", "later", "over", "off")]
    clock.jumps_to(datetime(2026, 12, 25, 12, tzinfo=UTC))
    within = [listed(each) for each in ("given", "later", "over", "off")]
    clock.moves(days=5)
    after = [listed(each) for each in ("given", "later", "over", "off")]
    services.switch_entries(workspace, [seasonal.pk], enabled=False)

    assert (before, within, after) == ([0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0])
    assert [listed(each) for each in ("given", "later", "over", "off")] == [0, 0, 0, 1]


def test_a_tried_question_says_which_flow_alone_gives_the_answer(client_for, workspace, flows):
    page = client_for("author").get(
        reverse("admin:knowledge_ask"), {"question": ASKED, "language": "pl"}
    )

    assert [hit["only_in"] for hit in page.context["hits"]] == ["shop"]


def test_a_longer_list_asks_no_more(client_for, workspace, clock):
    client = client_for("author")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(LIST))
        return len(asked)

    services.create_entry(workspace, question="A?", answer="A.")
    queries()  # the first page of a process reads more
    short = queries()
    for number in range(20):
        services.create_entry(workspace, question=f"{number}?", answer="B.")

    assert queries() == short
