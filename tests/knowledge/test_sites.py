"""Sources on the web: crawled from a site on loopback by the real door."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from flowbuilder.common.clock import now, told_by
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.models import Chunk, Source
from flowbuilder.knowledge.reading import (
    source_pages,
    source_selectors,
    source_steps,
    sources,
)
from flowbuilder.knowledge.reading.crawling import robots
from flowbuilder.runtime.models import Job
from tests.knowledge.documents import pdf
from tests.knowledge.reading import do_jobs, documents, file_source, read, web_source
from tests.knowledge.sites import Answer, page, site

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


@pytest.fixture
def shop(settings, own_files, monkeypatch):
    monkeypatch.setattr(robots, "USUAL_PAUSE_S", 0.0)
    with site() as running:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [running.place]
        yield running


def _texts(source: Source) -> list[str]:
    return sorted(source_selectors.shown_passages(source).values_list("text", flat=True))


def test_links_are_followed_within_the_site_and_to_the_depth(workspace, shop):
    shop.pages = {
        "/": page("Start", "Witamy w sklepie.", "/a", "https://x.example/", "/a?utm_source=q"),
        "/a": page("A", "Tekst a.", "/b"),
        "/b": page("B", "Tekst b.", "/c"),
        "/c": page("C", "Tekst c."),
    }  # fmt: skip
    source = read(web_source(workspace, shop.url(), depth_limit=2))

    assert source.state == Source.State.READY
    assert _texts(source) == ["Tekst a.", "Tekst b.", "Witamy w sklepie."]
    assert shop.asked == ["/robots.txt", "/", "/a", "/b"]


def test_a_page_alone_is_read_without_its_links(workspace, shop):
    shop.pages = {"/a": page("A", "Tekst a.", "/b"), "/b": page("B", "Tekst b.")}
    source = read(web_source(workspace, shop.url("/a"), kind="page"))

    assert _texts(source) == ["Tekst a."]
    assert shop.asked == ["/robots.txt", "/a"]


def test_an_answer_links_to_its_page_at_the_heading(workspace, shop):
    text = '<h1>Dostawa</h1><h2 id="niemcy">Niemcy</h2><p>Wysyłka do Niemiec za 49 zł.</p>'
    shop.pages = {"/d": Answer(text)}
    read(web_source(workspace, shop.url("/d"), kind="page"))
    hit = selectors.search(workspace.pk, "wysyłka do Niemiec", "pl").result.hits[0]

    assert (hit.document.of, hit.document.source) == ("Sklep", shop.url("/d#niemcy"))


def test_robots_are_obeyed_and_what_is_left_out_says_why(workspace, shop):
    shop.pages = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /tajne", content_type="text/plain"),
        "/": page("Start", "Witamy.", "/tajne/1", "/brak", "/obrazek", "/cicho", "/kopia"),
        "/obrazek": Answer(b"\x89PNG", content_type="image/png"),
        "/cicho": Answer('<meta name="robots" content="noindex"><p>cicho</p>'),
        "/kopia": page("Start", "Witamy."),
    }
    source = read(web_source(workspace, shop.url()))

    assert documents(source) == {
        "/": ("read", ""),
        "/tajne/1": ("skipped", "robots"),
        "/brak": ("skipped", "gone"),
        "/obrazek": ("skipped", "unknown_kind"),
        "/cicho": ("skipped", "noindex"),
        "/kopia": ("skipped", "same_text"),
    }
    assert "/tajne/1" not in shop.asked
    assert source.state == Source.State.READY


def test_the_limit_of_pages_holds_and_is_told(workspace, shop):
    links = [f"/{number}" for number in range(30)]
    shop.pages = {"/": page("Start", "Witamy.", *links)}
    shop.pages |= {link: page(link, f"Tekst {link}.") for link in links}
    source = read(web_source(workspace, shop.url(), page_limit=12))

    assert (source.documents.count(), source.over_limit) == (12, True)
    assert len(shop.asked) == 13


def test_reading_again_asks_only_for_what_changed_and_follows_the_links_it_knew(workspace, shop):
    shop.pages = {
        "/": Answer(page("Start", "Witamy.", "/a", "/b").body, headers={"ETag": '"1"'}),
        "/a": page("A", "Tekst a."),
        "/b": page("B", "Tekst b."),
    }
    source = read(web_source(workspace, shop.url()))
    before = dict(Chunk.objects.values_list("text", "pk"))
    shop.pages["/a"] = page("A", "Nowy tekst a.")
    del shop.pages["/b"]
    sources.read_again(source)
    source = read(source)

    assert _texts(source) == ["Nowy tekst a.", "Witamy."]
    assert Chunk.objects.get(text="Witamy.").pk == before["Witamy."]
    assert documents(source) == {
        "/": ("unchanged", ""),
        "/a": ("read", ""),
        "/b": ("skipped", "gone"),
    }


def test_a_page_that_is_not_linked_any_more_is_forgotten(workspace, shop):
    shop.pages = {"/": page("Start", "Witamy.", "/a"), "/a": page("A", "Tekst a.")}
    source = read(web_source(workspace, shop.url()))
    shop.pages["/"] = page("Start", "Witamy.")
    sources.read_again(source)
    source = read(source)

    assert documents(source) == {"/": ("unchanged", "")}


def test_a_site_that_is_down_is_tried_again_and_keeps_what_was_read(workspace, shop):
    shop.pages = {"/": page("Start", "Witamy.", "/a"), "/a": page("A", "Tekst a.")}
    source = read(web_source(workspace, shop.url()))
    shop.pages = {path: Answer("down", 503) for path in ("/", "/a", "/robots.txt")}
    sources.read_again(source)
    do_jobs()
    source.refresh_from_db()
    assert source.state == Source.State.READING

    clock = [now()]
    with told_by(lambda: clock[0]):
        for _attempt in range(source_steps.ATTEMPTS):
            clock[0] += LATER
            do_jobs()
    source.refresh_from_db()

    assert (source.state, source.problem) == (Source.State.PARTLY, "robots_unknown")
    assert _texts(source) == ["Tekst a.", "Witamy."]


def test_a_first_page_that_is_gone_takes_nothing_along_but_a_forbidden_one_does(workspace, shop):
    shop.pages = {"/": page("Start", "Witamy.", "/a"), "/a": page("A", "Tekst a.")}
    source = read(web_source(workspace, shop.url()))
    start = shop.pages.pop("/")
    sources.read_again(source)
    source = read(source)
    assert (source.state, source.problem) == (Source.State.PARTLY, "gone")
    assert _texts(source) == ["Tekst a."]

    shop.pages |= {"/": start, "/robots.txt": Answer("User-agent: *\nDisallow: /")}
    sources.read_again(source)
    source = read(source)
    assert (source.state, source.problem) == (Source.State.FAILED, "robots")
    assert _texts(source) == []


def test_a_part_that_another_worker_stored_is_not_stored_twice(workspace, shop):
    data = pdf([f"Strona {number} o rzeczy {number}." for number in range(1, 31)])
    source = file_source(workspace, "a.pdf", data)
    document = source.documents.get()
    found = source_pages.read(source, document)
    source_steps._keep(source, source.documents.get(), found)
    source_steps._keep(source, document, found)

    assert source.documents.get().read_to == 20
    texts = " ".join(Chunk.objects.values_list("text", flat=True))
    assert texts.count("Strona 7 ") == 1


def test_a_redirect_to_another_site_is_not_read(workspace, shop, settings):
    with site() as other:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place, other.place]
        other.pages = {"/x": page("X", "Obcy tekst.")}
        shop.pages = {
            "/": page("Start", "Witamy.", "/r"),
            "/r": Answer("", 302, headers={"Location": other.url("/x")}),
        }
        source = read(web_source(workspace, shop.url()))

    assert documents(source)["/r"] == ("skipped", "other_host")
    assert _texts(source) == ["Witamy."]


def test_an_address_inside_the_company_is_refused(workspace, shop, settings):
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = []
    source = read(web_source(workspace, shop.url(), kind="page"))

    assert (source.state, source.problem) == (Source.State.FAILED, "not_allowed")
    assert shop.asked == []


def test_a_pdf_of_the_site_is_read_in_steps(workspace, shop):
    data = pdf([f"Strona {number} o rzeczy {number}." for number in range(1, 31)])
    shop.pages = {
        "/": page("Start", "Witamy.", "/katalog.pdf"),
        "/katalog.pdf": Answer(data, content_type="application/pdf"),
    }
    source = read(web_source(workspace, shop.url()))
    last = Chunk.objects.filter(page=21).get()

    assert documents(source)["/katalog.pdf"] == ("read", "")
    assert shop.asked.count("/katalog.pdf") == 1
    assert source_selectors.link_to(last) == shop.url("/katalog.pdf#page=21")


@pytest.mark.parametrize("n", range(1, 6))
def test_a_crash_at_any_document_is_taken_up_where_it_was(workspace, shop, monkeypatch, n):
    shop.pages = {"/": page("Start", "Witamy.", "/a", "/b", "/c")}
    shop.pages |= {f"/{x}": page(x, f"Tekst {x}.") for x in "abc"}
    source = web_source(workspace, shop.url())
    passed = []

    def crash(_name: str) -> None:
        passed.append(1)
        if len(passed) == n:
            raise SystemExit(137)

    monkeypatch.setattr(source_steps, "pass_point", crash)
    try:
        source_steps.take(sources.step_key(source, 0))
    except SystemExit:
        asked = list(shop.asked)
        monkeypatch.setattr(source_steps, "pass_point", lambda _name: None)
        source = read(source)
        assert [each for each in shop.asked[len(asked) :] if each in asked] == []
    source = read(source)

    assert (source.state, len(_texts(source))) == (Source.State.READY, 4)
    assert sorted(shop.asked) == ["/", "/a", "/b", "/c", "/robots.txt"]


def test_it_is_read_again_when_its_schedule_says(workspace, shop):
    shop.pages = {"/": page("Start", "Witamy.")}
    source = read(web_source(workspace, shop.url(), schedule="daily"))
    planned = source.next_at
    assert planned is not None
    shop.pages["/"] = page("Start", "Dzień dobry.")
    with told_by(lambda: planned + timedelta(minutes=1)):
        source = read(source)

    assert _texts(source) == ["Dzień dobry."]
    assert source.next_at == planned + timedelta(days=1, minutes=1)


def test_a_schedule_taken_back_reads_nothing(workspace, shop):
    shop.pages = {"/": page("Start", "Witamy.")}
    source = read(web_source(workspace, shop.url(), schedule="weekly"))
    source.schedule = "never"
    sources.save(source)

    assert source.next_at is None
    assert not Job.objects.filter(status=Job.Status.WAITING).exists()


def test_a_stop_between_pages_is_heard(workspace, shop, monkeypatch):
    links = [f"/{number}" for number in range(5)]
    shop.pages = {"/": page("Start", "Witamy.", *links)}
    shop.pages |= {link: page(link, f"Tekst {link}.") for link in links}
    source = web_source(workspace, shop.url())
    monkeypatch.setattr(source_steps, "pass_point", lambda _name: sources.stop(source))
    do_jobs()
    source.refresh_from_db()

    assert (source.state, shop.asked) == (Source.State.STOPPED, ["/robots.txt", "/"])
    assert set(documents(source).values()) == {("read", ""), ("skipped", "stopped")}


def _first_pages(source, count):
    """Have so many pages read, as a worker does that notices a stop after them."""
    for _number in range(count):
        current = source_steps._under_way(source.pk, source.reading)
        source_steps._read(current, source_steps._next(current))


def test_a_stopped_reading_goes_on_with_the_pages_that_were_left(workspace, shop):
    links = [f"/{number}" for number in range(5)]
    shop.pages = {"/": page("Start", "Witamy.", *links)}
    shop.pages |= {link: page(link, f"Tekst {link}.") for link in links}
    source = web_source(workspace, shop.url())
    _first_pages(source, 3)
    assert sources.stop(source)
    do_jobs()
    source.refresh_from_db()
    stopped = (source.state, source_selectors.standing(source))
    asked = len(shop.asked)
    assert sources.go_on(source)
    source.refresh_from_db()
    continued = source_selectors.standing(source)
    source = read(source)

    assert (stopped[0], stopped[1].read) == (Source.State.STOPPED, 3)
    assert (stopped[1].waiting, stopped[1].left_out) == (3, 0)
    assert (continued.waiting, continued.left_out) == (0, 0)
    assert (continued.done, continued.known) == (3, 6)
    assert source.state == Source.State.READY
    assert shop.asked[asked:] == ["/2", "/3", "/4"]
    assert _texts(source) == [*(f"Tekst {link}." for link in links), "Witamy."]
    assert not sources.go_on(source)


def test_a_worker_that_did_not_notice_the_stop_has_no_part_in_what_follows(workspace, shop):
    shop.pages = {"/": page("Start", "Witamy.", "/a"), "/a": page("A", "Tekst a.")}
    source = web_source(workspace, shop.url())
    _first_pages(source, 1)
    late = source_steps._under_way(source.pk, source.reading)
    row = source_steps._next(late)
    sources.stop(source)
    sources.go_on(source)
    source_steps._read(late, row)

    assert source.documents.get(address=shop.url("/a")).state == "waiting"
    assert _texts(read(source)) == ["Tekst a.", "Witamy."]


def test_a_long_file_goes_on_at_the_page_where_it_was_stopped(
    workspace, shop, django_capture_on_commit_callbacks
):
    data = pdf([f"Strona numer {number} mowi o rzeczy {number}." for number in range(1, 46)])
    shop.pages = {"/k.pdf": Answer(data, content_type="application/pdf")}
    with django_capture_on_commit_callbacks(execute=True):
        source = web_source(workspace, shop.url("/k.pdf"), kind="page")
        _first_pages(source, 1)
        sources.stop(source)
    begun = source.documents.get()
    with django_capture_on_commit_callbacks(execute=True):
        sources.go_on(source)
        source = read(source)

    assert (begun.state, begun.read_to) == ("skipped", 20)
    assert source.state == Source.State.READY
    text = " ".join(_texts(source))
    assert all(text.count(f"Strona numer {number} ") == 1 for number in range(1, 46))
    assert shop.asked.count("/k.pdf") == 1
    assert default_storage.listdir("sources")[1] == []


def test_a_stopped_reading_may_be_begun_anew_and_leaves_no_file(
    workspace, shop, django_capture_on_commit_callbacks
):
    data = pdf([f"Strona numer {number} mowi o rzeczy {number}." for number in range(1, 46)])
    shop.pages = {"/k.pdf": Answer(data, content_type="application/pdf")}
    with django_capture_on_commit_callbacks(execute=True):
        source = web_source(workspace, shop.url("/k.pdf"), kind="page")
        _first_pages(source, 1)
        sources.stop(source)
        sources.read_again(source)
        source = read(source)

    assert source.state == Source.State.READY
    assert " ".join(_texts(source)).count("Strona numer 1 ") == 1
    assert shop.asked.count("/k.pdf") == 2
    assert default_storage.listdir("sources")[1] == []
