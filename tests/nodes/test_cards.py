"""Cards: written by an author or made of a list, pressed, typed, or only shown."""

from __future__ import annotations

from typing import Any

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.messages import Card, CardButton, Cards
from flowbuilder.core.testing import flow
from flowbuilder.core.validation import validate
from flowbuilder.nodes.cards import CardsConfig, CardsNode

ORDER = {"label": "Zamów", "value": "order"}
ASK = {"label": "Zapytaj", "value": "ask"}
READ = {"label": "Szczegóły", "value": "read", "link": "https://shop.example/kubek"}
MUG: dict[str, Any] = {"title": "Kubek", "price": "39 zł", "buttons": [ORDER, READ]}
VASE: dict[str, Any] = {"title": "Wazon", "text": "Szkło", "buttons": [ORDER, ASK]}
CATALOGUE = discover(nodes)


def showing(*cards: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"text": "Co Państwa interesuje?", "cards": [*cards], **more}


def shown(visitor: Any) -> Cards:
    content = visitor.effects[0].content
    assert isinstance(content, Cards)
    return content


def test_shows_each_card_with_its_words_and_buttons(try_node):
    picture = {"picture": "https://shop.example/mug.jpg", "alt": "Kubek w kratę"}
    visitor = try_node("cards", showing({**MUG, **picture}))

    assert shown(visitor).cards == (
        Card(
            title="Kubek",
            price="39 zł",
            picture="https://shop.example/mug.jpg",
            alt="Kubek w kratę",
            buttons=(
                CardButton(label="Zamów", value="1.order"),
                CardButton(label="Szczegóły", url="https://shop.example/kubek"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("address", "picture", "wrong"),
    [
        (f"upload:{'0f' * 16}", f"upload:{'0f' * 16}", []),
        ("upload:../secret", "", ["cards.0.picture"]),
        ("http://shop.example/mug.jpg", "", ["cards.0.picture"]),
    ],
)
def test_a_picture_is_uploaded_or_has_a_safe_address(try_node, address, picture, wrong):
    by_variable = showing({**MUG, "picture": "{{ given }}"})
    visitor = try_node("cards", by_variable, variables={"given": address})
    written = CardsConfig.model_validate(showing({**MUG, "picture": address}))
    found = CardsNode().check(written)

    assert shown(visitor).cards[0].picture == picture
    assert [field for field, _text, _more in found] == wrong


def test_tells_them_in_words_where_none_can_be_drawn(try_node):
    visitor = try_node("cards", showing(MUG, VASE))

    assert visitor.heard == [
        "Co Państwa interesuje?\n\nKubek · 39 zł\nSzczegóły: https://shop.example/kubek\n\n"
        "Wazon\nSzkło"
    ]


def test_a_button_leaves_by_its_port_which_cards_share_and_its_card_is_kept(try_node):
    visitor = try_node("cards", showing(MUG, VASE, save_as="picked")).chooses("2.order")

    assert visitor.heard == ["[order]"]
    assert visitor.transcript[-2] == ("visitor", "Wazon: Zamów")
    assert visitor.variables["picked"] == {
        "title": "Wazon", "price": "", "button": "order", "row": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "port"),
    [
        ("zapytaj", "ask"), ("wazon: zapytaj", "ask"), ("kubek", "order"), ("3", "ask"),
        ("1.", "order"),
    ],
)  # fmt: skip
def test_what_is_typed_picks_when_only_one_button_is_meant(try_node, typed, port):
    assert try_node("cards", showing(MUG, VASE)).says(typed).heard == [f"[{port}]"]


@pytest.mark.parametrize("typed", ["zamów", "wazon", "coś innego"])
def test_other_words_are_asked_again_then_leave_by_the_fallback(try_node, typed):
    visitor = try_node("cards", showing(MUG, VASE)).says(typed)

    assert shown(visitor).text == "Proszę wybrać jeden z przycisków na kartach."
    assert visitor.says(typed).heard == ["[fallback]"]


def test_cards_that_nobody_can_answer_are_shown_and_the_talk_goes_on(try_node):
    visitor = try_node("cards", showing({**MUG, "buttons": [READ]}))

    assert visitor.heard[-1] == "[next]"


# A list.

ROWS = [
    {"id": 7, "name": "Kubek", "cost": 39, "at": "https://shop.example/7"},
    {"id": 8, "name": "Wazon", "cost": 120, "at": "javascript:alert(1)"},
]
EACH = {
    "title": "{{ row.name }}",
    "price": "{{ row.cost }} zł",
    "picture": "{{ row.at }}.jpg",
    "rows": "products",
    "buttons": [ORDER, {"label": "Więcej", "value": "more", "link": "{{ row.at }}"}],
}


def test_a_card_is_repeated_for_each_item_of_a_list(try_node):
    visitor = try_node("cards", showing(EACH, save_as="picked"), variables={"products": ROWS})

    mug, vase = shown(visitor).cards

    assert (mug.title, mug.price, mug.picture) == ("Kubek", "39 zł", "https://shop.example/7.jpg")
    assert [button.url for button in mug.buttons] == ["", "https://shop.example/7"]
    assert (vase.picture, [button.label for button in vase.buttons]) == ("", ["Zamów"])
    assert visitor.chooses("2.order").heard == ["[order]"]
    assert visitor.variables["picked"]["row"] == ROWS[1]


def test_of_a_long_list_the_first_ten_are_shown(try_node):
    rows = [{"name": f"Nr {n}"} for n in range(40)]
    visitor = try_node("cards", showing(EACH, MUG), variables={"products": rows})

    assert [card.title for card in shown(visitor).cards] == [f"Nr {n}" for n in range(10)]


@pytest.mark.parametrize("rows", [None, [], "text", {"a": 1}])
def test_a_list_with_nothing_in_it_leaves_by_its_own_port(try_node, rows):
    given = {"products": rows}

    assert try_node("cards", showing(EACH), variables=given).heard == ["[empty]"]
    lacking = try_node("cards", showing(EACH), variables=given, unwired=("empty",))
    assert lacking.heard == ["[fallback]"]


@pytest.mark.parametrize("rows", [["Kubek", "Wazon"], [None, 3], [{}]])
def test_items_of_any_shape_break_nothing(try_node, rows):
    visitor = try_node("cards", showing(EACH), variables={"products": rows})

    assert [card.title for card in shown(visitor).cards] == [str(n + 1) for n in range(len(rows))]


# For the author.


@pytest.mark.parametrize(
    ("card", "wrong"),
    [
        ({"buttons": [ORDER, ORDER]}, "cards.0.buttons"),
        ({"buttons": [{"label": "?", "value": "fallback"}]}, "cards.0.buttons"),
        ({"buttons": [{**READ, "link": "http://shop.example"}]}, "cards.0.buttons.0.link"),
        ({"picture": "mug.jpg"}, "cards.0.picture"),
    ],
)
def test_what_an_author_gets_wrong_is_told_at_its_field(card, wrong):
    config = CardsConfig.model_validate(showing({"title": "Kubek", **card}))

    assert [field for field, *_rest in CardsNode().check(config)] == [wrong]


def test_ports_are_for_buttons_that_answer_each_name_once():
    ports = CardsNode().ports_of(showing(MUG, VASE))

    assert [port.name for port in ports] == ["order", "ask", "next", "fallback", "empty"]


@pytest.mark.parametrize(
    "raw", [{"cards": 1}, {"cards": [1, None, {}]}, {"cards": [{"buttons": [3, {}]}]}]
)
def test_a_draft_of_any_shape_has_its_fixed_ports(raw):
    assert [port.name for port in CardsNode().ports_of(raw)] == ["next", "fallback", "empty"]


def test_the_row_of_a_list_is_no_variable_but_the_list_is_one():
    document = flow(
        ("it", "cards", showing(EACH, {"title": "{{ typo.name }}"})),
        ("bye", "end"),
        wires="it.order > bye",
    )

    told = {p.params["name"] for p in validate(document, CATALOGUE) if p.code == "flow.E050"}

    assert told == {"typo", "products"}
