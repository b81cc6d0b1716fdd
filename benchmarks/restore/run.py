"""`comptoir bench restore`: an old backup onto an empty machine, and the tills bring what it lacks.

How it is done stands in benchmarks/README.md. A lost or doubled sale is a figure here, not an exception: it is printed.
`COMPTOIR_BENCH_ENTRIES` sets another number of entries; `COMPTOIR_BENCH_RESTORE=/a/folder` keeps the filled shop there.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent), str(FOLDER.parent / "kill")]

import psycopg
from browser_till import BrowserTill, chain_of_browser
from patient_till import PatientTill
from playwright.sync_api import sync_playwright

from comptoir.config.demo.rehearsal import Rehearsal
from comptoir.platform.backups.recovery import Kind, RecoveryKey

ENTRIES, QUICK_ENTRIES = 1_000_000, 20_000
TILLS, SALES_BEFORE, SALES_AFTER = 3, 300, 300
BROWSER_SECONDS = 4
RESTORE = "from comptoir.config.cli import main; main()"

Figures = dict[str, int | float | None]


@dataclass(frozen=True, slots=True)
class Backup:
    """Two files, and what opens them."""

    books: str
    secrets: str
    seconds: float
    bytes: int
    entries: int
    keys: dict[Kind, RecoveryKey]


def main(*, quick: bool) -> Figures:
    entries = int(os.environ.get("COMPTOIR_BENCH_ENTRIES", QUICK_ENTRIES if quick else ENTRIES))
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-restore-") as name, a_place(Path(name)) as place:
        folder = Path(name)
        shop = Rehearsal(place, durable=True)
        again = Rehearsal(folder / "new", durable=True, port=shop.port)
        try:
            shop.start()
            access = shop.furnish(days=1)
            fill_s = fill(shop, entries)
            with sync_playwright() as playwright:
                browser = BrowserTill(playwright, shop)
                browser.enrol(access.enrolment_address)
                codes = json.loads(shop.run([str(FOLDER.parent / "kill" / "enrolment_codes.py"), str(TILLS + 1)]))
                tills = [PatientTill(shop.address, code, folder, seed) for seed, code in enumerate(codes[:TILLS], 1)]
                trade(tills, browser, SALES_BEFORE)
                backup = back_up(shop, folder)
                say(f"{backup.entries} entries backed up in {backup.seconds} s, {backup.bytes / 1e6:.0f} MB")
                # Enrolled after the backup: its chain is nowhere but in its certificate.
                tills.append(PatientTill(shop.address, codes[TILLS], folder, TILLS + 1))
                trade(tills, browser, SALES_AFTER)
                shop.stop()
                restore_s = restore(again, backup)
                say(f"the door is open again after {restore_s:.1f} s")
                began = time.monotonic()
                for till in tills:
                    till.catch_up()
                browser.move_to(again)
                browser.bring_back()
                resent_s = round(time.monotonic() - began, 1)
            figures = compare(again, tills, browser)
        finally:
            shop.stop()
            again.stop()
    return figures | {
        "entries": backup.entries,
        "fill_s": fill_s,
        "backup_s": backup.seconds,
        "backup_mb": round(backup.bytes / 1e6),
        "restore_s": round(restore_s, 1),
        "resend_s": resent_s,
    }


@contextmanager
def a_place(folder: Path) -> Iterator[Path]:
    """Where the shop that is lost lies: in a folder that stays, or in one that goes with the bench."""
    kept = os.environ.get("COMPTOIR_BENCH_RESTORE", "")
    place = Path(kept) / "lost" if kept else folder / "lost"
    # The browser of the run before is no till of this one.
    shutil.rmtree(place / "profile", ignore_errors=True)
    yield place


def fill(shop: Rehearsal, entries: int) -> float | None:
    """Seconds that it took; None where a run before did it. A few thousand entries of each run come to it."""
    note = shop.folder / "filled.json"
    if note.exists():
        filled = json.loads(note.read_text(encoding="utf-8"))["entries"]
        if filled != entries:
            raise SystemExit(f"{shop.folder} holds {filled} entries, not {entries}: take it away, or ask for as many.")
        say(f"the books hold {entries} entries from before")
        return None
    say(f"filling the books with {entries} entries")
    began = time.monotonic()
    with shop.home.cluster.running() as server:
        shop.run([str(FOLDER / "filling.py"), server.url("comptoir"), str(entries)])
    note.write_text(json.dumps({"entries": entries}), encoding="utf-8")
    return round(time.monotonic() - began, 1)


def trade(tills: list[PatientTill], browser: BrowserTill, sales: int) -> None:
    """Everything of it is acknowledged, or seen paid, when this is over."""
    for till in tills:
        till.sell(sales)
        till.deliver()
    with browser.selling() as page:
        page.wait_for_timeout(BROWSER_SECONDS * 1_000)
    browser.deliver_the_rest()


def back_up(shop: Rehearsal, folder: Path) -> Backup:
    keys = {kind: RecoveryKey.new(kind) for kind in Kind}
    public = [base64.b64encode(keys[kind].public).decode() for kind in (Kind.BOOKS, Kind.SECRETS)]
    said = json.loads(shop.run([str(FOLDER / "backing_up.py"), str(folder), *public]).splitlines()[-1])
    return Backup(**said, keys=keys)


def restore(again: Rehearsal, backup: Backup) -> float:
    """`comptoir restore` into an empty home, then `serve`: seconds until the door has asked the database."""
    began = time.monotonic()
    environment = {
        **os.environ,
        "COMPTOIR_HOME": str(again.home.path),
        "COMPTOIR_RECOVERY_KEY_BOOKS": str(backup.keys[Kind.BOOKS]),
        "COMPTOIR_RECOVERY_KEY_SECRETS": str(backup.keys[Kind.SECRETS]),
    }
    subprocess.run(
        [sys.executable, "-c", RESTORE, "restore", backup.books, "--secrets", backup.secrets],
        env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=True,
    )  # fmt: skip
    again.start()
    return time.monotonic() - began


def compare(shop: Rehearsal, tills: list[PatientTill], browser: BrowserTill) -> Figures:
    """What the tills know against what the books hold."""
    chains = [till.chain for till in tills]
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as books:
        stored = Counter(
            bytes(digest).hex()
            for (digest,) in books.execute("SELECT digest FROM sales_entry WHERE chain_id = ANY(%s)", [chains])
        )
        chain = chain_of_browser(books)
        in_browser = dict(
            books.execute(
                "SELECT e.sequence, s.gross FROM sales_sale s JOIN sales_entry e USING (id) WHERE e.chain_id = %s",
                [chain],
            ).fetchall()
        )
        # The demo shop has one of its own, to be looked at.
        ours = [*chains, chain]
        quarantined = books.execute("SELECT count(*) FROM sales_quarantine WHERE chain = ANY(%s)", [ours]).fetchone()
        ages = books.execute("SELECT count(*) FROM platform_tree_head WHERE note LIKE %s", ["%\nafter comptoir/%"])
        new_ages = ages.fetchone()
    acknowledged = set().union(*(till.acknowledged for till in tills))
    lost = [digest for digest in acknowledged if digest not in stored]
    lost_browser = [seen for seen in browser.seen.items() if in_browser.get(seen[0]) != seen[1]]
    return {
        "acknowledged": len(acknowledged) + len(browser.seen),
        "acknowledged_browser": len(browser.seen),
        "lost": len(lost) + len(lost_browser),
        "doubled": sum(count - 1 for count in stored.values()),
        "quarantined": quarantined[0] if quarantined else None,
        "sent_again": sum(till.sent_again for till in tills),
        "presented": sum(till.presented for till in tills),
        "logs_of_a_new_age": new_ages[0] if new_ages else None,
    }


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(main(quick="--quick" in sys.argv)))
