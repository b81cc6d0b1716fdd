"""Reads what the entries of a closing's period come to, once they and the closing are written.

After the write, because a till that comes back after a day delivers its sales and their closing in one batch. Every
look-up is by key: a fresh shop has no statistics.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from comptoir.journal import JournalError, parse_envelope
from comptoir.sales.closings import (
    Closed,
    Filled,
    Period,
    Rare,
    Summed,
    TenderKey,
    judge_closing,
    read_closing,
    read_rare,
)
from comptoir.sales.rows import LateFinding

Fetch: TypeAlias = Callable[..., Awaitable[Sequence[Any]]]


async def judge_closings(closed: Sequence[Closed], filled: Sequence[Filled], fetch: Fetch) -> list[LateFinding]:
    """What these closings, and those that waited for what came now, say otherwise than the entries before them."""
    wanted = {closing.entry: closing for closing in closed}
    for gap in filled:
        for row in await fetch(READ_NEXT_CLOSING, *gap):
            if (closing := closing_in(gap, *row)) is not None:
                wanted.setdefault(closing.entry, closing)
    found: list[LateFinding] = []
    for closing in wanted.values():
        said = {(row[0], row[1]) for row in await fetch(READ_SAID, closing.organization, closing.entry)}
        place = _place_of(closing)
        period = Period()
        if place is not None:
            _add_turnover(period, await fetch(READ_TURNOVER, *place))
            _add_tenders(period, await fetch(READ_TENDERS, *place))
            _add_tips(period, await fetch(READ_TIPS, *place))
            _add_rare(period, await fetch(READ_RARE, *place))
        found += (finding for finding in _findings(closing, period) if (finding.code, finding.claimed) not in said)
    return found


def closing_in(gap: Filled, entry: UUID, sequence: int, content: bytes) -> Closed | None:
    """A closing that was stored before; None where its sums can't be read."""
    try:
        stated = read_closing(parse_envelope(bytes(content)).body)
    except JournalError:
        return None
    return None if stated is None else Closed(gap.organization, entry, gap.chain, sequence, stated)


def _place_of(closing: Closed) -> tuple[UUID, UUID, int, int] | None:
    """Where its period stands: from its opening to what stands before it."""
    first = closing.stated.first_sequence
    return None if first is None else (closing.organization, closing.chain, first, closing.sequence - 1)


def _findings(closing: Closed, period: Period) -> list[LateFinding]:
    """What is said of the closing itself."""
    return [
        LateFinding(closing.organization, closing.entry, difference.code, difference.claimed, difference.computed)
        for difference in judge_closing(closing.stated, closing.sequence, period)
    ]


def _add_turnover(period: Period, rows: Sequence[Any]) -> None:
    """How many entries of each kind there are, and what they sold and gave back."""
    for kind, entries, understood, sold, back in rows:
        period.entries += entries
        if kind not in TURNED:
            continue
        period.is_understood = period.is_understood and understood == entries
        period.sales_count += entries if kind in ("sale", "exchange") else 0
        period.refunds_count += entries if kind in ("refund", "exchange") else 0
        period.gross += sold
        period.refunded += back


def _add_tenders(period: Period, rows: Sequence[Any]) -> None:
    """By way to pay, and the cash of the drawer."""
    for kind, tender, currency, is_carried, amount, foreign in rows:
        key = TenderKey(kind, tender, currency)
        before = period.tenders.get(key, Summed())
        period.tenders[key] = Summed(before.amount + amount, before.foreign + foreign)
        if kind == "cash" and not is_carried:
            period.drawer += amount


def _add_tips(period: Period, rows: Sequence[Any]) -> None:
    """Those in cash lie with the cash."""
    for kind, is_carried, amount in rows:
        period.tips[kind] = period.tips.get(kind, 0) + amount
        if kind == "cash" and not is_carried:
            period.drawer += amount


def _add_rare(period: Period, rows: Sequence[Any]) -> None:
    """Openings, movements, counts, and what was paid from a purse, in order."""
    for kind, sequence, content in rows:
        try:
            body = read_rare(parse_envelope(bytes(content)).body)
        except JournalError:
            body = None
        if body is None:
            period.is_understood = False
        else:
            period.rare.append(Rare(kind, sequence, body))


