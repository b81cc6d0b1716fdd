"""Input of the operations on books."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.accounting.postings import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBooks:
    """How a company keeps its books."""

    organization: UUID
    person: UUID | None
    legal_entity: UUID
    chart: str
    year_starts: int
    journal_code: str
    adviser: str
    client: str


@dataclass(frozen=True, slots=True)
class Named:
    """An account under a number of the company's own; an empty one: as the chart says."""

    account: Account
    number: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAccounts:
    """Book these accounts under these numbers."""

    organization: UUID
    person: UUID | None
    legal_entity: UUID
    accounts: tuple[Named, ...]
