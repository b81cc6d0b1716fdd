"""Input of the operations that import families, and take back what an import made."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.catalog.commands import ImportLine

# What the matrix of an article holds.
OPTIONS_MAX = 2
VALUES_MAX = 20
VARIANTS_MAX = 100
VALUE_LENGTH_MAX = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportVariant:
    """One variant of a family in a file."""

    number: int
    choices: tuple[str, ...]
    unit_price: int
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFamily:
    """An article of a file with its variants; `line` is what it is called and taxed by, without codes of its own."""

    line: ImportLine
    ways: tuple[str, ...]
    variants: tuple[ImportVariant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFamilies:
    """Up to 500 variants in their families, committed at once."""

    organization: UUID
    person: UUID | None
    families: tuple[ImportFamily, ...]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawItems:
    """Up to 500 items off the tills at once, which an import had put there."""

    organization: UUID
    person: UUID | None
    items: tuple[UUID, ...]
