"""Who would not recommend us is asked why and led elsewhere; their words are read and tagged."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in
from tests.e2e.conftest import choose_language
from tests.e2e.test_surveys import begin_survey, save_survey, word_survey

WORDS = {
    "pl": {
        "survey": "Polecenie palarni", "asks": "Czy poleciliby Państwo naszą palarnię?",
        "why": "Co poszło nie tak?", "sorry": "Oddzwonimy w tej sprawie.",
        "glad": "Miło to słyszeć.", "fair": "Postaramy się bardziej.",
        "said": "Kawa przyszła zwietrzała, a paczka była rozerwana.", "tag": "świeżość",
        "score": "Ocena: 3", "download": "Pobierz odpowiedzi (CSV)", "save": "Zapisz etykiety",
    },
    "en": {
        "survey": "Recommending the roastery", "asks": "Would you recommend our roastery?",
        "why": "What went wrong?", "sorry": "We will call you about it.",
        "glad": "Good to hear.", "fair": "We will try harder.",
        "said": "The coffee was stale and the parcel was torn.", "tag": "freshness",
        "score": "Score: 3", "download": "Download the answers (CSV)", "save": "Save tags",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_low_score_has_a_way_and_a_question_of_its_own_and_is_read_in_the_admin(
    program, signed_in, new_context, language
):
    words, slug = WORDS[language], f"nps-{language}"
    owner = signed_in("owner")
    choose_language(owner, language)
    begin_survey(owner, program.url, words["survey"], slug, "nps")
    owner.locator("#id_comment").select_option("low")
    word_survey(owner, language, words["asks"])
    owner.locator("#id_texts-0-follow_up_low").fill(words["why"])
    save_survey(owner, words["survey"])
    address = bring_in(
        owner,
        program,
        flow(
            ("rate", "survey", {"survey": slug}),
            ("sorry", "message", {"text": words["sorry"]}),
            ("glad", "message", {"text": words["glad"]}),
            ("fair", "message", {"text": words["fair"]}),
            ("bye", "end"),
            wires="rate.low>sorry; rate.high>glad; rate.next>fair; sorry>bye; glad>bye; fair>bye",
            name=words["survey"],
            locale=language,
        ),
    )

    ways = {3: "sorry", 8: "fair", 9: "glad", 10: "glad"}
    for score in (10, 9, 8, 10, 3):
        visitor = new_context(locale=language).new_page()
        visitor.goto(address)
        scale = visitor.get_by_role("group", name=words["asks"])
        scale.locator("label").filter(has_text=str(score)).click()
        log = visitor.get_by_role("log")
        if ways[score] == "sorry":
            expect(log).to_contain_text(words["why"])
            visitor.get_by_role("textbox").fill(words["said"])
            visitor.keyboard.press("Enter")
        expect(log).to_contain_text(words[ways[score]])
        for other in {"sorry", "glad", "fair"} - {ways[score]}:
            expect(log).not_to_contain_text(words[other])
        if ways[score] != "sorry":
            expect(log).not_to_contain_text(words["why"])

    # Three of five recommend us and one does not; each score is counted, and by whom it was served.
    owner.goto(f"{program.url}/admin/insights/surveys/?survey={slug}")
    expect(owner.locator("[data-figure=score] .insights-value")).to_have_text("+40")
    counts = owner.locator(".survey-counts tbody tr")
    for score, times in ((3, "1"), (8, "1"), (9, "1"), (10, "2"), (0, "0")):
        row = counts.filter(has=owner.get_by_role("rowheader", name=str(score), exact=True))
        expect(row.locator("td").first).to_have_text(times)
    split = owner.locator("section", has=owner.locator("#split-1")).locator("tbody tr")
    expect(split).to_have_count(1)
    expect(split).to_contain_text("+40")

    # The only comment is the detractor's: tagged, found by its tag, and in the file.
    comment = owner.locator(".survey-comments li")
    expect(comment).to_have_count(1)
    expect(comment).to_contain_text(words["said"])
    expect(comment).to_contain_text(words["score"])
    comment.locator("input[name=tags]").fill(words["tag"])
    comment.get_by_role("button", name=words["save"]).click()
    owner.locator(".survey-tags").get_by_role("link", name=words["tag"]).click()
    expect(comment.locator("blockquote")).to_have_text(words["said"])
    with owner.expect_download() as download:
        owner.get_by_role("button", name=words["download"]).click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 6
    assert [line for line in lines if words["said"] in line and words["tag"] in line]
