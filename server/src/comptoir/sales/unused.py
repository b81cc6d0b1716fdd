"""Customers who come no more, as far as the ledger knows."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from comptoir.customers.unused import customers_of_before
from comptoir.platform.keeping import Rows
from comptoir.platform.tenancy import current_organization
from comptoir.sales.models import Order, Payment, Sale, Tender, TenderDetail


def unused_since(before: datetime) -> Rows:
    """Whom nothing names since then: no order, payment or account, no exemption, and nothing owed or kept aside."""
    organization = current_organization()
    recent = Sale.objects.filter(organization_id=organization, pk=OuterRef("sale_id"), sold_at__gte=before)
    accounts = TenderDetail.objects.filter(organization_id=organization, account=OuterRef("pk"))
    amount = Tender.objects.filter(
        organization_id=organization, sale_id=OuterRef("sale_id"), number=OuterRef("number")
    ).values("amount")
    owed = accounts.annotate(part=Subquery(amount)).values("account").annotate(sum=Sum("part")).values("sum")
    given_up = Payment.objects.filter(
        organization_id=organization, sale_id=OuterRef("pk"), purpose=Payment.Purpose.CANCELLATION
    )
    ended = Sale.objects.filter(
        Q(kind=Sale.Kind.SALE) | Exists(given_up), organization_id=organization,
        refers_to_chain=OuterRef("chain"), refers_to_sequence=OuterRef("sequence"),
    )  # fmt: skip
    orders = Order.objects.filter(organization_id=organization, customer=OuterRef("pk"))
    waiting = orders.filter(Q(ordered_at__gte=before) | Q(~Exists(ended), purpose=Order.Purpose.LAYAWAY))
    payments = Payment.objects.filter(Exists(recent), organization_id=organization, customer=OuterRef("pk"))
    rows = customers_of_before(before).filter(~Exists(waiting), ~Exists(payments))
    rows = rows.filter(~Exists(accounts.filter(Exists(recent))))
    found: Rows = rows.alias(owed=Coalesce(Subquery(owed), 0)).filter(owed=0)
    return found
