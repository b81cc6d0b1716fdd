"""Lots of the demo shop: smoked salmon comes once a week, and its code says the lot and the last day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from comptoir.catalog.content_commands import SetTracking
from comptoir.catalog.operations import set_tracking
from comptoir.config.demo.acts import Wanted
from comptoir.config.demo.bodies import Body
from comptoir.config.demo.goods import goods
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import GROCERY, ORGANIZATION, PARIS
from comptoir.stock.commands import CountItem, GoodsLot
from comptoir.stock.operations import count_item

SALMON = "Saumon fumé, 4 tranches"
DAYS_KEPT = 21
OF_EACH_MILLI = 6_000


def count_lots(person: UUID, now: datetime) -> None:
    """Two lots lie there, as somebody counted them today: tills propose the one that goes off first. Done once."""
    [salmon] = [good.id for good in goods() if good.name == SALMON]
    set_tracking(SetTracking(organization=ORGANIZATION, person=person, item=salmon, tracking="lot"))
    named = [_lot_of(now - timedelta(weeks=weeks)) for weeks in (1, 0)]
    count_item(
        CountItem(
            organization=ORGANIZATION, person=person, id=identifier("count", "lots"), store=GROCERY.id, item=salmon,
            quantity_milli=len(named) * OF_EACH_MILLI,
            lots=tuple(GoodsLot(lot=lot, expires=expires, quantity_milli=OF_EACH_MILLI) for lot, expires in named),
            now=now,
        )
    )  # fmt: skip


def _lot_of(at: datetime) -> tuple[str, date]:
    local = at.astimezone(PARIS).date()
    monday = local - timedelta(days=local.weekday())
    return f"S{monday:%y%m%d}", monday + timedelta(days=DAYS_KEPT)


def with_lots(body: Body, lines: Sequence[Wanted], numbers: Sequence[int], at: datetime) -> None:
    """State what a reader read of each piece: `numbers` are where the goods of `lines` stand."""
    stated = body["lines"]
    assert isinstance(stated, list)
    for line, number in zip(lines, numbers, strict=False):
        if line.good is None or line.good.name != SALMON:
            continue
        lot, expires = _lot_of(at)
        stated[number - 1] |= {"lot": lot, "expires": expires.isoformat()}
