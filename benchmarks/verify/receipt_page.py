"""From opening a receipt's address to the verdict, a witness's cosignature included, in a browser four times slower."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import zxingcpp
from browser import browsing, enrol, executable, office_of, open_session, percentile, wait_for_mark
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from comptoir.config.demo.rehearsal import Access, Rehearsal, free_port

Figures = dict[str, int | float | None]
OPENINGS, QUICK_OPENINGS = 40, 6
SLOWER = 4
PATIENCE_SECONDS = 60
# The moment at which both stand there: the shop's books agree, and a witness that the customer trusts cosigned.
VERDICT = """() => document.querySelector(".verdict.good") && document.querySelector(".witnesses li.good")
  ? performance.now() : null"""


def measure(*, quick: bool) -> Figures:
    os.environ["COMPTOIR_WITNESS_NETWORKS"] = "127.0.0.0/8"
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-verify-") as folder:
        shop = Rehearsal(Path(folder) / "shop")
        witness = Witness(Path(folder) / "witness")
        say("starting a Comptoir and a witness")
        try:
            shop.start()
            access = shop.furnish(days=1)
            witness.start()
            with sync_playwright() as playwright:
                name_witness(playwright, access, witness)
                claim = sell(playwright, Path(folder) / "till", access)
                browser = playwright.chromium.launch(
                    executable_path=executable(), args=["--no-sandbox", "--disable-gpu"]
                )
                wait_until_cosigned(browser, shop.address, claim, witness.key)
                count = QUICK_OPENINGS if quick else OPENINGS
                # In turns: whatever else the machine does slows both.
                pairs = [
                    (open_receipt(browser, shop.address, claim, witness.key), open_nothing(browser, shop.address))
                    for _ in range(count)
                ]
                times, empty = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
                browser.close()
        finally:
            witness.stop()
            shop.stop()
    return {
        "receipt_check_ms_x4": rounded(percentile(times, 95)),
        "receipt_check_p50_ms_x4": rounded(percentile(times, 50)),
        "receipt_empty_p50_ms_x4": rounded(percentile(empty, 50)),
        "receipt_over_empty": rounded(percentile([one / other for one, other in pairs], 50)),
        "receipt_openings": len(times),
    }


class Witness:
    """`comptoir witness` as another party runs it."""

    def __init__(self, folder: Path) -> None:
        self._command = [sys.executable, "-m", "comptoir.config.cli", "witness", "--folder", str(folder)]
        self.port = free_port()
        self.key = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        named = ["--name", "witness.bench.example", "--listen", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen([*self._command, *named], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._process.stdout.readline()
        self.key = self._process.stdout.readline().removeprefix("Its key: ").strip()

    def trust(self, log: str) -> None:
        subprocess.run([*self._command, "trust", log], check=True, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def name_witness(playwright: Playwright, access: Access, witness: Witness) -> None:
    """As the owner does, on the page of witnesses."""
    page = office_of(playwright, access)
    page.goto(f"{access.address}/witnesses/new")
    witness.trust(page.locator("main code").inner_text().removeprefix("comptoir witness trust "))
    page.locator("input[name=key]").fill(witness.key)
    page.locator("input[name=address]").fill(f"http://127.0.0.1:{witness.port}")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: address.endswith("/witnesses"))


def sell(playwright: Playwright, profile: Path, access: Access) -> str:
    """One cash sale at a till; what its code says behind the #."""
    with browsing(playwright, profile) as context:
        page = context.pages[0]
        enrol(page, access.enrolment_address)
        open_session(page)
        wait_for_mark(page, "catalog-ready")
        page.get_by_role("tab", name="Montant").click()
        page.keyboard.type("1250", delay=60)
        page.keyboard.press("F8")
        page.locator("button.exact").click()
        page.locator(".qr svg").wait_for()
        picture = Image.open(io.BytesIO(page.locator(".qr").screenshot(type="png")))
        [code] = zxingcpp.read_barcodes(picture)
        page.wait_for_timeout(2_000)  # until it is sent
    return code.text.rpartition("#")[2]


def wait_until_cosigned(browser: Browser, address: str, claim: str, key: str) -> None:
    """A head a minute at most: the one after the sale has to come first."""
    until = time.monotonic() + 3 * PATIENCE_SECONDS
    while True:
        page = customer(browser, key)
        page.goto(f"{address}/r/#{claim}")
        page.locator(".verdict").wait_for(timeout=PATIENCE_SECONDS * 1_000)
        page.wait_for_timeout(500)
        is_there = page.locator(".witnesses li.good").count() > 0
        told = page.locator("body").inner_text()
        page.context.close()
        if is_there:
            return
        if time.monotonic() > until:
            raise SystemExit(f"no witness cosigned the sale; the page shows: {told}")
        time.sleep(3)


def open_receipt(browser: Browser, address: str, claim: str, key: str) -> float:
    """In a browser that was never here: milliseconds from the navigation to the verdict."""
    page = customer(browser, key)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{address}/r/#{claim}", wait_until="commit")
    took = page.wait_for_function(VERDICT, timeout=PATIENCE_SECONDS * 1_000, polling="raf").json_value()
    page.context.close()
    return float(took)


def open_nothing(browser: Browser, address: str) -> float:
    """The floor: a picture of 235 bytes from the same server, in the same slow browser, until it is there."""
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{address}/r/icon.svg")
    took = page.evaluate("performance.now()")
    page.context.close()
    return float(took)


def customer(browser: Browser, key: str) -> Page:
    """Who holds the witness's key since another visit."""
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR").new_page()
    page.add_init_script(f"localStorage.setItem('comptoir-witnesses', {json.dumps(json.dumps([key]))})")
    return page


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)
