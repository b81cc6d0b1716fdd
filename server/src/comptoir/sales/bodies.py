"""The bodies that the ledger understands (journal format §5). What does not fit is stored, flagged, not counted.

Structs of msgspec: they are read once for every entry received, and every number is bounded so that
nothing which was read can overflow a column.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, TypeVar
from uuid import UUID

import msgspec

Amount = Annotated[int, msgspec.Meta(ge=-1_000_000_000_000_000, le=1_000_000_000_000_000)]
Quantity = Annotated[int, msgspec.Meta(ge=-1_000_000_000_000, le=1_000_000_000_000)]
Rate = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Number = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Sequence = Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]
ShortCode = Annotated[str, msgspec.Meta(max_length=8)]
Code = Annotated[str, msgspec.Meta(max_length=16)]
Identifier = Annotated[str, msgspec.Meta(max_length=64)]
# GS1's 10 and 21 have twenty characters at most.
PieceCode = Annotated[str, msgspec.Meta(max_length=20)]

B = TypeVar("B")


class StatedTax(msgspec.Struct, frozen=True):
    """One of several taxes on a line (engine 2). Entries hold no truths: 1 is yes, absent is no."""

    category: ShortCode
    code: Code = ""
    rate_ppm: Rate = 0
    unit_amount: Amount = 0
    compound: Literal[0, 1] = 0
    in_base: Literal[0, 1] = 0


class StatedModifier(msgspec.Struct, frozen=True):
    """Something added to each unit of a line (engine 2)."""

    code: Identifier
    unit_price: Amount
    count: Number = 1


class StatedComponent(msgspec.Struct, frozen=True):
    """A part of a bundle, and its share of the line's amount (engine 2)."""

    item: Identifier
    quantity_milli: Quantity
    unit_price: Amount
    amount: Amount
    taxes: tuple[StatedTax, ...]
    category: UUID | None = None
    name: Annotated[str, msgspec.Meta(max_length=1_000)] = ""

    @property
    def article(self) -> UUID | None:
        """The article of the catalogue, where the identifier is one's."""
        try:
            return UUID(self.item)
        except ValueError:
            return None


class StatedAward(msgspec.Struct, frozen=True):
    """What a promotion took from a line (engine 2)."""

    promotion: UUID
    amount: Amount


class StatedExemption(msgspec.Struct, frozen=True):
    """Why the customer owes no tax (engine 2)."""

    category: ShortCode
    codes: tuple[Code, ...] = ()
    reason: Identifier = ""
    # Of one of the shop's own reasons: the revision that the till knew, the norm's code, what proves the evidence.
    revision: Number | None = None
    vatex: Identifier = ""
    evidence: Identifier = ""
    # The customer's own, as the office granted it.
    standing: Identifier = ""


class AgeCheck(msgspec.Struct, frozen=True):
    """Somebody was old enough, says the cashier. The day on which they were born is nobody's business."""

    restriction: Annotated[str, msgspec.Meta(max_length=32)]
    age: Annotated[int, msgspec.Meta(ge=0, le=150)]


class SoldLine(msgspec.Struct, frozen=True):
    """One sold or refunded thing, as the till states it. The members from `kind` on are engine 2's.

    A line with several taxes states `taxes` and a bundle its components; they have no category and rate of their own.
    """

    line: Number
    quantity_milli: Quantity
    unit_price: Amount
    amount: Amount
    tax_category: ShortCode = ""
    tax_rate_ppm: Rate = 0
    unit: ShortCode = "C62"
    line_discount: Amount = 0
    basket_discount: Amount = 0
    discount_ppm: int = 0
    discount_amount: int = 0
    item: UUID | None = None
    barcode: str = ""
    name: str = ""
    refers_to_line: Number | None = None
    # Of a menu that was sold: which of its parts came back, from 1.
    refers_to_component: Annotated[int, msgspec.Meta(ge=1, le=1_000)] | None = None
    kind: Literal["article", "deposit", "fixed", "return", "quoted", "prepaid"] = "article"
    of_line: int = 0
    category: UUID | None = None
    price_source: Literal["catalog", "list", "open", "override"] = "catalog"
    price_list: UUID | None = None
    final_amount: Amount | None = None
    regular_price: Amount | None = None
    reason: Identifier = ""
    exempted: Amount = 0
    taxes: tuple[StatedTax, ...] = ()
    modifiers: tuple[StatedModifier, ...] = ()
    components: tuple[StatedComponent, ...] = ()
    promotions: tuple[StatedAward, ...] = ()
    # A gift card that is sold, topped up, or (taxed when it was sold) redeemed by this line.
    voucher: UUID | None = None
    hold: UUID | None = None
    goes_to: ShortCode = ""
    # Of an order: the line that is sold at its price, or the payment that is taken off (journal format §5.21).
    order_line: Number | None = None
    payment: "Reference | None" = None
    # Where this one is eaten, when that is not the sale's place.
    place: ShortCode = ""
    # Of a pack: how many of its article are in one, as the till knew it.
    pack: Number | None = None
    # What stands on the voucher of a reverse vending machine that this line gives back: its digits.
    bottle_voucher: Annotated[str, msgspec.Meta(max_length=32)] = ""
    # What the code on this very piece said (journal format §5.55).
    lot: PieceCode = ""
    serial: PieceCode = ""
    expires: date | None = None

    @property
    def is_promised(self) -> bool:
        """Whether it keeps a line of an order: goods, or a container's deposit that was promised with them."""
        return self.kind == "quoted" or (self.kind == "deposit" and self.order_line is not None)

    @property
    def engine_kind(self) -> Literal["article", "deposit", "fixed", "return"]:
        """What it is for the engine: what was promised or paid before states its amount, as what comes back does."""
        if self.is_promised or self.kind == "quoted" or self.kind == "prepaid":  # mypy narrows so
            return "return"
        return self.kind

    @property
    def articles(self) -> Iterator[UUID]:
        """What the catalogue must know to judge it: its article, and of a menu the parts."""
        if self.item is not None:
            yield self.item
        for component in self.components:
            if (article := component.article) is not None:
                yield article

    @property
    def is_return(self) -> bool:
        """Whether it came back: a line of an exchange says by this on which side it stands."""
        return self.refers_to_line is not None or self.goes_to != ""

    def taken_by_promotion(self) -> dict[UUID, int]:
        """One amount a promotion, however often the till names it on this line."""
        taken: dict[UUID, int] = {}
        for award in self.promotions:
            taken[award.promotion] = taken.get(award.promotion, 0) + award.amount
        return taken


