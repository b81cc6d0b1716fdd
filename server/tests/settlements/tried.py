"""A card company's file that somebody looked at, for the addresses that are about it."""

from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.settlements.commands import TryFile
from comptoir.settlements.public import try_file
from tests.backoffice.conftest import Day

ADDRESSES = ("settlement-file", "settlement-file-take", "settlement-file-back")


def settled(day: Day) -> dict[str, dict[str, object]]:
    """By the name of the address, what it is about."""
    file: UUID = new_uuid7()
    try_file(
        TryFile(
            organization=day.organization, person=None, id=file, store=day.shop.store, name="Épicerie.csv",
            content=b"when,gross\n2026-11-19,1.00\n", timezone="Europe/Paris", currency="EUR",
        )
    )  # fmt: skip
    return {name: {"file": file} for name in ADDRESSES}
