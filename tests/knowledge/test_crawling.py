"""Addresses, robots.txt and sitemaps."""

import gzip

import pytest

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.reading.crawling import sitemaps
from flowbuilder.knowledge.reading.crawling.addresses import canonical, is_same_site, links_of
from flowbuilder.knowledge.reading.crawling.robots import LONGEST_PAUSE_S, USUAL_PAUSE_S, Robots


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTPS://Sklep.PL:443", "https://sklep.pl/"),
        ("http://sklep.pl:80/a/../b/./c/#q", "http://sklep.pl/b/c/"),
        ("https://sklep.pl/?utm_source=x&a=1&fbclid=2", "https://sklep.pl/?a=1"),
        ("https://sklep.pl/łódź?q=żółw", "https://sklep.pl/%C5%82%C3%B3d%C5%BA?q=%C5%BC%C3%B3%C5%82w"),
        ("https://sklep.pl/%C5%82", "https://sklep.pl/%C5%82"),
        ("https://żółw.pl/", "https://xn--w-uga1v8h.pl/"),
        ("  https://sklep.pl/a ", "https://sklep.pl/a"),
    ],
)  # fmt: skip
def test_every_page_has_one_spelling(written, kept):
    assert canonical(written) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    "written",
    ["", "sklep.pl", "ftp://a.pl/", "javascript:alert(1)", "https://", "https://a:b@c.pl/",
     "http://a.pl:99999/", "http://[::1", "https://a.pl\\@b.pl/", "https://a.pl/\n",
     "https://a.pl/" + "x" * 2000],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(written):
    assert canonical(written) == ""


def test_only_links_within_the_site_are_followed_each_once():
    found = links_of(
        ["/a", "b?utm_source=x", "https://www.sklep.pl/c", "https://evil.example/d",
         "mailto:x@y.pl", "#top",
         "/photo.JPG", "//sklep.pl/e", "https://sklep.pl.evil.example/f", "/a#x"],
        "https://sklep.pl/pl/",
    )  # fmt: skip

    assert found == [
        "https://sklep.pl/a", "https://sklep.pl/pl/b", "https://www.sklep.pl/c",
        "https://sklep.pl/pl/", "https://sklep.pl/e",
    ]  # fmt: skip
    assert links_of(["base:/x/", "y"], "https://sklep.pl/") == ["https://sklep.pl/x/y"]


def test_another_port_is_another_site():
    assert not is_same_site("http://sklep.pl:8080/", "http://sklep.pl/")


def test_robots_are_obeyed_for_our_name_and_for_all():
    rules = Robots("User-agent: *\nDisallow: /koszyk\n\nUser-agent: Flowbuilder\nDisallow: /nie\n")

    assert not rules.allows("https://sklep.pl/nie/tu")
    assert rules.allows("https://sklep.pl/koszyk")
    assert Robots("").allows("https://sklep.pl/")
    assert not Robots("User-agent: *\nDisallow: /").allows("https://sklep.pl/a")


@pytest.mark.parametrize(
    ("rules", "page", "allowed"),
    [
        ("Allow: /\nDisallow: /koszyk", "/koszyk/1", False),  # the longer rule, not the first
        ("Disallow: /pomoc\nAllow: /pomoc/zwroty", "/pomoc/zwroty", True),
        ("Disallow: /*.pdf$", "/regulamin.pdf", False),
        ("Disallow: /*.pdf$", "/regulamin.pdf?v=2", True),
        ("Disallow: /*?sort=", "/herbaty?sort=cena", False),
        ("Disallow: /*/druk", "/herbaty/zielona/druk", False),
        ("Disallow: /*/druk", "/druk", True),
        ("Disallow: /za%C5%BC%C3%B3%C5%82%C4%87", "/zażółć", False),
        ("Disallow:", "/a", True),
        ("Disallow: /" + "*a" * 2000 + "$", "/" + "a" * 1999 + "b", True),  # and at once
    ],
)
def test_the_most_exact_rule_counts_and_patterns_are_understood(rules, page, allowed):
    robots = Robots(f"User-agent: *\n{rules}\n")

    assert robots.allows(f"https://sklep.pl{page}") == allowed


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        ("", USUAL_PAUSE_S),
        ("5", 5),
        ("99999", LONGEST_PAUSE_S),
        ("soon", USUAL_PAUSE_S),
        ("nan", USUAL_PAUSE_S),
    ],
)
def test_a_site_may_ask_for_patience_up_to_a_limit(asked, pause):
    delay = f"\nCrawl-delay: {asked}" if asked else ""

    assert Robots(f"User-agent: *\nDisallow: /x{delay}").pause_s == pause


MAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://sklep.pl/a </loc></url><url><loc>https://sklep.pl/b</loc></url></urlset>"""
INDEX = b"<sitemapindex><sitemap><loc>https://sklep.pl/1.xml</loc></sitemap></sitemapindex>"


def test_sitemaps_are_read_packed_or_not_and_told_from_pages():
    assert sitemaps.read(MAP).pages == ["https://sklep.pl/a", "https://sklep.pl/b"]
    assert sitemaps.read(gzip.compress(MAP)).pages == sitemaps.read(MAP).pages
    assert sitemaps.read(INDEX).maps == ["https://sklep.pl/1.xml"]
    assert sitemaps.is_one(MAP)
    assert not sitemaps.is_one(b"<!doctype html><p>urlset")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"<urlset>", "broken"), (b"<html/>", "sitemap_broken"), (b"\x1f\x8bno", "sitemap_broken"),
     (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset>&a;</urlset>', "broken"),
     (gzip.compress(b"<urlset>" + b" " * 60_000_000), "packed")],
)  # fmt: skip
def test_broken_and_hostile_sitemaps_are_refused(data, reason):
    with pytest.raises(DocumentNotReadable) as refused:
        sitemaps.read(data)

    assert refused.value.details["reason"] == reason
