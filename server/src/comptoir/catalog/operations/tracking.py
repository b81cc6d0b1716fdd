"""How the stock of an article is kept."""

from comptoir.catalog.content_commands import SetTracking
from comptoir.catalog.errors import TrackingUnknown
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.traits_rows import keep, tell_family, traits_row
from comptoir.catalog.queries import find_item, lock_catalog
from comptoir.catalog.tracking import Tracking
from comptoir.platform import audit
from comptoir.platform.tenancy import operation


@operation
def set_tracking(command: SetTracking) -> Changed:
    """Say it; the same again changes nothing. Its variants and packs are kept as it is."""
    lock_catalog()
    find_item(command.item)
    if command.tracking not in list(Tracking):
        raise TrackingUnknown
    traits = traits_row(command.item)
    if traits.tracking == command.tracking:
        return Changed(0, created=False)
    traits.tracking = command.tracking
    keep(traits)
    audit.record(
        "catalog.tracking_set", person=command.person, subject=str(command.item), tracking=command.tracking or "number"
    )
    return Changed(tell_family(command.item))
