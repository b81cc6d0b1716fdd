"""What an invoice says, made from a sealed sale. Pure: figures in, figures out.

Prices at a till include tax, an invoice states them without (EN 16931 BT-131). The tax that the sale stated stays what
it is; each line's net is its share of its rate's net by largest remainder, so that lines, subtotals and total agree to
the cent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from comptoir.invoices.commands import Buyer
from comptoir.invoices.rows import NOT_SUBJECT, category_of, rows_of, taxes_of
from comptoir.invoices.transfer import Transfer
from comptoir.kernel import divide_half_away
from comptoir.pricing import RefundLine, price_refund
from comptoir.tax.exemptions import VATEX, vatex_of

PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who issues."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str
    tax_number: str
    registration: str
    mention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One position: `net` after the discount; `net` + `discount` is what the quantity costs before it."""

    name: str
    quantity_milli: int
    unit: str
    net: int
    discount: int
    tax_category: str
    tax_rate_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceTax:
    """Tax by category and rate, as the sale stated it."""

    tax_category: str
    tax_rate_ppm: int
    net: int
    tax: int
    # Why nothing is owed, where the category alone does not say it: in words (BT-120) and as the norm's code (BT-121).
    reason: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositInvoice:
    """An invoice that came before: of a deposit that this one takes off."""

    number: str
    issued_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceContent:
    """Everything that the document says; amounts of a credit note are positive, its kind gives them their direction."""

    kind: str
    number: str
    issued_on: str
    sold_on: str
    receipt: str
    currency: str
    exponent: int
    seller: Seller
    buyer: Buyer
    lines: Sequence[InvoiceLine]
    taxes: Sequence[InvoiceTax]
    net: int
    tax: int
    gross: int
    rounding: int
    means: str
    corrects_number: str = ""
    corrects_on: str = ""
    # The invoices of what was paid ahead (BG-3): their amounts stand among the lines, below zero.
    deposits: Sequence[DepositInvoice] = field(default_factory=list)
    # What was sold on account, and where it is to be paid: nothing else of an invoice is due, it was paid at the till.
    transfer: Transfer | None = None

    @property
    def due(self) -> int:
        return self.transfer.amount if self.transfer else 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def content_of(stored: Mapping[str, Any]) -> InvoiceContent:
    """The content that a document stored."""
    return InvoiceContent(
        **{
            **stored,
            "seller": Seller(**stored["seller"]),
            "buyer": Buyer(**stored["buyer"]),
            "lines": [InvoiceLine(**line) for line in stored["lines"]],
            "taxes": [InvoiceTax(**tax) for tax in stored["taxes"]],
            "deposits": [DepositInvoice(**deposit) for deposit in stored.get("deposits", ())],
            "transfer": Transfer(**stored["transfer"]) if stored.get("transfer") else None,
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Lines and sums of a sale (or, turned round, of a refund)."""

    lines: Sequence[InvoiceLine]
    taxes: Sequence[InvoiceTax]
    net: int
    tax: int
    gross: int
    rounding: int
    means: str


def returned_part(body: Mapping[str, Any]) -> dict[str, Any]:
    """What came back in an exchange, as a refund's body: only this is credited on the first sale's invoice."""
    lines = [row for row in body["lines"] if "refers_to_line" in row]
    totals = price_refund(
        price_mode="net" if body["price_mode"] == "net" else "gross",
        lines=[RefundLine(row["amount"], row["tax_category"], row["tax_rate_ppm"]) for row in lines],
    )
    taxes = [
        {"tax_category": row.tax_category, "tax_rate_ppm": row.tax_rate_ppm, "net": row.net, "tax": row.tax}
        for row in totals.tax_subtotals
    ]
    sums = {"net": totals.net, "tax": totals.tax, "gross": totals.gross, "cash_rounding": 0, "tenders": []}
    return {**body, "lines": lines, "tax_subtotals": taxes, **sums}


def figures_of(body: Mapping[str, Any], free_amount: str) -> Figures:
    """Read a sale's body; a refund's is turned round."""
    sign = -1 if body["gross"] < 0 else 1
    exempt = body.get("exemption", {}).get("category") if body["gross"] >= 0 else None
    sold = rows_of(body)
    stated = taxes_of(body, sold)
    taxes = [
        InvoiceTax(
            tax_category=row["tax_category"],
            tax_rate_ppm=row["tax_rate_ppm"],
            net=sign * row["net"],
            tax=sign * row["tax"],
        )
        for row in stated
    ]
    lines: list[InvoiceLine] = []
    for tax in taxes:
        rows = [row for row in map(partial(_as_taxed, exempt), sold) if _tax_of(row) == _key(tax)]
        nets = _nets(tax, rows, sign, body["price_mode"])
        for row, net in zip(rows, nets, strict=True):
            lines.append(_line(row, net, sign, body["price_mode"], free_amount))
    tenders = body.get("tenders", [])
    return Figures(
        lines=[replace(line, tax_category=category_of(line.tax_category)) for line in lines],
        taxes=told([explained(tax, body.get("exemption", {})) for tax in taxes]),
        net=sum(tax.net for tax in taxes),
        tax=sum(tax.tax for tax in taxes),
        gross=sign * body["gross"],
        rounding=sign * body.get("cash_rounding", 0),
        means=tenders[0]["kind"] if len({tender["kind"] for tender in tenders}) == 1 else "",
    )


def explained(tax: InvoiceTax, exemption: Mapping[str, Any]) -> InvoiceTax:
    """With the reason that the shop gave for it, as it was sealed: the law that it names, else what it calls it.

    A seal says who wrote the body, not that it is well made: what is no text and no code of the norm is left out.
    """
    if not exemption or tax.tax_category != exemption.get("category") or tax.tax_rate_ppm:
        return replace(tax, code=vatex_of(tax.tax_category))
    texts = (exemption.get(name) for name in ("mention", "name"))
    reason = next((text for text in texts if isinstance(text, str) and text), "")
    is_known = exemption.get("vatex") in VATEX.get(tax.tax_category, ())
    return replace(tax, reason=reason, code=str(exemption["vatex"]) if is_known else vatex_of(tax.tax_category))


def explained_as(figures: Figures, invoice: InvoiceContent) -> Figures:
    """What comes back is untaxed for the reason for which it was sold untaxed: a credit note says it as its invoice."""
    known = {_key(tax): tax for tax in invoice.taxes}
    return replace(
        figures,
        taxes=[
            replace(tax, reason=known[_key(tax)].reason, code=known[_key(tax)].code) if _key(tax) in known else tax
            for tax in figures.taxes
        ],
    )


def needs_tax_number(figures: Figures) -> bool:
    """Whether the law wants the customer's VAT number on it: they owe the tax (BR-AE-2), or declare it (BR-IC-2)."""
    return any(tax.tax_category in ("AE", "K") for tax in figures.taxes)


def told(taxes: Sequence[InvoiceTax]) -> list[InvoiceTax]:
    """As the document says them: what is not subject to tax beside what is exempt, one row and its reason."""
    found: list[InvoiceTax] = []
    for tax in taxes:
        named = replace(tax, tax_category=category_of(tax.tax_category))
        if named.tax_category != tax.tax_category:
            named = replace(named, reason=NOT_SUBJECT)
        known = next((row for row in found if _key(row) == _key(named)), None)
        if known is None:
            found.append(named)
        else:
            reason = "; ".join(filter(None, dict.fromkeys([known.reason, named.reason])))
            # Two reasons in one row: a code would speak for both.
            code = known.code if known.code == named.code else ""
            both = replace(known, net=known.net + named.net, tax=known.tax + named.tax, reason=reason, code=code)
            found[found.index(known)] = both
    return found


def subtract(whole: Figures, credit: InvoiceContent) -> Figures:
    """What is left of an invoice after a credit note: its lines, less what came back of each."""
    touched = {_line_key(line) for line in credit.lines}
    lines = [line for line in whole.lines if _line_key(line) not in touched]
    for key in sorted(touched):
        sold = [line for line in whole.lines if _line_key(line) == key]
        back = [line for line in credit.lines if _line_key(line) == key]
        quantity = sum(line.quantity_milli for line in sold) - sum(line.quantity_milli for line in back)
        net = sum(line.net for line in sold) - sum(line.net for line in back)
        if quantity or net:
            lines.append(replace((sold or back)[0], quantity_milli=quantity, net=net, discount=0))
    less = {_key(tax): tax for tax in credit.taxes}
    taxes = []
    for tax in whole.taxes:
        taken_tax = less.get(_key(tax))
        left = replace(tax, net=tax.net - taken_tax.net, tax=tax.tax - taken_tax.tax) if taken_tax else tax
        if left.net or left.tax:
            taxes.append(left)
    return replace(
        whole,
        lines=lines,
        taxes=taxes,
        net=whole.net - credit.net,
        tax=whole.tax - credit.tax,
        gross=whole.gross - credit.gross,
        rounding=whole.rounding - credit.rounding,
    )


def _line_key(line: InvoiceLine) -> tuple[str, str, int]:
    return line.name, line.tax_category, line.tax_rate_ppm


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion, by largest remainder; ties go to the earlier part."""
    whole = sum(weights)
    if whole == 0:
        return [total, *[0] * (len(weights) - 1)] if weights else []
    floors = [total * weight // whole for weight in weights]
    remainders = [total * weight - floor * whole for weight, floor in zip(weights, floors, strict=True)]
    missing = total - sum(floors)
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place] * (1 if whole > 0 else -1), place))
    for place in order[:missing]:
        floors[place] += 1
    return floors


def _nets(tax: InvoiceTax, rows: Sequence[Mapping[str, Any]], sign: int, price_mode: str) -> list[int]:
    """Each line's share of its rate's net; where as much came back as went, there is nothing to share.

    What was paid ahead comes off with the net that was sealed with it: the goods share what they were sold for.
    """
    over = 0 if price_mode == "net" else tax.tax_rate_ppm
    ahead = {place: sign * _net_ahead(row, over) for place, row in enumerate(rows) if row.get("kind") == "prepaid"}
    amounts = [sign * row["amount"] for place, row in enumerate(rows) if place not in ahead]
    shared = iter(_shared(tax.net - sum(ahead.values()), amounts, over))
    return [ahead[place] if place in ahead else next(shared) for place in range(len(rows))]


def _shared(net: int, amounts: Sequence[int], over: int) -> list[int]:
    if sum(amounts) != 0 or net != 0 or not any(amounts):
        return share(net, amounts)
    nets = [divide_half_away(amount * PPM, PPM + over) for amount in amounts]
    nets[0] -= sum(nets)
    return nets


def _net_ahead(row: Mapping[str, Any], over: int) -> int:
    known = row.get("net")
    return known if isinstance(known, int) else divide_half_away(row["amount"] * PPM, PPM + over)


def _as_taxed(exempt: str | None, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The line with what it was taxed with in the end: an exempt customer owed nothing of its own tax."""
    is_taxed_before = "refers_to_line" in row or row.get("kind") == "prepaid"
    return row if exempt is None or is_taxed_before else {**row, "tax_category": exempt, "tax_rate_ppm": 0}


def _tax_of(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["tax_category"], row["tax_rate_ppm"]


def _key(tax: InvoiceTax) -> tuple[str, int]:
    return tax.tax_category, tax.tax_rate_ppm


def _line(row: Mapping[str, Any], net: int, sign: int, price_mode: str, free_amount: str) -> InvoiceLine:
    promoted = sum(award["amount"] for award in row.get("promotions", ()))
    off = sign * (promoted + row.get("line_discount", 0) + row.get("basket_discount", 0))
    amount = sign * row["amount"]
    # In the same proportion as the line itself lost its tax.
    is_net = price_mode == "net" or amount == 0
    discount = off if is_net else off * net // amount
    return InvoiceLine(
        name=row.get("name") or free_amount,
        quantity_milli=sign * row["quantity_milli"],
        unit=row.get("unit", "C62"),
        net=net,
        discount=max(0, discount),
        tax_category=row["tax_category"],
        tax_rate_ppm=row["tax_rate_ppm"],
    )
