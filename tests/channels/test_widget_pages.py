"""The widget over HTTP: its settings, its pages, its REST conversation, its admin page."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from flowbuilder.channels.web.contrast import text_on
from flowbuilder.channels.web.models import Widget
from flowbuilder.channels.web.origins import BadOrigin, canonical
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.testing import flow
from tests.channels.test_broken_frames import EXTRA, FRAMES
from tests.channels.visitor import SHOP

pytestmark = pytest.mark.django_db

CONFIG = "/api/v1/widgets/shop/config"
MESSAGES = "/api/v1/chat/shop/messages"
#: The fields of the widget's form that a test says nothing of.
REST = {"position": "right", "invitations-TOTAL_FORMS": "0", "invitations-INITIAL_FORMS": "0"}


@pytest.fixture
def shop(make_widget):
    return make_widget()


def post(frame, token=None, **headers):
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return Client(headers=headers).post(MESSAGES, frame, content_type="application/json")


def begin():
    frames = post({"type": "hello", "visitor": None, "after": 0}).json()["frames"]
    return frames[0]["visitor"], frames


# ---- Settings ------------------------------------------------------------------


def test_the_allowed_website_may_read_the_settings(shop):
    answer = Client(headers={"Origin": SHOP}).get(CONFIG)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    looks = {"title", "accent", "accentText", "language", "notice"}
    more = {"files", "fileLimit", "side", "avatar", "invitations", "quiet", "consent"}
    assert set(answer.json()) == {*looks, *more}


@pytest.mark.parametrize(
    ("asked", "around"),
    [
        ("", "en"),
        ("?language=pl", "en"),  # the flow speaks no Polish, so visitors would meet both
        ("?language=pl&own=1", "pl"),
        ("?language=PL_pl&own=1", "pl"),
        ("?language=de&own=1", "en"),
        ("?language=" + "x" * 400, "en"),
    ],
)
def test_what_the_line_of_html_names_is_spoken_around_the_conversation(shop, asked, around):
    settings = Client().get(f"{CONFIG}{asked}").json()
    page = Client().get(f"/w/shop/frame/{asked}").content.decode()

    assert settings["language"] == around
    assert f'<html lang="{around}">' in page
    assert ("asystentem AI" in settings["notice"]) == ("asystentem AI" in page) == (around == "pl")


@pytest.mark.parametrize("address", ["/w/shop/frame/?language=pl-PL", "/w/shop/"])
def test_a_page_in_a_language_of_the_flow_is_followed(shop, make_widget, address):
    polish = flow(
        ("hi", "greeting", {"text": "Hello."}),
        ("end", "end", {}),
        wires="hi>end",
        locale="en",
        translations={"pl": {"hi": {"text": {"text": "Dzień dobry."}}}},
    )
    Widget.objects.filter(pk=shop.pk).update(flow=make_widget(polish, key="both").flow)

    page = Client(headers={"Accept-Language": "pl,en;q=0.5"}).get(address).content.decode()

    assert '<html lang="pl">' in page


def test_another_website_is_told_no_in_a_way_it_can_read(shop):
    answer = Client(headers={"Origin": "https://evil.example"}).get(CONFIG)

    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_unknown_and_a_switched_off_widget_answer_alike(shop):
    Widget.objects.update(enabled=False)
    off = Client().get(CONFIG)
    unknown = Client().get("/api/v1/widgets/nobody/config")

    assert (off.status_code, unknown.status_code) == (404, 404)
    assert off.json() == unknown.json()


# ---- Pages ---------------------------------------------------------------------


def test_the_frame_may_be_embedded_by_the_allowed_websites_only(shop):
    answer = Client().get("/w/shop/frame/")
    policy = answer.headers["Content-Security-Policy"]

    assert f"frame-ancestors 'self' {SHOP};" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "X-Frame-Options" not in answer.headers
    assert answer.cookies == {}


def test_the_hosted_page_may_not_be_embedded(shop):
    answer = Client().get("/w/shop/")

    assert "frame-ancestors 'self';" in answer.headers["Content-Security-Policy"]
    assert b'data-mode="page"' in answer.content


def test_the_page_carries_its_settings_as_data(shop):
    shop.title = '"><script>alert(1)</script>'
    shop.save()

    text = Client().get("/w/shop/").content.decode()

    assert "<script>alert" not in text


def test_an_unknown_widget_gets_a_plain_sentence(db):
    answer = Client().get("/w/nobody/")

    assert answer.status_code == 404
    assert 'role="alert"' in answer.content.decode()


def test_the_loader_is_kept_for_a_while_and_asked_about_after(settings, tmp_path):
    (tmp_path / "widget").mkdir()
    (tmp_path / "widget" / "loader.js").write_text("let a = 1")
    settings.FRONTEND_DIST = tmp_path

    first = Client().get("/widget.js")
    again = Client(headers={"If-None-Match": first.headers["ETag"]}).get("/widget.js")

    assert first.content == b"let a = 1"
    assert "max-age=600" in first.headers["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")


def test_without_a_build_the_loader_says_what_to_do(settings, tmp_path):
    settings.FRONTEND_DIST = tmp_path

    assert b"make install" in Client().get("/widget.js").content


# ---- REST ----------------------------------------------------------------------


def test_a_conversation_over_plain_http(shop):
    token, opening = begin()
    said = post({"type": "say", "client_id": "client-id-1", "text": "Ada"}, token).json()["frames"]
    missed = Client(headers={"Authorization": f"Bearer {token}"}).get(MESSAGES, {"after": 2}).json()

    assert [frame["type"] for frame in opening] == ["welcome", "message", "message", "status"]
    assert said[0] == {"type": "ack", "client_id": "client-id-1", "seq": 3}
    assert [f["seq"] for f in missed["frames"] if f["type"] == "message"] == [3, 4]
    assert missed["head"] == 4


def test_the_same_frame_again_is_answered_and_not_done(shop):
    token, _opening = begin()
    frame = {"type": "say", "client_id": "client-id-1", "text": "Ada"}
    post(frame, token)

    again = post({**frame, "text": "Bob"}, token).json()["frames"]

    assert again == [
        {"type": "ack", "client_id": "client-id-1", "seq": 3},
        {"type": "changeable", "seqs": [3], "open": []},
    ]
    assert Conversation.objects.get().head_seq == 4


@pytest.mark.parametrize("token", [None, "x" * 43, "", "short"])
def test_without_the_right_token_there_is_nothing(shop, token):
    begin()

    answer = post({"type": "say", "client_id": "client-id-1", "text": "x"}, token)

    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_visitor")


@pytest.mark.parametrize("kind", sorted(set(FRAMES) - {"ping", "typing"}))
def test_fields_that_do_not_belong_there_are_refused(shop, kind):
    """Case 40 over HTTP. Seen to fail with `extra="ignore"` in `frames.Frame`."""
    token, _opening = begin()

    for name, value in EXTRA.items():
        if name in FRAMES[kind]:
            continue
        answer = post({"type": kind, **FRAMES[kind], name: value}, token)

        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field")
        assert answer.json()["details"]["field"] == name

    assert (Conversation.objects.count(), Conversation.objects.get().head_seq) == (1, 2)


@pytest.mark.parametrize("body", ["[]", "NaN", "{}", '{"type":"announcement"}', "{", '"x"'])
def test_broken_bodies_are_refused(shop, body):
    answer = Client().post(MESSAGES, body, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize("after", ["x", "-1", "1e3", "9" * 40, "１"])
def test_after_is_a_number(shop, after):
    token, _opening = begin()

    answer = Client(headers={"Authorization": f"Bearer {token}"}).get(MESSAGES, {"after": after})

    assert answer.status_code == 400


def test_another_website_gets_nothing_over_http_either(shop):
    answer = post({"type": "hello"}, Origin="https://evil.example")

    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")


# ---- Origins and colours --------------------------------------------------------


@pytest.mark.parametrize(
    "text, origin",
    [
        ("https://sklep.example", "https://sklep.example"),
        ("  HTTPS://Sklep.Example/kontakt?a=1#b ", "https://sklep.example"),
        ("sklep.example", "https://sklep.example"),
        ("https://sklep.example:443", "https://sklep.example"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("https://źródło.example", "https://xn--rdo-gna01bwk.example"),
        ("http://[::1]:80", "http://[::1]"),
        ("127.0.0.1:9400", "http://127.0.0.1:9400"),
        ("localhost/shop", "http://localhost"),
        ("localhost.example", "https://localhost.example"),
    ],
)
def test_what_people_paste_becomes_what_browsers_send(text, origin):
    assert canonical(text) == origin


@pytest.mark.parametrize(
    "text", ["", "*", "https://*.example", "ftp://x.example", "https://", "https://a b",
             "https://u:p@x.example", "javascript:alert(1)", "https://x.example:99999",
             "https://-x.example", "https://x..example"]
)  # fmt: skip
def test_what_is_no_website_is_refused(text):
    with pytest.raises(BadOrigin):
        canonical(text)


@pytest.mark.parametrize(
    "colour, text", [("#ffffff", "#000000"), ("#000000", "#ffffff"), ("#ffe45c", "#000000"),
                     ("#5046e0", "#ffffff")]
)  # fmt: skip
def test_text_on_a_colour_is_the_one_that_can_be_read(colour, text):
    assert text_on(colour) == text


# ---- The admin page -------------------------------------------------------------


def change_page(widget):
    return reverse("admin:channel_web_widget_change", args=[widget.pk])


def test_the_admin_page_gives_the_line_of_html_and_takes_addresses_line_by_line(client_for, shop):
    client = client_for("author")
    text = client.get(change_page(shop)).content.decode()

    answer = client.post(
        change_page(shop),
        {"name": "Shop", "flow": shop.flow_id, "language": "pl", "enabled": "on", "title": "Sklep",
         "accent": "#123456", "ai_notice": "", "origins": "Sklep.example\n\nhttp://a.example:81/x",
         **REST},
    )  # fmt: skip
    shop.refresh_from_db()

    assert "&lt;script src=&quot;http://testserver/widget.js&quot;" in text
    assert "/w/shop/" in text
    assert "&lt;/body&gt;" in text, "the advice names the tag, it does not become one"
    assert answer.status_code == 302, answer.content.decode()
    assert shop.origins == ["https://sklep.example", "http://a.example:81"]


def test_the_preview_is_the_chat_itself_and_says_whether_its_colour_can_be_seen(client_for, shop):
    shop.accent = "#ffe600"
    shop.save()
    text = client_for("author").get(change_page(shop)).content.decode()

    assert '<iframe src="/w/shop/frame/?preview"' in text
    assert "Na białej stronie przycisk jest słabo widoczny: 1,3 : 1" in text
    assert 'data-mode="preview"' in Client().get("/w/shop/frame/?preview").content.decode()


def test_a_new_widget_leads_to_its_line_of_html(client_for, shop):
    answer = client_for("author").post(
        reverse("admin:channel_web_widget_add"),
        {"name": "Salon", "flow": shop.flow_id, "language": "pl", "enabled": "on",
         "title": "Salon", "accent": "#123456", "ai_notice": "", "origins": "", **REST},
    )  # fmt: skip

    made = Widget.objects.get(name="Salon")
    assert answer["Location"] == change_page(made)
    assert made.key in client_for("author").get(answer["Location"]).content.decode()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_widget_in_another_language_than_its_flow_is_warned_of(client_for, shop, language):
    client = client_for("author")
    answer = client.post(
        change_page(shop),
        {"name": "Shop", "flow": shop.flow_id, "language": language, "enabled": "on",
         "title": "Sklep", "accent": "#123456", "ai_notice": "", "origins": "", **REST},
        follow=True,
    )  # fmt: skip

    warned = any(message.level_tag == "warning" for message in answer.context["messages"])
    assert warned == (language != shop.flow.language)


def test_a_flow_without_a_widget_is_led_to_a_new_one_with_itself_and_its_language_chosen(
    client_for, shop
):
    flow = shop.flow
    flow.language = "en"
    flow.save()
    client, way = client_for("author"), reverse("admin:channel_web_widget_for_flow", args=[flow.pk])
    assert client.get(way)["Location"] == reverse("admin:channel_web_widget_changelist")

    Widget.objects.all().delete()
    form = client.get(way, follow=True).context["adminform"].form

    assert (str(form["flow"].value()), form["language"].value()) == (str(flow.pk), "en")


def test_an_address_that_is_none_is_named(client_for, shop):
    answer = client_for("author").post(
        change_page(shop),
        {"name": "Shop", "flow": shop.flow_id, "language": "pl", "enabled": "on", "title": "S",
         "accent": "#123456", "ai_notice": "", "origins": "https://*.example", **REST},
    )  # fmt: skip

    assert "https://*.example" in answer.content.decode()
    assert answer.status_code == 200


def test_flows_of_others_cannot_be_chosen(client_for, shop, other_workspace, make_widget):
    foreign = make_widget(key="foreign", workspace=other_workspace)

    answer = client_for("author").post(
        change_page(shop),
        {"name": "Shop", "flow": foreign.flow_id, "language": "pl", "enabled": "on", "title": "S",
         "accent": "#123456", "ai_notice": "", "origins": "", **REST},
    )  # fmt: skip
    shop.refresh_from_db()

    assert answer.status_code == 200
    assert shop.flow_id != foreign.flow_id


def test_a_new_widget_gets_a_key_nobody_chose(client_for, shop):
    client_for("author").post(
        reverse("admin:channel_web_widget_add"),
        {"name": "New", "flow": shop.flow_id, "language": "pl", "enabled": "on", "title": "N",
         "accent": "#123456", "ai_notice": "", "origins": "", "key": "demo", **REST},
    )  # fmt: skip

    made = Widget.objects.get(name="New")
    assert made.key != "demo"
    assert len(made.key) >= 12
    assert json.dumps(made.origins) == "[]"
