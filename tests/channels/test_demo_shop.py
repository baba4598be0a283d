"""The demo shop serves its pages and orders, and nothing else."""

import http.client
import json
from datetime import date
from http import HTTPStatus

import pytest

from flowbuilder.channels.web import demo_shop

APP = "http://127.0.0.1:8400"


@pytest.fixture(scope="module")
def shop():
    running = demo_shop.start(0, APP)
    yield running
    running.stop()


def ask(shop, path, method="GET"):
    connection = http.client.HTTPConnection(shop.origin.removeprefix("http://"), timeout=5)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "language", "key"), [("/", "pl", "demo"), ("/en/", "en", "demo-en")]
)
def test_page_carries_the_one_line_of_the_widget(shop, path, language, key):
    status, _, body = ask(shop, path)

    assert status == HTTPStatus.OK
    assert f'<html lang="{language}">' in body
    assert f'<script src="{APP}/widget.js" data-widget="{key}" async></script>' in body


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_page_asks_nobody_but_itself_and_the_widgets_origin(shop, path):
    _, headers, body = ask(shop, path)

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert body.count("http") == body.count(APP)


@pytest.mark.parametrize("path", ["/shop.css", "/shop.js", "/art.svg"])
def test_files_of_the_page_are_served(shop, path):
    assert ask(shop, path)[0] == HTTPStatus.OK


def test_order_is_told_in_both_languages_with_its_date():
    status, answer = demo_shop.order_answer("1002", date(2026, 11, 22))

    assert status == HTTPStatus.OK
    assert answer == {
        "number": "1002",
        "status": "in_transit",
        "status_text_pl": "Paczka jest w drodze do sortowni w Krakowie.",
        "status_text_en": "The parcel is on its way to the sorting centre in Bristol.",
        "carrier": "Kurier Wierzba",
        "eta": "2026-11-23",
    }


@pytest.mark.parametrize("number", sorted(demo_shop.ORDERS))
def test_every_order_answers_over_http(shop, number):
    status, headers, body = ask(shop, f"/orders/{number}")

    assert status == HTTPStatus.OK
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(body)["number"] == number


def test_unknown_order_is_a_404_in_json(shop):
    status, _, body = ask(shop, "/orders/9999")

    assert status == HTTPStatus.NOT_FOUND
    assert json.loads(body)["code"] == "order_unknown"


@pytest.mark.parametrize(
    "path",
    ["/en", "/pl.html", "/../demo_shop.py", "/%2e%2e/demo_shop.py", "/orders/", "/orders/1/2"],
)
def test_nothing_else_is_served(shop, path):
    assert ask(shop, path)[0] == HTTPStatus.NOT_FOUND


def test_only_reading_is_allowed(shop):
    assert ask(shop, "/orders/1001", method="POST")[0] == HTTPStatus.NOT_IMPLEMENTED


@pytest.mark.parametrize("origin", ["", "javascript:alert(1)", 'http://x" onload="y', APP + "/"])
def test_odd_origin_is_refused(origin):
    with pytest.raises(ValueError, match="is not an origin"):
        demo_shop.start(0, origin)


def test_odd_widget_key_is_refused():
    with pytest.raises(ValueError, match="is not a widget's key"):
        demo_shop.start(0, APP, widget_key='demo"><script>')


def test_taken_port_is_an_error_at_once(shop):
    with pytest.raises(OSError, match="in use"):
        demo_shop.start(int(shop.origin.rpartition(":")[2]), APP)
