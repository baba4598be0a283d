"""An author imports questions and answers from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

TAG = "import-e2e"


def choose(author: Page, url: str, name: str, rows: list[str]) -> None:
    author.goto(f"{url}/admin/knowledge/entry/import/")
    data = "\n".join(["question,answer,tags,enabled,owner", *rows]).encode()
    author.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )
    author.get_by_role("button", name="Importuj", exact=True).click()


@pytest.fixture
def author(program, signed_in) -> Iterator[Page]:
    """An author, whose imported answers are deleted after the test."""
    page = signed_in("author")
    yield page
    token = next(c["value"] for c in page.context.cookies() if "csrf" in c["name"])
    given = {"action": "delete_selected", "select_across": "1", "post": "yes",
             "_selected_action": "1", "csrfmiddlewaretoken": token}  # fmt: skip
    place = f"{program.url}/admin/knowledge/entry/?tag={TAG}"
    assert page.request.post(place, form=given, headers={"Referer": place}, timeout=60_000).ok


def test_a_file_is_imported_with_a_bad_row_then_stopped_and_continued(program, author):
    choose(author, program.url, "kilka.csv", [
        f"Gdzie zacumować kajak morski?,Przy kei numer osiem.,{TAG},yes,",
        f",Bez pytania.,{TAG},yes,",
        f"Kto dba o keję?,Bosman.,{TAG},yes,nikt@example.com",
    ])  # fmt: skip
    heading = author.locator("#standing-title")
    expect(heading).to_have_text("Zaimportowano")
    rows = author.get_by_role("row")
    expect(rows.filter(has_text="Pole jest puste")).to_contain_text("question")
    expect(rows.filter(has_text="Kto dba o keję?")).to_contain_text("nikt@example.com")
    author.goto(f"{program.url}/admin/knowledge/ask/?language=pl&question=gdzie zacumować kajak")
    expect(author.get_by_text("Przy kei numer osiem.").first).to_be_visible()

    many = [f"Pytanie o łódź numer {n}?,Odpowiedź {n}.,{TAG},no," for n in range(2_500)]
    choose(author, program.url, "wiele.csv", many)
    expect(author.get_by_role("progressbar")).to_be_visible()
    author.get_by_role("button", name="Zatrzymaj import").click()
    expect(heading).to_have_text("Zatrzymano")
    part = author.get_by_text(re.compile(r"\d+ z 2500 wierszy"))
    done = int(part.inner_text().split()[0])
    assert 0 <= done < 2_500
    author.goto(f"{program.url}/admin/knowledge/entry/import/")
    author.get_by_role("link", name="wiele.csv").click()
    author.get_by_role("button", name="Kontynuuj").click()
    expect(heading).to_have_text("Zaimportowano", timeout=60_000)
    expect(author.locator("dl")).to_contain_text(re.compile(r"Dodano:\s*2500"))
