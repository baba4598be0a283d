"""Drawing with mouse, keyboard and finger: wires, frames, notes, words, the clipboard."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

OPENING_MS = 20_000
TEAM = "dział zwrotów"
FLOW = {
    "start": "hello",
    "nodes": [
        {"id": "hello", "type": "greeting", "config": {"text": "Dzień dobry."}},
        {"id": "note", "type": "message", "config": {"text": "Chwileczkę."}},
        {"id": "bye", "type": "end", "config": {"text": "Do zobaczenia."}},
        {"id": "loose", "type": "message", "config": {"text": "Luzem."}},
    ],
    "edges": [
        {"source": "hello", "port": "next", "target": "note"},
        {"source": "note", "port": "next", "target": "bye"},
    ],
    "layout": {
        "start": {"x": 0, "y": 20},
        "hello": {"x": 180, "y": 0},
        "note": {"x": 560, "y": 40},
        "bye": {"x": 560, "y": 300},
        "loose": {"x": 180, "y": 300},
    },
}


class Drawing:
    """One flow in the editor, as its author sees it."""

    def __init__(self, page: Page, program: Any, name: str, document: dict[str, Any]) -> None:
        self.page, self.url = page, program.url
        page.goto(f"{program.url}/admin/flows/flow/add/")
        page.locator("#id_name").fill(name)
        page.locator(".new-flow-choice").first.click()
        expect(page.get_by_test_id("canvas")).to_be_visible(timeout=OPENING_MS)
        self.flow = page.url.rstrip("/").split("/")[-2]
        if document:
            self.store(document)

    def store(self, document: dict[str, Any]) -> None:
        """Save `document` as the draft and open it at 100 %."""
        token = next(c["value"] for c in self.page.context.cookies() if "csrf" in c["name"])
        draft = self.draft()
        saved = self.page.request.put(
            f"{self.url}/api/v1/flows/{self.flow}/draft/",
            data=json.dumps(
                {"revision": draft["revision"], "document": {**draft["document"], **document}}
            ),
            headers={
                "Content-Type": "application/json",
                "X-CSRFToken": token,
                "Referer": self.page.url,
            },
        )
        assert saved.ok, saved.text()
        self.page.reload()
        expect(self.card(document["nodes"][0]["id"])).to_be_visible(timeout=OPENING_MS)

    def draft(self) -> dict[str, Any]:
        """What the server keeps."""
        return self.page.request.get(f"{self.url}/api/v1/flows/{self.flow}/draft/").json()

    def saved(self) -> dict[str, Any]:
        """The document once everything is saved."""
        self.page.keyboard.press("Control+s")
        expect(self.page.get_by_text("Zapisywanie")).to_have_count(0)
        expect(self.page.get_by_text("Zapisano").first).to_be_visible()
        return self.draft()["document"]

    def card(self, node: str) -> Locator:
        return self.page.get_by_test_id(f"card-{node}")

    def place(self, node: str) -> tuple[float, float]:
        box = self.page.locator(f".react-flow__node[data-id='{node}']").bounding_box()
        assert box is not None
        return box["x"], box["y"]

    def wait_for_place(self, node: str, place: tuple[float, float]) -> None:
        """Wait until `node` stands at `place` on the screen."""
        self.page.wait_for_function(
            """([node, x, y]) => {
                const box = document
                    .querySelector(`.react-flow__node[data-id='${node}']`)
                    ?.getBoundingClientRect()
                return box && Math.hypot(box.x - x, box.y - y) < 0.5
            }""",
            arg=[node, *place],
        )

    def wires(self) -> set[str]:
        return {f"{e['source']}:{e['port']}>{e['target']}" for e in self.saved()["edges"]}

    def middle(self, wire: str, share: float = 0.5) -> tuple[float, float]:
        """The middle of a wire on the screen, or the point after another share of its length."""
        return self.page.locator(f".react-flow__edge[data-id='{wire}'] path").first.evaluate(
            """(path, share) => {
                const at = path.getPointAtLength(path.getTotalLength() * share)
                const to = at.matrixTransform(path.getScreenCTM())
                return [to.x, to.y]
            }""",
            share,
        )

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=12)
        self.page.mouse.up()

    def title_of(self, node: str) -> tuple[float, float]:
        box = self.card(node).locator("h3").bounding_box()
        assert box is not None
        return box["x"] + 10, box["y"] + 8

    def select(self, *nodes: str) -> None:
        for number, node in enumerate(nodes):
            self.card(node).locator("h3").click(modifiers=["Shift"] if number else [])

    def command(self, words: str) -> None:
        self.page.keyboard.press("Control+k")
        self.page.get_by_role("combobox").fill(words)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("combobox")).to_have_count(0)


@pytest.fixture
def author(signed_in) -> Page:
    return signed_in("author")


def test_a_step_is_put_into_a_wire_by_its_plus_from_the_palette_and_by_hand(author, program):
    drawing = Drawing(author, program, "Wstawianie", FLOW)

    author.mouse.move(*drawing.middle("hello:next"))
    author.get_by_test_id("insert-on-wire").click()
    menu = author.get_by_test_id("quick-add")
    expect(menu.get_by_test_id("quick-message")).to_be_visible()
    expect(menu.get_by_test_id("quick-end")).to_have_count(0)
    author.keyboard.type("pytanie")
    author.keyboard.press("Enter")
    expect(drawing.card("question-1")).to_be_visible()
    assert drawing.wires() >= {"hello:next>question-1", "note:next>bye"}
    assert any(w.startswith("question-1:") and w.endswith(">note") for w in drawing.wires())
    author.keyboard.press("Control+z")
    assert drawing.wires() == {"hello:next>note", "note:next>bye"}

    drawing.drag(drawing.title_of("loose"), tuple(drawing.middle("hello:next")))
    assert drawing.wires() == {"hello:next>loose", "loose:next>note", "note:next>bye"}
    author.keyboard.press("Control+z")
    assert drawing.wires() == {"hello:next>note", "note:next>bye"}

    x, y = drawing.middle("hello:next")
    board = author.get_by_test_id("canvas").bounding_box()
    author.get_by_test_id("palette-wait").drag_to(
        author.get_by_test_id("canvas"),
        target_position={"x": x - board["x"], "y": y - board["y"]},
    )
    assert {"hello:next>wait-1", "wait-1:next>note"} <= drawing.wires()


def test_words_are_written_on_the_card(author, program):
    drawing = Drawing(author, program, "Pisanie", FLOW)
    words = drawing.card("hello").get_by_test_id("card-words")
    field = author.get_by_test_id("inline-field")

    words.dblclick()
    expect(field).to_be_focused()
    author.keyboard.type("Dobry wieczór.")
    author.keyboard.press("Escape")
    expect(words).to_have_text("Dzień dobry.")

    author.keyboard.press("F2")
    expect(field).to_be_focused()
    author.keyboard.type("Dobry wieczór.")
    author.keyboard.press("Control+Enter")
    expect(words).to_have_text("Dobry wieczór.")
    expect(author.get_by_test_id("try-panel")).to_have_count(0)

    drawing.card("hello").locator("h3").dblclick()
    expect(field).to_be_focused()
    author.keyboard.type("Powitanie wieczorne")
    author.mouse.click(420, 700)
    expect(drawing.card("hello").locator("h3")).to_have_text("Powitanie wieczorne")
    document = drawing.saved()
    assert document["nodes"][0]["title"] == "Powitanie wieczorne"
    assert document["nodes"][0]["config"]["text"] == "Dobry wieczór."

    author.keyboard.press("Control+z")
    author.keyboard.press("Control+z")
    expect(words).to_have_text("Dzień dobry.")


def test_a_frame_carries_what_stands_in_it_and_a_note_is_kept(author, program):
    drawing = Drawing(author, program, "Ramki", FLOW)

    drawing.select("note", "bye")
    author.keyboard.press("Shift+F")
    expect(author.get_by_test_id("inline-field")).to_be_focused()
    author.keyboard.type("Zwroty")
    author.keyboard.press("Enter")
    title = author.get_by_test_id("frame-frame-1").locator("h3")
    expect(title).to_have_text("Zwroty")
    author.get_by_test_id("color-green").click()
    inside, outside = drawing.place("note"), drawing.place("hello")
    box = title.bounding_box()
    drawing.drag((box["x"] + 10, box["y"] + 5), (box["x"] + 90, box["y"] + 45))
    moved = drawing.place("note")
    assert (moved[0] - inside[0], moved[1] - inside[1]) != (0, 0)
    assert drawing.place("hello") == outside
    author.keyboard.press("Control+z")
    drawing.wait_for_place("note", inside)

    author.keyboard.press("Escape")
    author.keyboard.press("Shift+N")
    expect(author.get_by_test_id("inline-field")).to_be_focused()
    author.keyboard.type("Zapytać Annę.")
    author.keyboard.press("Control+Enter")
    drawing.saved()
    author.reload()
    expect(author.get_by_test_id("note-note-1")).to_have_text("Zapytać Annę.")
    document = drawing.draft()["document"]
    assert [(f["title"], f["color"]) for f in document["frames"]] == [("Zwroty", "green")]


def test_steps_go_to_another_flow_as_text(author, program):
    drawing = Drawing(
        author,
        program,
        "Skąd",
        {
            **FLOW,
            "variables": [{"name": "city", "kind": "text", "personal": True}],
            "nodes": [
                *FLOW["nodes"][:2],
                {
                    "id": "bye",
                    "type": "handoff",
                    "config": {"team": TEAM, "waiting": "Łączę, {{ city }}."},
                },
                FLOW["nodes"][3],
            ],
        },
    )
    drawing.select("note", "bye")
    author.keyboard.press("Control+c")

    other = author.context.new_page()
    there = Drawing(other, program, "Dokąd", {})
    other.locator(".react-flow__pane").click(position={"x": 600, "y": 60})
    other.keyboard.press("Control+v")
    expect(there.card("bye-1")).to_be_visible()
    notice = other.get_by_test_id("undo-notice")
    expect(notice).to_contain_text(TEAM)
    expect(notice).to_contain_text("city")
    document = there.saved()
    assert [(n["id"], n["type"]) for n in document["nodes"]] == [
        ("note-1", "message"),
        ("bye-1", "handoff"),
    ]
    assert document["edges"] == [{"source": "note-1", "port": "next", "target": "bye-1"}]
    assert [(v["name"], v["personal"]) for v in document["variables"]] == [("city", True)]
    other.get_by_test_id("notice-undo").click()
    expect(there.card("bye-1")).to_have_count(0)

    other.evaluate(
        """() => {
            const data = new DataTransfer()
            data.setData('text/plain', '{"flowbuilder": "fragment", "nodes": [{"id": "../x"}]}')
            document.body.dispatchEvent(
                new ClipboardEvent('paste', {clipboardData: data, bubbles: true}))
        }"""
    )
    expect(other.get_by_test_id("said")).to_contain_text("uszkodzona")
    assert there.saved()["nodes"] == []


def test_a_step_is_replaced_and_taken_out_of_its_wire(author, program):
    drawing = Drawing(author, program, "Zamiana", FLOW)

    drawing.card("note").locator("h3").click(button="right")
    author.get_by_test_id("item-replaceType").click()
    author.get_by_test_id("replace-dialog").get_by_role("textbox").fill("pytanie")
    author.keyboard.press("Enter")
    expect(author.locator("[data-node-type=question]")).to_be_visible()
    node = next(n for n in drawing.saved()["nodes"] if n["id"] == "note")
    assert node["config"]["question"] == "Chwileczkę."
    wires = drawing.wires()
    assert "hello:next>note" in wires
    assert any(wire.startswith("note:") and wire.endswith(">bye") for wire in wires)

    drawing.select("note")
    author.keyboard.press("Shift+Delete")
    assert drawing.wires() == {"hello:next>bye"}
    author.get_by_test_id("notice-undo").click()
    assert drawing.wires() == wires


def test_cards_line_up_fold_and_their_wires_are_led_elsewhere(author, program):
    drawing = Drawing(author, program, "Układanie", FLOW)

    drawing.select("hello", "note")
    top, left = drawing.place("hello")[1], drawing.place("note")[0]
    author.get_by_test_id("command-alignTop").click()
    drawing.wait_for_place("note", (left, top))
    author.keyboard.press("Control+.")
    expect(drawing.card("hello")).to_have_attribute("data-compact", "true")
    assert drawing.saved()["layout"]["hello"]["compact"] is True
    drawing.command("rozwiń wszystkie")
    expect(drawing.card("hello")).to_have_attribute("data-compact", "false")
    author.keyboard.press("Escape")

    # Both ends of a wire can be led elsewhere, and its middle too.
    author.mouse.click(*drawing.middle("hello:next", 0.2))
    grip = author.get_by_test_id("bend-wire").bounding_box()
    at = (grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    drawing.drag(at, (at[0] - 24, at[1]))
    bend = drawing.saved()["layout"]["hello:next"]
    assert bend["x"] != 0
    author.get_by_test_id("bend-wire").dblclick()
    assert "hello:next" not in drawing.saved()["layout"]

    author.keyboard.press("Escape")
    entry = drawing.card("note").get_by_test_id("entry").bounding_box()
    loose = drawing.card("loose").get_by_test_id("entry").bounding_box()
    drawing.drag((entry["x"] - 4, entry["y"] + 6), (loose["x"] + 6, loose["y"] + 6))
    assert drawing.wires() == {"hello:next>loose", "note:next>bye"}
    mine = drawing.card("note").get_by_test_id("port-next").bounding_box()
    other = drawing.card("loose").get_by_test_id("port-next").bounding_box()
    drawing.drag((mine["x"] + 26, mine["y"] + 6), (other["x"] + 6, other["y"] + 6))
    assert drawing.wires() == {"hello:next>loose", "loose:next>bye"}


def test_what_is_dragged_snaps_to_its_neighbours(author, program):
    drawing = Drawing(author, program, "Linie", FLOW)
    x, y = drawing.title_of("loose")
    offset = drawing.place("hello")[0] - drawing.place("loose")[0]

    author.mouse.move(x, y)
    author.mouse.down()
    author.mouse.move(x + offset + 30, y + 10, steps=6)
    author.mouse.move(x + offset + 3, y + 10, steps=6)
    expect(author.get_by_test_id("guide-x")).to_be_visible()
    author.mouse.up()

    expect(author.get_by_test_id("guide-x")).to_have_count(0)
    layout = drawing.saved()["layout"]
    assert layout["loose"]["x"] == layout["hello"]["x"]


def test_a_finger_on_a_tablet_selects_an_area_and_uses_the_menu(signed_in, program):
    page = signed_in("author", viewport={"width": 820, "height": 1180}, has_touch=True)
    drawing = Drawing(page, program, "Tablet", FLOW)

    page.get_by_test_id("command-selectArea").tap()
    expect(page.get_by_test_id("canvas")).to_have_attribute("data-selecting", "true")
    page.get_by_test_id("command-selectArea").tap()
    page.keyboard.press("Shift+1")
    page.get_by_test_id("command-addNote").tap()
    field = page.get_by_test_id("inline-field")
    expect(field).to_be_focused()
    field.fill("Na tablecie.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("note-note-1")).to_contain_text("Na tablecie.")
    assert drawing.saved()["notes"][0]["text"] == "Na tablecie."
