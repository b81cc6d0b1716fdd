"""What people did at a till that a shop wants to look at: voids, drawers, cash, counts, approvals (journal format §5).

Derived from the bodies of many kinds, each with its own members; all of them are optional here, because what is
missing only makes an act poorer. Nothing of it is turnover.
"""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.kernel import divide_half_away
from comptoir.sales.bodies import AgeCheck, Amount, decode_body
from comptoir.sales.rows import ActFacts

REASON_LENGTH_MAX = 32
Code = Annotated[str, msgspec.Meta(max_length=REASON_LENGTH_MAX)]
# Members of a sale that tell of acts; without them its body is not read a second time.
_TOLD = (
    b'"approvals"',
    b'"age_checks"',
    b'"override"',
    b'"without_receipt"',
    b'"exemption"',
    b'"foreign_floats"',
    b'"buyer"',
)
# What a technical event is called among acts; any other event is stored and no act.
_EVENTS = {
    "basket_voided": "void",
    "drawer_opened": "no_sale",
    "pin_blocked": "pin_blocked",
    "x_report": "x_report",
    "training_began": "training_began",
    "training_ended": "training_ended",
    "passkey_refused": "passkey_refused",
}
# The time clock: who came, broke, was back and went.
_CLOCK = {"come": "clock_come", "break": "clock_break", "back": "clock_back", "go": "clock_go"}
_COUNTS = frozenset({"check", "handover", "return"})
# Of what is rung up to learn (`training_of`), what would have moved money or goods.
_RUNG_UP = frozenset({"sale", "refund", "exchange"})


class Approval(msgspec.Struct, frozen=True):
    """Somebody with more rights said yes."""

    right: Code
    asked: Amount
    limit: Amount
    approver: UUID
    by: Code = ""
    reason: Code = ""


class CountedPurse(msgspec.Struct, frozen=True):
    """A purse that its day closes with; without a count, nobody gave it back."""

    cashier: UUID
    cash_expected: Amount
    cash_counted: Amount | None = None
    cash_difference: Amount | None = None


class ForeignFloat(msgspec.Struct, frozen=True):
    """Foreign money that lay in the drawer when the day began; its own entry has the figures."""

    currency: Code


class PricedLine(msgspec.Struct, frozen=True):
    """What a line tells of a price that a person said."""

    price_source: Code = ""
    quantity_milli: Amount = 0
    unit_price: Amount = 0
    regular_price: Amount | None = None
    reason: Code = ""
    exempted: Amount = 0


# What people call it where only the category says why (UNTDID 5305).
_USUAL = {"G": "export", "K": "intra_community", "AE": "reverse_charge"}


class ToldExemption(msgspec.Struct, frozen=True):
    """What a sale without tax tells: one of the usual reasons, or the code that invoices have for the shop's own."""

    category: str = ""
    reason: str = ""
    vatex: str = ""

    @property
    def told(self) -> str:
        """As long as an act's reason may be; an identifier of the shop's is longer."""
        said = (self.vatex, self.reason)
        known = next((text for text in said if 0 < len(text) <= REASON_LENGTH_MAX), "")
        return known or _USUAL.get(self.category, "other")


class ActsBody(msgspec.Struct, frozen=True):
    """The members of any body that tell of an act."""

    session: UUID | None = None
    cashier: UUID | None = None
    event: Code = ""
    reason: Code = ""
    purpose: Code = ""
    amount: Amount | None = None
    # Of foreign money, which has no amount in the shop's own: how much it is, and what it was worth.
    foreign_amount: Amount | None = None
    worth: Amount | None = None
    gross: Amount | None = None
    failures: Amount | None = None
    # Of the time clock: what was done, how it was proved, and when, where somebody says it later.
    act: Code = ""
    by: Code = ""
    at: Code = ""
    cash_expected: Amount | None = None
    cash_counted: Amount | None = None
    cash_difference: Amount | None = None
    purse: UUID | None = None
    to: UUID | None = None
    not_counted: int = 0
    purses: list[CountedPurse] = []
    foreign_floats: list[ForeignFloat] = []
    approvals: list[Approval] = []
    age_checks: list[AgeCheck] = []
    restriction: Code = ""
    age: Amount | None = None
    lines: list[PricedLine] = []
    training_of: Code = ""
    without_receipt: Code = ""
    exemption: ToldExemption | None = None
    buyer: UUID | None = None


