"""Facts and a template become a document. The same steps in the same order as `composeSale` of the till."""

from collections.abc import Callable, Iterator

from comptoir.receipts.document import (
    RULE,
    BarcodeBlock,
    Block,
    LogoBlock,
    MarkBlock,
    QrBlock,
    ReceiptDocument,
    TableBlock,
    pair,
    text,
)
from comptoir.receipts.facts import (
    CountFacts,
    ForeignFacts,
    HandedFacts,
    LineFacts,
    OrderedFacts,
    PurseFacts,
    ReportFacts,
    SaleFacts,
    ShopFacts,
    SlotFacts,
    TaxFacts,
    TenderFacts,
)
from comptoir.receipts.figures import amount, day, decimal, moment, money, percent, quantity
from comptoir.receipts.template import ReceiptTemplate
from comptoir.receipts.words import Speech

# What each kind is called; every other one is a receipt.
_TITLES = {
    "refund": "refund",
    "exchange": "exchange",
    "quote": "quote",
    "layaway": "layaway",
    "deposit": "deposit",
    "cancellation": "cancellation",
    "settlement": "settlement",
}
# How another entry is called that this one names; for every other kind, that is an order.
_NAMING = {"refund": "refers_to", "exchange": "exchanges"}
_ORDERS = frozenset({"quote", "layaway"})
# Reasons that tills offer, for which receipts have words.
EXEMPTIONS = ("diplomatic", "charity", "export", "intra_community", "reverse_charge")


def compose_sale(facts: SaleFacts, template: ReceiptTemplate, speech: Speech) -> ReceiptDocument:
    """The receipt of a sale or refund, its copy, or a gift receipt without prices."""
    title = speech.say("gift_receipt" if facts.is_gift else _TITLES.get(facts.kind, "receipt"))
    blocks: list[Block] = [
        *_head(facts.shop, template, speech),
        *_marks(facts, speech),
        text(title, size="tall", strong=True),
        *_identity(facts, template, speech),
        *([RULE] if facts.lines or facts.is_gift else []),
    ]
    if facts.is_gift:
        blocks += [
            pair(_name_of(line, speech), quantity(line.quantity_milli, line.unit, speech)) for line in facts.lines
        ]
    else:
        for line in facts.lines:
            blocks += _line(line, facts.exponent, template, speech)
        blocks += _settlement(facts, template, speech)
        blocks += _ordered(facts, speech)
    blocks += _slot(facts.trade)
    blocks += _card_slots(facts)
    if not facts.is_gift:
        blocks += _slot(facts.fiscal)
    blocks += [*_proof(facts, template, speech), *_foot(facts, template, speech)]
    return ReceiptDocument(language=speech.language, title=f"{title} {facts.number}", blocks=blocks)


def compose_report(facts: ReportFacts, template: ReceiptTemplate, speech: Speech) -> ReceiptDocument:
    """A closing, or the same figures while the day goes on."""
    is_closing = facts.kind == "closing"
    title = speech.say(facts.kind)
    blocks = [
        *_head(facts.shop, template, speech),
        *_training(facts.is_training, speech),
        text(title, size="tall", strong=True),
        pair(speech.say("till"), facts.till),
    ]
    if facts.cashier:
        blocks.append(pair(speech.say("reporter"), facts.cashier))
    if facts.taker is not None:
        blocks.append(pair(speech.say("taker"), facts.taker))
    blocks += [
        pair(speech.say("opened"), moment(facts.opened_at, speech)),
        pair(speech.say("closed" if is_closing else "printed"), moment(facts.printed_at, speech)),
        RULE,
        *_report_figures(facts, speech),
        *_slot(facts.fiscal),
    ]
    if facts.covers is not None:
        blocks += [RULE, pair(speech.say("covers"), facts.covers)]
    if facts.digest is not None:
        blocks.append(text(facts.digest))
    blocks += _training(facts.is_training, speech)
    return ReceiptDocument(language=speech.language, title=f"{title} {facts.till}", blocks=blocks)


