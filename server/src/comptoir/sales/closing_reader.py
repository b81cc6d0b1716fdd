"""Reads what the entries of a closing's period come to, once they and the closing are written.

After the write, because a till that comes back after a day delivers its sales and their closing in one batch. Every
look-up is by key: a fresh shop has no statistics.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from comptoir.journal import JournalError, parse_envelope
from comptoir.sales.closings import (
    Before,
    Closed,
    DepositSums,
    Filled,
    Period,
    Perpetual,
    PrepaidSums,
    Rare,
    Summed,
    TenderKey,
    begins_till,
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
        period = Period()
        if closing.stated.first_sequence is not None:
            _add(period, await fetch(READ_PERIOD, *_place_of(closing, closing.stated.first_sequence)))
            period.perpetual = await _perpetual(closing, closing.stated.first_sequence, period, fetch)
        found += (finding for finding in _findings(closing, period) if (finding.code, finding.claimed) not in said)
    return found


def closing_in(gap: Filled, entry: UUID, sequence: int, content: bytes) -> Closed | None:
    """A closing that was stored before; None where its sums can't be read."""
    try:
        stated = read_closing(parse_envelope(bytes(content)).body)
    except JournalError:
        return None
    return None if stated is None else Closed(gap.organization, entry, gap.chain, sequence, stated)


def _place_of(closing: Closed, first: int) -> tuple[UUID, UUID, int, int]:
    """Where a period stands that begins there: up to what stands before the closing."""
    return closing.organization, closing.chain, first, closing.sequence - 1


def _findings(closing: Closed, period: Period) -> list[LateFinding]:
    """What is said of the closing itself."""
    return [
        LateFinding(closing.organization, closing.entry, difference.code, difference.claimed, difference.computed)
        for difference in judge_closing(closing.stated, closing.sequence, period)
    ]


async def _perpetual(closing: Closed, first: int, period: Period, fetch: Fetch) -> Perpetual | None:
    """What the till ever sold and gave back: what its closing before said, and what came since.

    None where it can't be known: the chain before this one counted, too, or an entry since then is not here.
    """
    before = await _closing_before(closing, first, period, fetch)
    if before is None:
        return None
    since = before.sequence + 1
    if since == first:
        return before.perpetual.plus(period)
    between = Period()
    last = closing.sequence - 1 if since > first else first - 1
    _add(between, await fetch(READ_PERIOD, closing.organization, closing.chain, since, last))
    if not between.is_understood or between.entries != last - since + 1:
        return None
    found = before.perpetual.plus(between)
    return found if since > first else found.plus(period)


async def _closing_before(closing: Closed, first: int, period: Period, fetch: Fetch) -> Before | None:
    """The closing before, as it stands sealed; of a till's first chain the beginning, where all is nought."""
    end = closing.sequence - 1 if period.closings else first - 1
    for reach in REACHES:
        start = max(1, end - reach + 1)
        for sequence, kind, content in await fetch(READ_BEFORE, closing.organization, closing.chain, start, end):
            return before_in(kind, sequence, bytes(content))
        if start == 1:
            break
    return None


def before_in(kind: str, sequence: int, content: bytes) -> Before | None:
    """What an entry says of the till's totals so far; None where it does not say."""
    try:
        body = parse_envelope(content).body
    except JournalError:
        return None
    if kind == "closing":
        stated = read_closing(body)
        if stated is None or stated.perpetual_gross is None or stated.perpetual_refunded is None:
            return None
        return Before(sequence, Perpetual(stated.perpetual_gross, stated.perpetual_refunded))
    return Before(sequence, Perpetual()) if begins_till(body) else None


def _add(period: Period, rows: Sequence[Any]) -> None:
    """The rows of READ_PERIOD, in which `part` says what the others mean."""
    for part, kind, tender, currency, is_carried, *summed, content in rows:
        figures = [int(figure) for figure in summed]
        match part:
            case "turnover":
                _add_turnover(period, kind, *figures)
            case "tender":
                _add_tender(period, TenderKey(kind, tender, currency), Summed(*figures[:2]), is_carried=is_carried)
            case "tip":
                _add_tip(period, kind, figures[0], is_carried=is_carried)
            case "deposits":
                period.deposits = DepositSums(*figures[:2])
            case "prepaid":
                period.prepaid = PrepaidSums(*figures[:2])
            case _:
                _add_rare(period, kind, figures[0], content)


def _add_turnover(period: Period, kind: str, entries: int, understood: int, sold: int, back: int) -> None:
    """How many entries of a kind there are, and what they sold and gave back."""
    period.entries += entries
    period.closings += entries if kind == "closing" else 0
    if kind not in TURNED:
        return
    period.is_understood = period.is_understood and understood == entries
    period.sales_count += entries if kind in ("sale", "exchange") else 0
    period.refunds_count += entries if kind in ("refund", "exchange") else 0
    period.gross += sold
    period.refunded += back


def _add_tender(period: Period, key: TenderKey, sums: Summed, *, is_carried: bool) -> None:
    """By way to pay, and the cash of the drawer."""
    before = period.tenders.get(key, Summed())
    period.tenders[key] = Summed(before.amount + sums.amount, before.foreign + sums.foreign)
    if key.kind == "cash" and not is_carried:
        period.drawer += sums.amount


def _add_tip(period: Period, kind: str, amount: int, *, is_carried: bool) -> None:
    """Those in cash lie with the cash."""
    period.tips[kind] = period.tips.get(kind, 0) + amount
    if kind == "cash" and not is_carried:
        period.drawer += amount


def _add_rare(period: Period, kind: str, sequence: int, content: bytes) -> None:
    """An opening, a movement, a count, or what was paid from a purse; they come in order."""
    try:
        body = read_rare(parse_envelope(bytes(content)).body)
    except JournalError:
        body = None
    if body is None:
        period.is_understood = False
    else:
        period.rare.append(Rare(kind, sequence, body))


