"""Sales: the list, one with its seal, its signed bytes; and what a day came to."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.days import scope_of
from comptoir.api.doors import Door, etag_of
from comptoir.api.errors import Unknown
from comptoir.api.paging import cursor_of, moment_part, parts_of, uuid_part
from comptoir.api.shapes.common import Cursor, Id, Limit
from comptoir.api.shapes.sales import (
    CashierDay,
    DayReport,
    DaySession,
    DayTender,
    Sale,
    SaleFlag,
    SaleLine,
    SalePage,
    SaleRow,
    SaleSeal,
    SaleTax,
    SaleTender,
)
from comptoir.identity.public import Permission
from comptoir.journal import to_base64url
from comptoir.platform.public import organization_view
from comptoir.sales.day_report import Report, report
from comptoir.sales.detail import EntryBytes, SaleDetail, check_seal, entry_bytes, sale_detail, sale_parts
from comptoir.sales.listing import Cursor as ListPlace
from comptoir.sales.listing import Filters, list_sales
from comptoir.sales.scope import Scope

door = Door(tags=["Sales"])
SEE = Permission.SEE_SALES
Day = Annotated[date | None, Query(description="A business day, such as 2026-11-26.")]


@door.reads("/sales", permission=SEE, answer=SalePage, summary="Sales of some business days, the newest first")
def get_sales(
    caller: Caller,
    first: Annotated[date | None, Query(description="The first business day; else 30 days back.")] = None,
    last: Annotated[date | None, Query(description="The last business day; else today.")] = None,
    store: Annotated[Id | None, Query()] = None,
    till: Annotated[Id | None, Query()] = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> SalePage:
    place = None
    if after:
        moment, sale = parts_of(after, 2)
        place = ListPlace(moment_part(moment), uuid_part(sale))
    scope = scope_of(caller, store, first, last)
    page = list_sales(scope, Filters(till=till), after=place, limit=limit)
    following = cursor_of(page.next.sold_at.isoformat(), str(page.next.sale)) if page.next else None
    return SalePage(
        sales=[
            SaleRow(
                id=row.id, number=row.number, kind=row.kind, sold_at=row.sold_at, store=row.store_name,
                till=row.till_code, cashier=row.cashier_name, gross=row.gross, currency=row.currency,
                tenders=row.tenders, lines=row.lines_count, flags=row.flags_count,
            )
            for row in page.rows
        ],
        next=following,
    )  # fmt: skip


@door.reads("/sales/{sale}", permission=SEE, answer=Sale, summary="One sale: lines, taxes, tenders, and its seal")
def get_sale(caller: Caller, sale: Id) -> Sale:
    detail, entry = _found(caller, sale)
    parts = sale_parts(caller.organization, detail)
    return Sale(
        id=detail.id, number=detail.number, kind=detail.kind, sold_at=detail.sold_at,
        received_at=detail.received_at, store=detail.store_name, till=detail.till_code,
        cashier=detail.cashier_name, currency=detail.currency, price_mode=detail.price_mode, net=detail.net,
        tax=detail.tax, gross=detail.gross, cash_rounding=detail.cash_rounding,
        lines=[
            SaleLine(
                number=line.number, article=line.item, name=line.name, quantity_milli=line.quantity_milli,
                unit=line.unit, unit_price=line.unit_price, discount=line.discount, amount=line.amount,
                tax_category=line.tax_category, tax_rate_ppm=line.tax_rate_ppm,
            )
            for line in parts.lines
        ],
        taxes=_taxes(parts.taxes),
        tenders=[
            SaleTender(kind=one.kind, amount=one.amount, received=one.received, change=one.change)
            for one in parts.tenders
        ],
        flags=[
            SaleFlag(code=one.code, line=one.line, claimed=one.claimed, computed=one.computed)
            for one in parts.discrepancies
        ],
        refunds=[one.id for one in parts.refunds],
        seal=_seal(detail, entry),
    )  # fmt: skip


@door.reads(
    "/sales/{sale}/entry", permission=SEE, answer=None, summary="A sale's entry: the bytes that the till signed"
)
def get_sale_entry(caller: Caller, sale: Id) -> HttpResponse:
    _, entry = _found(caller, sale)
    content = bytes(entry.content)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["ETag"] = etag_of(content)
    return answer


@door.reads("/day-report", permission=Permission.SEE_REPORTS, answer=DayReport, summary="What a business day came to")
def get_day_report(
    caller: Caller, day: Day = None, store: Annotated[Id | None, Query(description="Else all of them.")] = None
) -> DayReport:
    scope = scope_of(caller, store, day, day) if day else scope_of(caller, store, None, None, days=1)
    return _told(scope, report(scope))


def _told(scope: Scope, result: Report) -> DayReport:
    totals = result.totals
    return DayReport(
        day=scope.first, store=scope.store.id if scope.store else None, currency=organization_view().currency,
        sales=totals.sales_count, refunds=totals.refunds_count, sold=totals.sold, refunded=totals.refunded,
        net=totals.net, tax=totals.tax, gross=totals.gross, cash_rounding=totals.cash_rounding,
        discounts=result.discounts.total, voids=result.voids.count, taxes=_taxes(result.taxes),
        tenders=[DayTender(kind=one.kind, count=one.count, amount=one.amount) for one in result.tenders],
        cashiers=[
            CashierDay(
                cashier=one.cashier, name=one.name, sales=one.sales_count, refunds=one.refunds_count, sold=one.sold,
                refunded=one.refunded, discounts=one.discounts,
            )
            for one in result.cashiers
        ],
        sessions=[
            DaySession(
                id=one.id, till=one.till_code, opened_at=one.opened_at, closed_at=one.closed_at,
                float_amount=one.float_amount, cash_expected=one.cash_expected, cash_counted=one.cash_counted,
                cash_difference=one.difference_total,
            )
            for one in result.sessions
        ],
    )  # fmt: skip


def _taxes(rows: Sequence[object]) -> list[SaleTax]:
    return [SaleTax.model_validate(row, from_attributes=True) for row in rows]


def _seal(detail: SaleDetail, entry: EntryBytes) -> SaleSeal:
    checked = check_seal(entry)
    return SaleSeal(
        chain=detail.chain, sequence=detail.sequence, digest=detail.digest_text,
        seal=bytes(entry.seal).decode("ascii", "replace"), public_key=to_base64url(bytes(entry.public_key)),
        digest_fits=checked.digest_fits, seal_holds=checked.seal_holds, chain_holds=checked.chain_holds,
    )  # fmt: skip


def _found(caller: Caller, sale: UUID) -> tuple[SaleDetail, EntryBytes]:
    detail = sale_detail(caller.organization, sale)
    entry = entry_bytes(caller.organization, sale) if detail else None
    if detail is None or entry is None:
        raise Unknown
    return detail, entry
