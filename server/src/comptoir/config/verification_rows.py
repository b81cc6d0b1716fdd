"""What was derived from sealed entries, row by row, against what their bytes make.

The rows that need nothing but the bytes are made by the ledger's own functions, as when the entry came, and compared
with what lies in the tables; of goods that moved, what the catalogue said of packs is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import psycopg

from comptoir.config.verification_chain import Sealed
from comptoir.config.verification_report import Finding, Report
from comptoir.config.verification_sql import (
    BODY_DIFFERENCES,
    DERIVED,
    LINES,
    MOVEMENTS,
    PROMOTIONS,
    SALES,
    SESSIONS,
    SUBTOTALS,
    TENDERS,
)
from comptoir.journal import load_public_key
from comptoir.sales.bodies import ClosingBody, LateTipBody, OpeningBody, Reference, SaleBody
from comptoir.sales.bottle_deposits import derive_deposits
from comptoir.sales.decide import EARLIEST, LATEST, derive_acts, derive_session
from comptoir.sales.entries import Received, Sender, understand_body
from comptoir.sales.flows import TURNED
from comptoir.sales.goods import moves_of, returned_number
from comptoir.sales.orders import OrderBody
from comptoir.sales.promised_rows import order_row, payment_rows
from comptoir.sales.rows import LabelRow, ParkedSaleRow, Rows, SessionRow
from comptoir.sales.state import State
from comptoir.sales.tax_rates import Moment
from comptoir.sales.tenders import derive_late_tip, effects_of, tender_rows
from comptoir.sales.turned import judge_turned

Connection = psycopg.Connection[tuple[object, ...]]
Row = tuple[object, ...]
BEFORE_ANY_CALENDAR = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Read:
    """An entry with what the ledger understood of it. `at`: by its own clock; None where that is beyond calendars."""

    sealed: Sealed
    received: Received
    at: datetime | None

    @property
    def when(self) -> datetime:
        return self.at or BEFORE_ANY_CALENDAR


def check_derived(connection: Connection, genuine: Sequence[Sealed], report: Report) -> None:
    """What was derived from a chunk of genuine entries."""
    if not genuine:
        return
    read = [_read(sealed) for sealed in genuine]
    ids = [one.sealed.stored.id for one in read]
    sales = {row[0]: row[1:] for row in connection.execute(SALES, [ids])}
    excused = {row[0] for row in connection.execute(BODY_DIFFERENCES, [ids])}
    parts = {
        name: _grouped(connection.execute(query, [ids]))
        for name, query in (
            ("lines", LINES),
            ("promotions", PROMOTIONS),
            ("taxes", SUBTOTALS),
            ("tenders", TENDERS),
            ("stock", MOVEMENTS),
        )
    }
    rest = {name: _grouped(connection.execute(query, [ids])) for name, query in DERIVED.items()}
    sessions = _sessions(connection, read)
    for one in read:
        entry = one.sealed.stored
        mine = {name: rows.get(entry.id, []) for name, rows in parts.items()}
        found = list(_turned_faults(one, sales.get(entry.id), mine, report, is_excused=entry.id in excused))
        found += _rest_faults(one, {name: rows.get(entry.id, []) for name, rows in rest.items()}, sales.get(entry.id))
        found += _session_faults(one, sessions)
        report.findings += [Finding(entry.organization, one.sealed.document, entry.id, what) for what in found]


def _read(sealed: Sealed) -> Read:
    stored, enrolled = sealed.stored, sealed.enrolled
    sender = Sender(
        organization=stored.organization,
        till=stored.till,
        store=enrolled.store,
        chain=stored.chain,
        device=enrolled.device,
        public_key=load_public_key(enrolled.key),
        issued_at=BEFORE_ANY_CALENDAR,
        organization_text=str(stored.organization),
        till_text=str(stored.till),
        chain_text=str(stored.chain),
    )
    received = Received(sender, stored.content, stored.seal, stored.digest.hex(), sealed.envelope)
    understand_body(received, sealed.envelope)
    at = datetime.fromisoformat(sealed.envelope.device_time)
    return Read(sealed, received, at if EARLIEST < at < LATEST else None)


def _turned_faults(
    one: Read, sale: Row | None, mine: dict[str, list[Row]], report: Report, *, is_excused: bool
) -> Iterator[str]:
    """Of what a sale, a refund and their kin became: the row of sales, and what hangs on it."""
    kind, body = one.sealed.stored.kind, one.received.body
    if kind not in TURNED or (sale is None and is_excused):
        # The ledger keeps what it cannot count, and says so.
        extra = [name for name, rows in mine.items() if rows]
        if sale is not None or extra:
            yield f"rows were made of it that it has none of: {', '.join(extra) or 'sale'}"
        if kind in TURNED and isinstance(body, SaleBody) and not _is_refused(one, body):
            yield "its sale is missing, and nothing in it refuses to be counted, as is said beside it"
        return
    if sale is None:
        yield "its sale is missing"
        return
    report.sales += 1
    if isinstance(body, SaleBody):
        yield from _differences(one, body, sale, mine)
    else:
        yield "a sale was made of a body that is none"


def _is_refused(one: Read, body: SaleBody) -> bool:
    """Whether the engine can't count it, which is the one excuse of a body that can be read."""
    envelope, sender = one.sealed.envelope, one.received.sender
    itself = Reference(sender.chain, envelope.sequence, one.received.digest)
    moment = Moment(one.when, envelope.catalog_position)
    found = judge_turned(envelope, body, sender, State(), moment=moment, itself=itself)
    return any(difference.code == "body" for difference in found)