class StatedSubtotal(msgspec.Struct, frozen=True):
    """Tax by category and rate, as the till states it; by code or by fixed amount where there are several."""

    tax_category: ShortCode
    tax_rate_ppm: Rate
    net: Amount
    tax: Amount
    gross: Amount
    code: Code = ""
    unit_amount: Amount = 0


class StatedTender(msgspec.Struct, frozen=True):
    """How a part was settled."""

    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    amount: Amount
    received: Amount | None = None
    change: Amount | None = None
    tip: Amount | None = None
    # Of the shop's own kinds: which, and the revision of its settings that the till knew.
    tender: UUID | None = None
    revision: Number | None = None
    face: Amount | None = None
    voucher: UUID | None = None
    hold: UUID | None = None
    allowance: UUID | None = None
    # Whose account it is written to, or (below zero) taken off.
    account: UUID | None = None
    currency: Annotated[str, msgspec.Meta(max_length=3)] = ""
    foreign_amount: Amount | None = None
    rate_ppm: Amount | None = None
    # What approved it by itself; `simulated` moved no money.
    terminal: Annotated[str, msgspec.Meta(max_length=32)] = ""
    # Of a payment by a code: who saw the money when it was sealed (`none`, `person`, `bank`).
    confirmation: Annotated[str, msgspec.Meta(max_length=16)] = ""
    # It went to a card that nobody knows to have paid here.
    unlinked: Annotated[int, msgspec.Meta(ge=0, le=1)] = 0

    @property
    def is_rare(self) -> bool:
        """Whether it says more than what it is and how much."""
        return (
            self.tender is not None
            or self.voucher is not None
            or self.account is not None
            or self.foreign_amount is not None
            or self.face is not None
        )


class Reference(msgspec.Struct, frozen=True):
    """Another entry, by its place and its digest."""

    chain: UUID
    sequence: Sequence
    digest: str

    def digest_bytes(self) -> bytes | None:
        """None when it is no digest, so that the entry it names can't exist."""
        try:
            found = bytes.fromhex(self.digest)
        except ValueError:
            return None
        return found if len(found) == 32 else None


