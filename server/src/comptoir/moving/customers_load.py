"""Files of customers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.catalog.public import BadLine
from comptoir.customers.commands import LINES_MAX, CustomerLine, ImportCustomers, ReturnCustomers
from comptoir.customers.public import import_customers, return_customers
from comptoir.moving.loads import Lines, Load, Outcome, Plan
from comptoir.moving.models import Move, MovedCustomer
from comptoir.moving.people import plan_people
from comptoir.platform.bulk import insert_rows
from comptoir.sales.public import customers_named


def _plan(move: Move) -> Plan[Lines[CustomerLine]]:
    return plan_people(bytes(move.content))


def _take(move: Move, batch: Lines[CustomerLine], _now: datetime, is_trial: bool) -> Outcome:
    result = import_customers(ImportCustomers(organization=move.organization_id, person=move.person, lines=batch.lines))
    if not is_trial:
        taken = (
            MovedCustomer(
                organization_id=move.organization_id, move_id=move.pk, customer_id=one.customer,
                before=None if one.before is None else _written(one.before),
            )
            for one in result.taken
        )  # fmt: skip
        insert_rows(MovedCustomer, taken, ignore_conflicts=True)
    bad = tuple(BadLine(number, refusal) for number, refusal in result.bad)
    return Outcome(result.created, result.changed, result.unchanged, bad)


def _give_back(move: Move, now: datetime) -> int:
    """Whom a sale, an order or an account names stays: they have become customers here."""
    moved = MovedCustomer.objects.filter(organization_id=move.organization_id, move_id=move.pk)
    rows = list(moved.order_by("customer_id")[:LINES_MAX])
    named = customers_named([row.customer_id for row in rows])
    return_customers(
        ReturnCustomers(
            organization=move.organization_id,
            person=move.person,
            new=tuple(row.customer_id for row in rows if row.before is None and row.customer_id not in named),
            before=tuple(_before(row.customer_id, row.before) for row in rows if row.before is not None),
            now=now,
        )
    )
    moved.filter(customer_id__in=[row.customer_id for row in rows]).delete()
    return len(rows)


def _written(line: CustomerLine) -> dict[str, str]:
    return {"name": line.name, "phone": line.phone, "email": line.email, "card": line.card}


def _before(customer: UUID, said: dict[str, Any]) -> tuple[UUID, CustomerLine]:
    return customer, CustomerLine(number=0, **said)


CUSTOMERS = Load(_plan, _take, _give_back)
