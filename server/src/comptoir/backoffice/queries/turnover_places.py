"""Turnover by place (eaten here, taken away) and rate, to the cent of the report's own total.

Places stand in the sealed bytes alone, and only stores that ask for them have any: the entries of such stores are read,
each rate's subtotal goes whole to the entry's place, and only where lines of one rate were eaten at different places is
it shared. Whatever has no place is what is left of the total, so both always agree.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from comptoir.backoffice.scope import Scope
from comptoir.invoices.public import returned_part, share
from comptoir.kernel import DomainError
from comptoir.platform.sql import Parameters, select
from comptoir.sales.day_report import SALES, TaxTotal
from comptoir.tax.public import PLACES

Json: TypeAlias = Mapping[str, Any]
NOWHERE = ""
_ORDER = (*PLACES, NOWHERE)


@dataclass(frozen=True, slots=True)
class PlaceTotal:
    """What one rate came to at one place; an empty place: nobody was asked."""

    place: str
    tax_category: str
    tax_rate_ppm: int
    net: int
    tax: int
    gross: int


@dataclass(frozen=True, slots=True)
class _Placed:
    kind: str
    content: bytes
    original: bytes | None


def turnover_by_place(scope: Scope, asked: Parameters, taxes: Sequence[TaxTotal]) -> list[PlaceTotal]:
    """By place, then by rate; nothing where nobody was asked. `taxes` are the report's own totals."""
    found: dict[tuple[str, str, int], list[int]] = {}
    for entry in select(_Placed, _ENTRIES, {**scope.parameters(), **asked}):
        for row in _rows(entry):
            _add(found, row)
    if not found:
        return []
    for tax in taxes:
        placed = [found.get((place, tax.tax_category, tax.tax_rate_ppm), [0, 0, 0]) for place in PLACES]
        net, tax_amount, gross = (
            whole - sum(part[index] for part in placed) for index, whole in enumerate((tax.net, tax.tax, tax.gross))
        )
        if net or tax_amount or gross:
            found[NOWHERE, tax.tax_category, tax.tax_rate_ppm] = [net, tax_amount, gross]
    ordered = sorted(found.items(), key=lambda item: (_ORDER.index(item[0][0]), *item[0][1:]))
    return [PlaceTotal(*key, *sums) for key, sums in ordered]


def _rows(entry: _Placed) -> list[PlaceTotal]:
    """What has a place. A body that the engine can't price was flagged; it stays in what is left of the total."""
    try:
        rows = list(placed_subtotals(entry.kind, _body(entry.content), _body(entry.original)))
    except DomainError:
        return []
    return [row for row in rows if row.place != NOWHERE]


def placed_subtotals(kind: str, body: Json, original: Json) -> Iterator[PlaceTotal]:
    """Where the goods of an entry were eaten, with the net, tax and gross that its subtotals stated.

    What comes back was eaten, or taken, where it was sold: its sale says it, or, where that is not known here, the
    entry itself.
    """
    back = [line for line in _lines(body) if "refers_to_line" in line]
    if kind != "exchange":
        yield from _split(body, original if kind == "refund" and original else body)
        return
    returned = returned_part(body)
    yield from _split(returned, original or body)
    yield from _split(_without(body, returned, back), body)


def _without(body: Json, returned: Json, back: Sequence[Json]) -> Json:
    """The side of an exchange that went: its subtotals less those of what came back."""
    less = {(row["tax_category"], row["tax_rate_ppm"]): row for row in returned["tax_subtotals"]}
    rows = []
    for row in body.get("tax_subtotals", ()):
        other = less.get((row["tax_category"], row["tax_rate_ppm"]))
        names = ("net", "tax", "gross")
        rows.append({**row, **{name: row[name] - _figure(other, name) for name in names}} if other else row)
    return {**body, "lines": [line for line in _lines(body) if line not in back], "tax_subtotals": rows}


def _figure(row: Json, name: str) -> int:
    if name == "gross":
        return int(row["net"]) + int(row["tax"])
    return int(row[name])


