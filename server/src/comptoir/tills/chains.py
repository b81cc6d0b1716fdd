"""A chain as the ledger needs it: the key that must have sealed, and the head that the next entry follows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.tenancy import current_organization
from comptoir.tills.models import ChainHead, Enrolment


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who writes a chain, with which key, since when."""

    till: UUID
    store: UUID
    chain: UUID
    device: UUID
    public_key: bytes
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class ChainState:
    """The newest stored entry of a chain, and whether anything of it ever went to quarantine."""

    sequence: int
    digest: bytes
    device_time: datetime | None
    boot: str
    monotonic_ms: int
    has_quarantine: bool


def enrolled(*, till: UUID, chain: UUID) -> Enrolled | None:
    """The enrolment that writes `chain`, when it is one of `till`'s."""
    row = (
        Enrolment.objects.select_related("till")
        .filter(organization_id=current_organization(), id=chain, till_id=till)
        .first()
    )
    if row is None:
        return None
    return Enrolled(row.till_id, row.till.store_id, row.id, row.device_id, bytes(row.public_key), row.issued_at)


def move_head(chain: UUID, head: ChainState) -> None:
    """Write where a locked chain stands now."""
    ChainHead.objects.filter(organization_id=current_organization(), chain_id=chain).update(
        sequence=head.sequence,
        digest=head.digest,
        device_time=head.device_time,
        boot=head.boot,
        monotonic_ms=head.monotonic_ms,
        has_quarantine=head.has_quarantine,
    )
