"""Codes that a shop makes itself, for goods that come without one."""

from itertools import islice
from typing import NamedTuple
from uuid import UUID

from comptoir.catalog.code_commands import GIVEN_MAX, GiveCodes
from comptoir.catalog.errors import BatchTooLarge, CodesUsedUp
from comptoir.catalog.models import Barcode, BottleVoucherPattern, Item, ScaleLabel
from comptoir.catalog.operations.changes import append_changes
from comptoir.catalog.own_codes import codes_from, free_prefixes, number_of
from comptoir.catalog.queries import lock_catalog
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, operation


class Given(NamedTuple):
    """An item's new code, in 14 digits."""

    item: UUID
    code: str


@operation
def give_codes(command: GiveCodes) -> tuple[Given, ...]:
    """Give each item that has none a code, the next free one. A repeat gives nothing: then they have one."""
    if len(command.items) > GIVEN_MAX:
        raise BatchTooLarge(lines_max=GIVEN_MAX)
    lock_catalog()
    wanted = dict.fromkeys(command.items)
    on_sale = Item.objects.filter(organization_id=command.organization, pk__in=list(wanted), is_archived=False)
    known = set(on_sale.values_list("pk", flat=True))
    kept = Barcode.objects.filter(organization_id=command.organization)
    named = set(kept.filter(item_id__in=list(known)).values_list("item_id", flat=True))
    items = [item for item in wanted if item in known and item not in named]
    if not items:
        return ()

    given = tuple(Given(item, code) for item, code in zip(items, _next_codes(len(items)), strict=True))
    Barcode.objects.bulk_create(
        Barcode(organization_id=command.organization, item_id=item, code=code) for item, code in given
    )
    append_changes(items)
    for item, code in given:
        audit.record("catalog.code_given", person=command.person, subject=str(item), code=code)
        emit("catalog.product_edited", item)
    return given


def _next_codes(count: int) -> list[str]:
    """Behind the highest that stands in the first prefix with room: a code that was given is not given again soon."""
    for prefix in free_prefixes(_taken_beginnings()):
        used = Barcode.objects.filter(
            organization_id=current_organization(),
            code__gte=f"0{prefix}", code__lt=f"0{int(prefix) + 1}", code__regex="^[0-9]{14}$",
        )  # fmt: skip
        highest = used.order_by("-code").values_list("code", flat=True).first()
        codes = list(islice(codes_from(prefix, number_of(highest) + 1 if highest else 1), count))
        if len(codes) == count:
            return codes
    raise CodesUsedUp


def _taken_beginnings() -> list[str]:
    """What scale labels and vouchers begin with, in any store; those that ended may still be on goods."""
    organization = current_organization()
    scales = ScaleLabel.objects.filter(organization_id=organization).values_list("prefix", flat=True)
    vouchers = BottleVoucherPattern.objects.filter(organization_id=organization).values_list("pattern", flat=True)
    return [*scales, *(pattern[: len(pattern) - len(pattern.lstrip("0123456789"))] for pattern in vouchers)]
