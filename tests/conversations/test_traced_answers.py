"""What was answered from the knowledge can be traced: the transcript names source and version."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation, EventRecord
from flowbuilder.conversations.transcript import happenings_of, mood_of, sentence_of
from flowbuilder.flows.knowledge_port import Source
from flowbuilder.knowledge import services
from flowbuilder.knowledge.answers import telling
from flowbuilder.knowledge.models import Chunk, Entry
from flowbuilder.knowledge.reading import source_selectors, sources
from flowbuilder.knowledge.reading.sources import Upload
from flowbuilder.knowledge.search.hits import Hit
from flowbuilder.knowledge.search.mixing import Signals
from flowbuilder.knowledge.selectors import changed_since, document_of
from tests.conversations.test_admin import conversation, page  # noqa: F401  # a fixture
from tests.knowledge.reading import file_source, read

ENTRY = {"id": "dostawa", "title": "Ile kosztuje dostawa?", "version": "20261128140501"}
TOPICS = {"zamowienie": "Zamówienie"}
PASSAGE = {"id": "source-7", "title": "Regulamin: Zwroty", "version": "6f698838aa"}


def told(result, language="pl"):
    with translation.override(language):
        return sentence_of(EventRecord(kind="EffectSucceeded", payload={"result": result}), TOPICS)


@pytest.mark.parametrize(
    ("result", "ending"),
    [
        (
            {"verdict": "found", "hits": [ENTRY, PASSAGE]},
            "Podstawa: „Ile kosztuje dostawa?” (stan z 28 lis 2026, 15:05).",
        ),
        ({"verdict": "suggest", "hits": [ENTRY]}, "znaleziono podobne pytania."),
        ({"verdict": "none", "hits": []}, "nic nie znaleziono."),
        (
            {"outcome": "answered", "sources": [ENTRY, PASSAGE]},
            "(stan z 28 lis 2026, 15:05), „Regulamin: Zwroty” (fragment 6f698838).",
        ),
        ({"outcome": "answered", "sources": [{"title": "Dawne"}]}, "odpowiedział."),
        ({"outcome": "not_grounded", "model": "gpt"}, "Zapytano model: nie był dość pewny."),
        ({"outcome": "excluded", "model": ""}, "Nie pytano modelu: temat jest wykluczony."),
        (
            {"outcome": "answered", "model": "", "sources": []},
            "Nie pytano modelu: zacytowano bazę wiedzy.",
        ),
        ({"topic": "zamowienie"}, "Temat: Zamówienie."),
        ({"topic": "inny"}, "Temat: inny."),
        (
            {"topic": "zamowienie", "model": "gpt"},
            "Temat: Zamówienie. Wskazał go model, bo przykłady nie rozstrzygnęły.",
        ),
        ({"topic": "", "model": "gpt"}, "Żaden temat nie pasuje; model też żadnego nie wskazał."),
        (
            {"found": {"kolor": {"quote": "niebieski"}, "data": {"quote": "3 maja"}, "nip": {}}},
            "Model wyłuskał: kolor, data.",
        ),
        ({"found": {}, "model": ""}, "Model niczego nie wyłuskał."),
    ],
)
def test_the_event_log_says_what_an_answer_stood_on(result, ending):
    assert told(result).endswith(ending)


@pytest.mark.parametrize("version", ["20261128140501", "20261128140501000999"])
def test_moments_are_read_to_the_second_as_before_and_to_the_microsecond(version):
    said = told({"verdict": "found", "hits": [{**ENTRY, "version": version}]})

    assert said.endswith("(stan z 28 lis 2026, 15:05).")


def test_in_english_too():
    said = told({"verdict": "found", "hits": [ENTRY]}, "en")

    assert said.endswith("It stands on “Ile kosztuje dostawa?” (as of 28 Nov 2026, 15:05).")


@pytest.mark.parametrize(
    ("session", "mood"),
    [
        (None, ""),
        ({"mood": "calm"}, "ton spokojny"),
        (
            {"mood": "upset", "mood_reasons": ["capitals", "marks"]},
            "ton zdenerwowany (wielkie litery; wiele wykrzykników lub znaków zapytania)",
        ),
    ],
)
def test_how_the_visitor_sounds_is_said_with_the_reasons(session, mood):
    with translation.override("pl"):
        assert mood_of(Conversation(session=session)) == mood


def answered_from(conversation, *entries):  # noqa: F811
    """An event for each, as the search tells what it found."""
    for number, entry in enumerate(entries, 1000):
        document = document_of(entry)
        hit = {"id": document.id, "title": document.question, "version": document.version}
        EventRecord.objects.create(
            conversation=conversation, number=number, at=now(), kind="EffectSucceeded",
            payload={"result": {"verdict": "found", "hits": [hit]}},
        )  # fmt: skip


def changed(conversation):  # noqa: F811
    return [each.title for event in happenings_of(conversation) for each in event.changed]


@pytest.mark.django_db
def test_an_entry_that_was_changed_after_it_answered_is_said_with_the_way_to_it(
    client_for, workspace, conversation  # noqa: F811
):  # fmt: skip
    kept = services.create_entry(workspace, question="Zwrot towaru", answer="Formularzem.")
    entry = services.create_entry(workspace, question="Dostawa", answer="10 zł.")
    answered_from(conversation, kept, entry)
    before = changed(conversation)
    later = now() + timedelta(days=7)
    Entry.objects.filter(pk=entry.pk).update(answer="12 zł.", updated_at=later)
    place = f"/admin/knowledge/entry/{entry.pk}/change/"

    owner = client_for("owner").get(page(conversation)).content.decode()
    analyst = client_for("analyst").get(page(conversation)).content.decode()

    assert (before, changed(conversation)) == ([], ["Dostawa"])
    assert "Wpis „Dostawa” zmieniono od tego czasu" in owner
    assert (place in owner, place in analyst) == (True, False)


@pytest.mark.django_db
def test_of_entries_in_two_languages_with_one_key_the_one_that_answered_counts(workspace):
    polish, english = (
        Entry.objects.create(
            workspace=workspace, key="dostawa", language=language, question="?", answer="!"
        )
        for language in ("pl", "en")
    )
    told = Source("dostawa", document_of(polish).version)
    Entry.objects.filter(pk=english.pk).update(updated_at=now() + timedelta(days=1))
    still = changed_since(workspace.pk, [told])
    Entry.objects.filter(pk=polish.pk).update(updated_at=now() + timedelta(days=2))

    assert (dict(still), list(changed_since(workspace.pk, [told]))) == ({}, [told])


@pytest.mark.django_db
def test_an_entry_that_was_deleted_after_it_answered_is_said_without_a_way_to_it(
    client_for, workspace, conversation  # noqa: F811
):  # fmt: skip
    entry = services.create_entry(workspace, question="Dostawa", answer="10 zł.")
    answered_from(conversation, entry)
    services.delete_entries(workspace, [entry.pk])

    shown = client_for("owner").get(page(conversation)).content.decode()

    assert "„Dostawa” nie ma już w bazie wiedzy" in shown
    assert "Otwórz wpis" not in shown


@pytest.mark.django_db
def test_a_passage_that_was_changed_or_whose_source_is_gone_is_said_as_well(
    client_for, workspace, conversation  # noqa: F811
):  # fmt: skip
    source = read(file_source(workspace, "regulamin.md", "# Zwroty\n\nNa zwrot jest 30 dni."))
    hit = Hit(source_selectors.document_of(Chunk.objects.get()), 0.9, Signals(1, 1, 1))
    EventRecord.objects.create(
        conversation=conversation, number=1000, at=now(), kind="EffectSucceeded",
        payload={"result": {"outcome": "answered", "sources": [telling.source_of(hit)]}},
    )  # fmt: skip
    before = changed(conversation)
    newer = Upload(name="regulamin.md", data=b"# Zwroty\n\nNa zwrot jest 14 dni.")
    read(sources.save(source, upload=newer))

    owner = client_for("owner").get(page(conversation)).content.decode()
    sources.delete(workspace, [source.pk])
    later = client_for("owner").get(page(conversation)).content.decode()

    assert before == []
    assert "zmieniono od tego czasu albo nie ma go już w źródle" in owner
    assert f"/admin/knowledge/source/{source.pk}/" in owner
    assert "nie ma już w bazie wiedzy" in later
    assert "Otwórz źródło" not in later


@pytest.mark.django_db
def test_what_changed_is_looked_up_once_for_a_whole_conversation(workspace, conversation):  # noqa: F811
    entries = [
        services.create_entry(workspace, question=f"Pytanie {n}", answer="Tak.") for n in range(9)
    ]
    with CaptureQueriesContext(connection) as without:
        happenings_of(conversation)
    answered_from(conversation, *entries)
    with CaptureQueriesContext(connection) as within:
        happenings_of(conversation)

    assert len(within) == len(without) + 2  # what changed, and what it said before
