"""A sale whose till holds price lists, promotions and deposits: engine 2, as the till's own program states it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.config.demo.acts import Selling, Wanted
from comptoir.config.demo.bodies import Body, Document, begun, goods_of, with_tenders, with_totals
from comptoir.config.demo.containers import VOUCHER_NAME, Container, Empties, Voucher, container_of
from comptoir.config.demo.goods import TAXES
from comptoir.config.demo.shop import CAFE, PARIS, DemoStore
from comptoir.pricing import RefundLine, price_refund, v2

UNTAXED = v2.Tax("", "O")


@dataclass(frozen=True, slots=True)
class _Deposit:
    """A container: with the goods on line `of_line`, or come back, alone or as what a machine's voucher says."""

    quantity_milli: int
    unit_price: int
    container: Container | None = None
    of_line: int = 0
    voucher: str = ""


_Piece = Wanted | _Deposit


def sale_by_rules(act: Selling, *, document: UUID, session: UUID, store: DemoStore, rules: v2.Rules) -> Document:
    """Price a basket by the rules at its moment and take money for it, or pay out what empties come to."""
    local = act.at.astimezone(PARIS)
    pieces = _pieces(act)
    priced = v2.price(_basket(pieces, act.discount_ppm, local, store), rules)
    gross = priced.gross + act.claimed_too_much
    body = begun(document, session, act.cashier)
    body["priced_at"] = f"{local:%Y-%m-%dT%H:%M}"
    if store.id == CAFE.id:
        body["place"] = _place(act.lines)
    rows = list(enumerate(zip(pieces, priced.lines, strict=True), start=1))
    body["lines"] = [_line_body(number, piece, found) for number, (piece, found) in rows]
    if act.discount_ppm:
        body["discount_ppm"] = act.discount_ppm
    with_totals(body, priced.tax_subtotals, priced.net, priced.tax, gross)
    deposits = [found.amount for _, (piece, found) in rows if isinstance(piece, _Deposit)]
    if back := [amount for amount in deposits if amount < 0]:
        body["returned"] = price_refund(price_mode="gross", lines=[RefundLine(each, "O", 0) for each in back]).gross
    cash = with_tenders(body, act, gross)
    goods = [(number, found.amount) for number, (piece, found) in rows if isinstance(piece, Wanted)]
    return Document(
        body,
        gross,
        cash,
        gross - cash,
        tuple(amount for _, amount in goods),
        tuple(number for number, _ in goods),
        taken=sum(amount for amount in deposits if amount > 0),
        given_back=sum(back),
    )


def _pieces(act: Selling) -> list[_Piece]:
    """Each bottle below what is in it, then what came back."""
    pieces: list[_Piece] = []
    for line in act.lines:
        pieces.append(line)
        if (container := container_of(line.good)) is not None:
            pieces.append(_Deposit(line.quantity_milli, container.unit_price, container, of_line=len(pieces)))
    for brought in act.brought:
        match brought:
            case Empties(container, count):
                pieces.append(_Deposit(-1_000 * count, container.unit_price, container))
            case Voucher():
                pieces.append(_Deposit(-1_000, brought.worth, voucher=brought.code))
    return pieces


def _place(lines: Sequence[Wanted]) -> str:
    """The café asks where people eat: bread and bottles go out of the door at their own tax, the rest is had there."""
    reduced = next(tax.rate_ppm for tax in TAXES if tax.key == "reduced")
    return "away" if any(line.tax_rate_ppm == reduced for line in lines) else "here"


def _basket(pieces: Sequence[_Piece], discount_ppm: int, local: datetime, store: DemoStore) -> v2.Basket:
    moment = v2.Moment(local.date().isoformat(), local.isoweekday(), local.hour * 60 + local.minute)
    return v2.Basket(
        "gross", [_line(piece) for piece in pieces], moment, store=str(store.id), discount_ppm=discount_ppm
    )


def _line(piece: _Piece) -> v2.Line:
    """An amount that was typed is nobody's article and nobody's price but the cashier's."""
    if isinstance(piece, _Deposit):
        item = "" if piece.container is None else str(piece.container.id)
        return v2.Line(
            piece.unit_price, piece.quantity_milli, (UNTAXED,), kind="deposit", item=item, of_line=piece.of_line
        )
    tax = v2.Tax("", "S", piece.tax_rate_ppm)
    if piece.good is None:
        return v2.Line(piece.unit_price, piece.quantity_milli, (tax,), is_open=True, discount_ppm=piece.discount_ppm)
    return v2.Line(
        piece.unit_price,
        piece.quantity_milli,
        (tax,),
        item=str(piece.good.id),
        categories=(str(piece.good.shelf.id),),
        discount_ppm=piece.discount_ppm,
    )


def _line_body(number: int, piece: _Piece, found: v2.PricedLine) -> Body:
    body: Body = {
        **(_deposit_of(piece) if isinstance(piece, _Deposit) else goods_of(piece)),
        "line": number,
        "quantity_milli": piece.quantity_milli,
        "unit_price": found.unit_price,
        "line_discount": found.line_discount,
        "basket_discount": found.basket_discount,
        "amount": found.amount,
    }
    if isinstance(piece, Wanted) and piece.discount_ppm:
        body["discount_ppm"] = piece.discount_ppm
    if found.price_source != "catalog":
        body["price_source"] = found.price_source
    if found.price_list:
        body["price_list"] = found.price_list
    if found.promotions:
        body["promotions"] = [{"promotion": award.promotion, "amount": award.amount} for award in found.promotions]
    return body


def _deposit_of(deposit: _Deposit) -> Body:
    """Whose container it is, and what it follows."""
    members: Body = {"kind": "deposit", "unit": "C62", "tax_category": "O", "tax_rate_ppm": 0, "name": VOUCHER_NAME}
    if deposit.container is not None:
        members["item"] = str(deposit.container.id)
        members["name"] = deposit.container.name
    if deposit.of_line:
        members["of_line"] = deposit.of_line
    if deposit.voucher:
        members["bottle_voucher"] = deposit.voucher
    return members
