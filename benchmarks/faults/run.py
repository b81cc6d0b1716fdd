"""`comptoir bench faults`: what a shop's machine and line do to it, besides being killed, while tills sell.

How each is done stands in benchmarks/README.md. What this machine does not let us do is null. A lost or doubled sale is
a figure here, not an exception.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
KILL = FOLDER.parent / "kill"
sys.path[:0] = [str(FOLDER), str(FOLDER.parent), str(KILL)]

import psycopg
from bad_line import BadLine
from load import LoadTill
from small_disk import SlowDisk, SmallDisk

from comptoir.config.demo.rehearsal import Rehearsal, _descendants

TILLS = 3
SECONDS, QUICK_SECONDS = 40, 8
SETTLE_SECONDS = 180
FAULTS = ("line", "frozen_server", "frozen_database", "slow_disk", "full_disk")

Figures = dict[str, int | float | None]


def main(*, quick: bool) -> Figures:
    seconds = QUICK_SECONDS if quick else SECONDS
    figures: Figures = {}
    # The database's account must be able to come here, or the small disk would hold the home alone.
    with open_folder() as folder, SmallDisk(folder / "disk") as disk:
        shop = Rehearsal(disk.path, durable=True)
        say("starting a Comptoir" + (" on a disk of its own" if disk.is_small else ""))
        try:
            shop.start()
            shop.furnish(days=1)
            codes = json.loads(shop.run([str(KILL / "enrolment_codes.py"), str(TILLS)]).splitlines()[-1])
            with BadLine(shop.port) as line:
                tills = [LoadTill(line.address, code, folder, seed) for seed, code in enumerate(codes, start=1)]
                for till in tills:
                    till.start()
                acts = {
                    "line": lambda: line.misbehave(seconds),
                    "frozen_server": lambda: freeze(shop, "server", seconds),
                    "frozen_database": lambda: freeze(shop, "database", seconds),
                    "slow_disk": lambda: slow(shop, seconds),
                    "full_disk": lambda: fill(disk, shop, seconds),
                }
                counted = {name: during(name, acts[name], shop, tills) for name in FAULTS}
                for till in tills:
                    till.drain()
                for till in tills:
                    till.join(timeout=SETTLE_SECONDS)
            figures = compare(shop, tills, counted)
        finally:
            shop.stop()
    return figures


def during(name: str, act: Callable[[], bool], shop: Rehearsal, tills: list[LoadTill]) -> frozenset[str] | None:
    """What was acknowledged from the beginning of a fault until the shop stood again; None: it could not be done."""
    before = acknowledged(tills)
    if not act():
        say(f"  {name}: this machine does not let us")
        return None
    shop.wait_until_open(seconds=SETTLE_SECONDS)
    time.sleep(3)
    found = acknowledged(tills) - before
    say(f"  {name}: {len(found)} acknowledged meanwhile and after")
    return found


def acknowledged(tills: list[LoadTill]) -> frozenset[str]:
    return frozenset().union(*(frozenset(till.acknowledged) for till in tills))


def freeze(shop: Rehearsal, name: str, seconds: float) -> bool:
    """The processes exist and do nothing: longer than a till waits for an answer."""
    root = shop.running().processes[name]
    pids = [root, *_descendants(root)]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(max(12, seconds))
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    return True


def slow(shop: Rehearsal, seconds: float) -> bool:
    """Every write of the database waits for its turn at a few a second."""
    with SlowDisk(shop.home.cluster.data.resolve()) as disk:
        root = shop.running().processes["database"]
        if not disk.take([root, *_descendants(root)]):
            return False
        say(f"  a write takes {disk.write_ms} ms on that disk")
        time.sleep(seconds)
    return True


def fill(disk: SmallDisk, shop: Rehearsal, seconds: float) -> bool:
    """The disk of home and database is full to its last block; then there is room again."""
    if not disk.is_small or not shop.home.cluster.data.resolve().is_relative_to(disk.path):
        return False
    with disk.full():
        time.sleep(max(12, seconds))
    return True


def compare(shop: Rehearsal, tills: list[LoadTill], counted: dict[str, frozenset[str] | None]) -> Figures:
    chains = [till.chain for till in tills]
    made = {digest: gross for till in tills for digest, gross in till.made.items()}
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as books:
        rows = books.execute("SELECT digest FROM sales_entry WHERE chain_id = ANY(%s)", [chains])
        stored = Counter(bytes(digest).hex() for (digest,) in rows)
        quarantined = books.execute("SELECT count(*) FROM sales_quarantine WHERE chain = ANY(%s)", [chains]).fetchone()
        total = books.execute(
            "SELECT coalesce(sum(s.gross), 0)::bigint FROM sales_sale s JOIN sales_entry e USING (id) "
            "WHERE e.chain_id = ANY(%s)",
            [chains],
        ).fetchone()
    everything = acknowledged(tills)
    figures: Figures = {
        "acknowledged": len(everything),
        "lost": len([digest for digest in everything | made.keys() if digest not in stored]),
        "doubled": sum(count - 1 for count in stored.values()) + len(stored.keys() - made.keys()),
        "sums_equal": int(total is not None and total[0] == sum(made.values())),
        "refused": sum(len(till.refused) for till in tills) + (quarantined[0] if quarantined else 0),
        "cut_deliveries": sum(till.cuts for till in tills),
    }
    for name, digests in counted.items():
        there = None if digests is None else [digest for digest in digests if digest in stored]
        figures |= {
            f"{name}_acknowledged": None if digests is None else len(digests),
            f"{name}_stored": None if there is None else len(there),
            f"{name}_doubled": None if there is None else sum(stored[digest] - 1 for digest in there),
        }
    return figures


@contextmanager
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-faults-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(main(quick="--quick" in sys.argv)))