def _report_figures(facts: ReportFacts, speech: Speech) -> Iterator[Block]:
    def figure(value: int) -> str:
        return amount(value, facts.exponent, speech)

    turnover = money(facts.gross + facts.refunded, facts.currency, facts.exponent, speech)
    yield pair(f"{speech.say('sales')} ({facts.sales_count})", figure(facts.gross))
    yield pair(f"{speech.say('refunds')} ({facts.refunds_count})", figure(facts.refunded))
    yield pair(speech.say("turnover"), turnover, size="tall", strong=True)
    yield from _deposits(facts, speech)
    if facts.deposits is not None:
        yield pair(speech.say("deposits_taken"), figure(facts.deposits.taken))
        yield pair(speech.say("deposits_given_back"), figure(facts.deposits.given_back))
    yield RULE
    yield from _taken(facts, speech)
    yield RULE
    yield pair(speech.say("float"), figure(facts.float_amount))
    yield pair(speech.say("movements"), figure(facts.movements))
    for name in ("differences", "cash_expected", "cash_counted", "cash_difference", "cash_left"):
        value: int | None = getattr(facts, name)
        if value is not None:
            yield pair(speech.say(name), figure(value))
    for purse in facts.purses:
        yield from _purse(purse, facts.exponent, speech)
    yield from _counts(facts, speech)
    if facts.perpetual_gross is not None:
        yield RULE
        yield pair(speech.say("perpetual_gross"), figure(facts.perpetual_gross))
    if facts.perpetual_refunded is not None:
        yield pair(speech.say("perpetual_refunded"), figure(facts.perpetual_refunded))


def _taken(facts: ReportFacts, speech: Speech) -> Iterator[Block]:
    """By each way to pay; how much of the cards no bank has said yes to; and what was given on top."""
    for tender in facts.tenders:
        yield pair(speech.tender(tender.kind), amount(tender.amount, facts.exponent, speech))
    if facts.unconfirmed is not None:
        name = f"{speech.say('cards_unconfirmed')} ({facts.unconfirmed.count})"
        yield pair(name, amount(facts.unconfirmed.amount, facts.exponent, speech))
    for tip in facts.tips:
        name = speech.say("tips", tender=speech.tender(tip.kind))
        yield pair(name, amount(tip.amount, facts.exponent, speech))


def _deposits(facts: ReportFacts, speech: Speech) -> Iterator[Block]:
    """What of the turnover was paid ahead, and what of it had been."""
    for name in ("deposits_received", "deposits_deducted"):
        deposits: int | None = getattr(facts, name)
        if deposits is not None:
            yield pair(speech.say(name), amount(deposits, facts.exponent, speech), is_detail=True)


def _purse(purse: PurseFacts, exponent: int, speech: Speech) -> Iterator[Block]:
    """Cash that somebody carries: as it was counted, else what should be in it, else that nobody counted it."""
    if purse.counted is not None:
        yield pair(speech.say("purse", who=purse.name), amount(purse.counted, exponent, speech))
        if purse.difference != 0:
            yield pair(speech.say("cash_difference"), amount(purse.difference, exponent, speech), is_detail=True)
    elif purse.expected is not None:
        yield pair(speech.say("purse_expected", who=purse.name), amount(purse.expected, exponent, speech))
    else:
        yield pair(speech.say("purse", who=purse.name), speech.say("not_counted"))


def _counts(facts: ReportFacts, speech: Speech) -> Iterator[Block]:
    """What lies there beside the drawer's own cash."""
    for count in facts.counts:
        yield from _count(count, speech)
    for currency in facts.foreign:
        yield from _foreign(currency, speech)


def _foreign(facts: ForeignFacts, speech: Speech) -> Iterator[Block]:
    """The drawer of one currency: what moved nothing is not said."""

    def row(name: str, value: int) -> Block:
        return pair(speech.say(name), amount(value, facts.exponent, speech))

    yield RULE
    yield text(speech.say("foreign", currency=facts.currency), strong=True)
    yield row("float", facts.float_amount)
    for name in ("taken", "given", "paid_in", "paid_out", "pickup", "differences"):
        moved: int = getattr(facts, name)
        if moved:
            yield row(f"foreign_{name}", moved)
    for name in ("expected", "counted", "difference"):
        value: int | None = getattr(facts, name)
        if value is not None:
            yield row(f"cash_{name}", value)


