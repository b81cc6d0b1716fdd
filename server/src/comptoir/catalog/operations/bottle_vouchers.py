"""How tills read the vouchers of reverse vending machines."""

from comptoir.catalog.bottle_vouchers import beginning, is_pattern
from comptoir.catalog.deposit_commands import AddBottleVoucherPattern, EndBottleVoucherPattern
from comptoir.catalog.errors import StoreUnknown, VoucherPatternInvalid, VoucherPatternTaken
from comptoir.catalog.models import BottleVoucherPattern
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import settings_changed
from comptoir.catalog.queries import lock_catalog
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.tax.errors import TaxClassUnknown
from comptoir.tax.public import tax_classes

DAYS_MAX = 366


@operation
def add_voucher_pattern(command: AddBottleVoucherPattern) -> Changed:
    """Add a row; open tills read such vouchers within a moment."""
    lock_catalog()
    if BottleVoucherPattern.objects.filter(pk=command.id).exists():
        return Changed(0, created=False)
    pattern = command.pattern.replace(" ", "").upper()
    if not is_pattern(pattern) or not 1 <= command.days_unique <= DAYS_MAX:
        raise VoucherPatternInvalid(pattern=command.pattern[:40])
    if command.store is not None and command.store not in {store.id for store in stores()}:
        raise StoreUnknown(store=str(command.store))
    if command.tax_class not in {known.id for known in tax_classes()}:
        raise TaxClassUnknown(tax_class=str(command.tax_class))
    standing = BottleVoucherPattern.objects.filter(is_ended=False)
    if any(
        row.store_id == command.store and len(row.pattern) == len(pattern) and _overlap(row.pattern, pattern)
        for row in standing
    ):
        raise VoucherPatternTaken(pattern=pattern)

    BottleVoucherPattern.objects.create(
        organization_id=command.organization,
        id=command.id,
        store_id=command.store,
        pattern=pattern,
        tax_class_id=command.tax_class,
        days_unique=command.days_unique,
    )
    audit.record("catalog.voucher_pattern_added", person=command.person, subject=str(command.id), pattern=pattern)
    return Changed(settings_changed())


@operation
def end_voucher_pattern(command: EndBottleVoucherPattern) -> Changed:
    """Read such vouchers no longer. A repeat changes nothing."""
    row = BottleVoucherPattern.objects.filter(pk=command.id, is_ended=False).first()
    if row is None:
        return Changed(0, created=False)
    row.is_ended = True
    row.save(update_fields=["is_ended"])
    audit.record("catalog.voucher_pattern_ended", person=command.person, subject=str(command.id), pattern=row.pattern)
    return Changed(settings_changed())


def _overlap(some: str, other: str) -> bool:
    """Whether one begins as the other does: then a code could be read in two ways."""
    first, second = sorted((beginning(some), beginning(other)), key=len)
    return second.startswith(first)
