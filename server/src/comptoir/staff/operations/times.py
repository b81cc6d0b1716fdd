"""Corrections of the hours that the time clock tells: somebody says why, somebody else says yes."""

from datetime import timedelta

from comptoir.identity.public import Role, cashiers, employee_of, office_roles
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.staff.commands import DecideTime, ProposeTime
from comptoir.staff.errors import (
    EmployeeUnknown,
    OwnTime,
    PlaceUnknown,
    TimeDecided,
    TimeInvalid,
    TimeReasonMissing,
    TimeUnknown,
)
from comptoir.staff.models import TimeCorrection

SHIFT_MAX = timedelta(hours=24)
REASON_MAX = 300


@operation
def propose_time(command: ProposeTime) -> bool:
    """Say what hours were. Answers whether it is new; nothing counts before somebody approves it."""
    if TimeCorrection.objects.filter(pk=command.id).exists():
        return False
    if not any(cashier.id == command.employee for cashier in cashiers()):
        raise EmployeeUnknown(employee=str(command.employee))
    if not any(store.id == command.store for store in stores()):
        raise PlaceUnknown(place=str(command.store))
    _check(command)
    TimeCorrection.objects.create(
        organization_id=command.organization,
        id=command.id,
        employee_id=command.employee,
        store_id=command.store,
        shift=command.shift or command.id,
        came_at=command.worked.came_at,
        left_at=command.worked.left_at,
        break_minutes=command.worked.break_minutes,
        before=None if command.before is None else dict(command.before),
        reason=command.reason.strip()[:REASON_MAX],
        proposed_by=command.person,
        proposed_at=command.now,
    )
    audit.record("time.proposed", person=command.person, subject=str(command.employee))
    after = {**command.after, "reason": command.reason.strip()[:REASON_MAX]}
    audit.changed("staff_time_correction", command.employee, before=command.before, after=after)
    return True


@operation
def decide_time(command: DecideTime) -> bool:
    """Approve or reject proposed hours. Answers whether it was decided now: a repeat changes nothing.

    Nobody but an owner approves their own: over an owner there is nobody.
    """
    rows = TimeCorrection.objects.filter(organization_id=command.organization, pk=command.id)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise TimeUnknown(correction=str(command.id))
    wanted = TimeCorrection.State.APPROVED if command.is_approved else TimeCorrection.State.REJECTED
    if row.state == wanted:
        return False
    if row.state != TimeCorrection.State.PROPOSED:
        raise TimeDecided(correction=str(command.id))
    if employee_of(command.person) == row.employee_id and office_roles().get(row.employee_id) != Role.OWNER:
        raise OwnTime
    row.state, row.decided_by, row.decided_at = wanted, command.person, command.now
    row.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(f"time.{wanted.value}", person=command.person, subject=str(row.employee_id))
    return True


def _check(command: ProposeTime) -> None:
    if not command.reason.strip():
        raise TimeReasonMissing
    worked = command.worked
    length = worked.left_at - worked.came_at
    breaks = timedelta(minutes=worked.break_minutes)
    if not timedelta(0) < length <= SHIFT_MAX or worked.left_at > command.now or not timedelta(0) <= breaks < length:
        raise TimeInvalid
