"""Files of suppliers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.catalog.public import BadLine
from comptoir.moving.loads import Lines, Load, Outcome, Plan
from comptoir.moving.models import Move, MovedThing
from comptoir.moving.suppliers import plan_suppliers
from comptoir.moving.things import moved_things, remember
from comptoir.platform.public import organization_view
from comptoir.purchasing.importing import ImportSuppliers, SupplierLine, SupplierTerms, Terms, import_suppliers
from comptoir.purchasing.public import (
    EndSupplier,
    RemoveOffer,
    SaveOffer,
    SaveSupplier,
    end_supplier,
    remove_offer,
    save_offer,
    save_supplier,
)


def _plan(move: Move) -> Plan[Lines[SupplierLine]]:
    return plan_suppliers(bytes(move.content), organization_view().currency)


def _take(move: Move, batch: Lines[SupplierLine], _now: datetime, is_trial: bool) -> Outcome:
    language = organization_view().locale[:2]
    result = import_suppliers(
        ImportSuppliers(organization=move.organization_id, person=move.person, lines=batch.lines, language=language)
    )
    if not is_trial:
        remember(move, MovedThing.Kind.SUPPLIER, {str(key): _written(was) for key, was in result.suppliers.items()})
        offers = {f"{supplier}/{item}": _written(was) for (supplier, item), was in result.offers.items()}
        remember(move, MovedThing.Kind.OFFER, offers)
    bad = tuple(BadLine(number, refusal) for number, refusal in result.bad)
    return Outcome(result.created, result.changed, result.unchanged, bad)


def _give_back(move: Move, _now: datetime) -> int:
    """Who is new delivers nothing more (an order may name them); who was changed has the former terms."""
    rows = moved_things(move)
    for row in rows:
        if row.kind == MovedThing.Kind.OFFER:
            _offer_back(move, row.key, row.before)
        else:
            _supplier_back(move, UUID(row.key), row.before)
        row.delete()
    return len(rows)


def _offer_back(move: Move, key: str, before: dict[str, Any] | None) -> None:
    supplier, item = map(UUID, key.split("/"))
    if before is None:
        remove_offer(RemoveOffer(organization=move.organization_id, person=move.person, supplier=supplier, item=item))
    else:
        save_offer(
            SaveOffer(organization=move.organization_id, person=move.person, supplier=supplier, item=item, **before)
        )


def _supplier_back(move: Move, supplier: UUID, before: dict[str, Any] | None) -> None:
    if before is not None:
        is_ended = before.pop("is_ended")
        save_supplier(SaveSupplier(organization=move.organization_id, person=move.person, id=supplier, **before))
        if not is_ended:
            return
    end_supplier(EndSupplier(organization=move.organization_id, person=move.person, supplier=supplier, is_ended=True))


def _written(was: SupplierTerms | Terms | None) -> dict[str, Any] | None:
    return None if was is None else was.written()


SUPPLIERS = Load(_plan, _take, _give_back)
