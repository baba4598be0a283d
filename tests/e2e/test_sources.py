"""An author adds a document, a website or an article, it is read, and a visitor is answered."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import choose_language
from tests.e2e.test_knowledge_loop import ask, ask_in_vain
from tests.knowledge.documents import docx, paragraph, pdf
from tests.knowledge.sites import Answer, page

WORDS = {
    "pl": {
        "chat": "/w/demo/", "name": "Poradnik konserwacji",
        "text": "# Namioty\n\nNamiot impregnujemy żywicą co dwa lata w pracowni na Zabłociu.\n",
        "ask": "Co ile lat impregnujemy namiot żywicą w pracowni?",
        "answer": "co dwa lata", "done": "Wczytano",
    },
    "en": {
        "chat": "/w/demo-en/", "name": "Care guide",
        "text": "# Tents\n\nWe impregnate tents with resin every two years at our workshop.\n",
        "ask": "How often do you impregnate tents with resin?", "answer": "every two years",
        "done": "Read",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_document_is_uploaded_and_answers(program, signed_in, new_context, tmp_path, language):
    words = WORDS[language]
    file = tmp_path / f"guide-{language}.md"
    file.write_text(words["text"], encoding="utf-8")
    author = signed_in("author")
    choose_language(author, language)
    author.goto(f"{program.url}/admin/knowledge/source/add/")
    author.locator("#id_name").fill(words["name"])
    author.locator("#id_language").select_option(language)
    author.locator("#id_upload").set_input_files(file)
    author.locator("button[name=_save], input[name=_save]").first.click()

    heading = author.locator("#standing-title")
    expect(heading).to_have_text(words["done"], timeout=30_000)

    visitor = new_context(locale=language).new_page()
    visitor.goto(program.url + words["chat"])
    visitor.get_by_role("textbox").fill(words["ask"])
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text(words["answer"]).first).to_be_visible()
    expect(visitor.get_by_text(words["name"]).first).to_be_visible()


def test_a_site_is_read_tried_and_read_again_when_it_changed(program, signed_in, new_context, site):
    site.pages = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /magazyn", content_type="text/plain"),
        "/": page("Żaglownia", "Szyjemy żagle w Giżycku.", "/naprawy", "/magazyn", "/dawne"),
        "/naprawy": page("Naprawy żagli", "Rozdarty grot zszywamy w cztery dni robocze."),
        "/magazyn": page("Magazyn", "Hasło do magazynu."),
    }
    author = signed_in("author")
    choose_language(author, "pl")
    author.goto(f"{program.url}/admin/knowledge/source/add/")
    expect(author.locator("#id_upload")).to_be_attached()
    expect(author.locator("#id_address")).to_be_hidden()
    expect(author.locator("#id_depth_limit")).to_be_hidden()
    author.locator("#id_kind").select_option("page")
    expect(author.locator("#id_address")).to_be_visible()
    expect(author.locator("#id_depth_limit")).to_be_hidden()
    author.locator("#id_kind").select_option("site")
    expect(author.locator("#id_depth_limit")).to_be_visible()
    author.locator("#id_name").fill("Strona żaglowni")
    author.locator("#id_address").fill(site.url("/"))
    author.locator("button[name=_save], input[name=_save]").first.click()

    heading = author.locator("#standing-title")
    expect(heading).to_have_text("Wczytano", timeout=30_000)
    shown = author.url
    author.get_by_role("link", name="Dokumenty", exact=True).click()
    rows = author.locator(".kb-card")
    expect(rows.filter(has_text="/magazyn")).to_contain_text("robots.txt")
    expect(rows.filter(has_text="/dawne")).to_contain_text("404")
    assert "/magazyn" not in site.asked

    asked = "W ile dni zszywacie rozdarty grot?"
    tried = f"{program.url}/admin/knowledge/ask/?language=pl&question="
    author.goto(tried + asked)
    first = author.get_by_test_id("hit").first
    expect(first).to_contain_text("Fragment źródła „Strona żaglowni”")
    expect(first).to_contain_text("cztery dni robocze")
    expect(first).to_contain_text(re.compile(r"wynik \d+"))
    first.get_by_role("link", name="Pokaż na miejscu").click()
    expect(author.locator(":target")).to_contain_text("cztery dni robocze")
    author.goto(f"{tried}Kto wygrał regaty w Sydney?")
    expect(author.get_by_role("status")).to_contain_text("Nie znaleziono")

    site.pages["/naprawy"] = page("Naprawy żagli", "Rozdarty grot zszywamy w dwa tygodnie.")
    author.goto(shown)
    with author.expect_navigation():
        author.get_by_role("button", name="Wczytaj ponownie").click()
    expect(author.locator("#standing-title")).to_have_text("Wczytano", timeout=30_000)
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    visitor.get_by_role("textbox").fill(asked)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text("w dwa tygodnie").first).to_be_visible()
    expect(visitor.get_by_role("link", name=re.compile("Strona żaglowni"))).to_have_attribute(
        "href", re.compile(re.escape(site.url("/naprawy")))
    )


def choose_file(author, program, name, file):
    """Begin a source with a file, and wait until it is read."""
    author.goto(f"{program.url}/admin/knowledge/source/add/")
    author.locator("#id_name").fill(name)
    author.locator("#id_upload").set_input_files(file)
    save(author)
    expect(author.locator("#standing-title")).to_have_text("Wczytano", timeout=30_000)


def save(author):
    author.locator("button[name=_save], input[name=_save]").first.click()


def first_hit(author, program, question):
    """What the knowledge finds first for a question that is tried on it."""
    author.goto(f"{program.url}/admin/knowledge/ask/?language=pl&question={question}")
    return author.get_by_test_id("hit").first


def test_pdf_docx_and_csv_are_read_and_tell_the_place(program, signed_in, new_context, tmp_path):
    manual, rules = tmp_path / "instrukcja.pdf", tmp_path / "statut.docx"
    prices = tmp_path / "cennik.csv"
    pages = ["Spis tresci.", "Kompas magnetyczny kalibruje sie co pol roku."]
    manual.write_bytes(pdf(pages, outline=[("Spis", 1), ("Kalibracja", 2)]))
    rules.write_bytes(docx(paragraph("Składki", "Nagwek1") + paragraph(
        "Składka roczna żeglarza wynosi 240 złotych."
    )))  # fmt: skip
    table = "Miejsce;Postój za dobę\nKeja gościnna;45 zł\nBoja;20 zł;za miesiąc\nSuchy dok;80 zł\n"
    prices.write_bytes(table.encode("cp1250"))
    author = signed_in("author")

    choose_file(author, program, "Instrukcja kompasu", manual)
    hit = first_hit(author, program, "Co ile kalibruje się kompas magnetyczny?")
    expect(hit).to_contain_text("Fragment źródła „Instrukcja kompasu”")
    hit.get_by_role("link", name="Pokaż na miejscu").click()
    expect(author.locator(":target")).to_contain_text("strona 2")

    choose_file(author, program, "Statut klubu", rules)
    hit = first_hit(author, program, "Ile wynosi składka roczna żeglarza?")
    expect(hit).to_contain_text("240 złotych")
    hit.get_by_role("link", name="Pokaż na miejscu").click()
    expect(author.locator(":target")).to_contain_text("Składki")

    choose_file(author, program, "Cennik przystani", prices)
    expect(author.get_by_text("więcej komórek niż kolumn (1): 3.")).to_be_visible()
    question = "Ile wynosi postój za dobę w suchym doku?"
    hit = first_hit(author, program, question)
    expect(hit).to_contain_text("Fragment źródła „Cennik przystani”, wiersz 4")
    hit.get_by_role("link", name="Pokaż na miejscu").click()
    expect(author.locator(":target")).to_contain_text("wiersz 4")
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    visitor.get_by_role("textbox").fill(question)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text("Postój za dobę: 80 zł").first).to_be_visible()
    expect(visitor.get_by_text("Cennik przystani, wiersz 4").first).to_be_visible()


def test_a_sitemap_is_stopped_and_gone_on_with_and_says_when_it_is_read_again(
    program, signed_in, site
):
    held = threading.Event()
    listed = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in ("/wiosla", "/liny"))
    site.pages = {
        "/sitemap.xml": Answer(f"<urlset>{listed}</urlset>", content_type="application/xml"),
        "/wiosla": page("Wiosła", "Wiosła bukowe impregnujemy pokostem lnianym."),
        "/liny": page("Liny", "Liny polipropylenowe płuczemy w słodkiej wodzie."),
    }
    site.pages["/liny"].held = held
    site.asked.clear()
    author = signed_in("author")
    author.goto(f"{program.url}/admin/knowledge/source/add/")
    author.locator("#id_kind").select_option("site")
    author.locator("#id_name").fill("Mapa przystani")
    author.locator("#id_address").fill(site.url("/sitemap.xml"))
    author.locator("#id_schedule").select_option("weekly")
    save(author)

    heading = author.locator("#standing-title")
    card = author.locator("section").filter(has=heading)
    expect(card).to_contain_text("2 dokumenty z 3")
    card.get_by_role("button", name="Zatrzymaj odczyt").click()
    expect(heading).to_have_text("Zatrzymano")
    held.set()
    expect(first_hit(author, program, "Czym impregnujecie wiosła bukowe?")).to_contain_text(
        "pokostem"
    )
    author.go_back()
    card.get_by_role("button", name="Wznów odczyt").click()
    expect(heading).to_have_text("Wczytano", timeout=30_000)
    expect(card).to_contain_text("Następny odczyt:")
    assert [site.asked.count(path) for path in ("/sitemap.xml", "/wiosla", "/liny")] == [1, 1, 2]
    expect(first_hit(author, program, "W czym płuczecie liny?")).to_contain_text("słodkiej wodzie")


def test_an_article_is_written_asked_and_edited(program, signed_in, new_context):
    author = signed_in("author")
    author.goto(f"{program.url}/admin/knowledge/source/")
    author.get_by_role("link", name="Napisz artykuł").click()
    expect(author.locator("#id_upload")).to_be_hidden()
    author.locator("#id_name").fill("Zimowanie jachtów")
    text = "## Hangar\n\nMiejsce w hangarze kosztuje **900 zł**.\n\n## Slip\n\nSlip jest darmowy."
    author.locator("#id_text").fill(text)
    save(author)
    expect(author.locator("#standing-title")).to_have_text("Wczytano", timeout=30_000)
    written = author.url

    question = "Ile kosztuje miejsce w hangarze?"
    hit = first_hit(author, program, question)
    expect(hit).to_contain_text("Zimowanie jachtów › Hangar")
    expect(hit).to_contain_text("900 zł")

    author.goto(written)
    author.locator("#id_text").fill(text.replace("900", "950"))
    author.get_by_role("button", name=re.compile("kontynuuj", re.IGNORECASE)).first.click()
    expect(author.locator("#standing-title")).to_have_text("Wczytano", timeout=30_000)
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    visitor.get_by_role("textbox").fill(question)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text("950 zł").first).to_be_visible()
    expect(visitor.get_by_text("Zimowanie jachtów").first).to_be_visible()

    author.locator("#id_enabled").uncheck()
    author.get_by_role("button", name=re.compile("kontynuuj", re.IGNORECASE)).first.click()
    expect(author.get_by_text("Źródło jest wyłączone: nic z niego")).to_be_visible()


def test_one_page_is_read_from_its_address_without_what_it_links_to(
    program, signed_in, new_context, site
):
    site.pages = {
        "/przystan/cennik": page(
            "Cennik slipu", "Wodowanie łodzi na slipie kosztuje 35 złotych.", "/przystan/regulamin"
        ),
        "/przystan/regulamin": page("Regulamin", "Na pomoście nie wolno biegać."),
    }
    site.asked.clear()
    author = signed_in("author")
    author.goto(f"{program.url}/admin/knowledge/source/add/")
    author.locator("#id_kind").select_option("page")
    author.locator("#id_name").fill("Cennik slipu")
    author.locator("#id_address").fill("przystan/cennik")
    save(author)
    expect(author.get_by_text("Proszę podać cały adres")).to_be_visible()
    author.locator("#id_address").fill(site.url("/przystan/cennik"))
    save(author)

    expect(author.locator("#standing-title")).to_have_text("Wczytano", timeout=30_000)
    assert "/przystan/regulamin" not in site.asked
    question = "Ile kosztuje wodowanie łodzi na slipie?"
    expect(first_hit(author, program, question)).to_contain_text("35 złotych")
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    ask(visitor, question)
    expect(visitor.get_by_text("35 złotych").first).to_be_visible()
    expect(visitor.get_by_role("link", name=re.compile("Cennik slipu"))).to_have_attribute(
        "href", re.compile(re.escape(site.url("/przystan/cennik")))
    )


def test_an_article_is_given_on_its_days_and_found_by_its_tag_and_owner(
    program, signed_in, new_context
):
    question = "Kiedy parowiec wypływa na rejs andrzejkowy?"
    soon, lately = (str(date.today() + timedelta(days=days)) for days in (2, -2))
    author = signed_in("author")
    author.goto(f"{program.url}/admin/knowledge/source/add/?kind=article")
    author.locator("#id_name").fill("Rejs andrzejkowy")
    author.locator("#id_text").fill("Parowiec wypływa na rejs andrzejkowy o osiemnastej.")
    author.locator("#id_valid_from").fill(soon)
    author.locator("#id_valid_until").fill(lately)
    author.locator("#id_tags").fill("Rejsy, andrzejki")
    author.locator("#id_owner").select_option(label="Adam")
    save(author)
    expect(author.get_by_text("Ostatni dzień jest wcześniejszy niż pierwszy.")).to_be_visible()
    author.locator("#id_valid_until").fill(str(date.today() + timedelta(days=9)))
    save(author)
    expect(author.locator("#standing-title")).to_have_text("Wczytano", timeout=30_000)
    expect(author.get_by_text("Do odpowiedzi trafi dopiero od")).to_be_visible()
    written = author.url
    ask_in_vain(new_context().new_page(), program.url, question)
    author.goto(f"{program.url}/admin/knowledge/ask/?language=pl&question={question}")
    why = author.get_by_test_id("not-given")
    expect(why).to_contain_text("Odpowiada na to źródło, ale dopiero od")
    why.get_by_role("link", name="Rejs andrzejkowy").click()

    author.locator("#id_valid_from").fill(lately)
    save(author)
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    ask(visitor, question)
    expect(visitor.get_by_text("o osiemnastej").first).to_be_visible()

    rows = author.locator("#result_list tbody tr").filter(has_text="Rejs andrzejkowy")
    for narrowed, count in (
        ("Kończy się w ciągu 14 dni", 1), ("Nieaktualne", 0), ("andrzejki", 1), ("Adam", 1),
        ("Ola", 0),
    ):  # fmt: skip
        author.goto(f"{program.url}/admin/knowledge/source/")
        author.get_by_text("Filtry").first.click()
        author.locator("#changelist-filter").get_by_role("link", name=narrowed, exact=True).click()
        expect(rows).to_have_count(count)
        if count:
            expect(rows).to_contain_text("Tylko do")

    author.goto(written)
    author.locator("#id_valid_until").fill(lately)
    save(author)
    author.goto(written)
    expect(author.get_by_text("Teraz rozmówcy nic z niego nie dostają.")).to_be_visible()
    expect(first_hit(author, program, question).filter(has_text="osiemnastej")).to_have_count(0)
