"""What wordings, synonyms, sources, flows and an import would break, said before it is done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from flowbuilder.knowledge import importing, services
from flowbuilder.knowledge.checks import expectations, what_if
from flowbuilder.knowledge.learning import unanswered
from flowbuilder.knowledge.models import (
    Entry,
    Expectation,
    Outcome,
    Source,
    Synonyms,
    Unanswered,
)
from flowbuilder.knowledge.reading import article_passages, source_selectors, sources
from flowbuilder.knowledge.reading.readers import Reading
from flowbuilder.knowledge.search import synonyms
from flowbuilder.knowledge.search.hits import Place
from tests.knowledge.reading import file_source, read
from tests.knowledge.talks import talk
from tests.knowledge.test_excluded_everywhere import published

pytestmark = pytest.mark.usefixtures("own_files")
ASKED = "Jak zwrócić towar?"
RULES = "# Regulamin\n\n## Zwroty\n\nNa zwrot towaru jest czternaście dni od odbioru.\n"
IN_RULES = "ile dni jest na zwrot towaru"


@pytest.fixture
def entry(workspace):
    return services.create_entry(workspace, question=ASKED, answer="Formularzem.")


@pytest.fixture
def rules(workspace):
    source = read(file_source(workspace, "regulamin.md", RULES))
    place = Place(source=source.pk)
    expectations.expect(workspace, IN_RULES, language="pl", entry=None, place=place)
    return source


def none_for(workspace, question):
    return expectations.expect(workspace, question, language="pl", entry=None)[0]


def told(broken):
    return [(each.question, each.was, each.now) for each in broken]


def came_true(workspace, broken):
    """Whether a check after the change finds broken what was told before it, and nothing else."""
    before = {each.question for each in broken}
    last = expectations.newest_run(workspace.pk)
    run = expectations.run(workspace)
    rows = {str(row.pk): row for row in workspace.expectations.all()}
    bad = {rows[key].question for key, (outcome, *_rest) in run.outcomes.items()
           if outcome in ("wrong", "missed", "false")}  # fmt: skip
    return last is not None and before == bad


# ---- Synonyms ------------------------------------------------------------------------------


def test_synonyms_that_would_answer_what_should_get_none_are_told(workspace, entry):
    none_for(workspace, "Jak sprzedać towar?")
    expectations.run(workspace)
    group = Synonyms(workspace=workspace, language="pl", words="sprzedać, zwrócić")
    broken = what_if.if_synonyms(workspace.pk, [group]).broken
    unrelated = Synonyms(workspace=workspace, language="pl", words="czajnik, imbryk")

    assert [each.expected for each in broken] == [""]
    assert what_if.if_synonyms(workspace.pk, [unrelated]) == what_if.NOTHING
    synonyms.save(group)
    assert came_true(workspace, broken)


def test_deleting_and_changing_synonyms_that_an_answer_needs_is_told(workspace, entry):
    group = Synonyms(workspace=workspace, language="pl", words="odtransportować, zwrócić")
    synonyms.save(group)
    asked = "Jak odtransportować towar?"
    row, _new = expectations.expect(workspace, asked, language="pl", entry=entry)
    assert row.outcome == "right"
    expectations.run(workspace)
    group.words = "odtransportować, kupić"

    assert [each.question for each in what_if.if_synonyms(workspace.pk, [group]).broken] == [asked]
    broken = what_if.if_synonyms(workspace.pk, without=[group.pk]).broken
    synonyms.delete(workspace, [group.pk])
    assert came_true(workspace, broken)
    assert len(broken) == 1


def test_the_form_of_synonyms_says_what_breaks_and_saves_anyway(client_for, workspace, entry):
    none_for(workspace, "Jak sprzedać towar?")
    client, add = client_for("author"), reverse("admin:knowledge_synonyms_add")
    form = {"language": "pl", "words": "sprzedać, zwrócić"}
    page = client.post(add, form, headers={"Accept-Language": "pl"}).content.decode()
    kept = Synonyms.objects.count()
    client.post(add, {**form, "_anyway": "1"})

    assert "Po tej zmianie przestałaby działać 1 oczekiwana odpowiedź" in page
    assert (kept, Synonyms.objects.count()) == (0, 1)
    group = Synonyms.objects.get()
    change = reverse("admin:knowledge_synonyms_change", args=[group.pk])
    assert client.post(change, form).status_code == 302  # nothing new breaks


# ---- Sources -------------------------------------------------------------------------------


def test_switching_a_source_off_is_told_and_comes_true(workspace, rules):
    expectations.run(workspace)
    broken = what_if.if_sources_switched(workspace.pk, [rules.pk], enabled=False).broken
    sources.switch(workspace, [rules.pk], enabled=False)

    assert [each.expected for each in broken] == ["Regulamin"]
    assert came_true(workspace, broken)
    assert what_if.if_sources_switched(workspace.pk, [rules.pk], enabled=False) == what_if.NOTHING


def test_switching_a_source_on_is_told_and_comes_true(workspace, rules):
    sources.switch(workspace, [rules.pk], enabled=False)
    workspace.expectations.all().delete()
    none_for(workspace, IN_RULES)
    expectations.run(workspace)
    broken = what_if.if_sources_switched(workspace.pk, [rules.pk], enabled=True).broken
    sources.switch(workspace, [rules.pk], enabled=True)

    assert [each.question for each in broken] == [IN_RULES]
    assert came_true(workspace, broken)


def test_a_source_in_another_language_is_told(workspace, rules):
    read(file_source(workspace, "parking.md", "# Parking\n\nParking jest za sklepem.\n"))
    rules.language = "en"

    assert [each.question for each in what_if.if_source_saved(rules).broken] == [IN_RULES]
    assert Source.objects.get(pk=rules.pk).language == "pl"


def test_with_too_many_passages_it_is_said_that_the_check_comes_after(
    client_for, workspace, rules, monkeypatch
):
    monkeypatch.setattr(what_if, "MAX_PASSAGES", 0)
    client = client_for("author")
    delete = client.get(reverse("admin:knowledge_source_delete", args=[rules.pk]))
    change = reverse("admin:knowledge_source_change", args=[rules.pk])
    saved = client.post(change, {"name": rules.name, "language": "pl"}, follow=True)

    words = "Jest tego za dużo, żeby sprawdzić oczekiwane odpowiedzi przed zapisaniem."
    assert words in delete.content.decode()
    assert words in saved.content.decode()
    assert not Source.objects.get().enabled


def test_the_pages_of_sources_ask_before_something_breaks(client_for, workspace, rules):
    client, listed = client_for("author"), reverse("admin:knowledge_source_changelist")
    polish = {"Accept-Language": "pl"}
    off = {"action": "switch_off", "_selected_action": [rules.pk]}
    words = "Po tej zmianie przestałaby działać 1 oczekiwana odpowiedź"
    asked = client.post(listed, off, headers=polish).content.decode()
    change = reverse("admin:knowledge_source_change", args=[rules.pk])
    form = {"name": rules.name, "language": "pl"}  # "on" is not ticked
    refused = client.post(change, form, headers=polish).content.decode()
    assert "Źródło jest wyłączone" not in refused
    delete = reverse("admin:knowledge_source_delete", args=[rules.pk])
    before_delete = client.get(delete, headers=polish).content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [rules.pk]}
    before_all = client.post(listed, chosen, headers=polish).content.decode()

    assert [words in each for each in (asked, refused, before_delete, before_all)] == [True] * 4
    rules.refresh_from_db()
    assert rules.enabled
    client.post(listed, {**off, "_anyway": "1"})
    rules.refresh_from_db()
    assert not rules.enabled


# ---- Wordings ------------------------------------------------------------------------------


def test_a_wording_that_breaks_another_answer_is_told_first(client_for, workspace, entry):
    other = services.create_entry(workspace, question="Ile kosztuje dostawa?", answer="15 zł.")
    expectations.expect(workspace, "ile kosztuje dostawa", language="pl", entry=other)
    asked = talk(workspace, question="Ile kosztuje dostawa")
    client, place = client_for("author"), reverse("admin:knowledge_groups_add")
    form = {"questions": asked.pk, "entry": entry.pk}
    page = client.post(place, form, headers={"Accept-Language": "pl"})
    entry.refresh_from_db()
    before = entry.variants
    client.post(place, {**form, "_anyway": "1"})
    entry.refresh_from_db()

    assert "Po tej zmianie przestałaby działać 1 oczekiwana odpowiedź" in page.content.decode()
    assert f'name="entry" value="{entry.pk}"' in page.content.decode()
    assert (before, entry.variants) == ([], ["Ile kosztuje dostawa"])


def test_a_wording_that_breaks_nothing_is_added_at_once(client_for, workspace, entry):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    asked = talk(workspace, question="Formularz odesłania sprzętu")
    form = {"questions": asked.pk, "entry": entry.pk}
    client_for("author").post(reverse("admin:knowledge_groups_add"), form)

    assert Entry.objects.get().variants == ["Formularz odesłania sprzętu"]
    assert Unanswered.objects.get().status == Unanswered.Status.ANSWERED
    assert unanswered.groups_of(workspace) == []


# ---- An import -----------------------------------------------------------------------------


def rows_of(csv):
    return importing.read(csv.encode(), name="k.csv", language="pl").rows


@pytest.mark.parametrize(
    ("csv", "count"),
    [
        ("id,question,answer\nzwrot,Godziny otwarcia,Od 9 do 17.\n", 1),
        ("id,question,answer,enabled\nzwrot,Jak zwrócić towar?,Formularzem.,no\n", 1),
        ("id,question,answer\nnowy,Jak zwrócić towar?,Inaczej.\n", 1),
        ("question,answer\nOtwarcie sklepu,Od 9 do 17.\n", 0),
        ("id,question,answer\nzwrot,Jak zwrócić towar?,Zupełnie inna treść.\n", 0),
        ("question,answer\njaka będzie pogoda,Ładna.\n", 1),
    ],
)
def test_what_an_import_would_break_is_what_it_breaks(workspace, csv, count):
    entry = services.create_entry(workspace, question=ASKED, answer="Formularzem.", key="zwrot")
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    none_for(workspace, "jaka będzie pogoda")
    expectations.run(workspace)
    broken = what_if.if_imported(workspace.pk, rows_of(csv)).broken
    untouched = list(Entry.objects.values_list("question", "enabled"))
    services.import_rows(workspace, rows_of(csv))
    ranks = list(expectations.run(workspace).outcomes.values())

    assert untouched == [(ASKED, True)]
    assert len(broken) == count
    assert sum(each[0] not in ("right", "refused") for each in ranks) == count


def test_an_imported_row_that_binds_an_answer_to_one_flow_is_asked_in_that_flow(workspace, entry):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    expectations.run(workspace)
    csv = f"question,answer,flow\n{ASKED},Formularzem.,{published(workspace).flow.slug}\n"
    told_before = what_if.if_imported(workspace.pk, rows_of(csv))
    services.import_rows(workspace, rows_of(csv))

    assert told_before == what_if.NOTHING
    assert Entry.objects.get().flow is not None
    assert came_true(workspace, told_before.broken)


# ---- Flows ---------------------------------------------------------------------------------


@pytest.fixture
def shop(workspace):
    return published(workspace).flow


def given_only_in(flow, question):
    entry = Entry(workspace=flow.workspace, question=question, answer="Kurierem.", flow=flow)
    return services.save_entry(entry)


def test_binding_an_answer_to_a_flow_breaks_nothing_that_is_asked_there(workspace, entry, shop):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    none_for(workspace, "jaka będzie pogoda")
    expectations.run(workspace)
    entry.flow = shop
    told_before = what_if.if_saved(entry)
    services.save_entry(entry)

    assert told_before == what_if.NOTHING
    assert came_true(workspace, told_before.broken)


def test_binding_an_answer_to_a_flow_that_answers_better_is_told(workspace, entry, shop):
    given_only_in(shop, "Jak zwrócić towar kurierem?")
    asked = "jak zwrócić towar kurierem"
    expectations.expect(workspace, asked, language="pl", entry=entry)
    expectations.run(workspace)
    entry.flow = shop
    broken = what_if.if_saved(entry).broken
    services.save_entry(entry)

    assert [(each.question, each.now) for each in broken] == [(asked, Outcome.WRONG.label)]
    assert came_true(workspace, broken)


def test_an_expected_passage_is_asked_in_the_flow_of_its_source(workspace, rules, shop):
    given_only_in(shop, IN_RULES)
    expectations.run(workspace)
    elsewhere = workspace.expectations.get()
    rules.flow = shop
    sources.save(rules)
    expectations.run(workspace)

    assert (elsewhere.outcome, workspace.expectations.get().outcome) == ("right", "wrong")


def test_moving_a_source_to_another_flow_and_back_is_told_and_comes_true(workspace, rules, shop):
    given_only_in(shop, IN_RULES)
    expectations.run(workspace)
    rules.flow = shop
    there = what_if.if_source_saved(rules)
    assert Source.objects.get().flow is None
    sources.save(rules)
    assert came_true(workspace, there.broken)
    rules.flow = None
    back = what_if.if_source_saved(rules)
    sources.save(rules)

    assert [each.question for each in there.broken] == [IN_RULES]
    assert (back.broken, [each.question for each in back.mended]) == ((), [IN_RULES])
    assert came_true(workspace, back.broken)


# ---- Articles ------------------------------------------------------------------------------

ARTICLE = "Wysyłamy w dni robocze.\n\n## Niemcy\n\nPaczka do Niemiec kosztuje 49 zł.\n"
TO_GERMANY = "ile kosztuje paczka do Niemiec"


def written(workspace, text=ARTICLE, **given):
    values = {"name": "Wysyłka", "kind": "article", "language": "pl", **given}
    return Source(workspace=workspace, text=text, **values)


@pytest.fixture
def article(workspace):
    source = read(sources.save(written(workspace)))
    place = Place(source=source.pk, heading="Wysyłka › Niemcy")
    expectations.expect(workspace, TO_GERMANY, language="pl", entry=None, place=place)
    expectations.run(workspace)
    return source


@pytest.mark.parametrize(
    ("change", "breaks"),
    [
        ({"text": ARTICLE.replace("Paczka do Niemiec kosztuje 49 zł.", "Chwilowo nie.")}, True),
        ({"text": ARTICLE.replace("## Niemcy", "## Zagranica")}, True),
        ({"text": "***\n"}, True),
        ({"name": "Dostawa"}, True),
        ({"text": ARTICLE.replace("49", "59")}, False),
        ({"text": f"Nowy wstęp.\n\n{ARTICLE}"}, False),
    ],
)
def test_what_another_text_of_an_article_would_break_is_what_it_breaks(
    workspace, article, change, breaks
):
    for name, value in change.items():
        setattr(article, name, value)
    broken = what_if.if_source_saved(article).broken
    read(sources.save(article))

    assert [each.question for each in broken] == ([TO_GERMANY] if breaks else [])
    assert came_true(workspace, broken)


def test_a_new_article_that_answers_what_should_get_none_is_told(workspace):
    none_for(workspace, TO_GERMANY)
    expectations.run(workspace)
    off = what_if.if_source_saved(written(workspace, enabled=False))
    source = written(workspace)
    broken = what_if.if_source_saved(source).broken
    read(sources.save(source))

    assert off == what_if.NOTHING
    assert [(each.question, each.expected) for each in broken] == [(TO_GERMANY, "")]
    assert came_true(workspace, broken)


def test_a_new_article_of_one_flow_leaves_questions_without_an_answer_asked_of_all(workspace, shop):
    none_for(workspace, TO_GERMANY)

    assert what_if.if_source_saved(written(workspace, flow=shop)).broken


def test_the_passages_of_an_article_in_hand_are_those_it_is_read_into(workspace, article):
    article.text = f"Nowy wstęp.\n\n{ARTICLE}\n## Czechy\n\nDo Czech 39 zł.\n"
    foreseen = article_passages.passages_of(article)
    stayed = {each.id for each in source_selectors.documents_of([article])}
    came = source_selectors.documents_of([read(sources.save(article))])

    def said(documents):
        return sorted([replace(each, id="") for each in documents], key=lambda each: each.answer)

    assert said(foreseen) == said(came)
    assert {each.id for each in came} & stayed == {each.id for each in foreseen} & stayed
    assert len({each.id for each in foreseen}) == 3


def test_an_article_whose_place_comes_back_mends_its_expected_answer(
    client_for, workspace, article
):
    article.text = ARTICLE.replace("## Niemcy", "## Zagranica")
    read(sources.save(article))
    expectations.run(workspace)
    change = reverse("admin:knowledge_source_change", args=[article.pk])
    form = {"name": article.name, "language": "pl", "enabled": "on", "text": ARTICLE}
    client = client_for("author")
    saved = client.post(change, form, follow=True, headers={"Accept-Language": "pl"})
    read(article)

    assert "Po tej zmianie lepiej wypada 1 oczekiwana odpowiedź." in saved.content.decode()
    assert expectations.run(workspace).right == 1


def test_the_form_of_an_article_asks_before_it_breaks_an_answer_and_tells_what_it_mends(
    client_for, workspace, article
):
    place = Place(source=article.pk)
    cz = "ile kosztuje paczka do Czech"
    expectations.expect(workspace, cz, language="pl", entry=None, place=place)
    Expectation.objects.filter(question=cz).update(heading="Wysyłka › Czechy")
    text = ARTICLE.replace("Niemcy", "Czechy").replace("Niemiec", "Czech")
    change = reverse("admin:knowledge_source_change", args=[article.pk])
    form = {"name": article.name, "language": "pl", "enabled": "on", "text": text}
    client = client_for("author")
    asked = client.post(change, form, headers={"Accept-Language": "pl"}).content.decode()
    stored = Source.objects.get().text
    client.post(change, {**form, "_anyway": "1"})

    assert "Po tej zmianie przestałaby działać 1 oczekiwana odpowiedź" in asked
    assert "Lepiej wypadłaby 1 oczekiwana odpowiedź" in asked
    assert "errornote" not in asked
    assert (stored, Source.objects.get().text) == (ARTICLE.strip(), text.strip())


def test_an_article_with_too_many_passages_is_checked_afterwards(workspace, article, monkeypatch):
    monkeypatch.setattr(what_if, "MAX_NEW", 2)
    article.text = f"{ARTICLE}\n## Czechy\n\nDo Czech 39 zł.\n"

    assert what_if.if_source_saved(article) is None


# ---- Files and addresses ---------------------------------------------------------------------


def file_form(text, **given):
    upload = SimpleUploadedFile("regulamin.md", text.encode())
    return {"kind": "file", "name": "Regulamin", "language": "pl", "enabled": "on",
            "upload": upload, "text": "", "address": "", "schedule": "never",
            "page_limit": "100", "depth_limit": "3", **given}  # fmt: skip


OTHER_RULES = "# Regulamin\n\n## Gwarancja\n\nGwarancja trwa dwa lata.\n"


def test_what_a_file_in_hand_would_break_is_told_and_comes_true(workspace, rules):
    upload = sources.Upload(name="regulamin.md", data=OTHER_RULES.encode())
    same = sources.Upload(name="regulamin.md", data=RULES.encode())
    expectations.run(workspace)
    foresight = what_if.if_source_saved(rules, upload)
    read(sources.save(rules, upload=upload))

    assert [each.question for each in foresight.broken] == [IN_RULES]
    assert came_true(workspace, foresight.broken)
    assert what_if.if_source_saved(rules, same).mended


def test_the_form_of_a_file_asks_before_it_breaks_and_asks_for_the_file_again(
    client_for, workspace, rules
):
    change = reverse("admin:knowledge_source_change", args=[rules.pk])
    client, polish = client_for("author"), {"Accept-Language": "pl"}
    asked = client.post(change, file_form(OTHER_RULES), headers=polish).content.decode()
    without = {**file_form(""), "_anyway": "1", "_file_again": "1"}
    without.pop("upload")
    lost = client.post(change, without, headers=polish).content.decode()
    reading = Source.objects.get().reading
    client.post(change, file_form(OTHER_RULES, _anyway="1", _file_again="1"))

    assert "Po tej zmianie przestałaby działać 1 oczekiwana odpowiedź" in asked
    assert 'name="_file_again"' in asked
    assert asked.count("wybrać plik jeszcze raz") == lost.count("wybrać plik jeszcze raz") == 1
    assert 'type="hidden" name="_anyway"' in lost
    assert Source.objects.get().reading == reading + 1


def test_a_file_that_takes_long_to_read_is_checked_afterwards(workspace, rules, monkeypatch):
    upload = sources.Upload(name="regulamin.md", data=OTHER_RULES.encode())
    long = Reading(blocks=(), title="", pages=9, read_to=3)
    monkeypatch.setattr(article_passages.source_pages, "uploaded", lambda *_given: long)

    assert what_if.if_source_saved(rules, upload) is None


def test_an_address_is_said_to_be_checked_after_its_first_reading(client_for, workspace, rules):
    page = {**file_form(""), "kind": "page", "address": "https://sklep.example/zwroty"}
    page.pop("upload")
    add, client = reverse("admin:knowledge_source_add"), client_for("author")
    said = client.post(add, page, follow=True, headers={"Accept-Language": "pl"}).content.decode()
    Expectation.objects.all().delete()
    page["address"] = "https://sklep.example/dostawa"
    none = client.post(add, page, follow=True, headers={"Accept-Language": "pl"}).content.decode()

    assert "okaże się dopiero po jego odczytaniu" in said
    assert "dopiero po jego odczytaniu" not in none
