"""Whether a store's tills ask where goods are eaten, and how they are then taxed."""

from uuid import UUID

import msgspec

from comptoir.edge.database import Connection

# The newest word of each class, and of the store.
READ_CLASS_SWITCHES = """
    SELECT tax_class_id, place, becomes_id FROM (
        SELECT DISTINCT ON (tax_class_id) tax_class_id, place, becomes_id FROM tax_class_switch
        WHERE organization_id = $1 ORDER BY tax_class_id, position DESC
    ) standing WHERE becomes_id IS NOT NULL ORDER BY tax_class_id
"""
READ_STORE_PLACES = """
    SELECT place, keeps FROM tax_store_places WHERE organization_id = $1 AND store_id = $2
    ORDER BY position DESC LIMIT 1
"""


class ClassSwitchSettings(msgspec.Struct, frozen=True):
    """At `place`, goods of the class are taxed as those of another."""

    tax_class: UUID
    place: str
    becomes: UUID


class PlacesSettings(msgspec.Struct, frozen=True):
    """`place` is what a basket begins with; `keeps` says whether the price stays or the net below it."""

    place: str
    keeps: str
    switches: list[ClassSwitchSettings]


async def read_place_settings(
    connection: Connection, organization: UUID, store: UUID
) -> PlacesSettings | msgspec.UnsetType:
    """Absent where nobody is asked: such a till has nothing to show."""
    standing = await connection.fetchrow(READ_STORE_PLACES, organization, store)
    if standing is None or not standing["place"]:
        return msgspec.UNSET
    switches = await connection.fetch(READ_CLASS_SWITCHES, organization)
    return PlacesSettings(standing["place"], standing["keeps"], [ClassSwitchSettings(*row) for row in switches])
