"""`comptoir bench receipt`: from the sealed sale to the last byte on paper, through a real agent and a virtual printer.

How the figure is taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, Any

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]

from browser import browsing, enrol, open_session, percentile, wait_for_mark
from playwright.sync_api import Page, sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal

RECEIPTS, QUICK_RECEIPTS = 60, 10
WARM_UP = 3
SECONDS_MAX = 20.0
AGENT = (sys.executable, "-c", "from comptoir_agent.cli import main; main()")
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
                counter(Path(folder)) as (address, settings, events),
                browsing(playwright, Path(folder) / "profile") as context,
            ):
                page = context.pages[0]
                enrol(page, access.enrolment_address)
                open_session(page)
                wait_for_mark(page, "catalog-ready")
                connect(page, address, settings)
                times = [sell(page, events) for _ in progress(WARM_UP + (QUICK_RECEIPTS if quick else RECEIPTS))]
        finally:
            shop.stop()
    measured = times[WARM_UP:]
    return {
        "paid_to_last_byte_p50_ms": rounded(percentile(measured, 50)),
        "paid_to_last_byte_p95_ms": rounded(percentile(measured, 95)),
        "paid_to_last_byte_max_ms": rounded(max(measured)),
        "receipts": len(measured),
    }


def sell(page: Page, events: Queue[dict[str, Any]]) -> float:
    """One cash sale; milliseconds from its seal to the cut behind its receipt."""
    page.get_by_role("tab", name="Montant").click()
    page.keyboard.type("1250", delay=60)
    page.keyboard.press("F8")
    page.locator("button.exact").click()
    page.locator(".tick").wait_for()
    while (event := events.get(timeout=SECONDS_MAX))["event"] != "page":
        pass
    sealed_at = float(page.evaluate(SEALED_AT))
    page.keyboard.press("Escape")
    page.locator(".tick").wait_for(state="hidden")
    return float(event["seen"]) * 1_000 - sealed_at


def connect(page: Page, address: str, settings: Path) -> None:
    """Pair with the agent as a person does, and let every sale print by itself."""
    code = subprocess.run([*AGENT, "pair", str(settings)], capture_output=True, text=True, check=True).stdout
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label("Adresse").fill(address)
    page.get_by_label("Code").fill(code.split("\n\n")[1].strip())
    page.get_by_role("button", name="Connecter", exact=True).click()
    page.get_by_role("button", name="Caisse · 80").click()
    page.get_by_role("button", name="Après chaque vente").click()
    page.keyboard.press("Escape")
    page.locator("button.card").wait_for()


@contextmanager
def counter(folder: Path) -> Iterator[tuple[str, Path, Queue[dict[str, Any]]]]:
    """A virtual printer and the agent that has it."""
    printing = [*AGENT, "simulate", "printer", "--port", "0", "--folder", str(folder / "printed")]
    printer = subprocess.Popen(printing, stdout=subprocess.PIPE, text=True)
    assert printer.stdout is not None
    ready = json.loads(printer.stdout.readline())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "agent.toml"
    settings.write_text(
        f'name = "Comptoir"\nport = {port}\n[[printers]]\nid = "front"\nname = "Caisse"\nhost = "127.0.0.1"\n'
        f"port = {ready['port']}\n",
        encoding="utf-8",
    )
    agent = subprocess.Popen([*AGENT, "serve", str(settings)], stderr=subprocess.DEVNULL)
    events: Queue[dict[str, Any]] = Queue()
    Thread(target=listen, args=(printer.stdout, events), daemon=True).start()
    try:
        wait_for(port)
        yield f"localhost:{port}", settings, events
    finally:
        for process in (agent, printer):
            process.terminate()
            process.wait(timeout=SECONDS_MAX)


def listen(lines: IO[str], events: Queue[dict[str, Any]]) -> None:
    """Note when each event came: the printer tells of a page when its knife has cut."""
    for line in lines:
        events.put(json.loads(line) | {"seen": time.time()})


def wait_for(port: int) -> None:
    ends = time.monotonic() + SECONDS_MAX
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the agent does not answer")


def progress(count: int) -> Iterator[int]:
    for number in range(count):
        print(f"\rreceipt {number + 1} of {count}", end="", file=sys.stderr, flush=True)
        yield number
    print(file=sys.stderr)


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)
