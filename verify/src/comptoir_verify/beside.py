"""What else the ledger writes of an entry, by its bytes alone (docs/auditor/export-format.md §7): tenders' details,
tips, payments, deposits, labels, orders, vouchers, and the acts of staff.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comptoir_verify.cells import Cells, NotCounted, cells, milliseconds

Row = tuple[str, Cells]
Body = Mapping[str, Any]
DETAILED = ("tender", "voucher", "account", "foreign_amount", "face")
MULTI_PURPOSE = "O"
RUNG_UP = ("sale", "refund", "exchange")
EVENTS = {
    "basket_voided": "void", "drawer_opened": "no_sale", "pin_blocked": "pin_blocked", "x_report": "x_report",
    "training_began": "training_began", "training_ended": "training_ended", "passkey_refused": "passkey_refused",
}  # fmt: skip
CLOCK = {"come": "clock_come", "break": "clock_break", "back": "clock_back", "go": "clock_go"}
COUNTS = ("check", "handover", "return")
# What an act calls a sale without tax where only the category says why.
USUAL = {"G": "export", "K": "intra_community", "AE": "reverse_charge"}
REASON_LENGTH_MAX = 32


def rows_beside(kind: str, envelope: Mapping[str, Any]) -> Iterator[Row]:
    """Of a sale and its kin, beside the rows that each has. Raises `KeyError` and the like for what is none."""
    body = envelope["body"]
    if body.get("parked") is not None:
        yield "parked", cells(body["parked"])
    yield from _payments(kind, body)
    moves: list[tuple[Any, ...]] = []
    for line in body.get("lines", ()):
        yield from _of_line(line, body, moves)
    for number, tender in enumerate(body["tenders"], start=1):
        if any(name in tender for name in DETAILED):
            names = ("tender", "revision", "face", "voucher", "currency", "foreign_amount", "rate_ppm", "account")
            yield "detail", cells(number, *map(tender.get, names))
        if tender.get("tip"):
            named = (body.get("session"), body.get("cashier"), tender["kind"], tender["tip"], None, None)
            at = milliseconds(envelope["device_time"])
            yield "tip", cells(number, envelope["till"], *named, at)
        if "voucher" in tender:
            reason = "paid" if tender["amount"] > 0 else "given_back"
            moves.append((tender["voucher"], -tender["amount"], reason, tender.get("allowance")))
    for number, (voucher, amount, reason, allowance) in enumerate(moves, start=1):
        at = milliseconds(envelope["device_time"])
        yield "voucher", cells(number, voucher, envelope["till"], amount, reason, allowance, at)


def _payments(kind: str, body: Body) -> Iterator[Row]:
    if kind == "payment":
        whose = body.get("account") or body.get("customer")
        yield "payment", cells(body["purpose"], whose, body.get("gross", 0), body.get("kept", 0))
    ahead = sum(line["amount"] for line in body.get("lines", ()) if line.get("kind") == "prepaid")
    if ahead:
        yield "payment", cells("deducted", None, ahead, 0)


def _of_line(line: Body, body: Body, moves: list[tuple[Any, ...]]) -> Iterator[Row]:
    if line.get("kind") == "deposit":
        amounts = (line["quantity_milli"], _with_tax(line, body), line.get("bottle_voucher", ""))
        yield "deposit", cells(line["line"], line.get("item"), *amounts)
    if line.get("lot") or line.get("serial") or "expires" in line:
        yield "label", cells(line["line"], *map(line.get, ("item", "lot", "serial", "expires")))
    if "voucher" in line:
        amount = _with_tax(line, body)
        words = ("sold", "redeemed") if "refers_to_line" not in line else ("reloaded", "sale_undone")
        moves.append((line["voucher"], amount, words[amount <= 0], None))


def order_of(envelope: Mapping[str, Any]) -> Row:
    """An order, as lists of open ones show it."""
    body = envelope["body"]
    lines = body["lines"]
    is_good = lines and not body.get("tenders") and len({line["line"] for line in lines}) == len(lines)
    if not is_good or not all(
        line.get("tax_category") or line.get("taxes") or line.get("components") for line in lines
    ):
        raise NotCounted
    return "order", cells(
        *(envelope["till"], envelope["chain"], envelope["sequence"], body["purpose"], body.get("cashier")),
        *(body.get("customer"), body.get("valid_until"), body["currency"], body["gross"], len(lines)),
        milliseconds(envelope["device_time"]),
    )


def late_tip_of(envelope: Mapping[str, Any]) -> Row:
    """A tip that came after its sale was sealed."""
    body = envelope["body"]
    named = body["refers_to"]
    return "tip", cells(
        *(1, envelope["till"], body.get("session"), body.get("cashier"), body["kind"], body["tip"]),
        *(named["chain"], named["sequence"], milliseconds(envelope["device_time"])),
    )


def acts_of(kind: str, envelope: Mapping[str, Any]) -> Iterator[Row]:
    """What people did, in order: of any kind of entry."""
    body = envelope["body"]
    found = list(_training(body) if kind == "training" else _in_earnest(kind, body))
    if found:
        at, person = milliseconds(envelope["device_time"]), (envelope["till"], body.get("session"), body.get("cashier"))
        for number, act in enumerate(found, start=1):
            yield "act", cells(number, *person, *act, at)


def _act(deed: str, **said: Any) -> tuple[Any, ...]:
    names = ("amount", "expected", "counted", "reason", "purse", "other", "approved_right", "asked", "allowed", "proof")
    return (deed, *map(said.get, names))


def _training(body: Body) -> Iterator[tuple[Any, ...]]:
    if body.get("training_of") in RUNG_UP:
        yield _act("training", amount=body.get("gross"))


def _in_earnest(kind: str, body: Body) -> Iterator[tuple[Any, ...]]:
    for check in body.get("age_checks", ()):
        yield _act("age_check", reason=check["restriction"], asked=check["age"])
    by_kind = _BY_KIND.get(kind)
    if by_kind is not None:
        yield from by_kind(body)
    if "buyer" in body and kind in RUNG_UP:
        yield _act("staff_purchase", amount=body.get("gross"), other=body["buyer"])
    lines = body.get("lines", ())
    for line in lines:
        if line.get("price_source") == "override" and line.get("quantity_milli", 0) > 0:
            regular = line.get("regular_price", line["unit_price"])
            changed = divide_half_away((line["unit_price"] - regular) * line["quantity_milli"], 1_000)
            yield _act("price", amount=changed, reason=line.get("reason"))
    if kind == "sale" and "exemption" in body:
        yield _act("exempt", amount=-sum(line.get("exempted", 0) for line in lines), reason=_why(body["exemption"]))
    for one in body.get("approvals", ()):
        allowed = {"approved_right": one["right"], "asked": one["asked"], "allowed": one["limit"]}
        yield _act("approval", reason=one.get("reason"), other=one["approver"], proof=one.get("by"), **allowed)


def _why(exemption: Body) -> str:
    said = (exemption.get("vatex", ""), exemption.get("reason", ""))
    known = next((text for text in said if 0 < len(text) <= REASON_LENGTH_MAX), "")
    return known or USUAL.get(exemption.get("category", ""), "other")


def _event(body: Body) -> Iterator[tuple[Any, ...]]:
    event = body.get("event")
    if event == "age_refused":
        yield _act("age_refused", reason=body.get("restriction"), asked=body.get("age"))
    elif event == "time_clock" and body.get("act") in CLOCK:
        yield _act(CLOCK[body["act"]], reason=body.get("at"), proof=body.get("by"))
    elif event in EVENTS:
        amount = body.get("failures") if event == "pin_blocked" else body.get("gross")
        yield _act(EVENTS[event], amount=amount, reason=body.get("reason"))


def _movement(body: Body) -> Iterator[tuple[Any, ...]]:
    if body.get("reason"):
        moved = body.get("amount", body.get("worth"))
        yield _act(body["reason"], amount=moved, reason=body.get("purpose"), purse=body.get("purse"))


def _count(body: Body) -> Iterator[tuple[Any, ...]]:
    if body.get("purpose") in COUNTS:
        yield _act(
            body["purpose"], amount=body.get("cash_difference"), expected=body.get("cash_expected"),
            counted=body.get("cash_counted"), reason=body.get("reason"), purse=body.get("purse"), other=body.get("to"),
        )  # fmt: skip


def _opening(body: Body) -> Iterator[tuple[Any, ...]]:
    if body.get("foreign_floats"):
        yield _act("foreign_float")


def _refund(body: Body) -> Iterator[tuple[Any, ...]]:
    if body.get("without_receipt"):
        yield _act("refund_without_receipt", amount=body.get("gross"), reason=body["without_receipt"])


def _closing(body: Body) -> Iterator[tuple[Any, ...]]:
    is_whole = "cash_counted" in body and "cash_difference" in body
    if "session" not in body or "cash_expected" not in body or not (body.get("not_counted") or is_whole):
        raise NotCounted
    yield _act(
        "forgotten" if body.get("not_counted") else "closing", amount=body.get("cash_difference"),
        expected=body["cash_expected"], counted=body.get("cash_counted"), reason=body.get("reason"),
    )  # fmt: skip
    for purse in body.get("purses", ()):
        if "cash_counted" not in purse:
            yield _act("purse_forgotten", expected=purse["cash_expected"], purse=purse["cashier"])


_BY_KIND = {
    "technical_event": _event, "cash_movement": _movement, "cash_count": _count, "opening": _opening,
    "refund": _refund, "closing": _closing,
}  # fmt: skip


def divide_half_away(numerator: int, denominator: int) -> int:
    """Rounded half away from zero."""
    quotient, remainder = divmod(abs(numerator), denominator)
    quotient += 2 * remainder >= denominator
    return quotient if numerator >= 0 else -quotient


def _with_tax(line: Body, body: Body) -> int:
    amount: int = line["amount"]
    if body.get("price_mode", "gross") == "gross":
        return amount
    return amount + divide_half_away(amount * line.get("tax_rate_ppm", 0), 1_000_000)
