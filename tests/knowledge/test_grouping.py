"""Open questions in groups, and what settles a whole group."""

from datetime import UTC, datetime, timedelta

import pytest

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.clock import now
from flowbuilder.knowledge import services
from flowbuilder.knowledge.learning import grouping, unanswered
from flowbuilder.knowledge.learning.grouping import Asked
from flowbuilder.knowledge.models import Entry, Unanswered
from flowbuilder.knowledge.search.retrieval import Index

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
VOUCHERS = [
    "Czy macie bony podarunkowe?",
    "chce kupic bon podarunkowy",
    "bony podarunkowe macie?",
    "CZY MACIE BONY PODARUNKOWE?",
]
PARCELS = ["Gdzie jest moja paczka?", "gdzie moja paczka"]


def asked(texts, language="pl"):
    return [
        Asked(id=n, text=text, language=language, at=AT + timedelta(days=n))
        for n, text in enumerate(texts, 1)
    ]


def record(workspace, *texts, language="pl"):
    return [
        services.record_unanswered(workspace.pk, text, language=language, at=now())
        for text in texts
    ]


def test_alike_questions_are_one_group_the_largest_first():
    groups = grouping.grouped(asked([*PARCELS, *VOUCHERS, "test"]), Index)

    assert [group.volume for group in groups] == [4, 2, 1]
    assert {w.text for w in groups[0].wordings} == set(VOUCHERS) - {VOUCHERS[0]}
    assert groups[0].name == VOUCHERS[3]
    assert (groups[0].first, groups[0].last) == (
        AT + timedelta(days=3),
        AT + timedelta(days=6),
    )


def test_groups_are_the_same_every_time_and_no_question_is_in_two():
    questions = asked([*VOUCHERS, *PARCELS, *VOUCHERS])

    first = grouping.grouped(questions, Index)

    assert grouping.grouped(list(reversed(questions)), Index) == first
    assert sum(group.volume for group in first) == len(questions)


def test_languages_are_kept_apart():
    both = [*asked(["Bon?"]), Asked(id=9, text="Bon?", language="en", at=AT)]

    assert [g.language for g in grouping.grouped(both, Index)] == ["pl", "en"]


@pytest.mark.django_db
def test_adding_a_group_to_an_entry_makes_its_questions_found(workspace, owner):
    entry = services.create_entry(workspace, question="Karty prezentowe", answer="Tak, od 50 zł.")
    questions = record(workspace, *VOUCHERS, "Ile waży kubek?")
    group = unanswered.groups_of(workspace)[0]
    chosen = unanswered.open_ones(workspace, [w.id for w in group.wordings])

    done = unanswered.add_to_entry(entry, chosen, by=owner)

    assert (done.asked, done.found_before, done.found_now, done.still_open) == (4, 0, 4, [])
    assert len(Entry.objects.get().variants) == 3
    rows = Unanswered.objects.filter(status="answered", entry=entry)
    assert rows.count() == len(questions) - 1
    assert AuditEntry.objects.filter(action="unanswered.answered").get().data["count"] == 4
    lately = unanswered.answered_lately(workspace)
    assert [(each.entry, each.asked, each.found) for each in lately] == [(entry, 4, 4)]


@pytest.mark.django_db
def test_a_question_that_the_answer_does_not_bring_stays_open(workspace):
    questions = record(workspace, VOUCHERS[0], "Ile waży kubek?")
    entry = services.create_entry(workspace, question=VOUCHERS[0], answer="Tak.")

    done = unanswered.settle(entry, questions, {})

    assert (done.answered, done.still_open) == (1, ["Ile waży kubek?"])
    assert Unanswered.objects.get(question="Ile waży kubek?").status == "open"


@pytest.mark.django_db
def test_a_group_is_ignored_with_the_same_words_of_others(workspace, other_workspace):
    mine = record(workspace, "ŻÓŁW?", "żółw?", "Inne?")
    theirs = record(other_workspace, "żółw?")

    count = unanswered.ignore(workspace, [mine[0].pk, theirs[0].pk])

    assert count == 2
    assert set(Unanswered.objects.filter(status="open").values_list("question", "workspace")) == {
        ("Inne?", workspace.pk),
        ("żółw?", other_workspace.pk),
    }


@pytest.mark.django_db
def test_only_the_newest_are_grouped(workspace, monkeypatch):
    record(workspace, "Raz?", "Dwa?", "Trzy?")
    monkeypatch.setattr(unanswered, "GROUPED", 2)

    assert {group.name for group in unanswered.groups_of(workspace)} == {"Dwa?", "Trzy?"}
