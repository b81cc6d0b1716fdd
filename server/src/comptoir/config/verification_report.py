"""What a verification found, and what it was given from outside the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed."""

    organization: UUID
    document: str
    entry: UUID | None
    what: str


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found."""

    entries: int = 0
    sales: int = 0
    quarantined: int = 0
    chains: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody outside holds of a chain: a till its newest entry, a customer the one of a receipt."""

    chain: UUID
    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Outside:
    """What lies where nobody who owns the database can reach: entries that tills and customers hold, and signed heads
    of the log (as notes) that a witness or somebody else kept.
    """

    held: Sequence[Held] = ()
    heads: Sequence[str] = ()


NOTHING = Outside()
