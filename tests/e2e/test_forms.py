"""A form in the chat: a visitor asks something instead, is answered, and fills it in after all."""

from __future__ import annotations

from playwright.sync_api import expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in

#: “Something else” is looked up in the knowledge, and leads back to the form.
TABLE = flow(
    ("form", "form", {"text": "Rezerwacja stolika.", "fields": [
        {"label": "Imię", "variable": "name"},
        {"label": "E-mail", "kind": "email", "variable": "email"},
        {"label": "Dzień", "kind": "date", "variable": "day", "required": False},
        {"label": "Uwagi", "kind": "long_text", "variable": "note", "required": False},
        {"label": "Zniżka", "kind": "tick", "variable": "card", "required": False},
    ]}),
    ("look", "faq_lookup", {}),
    ("told", "message", {"text": "Stolik czeka: {{ name }}."}),
    ("unsure", "message", {"text": "Tego nie wiem."}),
    ("bye", "end", {"text": "Do zobaczenia."}),
    wires="form>told; form.gave_up>bye; form.fallback>look; look.found>form; "
    "look.not_found>unsure; look.problem>unsure; unsure>form; told>bye",
    name="Stolik",
    locale="pl",
    variables=({"name": "name"}, {"name": "email"}, {"name": "day", "kind": "date"},
               {"name": "note"}, {"name": "card", "kind": "boolean"}),
)  # fmt: skip


def test_a_question_at_a_form_is_answered_and_the_form_comes_back(program, signed_in, new_context):
    address = bring_in(signed_in("owner"), program, TABLE)
    page = new_context(locale="pl", viewport={"width": 390, "height": 844}).new_page()
    page.goto(address)
    forms = page.locator("form.form-card")
    expect(forms).to_have_count(1)

    page.locator("#composer").fill("Ile kosztuje dostawa?")
    page.keyboard.press("Enter")

    expect(forms).to_have_count(2)
    # Both are seen at once: the answer above, and below it the form, as far as there is room.
    answer = page.locator("[data-from=bot]").last.locator(".bubble", has_text="zł")
    expect(answer).to_be_in_viewport(ratio=0.5)
    expect(forms.last.get_by_label("Imię")).to_be_in_viewport()
    again = forms.last
    again.get_by_label("Imię").fill("Ada")
    again.get_by_label("E-mail").fill("ada@example.pl")
    again.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_text("Stolik czeka: Ada.")).to_be_visible()
