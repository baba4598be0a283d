"""What a change would break, told before it where there is much: the nearest to it first."""

from __future__ import annotations

import pytest
from django.urls import reverse

from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks import expectations, foresight, what_if
from flowbuilder.knowledge.models import Entry, Expectation, Synonyms
from flowbuilder.knowledge.search import index_keeping

pytestmark = pytest.mark.django_db
ASKED = "Jak zwrócić zamówione lampy?"
#: More than were ever looked at before a change was saved.
MANY = index_keeping.REBUILD_ASIDE + 100


@pytest.fixture
def entry(workspace):
    return services.create_entry(workspace, question=ASKED, answer="Formularzem na stronie.")


@pytest.fixture
def many(workspace, entry):
    """So many entries that an index of them is built beside the old one."""
    Entry.objects.bulk_create(
        Entry(workspace=workspace, question=f"Czy jest część nr {n}?", answer=f"Regał {n % 90}.")
        for n in range(MANY)
    )
    services.note_change(workspace.pk)


@pytest.fixture
def hurried(monkeypatch):
    """There is time for one question only."""
    monkeypatch.setattr(foresight, "LONGEST_S", 0.0)


def none_for(workspace, question):
    return expectations.expect(workspace, question, language="pl", entry=None)[0]


def asked(found):
    return [each.question for each in found]


def test_among_thousands_of_entries_a_change_is_told_before(workspace, many, entry):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    entry.question = "Godziny otwarcia"
    found = what_if.if_saved(entry)
    without = what_if.if_without(workspace.pk, [entry.pk])

    assert len(selectors.index_of(workspace.pk)) > MANY
    assert (asked(found.broken), asked(without.broken), found.left) == ([ASKED], [ASKED], 0)


def test_what_was_saved_a_moment_ago_counts_among_thousands_too(workspace, many, entry):
    """Seen to fail on an index that lags behind while its successor is built."""
    selectors.index_now(workspace.pk)
    new = services.create_entry(workspace, question="Ile waży żyrandol?", answer="Dwa kilo.")
    Expectation.objects.create(workspace=workspace, question="ile waży żyrandol", entry=new)

    assert asked(what_if.if_without(workspace.pk, [new.pk]).broken) == ["ile waży żyrandol"]


def test_what_is_about_the_answer_is_looked_at_first(workspace, entry, hurried):
    expectations.expect(workspace, "kosz", language="pl", entry=entry)
    none_for(workspace, "jak zwrócić zamówione lampy")
    found = what_if.if_without(workspace.pk, [entry.pk])

    assert (found.broken, asked(found.mended), found.left) == ((), [], 1)


def test_then_what_shares_most_words_with_the_change(workspace, hurried):
    for question in ("ile waży kubek", "ile waży duży żyrandol", "czy jest parking"):
        none_for(workspace, question)
    new = Entry(workspace=workspace, question="Ile waży żyrandol?", answer="Dwa kilo.")
    found = what_if.if_saved(new)
    group = Synonyms(workspace=workspace, language="pl", words="plac, parking")
    services.create_entry(workspace, question="Czy jest plac?", answer="Tak.")

    assert (asked(found.broken), found.left) == (["ile waży duży żyrandol"], 2)
    assert asked(what_if.if_synonyms(workspace.pk, [group]).broken) == ["czy jest parking"]


def test_what_the_last_check_found_is_not_asked_again(workspace, entry):
    row, _new = expectations.expect(workspace, ASKED, language="pl", entry=entry)
    expectations.run(workspace)
    Expectation.objects.filter(pk=row.pk).update(outcome="offered")
    kept = what_if.if_without(workspace.pk, [entry.pk]).broken
    services.create_entry(workspace, question="Gdzie jest sklep?", answer="Na rynku.")
    out_of_date = what_if.if_without(workspace.pk, [entry.pk]).broken

    assert [each.was for each in (*kept, *out_of_date)] == ["Tylko propozycje", "Dobra odpowiedź"]


def test_the_pages_say_what_there_was_no_time_for(client_for, workspace, entry, hurried):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    for question in ("czy jest parking", "ile waży kubek"):
        none_for(workspace, question)
    client = client_for("author")
    change = reverse("admin:knowledge_entry_change", args=[entry.pk])
    form = {"language": "pl", "enabled": "on", "variants": "", "question": ASKED, "answer": "Tam."}
    saved = client.post(change, form, follow=True).content.decode()
    broken = client.post(change, {**form, "question": "Godziny otwarcia"}).content.decode()
    delete = reverse("admin:knowledge_entry_delete", args=[entry.pk])
    breaks = client.get(delete).content.decode()
    Expectation.objects.filter(entry=entry).delete()
    breaks_none = client.get(delete).content.decode()

    words = "2 oczekiwane odpowiedzi, najmniej związane z tą zmianą, program sprawdza dopiero"
    assert "przestałaby działać 1 oczekiwana odpowiedź" in broken
    assert [words in page for page in (saved, broken, breaks)] == [True, True, True]
    assert "Jedną oczekiwaną odpowiedź, najmniej związaną z tą zmianą" in breaks_none
