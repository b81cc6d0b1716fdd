"""Lots of the demo shop: smoked salmon comes once a week, and its code says the lot and the last day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from comptoir.config.demo.acts import Wanted
from comptoir.config.demo.bodies import Body
from comptoir.config.demo.shop import PARIS

SALMON = "Saumon fumé, 4 tranches"
DAYS_KEPT = 21


def with_lots(body: Body, lines: Sequence[Wanted], numbers: Sequence[int], at: datetime) -> None:
    """State what a reader read of each piece: `numbers` are where the goods of `lines` stand."""
    stated = body["lines"]
    assert isinstance(stated, list)
    for line, number in zip(lines, numbers, strict=False):
        if line.good is None or line.good.name != SALMON:
            continue
        local = at.astimezone(PARIS).date()
        monday = local - timedelta(days=local.weekday())
        stated[number - 1] |= {
            "lot": f"S{monday:%y%m%d}",
            "expires": (monday + timedelta(days=DAYS_KEPT)).isoformat(),
        }
