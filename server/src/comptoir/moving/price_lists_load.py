"""Files of price lists."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.catalog.commands import EndPriceList, ListPriceLine, SavePriceList, SetListPrices
from comptoir.catalog.errors import RuleUnknown
from comptoir.catalog.folding import fold
from comptoir.catalog.public import (
    BadLine,
    RuleView,
    end_price_list,
    own_prices,
    price_lists,
    save_price_list,
    set_list_prices,
)
from comptoir.kernel import DomainError, new_uuid7
from comptoir.moving.loads import Lines, Load, Outcome, Plan
from comptoir.moving.models import Move, MovedThing
from comptoir.moving.price_lists import PriceLine, plan_lists
from comptoir.moving.rule_cells import Names
from comptoir.moving.things import moved_things, remember
from comptoir.platform.public import organization_view


@dataclass(slots=True)
class _Taken:
    """What came of the lines of one list."""

    outcome: Outcome = field(default_factory=Outcome)
    lists: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    prices: dict[str, dict[str, Any] | None] = field(default_factory=dict)


def _plan(move: Move) -> Plan[Lines[PriceLine]]:
    return plan_lists(bytes(move.content), move.file_name, organization_view().currency)


def _take(move: Move, batch: Lines[PriceLine], _now: datetime, is_trial: bool) -> Outcome:
    names = Names((line.code for line in batch.lines), (line.item for line in batch.lines if not line.code))
    standing = {fold(view.name): view for view in reversed(price_lists()) if not view.is_ended}
    groups: dict[str, list[PriceLine]] = {}
    for line in batch.lines:
        groups.setdefault(fold(line.name), []).append(line)
    total = Outcome()
    for name, lines in groups.items():
        taken = _take_list(move, lines, standing.get(name), names)
        total += taken.outcome
        if not is_trial:
            remember(move, MovedThing.Kind.LIST, taken.lists)
            remember(move, MovedThing.Kind.LIST_PRICE, taken.prices)
    return total


def _take_list(move: Move, lines: Sequence[PriceLine], view: RuleView | None, names: Names) -> _Taken:
    items: dict[UUID, PriceLine] = {}
    changes: dict[str, int] = {}
    bad: list[BadLine] = []
    for line in lines:
        try:
            if line.price is not None:
                items.setdefault(names.item(line.code, line.item), line)
            else:
                changes[names.category(line.category) if line.category else ""] = line.change_ppm or 0
        except DomainError as refusal:
            bad.append(BadLine(line.number, refusal))
    if not items and not changes:
        return _Taken(Outcome(bad=tuple(bad)))
    key = view.id if view else new_uuid7()
    before = _without_id(view.document) if view else None
    try:
        document = _document(lines[0], before or {}, changes, names)
        is_changed = before != document
        if is_changed:
            save_price_list(
                SavePriceList(organization=move.organization_id, person=move.person, id=key, document=document)
            )
    except DomainError as refusal:
        named = {line.number for line in bad}
        more = (BadLine(line.number, refusal) for line in lines if line.number not in named)
        return _Taken(Outcome(bad=(*bad, *more)))
    stated = _percents(before or {})
    taken = _set_prices(move, key, items)
    taken.lists = {str(key): before} if is_changed else {}
    new = sum(category not in stated for category in changes)
    same = sum(stated.get(category) == ppm for category, ppm in changes.items())
    taken.outcome += Outcome(new, len(changes) - new - same, same, tuple(bad))
    return taken


def _set_prices(move: Move, key: UUID, items: Mapping[UUID, PriceLine]) -> _Taken:
    before = own_prices(key, items)
    result = set_list_prices(
        SetListPrices(
            organization=move.organization_id, person=move.person, price_list=key,
            lines=tuple(
                ListPriceLine(number=line.number, item=item, unit_price=line.price) for item, line in items.items()
            ),
        )
    )  # fmt: skip
    refused = {line.number for line in result.bad}
    changed = [item for item, line in items.items() if line.number not in refused and before.get(item) != line.price]
    new = sum(item not in before for item in changed)
    prices = {f"{key}/{item}": {"unit_price": before[item]} if item in before else None for item in changed}
    return _Taken(Outcome(new, len(changed) - new, result.unchanged, result.bad), {}, prices)


def _document(line: PriceLine, before: Mapping[str, Any], changes: Mapping[str, int], names: Names) -> dict[str, Any]:
    """The list as the file wants it: what it does not speak of stays."""
    stated = {**_percents(before), **changes}
    percents: list[dict[str, object]] = [
        {"category": category, "ppm": ppm} for category, ppm in stated.items() if category
    ]
    if "" in stated:
        percents.append({"ppm": stated[""]})
    when = {**before.get("when", {}), **line.terms.document(names)}
    said: dict[str, Any] = {"percents": percents, "when": when}
    rest = {name: value for name, value in before.items() if name not in said}
    return {"name": line.name, **rest} | {name: value for name, value in said.items() if value}


def _percents(document: Mapping[str, Any]) -> dict[str, int]:
    return {percent.get("category", ""): percent["ppm"] for percent in document.get("percents", ())}


def _without_id(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "id"}


def _give_back(move: Move, _now: datetime) -> int:
    """Prices are what they were; a list that is new holds no longer, one that was changed says what it said."""
    rows = moved_things(move)
    prices: dict[UUID, list[ListPriceLine]] = {}
    for number, row in enumerate(rows):
        if row.kind == MovedThing.Kind.LIST_PRICE:
            key, item = map(UUID, row.key.split("/"))
            before = row.before["unit_price"] if row.before else None
            prices.setdefault(key, []).append(ListPriceLine(number=number, item=item, unit_price=before))
    for key, lines in prices.items():
        # A list that somebody has ended since asks nothing any more.
        with contextlib.suppress(RuleUnknown):
            set_list_prices(
                SetListPrices(organization=move.organization_id, person=move.person, price_list=key, lines=tuple(lines))
            )
    for row in rows:
        if row.kind == MovedThing.Kind.LIST:
            _list_back(move, UUID(row.key), row.before)
        row.delete()
    return len(rows)


def _list_back(move: Move, key: UUID, before: Mapping[str, Any] | None) -> None:
    if before is None:
        end_price_list(EndPriceList(organization=move.organization_id, person=move.person, id=key))
    elif any(view.id == key and not view.is_ended for view in price_lists()):
        save_price_list(SavePriceList(organization=move.organization_id, person=move.person, id=key, document=before))


LISTS = Load(_plan, _take, _give_back)
