"""What the shop owes its customers, by the books and by the customers' own balances: both are the same, to the cent.

The books come from sealed sales, payments and tenders; the balances from what the ledger keeps of each card, order and
account. Two ways to one figure: where they part, the page says which cards, orders or accounts to look at.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from comptoir.accounting.facts_sql import OWED, read_facts
from comptoir.accounting.postings import post
from comptoir.accounting.roles import LIABILITIES, Role
from comptoir.payments.public import Card, cards_of, payment_policy
from comptoir.platform.public import stores
from comptoir.platform.sql import Parameters, select
from comptoir.platform.tenancy import current_organization

# What is soon: that many days.
SOON_DAYS = 90
SHOWN_MAX = 100


@dataclass(frozen=True, slots=True)
class Owed:
    """One kind of what is owed. Above zero: to customers; of their accounts, below zero: by them.

    `net` stands on the account; `tax` was declared when it was sold or paid.
    """

    role: Role
    count: int
    net: int
    tax: int
    balances: int

    @property
    def books(self) -> int:
        return self.net + self.tax

    @property
    def difference(self) -> int:
        return self.books - self.balances


@dataclass(frozen=True, slots=True)
class Astray:
    """A card whose balance is not what moved it, or an ended order of which something is left."""

    what: str
    key: UUID
    amount: int


@dataclass(frozen=True, slots=True)
class Expiry:
    """Cards that expired and nobody booked, those that soon will, and how long a card is valid (0: for ever)."""

    months: int
    expired: list[Card]
    expired_amount: int
    soon_amount: int
    before: datetime | None


@dataclass(frozen=True, slots=True)
class Booked:
    """A card of which something expired and was booked."""

    voucher: UUID
    kind: str
    amount: int
    day: date


@dataclass(frozen=True, slots=True)
class _Sum:
    role: str
    count: int
    amount: int


def owed() -> list[Owed]:
    """Each kind, by both ways."""
    nets, taxes = dict.fromkeys(LIABILITIES, 0), dict.fromkeys(LIABILITIES, 0)
    for fact in read_facts(OWED, _everything()):
        for posting in post(fact):
            if posting.account.role in nets:
                nets[posting.account.role] -= posting.amount.net
                taxes[posting.account.role] -= posting.amount.tax
    sums = {row.role: row for row in select(_Sum, _BALANCES, {"organization": current_organization()})}
    return [
        Owed(
            role, sums[role].count if role in sums else 0, nets[role], taxes[role],
            sums[role].amount if role in sums else 0,
        )
        for role in LIABILITIES
    ]  # fmt: skip


def astray() -> list[Astray]:
    """Where the two ways part."""
    return select(Astray, _ASTRAY, {"organization": current_organization(), "limit": SHOWN_MAX})


def expiry(now: datetime) -> Expiry:
    """What expired, by what the shop decided."""
    months = payment_policy().valid_months
    if not months:
        return Expiry(0, [], 0, 0, None)
    before = months_before(now, months)
    booked = {row.voucher: row.amount for row in expired_booked()}
    left = [card for card in cards_of(before) if card.balance > booked.get(card.id, 0)]
    soon = cards_of(months_before(datetime.fromtimestamp(now.timestamp() + SOON_DAYS * 86_400, UTC), months))
    amount = sum(card.balance - booked.get(card.id, 0) for card in left)
    unbooked = sum(max(0, card.balance - booked.get(card.id, 0)) for card in soon)
    return Expiry(months, left[:SHOWN_MAX], amount, unbooked - amount, before)


def expired_booked() -> list[Booked]:
    """Cards of which something expired, newest first."""
    return select(Booked, _BOOKED, {"organization": current_organization()})


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last one that its month has."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1, day=min(moment.day, 28))


def _everything() -> Parameters:
    return {
        "organization": current_organization(),
        "stores": [store.id for store in stores()],
        "first": date(1, 1, 1),
        "last": date(9999, 12, 31),
    }


_BALANCES = """
    SELECT CASE WHEN v.tax_category <> '' AND v.tax_rate_ppm > 0 THEN 'vouchers_taxed'
            WHEN v.kind = 'store_credit' THEN 'store_credit' ELSE 'vouchers' END,
        count(*) FILTER (WHERE v.balance > coalesce(b.amount, 0))::int,
        coalesce(sum(v.balance - v.shortfall - coalesce(b.amount, 0)), 0)
    FROM payments_voucher v
    LEFT JOIN (SELECT voucher, sum(amount) AS amount FROM accounting_breakage
        WHERE organization_id = %(organization)s GROUP BY 1) b ON b.voucher = v.id
    WHERE v.organization_id = %(organization)s GROUP BY 1
    UNION ALL
    SELECT 'prepayments', count(*) FILTER (WHERE o.left_over <> 0)::int, coalesce(sum(o.left_over), 0)
    FROM (
        SELECT d.refers_to_chain, d.refers_to_sequence, sum(d.gross) AS left_over
        FROM sales_sale d
        WHERE d.organization_id = %(organization)s AND d.kind = 'payment' AND d.refers_to_chain IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM sales_sale s
                LEFT JOIN sales_payment y ON y.organization_id = s.organization_id AND y.sale_id = s.id
                WHERE s.organization_id = d.organization_id AND s.refers_to_chain = d.refers_to_chain
                    AND s.refers_to_sequence = d.refers_to_sequence
                    AND (y.purpose = 'cancellation' OR y.purpose = 'deducted')
            )
        GROUP BY 1, 2
    ) o
    UNION ALL
    SELECT 'receivables', count(*) FILTER (WHERE a.amount <> 0)::int, coalesce(-sum(a.amount), 0)
    FROM (
        SELECT d.account, sum(t.amount) AS amount FROM sales_tender_detail d
        JOIN sales_tender t ON t.organization_id = d.organization_id AND t.sale_id = d.sale_id AND t.number = d.number
        WHERE d.organization_id = %(organization)s AND d.account IS NOT NULL GROUP BY 1
    ) a
    UNION ALL
    SELECT 'bottles', 0, coalesce(sum(b.gross), 0)
    FROM sales_bottle_deposit b
    JOIN sales_line l ON l.organization_id = b.organization_id AND l.sale_id = b.sale_id AND l.number = b.number
    WHERE b.organization_id = %(organization)s AND l.tax_rate_ppm = 0
