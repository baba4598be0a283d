"""Sitemaps of a site on loopback: how far maps of maps are followed, and what is not read."""

import pytest
from django.utils.translation import override

from flowbuilder.knowledge.models import Source
from flowbuilder.knowledge.reading import reasons, source_selectors, sources
from flowbuilder.knowledge.reading.crawling import robots
from tests.knowledge.reading import documents, read, web_source
from tests.knowledge.sites import Answer, page, site

pytestmark = pytest.mark.django_db
FOREIGN = "https://elsewhere.example"


@pytest.fixture
def shop(settings, own_files, monkeypatch):
    monkeypatch.setattr(robots, "USUAL_PAUSE_S", 0.0)
    with site() as running:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [running.place]
        yield running


def _index(*addresses: str) -> Answer:
    listed = "".join(f"<sitemap><loc>{each}</loc></sitemap>" for each in addresses)
    return Answer(f"<sitemapindex>{listed}</sitemapindex>", content_type="application/xml")


def _map(*addresses: str) -> Answer:
    listed = "".join(f"<url><loc>{each}</loc></url>" for each in addresses)
    return Answer(f"<urlset>{listed}</urlset>", content_type="application/xml")


def _remarks(source: Source) -> dict[str, list[list[object]]]:
    """Path → what is said of a document, of those of which something is."""
    return {
        "/" + row.address.partition("://")[2].partition("/")[2]: row.remarks
        for row in source.documents.all()
        if row.remarks
    }


def test_a_sitemap_names_the_pages_and_other_sitemaps(workspace, shop):
    shop.pages = {
        "/sitemap.xml": _index(shop.url("/1.xml"), f"{FOREIGN}/2.xml"),
        "/1.xml": _map(shop.url("/a"), shop.url("/b")),
        "/a": page("A", "Tekst a.", "/unlisted"),
        "/b": page("B", "Tekst b."),
    }
    source = read(web_source(workspace, shop.url("/sitemap.xml")))

    shown = source_selectors.shown_passages(source).values_list("text", flat=True)
    assert sorted(shown) == ["Tekst a.", "Tekst b."]
    assert source.documents.filter(is_map=True).count() == 2
    assert "/unlisted" not in shop.asked
    assert _remarks(source) == {"/sitemap.xml": [["elsewhere", {"count": 1}]]}


def test_maps_that_lead_to_maps_without_end_are_followed_to_a_depth(workspace, shop):
    class Endless(dict):
        def get(self, path, default=None):
            name = path.strip("/").removesuffix(".xml")
            return _index(shop.url(f"/{int(name) + 1}.xml")) if name.isdigit() else default

    shop.pages = Endless()
    source = read(web_source(workspace, shop.url("/0.xml")))

    assert shop.asked == ["/robots.txt", "/0.xml", "/1.xml", "/2.xml"]
    assert _remarks(source) == {"/2.xml": [["maps_too_deep", {"depth": 2, "count": 1}]]}
    assert (source.state, source.problem) == (Source.State.FAILED, "maps_too_deep")
    with override("en"):
        assert reasons.sentence(source.problem, source.problem_numbers) == (
            "It lists sitemaps that were not read (1): they lie more than 2 levels below the first."
        )


def test_a_reading_takes_no_more_than_so_many_maps_and_says_how_many_were_cut(workspace, shop):
    most = sources.MAX_MAPS
    first, second = ([f"/{kind}{n}.xml" for n in range(most - 10)] for kind in "ab")
    shop.pages = {
        "/sitemap.xml": _index(shop.url("/a.xml"), shop.url("/b.xml")),
        "/a.xml": _index(shop.url("/sitemap.xml"), *map(shop.url, first)),
        "/b.xml": _index(*map(shop.url, [*first[:3], *second])),
        first[0]: _map(shop.url("/a")),
        "/a": page("A", "Tekst a."),
    }
    shop.pages |= {each: _map() for each in (*first[1:], *second)}
    source = read(web_source(workspace, shop.url("/sitemap.xml")))

    assert sum(path.endswith(".xml") for path in shop.asked) == 1 + most
    assert len(shop.asked) == len(set(shop.asked))
    assert _remarks(source) == {"/b.xml": [["too_many_maps", {"maps": most, "count": most - 18}]]}
    assert source.state == Source.State.READY


def test_a_map_of_another_site_says_so(workspace, shop):
    shop.pages = {"/sitemap.xml": _map(f"{FOREIGN}/a", f"{FOREIGN}/b", f"{FOREIGN}/a")}
    source = read(web_source(workspace, shop.url("/sitemap.xml")))

    assert (source.state, source.problem) == (Source.State.FAILED, "all_elsewhere")
    assert _remarks(source) == {"/sitemap.xml": [["elsewhere", {"count": 2}]]}
    assert [reasons.sentence("all_elsewhere"), reasons.sentence("elsewhere", {"count": 2})] == [
        "Mapa nie wymienia żadnej strony tej witryny, a jedynie adresy innych witryn.",
        "Pominięto wymienione w niej adresy innych witryn: 2.",
    ]


def test_a_map_that_could_not_be_read_is_not_said_to_be_of_another_site(workspace, shop):
    shop.pages = {"/sitemap.xml": _index(shop.url("/broken.xml"), f"{FOREIGN}/2.xml")}
    shop.pages["/broken.xml"] = Answer("<urlset>", content_type="application/xml")
    source = read(web_source(workspace, shop.url("/sitemap.xml")))

    assert documents(source)["/broken.xml"] == ("failed", "broken")
    assert (source.state, source.problem) == (Source.State.FAILED, "empty")


def test_what_was_said_of_a_map_goes_when_it_is_mended(workspace, shop):
    shop.pages = {"/sitemap.xml": _map(f"{FOREIGN}/a"), "/a": page("A", "Tekst a.")}
    source = read(web_source(workspace, shop.url("/sitemap.xml")))
    shop.pages["/sitemap.xml"] = _map(shop.url("/a"))
    sources.read_again(source)
    source = read(source)

    assert (source.state, source.problem) == (Source.State.READY, "")
    assert _remarks(source) == {}
