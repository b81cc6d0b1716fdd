"""Which rows of the tables an entry's bytes make (docs/auditor/export-format.md §7): cells as CSV spells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

Cells = tuple[str, ...]
TURNED = frozenset({"sale", "refund", "exchange", "tender_correction", "payment"})
# Of a part of a menu that came back: its place, so many millions, and the line.
PART = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Beyond these a till's clock is so far off that the ledger dates by its own.
EARLIEST_MS, LATEST_MS = 86_400_000, 7_258_118_400_000


class Compared(NamedTuple):
    """A table, by which column its rows belong to an entry, and the columns that its bytes say."""

    file: str
    entry: str
    columns: Cells
    moment: int = -1

    def spelled(self, rows: Iterable[Cells]) -> Iterable[Cells]:
        """The rows, the entry first, with their moment (the column of that number) in milliseconds."""
        place = self.moment + 1
        if not place:
            return rows
        return ((*row[:place], _moment(row[place]), *row[place + 1 :]) for row in rows)


TABLES: Mapping[str, Compared] = {
    "sale": Compared(
        "tables/sales_sale.csv",
        "id",
        (
            *("till_id", "session", "cashier", "kind", "currency", "price_mode", "net", "tax", "gross"),
            *("cash_rounding", "returned", "refers_to_chain", "refers_to_sequence", "sold_at"),
        ),
        13,
    ),
    "line": Compared(
        "tables/sales_line.csv",
        "sale_id",
        (
            *("number", "item_claimed", "name", "quantity_milli", "unit", "unit_price", "line_discount"),
            *("basket_discount", "amount", "tax_category", "tax_rate_ppm", "refers_to_line", "goes_to"),
        ),
    ),
    "promotion": Compared("tables/sales_line_promotion.csv", "sale_id", ("number", "promotion", "amount")),
    "tax": Compared(
        "tables/sales_tax_subtotal.csv",
        "sale_id",
        ("number", "tax_category", "tax_rate_ppm", "net", "tax", "gross"),
    ),
    "tender": Compared("tables/sales_tender.csv", "sale_id", ("number", "kind", "amount", "received", "change")),
}


class NotCounted(Exception):
    """A body that is none: the ledger keeps it, and no table counts it."""


def milliseconds(text: str) -> str:
    """A moment, as a till or as PostgreSQL writes it, in milliseconds since 1970."""
    try:
        passed = datetime.fromisoformat(text) - EPOCH
    except (ValueError, TypeError) as error:
        raise NotCounted from error
    return str((passed.days * 86_400 + passed.seconds) * 1_000 + passed.microseconds // 1_000)


def rows_of(kind: str, envelope: Mapping[str, Any]) -> Iterator[tuple[str, Cells]]:
    """Every row with its table's name. Raises `NotCounted`."""
    body = envelope["body"]
    if kind not in TURNED:
        return
    try:
        check_counted(kind, body)
        yield "sale", _sale(kind, envelope, body)
        exempt = body.get("exemption") or {}
        category = exempt["category"] if exempt and not exempt.get("codes") else None
        for line in body.get("lines", ()):
            yield "line", _line(line, category)
            yield from _promotions(line)
        for number, tax in enumerate(body.get("tax_subtotals", ()), start=1):
            cells = (tax["tax_category"], tax["tax_rate_ppm"], tax["net"], tax["tax"], tax["gross"])
            yield "tax", _cells(number, *cells)
        for number, tender in enumerate(body["tenders"], start=1):
            yield (
                "tender",
                _cells(number, tender["kind"], tender["amount"], tender.get("received"), tender.get("change")),
            )
    except (KeyError, TypeError, AttributeError) as error:
        raise NotCounted from error


def turnover(kind: str, body: Mapping[str, Any]) -> tuple[int, int]:
    """What an entry sold, and (below zero) what came back."""
    if kind not in TURNED or kind == "tender_correction":
        return 0, 0
    gross = _int(body.get("gross", 0))
    is_back = kind == "refund" or (kind == "payment" and gross < 0)
    back = gross if is_back else _int(body.get("returned", 0))
    return gross - back, back


def check_counted(kind: str, body: Mapping[str, Any]) -> None:
    """What the ledger asks of a body before it counts it."""
    lines = body.get("lines", [])
    if kind == "tender_correction":
        good = len(body["tenders"]) >= 2
    elif kind == "payment":
        good = not lines and ("account" if body["purpose"] == "settlement" else "order") in body
    else:
        taxed = all(line.get("tax_category") or line.get("taxes") or line.get("components") for line in lines)
        good = bool(lines) and taxed and len({line["line"] for line in lines}) == len(lines)
        if kind == "exchange":
            good = good and {"refers_to_line" in line or bool(line.get("goes_to")) for line in lines} == {True, False}
    if not good:
        raise NotCounted


def _sale(kind: str, envelope: Mapping[str, Any], body: Mapping[str, Any]) -> Cells:
    named = body.get("refers_to") or (body.get("order") if kind != "tender_correction" else None) or {}
    sums: tuple[Any, ...] = ("gross", 0, 0, 0)
    if kind != "tender_correction":
        need = body if kind != "payment" else {"price_mode": "gross", "net": 0, "tax": 0, "gross": 0, **body}
        sums = (need["price_mode"], need["net"], need["tax"], need["gross"])
    returned = 0 if kind == "tender_correction" else body.get("returned", 0)
    return _cells(
        *(envelope["till"], body.get("session"), body.get("cashier"), kind, body["currency"], *sums),
        *(body.get("cash_rounding", 0), returned, named.get("chain"), named.get("sequence")),
        milliseconds(envelope["device_time"]),
    )


def _line(line: Mapping[str, Any], exempt: str | None) -> Cells:
    number = line.get("refers_to_line")
    kind = line.get("kind", "article")
    is_promised = kind in ("quoted", "prepaid") or (kind == "deposit" and "order_line" in line)
    is_back = kind == "return" or is_promised or number is not None
    category, rate = line.get("tax_category", ""), line.get("tax_rate_ppm", 0)
    if exempt is not None and not is_back:
        category, rate = exempt, 0
    if number is not None and "refers_to_component" in line:
        number += line["refers_to_component"] * PART
    return _cells(
        *(line["line"], line.get("item"), line.get("name", ""), line["quantity_milli"], line.get("unit", "C62")),
        *(line["unit_price"], line.get("line_discount", 0), line.get("basket_discount", 0), line["amount"]),
        *(category, rate, number, line.get("goes_to", "")),
    )


def _promotions(line: Mapping[str, Any]) -> Iterator[tuple[str, Cells]]:
    taken: dict[str, int] = {}
    for award in line.get("promotions", ()):
        taken[award["promotion"]] = taken.get(award["promotion"], 0) + award["amount"]
    for promotion, amount in taken.items():
        yield "promotion", _cells(line["line"], promotion, amount)


def _cells(*values: object) -> Cells:
    if None in values:
        return tuple(["" if value is None else str(value) for value in values])
    return tuple(map(str, values))


def _moment(text: str) -> str:
    """As it stands, where it is none."""
    try:
        return milliseconds(text)
    except NotCounted:
        return text


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