"""
_ASTRAY = """
    SELECT 'card', v.id, v.balance - v.shortfall - coalesce(m.amount, 0)
    FROM payments_voucher v
    LEFT JOIN (SELECT voucher_id, sum(amount) AS amount FROM payments_voucher_movement
        WHERE organization_id = %(organization)s GROUP BY 1) m ON m.voucher_id = v.id
    WHERE v.organization_id = %(organization)s AND v.balance - v.shortfall <> coalesce(m.amount, 0)
    UNION ALL
    SELECT 'order', q.sale, q.amount FROM (
        SELECT s.id AS sale, coalesce((
            SELECT sum(d.gross) FROM sales_sale d
            JOIN sales_payment z ON z.organization_id = d.organization_id AND z.sale_id = d.id AND z.purpose = 'deposit'
            WHERE d.organization_id = s.organization_id AND d.refers_to_chain = s.refers_to_chain
                AND d.refers_to_sequence = s.refers_to_sequence AND d.kind = 'payment'
        ), 0) + y.amount AS amount
        FROM sales_payment y JOIN sales_sale s ON s.organization_id = y.organization_id AND s.id = y.sale_id
        WHERE y.organization_id = %(organization)s AND y.purpose = 'deducted'
    ) q WHERE q.amount <> 0
    LIMIT %(limit)s
"""
_BOOKED = """
    SELECT b.voucher, min(b.kind), sum(b.amount), max(b.day)
    FROM accounting_breakage b WHERE b.organization_id = %(organization)s
    GROUP BY 1 HAVING sum(b.amount) <> 0 ORDER BY 4 DESC, 1
"""
