"""Customers with what they owe, and open orders with what was paid: as the ledger derived them.

What a customer owes is the same whoever asks, also who has a role in some stores only: it decides whether they may buy.
Lines and orders are those of the reader's stores; to such a reader no line says what was owed after it, nor since when.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from comptoir.customers.public import find_customers
from comptoir.platform.sql import Parameters, select, select_one
from comptoir.platform.tenancy import is_limited

SHOWN_MAX = 500
# Who is not among them is searched for.
CUSTOMERS_MAX = 100


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer of the directory; without a limit there is no account."""

    id: UUID
    name: str
    phone: str
    email: str
    credit_limit: int | None
    balance: int
    oldest_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.balance > (self.credit_limit or 0)


@dataclass(frozen=True, slots=True)
class Owed:
    """What all customers together owe, and how many of them."""

    count: int
    balance: int


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One entry of an account: bought on it, or paid; and what was owed after."""

    entry: UUID
    number: str
    kind: str
    sold_at: datetime
    timezone: str
    store: str
    amount: int
    balance: int | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order that nobody ended yet."""

    id: UUID
    number: str
    purpose: str
    ordered_at: datetime
    timezone: str
    store: str
    customer: UUID | None
    customer_name: str
    valid_until: date | None
    currency: str
    gross: int
    paid: int
    lines_count: int
    age_days: int
    is_over: bool

    @property
    def left(self) -> int:
        return self.gross - self.paid


def customers(organization: UUID, text: str = "") -> list[CustomerRow]:
    """Who owes most first, then by name; `text` is a part of a name, a number or an address."""
    if text.strip():
        found = find_customers(text)
        parameters: Parameters = {"organization": organization, "found": found, "limit": CUSTOMERS_MAX}
        return _rows(_FOUND, parameters) if found else []
    return _rows(_CUSTOMERS, {"organization": organization, "limit": CUSTOMERS_MAX})


def customer_row(organization: UUID, key: UUID) -> CustomerRow | None:
    return next(iter(_rows(_CUSTOMER, {"organization": organization, "customer": key})), None)


def owed(organization: UUID) -> Owed:
    found = select_one(Owed, _of_everybody(_OWED), {"organization": organization})
    assert found is not None
    return found


def statement(organization: UUID, key: UUID) -> list[StatementRow]:
    """Newest first."""
    rows = select(StatementRow, _STATEMENT, {"organization": organization, "customer": key, "limit": SHOWN_MAX})
    return [replace(row, balance=None) for row in rows] if is_limited() else rows


def order_row(organization: UUID, order: UUID) -> OrderRow | None:
    """One order, open or not."""
    return select_one(OrderRow, _ORDER, {"organization": organization, "order": order})


def open_orders(organization: UUID, customer: UUID | None = None) -> list[OrderRow]:
    """Oldest first: what lies there longest wants to be asked about."""
    return select(OrderRow, _ORDERS, {"organization": organization, "customer": customer, "limit": SHOWN_MAX})


def _rows(question: str, parameters: Parameters) -> list[CustomerRow]:
    rows = select(CustomerRow, _of_everybody(question), parameters)
    return [replace(row, oldest_at=None) for row in rows] if is_limited() else rows


def _of_everybody(question: str) -> str:
    """The same over all stores, where row-level security shows the reader some of them."""
    return question.replace(_BALANCES, _OF_ALL_STORES) if is_limited() else question


