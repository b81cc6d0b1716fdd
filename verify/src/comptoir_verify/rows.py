"""Which rows of the tables an entry's bytes make (docs/auditor/export-format.md §7): cells as CSV spells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from comptoir_verify.beside import acts_of, late_tip_of, order_of, rows_beside
from comptoir_verify.cells import Cells, NotCounted, cells, milliseconds, moment

TURNED = frozenset({"sale", "refund", "exchange", "tender_correction", "payment"})
# Of a part of a menu that came back: its place, so many millions, and the line.
PART = 1_000_000
# What an entry moved on a voucher; what the office issued or took back belongs to none.
BY_ENTRIES = frozenset({"sold", "redeemed", "reloaded", "sale_undone", "paid", "given_back"})


class Compared(NamedTuple):
    """A table, by which column its rows belong to an entry, and the columns that its bytes say."""

    file: str
    entry: str
    columns: Cells
    moment: int = -1
    reasons: frozenset[str] = frozenset()

    def spelled(self, rows: Iterable[Cells]) -> Iterable[Cells]:
        """The rows, the entry first, with their moment (the column of that number) in milliseconds."""
        place = self.moment + 1
        if self.reasons:
            reason = self.columns.index("reason") + 1
            rows = (row for row in rows if row[reason] in self.reasons)
        if not place:
            return rows
        return ((*row[:place], moment(row[place]), *row[place + 1 :]) for row in rows)


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
    "detail": Compared(
        "tables/sales_tender_detail.csv",
        "sale_id",
        ("number", "tender_kind", "revision", "face", "voucher", "currency", "foreign_amount", "rate_ppm", "account"),
    ),
    "tip": Compared(
        "tables/sales_tip.csv",
        "entry_id",
        (
            *("number", "till_id", "session", "cashier", "kind", "amount", "sale_chain", "sale_sequence"),
            "given_at",
        ),
        8,
    ),
    "payment": Compared("tables/sales_payment.csv", "sale_id", ("purpose", "customer", "amount", "kept")),
    "deposit": Compared(
        "tables/sales_bottle_deposit.csv", "sale_id", ("number", "item", "quantity_milli", "gross", "voucher")
    ),
    "label": Compared("tables/sales_line_label.csv", "sale_id", ("number", "item", "lot", "serial", "expires")),
    "parked": Compared("tables/sales_parked_sale.csv", "sale_id", ("parked",)),
    "order": Compared(
        "tables/sales_order.csv",
        "id",
        (
            *("till_id", "chain", "sequence", "purpose", "cashier", "customer", "valid_until", "currency", "gross"),
            *("lines_count", "ordered_at"),
        ),
        10,
    ),
    "act": Compared(
        "tables/sales_act.csv",
        "entry_id",
        (
            *("number", "till_id", "session", "cashier", "deed", "amount", "expected", "counted", "reason", "purse"),
            *("other", "approved_right", "asked", "allowed", "proof", "happened_at"),
        ),
        15,
    ),
    "voucher": Compared(
        "tables/payments_voucher_movement.csv",
        "entry_id",
        ("number", "voucher_id", "till_id", "amount", "reason", "allowance", "moved_at"),
        6,
        BY_ENTRIES,
    ),
}


def rows_of(kind: str, envelope: Mapping[str, Any]) -> list[tuple[str, Cells]]:
    """Every row with its table's name. What the ledger could not count of it has none."""
    found: list[tuple[str, Cells]] = []
    for part in (_counted, acts_of):
        try:
            found += list(part(kind, envelope))
        except (NotCounted, KeyError, TypeError, AttributeError):
            continue
    return found


def _counted(kind: str, envelope: Mapping[str, Any]) -> Iterator[tuple[str, Cells]]:
    body = envelope["body"]
    if kind == "order":
        yield order_of(envelope)
    elif kind == "late_tip":
        yield late_tip_of(envelope)
    if kind not in TURNED:
        return
    check_counted(kind, body)
    yield "sale", _sale(kind, envelope, body)
    exempt = body.get("exemption") or {}
    category = exempt["category"] if exempt and not exempt.get("codes") else None
    for line in body.get("lines", ()):
        yield "line", _line(line, category)
        yield from _promotions(line)
    for number, tax in enumerate(body.get("tax_subtotals", ()), start=1):
        yield "tax", cells(number, tax["tax_category"], tax["tax_rate_ppm"], tax["net"], tax["tax"], tax["gross"])
    for number, tender in enumerate(body["tenders"], start=1):
        given = (tender["kind"], tender["amount"], tender.get("received"), tender.get("change"))
        yield "tender", cells(number, *given)
    yield from rows_beside(kind, envelope)


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
    return cells(
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
    return cells(
        *(line["line"], line.get("item"), line.get("name", ""), line["quantity_milli"], line.get("unit", "C62")),
        *(line["unit_price"], line.get("line_discount", 0), line.get("basket_discount", 0), line["amount"]),
        *(category, rate, number, line.get("goes_to", "")),
    )


def _promotions(line: Mapping[str, Any]) -> Iterator[tuple[str, Cells]]:
    taken: dict[str, int] = {}
    for award in line.get("promotions", ()):
        taken[award["promotion"]] = taken.get(award["promotion"], 0) + award["amount"]
    for promotion, amount in taken.items():
        yield "promotion", cells(line["line"], promotion, amount)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
