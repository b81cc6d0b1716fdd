"""What the ledger writes beside an entry, and what the independent verifier expects of the same bytes: two programs
that share no code, and one answer.
"""

import json
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from comptoir.config.verification_rows import Read, _rest
from comptoir.journal import canonicalize, parse_envelope
from comptoir.sales.entries import Received, understand_body

verify = pytest.importorskip("comptoir_verify.rows")

ORGANIZATION, TILL, CHAIN, ENTRY, SESSION, CASHIER, ITEM, OTHER, CARD, CUSTOMER = (
    f"01900000-0000-7000-8000-0000000000{number:02}" for number in range(10, 20)
)
WHO: dict[str, Any] = {"session": SESSION, "cashier": CASHIER}
NAMED = {"chain": CHAIN, "sequence": 3, "digest": "ab" * 32}
LINE: dict[str, Any] = {
    "line": 1, "item": ITEM, "name": "Wine", "quantity_milli": 1000, "unit": "C62", "unit_price": 900,
    "line_discount": 0, "basket_discount": 0, "amount": 900, "tax_category": "S", "tax_rate_ppm": 200_000,
}  # fmt: skip
SALE: dict[str, Any] = {
    **WHO, "country": "FR", "currency": "EUR", "price_mode": "net", "net": 850, "tax": 150, "gross": 1_000,
    "buyer": OTHER, "parked": OTHER, "order": NAMED,
    "tax_subtotals": [{"tax_category": "S", "tax_rate_ppm": 200_000, "net": 850, "tax": 150, "gross": 1_000}],
    "lines": [
        {**LINE, "price_source": "override", "regular_price": 1_001, "quantity_milli": 333, "reason": "damaged",
         "lot": "L7"},
        {**LINE, "line": 2, "kind": "deposit", "amount": 100},
        {**LINE, "line": 3, "voucher": CARD, "amount": 333, "tax_category": "O", "tax_rate_ppm": 0},
        {**LINE, "line": 4, "voucher": CARD, "amount": -777, "expires": "2027-01-31", "serial": "S1"},
        {**LINE, "line": 5, "kind": "prepaid", "amount": -100},
        {**LINE, "line": 6, "voucher": CARD, "amount": 55, "refers_to_line": 1},
        {**LINE, "line": 7, "kind": "deposit", "quantity_milli": -1000, "amount": -25, "bottle_voucher": "123"},
    ],
    "tenders": [
        {"kind": "gift_card", "amount": -40, "voucher": CARD, "allowance": OTHER, "tip": 3},
        {"kind": "foreign_cash", "amount": 5, "currency": "CHF", "foreign_amount": 500, "rate_ppm": 960_000},
        {"kind": "other", "amount": 3, "tender": OTHER, "revision": 2, "face": 10},
        {"kind": "transfer", "amount": 3, "account": CUSTOMER},
        {"kind": "cash", "amount": 7, "received": 10, "change": 3},
    ],
    "age_checks": [{"restriction": "beer_wine", "age": 18}],
    "approvals": [{"right": "price", "asked": 100, "limit": 0, "approver": OTHER, "by": "pin", "reason": "manager"}],
    "exemption": {"category": "G", "reason": "an-identifier-of-the-shops-own-that-is-long"},
}  # fmt: skip
ORDER = {
    **{name: SALE[name] for name in SALE if name not in ("tenders", "order", "parked")},
    "purpose": "layaway", "customer": CUSTOMER, "valid_until": "2026-12-31",
}  # fmt: skip
CASES: list[tuple[str, dict[str, Any]]] = [
    ("sale", SALE),
    ("refund", {**SALE, "without_receipt": "lost", "refers_to": NAMED}),
    ("exchange", SALE),
    ("order", ORDER),
    ("order", {**ORDER, "valid_until": ""}),
    ("payment", {**WHO, "country": "FR", "currency": "EUR", "purpose": "settlement", "account": CUSTOMER, "gross": 700,
                 "tenders": [{"kind": "cash", "amount": 700}]}),
    ("payment", {**WHO, "country": "FR", "currency": "EUR", "purpose": "cancellation", "order": NAMED, "gross": -700,
                 "customer": CUSTOMER, "kept": 30, "tenders": []}),
    ("late_tip", {**WHO, "refers_to": NAMED, "kind": "card", "tip": 70}),
    ("cash_movement", {**WHO, "reason": "pickup", "amount": -200, "purpose": "bank"}),
    ("cash_movement", {**WHO, "reason": "float", "foreign_amount": 100, "currency": "CHF", "worth": 96,
                       "purse": OTHER}),
    ("cash_count", {**WHO, "purpose": "handover", "cash_expected": 5, "cash_counted": 4, "cash_difference": -1,
                    "to": OTHER, "reason": "x"}),
    ("cash_count", {**WHO, "purpose": "another", "cash_expected": 5}),
    ("opening", {**WHO, "currency": "EUR", "float": 1, "foreign_floats": [{"currency": "CHF"}]}),
    ("closing", {**WHO, "cash_expected": 5, "cash_counted": 4, "cash_difference": -1, "reason": "change"}),
    ("closing", {**WHO, "cash_expected": 5, "not_counted": 1,
                 "purses": [{"cashier": OTHER, "cash_expected": 7},
                            {"cashier": CASHIER, "cash_expected": 7, "cash_counted": 7}]}),
    ("training", {**SALE, "training_of": "sale"}),
    ("training", {**SALE, "training_of": "cash_movement"}),
    ("copy", {**WHO, "refers_to": NAMED, "copy_number": 1, "approvals": SALE["approvals"]}),
    ("provisional_bill", SALE),
    *(
        ("technical_event", {**WHO, **event})
        for event in (
            {"event": "basket_voided", "gross": 5, "reason": "r"}, {"event": "drawer_opened", "reason": "r"},
            {"event": "pin_blocked", "failures": 5}, {"event": "x_report"}, {"event": "training_began"},
            {"event": "training_ended"}, {"event": "passkey_refused", "reason": "copy"},
            {"event": "age_refused", "restriction": "b", "age": 18}, {"event": "clock_jumped", "back_ms": 4},
            {"event": "time_clock", "act": "go", "by": "pin", "at": "2026-11-22T18:05:00.000+01:00"},
            {"event": "time_clock", "act": "nap"},
        )
    ),
]  # fmt: skip
# The ledger's rows behind organization and entry: what the table of that name calls their cells.
COLUMNS = {
    "orders": (
        "order",
        "store till_id chain sequence purpose cashier customer ordered_at valid_until currency gross lines_count",
    ),
    "tender details": ("detail", "number tender_kind revision face voucher currency foreign_amount rate_ppm account"),
    "tips": ("tip", "number till_id store session cashier given_at kind amount sale_chain sale_sequence"),
    "payments": ("payment", "purpose customer amount kept"),
    "deposits": ("deposit", "number item quantity_milli gross voucher"),
    "labels": ("label", "number item lot serial expires"),
    "parked baskets": ("parked", "parked"),
    "acts": (
        "act",
        "number till_id store session cashier happened_at deed amount expected counted reason purse other"
        " approved_right asked allowed proof",
    ),
    "movements of vouchers": ("voucher", "number voucher_id till_id store amount reason moved_at allowance"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), CASES, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(CASES)])
