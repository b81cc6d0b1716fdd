"""Runs axe over the till's screens, light and dark: ``python tests/accessible.py``. Any fault of WCAG 2.2 AA fails."""

from __future__ import annotations

from pathlib import Path

from behaviour import opened
from fake_door import serve
from playwright.sync_api import Page, sync_playwright

AXE = Path(__file__).resolve().parents[3] / "node_modules/axe-core/axe.min.js"


def faults(page: Page, where: str) -> list[str]:
    page.wait_for_timeout(250)
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [
        f"{where}: {fault['id']} {node['html'][:120]} {node['failureSummary'][:160]}"
        for fault in found["violations"]
        for node in fault["nodes"][:2]
    ]


def walk(page: Page, theme: str) -> list[str]:
    found = faults(page, f"{theme} articles")
    page.locator(".grid button").nth(1).click()
    page.locator(".grid button").nth(4).click()
    found += faults(page, f"{theme} basket")
    page.keyboard.press("F6")
    found += faults(page, f"{theme} discount")
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    found += faults(page, f"{theme} cash")
    page.keyboard.press("F8")
    page.get_by_role("button", name="Next sale").wait_for()
    found += faults(page, f"{theme} paid")
    page.get_by_role("button", name="Next sale").click()
    page.get_by_role("tab", name="Amount").click()
    found += faults(page, f"{theme} amount")
    page.keyboard.type("1250", delay=70)
    page.wait_for_timeout(150)
    page.keyboard.press("F9")
    found += faults(page, f"{theme} card")
    page.get_by_role("button", name="Accepted").click()
    page.get_by_role("button", name="Next sale").click()
    for name, heading in (("Sales and refunds", "sales"), ("Settings", "settings"), ("Day closing", "closing")):
        page.get_by_role("button", name="Menu").click()
        found += faults(page, f"{theme} menu") if heading == "sales" else []
        page.locator("dialog").get_by_role("button", name=name).click()
        found += faults(page, f"{theme} {heading}")
        page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="State of the connection").click()
    return found + faults(page, f"{theme} state")


def main() -> None:
    server = serve()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for theme, width in (("light", 390), ("dark", 1280)):
            context = browser.new_context(
                viewport={"width": width, "height": 844}, locale="en", color_scheme="dark" if theme == "dark" else "light"
            )
            found += walk(opened(context, address), theme)
            context.close()
        browser.close()
    server.shutdown()
    print("\n".join(found) or "no fault")
    assert found == []


if __name__ == "__main__":
    main()
