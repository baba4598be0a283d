"""What knowledge said when it answered can be read after it was changed, as long as talks are."""

from datetime import timedelta

import pytest
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import EventRecord
from flowbuilder.conversations.transcript import happenings_of
from flowbuilder.flows.knowledge_port import Source
from flowbuilder.knowledge import past, selectors, services
from flowbuilder.knowledge.models import Entry, PastText
from flowbuilder.knowledge.models import Source as Given
from flowbuilder.knowledge.reading import source_selectors, sources
from flowbuilder.runtime import retention
from tests.conversations.test_admin import conversation, page  # noqa: F401  # a fixture
from tests.knowledge.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

TEXT = "Wysyłamy w dni robocze.\n\n## Niemcy\n\nPaczka kosztuje 49 zł."


def aged(entry, days=9):
    """As if it had been saved before, so that its versions differ."""
    Entry.objects.filter(pk=entry.pk).update(updated_at=now() - timedelta(days=days))
    entry.refresh_from_db()
    return entry


def named(entry):
    document = selectors.document_of(entry)
    return document.id, document.version


def passages(source):
    return [
        source_selectors.document_of(chunk)
        for chunk in source_selectors.shown_passages(source).order_by("number")
    ]


def then(workspace, *names):
    return dict(past.texts_then(workspace.pk, names))


def article(workspace, text=TEXT):
    values = {"name": "Wysyłka", "kind": "article", "language": "pl"}
    return read(sources.save(Given(workspace=workspace, text=text, **values)))


def answered_from(conversation, *names):  # noqa: F811
    hits = [{"id": key, "version": version, "title": "Cena"} for key, version in names]
    for number, hit in enumerate(hits, 1000):
        EventRecord.objects.create(
            conversation=conversation, number=number, at=now(), kind="EffectSucceeded",
            payload={"result": {"verdict": "found", "hits": [hit]}},
        )  # fmt: skip


def test_an_entry_that_was_saved_switched_or_imported_anew_keeps_what_it_said(workspace):
    entry = aged(services.create_entry(workspace, question="Cena?", answer="10 zł.", key="cena"))
    first = named(entry)
    entry.answer = "12 zł."
    services.save_entry(entry)
    second = named(aged(entry, 5))
    services.switch_entries(workspace, [entry.pk], enabled=False)
    third = named(aged(entry, 1))
    services.import_file(workspace, b"id,question,answer\ncena,Cena?,14 z\xc5\x82.\n", name="a.csv")
    entry.refresh_from_db()

    assert then(workspace, first, second, third, named(entry)) == {
        first: "10 zł.", second: "12 zł.", third: "12 zł.",
    }  # fmt: skip


def test_of_two_savings_within_a_second_each_keeps_its_wording(workspace):
    entry = services.create_entry(workspace, question="Cena?", answer="10 zł.")
    moment = (now() - timedelta(days=1)).replace(microsecond=0)
    names = []
    for number, answer in enumerate(("12 zł.", "14 zł.")):
        Entry.objects.filter(pk=entry.pk).update(updated_at=moment + timedelta(microseconds=number))
        entry.refresh_from_db()
        names.append(named(entry))
        entry.answer = answer
        services.save_entry(entry)

    assert then(workspace, *names) == {names[0]: "10 zł.", names[1]: "12 zł."}
    changed = selectors.changed_since(workspace.pk, [Source(*name) for name in names])
    assert set(changed) == {Source(*name) for name in names}


def test_what_answers_named_to_the_second_is_found_all_the_same(workspace):
    """So they did before versions told microseconds, and so does what was kept then."""
    entry = aged(services.create_entry(workspace, question="Cena?", answer="10 zł."))
    public_id, version = named(entry)
    was = Source(public_id, version[:14])
    still = dict(selectors.changed_since(workspace.pk, [was]))
    entry.answer = "12 zł."
    services.save_entry(entry)
    kept_now = then(workspace, was)
    PastText.objects.update(version=version[:14], text="9 zł.")

    assert (still, list(selectors.changed_since(workspace.pk, [was]))) == ({}, [was])
    assert (kept_now, then(workspace, was)) == ({was: "10 zł."}, {was: "9 zł."})
    assert then(workspace, Source(public_id, version)) == {}


