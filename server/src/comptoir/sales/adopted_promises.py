"""Orders, payments and accounts of an entry that a person adopts: what the ledger reads, and what it writes."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from comptoir.customers.public import customer
from comptoir.sales.accounts import accounts_of
from comptoir.sales.bodies import Reference, SaleBody
from comptoir.sales.models import Entry, Order, ParkedSale, Payment, Sale, TaxSubtotal, Tender, TenderDetail
from comptoir.sales.promise_reader import add_kept, order_state
from comptoir.sales.rows import Rows
from comptoir.sales.state import AccountState, State


def read_promises(sale: SaleBody, organization: UUID, state: State) -> None:
    """Read what the entry names; each is locked as the ledger locks it."""
    accounts = accounts_of(sale)
    digest = sale.order.digest_bytes() if sale.order is not None else None
    keys = [one.bytes for one in accounts]
    keys += [digest] if digest is not None else []
    keys += [sale.parked.bytes] if sale.parked is not None else []
    _lock(keys)
    if sale.order is not None and digest is not None:
        _read_order(sale.order, digest, organization, state)
    for account in accounts:
        known = customer(account)
        limit = known.credit_limit if known is not None else None
        moved = TenderDetail.objects.filter(organization_id=organization, account=account).values("sale_id", "number")
        balance = sum(_amount(organization, row["sale_id"], row["number"]) for row in moved)
        state.accounts.setdefault(organization, {})[account] = AccountState(
            known is not None, limit is not None, limit or 0, balance
        )
    if sale.parked is not None:
        before = ParkedSale.objects.filter(organization_id=organization, parked=sale.parked).first()
        if before is not None:
            entry = Entry.objects.get(organization_id=organization, id=before.sale_id)
            state.parked[organization, sale.parked] = f"{entry.chain_id}/{entry.sequence}"


def write_promises(rows: Rows) -> None:
    """Write the rows that only orders, payments and baskets of the shelf have."""
    Order.objects.bulk_create(
        [
            Order(
                organization_id=row.organization_id, id=row.id, store_id=row.store_id, till_id=row.till_id,
                chain=row.chain, sequence=row.sequence, purpose=row.purpose, cashier=row.cashier,
                customer=row.customer, ordered_at=row.ordered_at, valid_until=row.valid_until,
                currency=row.currency, gross=row.gross, lines_count=row.lines_count,
            )
            for row in rows.orders
        ]
    )  # fmt: skip
    Payment.objects.bulk_create([Payment(**row._asdict()) for row in rows.payments])
    ParkedSale.objects.bulk_create([ParkedSale(**row._asdict()) for row in rows.parked_sales])


def _lock(keys: Iterable[bytes]) -> None:
    with connection.cursor() as cursor:
        for key in sorted(int.from_bytes(key[:8], "big", signed=True) for key in keys):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _read_order(reference: Reference, digest: bytes, organization: UUID, state: State) -> None:
    place = {"chain_id": reference.chain, "sequence": reference.sequence}
    entry = Entry.objects.filter(organization_id=organization, digest=digest, kind="order", **place).first()
    order = order_state(entry.id, bytes(entry.content)) if entry is not None else None
    if order is None:
        return
    kept = Sale.objects.filter(
        organization_id=organization, refers_to_chain=reference.chain, refers_to_sequence=reference.sequence,
        kind__in=["sale", "payment"],
    )  # fmt: skip
    for sale in kept.order_by("sold_at"):
        at = Entry.objects.get(organization_id=organization, id=sale.id)
        payment = Payment.objects.filter(organization_id=organization, sale_id=sale.id).first()
        purpose = payment.purpose if payment is not None else ""
        subtotals = TaxSubtotal.objects.filter(organization_id=organization, sale_id=sale.id).order_by("number")
        rows = [(row.tax_category, row.tax_rate_ppm, row.net, row.tax, row.gross) for row in subtotals]
        add_kept(order, (at.chain_id, at.sequence), sale.kind, purpose, (None,) * 5)
        for row in rows:
            add_kept(order, (at.chain_id, at.sequence), sale.kind, purpose, row)
    state.orders[reference] = order


def _amount(organization: UUID, sale: UUID, number: int) -> int:
    found = Tender.objects.filter(organization_id=organization, sale_id=sale, number=number)
    return found.aggregate(sum=Sum("amount"))["sum"] or 0
