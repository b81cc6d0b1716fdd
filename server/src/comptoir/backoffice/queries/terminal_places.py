"""The tills of each store, for whoever chooses which may use a card terminal."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class TillPlace:
    """A till and its store."""

    id: UUID
    store: UUID
    name: str


def till_places(organization: UUID) -> list[TillPlace]:
    """By their codes; inside a reading."""
    return select(
        TillPlace,
        "SELECT id, store_id, code || ' · ' || name FROM tills_till WHERE organization_id = %(organization)s"
        " ORDER BY code",
        {"organization": organization},
    )
