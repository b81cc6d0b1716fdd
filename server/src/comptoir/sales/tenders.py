"""What tenders beside cash and card become, and what looks wrong in them. Pure, as all of `decide`.

A tender is judged by the settings that its till knew (their revision is sealed with it), by the rate and the law of its
day, and by the balance that its voucher had when the entry came.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from comptoir.kernel import CURRENCY_EXPONENTS, divide_half_away
from comptoir.pricing import (
    GivenTender,
    PayableLine,
    broken_limit,
    eligible_amount,
    from_foreign,
    tender_limits,
)
from comptoir.sales.bodies import LateTipBody, SaleBody, SoldLine, StatedTender
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.rows import Rows, TenderDetailRow, TipRow, VoucherMovementRow, VoucherRow
from comptoir.sales.state import AloneMovement, State, VoucherState

# A voucher that is sold with this category is taxed when it is redeemed: it may buy goods of several rates.
MULTI_PURPOSE = "O"
GIFT_CARD = "gift_card"
# How a balance moves when a voucher is a tender, and not a line.
AS_TENDER = frozenset({"paid", "given_back"})


class Effect(NamedTuple):
    """What one line or tender does to a balance."""

    voucher: UUID
    amount: int
    reason: str
    kind: str
    tax_category: str
    tax_rate_ppm: int
    allowance: UUID | None = None


def judge_rare_tenders(sale: SaleBody, sender: Sender, state: State, at: datetime) -> Iterator[Difference]:
    """What looks wrong in the tenders of a sale besides their sum."""
    already: dict[UUID, int] = {}
    for number, tender in enumerate(sale.tenders, start=1):
        if tender.tip is not None and tender.tip < 0:
            yield Difference("tip", number, str(tender.tip), "0")
        if tender.face is not None and not 0 < tender.amount < tender.face:
            yield Difference("tender_face", number, str(tender.face), str(tender.amount))
        if tender.foreign_amount is not None:
            yield from _judge_rate(number, tender, sale, sender, state, at.date())
        if tender.tender is not None:
            yield from _judge_own(number, tender, sale, sender, state, already.get(tender.tender, 0))
            already[tender.tender] = already.get(tender.tender, 0) + tender.amount


def judge_law(sale: SaleBody, day: date) -> Iterator[Difference]:
    """What a law of the country forbids: the till refuses it, so it was not there when this was sealed."""
    limits = tender_limits(sale.country, sale.currency)
    if not limits or (sale.gross <= 0 and not sale.lines):
        return
    tenders = [GivenTender(tender.kind, tender.amount) for tender in sale.tenders]
    broken = broken_limit(limits, day, sale.gross, tenders)
    if broken is not None:
        paid = sale.gross if broken.basis == "total" else _paid_by(broken.kind, sale.tenders)
        yield Difference("tender_limit", None, f"{broken.kind} {paid}", f"≤ {broken.amount_max}")


def _paid_by(kind: str, tenders: Iterable[StatedTender]) -> int:
    same = {kind, "foreign_cash"} if kind == "cash" else {kind}
    return sum(tender.amount for tender in tenders if tender.kind in same)


def _judge_own(
    number: int, tender: StatedTender, sale: SaleBody, sender: Sender, state: State, already: int
) -> Iterator[Difference]:
    assert tender.tender is not None
    rule = state.tender_rules.get((sender.organization, tender.tender, tender.revision or 0))
    if rule is None or rule.kind != tender.kind:
        yield Difference("tender_unknown", number, tender.kind, rule.kind if rule else "")
        return
    if tender.amount <= 0:
        return
    if rule.amount_max is not None and already + tender.amount > rule.amount_max:
        yield Difference("tender_maximum", number, str(already + tender.amount), f"≤ {rule.amount_max}")
    if rule.categories:
        lines = [PayableLine(str(line.category or ""), line.amount, line.tax_rate_ppm) for line in sale.lines]
        most = eligible_amount(sale.price_mode, lines, rule.categories, already)
        if tender.amount > most:
            yield Difference("tender_eligible", number, str(tender.amount), f"≤ {most}")


def _judge_rate(
    number: int, tender: StatedTender, sale: SaleBody, sender: Sender, state: State, day: date
) -> Iterator[Difference]:
    assert tender.foreign_amount is not None
    own, other = CURRENCY_EXPONENTS.get(sale.currency), CURRENCY_EXPONENTS.get(tender.currency)
    rate_ppm = tender.rate_ppm or 0
    if own is None or other is None:
        yield Difference("tender_rate", number, tender.currency, "")
        return
    worth = from_foreign(tender.foreign_amount, exponent=other, rate_ppm=rate_ppm, own_exponent=own)
    if worth != tender.amount:
        yield Difference("tender_rate", number, str(tender.amount), str(worth))
    known = [
        rate
        for rate in state.rates.get((sender.organization, tender.currency), ())
        if rate.valid_from <= day and rate.store in (None, sender.store)
    ]
    newest = max((rate.valid_from for rate in known), default=None)
    right = [rate.rate_ppm for rate in known if rate.valid_from == newest]
    if rate_ppm not in right:
        yield Difference("tender_rate", number, str(rate_ppm), str(right[-1]) if right else "")


def derive_tenders(
    sale: SaleBody, sender: Sender, state: State, rows: Rows, entry: UUID, at: datetime
) -> list[Difference]:
    """Write what tenders say beyond their amount, and move the balances of vouchers."""
    organization = sender.organization
    tender_rows(sale, sender, rows, entry, at)
    rows.ended_holds += [(organization, tender.hold) for tender in sale.tenders if tender.hold is not None]
    rows.ended_holds += [(organization, line.hold) for line in sale.lines if line.hold is not None]
    found: list[Difference] = []
    for number, effect in enumerate(effects_of(sale), start=1):
        found += _move(number, effect, sale.currency, sender, state, rows, entry, at)
    return found


def tender_rows(sale: SaleBody, sender: Sender, rows: Rows, entry: UUID, at: datetime) -> None:
    """What tenders say beyond their amount, by the sale's bytes alone."""
    organization = sender.organization
    for number, tender in enumerate(sale.tenders, start=1):
        if tender.is_rare:
            rows.tender_details.append(
                TenderDetailRow(
                    organization, entry, number, tender.tender, tender.revision, tender.face, tender.voucher,
                    tender.currency, tender.foreign_amount, tender.rate_ppm, tender.account,
                )
            )  # fmt: skip
        if tender.tip:
            rows.tips.append(
                TipRow(
                    organization, entry, number, sender.till, sender.store, sale.session, sale.cashier, at,
                    tender.kind, tender.tip, None, None,
                )
            )  # fmt: skip


