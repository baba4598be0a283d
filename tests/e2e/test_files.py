"""Files in a browser: pictures between a visitor and an agent, both ways, and a PDF for them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.conversations import corpus
from tests.e2e.test_main_job import draw_and_publish, make_widget, open_chat

WORDS = {
    "flow": "Serwis ekranów",
    "hello": "Dzień dobry, tu serwis ekranów.",
    "rate": "Jak nam poszło?",
    "bye": "Do zobaczenia.",
}
SAID = "Mam rysę na ekranie, nr 7431."
PICTURE = {"name": "rysa na ekranie.png", "mimeType": "image/png",
           "buffer": corpus.picture("PNG", (400, 300))}  # fmt: skip
OURS = {"name": "nowy ekran.png", "mimeType": "image/png",
        "buffer": corpus.picture("PNG", (300, 200))}  # fmt: skip
INVOICE = {"name": "faktura.pdf", "mimeType": "application/pdf", "buffer": corpus.PDF}
PROGRAM = {"name": "gra.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\0\0"}


def test_a_picture_goes_to_the_agent_and_a_picture_and_a_pdf_come_back(
    program, signed_in, new_context, website
):
    origin, shop_page = website
    owner, agent = signed_in("owner"), signed_in("agent")
    draw_and_publish(owner, program, WORDS)
    shop_page.snippet = make_widget(owner, program, WORDS, "pl", origin)

    visitor = new_context(locale="pl").new_page()
    complaints: list[str] = []
    visitor.on(
        "console", lambda line: complaints.append(line.text) if line.type == "error" else None
    )
    chat = open_chat(visitor, origin)
    expect(chat.get_by_text(WORDS["hello"])).to_be_visible()
    chat.get_by_role("textbox").fill(SAID)
    chat.get_by_role("textbox").press("Enter")

    agent.goto(f"{program.url}/inbox/")
    agent.locator(".ib-row", has_text="7431").click()
    agent.get_by_role("button", name="Przejmij rozmowę").click()
    chat.locator("#picker").set_input_files([PICTURE, PROGRAM])
    tray = chat.get_by_role("list", name="Dołączone pliki")
    expect(tray.get_by_role("alert")).to_contain_text("Takich plików nie przyjmujemy")
    tray.get_by_role("button", name="Usuń plik: gra.exe").click()
    expect(tray.locator(".picked.ready")).to_have_count(1)
    chat.get_by_role("button", name="Wyślij").click()

    sent = chat.get_by_role("img", name="Obraz: rysa na ekranie.png")
    expect(sent).to_be_visible()
    shown = agent.get_by_role("img", name="Obraz: rysa na ekranie.png")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 400)

    agent.get_by_test_id("file-picker").set_input_files(OURS)
    expect(agent.locator(".ib-picked[data-status=ready]")).to_have_count(1)
    agent.get_by_role("textbox", name=re.compile("odpowied", re.I)).fill("Taki ekran założymy:")
    agent.keyboard.press("Enter")
    ours = chat.get_by_role("img", name="Obraz: nowy ekran.png")
    expect(ours).to_be_visible()
    expect(ours).to_have_js_property("naturalWidth", 300)

    agent.get_by_test_id("file-picker").set_input_files(INVOICE)
    expect(agent.locator(".ib-picked[data-status=ready]")).to_have_count(1)
    agent.get_by_role("textbox", name=re.compile("odpowied", re.I)).fill("Oto faktura:")
    agent.keyboard.press("Enter")

    card = chat.get_by_role("link", name=re.compile("faktura.pdf"))
    expect(card).to_be_visible()
    answer = visitor.request.get(program.url + str(card.get_attribute("href")))
    assert answer.body() == corpus.PDF
    assert answer.headers["content-disposition"].startswith("attachment;")
    expect(agent.get_by_role("link", name=re.compile("faktura.pdf"))).to_be_visible()
    assert [line for line in complaints if "415" not in line] == []
