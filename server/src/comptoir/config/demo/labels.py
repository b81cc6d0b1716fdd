"""What the shelves of the demo shop say: contents as the articles are named, and labels of the first day's prices."""

import re
from datetime import datetime
from uuid import UUID

from comptoir.catalog.content_commands import StateContent
from comptoir.catalog.net_content import NetContent
from comptoir.catalog.operations import state_content
from comptoir.config.demo.goods import goods
from comptoir.config.demo.shop import ORGANIZATION, STORES
from comptoir.labels.commands import HangLabels
from comptoir.labels.public import hang_labels

UNITS = {"g": "GRM", "kg": "KGM", "ml": "MLT", "cl": "CLT", "l": "LTR"}
_CONTENT = re.compile(r"(?<![\d,])(\d+) (g|kg|ml|cl|l)\b")


def content_in(name: str) -> NetContent | None:
    """ "Beurre doux 250 g" holds 250 grams; a name that says nothing, or several things, says nothing here."""
    found = _CONTENT.findall(name)
    if len(found) != 1:
        return None
    [(count, unit)] = found
    return NetContent(int(count) * 1_000, UNITS[unit])


def hang_first_labels(owner: UUID, first_position: int, now: datetime) -> None:
    """The labels of the first day hang: what changed its price since then waits to be printed."""
    for good in goods():
        net = content_in(good.name)
        if net is not None:
            state_content(StateContent(organization=ORGANIZATION, person=owner, item=good.id, net=net))
    for store in STORES:
        hang_labels(
            HangLabels(organization=ORGANIZATION, person=owner, store=store.id, position=first_position, seen_at=now)
        )
