"""The back office and the till see the same shop."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.till_page import Shop, TillPage, good, sign_in

pytestmark = pytest.mark.browser

SCREEN: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def signed_in(shop: Shop) -> Iterator[BrowserContext]:
    """A browser on a PC in which somebody has signed in to the back office."""
    browser = shop.playwright.chromium.launch(executable_path=shop.chromium, args=["--no-sandbox", "--disable-gpu"])
    context = browser.new_context(locale="fr-FR", viewport=SCREEN)
    sign_in(context.new_page(), shop.new_access())
    yield context
    browser.close()


@pytest.fixture
def office(signed_in: BrowserContext) -> Iterator[Page]:
    """The back office in a tab of its own."""
    page = signed_in.new_page()
    yield page
    page.close()


def test_a_new_price_reaches_the_open_till_within_a_second(shop: Shop, till: TillPage, office: Page) -> None:
    item = good("Chewing-gum menthe")
    till.page.keyboard.press("F3")
    till.page.locator("#search").fill("chewing")
    expect(till.page.locator(".grid")).to_contain_text("1,65")
    office.goto(f"{shop.address}/products/{item.id}")
    office.locator("#id_price").fill("1,95")

    till.page.evaluate(
        """() => { globalThis.seen = new Promise((done) => new MutationObserver(() => {
             if (document.querySelector('.grid').textContent.includes('1,95')) done(Date.now());
           }).observe(document.querySelector('.grid'), { childList: true, subtree: true, characterData: true })); }"""
    )
    with office.expect_response(lambda answer: answer.url.endswith("/price")) as saved:
        office.locator("form[action$='/price'] button").click()
    saved_at = float(saved.value.request.timing["startTime"])
    seen_at = float(till.page.evaluate("globalThis.seen"))

    assert seen_at - saved_at < 1_000


def test_what_a_till_sold_is_what_the_dashboard_says(shop: Shop, till: TillPage, office: Page) -> None:
    till.sell_amount(4_321)
    till.page.wait_for_timeout(1_500)
    shop.wait_until_delivered()

    office.goto(f"{shop.address}/today")

    # At night the business day is still the one before, and what a session sold is its day's.
    [(gross,)] = shop.ask(
        "SELECT sum(s.gross)::bigint FROM sales_sale s JOIN platform_store p ON p.id = s.store_id"
        " LEFT JOIN sales_session n ON n.id = s.session"
        " WHERE coalesce(n.business_day, (coalesce(n.opened_at, s.sold_at) AT TIME ZONE p.timezone"
        " - p.day_starts_minute * interval '1 minute')::date)"
        " = (now() AT TIME ZONE p.timezone - p.day_starts_minute * interval '1 minute')::date"
    )
    title = re.sub(r"\s", "", office.locator("h1").inner_text())
    assert f"{gross // 100},{gross % 100:02d}€" in title
    office.locator(".chart svg text").first.wait_for()
    axis = office.locator(".chart svg text").all_text_contents()
    assert "0" in axis
    assert [text for text in axis if re.search("[.,]", text)] == []  # "1 200" in French, never "1,200" or "0.4"


def test_a_forged_entry_waits_among_the_incidents(shop: Shop, office: Page) -> None:
    office.goto(f"{shop.address}/incidents")

    expect(office.locator("h1")).to_contain_text("1 incident")
    rows = office.locator("main .table-frame").first
    expect(rows).to_contain_text("A2")
    office.locator("a.row-link").first.click()
    expect(office.locator("main")).to_contain_text("A2")


def test_a_device_enrols_by_the_address_of_the_back_office(shop: Shop, device: BrowserContext, office: Page) -> None:
    office.goto(f"{shop.address}/tills")
    office.get_by_role("link", name=re.compile("T1")).click()
    office.locator("form[action$='/enrol'] button").click()
    address = office.locator("a.button[href*='#code=']").get_attribute("href")
    assert address is not None
    assert address.startswith(f"{shop.address}/till/#code=")

    page = device.pages[0]
    page.goto(address)
    page.locator("form button[type=submit]").click()

    page.get_by_role("button", name="Adèle").first.wait_for()
    assert "code=" not in page.url
    expect(office.locator("#enrolled [role=status]")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "pay", "today"),
    [("fr", "Espèces", "Aujourd’hui"), ("de", "Bar", "Heute"), ("en", "Cash", "Today")],
)
def test_till_and_back_office_speak_three_languages(
    shop: Shop, till: TillPage, office: Page, language: str, pay: str, today: str
) -> None:
    till.choose_language(language)
    expect(till.page.locator("button.cash")).to_contain_text(pay)
    expect(till.page.locator("html")).to_have_attribute("lang", language)

    office.goto(f"{shop.address}/today")
    office.locator(f"button[name=language][value={language}]").filter(visible=True).click()
    expect(office.locator("html")).to_have_attribute("lang", language)
    expect(office.locator("nav").first).to_contain_text(re.compile(today.replace("’", "['’]")))