TURNED = ("sale", "refund", "exchange", "payment", "tender_correction")
# How far back the closing before is looked for: it mostly stands right before the opening. No honest pause has more
# entries than the last of these.
REACHES = (20, 500, 10_000)
_CARRIED = """position('\\x227075727365223a'::bytea IN content) > 0"""  # "purse":
_TURNED = "e.kind IN ('sale', 'refund', 'exchange', 'payment', 'tender_correction')"
# One pass over the period. By the chain and by each entry's own key alone: the policy adds the organization. Were it
# asked for, too, a planner without statistics would take the primary key for as cheap, and read the whole shop.
# Sales and tips are asked for by their moment, too (`decide`): else their index by time, of which it would use the
# organization alone, is as cheap to that planner, and 1,000 sales were read 1,000 times.
# Sums stay as wide as they come: what a broken till stated must not stop the sale that its closing waited for.
# Whoever carries the cash is named in the entry: inside a string the quote before the colon would be escaped.
READ_PERIOD = f"""
    WITH e AS MATERIALIZED (
        SELECT p.* FROM (
            SELECT organization_id, id, kind, sequence, {_CARRIED} AS is_carried,
                coalesce(device_time, received_at) AS at
            FROM sales_entry WHERE chain_id = $2 AND sequence BETWEEN $3 AND $4 AND branch = 0 OFFSET 0
        ) p WHERE p.organization_id = $1
    ), sold AS MATERIALIZED (SELECT * FROM e WHERE {_TURNED})
    SELECT 'turnover' AS part, e.kind, NULL::uuid AS tender, '' AS currency, false AS is_carried,
        count(*)::int8 AS one, count(s.id)::int8 AS two, coalesce(sum(s.gross - s.back), 0) AS three,
        coalesce(sum(s.back), 0) AS four, NULL::bytea AS content
    FROM e LEFT JOIN LATERAL (
        SELECT organization_id, id, gross,
            CASE WHEN kind = 'refund' OR (kind = 'payment' AND gross < 0) THEN gross ELSE returned END AS back
        FROM sales_sale WHERE id = e.id AND sold_at = e.at OFFSET 0
    ) s ON s.organization_id = e.organization_id
    GROUP BY e.kind
    UNION ALL
    SELECT 'tender', t.kind, d.tender_kind, coalesce(d.currency, ''), e.is_carried, sum(t.amount),
        coalesce(sum(d.foreign_amount), 0), 0, 0, NULL
    FROM sold e
    CROSS JOIN LATERAL (
        SELECT organization_id, number, kind, amount FROM sales_tender WHERE sale_id = e.id OFFSET 0
    ) t
    LEFT JOIN LATERAL (
        SELECT organization_id, tender_kind, currency, foreign_amount FROM sales_tender_detail
        WHERE sale_id = e.id AND number = t.number OFFSET 0
    ) d ON d.organization_id = e.organization_id
    WHERE t.organization_id = e.organization_id
    GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT 'tip', t.kind, NULL, '', e.is_carried, sum(t.amount), 0, 0, 0, NULL
    FROM e CROSS JOIN LATERAL (
        SELECT organization_id, kind, amount FROM sales_tip WHERE entry_id = e.id AND given_at = e.at OFFSET 0
    ) t
    WHERE ({_TURNED} OR e.kind = 'late_tip') AND t.organization_id = e.organization_id
    GROUP BY 2, 5
    UNION ALL
    SELECT 'deposits', '', NULL, '', false, coalesce(sum(d.gross) FILTER (WHERE d.gross > 0), 0),
        coalesce(sum(d.gross) FILTER (WHERE d.gross < 0), 0), 0, 0, NULL
    FROM sold e CROSS JOIN LATERAL (
        SELECT organization_id, gross FROM sales_bottle_deposit WHERE sale_id = e.id OFFSET 0
    ) d
    WHERE d.organization_id = e.organization_id
    UNION ALL
    SELECT 'prepaid', '', NULL, '', false,
        coalesce(sum(y.amount) FILTER (WHERE y.purpose IN ('deposit', 'cancellation')), 0),
        coalesce(sum(y.amount) FILTER (WHERE y.purpose = 'deducted'), 0), 0, 0, NULL
    FROM sold e CROSS JOIN LATERAL (
        SELECT organization_id, purpose, amount FROM sales_payment WHERE sale_id = e.id OFFSET 0
    ) y
    WHERE y.organization_id = e.organization_id
    UNION ALL (
        SELECT 'rare', e.kind, NULL, '', e.is_carried, e.sequence, 0, 0, 0, c.content
        FROM e CROSS JOIN LATERAL (
            SELECT organization_id, content FROM sales_entry
            WHERE chain_id = $2 AND sequence = e.sequence AND branch = 0 OFFSET 0
        ) c
        WHERE c.organization_id = e.organization_id AND (e.kind IN ('opening', 'cash_movement', 'cash_count')
            OR (({_TURNED} OR e.kind = 'late_tip') AND e.is_carried))
        ORDER BY e.sequence
    )
"""  # noqa: S608  # constants of ours; every value is a parameter
# The last closing in a stretch, or the entry that began the chain.
READ_BEFORE = """
    SELECT e.sequence, e.kind, e.content FROM (
        SELECT organization_id, sequence, kind, content FROM sales_entry
        WHERE chain_id = $2 AND sequence BETWEEN $3 AND $4 AND branch = 0 AND (kind = 'closing' OR sequence = 1)
        OFFSET 0
    ) e
    WHERE e.organization_id = $1 ORDER BY e.sequence DESC LIMIT 1
"""
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
