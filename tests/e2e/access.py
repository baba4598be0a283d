"""What somebody who cannot see, point or hold still needs of a page, asked in a browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Locator, Page, ViewportSize

from tests.e2e.test_every_screen import AXE, TAGS

#: Keeps what a screen reader is told: text that comes into a live region after the region itself.
LISTEN = """() => {
  const LIVE = '[aria-live], [role=log], [role=status], [role=alert]'
  window.told = []
  const isHidden = (node) =>
    node.closest('[aria-hidden=true]') !== null || !node.getClientRects().length
  const clean = (node) => texts(node).replace(/\\s+/g, ' ').trim()
  const texts = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data
    if (node.nodeType !== Node.ELEMENT_NODE || isHidden(node)) return ''
    return [...node.childNodes].map(texts).join(' ')
  }
  const tell = (node, isNew) => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node
    if (!element || !element.isConnected || isHidden(element)) return
    const region = element.closest(LIVE)
    if (region && region.getAttribute('aria-live') !== 'off') {
      const isAlert = region.getAttribute('role') === 'alert'
      if (region !== node || !isNew || isAlert) window.told.push(clean(node))
    } else if (isNew && node.nodeType === Node.ELEMENT_NODE) {
      for (const alert of node.querySelectorAll('[role=alert]')) window.told.push(clean(alert))
    }
  }
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'characterData') tell(change.target, false)
      else for (const node of change.addedNodes) tell(node, true)
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
}"""

#: Keeps what was seen to move since the page began: a hundredth of a second is nothing.
WATCH_MOTION = """
window.moved = []
const watch = (event) => {
  const seen = document.getAnimations().some((each) =>
    each.effect.target === event.target && each.effect.getComputedTiming().activeDuration > 50)
  if (seen) window.moved.push(event.target.outerHTML.slice(0, 120))
}
for (const kind of ['animationstart', 'transitionrun']) addEventListener(kind, watch, true)
"""

#: Waits until what was changed is drawn.
PAINTED = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  await frame()
  const ending = document.getAnimations().filter((each) =>
    each.effect.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(ending.map((each) => each.finished))
  await frame()
}"""

#: Whether lengths that depend on the window's size are those of its new size.
RESIZED = """([width, height]) => {
  const probe = document.body.appendChild(document.createElement('div'))
  probe.style.cssText = 'position:fixed;visibility:hidden;height:100dvh;width:100vw'
  const { height: seen, width: across } = probe.getBoundingClientRect()
  probe.remove()
  return Math.abs(seen - height) < 2 && Math.abs(across - width) < 20
}"""

#: Controls that are shown and reach over the window's left or right edge, or are cut away.
LOST = """() => [...document.querySelectorAll('button, a[href], input, textarea, [role=button]')]
  .filter((each) => {
    const box = each.getBoundingClientRect()
    if (!box.width || getComputedStyle(each).visibility === 'hidden') return false
    if (each.closest('.fb-visually-hidden, .hidden, [aria-hidden=true]')) return false
    const scrolls = (node) => node && node !== document.documentElement &&
      (/(auto|scroll)/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement))
    return (box.left < -1 || box.right > innerWidth + 1) && !scrolls(each.parentElement)
  }).map((each) => each.outerHTML.slice(0, 120))"""

#: Controls that cannot be scrolled to as a whole, and talks in which no three lines are seen.
OUT_OF_REACH = """() => {
  const within = document.querySelector('[role=dialog]:not([hidden])') ?? document
  const cut = [...within.querySelectorAll('button, a[href], input, textarea')].filter((each) => {
    if (each.closest('.fb-visually-hidden, .hidden, [inert], [aria-hidden=true]')) return false
    if (!each.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false
    each.scrollIntoView({ block: 'nearest' })
    const box = each.getBoundingClientRect()
    return box.height && box.height < innerHeight && (box.top < -1 || box.bottom > innerHeight + 1)
  }).map((each) => each.outerHTML.slice(0, 120))
  const talks = [...document.querySelectorAll('.ib-thread, .transcript')]
  return [...cut, ...talks.filter((each) => each.clientHeight && each.clientHeight < 72)
    .map((each) => each.className + ' is ' + each.clientHeight + ' px high')]
}"""