def _differences(one: Read, body: SaleBody, sale: Row, parts: dict[str, list[Row]]) -> Iterator[str]:
    entry, store = one.sealed.stored, one.sealed.enrolled.store
    refers = body.refers_to or body.order
    said: Row = (
        store, entry.till, body.session, body.cashier, entry.kind, body.currency, body.price_mode, body.net, body.tax,
        body.gross, body.cash_rounding, body.returned, refers.chain if refers else None,
        refers.sequence if refers else None, one.at or sale[-1],
    )  # fmt: skip
    names = (
        "store", "till", "session", "cashier", "kind", "currency", "price mode", "net", "tax", "gross", "cash rounding",
        "returned", "refunded chain", "refunded sequence", "time",
    )  # fmt: skip
    for name, sealed, kept in zip(names, said, sale, strict=True):
        if sealed != kept:
            yield f"its {name} is sealed as {sealed} and derived as {kept}"
    expected: dict[str, list[Row]] = {
        "lines": sorted(
            (
                line.line, line.item, line.name, line.quantity_milli, line.unit, line.unit_price, line.line_discount,
                line.basket_discount, line.amount, tax.category, tax.rate_ppm, returned_number(line), line.goes_to,
            )
            for line, tax in ((line, body.tax_of(line)) for line in body.lines)
        ),
        "promotions": sorted(
            (line.line, promotion, amount)
            for line in body.lines
            for promotion, amount in line.taken_by_promotion().items()
        ),
        "taxes": [
            (number, row.tax_category, row.tax_rate_ppm, row.net, row.tax, row.gross)
            for number, row in enumerate(body.tax_subtotals, start=1)
        ],
        "tenders": [
            (number, row.kind, row.amount, row.received, row.change)
            for number, row in enumerate(body.tenders, start=1)
        ],
    }  # fmt: skip
    # An item that the catalogue did not know moved no stock; the line keeps what the till claimed.
    # Of a menu's parts no row says whether it was known: those that moved are compared.
    known = {row[0] for row in parts["lines"] if row[-1] is not None}
    moved = {row[0] for row in parts["stock"]}
    moves = sorted(
        (number, item, quantity, store, reason, one.at)
        for line in body.lines
        for number, item, quantity, reason in moves_of(entry.kind, line)
        if (number in moved if line.components else line.line in known)
    )
    expected["stock"] = [row[:3] for row in moves]
    derived = {**parts, "lines": [row[:-1] for row in parts["lines"]], "stock": [row[:3] for row in parts["stock"]]}
    if any(row[-1] not in (None, row[1]) for row in parts["lines"]):
        yield "a line of it is linked to another article than it was sealed with"
    if [(*row[3:5], one.at and row[5]) for row in parts["stock"]] != [row[3:] for row in moves]:
        yield "its goods moved elsewhere, at another time or for another reason than its bytes say"
    for name, rows in expected.items():
        if rows != derived[name] and not (name == "stock" and _are_of_packs(rows, derived[name])):
            yield f"its {name} are not those of its bytes"


def _are_of_packs(lines: list[Row], moved: list[Row]) -> bool:
    """Whether what moved are the lines' own goods, or of a pack its article, so many times as often.

    How many a pack held is the catalogue's word of that day and not in the bytes: only that it is a whole number of
    times, in the line's direction, is.
    """
    if len(lines) != len(moved):
        return False
    for (number, item, quantity), (place, taken, count) in zip(lines, moved, strict=True):
        assert isinstance(quantity, int)
        assert isinstance(count, int)
        is_own = (item, quantity) == (taken, count)
        is_pack = item != taken and count % quantity == 0 and count // quantity > 0
        if number != place or not (is_own or is_pack):
            return False
    return True


