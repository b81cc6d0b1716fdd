"""comptoir bench reconcile: a month of 100,000 card payments, the card company's files of it with seeded faults, and
whether each fault is found and nothing else is.

How each figure is taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import csv
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent / "ingest")]

import psycopg
from database import addresses, found_shop, prepare
from django.db import connections

from comptoir.kernel import new_uuid7
from comptoir.platform.postgres import Cluster, RunningServer

Figures = dict[str, int | float | None]

PAYMENTS, QUICK_PAYMENTS = 100_000, 5_000
STORES = 10
SEED = 20_261_127
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
KINDS = ("missing_here", "missing_there", "amount_differs", "doubled")
HEAD = [
    "when", "gross", "fee", "kind", "key", "reference", "own_reference", "authorization", "trace", "terminal",
    "last_four", "payout",
]  # fmt: skip
COPY = """
    COPY payments_card_attempt (organization_id, id, store_id, till_id, kind, amount, tip, currency, driver, terminal,
        terminal_name, state, made_at, brand, last_four, authorization_, trace, receipt, terminal_number, reverses)
    FROM STDIN
""".replace("authorization_", '"authorization"')
# What somebody would write first: one join by the identifier alone.
NAIVE = """
    SELECT count(*) FILTER (WHERE a.id IS NOT NULL AND l.key IS NOT NULL), count(*) FILTER (WHERE a.id IS NULL),
        count(*) FILTER (WHERE l.key IS NULL)
    FROM payments_card_attempt a
    FULL JOIN settlements_line l ON l.organization_id = a.organization_id AND l.own_reference = a.id::text
"""


@dataclass(slots=True)
class Month:
    """What tills took, what the company's files say of it, and which of it was falsified."""

    attempts: list[tuple[object, ...]] = field(default_factory=list)
    files: list[list[list[object]]] = field(default_factory=list)
    # Of each fault: its kind, and the line or the payment that shows it.
    lines_at_fault: dict[str, str] = field(default_factory=dict)
    payments_at_fault: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))


def main(*, quick: bool) -> Figures:
    """Measure; speaks on stderr."""
    folder = Path(tempfile.mkdtemp(prefix="comptoir-bench-reconcile-"))
    cluster = Cluster(folder / "database" / "data")
    database = cluster.start()
    try:
        prepare(database, folder / "home")
        return _measure(database, QUICK_PAYMENTS if quick else PAYMENTS, quick=quick)
    finally:
        connections.close_all()
        database.stop()
        cluster.destroy()


def _measure(database: RunningServer, many: int, *, quick: bool) -> Figures:
    from comptoir.platform.tenancy import reading
    from comptoir.settlements.commands import TryFile, TurnFile, Window
    from comptoir.settlements.public import reconcile, take_file, try_file

    owner, _app = addresses(database, "comptoir")
    organization, stores = found_shop(STORES)
    say(f"making {many} payments")
    month = _month(organization, stores, many)
    with psycopg.connect(owner) as connection, connection.cursor() as cursor, cursor.copy(COPY.encode()) as copy:
        for row in month.attempts:
            copy.write_row(row)
    contents = [_content(rows) for rows in month.files]
    began = time.monotonic()
    taken = 0
    for store, content in zip(stores, contents, strict=True):
        file = new_uuid7()
        try_file(
            TryFile(
                organization=organization, person=None, id=file, store=store, name="month.csv", content=content,
                timezone="Europe/Paris", currency="EUR",
            )
        )  # fmt: skip
        taken += take_file(TurnFile(organization=organization, person=None, file=file, now=datetime.now(UTC))).lines
    took = time.monotonic() - began
    say(f"  {taken} lines taken in {took:.1f} s")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        began = time.monotonic()
        connection.execute(NAIVE.encode()).fetchone()
        naive = time.monotonic() - began
    began = time.monotonic()
    with reading(organization):
        found = reconcile(Window(tuple(stores), FIRST, LAST), timezone="Europe/Paris", currency="EUR")
    matched = time.monotonic() - began
    say(f"  set beside each other in {matched:.1f} s; one join by the identifier alone: {naive:.2f} s")
    return {
        "lines": taken,
        **_judge(month, found.rows),
        # With fewer lines the name would promise what was not measured.
        "seconds": None if quick else round(took + matched, 1),
        "take_s": round(took, 1),
        "match_s": round(matched, 1),
        "ratio_to_one_join": round(matched / naive, 1) if naive else None,
    }


def _month(organization: UUID, stores: list[UUID], many: int) -> Month:
    """Of payments, half bear the shop's identifier, others terminal and trace, or authorization and last four digits,
    and each fifth only an amount and a time. Each hundredth was given back before it was settled.
    """
    chance, month = random.Random(SEED), Month()
    per_store = many // len(stores)
    for place, store in enumerate(stores):
        rows: list[list[object]] = []
        for number in range(per_store):
            at = _moment(chance)
            is_refund = chance.random() < 0.03
            amount = int(chance.lognormvariate(7.3, 0.9)) + 50
            key, trace = new_uuid7(), f"{place * per_store + number:012d}"
            authorization, last_four = f"{chance.randrange(16**6):06X}", f"{chance.randrange(10_000):04d}"
            month.attempts.append(
                _attempt(organization, key, store, place, amount, at, authorization, trace, last_four, is_refund)
            )
            if chance.random() < 0.01:
                month.attempts.append(
                    _attempt(
                        organization, new_uuid7(), store, place, amount, at + timedelta(seconds=50), authorization,
                        trace, last_four, not is_refund, key,
                    )
                )  # fmt: skip
                continue
            booked = at + timedelta(seconds=chance.randint(0, 3))
            signed = -amount if is_refund else amount
            line = _line(chance, booked, signed, key, authorization, trace, last_four, f"{place}-{number}", place)
            rows += _falsify(chance, month, line, str(key))
        month.files.append(rows)
    return month


