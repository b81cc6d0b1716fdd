"""Who delivers, and what they ask for."""

from uuid import UUID

from comptoir.messaging.public import Undeliverable, read_email
from comptoir.platform import audit
from comptoir.platform.tenancy import operation
from comptoir.purchasing.commands import EndSupplier, RemoveOffer, SaveOffer, SaveSupplier
from comptoir.purchasing.errors import (
    AddressUnreadable,
    ItemNotBought,
    SupplierNameMissing,
    SupplierUnknown,
    TermsInvalid,
)
from comptoir.purchasing.models import Offer, StockWatch, Supplier
from comptoir.receipts import languages
from comptoir.stock.public import has_shelf

NAME_MAX = 120
TEXT_MAX = 64
LEAD_DAYS_MAX = 365
AMOUNT_MAX = 10**12
QUANTITY_MAX = 10**12


@operation
def save_supplier(command: SaveSupplier) -> bool:
    """Write down a supplier. Answers whether it is a new one."""
    name = command.name.strip()
    if not 1 <= len(name) <= NAME_MAX:
        raise SupplierNameMissing
    is_possible = 0 <= command.lead_days <= LEAD_DAYS_MAX and 0 <= command.order_minimum <= AMOUNT_MAX
    if not is_possible or command.language not in languages():
        raise TermsInvalid
    terms = {
        "name": name,
        "email": read_address(command.email) if command.email.strip() else "",
        "language": command.language,
        "customer_number": command.customer_number.strip()[:TEXT_MAX],
        "lead_days": command.lead_days,
        "order_minimum": command.order_minimum,
    }
    _, is_new = Supplier.objects.update_or_create(organization_id=command.organization, id=command.id, defaults=terms)
    work_out_again(command.organization)
    audit.record(
        "purchasing.supplier_saved", person=command.person, subject=str(command.id), lead_days=command.lead_days,
        order_minimum=str(command.order_minimum),
    )  # fmt: skip
    return is_new


@operation
def end_supplier(command: EndSupplier) -> None:
    """Order nothing of them any more, or again. What was ordered stays theirs, and still comes."""
    found = Supplier.objects.filter(organization_id=command.organization, id=command.supplier)
    if not found.update(is_ended=command.is_ended):
        raise SupplierUnknown
    work_out_again(command.organization)
    action = "purchasing.supplier_ended" if command.is_ended else "purchasing.supplier_taken_up"
    audit.record(action, person=command.person, subject=str(command.supplier))


@operation
def save_offer(command: SaveOffer) -> bool:
    """Write down what a supplier asks for an article. Answers whether they did not sell it before."""
    lock_supplier(command.supplier, command.organization)
    if not has_shelf(command.item):
        raise ItemNotBought
    if not 0 <= command.unit_cost <= AMOUNT_MAX or not 0 <= command.minimum_milli <= QUANTITY_MAX:
        raise TermsInvalid
    before = Offer.objects.filter(
        organization_id=command.organization, supplier_id=command.supplier, item_id=command.item
    ).first()
    Offer.objects.update_or_create(
        organization_id=command.organization,
        supplier_id=command.supplier,
        item_id=command.item,
        defaults={
            "reference": command.reference.strip()[:TEXT_MAX],
            "unit_cost": command.unit_cost,
            "minimum_milli": command.minimum_milli,
        },
    )
    work_out_again(command.organization)
    audit.record(
        "purchasing.offer_saved", person=command.person, subject=str(command.item), supplier=str(command.supplier),
        unit_cost=str(command.unit_cost), before=str(before.unit_cost) if before else "",
    )  # fmt: skip
    return before is None


@operation
def remove_offer(command: RemoveOffer) -> None:
    """A supplier sells an article no more; orders that name it keep it."""
    lock_supplier(command.supplier, command.organization)
    Offer.objects.filter(
        organization_id=command.organization, supplier_id=command.supplier, item_id=command.item
    ).delete()
    work_out_again(command.organization)
    audit.record(
        "purchasing.offer_removed", person=command.person, subject=str(command.item), supplier=str(command.supplier)
    )


def work_out_again(organization: UUID) -> None:
    """In the running operation: something that the reorder points follow from has changed."""
    StockWatch.objects.filter(organization_id=organization).update(computed_at=None)


def lock_supplier(supplier: UUID, organization: UUID) -> Supplier:
    """The supplier, for one writer of its offers at a time."""
    row = Supplier.objects.select_for_update(of=("self",)).filter(organization_id=organization, id=supplier).first()
    if row is None:
        raise SupplierUnknown
    return row


def read_address(text: str) -> str:
    """A mail address as it is written to."""
    try:
        return read_email(text)
    except Undeliverable:
        raise AddressUnreadable from None
