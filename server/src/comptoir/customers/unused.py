"""Customers who may be forgotten, as far as this room knows: whether sales still name them is asked above."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from comptoir.customers.models import Customer, StandingExemption
from comptoir.platform.keeping import Rows
from comptoir.platform.tenancy import current_organization


def customers_of_before(before: datetime) -> Rows:
    """Written down before a moment, still known by name, and with no exemption that holds after it.

    Who carries a card or has prices of a group is not among them: no sale names them, so nobody knows that they came.
    """
    organization = current_organization()
    exemptions = StandingExemption.objects.filter(
        organization_id=organization, customer_id=OuterRef("pk"), valid_until__gte=before.date()
    )
    rows = Customer.objects.filter(organization_id=organization, erased_at__isnull=True, created_at__lt=before)
    return rows.filter(~Exists(exemptions), card="", group__isnull=True)
