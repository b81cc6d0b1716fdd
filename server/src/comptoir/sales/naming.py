"""Whom the ledger names: customers that somebody sold to on account, kept goods aside for, or took money from."""

from collections.abc import Iterable, Sequence
from uuid import UUID

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
