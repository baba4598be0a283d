"""The inbox calls its agent: by a notice of the system, and by a push while it is closed."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import choose_language

#: The notices of the system, as soon as there is one.
NOTICES = """async () => {
  const worker = await navigator.serviceWorker.getRegistration('/inbox/')
  const until = Date.now() + 15000
  while (Date.now() < until) {
    const shown = await worker.getNotifications()
    if (shown.length) return shown.map((one) => [one.title, one.body, one.data.url])
    await new Promise((look) => setTimeout(look, 50))
  }
  return []
}"""
#: What the page has the system show, kept once the browser has taken it: how long a desktop without
#: a notification service keeps it on the screen is the desktop's matter.
SHOWN = """
  window.shown = []
  const show = ServiceWorkerRegistration.prototype.showNotification
  ServiceWorkerRegistration.prototype.showNotification = async function (title, options) {
    await show.call(this, title, options)
    window.shown.push([title, options.data.url])
  }
"""
#: A push service that answers at once: there is none without the internet.
SUBSCRIBED = """
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer
  PushManager.prototype.subscribe = async function ({ applicationServerKey }) {
    window.offered = applicationServerKey
    const keys = {
      p256dh: bytes('BCVxsr7N/eNgVRqvHtD0zTZsEc6+VV+JvLexhqUzORcxaOzi6+AYWXvTBHm4bjyPjs7V' +
        'd8pZGH6SRpkNtoIAiw4='),
      auth: bytes('BTBZMqHH6r4Tts7J/aSIgg=='),
    }
    return { endpoint: 'https://push.example/one', getKey: (name) => keys[name] }
  }
"""

WORDS = {
    "pl": ("/w/demo/", "Chcę porozmawiać z człowiekiem", "Powiadomienia",
           "Powiadomienia na ekranie", "Także przy zamkniętej skrzynce", "Nowa osoba czeka: "),
    "en": ("/w/demo-en/", "I would like to talk to a person", "Notifications",
           "Notices on the screen", "Also when the inbox is closed", "Somebody is waiting: "),
}  # fmt: skip


@pytest.fixture(scope="session")
def browser(whole_browser: Browser) -> Browser:
    """The whole Chromium: its shell shows no notices."""
    return whole_browser


@pytest.mark.parametrize("language", ["pl", "en"])
def test_who_begins_to_wait_is_shown_by_the_system_while_nobody_looks(
    program, signed_in, new_context, language
):
    chat, person, title, desktop, _push, waits = WORDS[language]
    agent = signed_in("agent", permissions=["notifications"])
    agent.add_init_script(SHOWN)
    choose_language(agent, language)
    expect(agent.locator('.ib-availability[data-on="true"]')).to_be_visible()
    agent.get_by_role("button", name=title).click()
    agent.get_by_role("switch", name=desktop).press("Space")
    expect(agent.get_by_role("switch", name=desktop)).to_be_checked()
    agent.keyboard.press("Escape")
    agent.evaluate("document.hasFocus = () => false")

    visitor = new_context(locale=language).new_page()
    visitor.goto(program.url + chat)
    visitor.get_by_role("textbox").fill(person)
    visitor.keyboard.press("Enter")

    expect(agent.locator(".ib-row").first).to_be_visible()
    agent.wait_for_function("() => window.shown.length > 0")
    shown, url = agent.evaluate("window.shown[0]")
    assert shown.startswith(waits)
    assert re.fullmatch(r"/inbox/c/[0-9a-f-]{36}", url)

    # Nobody is left waiting for the tests that follow.
    agent.goto(program.url + url)
    agent.get_by_role("button", name=re.compile("Przejmij rozmowę|Take over|Odbierz|Claim")).click()
    close = re.compile("^(Zakończ|Close)$")
    agent.get_by_role("button", name=close).click()
    agent.get_by_role("dialog").get_by_role("button", name=close).click()
    expect(agent.get_by_role("dialog")).to_be_hidden()


def test_a_browser_is_told_while_the_inbox_is_closed_and_opens_what_it_is_told_of(
    program, signed_in
):
    agent = signed_in("agent", permissions=["notifications"])
    agent.add_init_script(SUBSCRIBED)
    agent.reload()
    _chat, _person, title, _desktop, push, _waits = WORDS["pl"]
    agent.get_by_role("button", name=title).click()
    with agent.expect_response(lambda answer: answer.request.method == "POST") as sent:
        agent.get_by_role("switch", name=push).press("Space")
    assert sent.value.status == 204
    expect(agent.get_by_role("switch", name=push)).to_be_checked()
    assert len(agent.evaluate("window.offered")) == 87

    session = agent.context.new_cdp_session(agent)
    known: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(
            one["registrationId"]
            for one in event["registrations"]
            if one["scopeURL"].endswith("/inbox/")
        ),
    )
    session.send("ServiceWorker.enable")
    agent.wait_for_function("() => navigator.serviceWorker.controller !== null")
    notice = {"title": "Rozmówca 7", "body": "Halo?", "url": "/inbox/c/x", "tag": "x"}
    agent.goto("about:blank")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": program.url, "registrationId": known[-1], "data": json.dumps(notice)},
    )
    agent.goto(f"{program.url}/inbox/")

    assert ["Rozmówca 7", "Halo?", "/inbox/c/x"] in agent.evaluate(NOTICES)


def test_the_inbox_can_be_installed(program, signed_in):
    agent = signed_in("agent")
    manifest = agent.evaluate("fetch('/inbox/manifest.webmanifest').then((r) => r.json())")
    sizes = agent.evaluate(
        """async (icons) => Promise.all(icons.map(async ({ src }) => {
          const picture = await createImageBitmap(await (await fetch(src)).blob())
          return `${picture.width}x${picture.height}`
        }))""",
        manifest["icons"],
    )

    assert (manifest["start_url"], manifest["display"]) == ("/inbox/", "standalone")
    assert sizes == [icon["sizes"] for icon in manifest["icons"]]
    assert manifest["name"] == "Skrzynka – Flowbuilder"
