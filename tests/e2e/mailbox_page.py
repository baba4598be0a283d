"""The owner's page of a mailbox, driven in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import save
from tests.e2e.running import Program
from tests.mail_servers import PASSWORD, USER, Mails


def connect(page: Page, program: Program, mails: Mails) -> None:
    """An owner connects the mailbox and tries the connection."""
    page.goto(f"{program.url}/admin/channel_email/mailbox/add/")
    page.locator("#id_name").fill("Sklep z lampami")
    page.locator("#id_address").fill(USER)
    for way, port in (("imap", mails.imap_port), ("smtp", mails.smtp_port)):
        page.locator(f"#id_{way}_host").fill("127.0.0.1")
        page.locator(f"#id_{way}_port").fill(str(port))
        page.locator(f"#id_{way}_security").select_option("none")
        page.locator(f"#id_{way}_user").fill(USER)
        page.locator(f"#id_{way}_password").fill(PASSWORD)
    look_now(page)
    page.get_by_role("link", name="Sprawdź połączenie").click()
    expect(page.get_by_text("Działa: pocztę można odbierać i wysyłać.")).to_be_visible()
    expect(page.get_by_text("jeszcze nie sprawdzono")).to_have_count(0)


def look_now(page: Page) -> None:
    """Save the mailbox whose page is open: saving looks into it at once."""
    save(page)
    expect(page.locator("#id_address")).to_have_value(USER)
    for _look in range(40):  # the first look is a job
        if page.get_by_text("jeszcze nie sprawdzono").count() == 0:
            return
        page.wait_for_timeout(250)
        page.reload()
