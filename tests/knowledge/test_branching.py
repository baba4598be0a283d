"""A group of unanswered questions is sent to a branch of a flow, as examples of its topic."""

from __future__ import annotations

import pytest
from django.urls import reverse

from flowbuilder.core.testing import flow
from flowbuilder.flows import branches
from flowbuilder.flows.errors import BranchNotUsable
from flowbuilder.flows.services import create_flow, publish
from flowbuilder.knowledge.learning import branching, unanswered
from flowbuilder.knowledge.models import Unanswered
from tests.knowledge.talks import talk

CLAIMS = ["paczka przyszła rozbita", "chcę złożyć reklamację", "kubek jest pęknięty"]
HOURS = ["o której otwieracie", "czy sklep jest czynny w niedzielę", "do której jesteście"]
ASKED = "Czajnik po tygodniu zaczął przeciekać"


def drawn(workspace, name="Obsługa", language="pl"):
    topics = [
        {"key": "claims", "label": "Reklamacje", "examples": CLAIMS},
        {"key": "hours", "label": "Godziny", "examples": HOURS},
    ]
    document = flow(
        ("sort", "topic", {"topics": topics}), ("end", "end"),
        wires="sort.claims > end; sort.hours > end; sort.other > end", locale=language,
    )  # fmt: skip
    return create_flow(workspace=workspace, name=name, user=None, document=document)


def claims_of(workspace):
    return next(each for each in branches.branches_of(workspace) if each.key == "claims")


def examples_in(flow_, key="claims"):
    flow_.refresh_from_db()
    (node,) = (each for each in flow_.draft["nodes"] if each["type"] == "topic")
    return next(t["examples"] for t in node["config"]["topics"] if t["key"] == key)


def test_questions_become_examples_and_are_told_from_then_on(workspace, owner):
    service = drawn(workspace)
    first, again = talk(workspace, question=ASKED), talk(workspace, question=ASKED.upper())
    done = branching.send(workspace, [first], claims_of(workspace), by=owner)

    assert (done.asked, done.sent, done.told_before, done.told_now) == (2, 2, 0, 2)
    assert examples_in(service) == [*CLAIMS, ASKED]
    assert {row.status for row in Unanswered.objects.all()} == {"branch"}
    assert unanswered.groups_of(workspace) == []
    assert again.pk != first.pk
    service.refresh_from_db()
    assert (service.draft_revision, service.updated_by) == (2, owner)


def test_the_published_version_stays_as_it_is_until_it_is_published_again(workspace):
    service = drawn(workspace)
    version = publish(flow=service, revision=service.draft_revision, note="", user=None)
    branching.send(workspace, [talk(workspace, question=ASKED)], claims_of(workspace))
    version.refresh_from_db()
    service.refresh_from_db()

    assert version.document != service.draft
    assert ASKED not in str(version.document)
    newer = publish(flow=service, revision=2, note="", user=None)
    assert ASKED in str(newer.document)


def test_what_is_personal_does_not_become_an_example(workspace):
    service = drawn(workspace)
    asked = talk(workspace, question="Pękł kubek, proszę pisać na ala@example.com")
    branching.send(workspace, [asked], claims_of(workspace))

    assert examples_in(service)[-1] == "Pękł kubek, proszę pisać na [adres e-mail]"


def test_an_example_of_another_topic_is_refused_and_nothing_is_kept(workspace):
    service = drawn(workspace)
    asked = talk(workspace, question=HOURS[0].upper())
    with pytest.raises(BranchNotUsable) as refused:
        branching.send(workspace, [asked], claims_of(workspace))

    assert refused.value.details == {}
    assert examples_in(service) == CLAIMS
    assert Unanswered.objects.get().status == "open"


def test_a_full_topic_takes_no_more(workspace):
    service = drawn(workspace)
    branch = claims_of(workspace)
    full = branches.add_examples(branch, [f"przykład numer {n}" for n in range(57)], user=None)
    with pytest.raises(BranchNotUsable):
        branches.add_examples(full, ["jeszcze jeden"], user=None)

    assert len(examples_in(service)) == 60
    again = branches.add_examples(full, [CLAIMS[0].upper(), "x" * 301, " "], user=None)
    assert len(again.own) == 60