def test_a_passage_that_was_edited_or_is_gone_keeps_what_it_said(workspace):
    source = article(workspace)
    kept, edited = passages(source)
    source.text = TEXT.replace("49", "59")
    read(sources.save(source))
    names = [(each.id, each.version) for each in (kept, edited)]

    assert then(workspace, *names) == {names[1]: "Paczka kosztuje 49 zł."}


def test_what_another_workspace_said_is_not_shown(workspace, other_workspace):
    entry = aged(services.create_entry(workspace, question="Cena?", answer="10 zł."))
    was = named(entry)
    entry.answer = "12 zł."
    services.save_entry(entry)

    assert (then(workspace, was), then(other_workspace, was)) == ({was: "10 zł."}, {})


def test_the_log_of_a_conversation_shows_what_was_said_then(
    client_for, workspace, conversation  # noqa: F811
):  # fmt: skip
    entry = aged(services.create_entry(workspace, question="Cena?", answer="Było 10 zł."))
    source = article(workspace)
    passage = passages(source)[1]
    answered_from(conversation, named(entry), (passage.id, passage.version))
    before = [event.changed for event in happenings_of(conversation)]
    entry.answer = "12 zł."
    services.save_entry(entry)
    source.text = TEXT.replace("49", "59")
    read(sources.save(source))

    after = [each.then for event in happenings_of(conversation) for each in event.changed]
    shown = client_for("owner").get(page(conversation)).content.decode()

    assert set(before) == {()}
    assert after == ["Było 10 zł.", "Paczka kosztuje 49 zł."]
    assert "Treść „Cena” z tamtego czasu" in shown
    assert "Było 10 zł." in shown


def test_whoever_deletes_an_entry_or_a_source_erases_what_it_said_before(workspace):
    entry = aged(services.create_entry(workspace, question="Cena?", answer="10 zł."))
    services.save_entry(entry)
    source = article(workspace)
    source.text = TEXT.replace("49", "59")
    read(sources.save(source))
    kept = PastText.objects.count()
    services.delete_entries(workspace, [entry.pk])
    sources.delete(workspace, [source.pk])

    assert (kept, PastText.objects.count()) == (2, 0)


def test_earlier_wordings_are_erased_on_request_and_what_is_said_now_stays(client_for, workspace):
    entry = aged(services.create_entry(workspace, question="Cena?", answer="Pan Jan płaci 10 zł."))
    entry.answer = "12 zł."
    services.save_entry(entry)
    chosen = {"action": "forget_past", "_selected_action": [entry.pk]}
    owner = client_for("owner")
    answer = owner.post(reverse("admin:knowledge_entry_changelist"), chosen, follow=True)

    entry.refresh_from_db()
    assert "Usunięto 1 wcześniejsze brzmienie." in answer.content.decode()
    assert (PastText.objects.count(), entry.answer) == (0, "12 zł.")


def test_it_is_kept_as_long_as_a_conversation_that_may_name_it(
    workspace, conversation  # noqa: F811
):  # fmt: skip
    entry = aged(services.create_entry(workspace, question="Cena?", answer="10 zł."))
    services.save_entry(entry)
    answered_from(conversation, named(entry))
    long_ago = now() - timedelta(days=workspace.keep_days + 2)
    PastText.objects.update(until=long_ago)
    conversation.started_at = long_ago - timedelta(days=1)
    conversation.save()
    retention.tidy()
    kept = PastText.objects.count()
    EventRecord.objects.filter(conversation=conversation).delete()
    retention.tidy()

    assert (kept, PastText.objects.count()) == (1, 0)


def test_whoever_deletes_is_told_how_many_earlier_wordings_go_too(client_for, workspace):
    entry = aged(services.create_entry(workspace, question="Cena?", answer="10 zł."))
    services.save_entry(entry)
    owner = client_for("owner")
    shown = owner.get(reverse("admin:knowledge_entry_delete", args=[entry.pk])).content.decode()

    assert "wcześniejsze brzmienia: 1" in shown.lower()
    assert "Wcześniejsze brzmienie: " not in shown
