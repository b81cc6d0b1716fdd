"""The shop that is tampered with: the demo shop's own trade of some days, through the real door, and a till more that
sells what the demo does not: orders with a customer, payments on them, tips. Its log is grown, signed and cosigned.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import psycopg
from machine import Server

from comptoir.config.verification import Held, Outside
from comptoir.config.witness.folder import WitnessFolder
from comptoir.journal import receipt_number
from comptoir.journal.signed_note import read_note
from comptoir.journal.witnessing import submission_of
from comptoir.sales.simulation import BasketLine, Sealed, SimulatedTill

DAYS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it was before anybody touched it."""

    id: UUID
    document: str
    chain: UUID
    till: UUID
    sequence: int
    kind: str
    digest: bytes
    content: bytes
    seal: bytes
    position: int


@dataclass(frozen=True, slots=True)
class Book:
    """All of it, in the order of the log, what is held outside, and the genuine heads by size."""

    organization: UUID
    entries: Sequence[Entry]
    outside: Outside
    heads: dict[int, str]
    lines: int

    def chain(self, chain: UUID) -> list[Entry]:
        return sorted((one for one in self.entries if one.chain == chain), key=lambda one: one.sequence)


def trade(app: str, owner: str, home: Path) -> None:
    """Let the demo's tills trade, over the line."""
    from comptoir.config.demo.preparing import prepare

    (home / "secrets").mkdir(mode=0o700, parents=True, exist_ok=True)
    server = Server(app, owner, home)
    try:
        server.wait()
        prepare(f"http://127.0.0.1:{server.port}", home, lambda *_: None, days=DAYS)
    finally:
        server.stop()


def trade_rarely(app: str) -> None:
    """What the demo's tills do not do: a quote with a customer, payments on it, the sale that keeps it, a sale on an
    account, tips, a correction.
    """
    from comptoir.config.demo.shop import ORGANIZATION, STORES
    from comptoir.kernel import new_uuid7
    from comptoir.sales.entries import receive, sender_of
    from comptoir.sales.ledger import Ledger
    from comptoir.sales.simulation import BasketLine, Identity, SimulatedTill, enrolment_request, new_private_key
    from comptoir.tills.operations import hash_secret
    from comptoir.tills.public import CreateTill, IssueCode, RegisterKey, create_till, issue_code, register_key

    now, till, key = datetime.now(UTC), new_uuid7(), new_private_key()
    create_till(CreateTill(organization=ORGANIZATION, id=till, store=STORES[0].id, code="Z9", name="Z9", person=None))
    issued = issue_code(IssueCode(organization=ORGANIZATION, till=till, now=now, person=None))
    request = enrolment_request(issued.code, key, device=new_uuid7(), label="Z9")
    found = register_key(
        RegisterKey(
            organization=ORGANIZATION, code=issued.code, public_key=request["public_key"], proof=request["proof"],
            device=UUID(request["device"]["id"]), label="Z9", app_version="bench", user_agent="", now=now,
        )
    )  # fmt: skip
    identity = Identity(
        found.organization, found.till, found.till_code, found.chain, found.enrolment, found.certificate, found.token
    )
    one = SimulatedTill(identity, key, now)
    goods = [BasketLine(1_250, "S", 55_000), BasketLine(8_990, "S", 200_000), BasketLine(420, "S", 55_000)]
    lines = [entry.line for entry in _rare_entries(one, goods, new_uuid7())]

    async def submit() -> None:
        connection = await asyncpg.connect(app)
        try:
            row = await connection.fetchrow("SELECT * FROM tills_enrolment_of_token($1)", hash_secret(found.token))
            answers = await Ledger(connection).record([receive(sender_of(row), line) for line in lines])
            assert {answer.status for answer in answers} == {"stored"}, answers
        finally:
            await connection.close()

    asyncio.run(submit())