def derive_late_tip(body: LateTipBody, sender: Sender, rows: Rows, entry: UUID, at: datetime) -> None:
    """A tip that came after its sale was sealed: the terminal told it, or the customer came back."""
    rows.tips.append(
        TipRow(
            sender.organization, entry, 1, sender.till, sender.store, body.session, body.cashier, at, body.kind,
            body.tip, body.refers_to.chain, body.refers_to.sequence,
        )
    )  # fmt: skip


def vouchers_of(sale: SaleBody) -> set[UUID]:
    """The vouchers whose balances a sale moves."""
    return {effect.voucher for effect in effects_of(sale)}


def effects_of(sale: SaleBody) -> Iterator[Effect]:
    """Money that comes onto a voucher is sold or given back; what leaves it pays."""
    for line in sale.lines:
        if line.voucher is not None:
            amount = _with_tax(line, sale.price_mode)
            reason = _reason_of(line, amount)
            is_multi = line.tax_category == MULTI_PURPOSE
            category, rate_ppm = ("", 0) if is_multi else (line.tax_category, line.tax_rate_ppm)
            yield Effect(line.voucher, amount, reason, GIFT_CARD, category, rate_ppm)
    for tender in sale.tenders:
        if tender.voucher is not None:
            reason = "paid" if tender.amount > 0 else "given_back"
            yield Effect(tender.voucher, -tender.amount, reason, tender.kind[:16], "", 0, tender.allowance)


def _reason_of(line: SoldLine, amount: int) -> str:
    """A line that names another one undoes it: the sale of a card, or goods that a taxed card had paid for."""
    if line.refers_to_line is None:
        return "sold" if amount > 0 else "redeemed"
    return "reloaded" if amount > 0 else "sale_undone"


def _with_tax(line: SoldLine, price_mode: str) -> int:
    tax = divide_half_away(line.amount * line.tax_rate_ppm, 1_000_000) if price_mode == "net" else 0
    return line.amount + tax


