"""Cards: things side by side, each with a picture, words and buttons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field

from flowbuilder.core.effects import SendMessage
from flowbuilder.core.events import Event, VisitorChose, VisitorSaid
from flowbuilder.core.fields import (
    OptionalVariableName,
    ShortHiddenTemplate,
    ShortName,
    ShortTemplate,
    Template,
)
from flowbuilder.core.messages import Card as CardContent
from flowbuilder.core.messages import CardButton as ButtonContent
from flowbuilder.core.messages import Cards as CardsContent
from flowbuilder.core.messages import options_in
from flowbuilder.core.nodetype import (
    Go,
    Move,
    NodeConfig,
    NodeType,
    Port,
    PortPerItem,
    Turn,
    Wait,
)
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import chosen
from flowbuilder.nodes._wording import Retries, Retry, wording

ASK_AGAIN = {
    "pl": "Proszę wybrać jeden z przycisków na kartach.",
    "en": "Please pick one of the buttons on the cards.",
}
MOST = 10
#: What a card that is repeated calls the item of the list that it shows.
ROW = "row"
_LONGEST_ADDRESS = 2000
#: What an author uploaded, by its digest.
_UPLOADED = re.compile(r"upload:[0-9a-f]{32}")


class CardButton(NodeConfig):
    label: ShortTemplate = Field(min_length=1, title=_("Button"))
    link: ShortHiddenTemplate = Field(
        default="",
        title=_("Opens an address (https://)"),
        description=_("Begins with https://. Leave empty for a button that answers."),
    )
    value: ShortName = Field(
        title=_("Short name"),
        description=_("Names the port. Buttons of the same name share one."),
    )


class Card(NodeConfig):
    title: ShortTemplate = Field(min_length=1, title=_("Title"))
    text: Template = Field(default="", title=_("Text"))
    price: ShortTemplate = Field(default="", title=_("Price"))
    picture: ShortHiddenTemplate = Field(
        default="",
        title=_("Picture’s address (https://)"),
        description=_("Begins with https://. Our server fetches the picture; visitors do not."),
        json_schema_extra={"x-picture": True},
    )
    alt: ShortTemplate = Field(
        default="",
        title=_("What the picture shows"),
        description=_("For those who do not see it. Leave empty if it adds nothing to the title."),
    )
    buttons: list[CardButton] = Field(default=[], max_length=3, title=_("Buttons"))
    rows: OptionalVariableName = Field(
        default="",
        title=_("Repeat for each item of the list"),
        description=_("A variable with a list. Write a part of an item as {{ row.name }}."),
    )


class CardsConfig(NodeConfig):
    text: Template = Field(
        min_length=1,
        title=_("Text above the cards"),
        description=_("Say what the visitor is to choose."),
    )
    cards: list[Card] = Field(
        min_length=1,
        max_length=MOST,
        title=_("Cards"),
        description=_(
            "Up to ten are shown. To make cards of a list, name its variable in “Repeat for each "
            "item of the list” and write {{ row.name }} for a part of an item."
        ),
    )
    save_as: OptionalVariableName = Field(
        default="",
        title=_("Save the chosen card as"),
        description=_(
            "A variable for its title, price and button, and for the whole item of a list: "
            "{{ chosen.title }}, {{ chosen.row.id }}."
        ),
    )
    retries: Retries = 1
    retry: Retry = ""


class CardsNode(NodeType[CardsConfig]):
    """Shows cards side by side, such as products, each with a picture, a price and buttons.

    A button answers and leads its own way, or opens an address. Cards are written here, or made
    for each item of a list, such as one that another service answered with. Where no cards can be
    drawn, as in an e-mail, they are told in words; a visitor may also type a title, the words of a
    button or its number. Cards without a button that answers are shown, and the conversation goes
    on.
    """

    name = "cards"
    title = _("Cards")
    icon = "cards"
    category = "talk"
    ports = (
        Port("next", _("nothing to choose"), required=False),
        Port("fallback", _("something else"), problem=True, required=False),
        Port("empty", _("no cards"), problem=True, required=False, otherwise="fallback"),
    )
    port_per_item = PortPerItem(
        field="cards", within="buttons", key="value", label="label", unless="link"
    )
    waits = True
    asks = True
    keywords = (_("products"), _("carousel"), _("gallery"), _("pictures"), _("price"))
    own_names = frozenset({ROW})
    Config = CardsConfig

    def enter(self, config: CardsConfig, turn: Turn) -> Move:
        cards = _shown(config, turn)
        if not cards:
            return Go("empty")
        content = _content(turn.render(config.text), cards)
        shows = (SendMessage(content=content),)
        if not options_in(content.model_dump()):
            return Go("next", effects=shows)
        return Wait(effects=shows, keep={"asked_again": 0})

    def resume(self, config: CardsConfig, turn: Turn, event: Event) -> Move:
        if not isinstance(event, VisitorSaid | VisitorChose):
            return Wait()
        cards = _shown(config, turn)
        content = _content(wording(turn, config.retry, ASK_AGAIN), cards)
        value = chosen(event, options_in(content.model_dump()), _other_words(content))
        if value is not None:
            number, _dot, button = value.partition(".")
            card, row = cards[int(number) - 1]
            kept = {"title": card.title, "price": card.price, "button": button, ROW: row}
            return Go(button, remember={config.save_as: kept} if config.save_as else {})
        asked_again = int(turn.keep.get("asked_again", 0))
        if asked_again >= config.retries:
            return Go("fallback")
        again = SendMessage(content=content)
        return Wait(effects=(again,), keep={"asked_again": asked_again + 1}, again=True)

    def reads(self, config: CardsConfig) -> Sequence[str]:
        return [card.rows for card in config.cards if card.rows]

    def writes(self, config: CardsConfig) -> Mapping[str, Sequence[str]]:
        if not config.save_as:
            return {}
        return {
            button.value: [config.save_as]
            for card in config.cards
            for button in card.buttons
            if not button.link
        }

    def summary(self, config: CardsConfig) -> str:
        return config.text

    def check(self, config: CardsConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        taken = {port.name for port in self.ports}
        found: list[tuple[str, str, Mapping[str, object]]] = []
        for place, card in enumerate(config.cards):
            at = f"cards.{place}"
            if _is_wrong(card.picture) and not _UPLOADED.fullmatch(card.picture):
                found.append((f"{at}.picture", _("The address must begin with https://."), {}))
            answers = [button.value for button in card.buttons if not button.link]
            found += [
                (
                    f"{at}.buttons",
                    _("Two buttons have the same short name, “{name}”."),
                    {"name": name},
                )
                for name, times in Counter(answers).items()
                if times > 1
            ]
            found += [
                (
                    f"{at}.buttons",
                    _("A button cannot have the short name “{name}”: a port already uses it."),
                    {"name": name},
                )
                for name in dict.fromkeys(answers)
                if name in taken
            ]
            found += [
                (f"{at}.buttons.{number}.link", _("The address must begin with https://."), {})
                for number, button in enumerate(card.buttons)
                if _is_wrong(button.link)
            ]
        return found


def _shown(config: CardsConfig, turn: Turn) -> list[tuple[CardContent, Any]]:
    """The cards, each with the item of a list that it shows, or None."""
    made = [
        (card, place, row) for card in config.cards for place, row in _rows_of(card, turn.variables)
    ]
    return [
        (_drawn(card, number, place, turn), row)
        for number, (card, place, row) in enumerate(made[:MOST], start=1)
    ]


def _rows_of(card: Card, variables: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    if not card.rows:
        yield 0, None
        return
    rows = variables.get(card.rows)
    if isinstance(rows, list | tuple):
        yield from enumerate(rows[:MOST])


def _drawn(card: Card, number: int, place: int, turn: Turn) -> CardContent:
    def said(template: str) -> str:
        if card.rows and "{" in template:
            of_row = f"{{% for {ROW} in {card.rows} limit: 1 offset: {place} %}}"
            template = f"{of_row}{template}{{% endfor %}}"
        return turn.render(template).strip()

    links = [(button, said(button.link)) for button in card.buttons]
    return CardContent(
        title=said(card.title) or str(number),
        text=said(card.text),
        price=said(card.price),
        picture=_picture(said(card.picture)),
        alt=said(card.alt),
        buttons=tuple(
            ButtonContent(
                label=said(button.label),
                value="" if button.link else f"{number}.{button.value}",
                url=_address(link),
            )
            for button, link in links
            if not button.link or _address(link)
        ),
    )


def _content(text: str, cards: Sequence[tuple[CardContent, Any]]) -> CardsContent:
    return CardsContent(text=text, cards=tuple(card for card, _row in cards))


def _other_words(content: CardsContent) -> dict[str, list[str]]:
    """What else may be typed for a button: its own words, and its card's title if it is alone."""
    found = {}
    for card in content.cards:
        answers = [button for button in card.buttons if button.value]
        for button in answers:
            found[button.value] = [button.label, *([card.title] if len(answers) == 1 else [])]
    return found


def _address(given: str) -> str:
    """`given` if it is an address that may be opened or fetched, and nothing otherwise."""
    if len(given) > _LONGEST_ADDRESS or any(c.isspace() or c in '\\<>"' for c in given):
        return ""
    try:
        parts = urlsplit(given)
        fits = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    return given if fits else ""


def _picture(given: str) -> str:
    """`given` if it is an uploaded picture or an address that it may be fetched from."""
    return given if _UPLOADED.fullmatch(given) else _address(given)


def _is_wrong(template: str) -> bool:
    """No address will come of it, whatever the variables hold."""
    begins_open = template.lstrip().startswith("{")
    return bool(template) and not begins_open and not template.strip().startswith("https://")
