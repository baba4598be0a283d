"""What a visitor wrote is understood without a model: data picked out, the right answer offered."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in

KINDS = ("email", "phone", "amount", "nip", "pesel", "postcode", "date")
DATA = flow(
    ("ask", "question", {"question": "Słucham?", "save_as": "said"}),
    ("pick", "extract", {"fields": [{"kind": kind, "variable": kind} for kind in KINDS]}),
    ("noted", "message", {"text": " | ".join(f"{{{{ {kind} }}}}" for kind in KINDS)}),
    ("lacks", "message", {"text": "Czegoś brakuje."}),
    wires="ask>pick; pick.found>noted; pick.missing>lacks; noted>ask; lacks>ask",
    name="Dane z wypowiedzi",
    locale="pl",
    variables=({"name": "said"}, *({"name": kind} for kind in KINDS)),
)
ALL = (
    "Faktura na NIP 526-000-12-46, PESEL 44051401359, 00-950 Warszawa, do 24.12.2026 zapłacę "
    "1 234,50 zł. Telefon 501 234 567, e-mail Jan.Nowak@Client.Example"
)


def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def test_data_in_a_visitors_own_words_are_picked_out(program, signed_in, new_context):
    visitor = new_context().new_page()
    visitor.goto(bring_in(signed_in("owner"), program, DATA))
    log = visitor.get_by_role("log")
    expect(log.get_by_text("Słucham?")).to_be_visible()

    say(visitor, "NIP 526-000-12-47")  # its last digit does not check the others
    expect(log.get_by_text("Czegoś brakuje.")).to_be_visible()
    say(visitor, ALL)

    expect(
        log.get_by_text(
            "Jan.Nowak@client.example | +48501234567 | 1234.5 | 5260001246 | 44051401359 | 00-950"
            " | 2026-12-24"
        )
    ).to_be_visible()


def test_who_writes_one_word_chooses_what_they_meant(program, new_context):
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    log = visitor.get_by_role("log")
    expect(log.get_by_role("button", name="Rozmowa z człowiekiem")).to_be_visible()

    say(visitor, "faktura")
    log.get_by_role("button", name="Jak dostać fakturę z NIP?").click()

    expect(log.get_by_text("Źródło")).to_be_visible()
    expect(log.get_by_text("Czy ta odpowiedź pomogła?")).to_be_visible()
