"""What should lie in a safe, what moved it, and what terminals said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from comptoir.accounting.facts import Fact, What
from comptoir.platform.sql import Parameters, select
from comptoir.platform.tenancy import current_organization
from comptoir.sales.turnover import day_of, in_days


@dataclass(frozen=True, slots=True)
class Safe:
    """What should lie in a store's safe, and when somebody last counted it."""

    store: UUID
    expected: int
    counted_at: datetime | None
    counted: int | None

    @property
    def store_key(self) -> str:
        return str(self.store)


@dataclass(frozen=True, slots=True)
class SafeRow:
    """One thing that moved a safe; above zero, into it. Of a count, what it was off by."""

    key: UUID
    store: UUID
    happened_at: datetime
    deed: str
    amount: int
    till_code: str
    slip: str
    person_name: str
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class Drawer:
    """A till that is open: what should lie in its drawer and in purses."""

    session: UUID
    store: UUID
    till_code: str
    opened_at: datetime
    timezone: str
    expected: int

    @property
    def store_key(self) -> str:
        return str(self.store)


@dataclass(frozen=True, slots=True)
class TenderDay:
    """What came in by one way on a day as the tills say, tips too, and as the terminal says."""

    store: UUID
    day: date
    kind: str
    ours: int
    theirs: int | None
    is_typed: bool | None

    @property
    def store_key(self) -> str:
        return str(self.store)

    @property
    def difference(self) -> int | None:
        return None if self.theirs is None else self.theirs - self.ours


def safe_of(store: UUID, now: datetime) -> Safe:
    """One safe; since its last count, or ever."""
    [found] = safes([store], now)
    return found


def safes(stores: Sequence[UUID], now: datetime) -> list[Safe]:
    """Each store's safe."""
    return select(Safe, _SAFES, {"organization": current_organization(), "stores": list(stores), "now": now})


def safe_rows(parameters: Parameters) -> list[SafeRow]:
    """What moved safes on these business days, newest first."""
    return select(SafeRow, _ROWS, parameters)


def drawers(stores: Sequence[UUID], since: datetime) -> list[Drawer]:
    """Tills that are open now; one that was opened before `since` was forgotten."""
    return select(Drawer, _DRAWERS, {"organization": current_organization(), "stores": list(stores), "since": since})


def tender_days(parameters: Parameters, sold: Iterable[Fact]) -> list[TenderDay]:
    """By day and way, everything but cash and the shop's own balances. `sold`: what sales of these days state."""
    found = {(row.day, row.store, row.kind): row for row in select(TenderDay, _TENDERS, parameters)}
    for fact in sold:
        if fact.what is What.TENDER and fact.key not in _OWN_MONEY:
            kind = f"{fact.key}/{fact.detail}" if fact.detail else fact.key
            known = found.get((fact.day, fact.store, kind)) or TenderDay(fact.store, fact.day, kind, 0, None, None)
            found[known.day, known.store, known.kind] = replace(known, ours=known.ours + fact.first)
    return sorted(found.values(), key=lambda row: (-row.day.toordinal(), str(row.store), row.kind))


def lock_safe(store: UUID) -> None:
    """One at a time writes about a safe."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"safe {store}"])


# Everything that the ledger knows to move safes. A drawer's float comes out of it, its counted cash goes into it.
_MOVES = """
    SELECT n.id AS key, t.store_id, n.opened_at AS at, 'opening' AS deed, -n.float_amount AS amount, t.code
    FROM sales_session n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    WHERE n.organization_id = %(organization)s AND t.store_id = ANY(%(stores)s::uuid[]) AND n.float_amount <> 0
        AND n.opened_at IS NOT NULL
    UNION ALL
    SELECT a.entry_id, a.store_id, a.happened_at, a.deed,
        CASE WHEN a.deed IN ('closing', 'forgotten', 'return') THEN coalesce(a.counted, a.expected, 0)
            ELSE -a.amount END,
        t.code
    FROM sales_act a
    JOIN sales_entry e ON e.organization_id = a.organization_id AND e.id = a.entry_id
    JOIN tills_till t ON t.organization_id = a.organization_id AND t.id = a.till_id
    WHERE a.organization_id = %(organization)s AND a.store_id = ANY(%(stores)s::uuid[])
        AND (a.deed IN ('closing', 'forgotten')
            OR a.deed IN ('float', 'pickup') AND position(convert_to('"foreign_amount"', 'UTF8') IN e.content) = 0
            OR a.deed IN ('paid_in', 'paid_out') AND a.reason = 'to_safe'
            OR a.deed = 'return' AND position(convert_to('"into":"safe"', 'UTF8') IN e.content) > 0)
"""
_SAFES = f"""
    WITH counted AS (
        SELECT DISTINCT ON (store_id) store_id, happened_at, counted FROM accounting_safe_movement
        WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[]) AND kind = 'count'
            AND happened_at <= %(now)s
        ORDER BY store_id, happened_at DESC, id DESC
    ), begun AS (
        -- Before the oldest of their last counts nothing matters; a safe that was never counted matters from the first.
        SELECT min(coalesce(c.happened_at, '-infinity')) AS at
        FROM unnest(%(stores)s::uuid[]) AS wanted(store_id) LEFT JOIN counted c USING (store_id)
    ), moved AS (
        SELECT m.store_id, m.at, m.amount FROM ({_MOVES}) m
        UNION ALL
        SELECT store_id, happened_at, -amount FROM accounting_safe_movement
        WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[]) AND kind = 'bank'
    ), summed AS (
        SELECT m.store_id, sum(m.amount) AS amount FROM moved m LEFT JOIN counted c ON c.store_id = m.store_id
        WHERE m.at > (SELECT at FROM begun) AND m.at > coalesce(c.happened_at, '-infinity') AND m.at <= %(now)s
        GROUP BY m.store_id
    )
    SELECT p.id, coalesce(c.counted, 0) + coalesce(m.amount, 0), c.happened_at, c.counted
    FROM platform_store p LEFT JOIN counted c ON c.store_id = p.id LEFT JOIN summed m ON m.store_id = p.id
    WHERE p.organization_id = %(organization)s AND p.id = ANY(%(stores)s::uuid[])
    ORDER BY p.id
