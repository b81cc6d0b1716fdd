"""Gift cards and store credit at the door: what is on one, a promise that it stays there, and what a till may do alone.

A code never comes here: the till names a card by its digest (journal format §11).
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from comptoir.edge.database import Connection, borrowed
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.journal import canonicalize, to_base64url
from comptoir.kernel import new_uuid7
from comptoir.sales.entries import Sender
from comptoir.tills.public import server_key

ALLOWANCE_HEADER = "comptoir-allowance-v1"
# Long enough for a till to come back to the line with the sale; the sale's entry ends it at once.
HOLD = timedelta(hours=24)
ALLOWANCE_LASTS = timedelta(days=7)
ALLOWANCE_RENEWED = timedelta(hours=20)

# A card that was taxed when it was sold takes its tax off the goods, and a till alone can't tell it from another: while
# such cards are sold, or one has something left, tills redeem none by themselves.
READ_POLICY = """
    SELECT has_gift_cards, offline_each, offline_total, voucher_tax = 'single' OR EXISTS (
        SELECT FROM payments_voucher v
        WHERE v.organization_id = p.organization_id AND v.tax_category <> '' AND v.balance > 0
    ) AS has_taxed
    FROM payments_policy p WHERE p.organization_id = $1
"""
# The same lock as the ledger's: a hold and an entry never count one amount twice.
LOCK_VOUCHER = "SELECT pg_advisory_xact_lock($1)"
READ_VOUCHER = """
    SELECT v.kind, v.currency, v.tax_category, v.tax_rate_ppm, v.balance, v.is_blocked, coalesce((
        SELECT sum(h.amount) FROM payments_voucher_hold h
        WHERE h.organization_id = v.organization_id AND h.voucher_id = v.id AND h.id <> $3 AND h.ends_at > $4
    ), 0)::int8 AS held
    FROM payments_voucher v WHERE v.organization_id = $1 AND v.id = $2
"""
WRITE_HOLD = """
    INSERT INTO payments_voucher_hold (organization_id, id, voucher_id, till_id, amount, ends_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (organization_id, id) DO UPDATE SET amount = excluded.amount, ends_at = excluded.ends_at
    WHERE payments_voucher_hold.till_id = excluded.till_id
        AND payments_voucher_hold.voucher_id = excluded.voucher_id
"""
END_HOLD = "DELETE FROM payments_voucher_hold WHERE organization_id = $1 AND id = $2 AND till_id = $3"
READ_ALLOWANCE = """
    SELECT id, each, total, issued_at, ends_at FROM payments_voucher_allowance
    WHERE organization_id = $1 AND chain = $2 ORDER BY issued_at DESC LIMIT 1
"""
WRITE_ALLOWANCE = """
    INSERT INTO payments_voucher_allowance (organization_id, id, chain, each, total, issued_at, ends_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


class Ask(msgspec.Struct, frozen=True):
    """`look`: what is on it. `hold`: keep so much of it for me. `release`: I shall not take it."""

    ask: Literal["look", "hold", "release", "allowance"]
    voucher: UUID | None = None
    hold: UUID | None = None
    amount: Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000_000)] | None = None


class VoucherAnswer(msgspec.Struct, frozen=True):
    """A card as it stands. `available` is what nobody else holds; `is_held`: the promise was given."""

    kind: str
    currency: str
    tax_category: str
    tax_rate_ppm: int
    balance: int
    available: int
    is_held: bool


class AllowanceAnswer(msgspec.Struct, frozen=True):
    """The signed text, or "" where this shop allows nothing without the server, or no till could tell what is owed."""

    allowance: str


_REQUEST = msgspec.json.Decoder(Ask)
_NOBODY = UUID(int=0)


async def answer(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one question about a card."""
    sender = (await require_trusted(services, scope)).sender
    asked = await read_json(scope, receive, _REQUEST)
    now = datetime.now(UTC)
    async with borrowed(services.pool) as connection, connection.transaction():
        await connection.execute("SELECT set_config('comptoir.organizations', $1, true)", sender.organization_text)
        policy = await connection.fetchrow(READ_POLICY, sender.organization)
        if policy is None or not policy["has_gift_cards"]:
            raise Problem(404, "payments.no_gift_cards")
        said: msgspec.Struct
        if asked.ask == "allowance":
            each, total = policy["offline_each"], policy["offline_total"]
            text = "" if policy["has_taxed"] else await _allowance(connection, sender, each, total, now)
            said = AllowanceAnswer(text)
        else:
            said = await _card(connection, sender, asked, now)
    await send_json(send, said)


async def _card(connection: Connection, sender: Sender, asked: Ask, now: datetime) -> VoucherAnswer:
    if asked.voucher is None or (asked.ask != "look" and asked.hold is None):
        raise Problem(422, "edge.body_invalid")
    key = int.from_bytes(asked.voucher.bytes[:8], "big", signed=True)
    await connection.execute(LOCK_VOUCHER, key)
    if asked.ask == "release":
        await connection.execute(END_HOLD, sender.organization, asked.hold, sender.till)
    row = await connection.fetchrow(READ_VOUCHER, sender.organization, asked.voucher, asked.hold or _NOBODY, now)
    if row is None:
        raise Problem(404, "payments.voucher_unknown")
    if row["is_blocked"]:
        raise Problem(409, "payments.voucher_blocked")
    available = max(0, row["balance"] - row["held"])
    is_held = False
    if asked.ask == "hold" and asked.amount is not None and asked.amount <= available:
        written = await connection.execute(
            WRITE_HOLD, sender.organization, asked.hold, asked.voucher, sender.till, asked.amount, now + HOLD
        )
        is_held = written.endswith(" 1")
    return VoucherAnswer(
        row["kind"], row["currency"], row["tax_category"], row["tax_rate_ppm"], row["balance"], available, is_held
    )


async def _allowance(connection: Connection, sender: Sender, each: int, total: int, now: datetime) -> str:
    """The one of today, again, or a new one."""
    if not each or not total:
        return ""
    row = await connection.fetchrow(READ_ALLOWANCE, sender.organization, sender.chain)
    is_fresh = row is not None and (row["each"], row["total"]) == (each, total)
    if row is not None and is_fresh and now - row["issued_at"] < ALLOWANCE_RENEWED:
        return _signed(sender, row["id"], each, total, row["issued_at"], row["ends_at"])
    key, ends_at = new_uuid7(), now + ALLOWANCE_LASTS
    await connection.execute(WRITE_ALLOWANCE, sender.organization, key, sender.chain, each, total, now, ends_at)
    return _signed(sender, key, each, total, now, ends_at)


def _signed(sender: Sender, key: UUID, each: int, total: int, issued_at: datetime, ends_at: datetime) -> str:
    """Header, members, signature of the server's key: the shape of the enrolment certificate (journal format §7)."""
    members = canonicalize(
        {
            "organization": sender.organization_text,
            "chain": sender.chain_text,
            "id": str(key),
            "each": each,
            "total": total,
            "issued_at": _time(issued_at),
            "ends_at": _time(ends_at),
        }
    ).decode()
    text = f"{ALLOWANCE_HEADER}\n{members}\n"
    return text + to_base64url(server_key().sign(text.encode()))


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