def _rest_faults(one: Read, kept: dict[str, list[Row]], sale: Row | None) -> Iterator[str]:
    """Everything else that the ledger writes beside an entry, by the bytes alone."""
    expected = _rest(one, has_sale=sale is not None)
    for name, rows in kept.items():
        told = expected.get(name, [])
        if one.at is None:
            told, rows = [_without_times(row) for row in told], [_without_times(row) for row in rows]
        if sorted(map(_spelled, told)) != sorted(map(_spelled, rows)):
            yield f"its {name} are not those of its bytes"


def _rest(one: Read, *, has_sale: bool) -> dict[str, list[Row]]:
    """The rows by table, without organization and entry; of orders, without their entry."""
    rows, received = Rows(), one.received
    sender, entry, at, body = received.sender, one.sealed.stored.id, one.when, received.body
    envelope = one.sealed.envelope
    moves: list[Row] = []
    match body:
        case OrderBody():
            itself = Reference(sender.chain, envelope.sequence, received.digest)
            rows.orders.append(order_row(body, sender, itself, entry, at))
        case SaleBody() if has_sale:
            tender_rows(body, sender, rows, entry, at)
            rows.payments += payment_rows(body, sender.organization, entry)
            derive_deposits(body, sender.organization, rows, entry)
            rows.labels += _labels(body, sender.organization, entry)
            if body.parked is not None:
                rows.parked_sales.append(ParkedSaleRow(sender.organization, entry, body.parked))
            moves = [
                (number, move.voucher, sender.till, sender.store, move.amount, move.reason, at, move.allowance)
                for number, move in enumerate(effects_of(body), start=1)
            ]
        case LateTipBody():
            derive_late_tip(body, sender, rows, entry, at)
        case _:
            pass
    if received.acts is not None:
        derive_acts(received.acts, envelope, sender, rows, entry, at)
    return {
        "orders": [tuple(row[2:]) for row in rows.orders],
        "tender details": [tuple(row[2:]) for row in rows.tender_details],
        "tips": [tuple(row[2:]) for row in rows.tips],
        "payments": [tuple(row[2:]) for row in rows.payments],
        "deposits": [tuple(row[2:]) for row in rows.bottle_deposits],
        "labels": [tuple(row[2:]) for row in rows.labels],
        "parked baskets": [tuple(row[2:]) for row in rows.parked_sales],
        "acts": [tuple(row[2:]) for row in rows.acts],
        "movements of vouchers": moves,
    }


def _labels(body: SaleBody, organization: UUID, entry: UUID) -> Iterator[LabelRow]:
    for line in body.lines:
        if line.lot or line.serial or line.expires is not None:
            yield LabelRow(organization, entry, line.line, line.item, line.lot, line.serial, line.expires)


def _spelled(row: Row) -> str:
    """Rows with unknowns can't be sorted; a moment is the same in every zone."""
    return repr([cell.astimezone(UTC) if isinstance(cell, datetime) else cell for cell in row])


def _without_times(row: Row) -> Row:
    """What a till's clock beyond any calendar dates is dated by the ledger's."""
    return tuple(None if isinstance(cell, datetime) else cell for cell in row)


def _sessions(connection: Connection, read: Sequence[Read]) -> dict[object, Row]:
    named = [one.received.body.session for one in read if isinstance(one.received.body, OpeningBody | ClosingBody)]
    if not named:
        return {}
    rows = connection.execute(SESSIONS, [named])
    return {(row[0], row[1]): row for row in rows}


def _session_faults(one: Read, kept: dict[object, Row]) -> Iterator[str]:
    """Each half of a session, by the entry that opened or closed it."""
    body = one.received.body
    if not isinstance(body, OpeningBody | ClosingBody) or one.sealed.stored.branch:
        return
    rows = Rows()
    derive_session(body, one.received.sender, rows, one.when)
    [told] = rows.sessions.values()
    row = kept.get((told.till_id, told.id))
    if row is None:
        yield "its session is missing"
        return
    names = SessionRow._fields[3:]
    for name, sealed, found in zip(names, told[3:], row[2:], strict=True):
        is_time = isinstance(sealed, datetime)
        if sealed is not None and sealed != found and not (is_time and one.at is None):
            yield f"its session's {name} is sealed as {_shown(sealed)} and derived as {_shown(found)}"


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _grouped(rows: Iterable[Row]) -> dict[object, list[Row]]:
    grouped: dict[object, list[Row]] = {}
    for first, *rest in rows:
        grouped.setdefault(first, []).append(tuple(rest))
    return grouped
