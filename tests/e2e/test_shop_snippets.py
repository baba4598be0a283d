"""The cart scripts of the author's guide, run as they stand there, tell the chat of the cart.

The shops' own side is played as their documentation has it: WooCommerce's events and Store API,
Shoper's Storefront, PrestaShop's events.
"""

from __future__ import annotations

import re
from pathlib import Path

import django
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import let_in
from tests.e2e.running import ROOT
from tests.e2e.test_proactive import invite

JQUERY = Path(django.__file__).parent / "contrib/admin/static/admin/js/vendor/jquery/jquery.min.js"
#: What each shop's page has, before the scripts of the guide; the cart is `basket`, in cents.
SHOPS = {
    "WooCommerce": "",
    "Shoper": """
        const told = {}
        const words = () => `${(basket / 100).toFixed(2).replace('.', ',')} zł`
        window.useStorefront = (ready) => ready({
          getApi: async () => ({
            getSum: () => ({ grossValueFormatted: words() }), getBasketCount: () => 2,
          }),
          eventBus: { on: (name, tell) => { told[name] = tell } },
        })
    """,
    "PrestaShop": """
        const told = {}
        window.prestashop = {
          on: (name, tell) => { told[name] = tell },
          get cart() { return { totals: { total: { amount: basket / 100 } } } },
        }
    """,
}
#: How each tells its page that the cart has changed.
CHANGES = {
    "WooCommerce": "jQuery(document.body).trigger('added_to_cart')",
    "Shoper": "told['basket.basketUpdated']()",
    "PrestaShop": "told.updateCart()",
}


def scripts(shop: str, language: str) -> str:
    """The guide's script for `shop`."""
    guide = (ROOT / f"docs/author.{language}.md").read_text(encoding="utf-8")
    if shop == "PrestaShop":
        (inline,) = re.findall(r"`(prestashop\.on\(.*\))` \|", guide)
        return f"<script>{inline}</script>"
    (block,) = re.findall(rf"\*\*{shop}\.\*\*.*?```html\n(.*?)```", guide, re.DOTALL)
    return str(block)


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("shop", SHOPS)
def test_the_guide_s_script_tells_what_is_in_the_cart(
    shop, language, program, signed_in, website, new_context
):
    origin, site = website
    owner = signed_in("owner")
    let_in(owner, program.url, origin)
    line = invite(
        owner, program, text_pl="Doradzić przy wyborze?", text_en="Any help?", when="event",
        value="cart_updated", fact="value", at_least="1200",
    )  # fmt: skip
    jquery = JQUERY.read_text(encoding="utf-8") if shop == "WooCommerce" else ""
    own = f"<script>{jquery}\nlet basket = 119900\n{SHOPS[shop]}</script>"
    site.snippet = f"<body>{own}{line}{scripts(shop, language)}"
    page = new_context(locale="pl").new_page()

    def cart(route):
        cents = page.evaluate("basket")
        totals = {"total_price": str(cents), "currency_minor_unit": 2}
        route.fulfill(json={"items_count": 2, "totals": totals})

    page.route("**/wp-json/wc/store/v1/cart", cart)
    page.goto(origin)
    expect(page.get_by_role("button", name="Otwórz czat")).to_be_visible()
    bubble = page.get_by_role("button", name="Doradzić przy wyborze?")

    page.evaluate(CHANGES[shop])
    page.wait_for_load_state("networkidle")
    expect(bubble).to_have_count(0)
    page.evaluate(f"basket = 126050; {CHANGES[shop]}")

    expect(bubble).to_be_visible()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_form_for_a_tag_manager_brings_the_chat(
    language, program, signed_in, website, new_context
):
    origin, _site = website
    let_in(signed_in("owner"), program.url, origin)
    guide = (ROOT / f"docs/author.{language}.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"Tag Manager .*?```html\n<script>\n(.*?)</script>", guide, re.DOTALL)
    code = re.sub(r"https://\w+\.example", program.url, code)
    code = re.sub("'(key|klucz)'", "'demo'", code)
    page = new_context(locale="pl").new_page()
    page.goto(origin)

    # As the manager does it: the tag's text in a script of its own.
    page.evaluate(
        "code => document.body.append(Object.assign(document.createElement('script'),"
        " { textContent: code }))",
        code,
    )

    page.get_by_role("button", name="Otwórz czat").click()
    expect(page.frame_locator("iframe").locator("[data-from=bot]").first).to_be_visible()
