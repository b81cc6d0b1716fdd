"""Deposits on bottles: what came back is stated rightly, and a machine's voucher is paid once. Pure.

What a deposit costs and how it is taxed is judged as any line is; here stands what only deposits have.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.catalog.bottle_vouchers import amount_on
from comptoir.kernel import DomainError, divide_half_away
from comptoir.pricing import RefundLine, price_refund
from comptoir.sales.bodies import SaleBody, SoldLine
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.rows import BottleDepositRow, Rows
from comptoir.sales.state import BottlePattern, BottleUse, State

PPM = 1_000_000
# Of a voucher that fits no pattern any more.
DAYS_UNIQUE = 30


def follows_its_goods(line: SoldLine, lines: Sequence[SoldLine]) -> bool:
    """Whether a deposit is taxed as the goods that it comes with: it is part of their price (Directive 2006/112/EC
    art. 92 b; in Germany UStAE 10.1 (8), in Austria UStR 2393)."""
    if line.kind != "deposit" or not 1 <= line.of_line <= len(lines):
        return False
    goods = lines[line.of_line - 1]
    stated = (line.tax_category, line.tax_rate_ppm)
    # In a menu it comes with one of the parts.
    parts = {(tax.category, tax.rate_ppm) for component in goods.components for tax in component.taxes}
    return stated == (goods.tax_category, goods.tax_rate_ppm) or stated in parts


def judge_returned(sale: SaleBody) -> Iterator[Difference]:
    """A sale states what empties came to together, as an exchange does of goods that came back."""
    back = [line for line in sale.lines if line.kind == "deposit" and line.quantity_milli < 0]
    if not back and not sale.returned:
        return
    try:
        lines = [RefundLine(line.amount, line.tax_category, line.tax_rate_ppm) for line in back]
        came = price_refund(price_mode=sale.price_mode, lines=lines).gross
    except DomainError as refused:
        yield Difference("body", None, "", refused.code)
        return
    if sale.returned != came:
        yield Difference("total", None, str(sale.returned), str(came))


def judge_vouchers(sale: SaleBody, sender: Sender, state: State, at: datetime) -> Iterator[Difference]:
    """A machine's voucher gives what stands on it, once. Another till may have paid it while this one had no line."""
    for line in sale.lines:
        if not line.bottle_voucher:
            continue
        code = line.bottle_voucher
        patterns = patterns_of(code, sender, state)
        amounts = sorted({amount_on(code, known.pattern) or 0 for known in patterns})
        if sale.price_mode == "gross" and -line.amount not in amounts:
            yield Difference("bottle_voucher_amount", line.line, str(-line.amount), ", ".join(map(str, amounts)))
        uses = state.bottle_uses.setdefault((sender.organization, code), [])
        within = timedelta(days=days_unique(patterns))
        earlier = [use for use in uses if abs(use.at - at) < within]
        if earlier:
            first = min(earlier, key=lambda use: use.at)
            where = f"{first.till_code} {first.at.isoformat(timespec='minutes')}".strip()
            yield Difference("bottle_voucher_used", line.line, code, where)
        uses.append(BottleUse(at, ""))


def derive_deposits(sale: SaleBody, organization: UUID, rows: Rows, entry: UUID) -> None:
    """The rows that reports of deposits are made from."""
    for line in sale.lines:
        if line.kind == "deposit":
            rows.bottle_deposits.append(
                BottleDepositRow(
                    organization, entry, line.line, line.item, line.quantity_milli, _with_tax(line, sale.price_mode),
                    line.bottle_voucher,
                )
            )  # fmt: skip


def patterns_of(code: str, sender: Sender, state: State) -> list[BottlePattern]:
    """The ways of the store's machines that the paper was written by."""
    return [
        known
        for known in state.bottle_patterns.get(sender.organization, ())
        if known.store in (None, sender.store) and amount_on(code, known.pattern) is not None
    ]


def days_unique(patterns: Sequence[BottlePattern]) -> int:
    """For how long its machine prints no such paper again."""
    return min((known.days_unique for known in patterns), default=DAYS_UNIQUE)


def _with_tax(line: SoldLine, price_mode: str) -> int:
    return line.amount + (divide_half_away(line.amount * line.tax_rate_ppm, PPM) if price_mode == "net" else 0)
