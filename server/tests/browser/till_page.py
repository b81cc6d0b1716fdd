"""The till as a cashier's hands find it, and the shop around it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, ViewportSize
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from comptoir.config.demo.goods import Good, goods
from comptoir.config.demo.rehearsal import Access, Rehearsal

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DAYS = 2
PATIENCE_MS = 30_000
# For what comes by way of the server: a machine that does other things beside may take its time.
DELIVERED_SECONDS_MAX = 45
POLL_SECONDS = 0.1
# What the till sealed and the server has not answered yet; nothing, where it has no line. Sealing writes the entry and
# its place in the outbox at once, so what a screen calls sealed is counted.
UNDELIVERED = """async () => {
  const known = await indexedDB.databases();
  if (!navigator.onLine || !known.some(({ name }) => name === 'comptoir-till')) return 0;
  const counted = new Promise((done, fail) => {
    const opening = indexedDB.open('comptoir-till');
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const counting = opening.result.transaction('outbox').objectStore('outbox').count();
      counting.onsuccess = () => { opening.result.close(); done(counting.result); };
      counting.onerror = () => fail(counting.error);
    };
  });
  return Promise.race([counted, new Promise((_, fail) => setTimeout(() => fail(new Error('busy')), 5_000))]);
}"""
# Whether a row that the till keeps of its shop has such words.
HEARD = """(words) => new Promise((done, fail) => {
  const opening = indexedDB.open('comptoir-till');
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const stores = ['cells', 'changes', 'orders', 'told'];
    const reading = opening.result.transaction(stores);
    const rows = [];
    for (const store of stores) {
      reading.objectStore(store).getAll().onsuccess = ({ target }) => rows.push(...target.result);
    }
    reading.oncomplete = () => { opening.result.close(); done(new RegExp(words).test(JSON.stringify(rows))); };
    reading.onerror = () => fail(reading.error);
  };
})"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo shop that runs, and the browser that people use there."""

    rehearsal: Rehearsal
    playwright: Playwright
    chromium: str
    days: int = DAYS
    _open: list[BrowserContext] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.rehearsal.address

    def new_access(self) -> Access:
        """The same shop with a fresh one-time code."""
        return self.rehearsal.new_access(days=self.days)

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into the books, past row-level security, when every till that has a line has delivered."""
        self.wait_until_delivered()
        return self._read(question, *values)

    def expect(self, answer: Sequence[tuple[Any, ...]], question: str, *values: object) -> None:
        """The books answer so, at once or when what is on its way has arrived; else the last answer is shown."""
        ends = time.monotonic() + DELIVERED_SECONDS_MAX
        while (found := self._read(question, *values)) != list(answer) and time.monotonic() < ends:
            time.sleep(POLL_SECONDS)
        assert found == list(answer), f"the books say {found}, not {list(answer)}"

    def _read(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.rehearsal.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
            return connection.execute(question.encode(), values).fetchall()

    def wait_until_delivered(self) -> None:
        """Until the server has what each till with a line has sealed; one that it refuses is waited for a while."""
        ends = time.monotonic() + DELIVERED_SECONDS_MAX
        for page in [page for context in self._open for page in context.pages if "/till/" in page.url]:
            while not page.is_closed() and time.monotonic() < ends and not is_delivered(page):
                time.sleep(POLL_SECONDS)

    @contextmanager
    def browser(
        self, profile: Path, *, viewport: ViewportSize = PHONE, locale: str = "fr-FR", dark: bool = False
    ) -> Iterator[BrowserContext]:
        """A browser whose profile stays on disk, as on a device."""
        context = self.playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=self.chromium,
            args=list(FLAGS),
            viewport=viewport,
            locale=locale,
            color_scheme="dark" if dark else "light",
        )
        with self._used(context):
            yield context

    @contextmanager
    def _used(self, context: BrowserContext) -> Iterator[None]:
        context.set_default_timeout(PATIENCE_MS)
        self._open.append(context)
        try:
            yield
        finally:
            self._open.remove(context)
            with suppress(PlaywrightError):  # a journey may have killed it
                context.close()


def is_delivered(page: Page) -> bool:
    try:
        return bool(page.evaluate(UNDELIVERED) == 0)
    except PlaywrightError:  # it is just being loaded, or a journey has killed it
        return False


def good(name: str) -> Good:
    return next(good for good in goods() if good.name == name)


@dataclass(frozen=True, slots=True)
class TillPage:
    """The till in one tab, in French."""

    page: Page

    def enrol(self, access: Access, *, cashier: str = "Adèle") -> None:
        """Become a till by the address with the one-time code, and open with an empty drawer."""
        self.page.goto(access.enrolment_address)
        self.page.locator("form button[type=submit]").click()
        self.page.get_by_role("button", name=cashier).first.click()
        self.page.get_by_role("button", name="Ouvrir avec").click()
        self.wait_until_selling()
        self.wait_for_mark("catalog-ready")

    def reopen(self, address: str) -> None:
        self.page.goto(f"{address}/till/")
        self.wait_until_selling()

    def wait_until_selling(self) -> None:
        self.page.locator("button.card").wait_for()

    def wait_for_mark(self, name: str) -> None:
        self.page.wait_for_function("(name) => performance.getEntriesByName(name, 'mark').length > 0", arg=name)

    def wait_until_heard(self, words: str) -> None:
        """Until what the shop says stands on the device: a JavaScript pattern, met by the rows that the till keeps."""
        self.page.wait_for_function(HEARD, arg=words, polling=POLL_SECONDS * 1_000)

    def scan(self, code: str) -> None:
        """A scan that puts a line into the basket."""
        before = int(self.page.evaluate("performance.getEntriesByName('line-shown', 'mark').length"))
        self.read_code(code)
        try:
            self.page.wait_for_function(
                "(before) => performance.getEntriesByName('line-shown', 'mark').length > before", arg=before
            )
        except PlaywrightTimeout as late:
            raise AssertionError(f"no line for {code}:\n{self.page.locator('body').aria_snapshot()}") from late

    def read_code(self, code: str) -> None:
        """What a wedge reader sends: the digits in one burst, then Enter, wherever the focus is.

        The strokes are made inside the page, five milliseconds apart by their own time: a reader is told from a person
        by its speed, and a busy machine delays both the browser's remote control and the loop that makes the strokes.
        """
        self.page.evaluate(
            """(code) => {
                 const strokes = [...code].map((digit) => [digit, `Digit${digit}`]).concat([['Enter', 'Enter']]);
                 const began = performance.now();
                 strokes.forEach(([key, code], at) => {
                   const target = document.activeElement ?? document.body;
                   const stroke = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true });
                   Object.defineProperty(stroke, 'timeStamp', { value: began + 5 * at });
                   target.dispatchEvent(stroke);
                 });
               }""",
            code,
        )

    def pay_cash(self, received: int | None = None) -> None:
        """Take cash: exactly what is due, or what the customer gives (in cents)."""
        before = self.sealed_count()
        self.page.keyboard.press("F8")
        if received is None:
            self.page.locator("button.exact").click()
        else:
            self.page.locator("button.exact").wait_for()
            self.page.keyboard.type(str(received), delay=90)
            self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            "(before) => performance.getEntriesByName('sealed', 'mark').length > before", arg=before
        )
        self.page.locator(".tick").wait_for()

    def sell_amount(self, cents: int) -> None:
        """Type an amount without any article, and take exact cash."""
        self.page.get_by_role("tab", name="Montant").click()
        self.page.keyboard.type(str(cents), delay=90)
        self.pay_cash()

    def sealed_count(self) -> int:
        return int(self.page.evaluate("performance.getEntriesByName('sealed', 'mark').length"))

    @property
    def receipt_number(self) -> str:
        """Of the sale that was just paid: `T1-1-5`."""
        return self.page.locator(".number").inner_text().split(" ")[0]

    @property
    def state_button(self) -> Locator:
        """What the cashier reads about the network."""
        return self.page.get_by_role("button", name="État de la connexion")

    def wait_until_installed(self) -> None:
        """The service worker holds every file: from now on the page starts without a server."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def pull_cable(self) -> None:
        """No line any more, for a till that has had the moment which it needs to fetch what it shows later."""
        self.wait_for_mark("rest-ready")
        self.page.context.set_offline(True)

    def refund_last_sale(self) -> None:
        """All of it, in cash."""
        self.page.keyboard.press("F10")
        self.page.locator(".days button").first.click()
        self.page.get_by_role("button", name="Rembourser").click()
        self.page.get_by_role("button", name="Tout", exact=True).click()
        self.page.locator("footer .ways button").first.click()
        self.page.get_by_text("Remboursé").first.wait_for()

    def choose_language(self, language: str) -> None:
        """Through the menu, as a cashier does."""
        self.page.get_by_role("button", name="Menu", exact=True).click()
        self.page.get_by_role("button", name="Réglages").click()
        names = {"fr": "Français", "de": "Deutsch", "en": "English"}
        self.page.get_by_role("button", name=names[language]).click()
        self.page.keyboard.press("Escape")
        self.wait_until_selling()


def sign_in(page: Page, access: Access) -> None:
    """Into the back office, as the owner."""
    page.goto(f"{access.address}/sign-in")
    page.locator("#email").fill(access.email)
    page.locator("#password").fill(access.password)
    page.locator("form[action='/sign-in'] button").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def browser_processes(profile: Path) -> list[int]:
    """Every process of the browser with this profile."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if f"--user-data-dir={profile}".encode() in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
    return found
