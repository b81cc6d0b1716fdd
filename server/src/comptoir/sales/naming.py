"""Whom the ledger names: customers that somebody sold to on account, kept goods aside for, or took money from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization
from comptoir.sales.models import Order, Payment, TenderDetail


def customers_named(customers: Sequence[UUID]) -> set[UUID]:
    """Those of them whom an account, an order or a payment names."""
    organization = current_organization()
    accounts = TenderDetail.objects.filter(organization_id=organization, account__in=customers)
    orders = Order.objects.filter(organization_id=organization, customer__in=customers)
    payments = Payment.objects.filter(organization_id=organization, customer__in=customers)
    found: list[Iterable[UUID | None]] = [
        accounts.values_list("account", flat=True),
        orders.values_list("customer", flat=True),
        payments.values_list("customer", flat=True),
    ]
    return {customer for several in found for customer in several if customer is not None}


@dataclass(frozen=True, slots=True)
class Naming:
    """An entry that names a customer: by their account, by an order or payment of theirs, by their exemption of tax.

    `text`: its sealed bytes, in which the customer is an identifier and nothing else.
    """

    entry: UUID
    kind: str
    number: str
    happened_at: datetime
    store: str
    text: str


def entries_naming(customer: UUID, *, also: Sequence[UUID] = ()) -> list[Naming]:
    """Everything in the ledger that names a customer, oldest first. Of quotes and goods kept aside the later entries
    too that end them. `also`: entries of which the caller knows it.
    """
    return select(Naming, _NAMING, {"organization": current_organization(), "customer": customer, "also": list(also)})


def erased_customers_of(entry: UUID) -> set[UUID]:
    """The customers named by an entry of whom nothing but the identifier is left."""
    with connection.cursor() as cursor:
        cursor.execute(_ERASED, {"organization": current_organization(), "entry": entry})
        return {row[0] for row in cursor.fetchall()}


_NAMING = """
    WITH named AS (
        SELECT sale_id AS id FROM sales_tender_detail
        WHERE organization_id = %(organization)s AND account = %(customer)s
        UNION SELECT sale_id FROM sales_payment WHERE organization_id = %(organization)s AND customer = %(customer)s
        UNION SELECT id FROM sales_order WHERE organization_id = %(organization)s AND customer = %(customer)s
        UNION SELECT s.id FROM sales_order o
            JOIN sales_sale s ON s.organization_id = o.organization_id AND s.refers_to_chain = o.chain
                AND s.refers_to_sequence = o.sequence
            WHERE o.organization_id = %(organization)s AND o.customer = %(customer)s
        UNION SELECT unnest(%(also)s::uuid[])
    )
    SELECT e.id, e.kind, t.code || '-' || c.number || '-' || e.sequence,
        coalesce(s.sold_at, o.ordered_at, e.received_at), p.name, convert_from(e.content, 'UTF8')
    FROM named
    JOIN sales_entry e ON e.organization_id = %(organization)s AND e.id = named.id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN tills_enrolment c ON c.organization_id = e.organization_id AND c.id = e.chain_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN sales_sale s ON s.organization_id = e.organization_id AND s.id = e.id
    LEFT JOIN sales_order o ON o.organization_id = e.organization_id AND o.id = e.id
    ORDER BY 4, e.sequence, e.id
"""
_ERASED = """
    SELECT c.id FROM customers_customer c
    WHERE c.organization_id = %(organization)s AND c.erased_at IS NOT NULL AND c.id IN (
        SELECT account FROM sales_tender_detail WHERE organization_id = %(organization)s AND sale_id = %(entry)s
        UNION ALL SELECT customer FROM sales_payment WHERE organization_id = %(organization)s AND sale_id = %(entry)s
        UNION ALL SELECT customer FROM sales_order WHERE organization_id = %(organization)s AND id = %(entry)s
        UNION ALL SELECT o.customer FROM sales_sale s
            JOIN sales_order o ON o.organization_id = s.organization_id AND o.chain = s.refers_to_chain
                AND o.sequence = s.refers_to_sequence
            WHERE s.organization_id = %(organization)s AND s.id = %(entry)s
        -- Under the exemption that the office granted them, which stands in the sealed text.
        UNION ALL SELECT x.customer_id FROM customers_standing_exemption x
            JOIN sales_entry e ON e.organization_id = x.organization_id AND e.id = %(entry)s
            WHERE x.organization_id = %(organization)s AND x.evidence = ''
                AND position(convert_to(x.id::text, 'UTF8') IN e.content) > 0
    )
"""