def _rare_entries(till: SimulatedTill, goods: list[BasketLine], customer: UUID) -> list[Sealed]:
    from comptoir.sales.simulation_flows import correct_tender, exchange
    from comptoir.sales.simulation_promises import deposit, keep, order, settle_account

    entries = [till.start_chain(), till.open(10_000)]
    for _ in range(6):
        promised = order(till, goods, purpose="layaway", customer=customer)
        paid = deposit(till, promised, 2_000)
        kept = keep(till, promised, [paid])
        sale = till.sell(goods, card=500)
        corrected = correct_tender(till, sale, {"cash": -100, "card": 100})
        swapped = exchange(till, sale, {1: 1_000}, [goods[2]])
        entries += [promised, paid, kept, sale, corrected, swapped, settle_account(till, customer, 700)]
    return entries


def sign_log(app: str, organization: UUID, witness: WitnessFolder) -> dict[int, str]:
    """Move everything into the log, grow the tree some lines at a time, and show each head to the witness."""
    from comptoir.platform import tree
    from comptoir.platform.sequencer import sequence
    from comptoir.platform.tenancy import reading
    from comptoir.tills.log_key import LogSigner, log_verifier

    heads: dict[int, str] = {}

    async def grow() -> None:
        connection = await asyncpg.connect(app)
        try:
            while await sequence(connection, organization):
                pass
            grower = tree.tree_grower(LogSigner())
            while await grower(connection, organization):
                pass
        finally:
            await connection.close()

    asyncio.run(grow())
    with reading(organization):
        note, size = _head(organization)
        heads[size] = note
    if not witness.logs():
        witness.trust(str(log_verifier(organization)))
    [known] = witness.logs()
    with reading(organization):
        proof = tuple(tree.prove_growth(organization, known.size, size)) if known.size else ()
    answer = witness.add_checkpoint(
        submission_of(read_note(note), known.size, proof), int(datetime.now(UTC).timestamp())
    )
    assert answer.cosignature, answer
    return heads


def _head(organization: UUID) -> tuple[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT note, size FROM platform_tree_head WHERE organization_id = %s", [organization])
        note, size = cursor.fetchone()
    return str(note), int(size)


def read_book(owner: str, witness: WitnessFolder, heads: dict[int, str]) -> Book:
    """As it stands before the first mutation."""
    with psycopg.connect(owner) as connection:
        rows = connection.execute(
            "SELECT e.id, t.code, n.number, e.chain_id, e.till_id, e.sequence, e.kind, e.digest, e.content, e.seal,"
            " l.position, e.organization_id FROM sales_entry e"
            " JOIN tills_enrolment n ON n.id = e.chain_id JOIN tills_till t ON t.id = e.till_id"
            " JOIN platform_log l ON l.organization_id = e.organization_id AND l.subject = e.id ORDER BY l.position"
        ).fetchall()
        lines = connection.execute("SELECT count(*) FROM platform_log").fetchone()
    entries = [
        Entry(
            row[0],
            receipt_number(row[1], row[2], row[5]),
            row[3],
            row[4],
            row[5],
            row[6],
            *map(bytes, row[7:10]),
            row[10],
        )
        for row in rows
    ]
    newest: dict[UUID, Entry] = {}
    for one in entries:
        if one.chain not in newest or newest[one.chain].sequence < one.sequence:
            newest[one.chain] = one
    held = [Held(one.chain, one.sequence, one.digest) for one in newest.values()]
    [log] = witness.logs()
    assert lines is not None
    return Book(rows[0][11], entries, Outside(held, [log.note]), heads, lines[0])


def open_book(app: str, owner: str, folder: Path) -> Book:
    """The shop as it is before anybody touches it; made where it is not there yet."""
    from comptoir.config.demo.shop import ORGANIZATION

    witness = WitnessFolder.make(folder / "witness", "witness.accountant.example")
    heads: dict[int, str] = {}
    with psycopg.connect(owner) as connection:
        row = connection.execute("SELECT count(*) FROM tills_till WHERE code = 'Z9'").fetchone()
    if not row or not row[0]:
        trade(app, owner, folder / "home")
        heads |= sign_log(app, ORGANIZATION, witness)
        trade_rarely(app)
    heads |= sign_log(app, ORGANIZATION, witness)
    # Of a shop that was kept, the heads of the run that made it.
    kept = folder / "heads.json"
    if kept.exists():
        heads |= {int(size): note for size, note in json.loads(kept.read_text(encoding="utf-8")).items()}
    kept.write_text(json.dumps(heads), encoding="utf-8")
    return read_book(owner, witness, heads)
