"""What people of the house may buy at its tills."""

from comptoir.catalog.public import settings_changed
from comptoir.platform import audit
from comptoir.platform.tenancy import operation
from comptoir.staff.commands import SetPurchaseLimit
from comptoir.staff.errors import PolicyInvalid
from comptoir.staff.operations.policy import lock_policy

AMOUNT_MAX = 1_000_000_000


@operation
def set_purchase_limit(command: SetPurchaseLimit) -> None:
    """Decide what one person may buy in a calendar month; the tills hear of it at once."""
    limit = command.purchase_limit
    if limit is not None and not 0 <= limit <= AMOUNT_MAX:
        raise PolicyInvalid
    policy = lock_policy(command.organization)
    if policy.purchase_limit == limit:
        return
    policy.purchase_limit = limit
    policy.save(update_fields=["purchase_limit"])
    audit.record(
        "staff.purchase_limit_set",
        person=command.person,
        subject=str(command.organization),
        purchase_limit=-1 if limit is None else limit,
    )
    settings_changed()
