"""How much is in an article and where it comes from: what its label has to say."""

from comptoir.catalog.content_commands import StateContent
from comptoir.catalog.errors import NetContentInvalid, OriginTooLong
from comptoir.catalog.net_content import MEASURES, NET_MILLI_MAX, NetContent
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import append_changes
from comptoir.catalog.operations.traits_rows import keep, member_ids, reads_otherwise, traits_row
from comptoir.catalog.queries import find_item, lock_catalog
from comptoir.platform import audit
from comptoir.platform.tenancy import operation

ORIGIN_MAX = 80


@operation
def state_content(command: StateContent) -> Changed:
    """State it; the same again changes nothing. Tills show neither; the feed tells whoever prints labels."""
    lock_catalog()
    find_item(command.item)
    _check(command.net)
    origin = " ".join(command.origin.split())
    if len(origin) > ORIGIN_MAX:
        raise OriginTooLong(length_max=ORIGIN_MAX)
    traits = traits_row(command.item)
    milli, unit = command.net or (None, "")
    if (traits.net_milli, traits.net_unit, traits.origin) == (milli, unit, origin):
        return Changed(0, created=False)

    traits.net_milli, traits.net_unit, traits.origin = milli, unit, origin
    keep(traits)
    audit.record("catalog.content_stated", person=command.person, subject=str(command.item))
    family = [command.item, *member_ids(command.item)]
    position = append_changes(family)
    # The last of them: a label that hung between the first and its own place would not have said it either.
    reads_otherwise(family, position + len(family) - 1)
    return Changed(position)


def _check(net: NetContent | None) -> None:
    if net is not None and (net.unit not in MEASURES or not 0 < net.milli <= NET_MILLI_MAX):
        raise NetContentInvalid
