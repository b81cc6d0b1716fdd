"""What a shop said about places, as of any position of its feed: read for the few entries that ask for it, and kept.

As with prices and rights, versions are only added, so what was read up to a position stays true for ever.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.catalog.labels import LABEL_COLUMNS, LabelAt
from comptoir.sales import statements as sql
from comptoir.sales.bodies import SaleBody, SoldLine
from comptoir.sales.entries import Received
from comptoir.sales.state import ShopTerms, State
from comptoir.tax.calendar import DatedRate
from comptoir.tax.places import ClassSwitchAt, StorePlacesAt

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ORGANIZATIONS_REMEMBERED = 2_000
READ_SWITCHES = """
    SELECT s.organization_id, s.tax_class_id, s.position, s.place, s.becomes_id
    FROM unnest($1::uuid[]) AS wanted(id) JOIN tax_class_switch s ON s.organization_id = wanted.id
    ORDER BY s.position DESC
"""
READ_STORES = """
    SELECT p.organization_id, p.store_id, p.position, p.place, p.keeps
    FROM unnest($1::uuid[]) AS wanted(id) JOIN tax_store_places p ON p.organization_id = wanted.id
    ORDER BY p.position DESC
"""
# Of the classes that another one ever became.
READ_RATES = """
    SELECT r.organization_id, r.tax_class_id, r.position, r.valid_from, r.category, r.rate_ppm
    FROM unnest($1::uuid[]) AS wanted(id)
    JOIN tax_taxrate r ON r.organization_id = wanted.id
    WHERE EXISTS (
        SELECT 1 FROM tax_class_switch s WHERE s.organization_id = r.organization_id
            AND s.becomes_id = r.tax_class_id
    )
    ORDER BY r.valid_from
"""

READ_LABELS = f"""
    SELECT l.organization_id, {", ".join(f"l.{name}" for name in LABEL_COLUMNS)}
    FROM unnest($1::uuid[]) AS wanted(id) JOIN catalog_scalelabel l ON l.organization_id = wanted.id
"""  # noqa: S608  # names of ours
READ_CODES = """
    SELECT wanted.organization_id, wanted.item_id, coalesce(array_agg(b.code) FILTER (WHERE b.code IS NOT NULL), '{}')
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, item_id)
    LEFT JOIN catalog_barcode b ON b.organization_id = wanted.organization_id AND b.item_id = wanted.item_id
    GROUP BY wanted.organization_id, wanted.item_id
"""


class TermsMemory:
    """Terms by organization, each complete up to the feed position at which they were read."""

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, tuple[int, ShopTerms]] = OrderedDict()

    def get(self, organization: UUID, position: int) -> ShopTerms | None:
        """The terms that know this position; None when they must be read."""
        known = self._known.get(organization)
        return known[1] if known is not None and position <= known[0] else None

    def remember(self, organization: UUID, position: int, terms: ShopTerms) -> None:
        self._known[organization] = (position, terms)
        self._known.move_to_end(organization)
        while len(self._known) > ORGANIZATIONS_REMEMBERED:
            self._known.popitem(last=False)


def asks_for_terms(sale: SaleBody) -> bool:
    """Whether an entry says something that only the shop's terms can judge."""
    return sale.place != "" or any(map(may_be_labelled, sale.lines))


def may_be_labelled(line: SoldLine) -> bool:
    """Whether its price may stand on a label that a scale printed."""
    return line.price_source == "open" and line.item is not None and line.barcode != ""


def recall_terms(batch: Sequence[Received], memory: TermsMemory, state: State) -> bool:
    """Give the state the terms that a batch asks for, from memory alone; False when some must be read."""
    for received in _asking(batch):
        assert received.envelope is not None
        organization = received.sender.organization
        terms = memory.get(organization, received.envelope.catalog_position)
        if terms is None or _unread_items(received, terms):
            return False
        state.terms[organization] = terms
    return True


async def read_terms(batch: Sequence[Received], connection: Connection, memory: TermsMemory, state: State) -> None:
    """The same, read anew. The position first: what is committed meanwhile is newer than it and does no harm."""
    wanted = list({received.sender.organization for received in _asking(batch)})
    if not wanted:
        return
    positions = await connection.fetch(sql.READ_FEED_POSITIONS, wanted)
    switches: dict[UUID, dict[UUID, list[ClassSwitchAt]]] = {organization: {} for organization in wanted}
    stores: dict[UUID, dict[UUID, list[StorePlacesAt]]] = {organization: {} for organization in wanted}
    rates: dict[UUID, dict[UUID, list[DatedRate]]] = {organization: {} for organization in wanted}
    zones: dict[UUID, dict[UUID, str]] = {organization: {} for organization in wanted}
    for organization, tax_class, *version in await connection.fetch(READ_SWITCHES, wanted):
        switches[organization].setdefault(tax_class, []).append(ClassSwitchAt(*version))
    for organization, store, *version in await connection.fetch(READ_STORES, wanted):
        stores[organization].setdefault(store, []).append(StorePlacesAt(*version))
    for organization, tax_class, *rate in await connection.fetch(READ_RATES, wanted):
        rates[organization].setdefault(tax_class, []).append(DatedRate(*rate))
    for organization, store, zone in await connection.fetch(sql.READ_TIMEZONES, wanted):
        zones[organization][store] = zone
    labels: dict[UUID, list[LabelAt]] = {organization: [] for organization in wanted}
    codes: dict[UUID, dict[UUID, frozenset[str]]] = {organization: {} for organization in wanted}
    for organization, *row in await connection.fetch(READ_LABELS, wanted):
        labels[organization].append(LabelAt(*row))
    items = {(received.sender.organization, item) for received in _asking(batch) for item in _labelled(received)}
    if items:
        for organization, item, known in await connection.fetch(READ_CODES, *zip(*items, strict=True)):
            codes[organization][item] = frozenset(known)
    for organization, position in positions:
        terms = ShopTerms(
            switches[organization], stores[organization], rates[organization], zones[organization],
            labels[organization], codes[organization],
        )  # fmt: skip
        memory.remember(organization, position, terms)
        state.terms[organization] = terms


def _labelled(received: Received) -> set[UUID]:
    """The articles whose price a label may carry."""
    sale = received.body
    assert isinstance(sale, SaleBody)
    return {line.item for line in sale.lines if line.item is not None and may_be_labelled(line)}


def _unread_items(received: Received, terms: ShopTerms) -> bool:
    return not _labelled(received) <= terms.codes.keys()


def _asking(batch: Sequence[Received]) -> Iterable[Received]:
    return (received for received in batch if isinstance(received.body, SaleBody) and asks_for_terms(received.body))