_DECODER = msgspec.json.Decoder(ActsBody)
_KINDS = frozenset({"technical_event", "cash_movement", "cash_count", "closing", "training"})


def parse_acts(kind: str, body: msgspec.Raw) -> ActsBody | None:
    """Read what a body tells of acts; None when it can tell nothing.

    Of a sale, only what was approved is one, an age that was checked, a price that a person said, and tax not taken.
    """
    if kind in _KINDS:
        return decode_body(_DECODER, body)
    content = bytes(body)
    for member in _TOLD:
        if member in content:
            return decode_body(_DECODER, body)
    return None


def acts_of(kind: str, body: ActsBody) -> Iterator[ActFacts]:
    """The acts of one entry, in order. What is rung up to learn is one, and nothing in it counts as done."""
    if kind == "training":
        return iter([ActFacts("training", amount=body.gross)] if body.training_of in _RUNG_UP else [])
    return _acts_in_earnest(kind, body)


def _acts_in_earnest(kind: str, body: ActsBody) -> Iterator[ActFacts]:
    for check in body.age_checks:
        yield ActFacts("age_check", reason=check.restriction, asked=check.age)
    yield from _of_its_kind(kind, body)
    yield from _bought(kind, body)
    yield from _prices(body)
    if kind == "sale" and body.exemption is not None:
        yield ActFacts("exempt", amount=-sum(line.exempted for line in body.lines), reason=body.exemption.told)
    for approval in body.approvals:
        yield ActFacts(
            "approval",
            reason=approval.reason,
            approved_right=approval.right,
            asked=approval.asked,
            allowed=approval.limit,
            other=approval.approver,
            proof=approval.by,
        )


def _of_its_kind(kind: str, body: ActsBody) -> Iterator[ActFacts]:
    match kind:
        case "technical_event" if body.event == "age_refused":
            yield ActFacts("age_refused", reason=body.restriction, asked=body.age)
        case "technical_event" if body.event == "time_clock":
            if body.act in _CLOCK:
                yield ActFacts(_CLOCK[body.act], reason=body.at, proof=body.by)
        case "technical_event" if body.event in _EVENTS:
            amount = body.failures if body.event == "pin_blocked" else body.gross
            yield ActFacts(_EVENTS[body.event], amount=amount, reason=body.reason)
        case "cash_movement" if body.reason:
            moved = body.amount if body.amount is not None else body.worth
            yield ActFacts(body.reason, amount=moved, reason=body.purpose, purse=body.purse)
        case "cash_count" if body.purpose in _COUNTS:
            yield ActFacts(
                body.purpose,
                amount=body.cash_difference,
                expected=body.cash_expected,
                counted=body.cash_counted,
                reason=body.reason,
                purse=body.purse,
                other=body.to,
            )
        case "opening" if body.foreign_floats:
            yield ActFacts("foreign_float")
        case "refund" if body.without_receipt:
            yield ActFacts("refund_without_receipt", amount=body.gross, reason=body.without_receipt)
        case "closing":
            yield from _closing(body)
        case _:
            pass


def _bought(kind: str, body: ActsBody) -> Iterator[ActFacts]:
    """Somebody of the house bought, or brought it back."""
    if body.buyer is not None and kind in _RUNG_UP:
        yield ActFacts("staff_purchase", amount=body.gross, other=body.buyer)


def _closing(body: ActsBody) -> Iterator[ActFacts]:
    yield ActFacts(
        "forgotten" if body.not_counted else "closing",
        amount=body.cash_difference,
        expected=body.cash_expected,
        counted=body.cash_counted,
        reason=body.reason,
    )
    for purse in body.purses:
        if purse.cash_counted is None:
            yield ActFacts("purse_forgotten", expected=purse.cash_expected, purse=purse.cashier)


def _prices(body: ActsBody) -> Iterator[ActFacts]:
    """What a person said instead of the article's price; of what comes back, nothing was said."""
    for line in body.lines:
        if line.price_source == "override" and line.quantity_milli > 0:
            regular = line.unit_price if line.regular_price is None else line.regular_price
            changed = divide_half_away((line.unit_price - regular) * line.quantity_milli, 1_000)
            yield ActFacts("price", amount=changed, reason=line.reason)
