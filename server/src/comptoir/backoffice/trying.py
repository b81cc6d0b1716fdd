"""The try-out's own fields: which sample, where, when and for whom it is sold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from comptoir.backoffice.offers import Document
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.scope import parse_day
from comptoir.backoffice.tryout import QUANTITY_MAX, SampleLine, Setting, moment_when, sample_for
from comptoir.backoffice.when_forms import Shelf


@dataclass(frozen=True, slots=True)
class Trying:
    """The fields as they stand. What nobody chose yet is chosen so that the promotion can be seen at work."""

    lines: tuple[SampleLine, ...]
    setting: Setting
    time: str
    is_coupon_shown: bool


def read_trying(data: QueryDict, shelf: Shelf, document: Document, rule: UUID, now: datetime) -> Trying | None:
    """From what was sent, else from the promotion itself; null in a shop without a store."""
    when: Mapping[str, Any] = document.get("when", {})
    of_rule = when.get("stores", [])
    wanted = data.get("try_store") or (of_rule[0] if of_rule else "")
    store = next((store for store in shelf.stores if str(store.id) == wanted), next(iter(shelf.stores), None))
    if store is None:
        return None
    is_sent = "try_day" in data
    local = now.astimezone(ZoneInfo(store.timezone))
    day, minute = parse_day(data.get("try_day")), _minute(data.get("try_time", ""))
    if day is None or minute is None:
        moment = moment_when(document, local) if document else local
        day, minute = moment.date(), moment.hour * 60 + moment.minute
    coupon = when.get("coupon", "")
    is_coupon_shown = "try_coupon" in data or not is_sent
    setting = Setting(
        store=store,
        day=day,
        minute=minute,
        customers=_customers(data, when),
        coupons=(coupon,) if coupon and is_coupon_shown else (),
        with_others="try_alone" not in data,
    )
    lines = _lines(data) or (sample_for(document, rule) if document else [])
    return Trying(tuple(lines), setting, f"{minute // 60:02d}:{minute % 60:02d}", is_coupon_shown)


def _customers(data: QueryDict, when: Mapping[str, Any]) -> tuple[str, ...]:
    """The group that was chosen, else the first one of the promotion."""
    if "try_customer" in data:
        chosen = data.get("try_customer", "")
        return (chosen,) if chosen else ()
    return tuple(when.get("customers", ()))[:1]


def _lines(data: QueryDict) -> list[SampleLine]:
    found = []
    for item, quantity in zip(data.getlist("try_item"), data.getlist("try_quantity"), strict=False):
        identifier = read_uuid(item)
        if identifier is not None and quantity.isascii() and quantity.isdigit() and 0 < int(quantity) <= QUANTITY_MAX:
            found.append(SampleLine(identifier, int(quantity)))
    return found


def _minute(time: str) -> int | None:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", time)
    return int(found[1]) * 60 + int(found[2]) if found else None