TURNED = ("sale", "refund", "exchange", "payment", "tender_correction")
# By the chain and by each entry's own key alone: the policy adds the organization. Were it asked for, too, a planner
# without statistics would take the primary key for as cheap, and read the whole shop.
_PERIOD = """
    (
        SELECT organization_id, id, kind, sequence, content FROM sales_entry
        WHERE chain_id = $2 AND sequence BETWEEN $3 AND $4 AND branch = 0 OFFSET 0
    ) e
"""
_OURS = "e.organization_id = $1"
# Whoever carries the cash is named in the entry: inside a string the quote before the colon would be escaped.
_CARRIED = """position(convert_to('"purse":', 'UTF8') IN e.content) > 0"""
_TURNED = "e.kind IN ('sale', 'refund', 'exchange', 'payment', 'tender_correction')"
READ_TURNOVER = f"""
    SELECT e.kind, count(*)::int8, count(s.id)::int8, coalesce(sum(s.gross - s.back), 0)::int8,
        coalesce(sum(s.back), 0)::int8
    FROM {_PERIOD}
    LEFT JOIN LATERAL (
        SELECT organization_id, id, gross,
            CASE WHEN kind = 'refund' OR (kind = 'payment' AND gross < 0) THEN gross ELSE returned END AS back
        FROM sales_sale WHERE id = e.id OFFSET 0
    ) s ON s.organization_id = e.organization_id
    WHERE {_OURS}
    GROUP BY e.kind
"""  # noqa: S608  # constants of ours; every value is a parameter
READ_TENDERS = f"""
    SELECT t.kind, d.tender_kind, coalesce(d.currency, '') AS currency, {_CARRIED} AS is_carried, sum(t.amount)::int8,
        coalesce(sum(d.foreign_amount), 0)::int8
    FROM {_PERIOD}
    CROSS JOIN LATERAL (
        SELECT organization_id, number, kind, amount FROM sales_tender WHERE sale_id = e.id OFFSET 0
    ) t
    LEFT JOIN LATERAL (
        SELECT organization_id, tender_kind, currency, foreign_amount FROM sales_tender_detail
        WHERE sale_id = e.id AND number = t.number OFFSET 0
    ) d ON d.organization_id = e.organization_id
    WHERE {_OURS} AND {_TURNED} AND t.organization_id = e.organization_id
    GROUP BY 1, 2, 3, 4
"""  # noqa: S608
READ_TIPS = f"""
    SELECT t.kind, {_CARRIED} AS is_carried, sum(t.amount)::int8
    FROM {_PERIOD}
    CROSS JOIN LATERAL (
        SELECT organization_id, kind, amount FROM sales_tip WHERE entry_id = e.id OFFSET 0
    ) t
    WHERE {_OURS} AND ({_TURNED} OR e.kind = 'late_tip') AND t.organization_id = e.organization_id
    GROUP BY 1, 2
"""  # noqa: S608
READ_RARE = f"""
    SELECT e.kind, e.sequence, e.content FROM {_PERIOD}
    WHERE {_OURS} AND (e.kind IN ('opening', 'cash_movement', 'cash_count')
        OR (({_TURNED} OR e.kind = 'late_tip') AND {_CARRIED}))
    ORDER BY e.sequence
"""  # noqa: S608
# No honest day has more entries than these 10,000.
READ_NEXT_CLOSING = """
    SELECT e.id, e.sequence, e.content FROM (
        SELECT organization_id, id, sequence, content FROM sales_entry
        WHERE chain_id = $2 AND sequence BETWEEN $3::int8 + 1 AND $3::int8 + 10000 AND branch = 0 AND kind = 'closing'
        OFFSET 0
    ) e
    WHERE e.organization_id = $1 ORDER BY e.sequence LIMIT 1
"""
READ_SAID = "SELECT code, claimed FROM sales_discrepancy WHERE organization_id = $1 AND entry_id = $2"
