"""What must hold at the counter, tried in a real browser against the fake door: ``python tests/behaviour.py``.

A reader beside a keyboard, a cold start without a network, two tabs, a basket that survives a reload.
"""

from __future__ import annotations

from fake_door import ITEMS, FakeDoor, serve
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright


def scan(page: Page, code: str) -> None:
    """A wedge reader: no pause between the strokes, Enter at the end."""
    page.evaluate(
        """(code) => {
            const stroke = (key, physical) => {
                const event = new KeyboardEvent("keydown", { key, code: physical, bubbles: true, cancelable: true });
                (document.activeElement ?? document.body).dispatchEvent(event);
            };
            for (const digit of code) stroke(digit, `Digit${digit}`);
            stroke("Enter", "Enter");
        }""",
        code,
    )


def code_of(place: int) -> str:
    barcodes = ITEMS[place]["barcodes"]
    assert isinstance(barcodes, list)
    return str(barcodes[0])


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"{address}/till/#code=DEMO")
    page.get_by_role("button", name="Connect this device").click()
    page.get_by_text("Anna Martin").click()
    page.get_by_role("button", name="Open with").click()
    page.locator(".grid button").nth(5).wait_for()
    return page


def try_reader(page: Page) -> None:
    card = page.get_by_role("button", name="Card €")
    for _ in range(3):
        scan(page, code_of(1))
    expect(card).to_have_accessible_name("Card €3.90")
    expect(page.locator("#search")).to_have_value("")
    page.get_by_role("tab", name="Amount").click()
    scan(page, code_of(5))
    expect(card).to_have_accessible_name("Card €5.05")
    card.focus()
    scan(page, code_of(5))
    expect(card).to_have_accessible_name("Card €6.20")
    page.get_by_role("tab", name="Articles").click()
    page.keyboard.type("*4", delay=80)
    page.wait_for_timeout(120)
    scan(page, code_of(1))
    expect(card).to_have_accessible_name("Card €11.40")
    marks = page.evaluate(
        """() => { const last = (name) => performance.getEntriesByName(name).at(-1).startTime;
                   return last("line-shown") - last("scan-start"); }"""
    )
    print(f"scan to line: {marks:.1f} ms")


def try_weight(page: Page) -> None:
    """A weighed article asks before there is a line; giving up leaves none."""
    card = page.get_by_role("button", name="Card €")
    scan(page, code_of(12))
    page.locator("dialog .keypad").wait_for()
    page.keyboard.press("Escape")
    expect(card).to_have_accessible_name("Card €11.40")
    for _ in range(2):
        scan(page, code_of(12))
        page.locator("dialog .keypad").wait_for()
        page.keyboard.type("350", delay=80)
        page.wait_for_timeout(150)
        expect(page.locator("dialog .figure")).to_have_text("0.35\u00a0kg")
        page.keyboard.press("Enter")
        expect(page.locator("dialog")).to_have_count(0)
    expect(card).to_have_accessible_name("Card €13.40")
    for rest in ("Card €12.40", "Card €11.40"):
        page.locator("[data-line]").last.locator("button").nth(1).click()
        expect(card).to_have_accessible_name(rest)
    expect(page.locator("[data-line]")).to_have_count(2)


def try_reload(page: Page) -> None:
    page.reload()
    expect(page.get_by_role("button", name="Card €")).to_have_accessible_name("Card €11.40")


def try_cash(page: Page) -> None:
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    page.get_by_role("button", name="Next sale").wait_for()
    sealed = page.evaluate("performance.getEntriesByName('pay-to-sealed').at(-1).duration")
    print(f"pay to sealed: {sealed:.1f} ms")
    scan(page, code_of(2))
    expect(page.get_by_role("button", name="Card €")).to_have_accessible_name("Card €1.25")


def try_two_tabs(context: BrowserContext, page: Page, address: str) -> Page:
    other = context.new_page()
    other.set_default_timeout(8000)
    other.goto(f"{address}/till/")
    other.get_by_role("button", name="Take over here").click()
    expect(other.get_by_role("button", name="Card €")).to_have_accessible_name("Card €1.25")
    expect(page.get_by_role("heading", name="This till is open in another tab")).to_be_visible()
    page.get_by_role("button", name="Take over here").click()
    expect(page.get_by_role("button", name="Card €")).to_have_accessible_name("Card €1.25")
    other.close()
    return page


def try_offline(context: BrowserContext, page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(500)
    FakeDoor.is_away = True
    context.set_offline(True)
    page.reload()
    card = page.get_by_role("button", name="Card €")
    expect(card).to_have_accessible_name("Card €1.25")
    ready = page.evaluate("performance.getEntriesByName('amount-ready')[0].startTime")
    print(f"cold start without a network: {ready:.0f} ms")
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    page.get_by_role("button", name="Next sale").wait_for()
    expect(page.get_by_role("button", name="State of the connection")).to_contain_text("Offline")
    context.set_offline(False)
    FakeDoor.is_away = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("button", name="State of the connection")).to_contain_text("In sync", timeout=40_000)


def main() -> None:
    server = serve()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en")
        page = opened(context, address)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        try_reader(page)
        try_weight(page)
        try_reload(page)
        try_cash(page)
        page = try_two_tabs(context, page, address)
        try_offline(context, page)
        assert errors == [], errors
        browser.close()
    server.shutdown()
    print("all held")


if __name__ == "__main__":
    main()
