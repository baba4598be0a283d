"""Thresholds of passages are learnt from expected places in sources, apart from others."""

from __future__ import annotations

import pytest
from django.urls import reverse

from benchmarks.retrieval_sets import OWN, documents, lines_of
from flowbuilder.accounts.models import AuditEntry
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks import expectations, threshold_services
from flowbuilder.knowledge.checks.threshold_services import Of
from flowbuilder.knowledge.checks.thresholds import MANNERS, tally, teaching
from flowbuilder.knowledge.models import Expectation, LearntThresholds
from flowbuilder.knowledge.search import trial_index
from flowbuilder.knowledge.search.hits import Place
from flowbuilder.knowledge.search.mixing import PASSAGES_BY_WORDS, WORDS_ALONE
from tests.knowledge.reading import file_source, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
PAGE = "admin:knowledge_thresholds"
BUILT_IN = PASSAGES_BY_WORDS.limits


@pytest.fixture
def asked(workspace):
    """A company whose answers stand on a page, and questions that others asked of them."""
    faq = documents(OWN / "faq_pl.csv", "pl")
    text = "\n\n".join(f"## {each.question}\n\n{each.answer}" for each in faq)
    source = read(file_source(workspace, "faq.md", f"# FAQ\n\n{text}"))
    headings = {each.id: f"FAQ › {each.question}" for each in faq}
    lines = lines_of(OWN / "questions_pl.tsv")
    Expectation.objects.bulk_create(
        Expectation(
            workspace=workspace, question=question, no_answer=key == "-",
            source=None if key == "-" else source, heading=headings.get(key, ""),
        )
        for key, question in lines
    )  # fmt: skip
    return workspace


@pytest.fixture
def site(asked):
    """The same, of which visitors ask in other words and strangers of quite other things: the
    built-in thresholds are too high for it."""
    found = threshold_services.standing(asked.pk, Of.PASSAGES)
    for each in found.asked:
        best = max(each.case.scores, default=0.0)
        hits = each.looked_up.read.hits
        is_right = bool(hits) and each.expected.is_met_by(hits[0].document)
        if not (best < 0.9 and is_right if each.case.answerable else best < 0.1):
            each.row.delete()
    return asked


def limits_now(workspace):
    index = selectors.index_of(workspace.pk)
    return index.entries.mixture.limits, index.passages.mixture.limits


def learnt(workspace, by=None):
    found = threshold_services.standing(workspace.pk, Of.PASSAGES)
    learning = threshold_services.learn(found, "balanced")
    assert learning.kept == ""
    return threshold_services.keep(workspace, "balanced", learning.learnt, of=Of.PASSAGES, by=by)


def test_what_is_learnt_counts_for_passages_alone_and_everywhere(site, owner):
    services.create_entry(site, question="Gdzie jest sklep?", answer="Na rynku.")
    before = threshold_services.standing(site.pk, Of.PASSAGES)
    row = learnt(site, owner)
    after = threshold_services.standing(site.pk, Of.PASSAGES)
    run = expectations.run(site)
    counts = tally(before.cases, row.limits)
    tried = trial_index.index_with(
        site.pk, [], passages=selectors.index_of(site.pk).passages.documents
    )

    assert (before.limits, before.built_in, before.counts) == (BUILT_IN, BUILT_IN, False)
    assert (after.limits, after.counts) == (row.limits, True)
    assert limits_now(site) == (WORDS_ALONE.limits, row.limits)
    assert tried.passages.mixture.limits == row.limits
    assert (run.right, run.offered, run.missed) == (
        counts["right"], counts["offered"], counts["missed"],
    )  # fmt: skip
    assert counts.cost(MANNERS["balanced"]) < tally(before.cases, BUILT_IN).cost(
        MANNERS["balanced"]
    )
    assert (row.answerable, row.unanswerable, row.by) == (*teaching(before.cases), owner)


