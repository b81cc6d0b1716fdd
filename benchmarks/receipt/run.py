"""`comptoir bench receipt`: from the sealed sale to the last byte on paper, through a real agent and a virtual printer.

How the figure is taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from browser import browsing, enrol, open_session, percentile, wait_for_mark
from playwright.sync_api import Page, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal
from comptoir_agent.simulate.hands import Device, Hardware, hardware

RECEIPTS, QUICK_RECEIPTS = 60, 10
WARM_UP = 3
# When the sale stood sealed on disk, as a time of day.
SEALED_AT = """() => {
  const mark = performance.getEntriesByName("sealed", "mark").at(-1);
  return performance.timeOrigin + mark.startTime;
}"""

Figures = dict[str, int | float | None]


def main(*, quick: bool) -> Figures:
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-receipt-") as folder:
        shop = Rehearsal(Path(folder) / "shop")
        say("starting a Comptoir, an agent and a printer")
        try:
            shop.start()
            access = shop.furnish(days=1)
            with (
                sync_playwright() as playwright,
                hardware(Path(folder)) as counter,
                browsing(playwright, Path(folder) / "profile") as context,
            ):
                page = context.pages[0]
                enrol(page, access.enrolment_address)
                open_session(page)
                wait_for_mark(page, "catalog-ready")
                connect(page, counter)
                times = [
                    sell(page, counter.printer) for _ in progress(WARM_UP + (QUICK_RECEIPTS if quick else RECEIPTS))
                ]
        finally:
            shop.stop()
    measured = times[WARM_UP:]
    return {
        "paid_to_last_byte_p50_ms": rounded(percentile(measured, 50)),
        "paid_to_last_byte_p95_ms": rounded(percentile(measured, 95)),
        "paid_to_last_byte_max_ms": rounded(max(measured)),
        "receipts": len(measured),
    }


def sell(page: Page, printer: Device) -> float:
    """One cash sale; milliseconds from its seal to the cut behind its receipt."""
    page.get_by_role("tab", name="Montant").click()
    page.keyboard.type("1250", delay=60)
    page.keyboard.press("F8")
    page.locator("button.exact").click()
    page.locator(".tick").wait_for()
    printer.next("page")
    sealed_at = float(page.evaluate(SEALED_AT))
    page.keyboard.press("Escape")
    page.locator(".tick").wait_for(state="hidden")
    return printer.heard_at * 1_000 - sealed_at


def connect(page: Page, counter: Hardware) -> None:
    """Pair with the agent as a person does, and let every sale print by itself."""
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label("Adresse").fill(counter.address)
    page.get_by_label("Code").fill(counter.code())
    page.get_by_role("button", name="Connecter", exact=True).click()
    page.get_by_role("button", name="Caisse · 80").click()
    page.get_by_role("button", name="Après chaque vente").click()
    page.keyboard.press("Escape")
    page.locator("button.card").wait_for()


def progress(count: int) -> Iterator[int]:
    for number in range(count):
        print(f"\rreceipt {number + 1} of {count}", end="", file=sys.stderr, flush=True)
        yield number
    print(file=sys.stderr)


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)
