"""Every page of the back office: found as a person finds it, by following what each page offers."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

from comptoir.config.demo.rehearsal import Access
from tests.browser.till_page import sign_in

IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REPORT = re.compile(r"^/reports/(?!peaks$|losses$)[a-z-]+$")
# What leads out of the back office, or is a file.
NO_PAGE = re.compile(r"^/(till|r|static|guide|photos|media|language|sign-out)(/|$)|[.]\w+$|/file$|^/books/file/")


def shape_of(address: str) -> str:
    """`/sales/…uuid…` for every sale: one of them is looked at. So are reports, but for those that look otherwise."""
    return REPORT.sub("/reports/*", IDENTIFIER.sub("*", urlsplit(address).path))


def links_of(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "a[href]", "links => links.filter(link => !link.download).map(link => link.getAttribute('href'))"
    )
    return [link for link in found if link.startswith("/") and not NO_PAGE.search(shape_of(link))]


def speak(page: Page, language: str) -> None:
    """Choose the language; on a phone it stands behind the menu."""
    page.locator(f"button[name=language][value={language}]").first.evaluate("(button) => button.click()")
    page.locator(f"html[lang={language}]").wait_for()


def office_screens(page: Page, access: Access, *, language: str = "fr") -> Iterator[str]:
    """Names each page that stands there; the page after signing in comes first."""
    page.goto(f"{access.address}/sign-in")
    yield "office-sign-in"
    page.goto(f"{access.address}/nowhere")
    yield "office-not-found"
    sign_in(page, access)
    speak(page, language)
    waiting = deque(["/today"])
    seen = {"/today"}
    while waiting:
        path = waiting.popleft()
        answer = page.goto(f"{access.address}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        page.wait_for_timeout(200)
        for link in links_of(page):
            if shape_of(link) not in seen:
                seen.add(shape_of(link))
                waiting.append(link)
        yield f"office{shape_of(path).replace('/', '-').replace('*', 'one')}"
