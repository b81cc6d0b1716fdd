"""Who changed what: one row for each change a person makes in the back office, and what stood there before."""

from collections.abc import Mapping
from uuid import UUID

from comptoir.platform.models import AuditChange, AuditEvent
from comptoir.platform.tenancy import current_act, current_organization


def record(action: str, *, person: UUID | None, subject: str, **details: str | int) -> None:
    """Note a change in the transaction that makes it. `details` hold no secret and no customer's name.

    What the columns held before and after needs no word here: the watched tables note it (`watching.py`).
    """
    AuditEvent.objects.create(
        organization_id=current_organization(),
        person=person,
        action=action,
        subject=subject,
        details=details,
        act=current_act(),
    )


def changed(kind: str, row: UUID | str, *, before: Mapping[str, object] | None, after: Mapping[str, object]) -> None:
    """Note what changed where rows are only added, so that no trigger sees what held until now. Equal parts are left
    out; without a difference nothing is noted.
    """
    was = before or {}
    differ = [key for key in {**was, **after} if was.get(key) != after.get(key)]
    if not differ:
        return
    AuditChange.objects.create(
        organization_id=current_organization(),
        act=current_act(),
        kind=kind,
        row=str(row),
        before=None if before is None else {key: was[key] for key in differ if key in was},
        after={key: after[key] for key in differ if key in after},
    )
