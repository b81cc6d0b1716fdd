"""A passkey of the device: made in the back office, then used to sign in there and at a till without a line."""

import pytest
from playwright.sync_api import expect

from comptoir.config.demo.rehearsal import Access
from tests.browser.till_page import Shop, TillPage, sign_in

pytestmark = pytest.mark.browser


def test_one_passkey_signs_in_and_switches_at_the_till_offline(shop: Shop, access: Access, till: TillPage) -> None:
    page = till.page
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, access)
    page.goto(f"{shop.address}/account")
    page.locator("form[data-passkey=make] [name=label]").fill("Cette tablette")
    page.locator("form[data-passkey=make] button").click()
    page.get_by_text("Cette tablette").first.wait_for()

    page.context.clear_cookies()
    page.goto(f"{shop.address}/sign-in")
    page.locator("form[data-passkey=use] button").click()
    page.wait_for_url(f"{shop.address}/today*")

    till.reopen(shop.address)
    till.wait_for_mark("catalog-ready")
    page.locator("header .cashier").click()
    page.locator("dialog[open]").get_by_role("button", name="Clé d’accès").wait_for()
    till.pull_cable()
    page.locator("dialog[open]").get_by_role("button", name="Damien").click()
    expect(page.locator("header .cashier")).to_have_attribute("title", "Damien")
    page.locator("header .cashier").click()
    page.locator("dialog[open]").get_by_role("button", name="Clé d’accès").click()
    expect(page.locator("header .cashier")).to_have_attribute("title", "Adèle")
    page.context.set_offline(False)

    shop.expect(
        [(True,)],
        "SELECT convert_from(content, 'UTF8') LIKE '%%\"by\":\"passkey\"%%' FROM sales_entry "
        "WHERE kind = 'technical_event' ORDER BY received_at DESC, sequence DESC LIMIT 1",
    )
