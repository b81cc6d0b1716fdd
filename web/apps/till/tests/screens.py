"""Drives the till against the fake door and writes its screens, to be looked at as a shopkeeper would.

``python tests/screens.py OUT [size …]``; sizes: phone, small, pi, tablet, pc. Needs a build and Chromium.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fake_door import ITEMS, FakeDoor, serve
from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"phone": (390, 844), "small": (360, 640), "pi": (800, 480), "tablet": (1280, 800), "pc": (1366, 768)}
WORDS = {
    "fr": {"connect": "Relier cet appareil", "open": "Ouvrir avec", "amount": "Montant", "card": "Carte", "cash": "Espèces",
           "accepted": "Acceptée", "next": "Vente suivante", "more": "Autres actions pour cette vente", "split": "Plusieurs paiements",
           "menu": "Menu", "sales": "Ventes et remboursements", "closing": "Clôture", "back": "Retour", "close": "Fermer",
           "refund": "Rembourser", "all": "Tout", "park": "Mettre en attente", "parked": "En attente", "articles": "Articles",
           "discount": "Remise sur le tout", "settings": "Réglages", "state": "Connexion et sécurité", "show": "Voir le panier"},
    "de": {"connect": "Gerät verbinden", "open": "Öffnen mit", "amount": "Betrag", "card": "Karte", "cash": "Bar",
           "accepted": "Genehmigt", "next": "Nächster Verkauf", "more": "Mehr zu diesem Verkauf", "split": "Mehrere Zahlungen",
           "menu": "Menü", "sales": "Verkäufe und Rückzahlungen", "closing": "Kassenabschluss", "back": "Zurück", "close": "Schließen",
           "refund": "Zurückzahlen", "all": "Alles", "park": "Parken", "parked": "Geparkt", "articles": "Artikel",
           "discount": "Rabatt auf alles", "settings": "Einstellungen", "state": "Verbindung und Sicherheit", "show": "Warenkorb zeigen"},
    "en": {"connect": "Connect this device", "open": "Open with", "amount": "Amount", "card": "Card", "cash": "Cash",
           "accepted": "Accepted", "next": "Next sale", "more": "More for this sale", "split": "Several payments",
           "menu": "Menu", "sales": "Sales and refunds", "closing": "Day closing", "back": "Back", "close": "Close",
           "refund": "Refund", "all": "Everything", "park": "Park", "parked": "Parked", "articles": "Articles",
           "discount": "Discount on everything", "settings": "Settings", "state": "Connection and safety", "show": "Show the basket"},
}


class Tour:
    """One walk through the till, a picture at each stop."""

    def __init__(self, page: Page, address: str, out: Path, language: str, name: str) -> None:
        self.page, self.address, self.out, self.words, self.name = page, address, out, WORDS[language], name
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def shoot(self, stop: str) -> None:
        self.page.wait_for_timeout(250)
        self.page.screenshot(path=self.out / f"{self.name}-{stop}.png")

    def tap(self, key: str, role: str = "button", exact: bool = True) -> None:
        self.page.get_by_role(role, name=self.words[key], exact=exact).first.click()  # type: ignore[arg-type]

    def digits(self, text: str) -> None:
        for digit in text:
            self.page.get_by_role("button", name=digit, exact=True).first.click()

    def type(self, text: str) -> None:
        """At the pace of a hand: what comes faster is a bar code reader."""
        self.page.keyboard.type(text, delay=70)
        self.page.wait_for_timeout(150)

    def tile(self, place: int) -> None:
        self.page.locator(".grid button").nth(place).click()

    def menu(self, key: str) -> None:
        self.tap("menu")
        self.page.locator("dialog").get_by_role("button", name=self.words[key]).first.click()

    def pay_card(self) -> None:
        self.page.keyboard.press("F9")
        self.tap("accepted")
        self.page.get_by_role("button", name=self.words["next"]).wait_for()

    def walk(self) -> None:
        page = self.page
        page.goto(f"{self.address}/till/#code=DEMO")
        page.get_by_role("button", name=self.words["connect"]).wait_for()
        self.shoot("01-enrol")
        self.tap("connect")
        page.get_by_text("Anna Martin").click()
        self.digits("15000")
        self.shoot("02-opening")
        self.tap("open", exact=False)
        page.locator(".grid button").nth(5).wait_for()
        self.shoot("03-empty")
        for place in (1, 1, 4, 8, 8, 8, 12):
            self.tile(place)
        self.shoot("04-basket")
        if page.get_by_role("button", name=self.words["show"]).is_visible():
            self.tap("show", exact=False)
            self.shoot("05-basket-open")
        page.locator("[data-line] .what").nth(1).click()
        self.shoot("06-line")
        page.keyboard.press("Escape")
        page.keyboard.press("F6")
        page.locator("dialog").get_by_role("button", name="10", exact=False).first.click()
        self.shoot("07-discount")
        self.tap("more")
        self.shoot("08-more")
        page.keyboard.press("Escape")
        page.keyboard.press("F8")
        self.shoot("09-cash")
        page.locator(".quick button").nth(2).click()
        page.get_by_role("button", name=self.words["next"]).wait_for()
        self.shoot("10-paid-change")
        self.tap("next")
        self.tap("amount", role="tab")
        self.digits("1250")
        self.shoot("11-amount")
        page.keyboard.press("F9")
        self.shoot("12-card")
        self.tap("accepted")
        page.get_by_role("button", name=self.words["next"]).wait_for()
        self.shoot("13-paid")
        self.tap("next")
        self.digits("4000")
        page.keyboard.press("F7")
        self.type("1500")
        page.locator(".side").get_by_role("button", name=self.words["cash"]).click()
        self.shoot("14-split")
        page.keyboard.press("F9")
        self.tap("accepted")
        page.get_by_role("button", name=self.words["next"]).wait_for()
        self.tap("next")
        self.tap("articles", role="tab")
        self.tile(3)
        self.tile(6)
        page.keyboard.press("F4")
        self.shoot("15-parked-message")
        page.get_by_role("tab", name=self.words["parked"]).click()
        self.shoot("16-parked")
        self.menu("sales")
        self.shoot("17-sales")
        page.locator(".days li button").nth(2).click()
        self.shoot("18-sale")
        self.tap("refund")
        self.tap("all")
        self.shoot("19-refund")
        self.tap("back")
        self.tap("back")
        page.wait_for_timeout(300)
        if page.locator(".page").count() > 0:
            self.tap("back")
        page.get_by_role("tab", name=self.words["articles"]).click()
        self.type("pom")
        self.shoot("20-search")
        page.keyboard.press("Escape")
        self.menu("state")
        self.shoot("21-state")
        self.page.keyboard.press("Escape")
        self.menu("settings")
        self.shoot("22-settings")
        self.tap("back")
        self.menu("closing")
        self.digits("18000")
        self.shoot("23-closing")
        page.locator(".drawer > button").click()
        page.locator(".tick").wait_for()
        self.shoot("24-closed")


def tour(browser: Browser, address: str, out: Path, size: str, language: str, theme: str) -> list[str]:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, color_scheme="dark" if theme == "dark" else "light",
        device_scale_factor=1, has_touch=size != "pc", timezone_id="Europe/Paris",
    )
    page = context.new_page()
    page.set_default_timeout(6000)
    walk = Tour(page, address, out, language, f"{size}-{theme}-{language}")
    try:
        walk.walk()
    except Exception:
        walk.shoot("stuck")
        raise
    finally:
        context.close()
    return walk.errors


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    plans = [plan.split(",") for plan in sys.argv[2:]] or [["phone", "fr", "light"], ["tablet", "de", "dark"]]
    server = serve()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    assert len(ITEMS) > 30 and FakeDoor.public_address != ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for size, language, theme in plans:
            print(size, language, theme, tour(browser, address, out, size, language, theme))
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