def _move(
    number: int,
    effect: Effect,
    currency: str,
    sender: Sender,
    state: State,
    rows: Rows,
    entry: UUID,
    at: datetime,
) -> Iterator[Difference]:
    key = (sender.organization, effect.voucher)
    known = state.vouchers.get(key)
    if known is None:
        known = VoucherState(effect.kind, currency, effect.tax_category, effect.tax_rate_ppm, 0, 0, at)
        state.vouchers[key] = known
        if effect.amount < 0:
            yield Difference("voucher_unknown", None, str(-effect.amount), "0")
    elif effect.amount < 0 and effect.amount + known.balance < 0:
        yield Difference("voucher_overdrawn", None, str(-effect.amount), str(known.balance))
    yield from _judge_voucher_tax(effect, known)
    if known.is_blocked and effect.amount < 0:
        yield Difference("voucher_blocked", None, str(-effect.amount), "0")
    if effect.allowance is not None:
        yield from _judge_allowance(effect, effect.allowance, sender, state, at)
    if known.currency != currency:
        yield Difference("voucher_currency", None, currency, known.currency)
    if effect.reason == "sold":
        # Its selling says what it is: an offline redemption may have come before.
        known.kind, known.tax_category, known.tax_rate_ppm = effect.kind, effect.tax_category, effect.tax_rate_ppm
    net = known.balance - known.shortfall + effect.amount
    known.balance, known.shortfall = max(0, net), max(0, -net)
    rows.vouchers[key] = VoucherRow(
        *key, known.kind, known.currency, known.tax_category, known.tax_rate_ppm, known.balance, known.shortfall,
        known.first_at,
    )  # fmt: skip
    rows.voucher_movements.append(
        VoucherMovementRow(
            sender.organization, entry, number, effect.voucher, sender.till, sender.store, effect.amount,
            known.balance, effect.reason, at, effect.allowance,
        )
    )  # fmt: skip


def _judge_voucher_tax(effect: Effect, known: VoucherState) -> Iterator[Difference]:
    """The tax of a voucher is due once: when it is sold, where it buys goods of one rate only, else when it is used.

    Directive 2006/112/EC, article 30b. One that was taxed when it was sold pays by a line that takes its tax off the
    goods; as a tender beside goods that are taxed in full, it would be taxed twice.
    """
    stated = _tax_text(effect.tax_category, effect.tax_rate_ppm)
    right = _tax_text(known.tax_category, known.tax_rate_ppm)
    if effect.reason in AS_TENDER:
        if known.tax_category:
            yield Difference("voucher_taxed", None, str(-effect.amount), right)
    elif effect.reason == "sold" and not known.tax_category and effect.tax_category and known.shortfall:
        # It paid as a tender before the entry that sold it came.
        yield Difference("voucher_taxed", None, str(known.shortfall), stated)
    elif stated != right and (effect.reason != "sold" or known.balance):
        yield Difference("voucher_tax", None, stated, right)


def _tax_text(category: str, rate_ppm: int) -> str:
    return f"{category} {rate_ppm}" if category else MULTI_PURPOSE


def _judge_allowance(effect: Effect, key: UUID, sender: Sender, state: State, at: datetime) -> Iterator[Difference]:
    """The server signed what this chain may redeem without asking: of one card, together, and until when.

    Tills without a network can't know of each other, so each may stay within its own and the card still pay more than
    the shop meant to risk: nobody's fault, and flagged. Whichever of them comes last says it, in any order.
    """
    amount = -effect.amount
    allowance = state.allowances.get((sender.organization, key))
    if allowance is None or allowance.chain != sender.chain:
        yield Difference("voucher_allowance", None, str(amount), "0")
        return
    allowance.spent += amount
    paid = state.alone.setdefault((sender.organization, effect.voucher), [])
    paid.append(AloneMovement(key, at, amount))
    here = sum(one.amount for one in paid if one.allowance == key)
    if at > allowance.ends_at:
        yield Difference("voucher_allowance", None, str(amount), f"≤ {allowance.ends_at.isoformat(timespec='seconds')}")
    elif here > allowance.each:
        yield Difference("voucher_allowance", None, str(here), f"≤ {allowance.each}")
    elif allowance.spent > allowance.total:
        yield Difference("voucher_allowance", None, str(allowance.spent), f"≤ {allowance.total}")
    else:
        together = sum(one.amount for one in paid if allowance.issued_at <= one.at <= allowance.ends_at)
        if together > allowance.each:
            yield Difference("voucher_alone_together", None, str(together), f"≤ {allowance.each}")
