"""A real Chromium with a profile on disk, and the few steps that bring the till's pages to where a bench begins."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Playwright, TimeoutError

from comptoir.config.demo.rehearsal import Access

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}


def executable() -> str:
    return os.environ.get("COMPTOIR_CHROMIUM") or "/usr/bin/chromium"


def launch(playwright: Playwright, profile: Path) -> BrowserContext:
    """Start a browser on this profile, phone-sized, in French."""
    return playwright.chromium.launch_persistent_context(
        str(profile), executable_path=executable(), args=list(FLAGS), viewport=PHONE, locale="fr-FR"
    )


@contextmanager
def browsing(playwright: Playwright, profile: Path) -> Iterator[BrowserContext]:
    context = launch(playwright, profile)
    try:
        yield context
    finally:
        with contextlib.suppress(Error):  # it may have been killed
            context.close()


def browser_pid(profile: Path) -> int:
    """The browser's main process: the one with this profile that is nobody's part."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            arguments = entry.read_bytes().split(b"\0")
            has_profile = f"--user-data-dir={profile}".encode() in arguments
            if has_profile and not any(argument.startswith(b"--type=") for argument in arguments):
                return int(entry.parent.name)
    raise LookupError(f"no browser runs with {profile}")


def browser_processes(profile: Path) -> list[int]:
    """Every process of the browser with this profile."""
    root = browser_pid(profile)
    found, waiting = [root], [root]
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{pid}/task"):
                children = [int(child) for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
                found += children
                waiting += children
    return found


def kill_browser(pids: list[int]) -> None:
    """SIGKILL to every process of a browser at once."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def enrol(page: Page, address: str) -> None:
    """Make this browser a till by the one-time code in the address."""
    page.goto(address)
    page.locator("form button[type=submit]").click()


def open_session(page: Page) -> None:
    """Say who sells, and open with an empty drawer."""
    cashier = page.get_by_role("button", name="Adèle").first
    try:
        cashier.wait_for(timeout=120_000)
    except TimeoutError:
        print(f"The till does not open; it shows: {page.locator('body').inner_text()}", file=sys.stderr)
        raise
    cashier.click()
    page.get_by_role("button", name="Ouvrir avec").click()
    wait_for_mark(page, "amount-ready")


def wait_for_mark(page: Page, name: str, *, timeout_ms: int = 120_000) -> float:
    """When the till set this mark, in milliseconds since the navigation began."""
    handle = page.wait_for_function(
        "(name) => performance.getEntriesByName(name, 'mark')[0]?.startTime", arg=name, timeout=timeout_ms
    )
    return float(handle.json_value())


def percentile(values: list[float], percent: int) -> float | None:
    """The nearest-rank percentile; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def office_of(playwright: Playwright, access: Access) -> Page:
    """A person's browser, signed in to the back office."""
    browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_context(locale="fr-FR").new_page()
    page.goto(f"{access.address}/sign-in")
    page.locator("#email").fill(access.email)
    page.locator("#password").fill(access.password)
    page.locator("form[action='/sign-in'] button").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page