# What each account owes, and since when: the first entry after which it never was even again.
_BALANCES = """
    SELECT d.account, sum(t.amount) AS balance
    FROM sales_tender_detail d
    JOIN sales_tender t ON t.organization_id = d.organization_id AND t.sale_id = d.sale_id AND t.number = d.number
    WHERE d.organization_id = %(organization)s AND d.account IS NOT NULL
    GROUP BY d.account
"""
_OF_ALL_STORES = "SELECT account, balance FROM sales_accounts_owed(%(organization)s)"
# Two entries of one millisecond stand as their till sealed them.
_MOVED = """
    SELECT s.id, s.kind, s.sold_at, s.store_id, sum(t.amount) AS amount,
        (sum(sum(t.amount)) OVER (ORDER BY s.sold_at, n.chain_id, n.sequence)) AS balance
    FROM sales_tender_detail d
    JOIN sales_tender t ON t.organization_id = d.organization_id AND t.sale_id = d.sale_id AND t.number = d.number
    JOIN sales_sale s ON s.organization_id = d.organization_id AND s.id = d.sale_id
    JOIN sales_entry n ON n.organization_id = s.organization_id AND n.id = s.id
    WHERE d.organization_id = %(organization)s AND d.account = {account}
    GROUP BY s.id, s.kind, s.sold_at, s.store_id, n.chain_id, n.sequence
"""
_COLUMNS = f"""
    SELECT c.id, c.name, c.phone, c.email, c.credit_limit, coalesce(b.balance, 0),
        CASE WHEN coalesce(b.balance, 0) > 0 THEN (
            SELECT min(m.sold_at) FROM ({_MOVED.format(account="c.id")}) m
            WHERE m.sold_at > coalesce((
                SELECT max(e.sold_at) FROM ({_MOVED.format(account="c.id")}) e WHERE e.balance <= 0
            ), '-infinity')
        ) END
    FROM customers_customer c
    LEFT JOIN ({_BALANCES}) b ON b.account = c.id
    WHERE c.organization_id = %(organization)s
"""  # noqa: S608  # constants of ours
_ORDER_OF_ALL = "ORDER BY coalesce(b.balance, 0) DESC, c.name, c.id LIMIT %(limit)s"
_FOUND = f"{_COLUMNS} AND c.erased_at IS NULL AND c.id = ANY(%(found)s) {_ORDER_OF_ALL}"
# Who owes are few; of the others the index on names has the first ones. Of both together those that are
# shown are put in order.
_CUSTOMERS = f"""
    {_COLUMNS} AND c.erased_at IS NULL AND c.id = ANY(ARRAY(
        (SELECT account FROM ({_BALANCES}) moved WHERE balance > 0)
        UNION
        (SELECT id FROM customers_customer WHERE organization_id = %(organization)s AND erased_at IS NULL
            ORDER BY name LIMIT %(limit)s)
    ))
    {_ORDER_OF_ALL}
"""  # noqa: S608  # constants of ours
_CUSTOMER = _COLUMNS + " AND c.id = %(customer)s"
_OWED = f"""
    SELECT count(*) FILTER (WHERE balance > 0), coalesce(sum(balance), 0) FROM ({_BALANCES}) b
"""  # noqa: S608
_NUMBER = "t.code || '-' || n.number || '-' || e.sequence"
_STATEMENT = f"""
    SELECT m.id, {_NUMBER}, m.kind, m.sold_at, p.timezone, p.name, m.amount, m.balance
    FROM ({_MOVED.format(account="%(customer)s")}) m
    JOIN sales_entry e ON e.organization_id = %(organization)s AND e.id = m.id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    JOIN platform_store p ON p.organization_id = e.organization_id AND p.id = m.store_id
    ORDER BY m.sold_at DESC, e.chain_id DESC, e.sequence DESC LIMIT %(limit)s
"""  # noqa: S608
_ORDER_ROW = f"""
    SELECT o.id, {_NUMBER}, o.purpose, o.ordered_at, p.timezone, p.name, o.customer, coalesce(c.name, ''),
        o.valid_until, o.currency, o.gross, coalesce((
            SELECT sum(s.gross) FROM sales_sale s
            WHERE s.organization_id = o.organization_id AND s.refers_to_chain = o.chain
                AND s.refers_to_sequence = o.sequence AND s.kind = 'payment'
        ), 0), o.lines_count,
        ((now() AT TIME ZONE p.timezone)::date - (o.ordered_at AT TIME ZONE p.timezone)::date)::int,
        coalesce(o.valid_until < (now() AT TIME ZONE p.timezone)::date, false)
    FROM sales_order o
    JOIN sales_entry e ON e.organization_id = o.organization_id AND e.id = o.id
    JOIN tills_till t ON t.organization_id = o.organization_id AND t.id = o.till_id
    JOIN tills_enrolment n ON n.organization_id = o.organization_id AND n.id = o.chain
    JOIN platform_store p ON p.organization_id = o.organization_id AND p.id = o.store_id
    LEFT JOIN customers_customer c ON c.organization_id = o.organization_id AND c.id = o.customer
"""  # noqa: S608
_ORDER = f"{_ORDER_ROW} WHERE o.organization_id = %(organization)s AND o.id = %(order)s"
_ORDERS = f"""
    {_ORDER_ROW}
    WHERE o.organization_id = %(organization)s AND (%(customer)s::uuid IS NULL OR o.customer = %(customer)s)
        AND NOT EXISTS (
            SELECT 1 FROM sales_sale s
            LEFT JOIN sales_payment y ON y.organization_id = s.organization_id AND y.sale_id = s.id
            WHERE s.organization_id = o.organization_id AND s.refers_to_chain = o.chain
                AND s.refers_to_sequence = o.sequence AND (s.kind = 'sale' OR y.purpose = 'cancellation')
        )
    ORDER BY o.purpose = 'quote', o.ordered_at, o.id LIMIT %(limit)s
"""  # noqa: S608