def _count(count: CountFacts, speech: Speech) -> Iterator[Block]:
    """Money of another currency in its own figures; what fits needs no second line."""
    yield pair(speech.say("counted", what=count.name), amount(count.counted, count.exponent, speech))
    if count.difference:
        difference = amount(count.difference, count.exponent, speech)
        yield pair(speech.say("cash_difference"), difference, is_detail=True)


def _head(shop: ShopFacts, template: ReceiptTemplate, speech: Speech) -> Iterator[Block]:
    if template.logo is not None:
        yield LogoBlock(width=template.logo.width, height=template.logo.height, bits=template.logo.bits)
    yield text(shop.store, size="double", strong=True)
    for line in template.header:
        yield text(line)
    if template.sections.address:
        for line in (*shop.address, *((shop.phone,) if shop.phone is not None else ())):
            yield text(line)
    if template.sections.legal:
        if shop.legal_name not in ("", shop.store):
            yield text(shop.legal_name)
        if shop.registration:
            # A number needs its name; "RCS Nantes 123" has one.
            is_number = "0" <= shop.registration[0] <= "9"
            yield text(speech.say("registration", number=shop.registration) if is_number else shop.registration)
        if shop.tax_number:
            yield text(speech.say("tax_number", number=shop.tax_number))


def _marks(facts: SaleFacts, speech: Speech) -> Iterator[Block]:
    yield from _training(facts.is_training, speech)
    if facts.copy_number > 0:
        yield MarkBlock(text=speech.say("copy", number=str(facts.copy_number)))


def _training(is_training: bool, speech: Speech) -> list[Block]:
    return [MarkBlock(text=speech.say("training"))] if is_training else []


def _identity(facts: SaleFacts, template: ReceiptTemplate, speech: Speech) -> Iterator[Block]:
    yield pair(speech.say("number", number=facts.number), moment(facts.device_time, speech))
    if facts.refers_to is not None:
        yield pair(speech.say(_NAMING.get(facts.kind, "of_order")), facts.refers_to)
    if template.sections.cashier and facts.cashier:
        yield pair(speech.say("cashier"), facts.cashier)
    if facts.kind in _ORDERS:
        if facts.valid_until is not None:
            yield text(speech.say(f"{facts.kind}_until", day=day(facts.valid_until, speech)), strong=True)
        yield text(speech.say("no_receipt"))
    if facts.place is not None:
        yield text(speech.say(f"place_{facts.place}"), strong=True)


def _line(line: LineFacts, exponent: int, template: ReceiptTemplate, speech: Speech) -> Iterator[Block]:
    is_plain = abs(line.quantity_milli) == 1000 and not speech.unit(line.unit)
    promoted = sum(taken.amount for taken in line.promotions)
    before = line.amount + line.basket_discount + line.line_discount + promoted
    yield pair(_name_of(line, speech), amount(before, exponent, speech))
    if line.place is not None:
        yield pair(speech.say(f"place_{line.place}"), "", is_detail=True)
    if template.sections.unit_prices and not is_plain:
        times = f"{quantity(line.quantity_milli, line.unit, speech)} × {_unit_price(line, exponent, speech)}"
        yield pair(times, "", is_detail=True)
    yield from _label(line, speech)
    for extra in line.extras:
        count = "" if extra.quantity_milli is None else f"{quantity(extra.quantity_milli, '', speech)} × "
        value = "" if extra.amount is None else amount(extra.amount, exponent, speech)
        yield pair(count + extra.name, value, is_detail=True)
    for taken in line.promotions:
        yield pair(taken.name or speech.say("promotion"), amount(-taken.amount, exponent, speech), is_detail=True)
    if line.line_discount:
        yield pair(speech.say("discount"), amount(-line.line_discount, exponent, speech), is_detail=True)


def _label(line: LineFacts, speech: Speech) -> Iterator[Block]:
    """By which piece it was: goods are called back and mended by it."""
    if line.lot is not None:
        yield pair(speech.say("lot", lot=line.lot), "", is_detail=True)
    if line.serial is not None:
        yield pair(speech.say("serial", serial=line.serial), "", is_detail=True)
    if line.expires is not None:
        yield pair(speech.say("expires", day=day(line.expires, speech)), "", is_detail=True)


def _unit_price(line: LineFacts, exponent: int, speech: Speech) -> str:
    unit = speech.unit(line.unit)
    price = amount(line.unit_price, exponent, speech)
    return f"{price}/{unit}" if unit else price


