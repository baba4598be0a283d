"""What changes knowledge, and that searches follow at once."""

import io
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from flowbuilder.common.clock import now
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.demo import load_demo
from flowbuilder.knowledge.errors import EntryNotUsable
from flowbuilder.knowledge.learning import unanswered
from flowbuilder.knowledge.models import Entry, Unanswered

CSV = "id,question,variants,answer\nzwrot,Jak zwrócić towar?,chcę oddać,Formularzem.\n"


def verdict(workspace, question, language="pl"):
    return selectors.search(workspace.pk, question, language).result.verdict


def test_an_answer_from_a_form_has_the_line_ends_of_all_others(workspace):
    entry = services.create_entry(workspace, question="Co?", answer="Tak:\r\n- a\r\n- b")

    assert entry.answer == "Tak:\n- a\n- b"


def test_a_search_follows_every_change(workspace, owner):
    assert verdict(workspace, "jak zwrocic towar") == "none"

    entry = services.create_entry(
        workspace, question="Jak zwrócić towar?", answer="Formularzem.", by=owner
    )
    assert verdict(workspace, "jak zwrocic towar") == "found"

    services.switch_entries(workspace, [entry.pk], enabled=False)
    assert verdict(workspace, "jak zwrocic towar") == "none"

    services.switch_entries(workspace, [entry.pk], enabled=True)
    entry.question, entry.variants = "Gdzie jest sklep?", ["adres sklepu"]
    services.save_entry(entry)
    assert verdict(workspace, "jak zwrocic towar") == "none"
    assert verdict(workspace, "adres sklepu") == "found"

    services.delete_entries(workspace, [entry.pk])
    assert verdict(workspace, "adres sklepu") == "none"


def test_workspaces_do_not_see_each_other(workspace, other_workspace):
    entry = services.create_entry(workspace, question="Jak zwrócić towar?", answer="Formularzem.")

    assert verdict(other_workspace, "jak zwrócić towar") == "none"
    assert services.delete_entries(other_workspace, [entry.pk]) == 0
    assert services.switch_entries(other_workspace, [entry.pk], enabled=False) == 0


@pytest.mark.parametrize(
    "values",
    [{"question": " "}, {"answer": ""}, {"question": "x" * 501}, {"answer": "\x00"},
     {"variants": ["x" * 501]}, {"answer": "x" * 10_001}],
)  # fmt: skip
def test_an_entry_that_cannot_be_used_is_refused(workspace, values):
    with pytest.raises(EntryNotUsable):
        services.create_entry(workspace, **{"question": "Jak?", "answer": "Tak.", **values})

    assert not Entry.objects.exists()


def test_importing_again_changes_only_what_changed(workspace):
    first = services.import_file(workspace, CSV.encode(), name="a.csv")
    again = services.import_file(workspace, CSV.encode(), name="a.csv")
    changed = services.import_file(
        workspace, CSV.replace("Form", "Nowym form").encode(), name="a.csv"
    )

    assert (first.created, again.unchanged, changed.updated) == (1, 1, 1)
    assert Entry.objects.get().answer == "Nowym formularzem."


def test_rows_without_an_id_are_known_by_their_question(workspace):
    text = b"question,answer\nJak?,Tak.\nJak?,Nie.\n"
    services.import_file(workspace, text, name="a.csv")
    services.import_file(workspace, text, name="a.csv")

    assert Entry.objects.get().answer == "Nie."


def test_an_unanswered_question_is_kept_once_per_effect(workspace):
    where = {"conversation_id": "0190a000-0000-7000-8000-000000000001", "effect_id": "s:3"}
    for _attempt in range(2):
        services.record_unanswered(workspace.pk, " Ile  waży? ", language="pl", at=now(), **where)
    services.record_unanswered(workspace.pk, "  ", language="pl", at=now())

    assert [u.question for u in Unanswered.objects.all()] == ["Ile waży?"]
    assert selectors.open_questions(workspace.pk) == 1


