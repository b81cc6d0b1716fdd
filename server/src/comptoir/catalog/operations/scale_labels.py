"""The shop's table of scale labels."""

import re

from comptoir.catalog.commands import AddScaleLabel, RemoveScaleLabel
from comptoir.catalog.errors import (
    ScaleDigitsInvalid,
    ScalePrefixInvalid,
    ScalePrefixTaken,
    ScalePrefixUsed,
    StoreUnknown,
)
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import Barcode, FeedRow, ScaleLabel
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.queries import lock_catalog
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation

_PREFIX = re.compile(r"2[0-9]{0,2}|02[0-9]?")
_DIGITS = 12
_PRICE_CHECK_DIGITS = (4, 5)


@operation
def add_scale_label(command: AddScaleLabel) -> Changed:
    """Add a row; open tills read such labels within a moment."""
    lock_catalog()
    if ScaleLabel.objects.filter(pk=command.id).exists():
        return Changed(0, created=False)
    _check(command)
    standing = ScaleLabel.objects.filter(prefix=command.prefix, ended_position__isnull=True)
    if any(row.store_id == command.store for row in standing):
        raise ScalePrefixTaken(prefix=command.prefix)
    if (named := _code_within(command)) is not None:
        raise ScalePrefixUsed(barcode=named)

    position = draw_position(FeedRow.Kind.SETTINGS, command.organization)
    ScaleLabel.objects.create(
        organization_id=command.organization,
        id=command.id,
        store_id=command.store,
        prefix=command.prefix,
        item_digits=command.item_digits,
        value_digits=command.value_digits,
        kind=command.kind,
        decimals=command.decimals,
        has_inner_check=command.has_inner_check,
        position=position,
    )
    audit.record("catalog.scale_label_added", person=command.person, subject=str(command.id), prefix=command.prefix)
    return Changed(position)


@operation
def remove_scale_label(command: RemoveScaleLabel) -> Changed:
    """Remove a row. A repeat changes nothing."""
    lock_catalog()
    row = ScaleLabel.objects.filter(pk=command.id, ended_position__isnull=True).first()
    if row is None:
        return Changed(0, created=False)
    position = draw_position(FeedRow.Kind.SETTINGS, command.organization)
    ScaleLabel.objects.filter(pk=command.id).update(ended_position=position)
    audit.record("catalog.scale_label_removed", person=command.person, subject=str(command.id), prefix=row.prefix)
    return Changed(position)


def _code_within(command: AddScaleLabel) -> str | None:
    """An item's whole code that this row would read as weight or price; one whose value is zero is the scale's item."""
    end = f"0{int(command.prefix) + 1:0{len(command.prefix)}d}"
    codes = Barcode.objects.filter(code__gte=f"0{command.prefix}", code__lt=end, code__regex="^0[0-9]{13}$")
    is_its_item = f"0{{{command.value_digits}}}[0-9]$"
    return codes.exclude(code__regex=is_its_item).order_by("code").values_list("code", flat=True).first()


def _check(command: AddScaleLabel) -> None:
    if not _PREFIX.fullmatch(command.prefix):
        raise ScalePrefixInvalid(prefix=command.prefix[:13])
    digits = len(command.prefix) + command.item_digits + command.has_inner_check + command.value_digits
    is_checkable = not command.has_inner_check or command.value_digits in _PRICE_CHECK_DIGITS
    is_filled = digits == _DIGITS and command.item_digits >= 1 and command.value_digits >= 1
    if not (is_filled and is_checkable and 0 <= command.decimals <= command.value_digits):
        raise ScaleDigitsInvalid(digits=digits)
    assert command.kind in ScaleLabel.Kind.values
    if command.store is not None and command.store not in {store.id for store in stores()}:
        raise StoreUnknown(store=str(command.store))