def _name_of(line: LineFacts, speech: Speech) -> str:
    if line.is_prepaid:
        return speech.say("prepaid", number=line.name or "")
    return line.name or speech.say("free_amount")


def _settlement(facts: SaleFacts, template: ReceiptTemplate, speech: Speech) -> Iterator[Block]:
    """Totals, how it was paid, and the tax in it."""

    def figure(value: int) -> str:
        return amount(value, facts.exponent, speech)

    basket_discount = sum(line.basket_discount for line in facts.lines)
    if basket_discount:
        yield pair(speech.say("discount"), figure(-basket_discount))
    yield RULE
    if facts.price_mode == "net":
        yield pair(speech.say("net"), figure(facts.net))
        yield pair(speech.say("tax"), figure(facts.tax))
    total = money(_total(facts), facts.currency, facts.exponent, speech)
    yield pair(speech.say("total"), total, size="tall", strong=True)
    if facts.cash_rounding:
        yield pair(speech.say("rounding"), figure(facts.cash_rounding))
    for tender in facts.tenders:
        yield pair(_tender_name(tender, facts, speech), figure(tender.amount))
        yield from _of_tender(tender, figure, speech)
        if tender.foreign is not None:
            yield from _handed(tender.foreign, facts.currency, speech)
        # Of what was paid out nobody handed anything over: what was given back is the amount itself.
        if tender.received is not None and tender.received != tender.amount and (tender.received or tender.amount > 0):
            yield pair(speech.say("received"), figure(tender.received), is_detail=True)
            yield pair(speech.say("change"), figure(tender.change or 0), is_detail=True)
    if template.sections.tax_table and facts.tax_subtotals:
        yield RULE
        yield _tax_table(facts, speech)
    yield from _exemption(facts, speech)


def _of_tender(tender: TenderFacts, figure: Callable[[int], str], speech: Speech) -> Iterator[Block]:
    """What was given on top, and whether anybody had seen the money."""
    if tender.tip:
        yield pair(speech.say("tip"), figure(tender.tip), is_detail=True)
    if tender.is_unconfirmed:
        yield text(speech.say("unconfirmed"))


def _tender_name(tender: TenderFacts, facts: SaleFacts, speech: Speech) -> str:
    """Cash that went back of another tender's money is change, and not a payment below zero."""
    is_change = tender.kind == "cash" and tender.amount < 0 and any(other.foreign for other in facts.tenders)
    return speech.say("change") if is_change and facts.gross > 0 else speech.tender(tender.kind)


def _handed(foreign: HandedFacts, currency: str, speech: Speech) -> Iterator[Block]:
    """What lay on the counter, and what one of it was worth."""
    handed = money(foreign.amount, foreign.currency, foreign.exponent, speech)
    yield pair(speech.say("received" if foreign.amount > 0 else "paid_back"), handed, is_detail=True)
    if foreign.rate_ppm:
        rate = decimal(foreign.rate_ppm, 6, speech, is_trimmed=True)
        worth = f"1\u00a0{foreign.currency} = {rate}\u00a0{currency}".replace(" ", "\u00a0")
        yield pair(speech.say("exchange_rate"), worth, is_detail=True)


def _ordered(facts: SaleFacts, speech: Speech) -> Iterator[Block]:
    """What a payment on an order was for, and what is left to pay (Directive 2006/112/EC art. 226 (6))."""
    if facts.ordered is None:
        return
    ordered: OrderedFacts = facts.ordered
    yield RULE
    yield text(speech.say("ordered"), strong=True)
    for line in ordered.lines:
        is_one = line.quantity_milli == 1000 and not speech.unit(line.unit)
        count = "" if is_one else f"{quantity(line.quantity_milli, line.unit, speech)} × "
        yield pair(count + _name_of(line, speech), amount(line.amount, facts.exponent, speech))
        for extra in line.extras:
            if extra.amount is not None:
                yield pair(extra.name, amount(extra.amount, facts.exponent, speech), is_detail=True)
    yield RULE
    yield pair(speech.say("ordered_total"), amount(ordered.gross, facts.exponent, speech))
    yield pair(speech.say("ordered_paid"), amount(ordered.paid, facts.exponent, speech))
    left = money(ordered.gross - ordered.paid, facts.currency, facts.exponent, speech)
    yield pair(speech.say("ordered_left"), left, strong=True)
    if ordered.valid_until is not None:
        yield text(speech.say("layaway_until", day=day(ordered.valid_until, speech)))