def _moment(chance: random.Random) -> datetime:
    """Inside the month, and a day from its ends: what lies beyond the files is awaited, and no fault."""
    day = chance.randrange(1, (LAST - FIRST).days)
    return datetime(2026, 10, 1, 6, tzinfo=UTC) + timedelta(days=day, seconds=chance.randrange(12 * 3_600))


def _attempt(
    organization: UUID, key: UUID, store: UUID, place: int, amount: int, at: datetime, authorization: str, trace: str,
    last_four: str, is_refund: bool, reverses: UUID | None = None,
) -> tuple[object, ...]:  # fmt: skip
    kind = "reversal" if is_refund else "payment"
    return (
        organization, key, store, store, kind, amount, 0, 978, "zvt", f"t{place}", f"T{place}", "approved", at, "VISA",
        last_four, authorization, trace, "", f"TERM{place}", reverses,
    )  # fmt: skip


def _line(
    chance: random.Random, at: datetime, amount: int, key: UUID, authorization: str, trace: str, last_four: str,
    name: str, place: int,
) -> list[object]:  # fmt: skip
    signs = dict.fromkeys(HEAD, "")
    draw = chance.random()
    if draw < 0.5:
        signs["own_reference"] = str(key)
    elif draw < 0.65:
        signs |= {"terminal": f"TERM{place}", "trace": trace, "last_four": last_four}
    elif draw < 0.8:
        signs |= {"authorization": authorization, "last_four": last_four}
    signs |= {
        "when": at.strftime("%Y-%m-%d %H:%M:%S UTC"), "gross": _decimal(amount), "fee": _decimal(abs(amount) // 90),
        "kind": "refund" if amount < 0 else "payment", "key": f"L{name}", "payout": f"P{place}-{at.day}",
    }  # fmt: skip
    return [signs[column] for column in HEAD]


def _falsify(chance: random.Random, month: Month, line: list[object], payment: str) -> Iterator[list[object]]:
    """One in a hundred of each kind."""
    draw = chance.random()
    fault = KINDS[int(draw * 100)] if draw < len(KINDS) / 100 else ""
    if fault:
        month.counts[fault] += 1
    name = str(line[4])
    match fault:
        case "missing_there":
            month.payments_at_fault[payment] = fault
            return
        case "amount_differs":
            changed = int(str(line[1]).replace(".", ""))
            line[1] = _decimal(changed + (1 if changed > 0 else -1) * chance.choice((1, 10, 100, 999)))
            month.lines_at_fault[name] = fault
            month.payments_at_fault[payment] = fault
        case "doubled":
            twin = [*line]
            twin[4] = f"{name}-again"
            # Which of the two is the copy, nobody can say: one of them is found.
            month.lines_at_fault[f"{name}|{twin[4]}"] = fault
            yield twin
        case "missing_here":
            stranger = [*line]
            stranger[1] = _decimal(int(chance.lognormvariate(7.3, 0.9)) + 50)
            stranger[3], stranger[4], stranger[6:11] = "payment", f"{name}-stranger", [""] * 5
            if line[6]:
                stranger[6] = str(new_uuid7())
            moment = datetime.fromisoformat(str(line[0]).removesuffix(" UTC")) + timedelta(seconds=421)
            stranger[0] = moment.strftime("%Y-%m-%d %H:%M:%S UTC")
            month.lines_at_fault[str(stranger[4])] = fault
            yield stranger
        case _:
            pass
    yield line


def _decimal(amount: int) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def _content(rows: list[list[object]]) -> bytes:
    told = io.StringIO()
    csv.writer(told).writerows([HEAD, *rows])
    return told.getvalue().encode()


def _judge(month: Month, rows: object) -> Figures:
    """A fault is found where its line or its payment does not count as matched; in which bucket, is told beside."""
    from comptoir.settlements.public import OPEN, Row

    buckets: dict[str, str] = {}
    assert isinstance(rows, tuple)
    for row in rows:
        assert isinstance(row, Row)
        if row.line:
            buckets[row.line.key.split("/")[-2]] = row.bucket.value
        if row.payment:
            buckets[row.payment.taken.key] = row.bucket.value
    faults = {**month.lines_at_fault, **month.payments_at_fault}
    right = {"missing_here": "missing_here", "missing_there": "missing_there", "amount_differs": "amount_differs",
             "doubled": "missing_here"}  # fmt: skip
    found = in_place = 0
    excused: set[str] = set()
    for name, kind in faults.items():
        names = name.split("|")
        excused.update(names)
        said = {buckets.get(one, "") for one in names}
        found += bool(said & set(OPEN))
        in_place += right[kind] in said
    alarms = [name for name, bucket in buckets.items() if bucket in set(OPEN) and name not in excused]
    return {
        **{f"faults_{kind}": count for kind, count in month.counts.items()},
        "found_share": round(found / len(faults), 6),
        "in_its_bucket_share": round(in_place / len(faults), 4),
        "false_alarms": len(alarms),
    }


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
