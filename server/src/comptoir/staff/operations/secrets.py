"""Setting and taking away what a person proves themselves with at a till."""

from itertools import pairwise
from uuid import UUID

from comptoir.catalog.public import settings_changed
from comptoir.identity.public import cashiers
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.tenancy import operation
from comptoir.staff import secrets
from comptoir.staff.commands import ClearSecret, IssueBadge, SetPin
from comptoir.staff.errors import EmployeeUnknown, PinInvalid, PinTaken, PinWeak
from comptoir.staff.models import Policy, Secret
from comptoir.staff.operations.policy import lock_policy


@operation
def set_pin(command: SetPin) -> None:
    """Set somebody's PIN. Two people can't share one: a till finds the person by it.

    The policy's row is locked first, so that two who choose the same PIN at once are seen.
    """
    _check_employee(command.employee)
    policy = lock_policy(command.organization)
    hashed = secrets.slow_hash(
        check_pin(policy, command.pin), salt=bytes(policy.pin_salt), iterations=policy.pin_iterations
    )
    if holders(command.organization, hashed) - {command.employee}:
        raise PinTaken
    _put(command, Secret.Kind.PIN, hashed)
    audit.record("staff.pin_set", person=command.person, subject=str(command.employee))
    settings_changed()


@operation
def issue_badge(command: IssueBadge) -> str:
    """Make a badge and answer its code: shown once, kept as its hash."""
    _check_employee(command.employee)
    code = secrets.new_badge()
    _put(command, Secret.Kind.BADGE, secrets.badge_hash(code))
    audit.record("staff.badge_issued", person=command.person, subject=str(command.employee))
    settings_changed()
    return code


@operation
def clear_secret(command: ClearSecret) -> None:
    """Take a PIN or badge away."""
    _check_employee(command.employee)
    Secret.objects.filter(
        organization_id=command.organization, employee_id=command.employee, kind=command.kind
    ).delete()
    audit.record(f"staff.{command.kind}_cleared", person=command.person, subject=str(command.employee))
    settings_changed()


def check_pin(policy: Policy, pin: str) -> str:
    """The PIN, when it has the shop's length and is not what everybody tries first."""
    if not (pin.isascii() and pin.isdigit() and len(pin) == policy.pin_length):
        raise PinInvalid(length=policy.pin_length)
    if is_weak(pin):
        raise PinWeak
    return pin


def is_weak(pin: str) -> bool:
    """One digit repeated, or digits in a row: what everybody tries first."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({0}, {1}, {9})


def holders(organization: UUID, hashed: bytes) -> set[UUID]:
    """Who has this PIN already."""
    found = set()
    for row in Secret.objects.filter(organization_id=organization, kind=Secret.Kind.PIN):
        employee = row.employee_id
        secret = secrets.reveal(bytes(row.sealed), organization=organization, employee=employee, kind=row.kind)
        if secret == hashed:
            found.add(employee)
    return found


def _put(command: SetPin | IssueBadge, kind: Secret.Kind, secret: bytes) -> None:
    sealed = secrets.conceal(secret, organization=command.organization, employee=command.employee, kind=kind)
    facts = {"sealed": sealed, "set_at": command.now, "set_by": command.person, "failures": 0, "failed_at": None}
    Secret.objects.update_or_create(
        organization_id=command.organization,
        employee_id=command.employee,
        kind=kind,
        defaults=facts,
        create_defaults={**facts, "id": new_uuid7()},
    )


def _check_employee(employee: UUID) -> None:
    if not any(cashier.id == employee for cashier in cashiers()):
        raise EmployeeUnknown(employee=str(employee))