"""  # noqa: S608  # constants of ours; every value is a parameter
_ROWS = f"""
    SELECT m.key, m.store_id, m.at, m.deed, m.amount, m.code, '', '', false
    FROM ({_MOVES}) m WHERE m.at >= %(since)s AND m.at < %(until)s AND m.amount <> 0
    UNION ALL
    SELECT b.id, b.store_id, b.happened_at, CASE b.kind WHEN 'count' THEN 'safe_count' ELSE 'bank' END,
        CASE b.kind WHEN 'count' THEN b.amount ELSE -b.amount END, '', b.slip, coalesce(u.name, ''),
        b.takes_back_id IS NOT NULL OR EXISTS (
            SELECT 1 FROM accounting_safe_movement o
            WHERE o.organization_id = b.organization_id AND o.takes_back_id = b.id
        )
    FROM accounting_safe_movement b LEFT JOIN identity_user u ON u.id = b.person
    WHERE b.organization_id = %(organization)s AND b.store_id = ANY(%(stores)s::uuid[])
        AND b.happened_at >= %(since)s AND b.happened_at < %(until)s
    ORDER BY 3 DESC, 1
"""  # noqa: S608
# The sales, tips and acts since the first of the open tills was opened are read once for all of them, then their
# tenders by key. With both ends of the time, so that no statistics are needed to choose the index.
_DRAWERS = """
    WITH open AS MATERIALIZED (
        SELECT n.id, t.store_id, t.code, n.opened_at, n.float_amount
        FROM sales_session n JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
        WHERE n.organization_id = %(organization)s AND t.store_id = ANY(%(stores)s::uuid[])
            AND n.opened_at >= %(since)s AND n.closed_at IS NULL
    ), begun AS MATERIALIZED (SELECT min(opened_at) AS at FROM open),
    moved AS (
        SELECT s.session, s.sold_at AS at, d.amount
        FROM (
            SELECT id, session, sold_at FROM sales_sale
            WHERE organization_id = %(organization)s AND sold_at >= (SELECT at FROM begun)
                AND sold_at <= (SELECT at FROM begun) + interval '10 years' AND session IN (SELECT id FROM open)
            OFFSET 0
        ) s CROSS JOIN LATERAL (
            SELECT amount FROM sales_tender
            WHERE organization_id = %(organization)s AND sale_id = s.id AND kind = 'cash' OFFSET 0
        ) d
        UNION ALL
        SELECT g.session, g.given_at, g.amount FROM sales_tip g
        WHERE g.organization_id = %(organization)s AND g.given_at >= (SELECT at FROM begun) AND g.kind = 'cash'
        UNION ALL
        SELECT a.session, a.happened_at, CASE
            WHEN a.deed = 'return' AND position(convert_to('"into":"safe"', 'UTF8') IN e.content) > 0
                THEN a.amount - a.counted
            ELSE a.amount END
        FROM sales_act a JOIN sales_entry e ON e.organization_id = a.organization_id AND e.id = a.entry_id
        WHERE a.organization_id = %(organization)s AND a.happened_at >= (SELECT at FROM begun)
            AND a.deed IN ('float', 'pickup', 'paid_in', 'paid_out', 'check', 'handover', 'return')
            AND position(convert_to('"foreign_amount"', 'UTF8') IN e.content) = 0
    ), summed AS (
        SELECT o.id, sum(m.amount) AS amount FROM open o JOIN moved m ON m.session = o.id AND m.at >= o.opened_at
        GROUP BY o.id
    )
    SELECT o.id, o.store_id, o.code, o.opened_at, p.timezone, coalesce(o.float_amount, 0) + coalesce(m.amount, 0)
    FROM open o
    JOIN platform_store p ON p.organization_id = %(organization)s AND p.id = o.store_id
    LEFT JOIN summed m ON m.id = o.id
    ORDER BY o.store_id, o.code
"""
# What no terminal knows.
_OWN_MONEY = ("cash", "foreign_cash", "gift_card", "store_credit", "account")
# Tips of these days, and what terminals say.
_TENDERS = f"""
    WITH summed AS (
        SELECT s.store_id, {day_of("s.given_at")} AS day, s.kind, sum(s.amount) AS amount
        FROM sales_tip s
        JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
        LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
        WHERE s.organization_id = %(organization)s AND s.store_id = ANY(%(stores)s::uuid[]) AND s.kind <> 'cash'
            AND {in_days("s.given_at")}
        GROUP BY 1, 2, 3
    ), theirs AS (
        SELECT store_id, day, kind, amount, is_typed FROM accounting_terminal_total
        WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[])
            AND day BETWEEN %(first)s AND %(last)s
    )
    SELECT store_id, day, kind, coalesce(o.amount, 0), t.amount, t.is_typed
    FROM summed o FULL JOIN theirs t USING (store_id, day, kind)
    ORDER BY 2 DESC, 1, 3
"""  # noqa: S608
