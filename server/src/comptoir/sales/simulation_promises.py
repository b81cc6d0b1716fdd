"""Orders, payments on them and on accounts, and the sales that keep orders: for tests and the demo shop."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

from comptoir.journal import EntryValue
from comptoir.pricing import TaxSubtotal, deposit_subtotals
from comptoir.sales.orders import added
from comptoir.sales.simulation import BasketLine, Body, Sealed, SimulatedTill, sale_body
from comptoir.sales.simulation_flows import reference, who


def order(
    till: SimulatedTill,
    lines: Sequence[BasketLine],
    *,
    purpose: str = "quote",
    valid_until: date | None = None,
    customer: UUID | None = None,
) -> Sealed:
    """Promise goods at their prices: a quote, or goods that are kept aside."""
    sold = sale_body(lines, session=till.session, cashier=till.cashier, country="FR", currency="EUR", day=till.now)
    return promise(till, sold, purpose=purpose, valid_until=valid_until, customer=customer)


def promise(
    till: SimulatedTill,
    sold: Body,
    *,
    purpose: str = "quote",
    valid_until: date | None = None,
    customer: UUID | None = None,
) -> Sealed:
    """Promise what this sale would sell."""
    body: Body = {name: value for name, value in sold.items() if name not in ("tenders", "cash_rounding")}
    body["purpose"] = purpose
    if valid_until is not None:
        body["valid_until"] = valid_until.isoformat()
    if customer is not None:
        body["customer"] = str(customer)
    return till.seal("order", body)


def deposit(
    till: SimulatedTill,
    promised: Sealed,
    amount: int,
    *,
    before: Sequence[Sealed] = (),
    kind: str = "cash",
    chain: UUID | None = None,
) -> Sealed:
    """Pay a part of an order, of which `before` was paid."""
    paid = added(row for payment in before for row in subtotals(payment.body))
    rows = deposit_subtotals(subtotals(promised.body), paid, amount)
    return till.seal("payment", {**_payment(till, promised, chain, "deposit", rows), "tenders": [tender(kind, amount)]})


def give_up(
    till: SimulatedTill,
    promised: Sealed,
    payments: Sequence[Sealed],
    *,
    kept: int = 0,
    kind: str = "cash",
    chain: UUID | None = None,
) -> Sealed:
    """An order that nobody wants any more: what was paid goes back, less what the shop keeps."""
    paid = added(row for payment in payments for row in subtotals(payment.body))
    back = sum(row.gross for row in paid) - kept
    rows = [
        TaxSubtotal(row.tax_category, row.tax_rate_ppm, -row.net, -row.tax, -row.gross)
        for row in (deposit_subtotals(paid, [], back) if back else [])
    ]
    tenders: list[EntryValue] = [tender(kind, -back)] if back else []
    body = {**_payment(till, promised, chain, "cancellation", rows), "tenders": tenders, "kept": kept}
    return till.seal("payment", body)


def keep(
    till: SimulatedTill,
    promised: Sealed,
    payments: Sequence[Sealed] = (),
    *,
    kind: str = "card",
    chain: UUID | None = None,
) -> Sealed:
    """Sell what was promised, at its prices, less what was paid for it."""
    named = reference(promised, chain or till.identity.chain)
    lines: list[EntryValue] = []
    for line in rows_of(promised.body, "lines"):
        lines.append(_kept(line, promised.body.get("exemption")))
    for payment in payments:
        for row in subtotals(payment.body):
            lines.append(
                {
                    "line": len(lines) + 1, "kind": "prepaid", "quantity_milli": -1_000, "unit": "C62",
                    "unit_price": row.gross, "amount": -row.gross, "line_discount": 0, "basket_discount": 0,
                    "tax_category": row.tax_category, "tax_rate_ppm": row.tax_rate_ppm,
                    "payment": reference(payment, chain or till.identity.chain),
                }
            )  # fmt: skip
    less = [
        TaxSubtotal(row.tax_category, row.tax_rate_ppm, -row.net, -row.tax, -row.gross)
        for payment in payments
        for row in subtotals(payment.body)
    ]
    rows = added([*subtotals(promised.body), *less])
    due = sum(row.gross for row in rows)
    body: Body = {
        **who(till), "country": "FR", "currency": "EUR", "price_mode": "gross", "lines": lines,
        **_totals(rows), "cash_rounding": 0, "tenders": [tender(kind, due)] if due else [], "order": named,
    }  # fmt: skip
    if "exemption" in promised.body:
        body["exemption"] = promised.body["exemption"]
    return till.seal("sale", body)


def _kept(line: Body, exemption: "EntryValue | None") -> Body:
    """A line of an order in the sale that keeps it: a deposit stays one, an exempt customer's line has no tax."""
    plain = {name: value for name, value in line.items() if not name.startswith(("discount", "exempted"))}
    kept: Body = {**plain, "order_line": line["line"], "line_discount": 0, "basket_discount": 0}
    if line.get("kind") != "deposit":
        kept["kind"] = "quoted"
    if isinstance(exemption, dict):
        untaxed: EntryValue = [{"category": exemption["category"], "rate_ppm": 0}]
        if "components" in line:
            kept["components"] = [{**part, "taxes": untaxed} for part in rows_of(line, "components")]
        else:
            kept |= {"tax_category": exemption["category"], "tax_rate_ppm": 0}
    return kept


def settle_account(till: SimulatedTill, account: UUID, amount: int, *, kind: str = "cash") -> Sealed:
    """A customer pays what they owe: money comes in, the account goes down, and nothing is turned over."""
    body: Body = {
        **who(till), "country": "FR", "currency": "EUR", "purpose": "settlement", "account": str(account),
        "cash_rounding": 0,
        "tenders": [tender(kind, amount), {"kind": "account", "account": str(account), "amount": -amount}],
    }  # fmt: skip
    return till.seal("payment", body)


def tender(kind: str, amount: int) -> Body:
    """Money in or, below zero, out."""
    if kind != "cash":
        return {"kind": kind, "amount": amount}
    return {"kind": kind, "amount": amount, "received": max(amount, 0), "change": max(-amount, 0)}


def subtotals(body: Body) -> list[TaxSubtotal]:
    """The tax subtotals that a body states."""
    return [
        TaxSubtotal(
            str(row["tax_category"]), _whole(row["tax_rate_ppm"]), _whole(row["net"]), _whole(row["tax"]),
            _whole(row["gross"]),
        )
        for row in rows_of(body, "tax_subtotals")
    ]  # fmt: skip


def rows_of(body: Body, name: str) -> list[Body]:
    """The objects of a member that is a list."""
    found = body[name]
    assert isinstance(found, list)
    return [row for row in found if isinstance(row, dict)]


def _payment(
    till: SimulatedTill, promised: Sealed, chain: UUID | None, purpose: str, rows: Sequence[TaxSubtotal]
) -> Body:
    return {
        **who(till), "country": "FR", "currency": "EUR", "price_mode": "gross", "purpose": purpose,
        "order": reference(promised, chain or till.identity.chain), **_totals(rows), "cash_rounding": 0,
    }  # fmt: skip


def _totals(rows: Sequence[TaxSubtotal]) -> Body:
    stated: list[EntryValue] = [asdict(row) for row in rows]
    return {
        "tax_subtotals": stated,
        "net": sum(row.net for row in rows),
        "tax": sum(row.tax for row in rows),
        "gross": sum(row.gross for row in rows),
    }


def _whole(value: EntryValue) -> int:
    assert isinstance(value, int)
    return value
