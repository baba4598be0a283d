"""A workspace's own synonyms: kept as words, used by the search at once, taken back as quickly."""

import pytest
from django.urls import reverse

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.models import Synonyms
from flowbuilder.knowledge.search import synonyms
from flowbuilder.knowledge.search.retrieval import Document, Index

ADD, LIST = "admin:knowledge_synonyms_add", "admin:knowledge_synonyms_changelist"


# ---- The index ---------------------------------------------------------------------------


def found(alike, asked, language="pl"):
    entries = [
        Document(id="lamp", question="Jak czyścić żyrandol?", answer="Na sucho."),
        Document(id="sofa", question="Jak czyścić kanapę?", answer="Na mokro."),
    ]
    result = Index(entries, alike=alike).search(asked, language)
    return result.verdict, result.hits[0].document.id if result.hits else ""


@pytest.mark.parametrize(
    "asked", ["jak czyścić pająka", "jak czyscic pajaka?", "PAJĄK - jak czyścić"]
)
def test_a_question_in_another_word_finds_it_in_any_form(asked):
    without = Index([Document(id="a", question="Jak czyścić żyrandol?", answer="x")])

    assert found({"pl": [["żyrandol", "pająk"]]}, asked) == ("found", "lamp")
    assert without.search(asked).verdict != "found"


def test_it_counts_in_its_language_only():
    assert found({"en": [["żyrandol", "pająk"]]}, "pająk") == ("none", "")
    assert found({"pl": [["żyrandol", "pająk"]]}, "pająk")[1] == "lamp"


def test_short_words_with_diacritics_are_known():
    entry = Document(id="gel", question="Gdzie jest żel?", answer="Tu.")

    result = Index([entry], alike={"pl": [["żel", "maź"]]}).search("gdzie jest maź")
    assert [hit.document.id for hit in result.hits] == ["gel"]


# ---- What is kept ------------------------------------------------------------------------


def test_words_are_kept_small_and_once():
    assert synonyms.clean(" Żyrandol, pająk\nzyrandol ,, Lampa") == "żyrandol, pająk, lampa"


@pytest.mark.parametrize(
    "written",
    ["", "jedno", "dwa słowa, jedno", "a, a", "!!!, b", ", ".join("abcdefghijklmnopqrstuvwxyz")],
)
def test_what_is_no_group_of_words_is_refused(written):
    with pytest.raises(EntryNotUsable):
        synonyms.clean(written)


@pytest.mark.django_db
def test_a_saved_group_counts_at_once_and_a_deleted_one_no_more(workspace, owner):
    services.create_entry(workspace, question="Jak czyścić żyrandol?", answer="Na sucho.")
    before = selectors.search(workspace.pk, "pająk", "pl").result.verdict
    group = synonyms.save(Synonyms(workspace=workspace, words="żyrandol, pająk"), by=owner)
    within = selectors.search(workspace.pk, "pająk", "pl").result.hits
    synonyms.delete(workspace, [group.pk], by=owner)

    assert before == "none"
    assert [hit.document.answer for hit in within] == ["Na sucho."]
    assert selectors.search(workspace.pk, "pająk", "pl").result.verdict == "none"
    written = [entry for entry in AuditEntry.objects.all() if "words" in entry.data]
    assert [(entry.user, entry.data["words"]) for entry in written] == [
        (owner, "żyrandol, pająk")
    ] * 2


@pytest.mark.django_db
def test_others_groups_neither_count_nor_are_deleted(workspace, other_workspace):
    services.create_entry(workspace, question="Jak czyścić żyrandol?", answer="Na sucho.")
    theirs = synonyms.save(Synonyms(workspace=other_workspace, words="żyrandol, pająk"))
    synonyms.delete(workspace, [theirs.pk])

    assert selectors.search(workspace.pk, "pająk", "pl").result.verdict == "none"
    assert Synonyms.objects.filter(pk=theirs.pk).exists()


# ---- The admin -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_author_writes_a_group_and_is_told_what_cannot_be_one(client_for, workspace):
    client = client_for("author")
    refused = client.post(reverse(ADD), {"language": "pl", "words": "żarówka energooszczędna, led"})
    client.post(reverse(ADD), {"language": "pl", "words": "Żyrandol, pająk"})

    assert "„żarówka energooszczędna” to nie jedno słowo" in refused.content.decode()
    assert [(each.workspace, each.words) for each in Synonyms.objects.all()] == [
        (workspace, "żyrandol, pająk")
    ]
    assert "żyrandol, pająk" in client.get(reverse(LIST)).content.decode()