#: Controls in the accessibility tree that have no name: what they do is said to nobody.
CONTROLS = {
    "button", "link", "textbox", "checkbox", "radio", "switch", "combobox", "menuitem", "option",
    "searchbox", "slider", "spinbutton", "tab", "dialog", "alertdialog",
}  # fmt: skip


def resize(page: Page, size: ViewportSize) -> None:
    """Give the window another size, and wait until what depends on it is drawn."""
    page.set_viewport_size(size)
    page.wait_for_function(RESIZED, arg=[size["width"], size["height"]])
    page.evaluate(PAINTED)


def picture(page: Page, name: str) -> None:
    """Keep a picture, where somebody asked for them."""
    folder = os.environ.get("E2E_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def barred(page: Page, name: str, within: str = "html") -> list[str]:
    """What axe finds on the page, or within one element of it; what has to be scrolled sideways."""
    picture(page, name)
    there = page.main_frame
    if not there.evaluate("'axe' in window"):
        there.evaluate(AXE)
    violations = _violations(there, within)
    if violations:  # what is gone a moment later, such as a colour on its way, bars nobody
        there.evaluate(PAINTED)
        violations = _violations(there, within)
    found = []
    for violation in violations:
        node = violation["nodes"][0]
        html, why = str(node["html"])[:160], node["failureSummary"][:240]
        found.append(f"{name}: {violation['id']} {html} {why}")
    return found + astray(there, name)


def _violations(there: Frame, within: str) -> list[dict[str, Any]]:
    result: dict[str, Any] = there.evaluate(
        "([within, tags]) => axe.run(within, {runOnly: {type: 'tag', values: tags}, "
        "iframes: false, resultTypes: ['violations']})",
        [within, TAGS],
    )
    return list(result["violations"])


def astray(there: Page | Frame, name: str) -> list[str]:
    """What has to be scrolled sideways, or lies outside of the window."""
    root = "document.documentElement"
    found = [f"{name}: lost {html}" for html in there.evaluate(LOST)]
    found += [f"{name}: out of reach {html}" for html in there.evaluate(OUT_OF_REACH)]
    if there.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
        found.append(f"{name}: wider than its window")
    return found


def nameless(page: Page, name: str) -> list[str]:
    """The controls that a screen reader meets with no name."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    shown = [node for node in tree if not node.get("ignored")]
    return [
        f"{name}: {node['role']['value']} without a name"
        for node in shown
        if node.get("role", {}).get("value") in CONTROLS
        and not str(node.get("name", {}).get("value", "")).strip()
    ]


def said(page: Page | Frame, text: str) -> int:
    """How often `text` was told since `LISTEN` was run."""
    told: list[str] = page.evaluate("window.told")
    return sum(text in each for each in told)


def tab_to(page: Page, target: Locator, key: str = "Tab", most: int = 40) -> None:
    """Press `key` until `target` has the focus, as who has no mouse does."""
    focused = "node => node === node.getRootNode().activeElement"
    for _step in range(most):
        if target.evaluate(focused):
            return
        page.keyboard.press(key)
    assert target.evaluate(focused), f"{target} is not reached by {key}"


def focused(there: Page | Frame) -> str:
    """What has the focus, as its markup; "nothing" when it was lost."""
    held: str = there.evaluate(
        "() => document.activeElement === document.body ? 'nothing'"
        " : document.activeElement.outerHTML.slice(0, 120)"
    )
    return held


def outline(target: Locator) -> float:
    """How thick the line is that is drawn around `target`, in pixels."""
    thick: float = target.evaluate(
        "node => { const style = getComputedStyle(node);"
        " return style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth) }"
    )
    return thick
