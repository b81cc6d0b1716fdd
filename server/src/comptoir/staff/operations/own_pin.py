"""A person changes their own PIN at a till (ADR 0011)."""

from comptoir.catalog.public import settings_changed
from comptoir.platform import audit
from comptoir.platform.tenancy import operation
from comptoir.staff import secrets
from comptoir.staff.commands import ChangeOwnPin
from comptoir.staff.errors import PinMissing, PinTaken, PinWaits, PinWrong
from comptoir.staff.models import Secret
from comptoir.staff.operations.policy import lock_policy
from comptoir.staff.operations.secrets import check_pin, holders
from comptoir.staff.tries import is_waiting


def change_own_pin(command: ChangeOwnPin) -> None:
    """Replace somebody's PIN by another one that they chose. A repeat changes nothing.

    Two operations, because a refusal takes back what its operation wrote: the try is on disk before it is judged, so
    whoever breaks off in the middle has used it. A PIN that is taken is a try as well: the answer names a colleague's.
    """
    _count_try(command)
    _change(command)


@operation
def _count_try(command: ChangeOwnPin) -> None:
    secret = _lock_pin(command)
    if is_waiting(secret.failures, secret.failed_at, command.now):
        raise PinWaits
    secret.failures = min(secret.failures + 1, 1_000)
    secret.failed_at = command.now
    secret.save(update_fields=["failures", "failed_at"])


@operation
def _change(command: ChangeOwnPin) -> None:
    policy = lock_policy(command.organization)
    secret = _lock_pin(command)
    salt, iterations = bytes(policy.pin_salt), policy.pin_iterations
    known = secrets.reveal(
        bytes(secret.sealed), organization=command.organization, employee=command.employee, kind=secret.kind
    )
    wanted = secrets.slow_hash(check_pin(policy, command.new_pin), salt=salt, iterations=iterations)
    if known != wanted:  # else: a repeat, whose answer was lost; it knows the PIN that holds now
        if known is None or secrets.slow_hash(command.pin, salt=salt, iterations=iterations) != known:
            raise PinWrong
        if holders(command.organization, wanted) - {command.employee}:
            raise PinTaken
        secret.sealed = secrets.conceal(
            wanted, organization=command.organization, employee=command.employee, kind=secret.kind
        )
        secret.set_at, secret.set_by = command.now, command.employee
        audit.record("staff.own_pin_changed", person=command.employee, subject=str(command.employee))
        settings_changed()
    secret.failures, secret.failed_at = 0, None
    secret.save(update_fields=["sealed", "set_at", "set_by", "failures", "failed_at"])


def _lock_pin(command: ChangeOwnPin) -> Secret:
    """The person's PIN, locked for the rest of the operation; after the policy, where both are."""
    found = (
        Secret.objects.select_for_update(of=("self",))
        .filter(organization_id=command.organization, employee_id=command.employee, kind=Secret.Kind.PIN)
        .first()
    )
    if found is None:
        raise PinMissing
    return found
