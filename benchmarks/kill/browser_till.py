"""A real till in Chromium that sells one amount after the other, and tells what the cashier saw paid."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
from browser import (
    browser_processes,
    browsing,
    enrol,
    kill_browser,
    open_session,
    wait_for_mark,
)
from playwright.sync_api import ConsoleMessage, Page, Playwright, TimeoutError

from comptoir.config.demo.rehearsal import Rehearsal

FIRST_AMOUNT = 101
TOLD = "paid in sight "
RESUMED_SECONDS_MAX = 90
IN_BROWSER = "SELECT e.sequence, s.gross FROM sales_sale s JOIN sales_entry e USING (id) WHERE e.chain_id = %s"
COUNTER = Path(__file__).with_name("counter.js").read_text(encoding="utf-8")


class BrowserTill:
    """Its profile on disk survives the browser; `seen` is what the screen showed as paid: sequence → amount."""

    def __init__(self, playwright: Playwright, shop: Rehearsal) -> None:
        self._playwright = playwright
        self._shop = shop
        self._profile = shop.folder / "profile"
        self.seen: dict[int, int] = {}

    def enrol(self, address: str) -> None:
        with browsing(self._playwright, self._profile) as context:
            page = context.pages[0]
            enrol(page, address)
            open_session(page)
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            page.wait_for_timeout(1_000)

    @contextmanager
    def selling(self) -> Iterator[Page]:
        """Open the browser and let it sell without a pause, until it is closed or killed."""
        with browsing(self._playwright, self._profile) as context:
            page = self._open(context.pages[0])
            # Never awaited: it sells until the browser ends.
            page.evaluate(
                f"(given) => {{ void ({COUNTER})(given); }}",
                [FIRST_AMOUNT + len(self.seen), TOLD],
            )
            yield page

    def move_to(self, shop: Rehearsal) -> None:
        """The same address, another machine behind it."""
        self._shop = shop

    def kill(self) -> None:
        """SIGKILL to every process of the browser."""
        kill_browser(browser_processes(self._profile))

    def wait_until_resumed(self, page: Page) -> int | None:
        """Milliseconds until what was paid before now is in the books; None when that does not come about."""
        page.wait_for_timeout(1)  # what the page said meanwhile is heard now
        newest = max(self.seen, default=0)
        began = time.monotonic()
        with psycopg.connect(self._shop.environment()["COMPTOIR_OWNER_DATABASE_URL"], autocommit=True) as books:
            chain = chain_of_browser(books)
            while time.monotonic() - began < RESUMED_SECONDS_MAX:
                row = books.execute("SELECT max(sequence) FROM sales_entry WHERE chain_id = %s", [chain]).fetchone()
                if row is not None and row[0] is not None and row[0] >= newest:
                    return round((time.monotonic() - began) * 1000)
                page.wait_for_timeout(20)
        return None

    def bring_back(self, seconds: float = 180) -> None:
        """Open it before a server that went back in time, and wait until all that it had seen paid is there again."""
        with browsing(self._playwright, self._profile) as context:
            page = self._open(context.pages[0])
            ends = time.monotonic() + seconds
            with psycopg.connect(self._shop.environment()["COMPTOIR_OWNER_DATABASE_URL"], autocommit=True) as books:
                chain = chain_of_browser(books)
                while time.monotonic() < ends:
                    rows = books.execute("SELECT sequence FROM sales_entry WHERE chain_id = %s", [chain]).fetchall()
                    if self.seen.keys() <= {sequence for (sequence,) in rows}:
                        return
                    page.wait_for_timeout(200)

    def deliver_the_rest(self) -> None:
        """Open it once more and wait until nothing is left to send. What is missing then is counted as lost."""
        with browsing(self._playwright, self._profile) as context:
            page = self._open(context.pages[0])
            try:
                page.get_by_role("button", name="À jour").wait_for(timeout=90_000)
            except TimeoutError:
                shown = page.get_by_role("button", name="État de la connexion").get_attribute("aria-label")
                print(f"  the till is not in sync: {shown}", file=sys.stderr, flush=True)

    def _open(self, page: Page) -> Page:
        page.on("console", self._heard)
        page.goto(f"{self._shop.address}/till/")
        wait_for_mark(page, "amount-ready")
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.text.startswith(TOLD):
            sequence, amount = message.text.removeprefix(TOLD).split()
            self.seen[int(sequence)] = int(amount)


def chain_of_browser(books: psycopg.Connection) -> UUID:
    row = books.execute(
        "SELECT n.id FROM tills_enrolment n JOIN tills_till t ON t.id = n.till_id WHERE t.code = 'T1' "
        "ORDER BY n.number DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    return row[0]