def _exemption(facts: SaleFacts, speech: Speech) -> Iterator[Block]:
    """Why there is no tax in it: as the shop calls it, and the law it names (Directive 2006/112/EC art. 226 (11))."""
    if facts.exemption is None:
        return
    reason = facts.exemption if facts.exemption in EXEMPTIONS else "other"
    if facts.exemption_name is None or reason == "reverse_charge":
        yield text(speech.say(f"exempt_{reason}"))
    else:
        yield text(speech.say("exempt_for", reason=facts.exemption_name))
    if facts.exemption_mention is not None:
        yield text(facts.exemption_mention)


def _total(facts: SaleFacts) -> int:
    """Of a payment on an account, which turns nothing over, what was taken off the account."""
    if facts.kind != "settlement":
        return facts.gross
    return -sum(tender.amount for tender in facts.tenders if tender.kind == "account")


def _tax_table(facts: SaleFacts, speech: Speech) -> Block:
    head = [speech.say("rate"), speech.say("net"), speech.say("tax"), speech.say("gross")]
    rows = [
        [
            _tax_name(row, facts.exponent, speech),
            amount(row.net, facts.exponent, speech),
            amount(row.tax, facts.exponent, speech),
            amount(row.gross, facts.exponent, speech),
        ]
        for row in facts.tax_subtotals
    ]
    return TableBlock(head=head, rows=rows)


def _tax_name(row: TaxFacts, exponent: int, speech: Speech) -> str:
    """Its rate, or what it is for each unit, beside what the shop calls it; else beside its code where it has one.
    Outside tax there is no rate.
    """
    if row.tax_category == "O" and row.code is None and row.unit_amount is None:
        return row.name or speech.say("untaxed")
    is_rate = row.unit_amount is None
    measure = percent(row.tax_rate_ppm, speech) if is_rate else amount(row.unit_amount or 0, exponent, speech)
    if not row.name:
        return f"{row.code} {measure}" if row.code else measure
    return row.name if _bare(measure) in _bare(row.name) else f"{measure} {row.name}"


def _bare(words: str) -> str:
    """One rate in whatever language it is written: 5,5 % is 5.5%."""
    return "".join(words.split()).replace(",", ".")


def _card_slots(facts: SaleFacts) -> Iterator[Block]:
    """Each between two cuts: its code is not the receipt's."""
    for card in facts.cards:
        yield from _slot(card)
    if facts.cards and facts.fiscal is None:
        yield RULE


def _slot(facts: SlotFacts | None) -> Iterator[Block]:
    if facts is None:
        return
    yield RULE
    for line in facts.lines:
        yield text(line, align="left")
    if facts.qr is not None:
        yield QrBlock(text=facts.qr)


def _proof(facts: SaleFacts, template: ReceiptTemplate, speech: Speech) -> Iterator[Block]:
    """The code that proves the receipt; of no use to a customer, and left out, before there is a public page."""
    sections = template.sections
    if sections.qr and facts.public_address and facts.essentials and not facts.is_gift and facts.kind not in _ORDERS:
        yield QrBlock(text=receipt_address(facts.public_address, facts.essentials))
        yield text(speech.say("scan"))
    if sections.barcode or facts.is_gift:
        yield BarcodeBlock(text=facts.number)
    if sections.seal and facts.essentials and not facts.is_gift:
        digest = (facts.essentials.split(".") + [""] * 7)[6]
        yield text(speech.say("seal", digest=digest))


def receipt_address(public_address: str, essentials: str) -> str:
    """Where a customer's browser checks the receipt; nothing behind `#` reaches a server by itself."""
    return f"{public_address.rstrip('/')}/r/#{essentials}"


def _foot(facts: SaleFacts, template: ReceiptTemplate, speech: Speech) -> Iterator[Block]:
    for line in template.footer or [speech.say("thanks")]:
        yield text(line)
    if facts.is_gift:
        yield text(speech.say("gift_note"))
    yield from _training(facts.is_training, speech)