def test_a_branch_that_was_taken_out_meanwhile_is_refused(workspace):
    service = drawn(workspace)
    branch = claims_of(workspace)
    service.draft = {**service.draft, "nodes": [], "edges": []}
    service.save()

    with pytest.raises(BranchNotUsable):
        branches.add_examples(branch, ["x"], user=None)


def test_only_branches_in_use_and_ones_own_are_there(workspace, other_workspace):
    drawn(other_workspace, "Cudzy")
    old = drawn(workspace, "Dawny")
    old.archived = True
    old.save()
    kept = drawn(workspace)
    half = drawn(workspace, "W połowie")
    half.draft["nodes"][0]["config"] = {"topics": []}
    half.save()

    assert {each.flow for each in branches.branches_of(workspace)} == {kept}
    theirs = branches.branches_of(other_workspace)[0]
    assert theirs.name not in [each.name for each in branches.branches_of(workspace)]


# ---- In the admin --------------------------------------------------------------------------


def test_the_page_offers_the_topics_and_says_what_came_of_it(client_for, workspace):
    english = drawn(workspace, "A: English", language="en")
    service = drawn(workspace)
    asked = talk(workspace, question=ASKED)
    client, polish = client_for("author"), {"Accept-Language": "pl"}
    place = reverse("admin:knowledge_groups_branch")
    group = client.get(reverse("admin:knowledge_groups"), headers=polish).content.decode()
    page = client.get(place, {"questions": asked.pk}, headers=polish)
    sent = {"questions": asked.pk, "branch": f"{service.pk}/sort/claims"}
    after = client.post(place, sent, follow=True, headers=polish).content.decode()

    assert f"{place}?questions={asked.pk}" in group
    assert [each.name for each, _of in page.context["flows"]] == ["Obsługa", "A: English"]
    assert "Reklamacje" in page.content.decode()
    assert "1 pytanie trafi do tematu „Reklamacje” w scenariuszu „Obsługa”." in after
    assert "Rozpoznane wcześniej: 0 z 1. Rozpoznane teraz: 1 z 1." in after
    assert f'href="{reverse("admin:flows_flow_change", args=[service.pk])}"' in after
    assert examples_in(english) == CLAIMS


def test_a_name_cannot_bring_markup_into_the_message(client_for, workspace):
    service = drawn(workspace, "<b>Obsługa</b>")
    asked = talk(workspace, question=ASKED)
    sent = {"questions": asked.pk, "branch": f"{service.pk}/sort/claims"}
    page = client_for("author").post(reverse("admin:knowledge_groups_branch"), sent, follow=True)

    assert "<b>Obsługa</b>" not in page.content.decode()


def test_a_foreign_topic_and_a_gone_one_are_refused(client_for, workspace, other_workspace):
    theirs = drawn(other_workspace, "Cudzy")
    asked = talk(workspace, question=ASKED)
    client, place = client_for("author"), reverse("admin:knowledge_groups_branch")
    for name in (f"{theirs.pk}/sort/claims", "", "1/x/y"):
        page = client.post(place, {"questions": asked.pk, "branch": name})
        assert page.status_code == 200
    gone = client.get(place, {"questions": "99999"})

    assert gone.status_code == 302
    assert examples_in(theirs) == CLAIMS


def test_without_topics_the_page_says_how_to_get_them(client_for, workspace):
    asked = talk(workspace, question=ASKED)
    page = client_for("author").get(
        reverse("admin:knowledge_groups_branch"), {"questions": asked.pk},
        headers={"Accept-Language": "pl"},
    )  # fmt: skip

    assert "Żaden scenariusz nie rozdziela jeszcze pytań według tematu." in page.content.decode()


def test_an_agent_may_not(client_for, workspace):
    asked = talk(workspace, question=ASKED)
    place = reverse("admin:knowledge_groups_branch")

    assert client_for("agent").get(place, {"questions": asked.pk}).status_code == 403