def _split(body: Json, where: Json) -> Iterator[PlaceTotal]:
    parts = list(_parts(body, where))
    places = {place for place, _, _ in parts} or {_place(where)}
    for row in body.get("tax_subtotals", ()):
        if not any(_figures(row)):
            continue
        key = (row["tax_category"], row["tax_rate_ppm"])
        of_rate = [(place, amount) for place, tax, amount in parts if tax == key]
        if len(places) == 1 or not of_rate:
            yield PlaceTotal(next(iter(places)) if len(places) == 1 else _place(where), *key, *_figures(row))
            continue
        amounts = {place: sum(amount for at, amount in of_rate if at == place) for place in _ORDER}
        eaten = [place for place in _ORDER if any(at == place for at, _ in of_rate)]
        weights = [amounts[place] for place in eaten]
        taxes = share(row["tax"], weights)
        # The side that lines state is exact; the other follows from the tax.
        is_net = body.get("price_mode") == "net"
        stated = share(row["net"] if is_net else row["gross"], weights)
        for place, tax, amount in zip(eaten, taxes, stated, strict=True):
            net = amount if is_net else amount - tax
            yield PlaceTotal(place, *key, net, tax, net + tax)


def _figures(row: Json) -> tuple[int, int, int]:
    return row["net"], row["tax"], row["net"] + row["tax"]


def _parts(body: Json, where: Json) -> Iterator[tuple[str, tuple[str, int], int]]:
    """Each line, or each part of a menu, with its place and what it was taxed with in the end."""
    exemption = body.get("exemption")
    exempt = exemption.get("category") if isinstance(exemption, dict) and not exemption.get("codes") else None
    by_number = {line.get("line"): line for line in _lines(where)}
    for line in _lines(body):
        sold = by_number.get(line.get("refers_to_line"), line) if where is not body else line
        goods = by_number.get(sold.get("of_line"), sold)
        place = sold.get("place") or goods.get("place") or _place(where)
        for row in line.get("components") or [line]:
            tax = (row.get("taxes") or [{}])[0]
            category = row.get("tax_category", tax.get("category", ""))
            key = (category, row.get("tax_rate_ppm", tax.get("rate_ppm", 0)))
            is_back = "refers_to_line" in line
            yield _known(place), (key if exempt is None or is_back else (exempt, 0)), row["amount"]


def _known(place: object) -> str:
    """A word that is none of ours is no place; it was flagged."""
    return place if place in PLACES and isinstance(place, str) else NOWHERE


def _place(body: Json) -> str:
    return _known(body.get("place"))


def _lines(body: Json) -> Sequence[Json]:
    return body.get("lines") or ()


def _add(found: dict[tuple[str, str, int], list[int]], row: PlaceTotal) -> None:
    sums = found.setdefault((row.place, row.tax_category, row.tax_rate_ppm), [0, 0, 0])
    for index, value in enumerate((row.net, row.tax, row.gross)):
        sums[index] += value


def _body(content: bytes | None) -> Json:
    if content is None:
        return {}
    body = json.loads(bytes(content)).get("body")
    return body if isinstance(body, dict) else {}


def totals_of(rows: Iterable[PlaceTotal]) -> list[PlaceTotal]:
    """One row a place: all its rates together."""
    found: dict[tuple[str, str, int], list[int]] = {}
    for row in rows:
        _add(found, PlaceTotal(row.place, "", 0, row.net, row.tax, row.gross))
    return [PlaceTotal(*key, *sums) for key, sums in found.items()]


# Only of stores that ever asked; a refund's sale is found by its place in its chain.
_ENTRIES = f"""
    SELECT s.kind, e.content, o.content
    FROM ({SALES}) s
    JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
    LEFT JOIN LATERAL (
        SELECT r.content FROM sales_entry r
        WHERE s.kind IN ('refund', 'exchange') AND r.organization_id = s.organization_id
          AND r.chain_id = s.refers_to_chain AND r.sequence = s.refers_to_sequence
        ORDER BY r.branch LIMIT 1
    ) o ON true
    WHERE s.kind IN ('sale', 'refund', 'exchange') AND EXISTS (
        SELECT 1 FROM tax_store_places p
        WHERE p.organization_id = s.organization_id AND p.store_id = s.store_id AND p.place <> ''
    )
"""  # noqa: S608
