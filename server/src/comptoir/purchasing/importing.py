"""Suppliers and what they ask for, many lines at once. A name is a supplier; what a line leaves empty stays."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from comptoir.catalog.folding import fold
from comptoir.catalog.public import items_of_codes
from comptoir.kernel import Category, DomainError, new_uuid7
from comptoir.platform.tenancy import current_organization, is_joint
from comptoir.purchasing.commands import EndSupplier, SaveOffer, SaveSupplier
from comptoir.purchasing.models import Offer, Supplier
from comptoir.purchasing.operations import end_supplier, save_offer, save_supplier

LINES_MAX = 500


class ItemUnknown(DomainError):
    """No item has this code."""

    code = "moving.article_unknown"
    category = Category.NOT_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """A supplier, and with a `code` what they ask for the item that has it. Null and empty: the line says nothing."""

    number: int
    name: str
    email: str = ""
    customer_number: str = ""
    lead_days: int | None = None
    order_minimum: int | None = None
    code: str = ""
    reference: str = ""
    unit_cost: int | None = None
    minimum_milli: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSuppliers:
    """Lines of a file. `language` is the one in which new suppliers are written to."""

    organization: UUID
    person: UUID | None
    lines: tuple[SupplierLine, ...]
    language: str


@dataclass(frozen=True, slots=True)
class SupplierTerms:
    """A supplier as they stood."""

    name: str
    email: str
    language: str
    customer_number: str
    lead_days: int
    order_minimum: int
    is_ended: bool

    def written(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a supplier asked for an item."""

    reference: str
    unit_cost: int
    minimum_milli: int

    def written(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class ImportedSuppliers:
    """What came of the lines, and what stood before of whatever is new (null) or changed."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[tuple[int, DomainError]] = field(default_factory=list)
    suppliers: dict[UUID, SupplierTerms | None] = field(default_factory=dict)
    offers: dict[tuple[UUID, UUID], Terms | None] = field(default_factory=dict)


def import_suppliers(command: ImportSuppliers) -> ImportedSuppliers:
    """Take lines over by the operations of a person who writes them; inside an act (`as_one`), all of it or nothing."""
    assert is_joint(), "lines of a file are one act"
    assert len(command.lines) <= LINES_MAX
    result = ImportedSuppliers()
    known = {fold(row.name): row for row in Supplier.objects.filter(organization_id=current_organization())}
    items = items_of_codes([line.code for line in command.lines if line.code])
    for line in command.lines:
        try:
            if line.code and line.code not in items:
                raise ItemUnknown
            made = [_supplier(command, line, known, result)]
            if line.code:
                made.append(_offer(command, line, known[fold(line.name)].pk, items[line.code], result))
        except DomainError as refusal:
            result.bad.append((line.number, refusal))
            continue
        if "created" in made:
            result.created += 1
        elif "changed" in made:
            result.changed += 1
        else:
            result.unchanged += 1
    return result


def _supplier(
    command: ImportSuppliers, line: SupplierLine, known: dict[str, Supplier], result: ImportedSuppliers
) -> str:
    row = known.get(fold(line.name))
    was = None if row is None else _terms(row)
    wanted = was or SupplierTerms(line.name, "", command.language, "", 0, 0, False)
    said: Mapping[str, Any] = {
        "email": line.email, "customer_number": line.customer_number, "lead_days": line.lead_days,
        "order_minimum": line.order_minimum,
    }  # fmt: skip
    wanted = replace(wanted, is_ended=False, **{name: value for name, value in said.items() if value not in ("", None)})
    if was == wanted:
        return "unchanged"
    key = new_uuid7() if row is None else row.pk
    terms = wanted.written()
    del terms["is_ended"]
    save_supplier(SaveSupplier(organization=command.organization, person=command.person, id=key, **terms))
    if was is not None and was.is_ended:
        end_supplier(
            EndSupplier(organization=command.organization, person=command.person, supplier=key, is_ended=False)
        )
    known[fold(line.name)] = Supplier.objects.get(organization_id=command.organization, pk=key)
    result.suppliers.setdefault(key, was)
    return "created" if was is None else "changed"


def _offer(command: ImportSuppliers, line: SupplierLine, supplier: UUID, item: UUID, result: ImportedSuppliers) -> str:
    row = Offer.objects.filter(organization_id=command.organization, supplier_id=supplier, item_id=item).first()
    was = None if row is None else Terms(row.reference, row.unit_cost, row.minimum_milli)
    assert line.unit_cost is not None
    wanted = Terms(
        line.reference or (was.reference if was else ""),
        line.unit_cost,
        line.minimum_milli if line.minimum_milli is not None else (was.minimum_milli if was else 0),
    )
    if was == wanted:
        return "unchanged"
    save_offer(
        SaveOffer(
            organization=command.organization, person=command.person, supplier=supplier, item=item, **wanted.written()
        )
    )
    result.offers.setdefault((supplier, item), was)
    return "created" if was is None else "changed"


def _terms(row: Supplier) -> SupplierTerms:
    return SupplierTerms(
        row.name, row.email, row.language, row.customer_number, row.lead_days, row.order_minimum, row.is_ended
    )