def test_the_verifier_expects_what_the_ledger_writes(kind: str, body: dict[str, Any]) -> None:
    content = canonicalize(
        {
            "format": 1, "organization": ORGANIZATION, "till": TILL, "chain": CHAIN, "sequence": 5, "kind": kind,
            "previous": "0" * 64, "device_time": "2026-11-22T12:13:14.120+01:00", "monotonic_ms": 1, "boot": "0" * 16,
            "server_time_seen": "", "catalog_position": 0, "engine_version": 2, "body": body,
        }
    )  # fmt: skip

    expected = {name: sorted(rows) for name, rows in _by_verifier(kind, content).items()}

    assert expected == {name: sorted(rows) for name, rows in _by_ledger(kind, content).items()}


def _by_verifier(kind: str, content: bytes) -> dict[str, list[tuple[str, ...]]]:
    known = {name for name, _ in COLUMNS.values()}
    found: dict[str, list[tuple[str, ...]]] = {}
    for name, cells in verify.rows_of(kind, json.loads(content)):
        if name in known:
            found.setdefault(name, []).append(cells)
    return found


def _by_ledger(kind: str, content: bytes) -> dict[str, list[tuple[str, ...]]]:
    envelope = parse_envelope(content)
    sender: Any = SimpleNamespace(organization=UUID(ORGANIZATION), till=UUID(TILL), store=UUID(TILL), chain=UUID(CHAIN))
    received = Received(sender, content, b"", "ab" * 32, envelope)
    understand_body(received, envelope)
    assert received.is_understood
    sealed = cast(Any, SimpleNamespace(stored=SimpleNamespace(id=UUID(ENTRY), kind=kind), envelope=envelope))
    one = Read(sealed, received, datetime.fromisoformat(envelope.device_time))
    found: dict[str, list[tuple[str, ...]]] = {}
    for told, rows in _rest(one, has_sale=kind in ("sale", "refund", "exchange", "payment")).items():
        name, columns = COLUMNS[told]
        for row in rows:
            cells = dict(zip(columns.split(), row, strict=True))
            found.setdefault(name, []).append(tuple(_spelled(cells[one]) for one in verify.TABLES[name].columns))
    return found


def _spelled(cell: object) -> str:
    """As the verifier compares: nothing for what is unknown, milliseconds for a moment."""
    if cell is None:
        return ""
    return str(int(cell.timestamp() * 1_000)) if isinstance(cell, datetime) else str(cell)