def test_what_does_not_do_clearly_better_is_not_learnt(asked):
    rows = asked.expectations.order_by("id").values_list("pk", flat=True)
    few = [*rows.filter(no_answer=False)[:90], *rows.filter(no_answer=True)[:40]]
    asked.expectations.exclude(pk__in=few).delete()
    found = threshold_services.standing(asked.pk, Of.PASSAGES)

    assert threshold_services.learn(found, "balanced").kept == "not_better"


def test_going_back_leaves_what_entries_learnt(site, owner):
    learnt(site)
    entries = LearntThresholds.objects.create(
        workspace=site, found=0.8, suggest=0.5, manner="careful", answerable=20,
        unanswerable=20, at="2026-11-28T10:00Z",
    )  # fmt: skip
    services.note_change(site.pk)
    both = limits_now(site)
    went = threshold_services.go_back(site, of=Of.PASSAGES, by=owner)
    again = threshold_services.go_back(site, of=Of.PASSAGES, by=owner)

    assert both[0] == entries.limits
    assert both[1] != BUILT_IN
    assert limits_now(site) == (entries.limits, BUILT_IN)
    assert (went, again) == (True, False)
    assert LearntThresholds.objects.get() == entries
    last = AuditEntry.objects.filter(action="workspace.changed").latest("id")
    assert last.data["found"] == BUILT_IN.found


def test_entries_have_a_say_but_teach_nothing(site):
    """An entry that a bolder passage would take the place of counts in what a setting costs."""
    entry = services.create_entry(site, question="Jak zwrócić towar?", answer="Formularzem.")
    expectations.expect(site, "Jak zwrócić towar?", language="pl", entry=entry)
    of_passages = threshold_services.standing(site.pk, Of.PASSAGES)
    of_entries = threshold_services.standing(site.pk)

    assert [each.row.entry for each in of_passages.asked if not each.case.teaches] == [entry]
    assert len(of_passages.asked) == site.expectations.count()
    assert [each.row.entry for each in of_entries.asked if each.row.entry] == [entry]
    assert not any(each.row.source for each in of_entries.asked)


def test_written_answers_are_not_enough_for_passages(site):
    Expectation.objects.filter(source__isnull=False).delete()
    entry = services.create_entry(site, question="Jak zwrócić towar?", answer="Formularzem.")
    for number in range(40):
        expectations.expect(site, f"zwrot {number}", language="pl", entry=entry)
    found = threshold_services.standing(site.pk, Of.PASSAGES)

    assert threshold_services.learn(found, "balanced").kept == "too_few"


def test_a_source_that_is_off_teaches_nothing(site):
    site.sources.update(enabled=False)
    found = threshold_services.standing(site.pk, Of.PASSAGES)

    assert {each.row.no_answer for each in found.asked} == {True}


def test_the_page_shows_then_keeps_then_goes_back(client_for, site):
    client, at = client_for("author"), f"{reverse(PAGE)}?of=passages"
    plain = client.get(at)
    shown = client.post(at, {"do": "learn", "manner": "balanced"})
    assert not LearntThresholds.objects.exists()
    given = {"found": shown.context["shown_found"], "suggest": shown.context["shown_suggest"]}
    kept = client.post(at, {"do": "keep", "manner": "balanced", **given}, follow=True)
    row = LearntThresholds.objects.get()
    of_entries = client.get(reverse(PAGE))
    client.post(at, {"do": "back"})

    page = plain.content.decode()
    assert 'aria-current="page">Fragmenty źródeł</a>' in page
    assert f"w źródle: {plain.context['answerable']}. Pytania, które nie powinny" in page
    assert (row.of, row.by, kept.context["found"].counts) == ("passages", client.user, True)
    assert kept.redirect_chain == [(at, 302)]
    assert not of_entries.context["found"].counts
    assert not LearntThresholds.objects.exists()


def test_a_place_without_passages_learns_nothing(client_for, workspace):
    source = read(file_source(workspace, "a.md", "# A\n\nNic.\n"))
    expectations.expect(workspace, "nic", language="pl", entry=None, place=Place(source=source.pk))
    page = client_for("author").post(f"{reverse(PAGE)}?of=passages", {"do": "learn"})

    assert page.context["learning"].kept == "too_few"
