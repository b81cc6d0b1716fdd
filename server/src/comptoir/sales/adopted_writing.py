"""The rows of an entry that a person adopts: the ledger's tables in the ledger's order, over Django's connection."""

from collections.abc import Sequence
from typing import Any, cast

from django.db import models

from comptoir.payments.public import write_vouchers
from comptoir.platform.outbox import emit
from comptoir.sales.adopted_reading import DjangoConnection, at_once
from comptoir.sales.closing_reader import judge_closings
from comptoir.sales.coupon_codes import write_late_findings
from comptoir.sales.late_tips import judge_late_tips
from comptoir.sales.models import (
    Act,
    BottleDeposit,
    CouponUse,
    Discrepancy,
    Entry,
    Incident,
    Line,
    LineLabel,
    LinePromotion,
    Order,
    ParkedSale,
    Payment,
    Sale,
    Session,
    TaxSubtotal,
    Tender,
    TenderDetail,
    Tip,
)
from comptoir.sales.reading import Connection
from comptoir.sales.rows import IncidentRow, MovementLotRow, MovementRow, Rows, SessionRow
from comptoir.sales.serials import judge_serials
from comptoir.sales.told import write_told
from comptoir.stock.public import GoodsLot, Moved, record_movements
from comptoir.tills.public import ChainState, move_head


def write(rows: Rows) -> None:
    """Write everything, ask what is asked once it is written, and tell the tills last of all."""
    asking = cast("Connection", DjangoConnection())
    _insert(Entry, rows.entries)
    _insert(Sale, rows.sales)
    _insert(Line, rows.lines)
    _insert(LinePromotion, rows.promotions)
    _insert(TaxSubtotal, rows.subtotals)
    _insert(Tender, rows.tenders)
    lots = {(row.document, row.line): row for row in rows.movement_lots}
    record_movements([_moved(row, lots.get((row.document, row.line))) for row in rows.movements])
    for fact in rows.outbox:
        emit(fact.topic, fact.subject, digest=fact.digest)
    for head in rows.heads.values():
        move_head(
            head.chain_id,
            ChainState(head.sequence, head.digest, head.device_time, head.boot, head.monotonic_ms, head.has_quarantine),
        )
    for session in rows.sessions.values():
        _write_session(session)
    _insert(Act, rows.acts)
    _insert(TenderDetail, rows.tender_details)
    _insert(BottleDeposit, rows.bottle_deposits)
    _insert(LineLabel, rows.labels)
    _insert(Tip, rows.tips)
    write_vouchers(list(rows.vouchers.values()), rows.voucher_movements, [hold for _, hold in rows.ended_holds])
    _insert(Order, rows.orders)
    _insert(Payment, rows.payments)
    _insert(ParkedSale, rows.parked_sales)
    _insert(Discrepancy, rows.discrepancies)
    _insert(CouponUse, rows.coupon_uses)
    for incident in rows.incidents.values():
        _write_incident(incident)
    late = [
        *rows.late_findings,
        *at_once(judge_closings(rows.closed, rows.filled, asking.fetch)),
        *at_once(judge_late_tips(rows.late_tips, asking.fetch)),
        *at_once(judge_serials(rows.labels, asking.fetch)),
    ]
    if late:
        at_once(write_late_findings(late, asking))
    at_once(write_told(rows.told, asking))


def _insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    manager: Any = model._default_manager
    manager.bulk_create([model(**row._asdict()) for row in rows])


def _write_incident(row: IncidentRow) -> None:
    """One more entry of the incident that is open, or a new one."""
    known = Incident.objects.filter(
        organization_id=row.organization_id, till_id=row.till_id, chain=row.chain, code=row.code,
        resolved_at__isnull=True,
    )  # fmt: skip
    if not known.update(entries_count=models.F("entries_count") + row.entries_count):
        _insert(Incident, [row])


def _moved(row: MovementRow, lot: MovementLotRow | None) -> Moved:
    return Moved(
        document=row.document,
        line=row.line,
        store=row.store_id,
        item=row.item_id,
        quantity_milli=row.quantity_milli,
        reason=row.reason,
        moved_at=row.moved_at,
        lots=()
        if lot is None
        else (GoodsLot(lot=lot.lot, serial=lot.serial, expires=lot.expires, quantity_milli=lot.quantity_milli),),
    )


def _write_session(row: SessionRow) -> None:
    """Add what this entry knows of a session; the other half may be there already."""
    known = Session.objects.filter(organization_id=row.organization_id, id=row.id)
    facts = {name: fact for name, fact in row._asdict().items() if fact is not None}
    if not known.exists():
        _insert(Session, [row])
    else:
        known.filter(till_id=row.till_id).update(**facts)