@pytest.mark.parametrize(
    ("text", "language", "kept"),
    [
        ("ok, dziękuję", "pl", False),
        ("dzięki wielkie!", "pl", False),
        ("dzień dobry", "pl", False),
        ("thanks a lot", "en", False),
        ("zwrot", "pl", True),
        ("dziękuję, a ile trwa zwrot?", "pl", True),
        ("nie działa", "pl", True),
        ("danke schön", "de", True),
    ],
)
def test_thanks_and_greetings_are_no_unanswered_questions(workspace, text, language, kept):
    services.record_unanswered(workspace.pk, text, language=language, at=now())

    assert Unanswered.objects.exists() == kept


def test_one_question_of_a_conversation_counts_once_whichever_nodes_failed_at_it(workspace):
    talk = "0190a000-0000-7000-8000-000000000002"
    for effect, text in (("s:3", "Ile waży?"), ("s:5", "ile waży?")):
        services.record_unanswered(
            workspace.pk, text, language="pl", at=now(), conversation_id=talk, effect_id=effect
        )

    assert selectors.open_questions(workspace.pk) == 1


def test_a_question_that_was_answered_after_all_is_taken_back(workspace):
    mine, other = (f"0190a000-0000-7000-8000-00000000000{n}" for n in (3, 4))
    for talk in (mine, other):
        services.record_unanswered(
            workspace.pk, "Ile waży?", language="pl", at=now(), conversation_id=talk, effect_id="s"
        )
    services.withdraw_unanswered(mine, " ile  waży?")

    assert [str(u.conversation_id) for u in Unanswered.objects.all()] == [other]


def test_an_answer_settles_the_same_words_of_others(workspace, owner):
    for text in ("Ile waży kubek?", "ILE WAŻY KUBEK?", "Inne?"):
        services.record_unanswered(workspace.pk, text, language="pl", at=now())
    entry = services.create_entry(workspace, question="Ile waży kubek?", answer="300 g.")
    asked = Unanswered.objects.get(question="Ile waży kubek?")
    done = unanswered.settle(entry, [asked], {}, by=owner)

    assert (done.asked, done.answered, done.found_now) == (2, 2, 2)
    assert Unanswered.objects.get(question="Inne?").status == "open"
    asked.refresh_from_db()
    assert (asked.status, asked.entry) == ("answered", entry)


def test_the_demo_is_loaded_once(workspace):
    first = load_demo(workspace)
    again = load_demo(workspace)

    assert first == again == Entry.objects.count()


@pytest.mark.django_db(transaction=True)
def test_many_threads_share_one_build(workspace):
    services.create_entry(workspace, question="Jak zwrócić towar?", answer="Formularzem.")
    built = []

    def look():
        built.append(id(selectors.index_of(workspace.pk)))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(built)) == 1


# ---- The public commands ----------------------------------------------------------


def test_the_commands_import_and_search(workspace, tmp_path, monkeypatch):
    path = tmp_path / "k.csv"
    path.write_text(CSV + "b,,,Bez pytania\n", encoding="utf-8")
    out, problems = io.StringIO(), io.StringIO()
    call_command("knowledge", "import", str(path), stdout=out, stderr=problems)
    monkeypatch.setattr("sys.stdin", io.StringIO("Jak zwrocic towar?\n\njaka pogoda\n"))
    found = io.StringIO()
    call_command("knowledge", "search", "--json", "--workspace", workspace.slug, stdout=found)
    lines = [json.loads(line) for line in found.getvalue().splitlines()]

    assert out.getvalue() == "1 added, 0 changed, 0 as they were, 1 left out.\n"
    assert problems.getvalue().startswith("row 3, question: ")
    assert [(line["question"], line["verdict"]) for line in lines] == [
        ("Jak zwrocic towar?", "found"), ("jaka pogoda", "none"),
    ]  # fmt: skip
    assert lines[0]["hits"][0]["id"] == "zwrot"
    assert set(lines[0]) == {"question", "verdict", "hits", "ms"}


def test_the_commands_say_what_is_wrong(workspace, other_workspace, tmp_path):
    with pytest.raises(CommandError, match="several workspaces"):
        call_command("knowledge", "import", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command(
            "knowledge", "import", str(tmp_path / "none.csv"), "--workspace", workspace.slug
        )
    with pytest.raises(CommandError, match="no workspace"):
        call_command("knowledge", "import", "x.csv", "--workspace", "nobody")
