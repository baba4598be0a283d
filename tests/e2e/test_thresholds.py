"""An author sees what other thresholds would do, learns them from expected answers, goes back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.running import ROOT, Program

LINES = (ROOT / "benchmarks/retrieval_questions_pl.tsv").read_text(encoding="utf-8").splitlines()


def expected_answers() -> bytes:
    """Questions of the demo shop; every other one is to get no answer, though there is one."""
    rows = [line.split("\t") for line in LINES if line.startswith("tune\t")]
    known = [(text, entry) for _half, entry, text in rows if entry != "-"]
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(["question", "expected"])
    sheet.writerows((text, entry if n % 2 else "") for n, (text, entry) in enumerate(known))
    return file.getvalue().encode()


def learn(page: Page) -> None:
    """Ask for it until the model has placed the demo's entries; before, nothing is learnt."""
    for _attempt in range(200):
        page.get_by_role("button", name="Wyznacz progi z tych pytań").click()
        waiting = page.get_by_text("Wyszukiwanie po znaczeniu jest jeszcze przygotowywane.")
        expect(waiting.or_(page.locator("[data-proposal]"))).to_be_visible()
        if not waiting.is_visible():
            return


def test_thresholds_are_seen_learnt_and_set_back(signed_in, program: Program, tmp_path: Path):
    page: Page = signed_in("owner")
    file = tmp_path / "expected.csv"
    file.write_bytes(expected_answers())
    page.goto(f"{program.url}/admin/knowledge/expectation/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Importuj").last.click()
    expect(page.get_by_text(re.compile(r"Zapisano 6\d oczekiwan"))).to_be_visible()

    page.goto(f"{program.url}/admin/knowledge/expectation/")
    expect(page.get_by_text("To progi wbudowane.")).to_be_visible()
    page.get_by_role("link", name="Zobacz, co dałyby inne").click()
    expect(page.get_by_role("row")).to_have_count(6)
    expect(page.locator("tr[aria-current]")).to_contain_text("Teraz")

    page.get_by_role("radio", name="Ostrożniej").check()
    learn(page)
    expect(page.locator("[data-proposal=better]")).to_contain_text("Co wypadłoby inaczej niż teraz")
    expect(page.get_by_text("To progi wbudowane.")).to_be_visible()
    page.get_by_role("button", name="Stosuj te progi").click()
    expect(page.get_by_text("Od teraz obowiązują wyuczone progi.")).to_be_visible()
    expect(page.get_by_text("„Ostrożniej”")).to_be_visible()

    page.goto(f"{program.url}/admin/knowledge/expectation/")
    expect(page.get_by_text(re.compile(r"Progi wyuczone .* pytań"))).to_be_visible()
    page.get_by_role("link", name="Zobacz, co dałyby inne").click()
    page.get_by_role("button", name="Wróć do wbudowanych").click()
    expect(page.get_by_text("Znów obowiązują wbudowane progi.")).to_be_visible()