class SaleBody(msgspec.Struct, frozen=True):
    """A sale or a refund: the same members, a refund's amounts are negative."""

    country: str
    currency: Annotated[str, msgspec.Meta(min_length=3, max_length=3)]
    price_mode: Literal["gross", "net"]
    lines: list[SoldLine]
    tax_subtotals: list[StatedSubtotal]
    net: Amount
    tax: Amount
    gross: Amount
    tenders: list[StatedTender]
    cash_rounding: Amount = 0
    returned: Amount = 0
    discount_ppm: int = 0
    discount_amount: int = 0
    session: UUID | None = None
    cashier: UUID | None = None
    refers_to: Reference | None = None
    priced_at: str = ""
    rules_position: Annotated[int, msgspec.Meta(ge=0, le=9_007_199_254_740_991)] | None = None
    coupons: tuple[Identifier, ...] = ()
    customer_groups: tuple[Identifier, ...] = ()
    age_checks: tuple[AgeCheck, ...] = ()
    switch: Literal["", "keep_price", "keep_net"] = ""
    exemption: StatedExemption | None = None
    final_amount: Amount | None = None
    # What this sale keeps: an order of the shop, a basket that was put aside for any till of the store.
    order: Reference | None = None
    parked: UUID | None = None
    # Eaten `here` or taken `away`; empty where nobody was asked.
    place: ShortCode = ""
    # Who of the house buys, or brings back what they bought (journal format §5.50).
    buyer: UUID | None = None
    # Of a refund whose customer has no receipt: why the goods came back.
    without_receipt: Identifier = ""

    @property
    def is_return(self) -> bool:
        """Whether goods came back: such an entry is judged by more than the catalogue."""
        return self.refers_to is not None or self.without_receipt != ""

    def tax_of(self, line: SoldLine) -> StatedTax:
        """What the line was taxed with in the end: an exempt customer owed nothing of its own tax."""
        is_back = line.engine_kind == "return" or line.refers_to_line is not None
        if self.exemption is not None and not self.exemption.codes and not is_back:
            return StatedTax(self.exemption.category)
        return StatedTax(line.tax_category, rate_ppm=line.tax_rate_ppm)

    def tax_of_component(self, component: StatedComponent) -> StatedTax:
        """The same of a menu's part, which has one tax."""
        if self.exemption is not None and not self.exemption.codes:
            return StatedTax(self.exemption.category)
        return component.taxes[0] if component.taxes else StatedTax("")


class LateTipBody(msgspec.Struct, frozen=True):
    """Something was given on top after the sale was sealed."""

    refers_to: Reference
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    tip: Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000_000_000)]
    session: UUID | None = None
    cashier: UUID | None = None


class OpeningBody(msgspec.Struct, frozen=True):
    """A session begins with so much in the drawer."""

    session: UUID
    float_amount: Amount = msgspec.field(name="float")
    cashier: UUID | None = None
    business_day: str = ""
    carried_from: UUID | None = None


class ClosingBody(msgspec.Struct, frozen=True):
    """A session ends: what should be in the drawer and what was counted. Of a forgotten day, nobody counted."""

    session: UUID
    cash_expected: Amount
    cash_counted: Amount | None = None
    cash_difference: Amount | None = None
    cashier: UUID | None = None
    business_day: str = ""
    cash_left: Amount | None = None
    differences: Amount = 0
    reason: Annotated[str, msgspec.Meta(max_length=32)] = ""
    not_counted: int = 0


_SALE = msgspec.json.Decoder(SaleBody)
_OPENING = msgspec.json.Decoder(OpeningBody)
_CLOSING = msgspec.json.Decoder(ClosingBody)
_LATE_TIP = msgspec.json.Decoder(LateTipBody)
# Members of what an ordinary sale never has. Inside a string the quote before the colon would be escaped.
_RARE_TENDERS = (
    b'"voucher":',
    b'"tender":',
    b'"foreign_amount":',
    b'"components":',
    b'"account":',
    b'"order":',
    b'"parked":',
    b'"kind":"deposit"',
    b'"exemption":',
)

# JSON can say NUL only in this way, and PostgreSQL's text can't hold it.
_NUL = b"\\u0000"


class BodyNotUnderstood(Exception):
    """The body is no sale (opening, closing) that the ledger can count."""


def parse_sale(body: msgspec.Raw) -> SaleBody:
    """Read a sale's or a refund's body."""
    sale = decode_body(_SALE, body)
    numbers = {line.line for line in sale.lines}
    if not sale.lines or len(numbers) != len(sale.lines):
        raise BodyNotUnderstood
    if not all(line.tax_category or line.taxes or line.components for line in sale.lines):
        raise BodyNotUnderstood
    return sale


def has_rare_tenders(body: msgspec.Raw) -> bool:
    """Whether a sale says something that only the careful way can judge."""
    content = bytes(body)
    for member in _RARE_TENDERS:  # noqa: SIM110  # every sale comes through here: a loop takes half of the time
        if member in content:
            return True
    return False


def parse_late_tip(body: msgspec.Raw) -> LateTipBody:
    """Read a later tip's body."""
    return decode_body(_LATE_TIP, body)


def parse_opening(body: msgspec.Raw) -> OpeningBody:
    """Read an opening's body."""
    return decode_body(_OPENING, body)


def parse_closing(body: msgspec.Raw) -> ClosingBody:
    """Read a closing's body: one that was counted, or one that says that it was not."""
    closing = decode_body(_CLOSING, body)
    if not closing.not_counted and (closing.cash_counted is None or closing.cash_difference is None):
        raise BodyNotUnderstood
    return closing


def decode_body(decoder: "msgspec.json.Decoder[B]", body: msgspec.Raw) -> B:
    """Read a body, or say that it can't be."""
    if _NUL in bytes(body):
        raise BodyNotUnderstood
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BodyNotUnderstood from None
