"""Tries each mutation in a transaction of its own, asks the verifier, and takes it back."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from eleven import ELEVEN
from mutations import Mutate, Touched, plan
from rival import found_by_rival
from shop import Book
from superuser import Connection

from comptoir.config import verification_aside, verification_chain
from comptoir.config.verification import Report, verify_snapshot
from comptoir.journal import PublicKey, verify_digest_seal

AGAIN = 20
TRIED_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Tried:
    """One mutation: whether anything was found, and whether a finding names what was touched."""

    number: int
    kind: str
    how: str
    is_found: bool
    is_named: bool


def measure(
    urls: Sequence[str], book: Book, count: int, seed: int, say: Callable[[str], None], notes: Path | None = None
) -> dict[str, int | float | None]:
    """`urls`: copies of one database, one for each process: mutations side by side would wait for each other.

    `notes`: a file that keeps what was tried, so that a run which was stopped goes on where it was.
    """
    url = urls[0]
    remember_seals()
    with psycopg.connect(url) as connection:
        alarms = verify(connection, book).findings
        connection.rollback()
    for alarm in alarms[:10]:
        say(f"false alarm: {alarm}")
    planned = list(enumerate(plan(count, seed)))
    pieces = [planned[start : start + TRIED_AT_ONCE] for start in range(0, count, TRIED_AT_ONCE)]
    whose = f"{seed}/{count}/{book.lines}/{sha256(b''.join(one.digest for one in book.entries)).hexdigest()}"
    known = read_notes(notes, whose)
    tried: list[Tried] = [one for piece in known.values() for one in piece]
    if tried:
        say(f"{len(tried)} were tried before the last run was stopped")
    context = get_context("fork")
    pools = [ProcessPoolExecutor(1, mp_context=context, initializer=remember_seals) for _ in urls]
    waiting = {
        pools[number % len(urls)].submit(try_some, urls[number % len(urls)], book, piece): number
        for number, piece in enumerate(pieces)
        if number not in known
    }
    try:
        for done in as_completed(waiting):
            tried += done.result()
            note(notes, whose, waiting[done], done.result())
            if len(tried) % 100 == 0:
                say(f"{len(tried)} tried, {sum(one.is_named for one in tried)} found and named")
    finally:
        for pool in pools:
            pool.shutdown(cancel_futures=True)
    for one in tried:
        if not one.is_named:
            say(f"not named: {one}")
    ours = [name for name, mutate in ELEVEN if try_one(url, book, 0, "eleven", mutate, seed).is_named]
    theirs = found_by_rival(seed)
    say(f"of the eleven: ours {ours}; the rival's algorithm {theirs}")
    kinds = Counter(one.kind for one in tried)
    return {
        "found_share": share(sum(one.is_named for one in tried), len(tried)),
        "noticed_share": share(sum(one.is_found for one in tried), len(tried)),
        "mutations": len(tried),
        **{f"{kind.replace('-', '_')}": number for kind, number in sorted(kinds.items())},
        "eleven_found": len(ours),
        "eleven_found_by_rival": len(theirs),
        "false_alarms": len(alarms),
        "entries": len(book.entries),
    }


def read_notes(notes: Path | None, whose: str) -> dict[int, list[Tried]]:
    """What was tried of the same plan on the same books, by piece. A line that was cut short does not count."""
    known: dict[int, list[Tried]] = {}
    if notes is not None and notes.exists():
        for line in notes.read_text(encoding="utf-8").splitlines():
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if said["of"] == whose:
                known[said["piece"]] = [Tried(**one) for one in said["tried"]]
    return known


def note(notes: Path | None, whose: str, piece: int, tried: Sequence[Tried]) -> None:
    if notes is not None:
        said = {"of": whose, "piece": piece, "tried": [asdict(one) for one in tried]}
        with notes.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(said))


def try_some(url: str, book: Book, planned: list[tuple[int, tuple[str, Mutate, int]]]) -> list[Tried]:
    return [try_one(url, book, number, kind, mutate, seed) for number, (kind, mutate, seed) in planned]


def try_one(url: str, book: Book, number: int, kind: str, mutate: Mutate, seed: int) -> Tried:
    with psycopg.connect(url) as connection:
        # A superuser goes past triggers and foreign keys.
        connection.execute("SET LOCAL session_replication_role = replica")
        touched = apply(connection, book, mutate, seed)
        findings = verify(connection, book).findings
        connection.rollback()
    named = any(one.entry in touched.entries or plain(one.document) in touched.documents for one in findings)
    return Tried(number, kind, f"{mutate.__name__}: {touched.how}", bool(findings), named)


def apply(connection: Connection, book: Book, mutate: Mutate, seed: int) -> Touched:
    """What the tables' own constraints refuse even to a superuser is tried in another way."""
    for attempt in range(AGAIN):
        try:
            with connection.transaction():
                return mutate(connection, book, random.Random(f"{seed}/{attempt}"))
        except (psycopg.IntegrityError, psycopg.DataError):
            continue
    raise AssertionError(f"{mutate.__name__} {seed} was refused {AGAIN} times")


def verify(connection: Connection, book: Book) -> Report:
    return verify_snapshot(connection, organization=None, outside=book.outside)


def plain(document: str) -> str:
    return document.partition(" (")[0]


def share(part: int, whole: int) -> float:
    return int(10_000 * part / whole) / 10_000 if whole else 0.0


def remember_seals() -> None:
    """Whether a seal fits is asked a thousand times of the same bytes, and is the same each time."""
    known: dict[tuple[bytes, str, str], bool] = {}

    def remembered(key: PublicKey, entry_digest: str, seal: str) -> bool:
        asked = (key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint), entry_digest, seal)
        if asked not in known:
            known[asked] = verify_digest_seal(key, entry_digest, seal)
        return known[asked]

    verification_chain.verify_digest_seal = remembered  # type: ignore[attr-defined]
    verification_aside.verify_digest_seal = remembered  # type: ignore[attr-defined]
