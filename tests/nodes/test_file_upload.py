from __future__ import annotations

import pytest

from flowbuilder.core.messages import SKIP
from flowbuilder.core.testing import check_node_type
from flowbuilder.nodes.file_upload import FileUpload

ASK = {"question": "Zdjęcie uszkodzenia?", "save_as": "photo"}


def test_it_keeps_the_contract_of_a_node_type():
    check_node_type(FileUpload())


def test_a_file_is_kept_by_its_name(try_node):
    visitor = try_node("file_upload", ASK).sends("rysa.jpg")

    assert visitor.heard == ["[next]"]
    assert visitor.variables["photo"] == "rysa.jpg"


def test_several_files_are_kept_by_names_and_numbers(try_node):
    config = {**ASK, "most": 3, "save_ids_as": "photo_ids"}
    visitor = try_node("file_upload", config).sends("1.jpg", "2.pdf", text="oto one")

    assert visitor.variables["photo"] == "1.jpg, 2.pdf"
    assert visitor.variables["photo_ids"] == "pretended-1, pretended-2"


def test_the_question_says_what_the_widget_may_offer(try_node):
    visitor = try_node("file_upload", {**ASK, "accepts": "images", "most": 2})

    content = visitor.effects[0].content

    assert (content.kind, content.accepts, content.most, content.skip) == (
        "file_request", "images", 2, "Pomiń",
    )  # fmt: skip


@pytest.mark.parametrize("said", ["Pomiń", "pomijam", "nie mam", "nie mam zdjęcia"])
def test_it_can_be_skipped_in_words(try_node, said):
    visitor = try_node("file_upload", ASK).says(said)

    assert visitor.heard == ["[skipped]"]
    assert visitor.variables["photo"] == ""


def test_it_can_be_skipped_by_its_button(try_node):
    assert try_node("file_upload", ASK).chooses(SKIP).heard == ["[skipped]"]
    assert try_node("file_upload", ASK).chooses("Pomiń").heard == ["[skipped]"]


def test_skipping_goes_on_where_a_file_would_when_it_has_no_wire(try_node):
    assert try_node("file_upload", ASK, unwired=("skipped",)).says("Pomiń").heard == ["[next]"]


def test_what_is_required_cannot_be_skipped(try_node):
    visitor = try_node("file_upload", {**ASK, "optional": False})

    assert visitor.effects[0].content.skip == ""
    assert visitor.says("pomiń").heard == ["Proszę dołączyć plik: zdjęcie, PDF albo dokument."]


def test_words_instead_of_a_file_are_asked_about_and_then_given_up(try_node):
    visitor = try_node("file_upload", {**ASK, "attempts": 2, "retry": "Poproszę plik."})

    assert visitor.says("a po co?").heard == ["Poproszę plik."]
    assert visitor.says("nie rozumiem").heard == ["[gave_up]"]


@pytest.mark.parametrize(
    ("accepts", "name", "again"),
    [
        ("images", "umowa.pdf", "Potrzebne jest zdjęcie lub zrzut ekranu. Proszę je dołączyć."),
        ("documents", "rysa.png", "Potrzebny jest dokument, na przykład PDF. Proszę go dołączyć."),
    ],
)
def test_a_file_of_another_kind_is_asked_for_again(try_node, accepts, name, again):
    visitor = try_node("file_upload", {**ASK, "accepts": accepts}).sends(name)

    assert visitor.heard == [again]


def test_of_mixed_files_those_that_fit_are_kept(try_node):
    visitor = try_node("file_upload", {**ASK, "accepts": "images"}).sends("a.pdf", "b.png")

    assert (visitor.heard, visitor.variables["photo"]) == (["[next]"], "b.png")


def test_files_where_words_are_asked_for_stay_and_the_question_goes_on_waiting(try_node):
    visitor = try_node("question", {"question": "Imię?", "save_as": "name"}).sends("ja.png")

    assert visitor.heard[0].startswith("Dziękujemy, to, co Państwo przesłali, zostaje w rozmowie.")
    assert visitor.says("Ada").heard == ["[next]"]
    assert visitor.variables["name"] == "Ada"


def test_words_that_come_with_a_file_are_the_answer(try_node):
    visitor = try_node("question", {"question": "Imię?", "save_as": "name"})

    assert visitor.sends("ja.png", text="Ada").heard == ["[next]"]
    assert visitor.variables["name"] == "Ada"
    assert ("visitor", "Ada [ja.png]") in visitor.session.history


def test_a_choice_keeps_its_buttons_when_a_file_comes_instead(try_node):
    options = [{"value": "a", "label": "Paczka"}, {"value": "b", "label": "Zwrot"}]
    visitor = try_node("choices", {"text": "O co chodzi?", "options": options}).sends("x.png")

    assert visitor.chooses("Zwrot").heard == ["[b]"]


def test_a_pause_is_not_cut_short_and_nothing_is_said(try_node):
    visitor = try_node("wait", {"seconds": 60}).sends("x.png")

    assert visitor.heard == []
