"""The first-run assistant: from the address that a new server prints to the till before its first sale."""

import re
import time
from collections.abc import Iterator

from playwright.sync_api import Page

from comptoir.config.demo.rehearsal import Rehearsal
from tests.browser.till_page import Shop


def beginning_screens(shop: Shop, page: Page, *, country: str = "LU") -> Iterator[str]:
    """Names each step; the shop must be empty."""
    link = printed_address(shop.rehearsal)
    page.goto(f"{shop.address}/")
    page.locator("#code").wait_for()
    yield "begin-code"
    page.goto(link)
    page.locator("#country").select_option(country)
    page.locator("input[value=market]").check()
    yield "begin-choices"
    page.locator("button.button-main").click()
    page.locator("#id_name").fill("Chez Léa")
    page.locator("#id_owner").fill("Léa Favre")
    page.locator("#id_password").fill("quatre mots faciles ici")
    page.locator("#id_with_samples").uncheck()
    yield "begin-shop"
    page.locator("button.button-main").click()
    page.locator("form[action$='/here'] button").wait_for()
    yield "begin-first-sale"
    page.locator("form[action$='/here'] button").click()
    page.locator("main.opening .keypad").wait_for()
    yield "begin-till"


def printed_address(shop: Rehearsal) -> str:
    """What the person at the keyboard reads, once it is printed."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if found := re.search(r"http\S+/begin\?code=\S+", shop.log.read_text()):
            return found.group(0)
        time.sleep(0.1)
    raise AssertionError(shop.tail())
