"""Articles: written in the admin, found and cited like other sources, edited again."""

import pytest
from django.urls import reverse

from flowbuilder.flows.models import Flow
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.errors import SourceNotUsable
from flowbuilder.knowledge.models import Source
from flowbuilder.knowledge.reading import source_selectors, sources
from tests.knowledge.reading import do_jobs, read

pytestmark = pytest.mark.django_db

TEXT = """Wysyłamy w dni robocze.

## Niemcy

Paczka **kurierska** do Niemiec kosztuje 49 zł.

## Czechy

Do Czech wysyłamy za 39 zł.
"""
FORM = {"kind": "article", "name": "Wysyłka", "language": "pl", "enabled": "on", "text": TEXT,
        "address": "", "schedule": "never", "page_limit": "100", "depth_limit": "3"}  # fmt: skip


def _article(workspace, text=TEXT, **given):
    values = {"name": "Wysyłka", "kind": "article", "language": "pl", **given}
    return sources.save(Source(workspace=workspace, text=text, **values))


def _passages(source):
    return {
        tuple(each.headings): (each.pk, each.text)
        for each in source_selectors.shown_passages(source)
    }


def test_an_article_is_cut_at_its_headings_and_found(workspace):
    source = read(_article(workspace))
    found = selectors.search(workspace.pk, "ile kosztuje paczka do Niemiec", "pl").result

    assert source.state == Source.State.READY
    assert [(key, text) for key, (_pk, text) in _passages(source).items()] == [
        (("Wysyłka",), "Wysyłamy w dni robocze."),
        (("Wysyłka", "Niemcy"), "Paczka kurierska do Niemiec kosztuje 49 zł."),
        (("Wysyłka", "Czechy"), "Do Czech wysyłamy za 39 zł."),
    ]
    hit = found.hits[0].document
    assert (found.verdict, hit.question, hit.of) == ("found", "Wysyłka › Niemcy", "Wysyłka")


def test_only_the_passages_that_changed_are_made_anew(workspace):
    source = read(_article(workspace))
    before = _passages(source)
    source.text = TEXT.replace("39 zł", "45 zł").replace("Wysyłamy w", "## Kiedy\n\nWysyłamy w")
    source = read(sources.save(source))
    after = _passages(source)

    assert after["Wysyłka", "Niemcy"] == before["Wysyłka", "Niemcy"]
    assert after["Wysyłka", "Czechy"][1] == "Do Czech wysyłamy za 45 zł."
    assert after["Wysyłka", "Kiedy"][1] == before["Wysyłka",][1]
    numbers = source_selectors.shown_passages(source).values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]
    found = selectors.search(workspace.pk, "ile kosztuje wysyłka do Czech", "pl").result
    assert found.hits[0].document.answer == "Do Czech wysyłamy za 45 zł."


def test_saving_an_article_twice_at_once_keeps_the_second(workspace):
    source = _article(workspace)
    source.text = "## Niemcy\n\nJuż nie wysyłamy."
    sources.save(source)

    assert [text for _pk, text in _passages(read(source)).values()] == ["Już nie wysyłamy."]


def test_saving_without_a_change_reads_nothing(workspace):
    source = read(_article(workspace))
    reading = source.reading
    sources.save(source)
    source.refresh_from_db()

    assert (source.reading, source.state) == (reading, Source.State.READY)


def test_a_new_name_is_the_new_first_heading(workspace):
    source = read(_article(workspace))
    source.name = "Dostawa"
    source = read(sources.save(source))

    assert ("Dostawa", "Niemcy") in _passages(source)


def test_an_article_of_one_flow_is_given_in_no_other(workspace):
    shop = Flow.objects.create(workspace=workspace, name="Sklep", slug="sklep")
    source = read(_article(workspace, flow=shop))
    asked = "ile kosztuje paczka do Niemiec"

    def verdicts():
        keys = (selectors.flow_key(shop.pk), selectors.flow_key(shop.pk + 1), None)
        return [
            selectors.search(workspace.pk, asked, "pl", flow=key).result.verdict for key in keys
        ]

    bound = verdicts()
    source.flow = None
    sources.save(source)
    assert (bound, verdicts()) == (["found", "none", "found"], ["found", "found", "found"])


@pytest.mark.parametrize("text", ["", " \n", "x" * 100_001, "a\x00b"])
def test_an_article_that_cannot_be_kept_says_so_at_its_text(workspace, text):
    with pytest.raises(SourceNotUsable) as refused:
        _article(workspace, text)

    assert refused.value.details["field"] == "text"


def test_an_article_is_written_and_edited_in_the_admin(client_for, workspace):
    client = client_for("author")
    add = reverse("admin:knowledge_source_add")
    begun = client.get(client.get(reverse("admin:knowledge_source_write_article"))["Location"])
    answer = client.post(add, FORM)
    source = Source.objects.get()
    do_jobs()
    page = client.get(answer["Location"]).content.decode()
    client.post(answer["Location"], {**FORM, "text": TEXT.replace("49", "59")})
    do_jobs()
    client.post(answer["Location"], {**FORM, "text": TEXT.replace("49", "59"), "enabled": ""})

    assert begun.context["adminform"].form.initial["kind"] == "article"
    assert (source.kind, source.workspace, source.created_by) == (
        "article", workspace, client.user,
    )  # fmt: skip
    assert "**kurierska**" in page
    assert "Wczytaj ponownie" not in page
    assert _passages(source)["Wysyłka", "Niemcy"][1].endswith("59 zł.")
    assert selectors.search(workspace.pk, "paczka do Niemiec", "pl").result.verdict == "none"


def test_an_article_without_text_is_sent_back(client_for, workspace):
    page = client_for("author").post(reverse("admin:knowledge_source_add"), {**FORM, "text": " "})

    assert list(page.context["adminform"].form.errors) == ["text"]
