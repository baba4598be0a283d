"""A visitor writes one question in several messages, and is answered once."""

from __future__ import annotations

from playwright.sync_api import expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in

#: Slow enough that each message takes longer than the wait for the rest of a question.
KEY_MS = 180
ASKED = flow(
    ("ask", "question", {"question": "Słucham?", "save_as": "said"}),
    ("faq", "faq_lookup", {"save_question_as": "asked"}),
    ("found", "message", {"text": "Proszę."}),
    ("none", "message", {"text": "Nie wiem nic o tym: {{ asked }}"}),
    wires="ask>faq; faq.found>found; faq.not_found>none; found>ask; none>ask",
    name="Pytanie w kilku wiadomościach",
    locale="pl",
    variables=({"name": "said"}, {"name": "asked"}),
)


def test_a_question_in_three_messages_is_answered_once(program, signed_in, new_context):
    visitor = new_context().new_page()
    visitor.goto(bring_in(signed_in("owner"), program, ASKED))
    log, box = visitor.get_by_role("log"), visitor.get_by_role("textbox")
    expect(log.get_by_text("Słucham?")).to_be_visible()

    for words in ("zorza polarna", "w Tromsø w marcu", "widać ją wtedy"):
        box.press_sequentially(words, delay=KEY_MS)
        box.press("Enter")

    expect(log.get_by_text("Nie wiem nic o tym:")).to_be_visible()
    answer = log.get_by_text("Nie wiem nic o tym:").inner_text()
    assert " ".join(answer.split()).endswith("tym: zorza polarna w Tromsø w marcu widać ją wtedy")
    expect(log.get_by_text("Nie wiem nic o tym:")).to_have_count(1)
    expect(log.get_by_text("Słucham?")).to_have_count(2)
