"""Payments ahead: what their own invoice says, how the final one takes them off, what goes back of them. Pure.

A payment on an order carries its tax when it is received (Directive 2006/112/EC art. 65), and whoever asks gets an
invoice for it (art. 220 (1) 4, 226 (7a)): UNTDID 1001 code 386. The final invoice takes it off line by line, at its
rate: what was paid ahead leaves base and tax, so that all documents of an order state its tax once (UStG § 14 (5)).
Of the final invoice's total nothing is due: BT-113 says only what was paid with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from comptoir.invoices.content import Figures, InvoiceContent, InvoiceLine, InvoiceTax, explained, told
from comptoir.invoices.rows import category_of
from comptoir.tax.exemptions import INTRA_COMMUNITY


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidAhead:
    """A payment that a sale takes off: how a line names it, and its own net by rate, as it was sealed."""

    name: str
    nets: Mapping[tuple[str, int], int]


def is_deposit(kind: str, body: Mapping[str, Any]) -> bool:
    """Whether an entry is money on an order, for which an invoice can be asked.

    None is made of a payment for goods that go to a company in another country of the union: its tax is not due before
    they leave (Directive 2006/112/EC art. 67 (2), 220 (1) 4).
    """
    if kind != "payment" or body.get("purpose") != "deposit" or body["gross"] <= 0:
        return False
    return not any(row["tax_category"] == INTRA_COMMUNITY for row in body["tax_subtotals"])


def figures_of_deposit(body: Mapping[str, Any], name: str) -> Figures:
    """One position for each rate: nothing was delivered yet, so there is no quantity of anything."""
    rows = [row for row in body["tax_subtotals"] if row["gross"]]
    tenders = body.get("tenders", [])
    return Figures(
        lines=[_line(row, name) for row in rows],
        taxes=told([explained(_tax(row), {}) for row in rows]),
        net=sum(row["net"] for row in rows),
        tax=sum(row["tax"] for row in rows),
        gross=body["gross"],
        rounding=body.get("cash_rounding", 0),
        means=tenders[0]["kind"] if len({tender["kind"] for tender in tenders}) == 1 else "",
    )


def taken_off(body: Mapping[str, Any], known: Mapping[tuple[str, int], PaidAhead]) -> dict[str, Any]:
    """A sale's body whose prepaid lines say what they take off, and the net of it that was sealed with the payment."""
    lines = []
    for row in body["lines"]:
        payment = row.get("payment") or {}
        ahead = known.get((payment.get("chain", ""), payment.get("sequence", 0))) if is_prepaid(row) else None
        if ahead is not None:
            net = ahead.nets.get((row["tax_category"], row["tax_rate_ppm"]))
            row = {**row, "name": ahead.name} | ({} if net is None else {"net": -net})
        lines.append(row)
    return {**body, "lines": lines}


def is_prepaid(row: Mapping[str, Any]) -> bool:
    """Whether a line takes off what was paid ahead."""
    return row.get("kind") == "prepaid"


def sold_in(body: Mapping[str, Any]) -> int:
    """What was sold, before anything that was paid ahead came off: it can be more than what was left to pay."""
    ahead = [row for row in body["lines"] if is_prepaid(row)]
    if body["price_mode"] == "gross":
        return int(body["gross"] - sum(row["amount"] for row in ahead))
    return int(body["net"] - sum(row["amount"] for row in ahead)) if ahead else int(body["gross"])


def shares_of_what_went_back(
    payments: Sequence[Mapping[str, Any]], cancellation: Mapping[str, Any]
) -> list[dict[tuple[str, int], InvoiceTax]]:
    """How an order that was given up pays back each payment: the newest first, at each rate, with its own tax.

    What the shop keeps stays of the oldest. The shares add up to what the cancellation states, to the cent.
    """
    left = {_key(row): (-row["net"], -row["tax"]) for row in cancellation["tax_subtotals"]}
    found: list[dict[tuple[str, int], InvoiceTax]] = []
    for payment in reversed(payments):
        share: dict[tuple[str, int], InvoiceTax] = {}
        for row in payment["tax_subtotals"]:
            key = _key(row)
            net, tax = left.get(key, (0, 0))
            if net + tax <= 0:
                continue
            if row["gross"] < net + tax:
                net, tax = row["net"], row["tax"]
            left[key] = (left[key][0] - net, left[key][1] - tax)
            share[key] = replace(_tax(row), net=net, tax=tax)
        found.append(share)
    return found[::-1]


def credit_of(invoice: InvoiceContent, back: Mapping[tuple[str, int], InvoiceTax], means: str) -> Figures:
    """What of a deposit's invoice goes back; its own positions, so that it is plain what is left of each."""
    taxes = told([explained(tax, {}) for tax in back.values()])
    lines = [
        replace(line, net=tax.net, discount=0)
        for key, tax in back.items()
        for line in invoice.lines
        if (line.tax_category, line.tax_rate_ppm) == (category_of(key[0]), key[1])
    ]
    net, tax = sum(row.net for row in taxes), sum(row.tax for row in taxes)
    return Figures(lines=lines, taxes=taxes, net=net, tax=tax, gross=net + tax, rounding=0, means=means)


def _line(row: Mapping[str, Any], name: str) -> InvoiceLine:
    return InvoiceLine(
        name=name, quantity_milli=1_000, unit="C62", net=row["net"], discount=0,
        tax_category=category_of(row["tax_category"]), tax_rate_ppm=row["tax_rate_ppm"],
    )  # fmt: skip


def _tax(row: Mapping[str, Any]) -> InvoiceTax:
    return InvoiceTax(
        tax_category=row["tax_category"], tax_rate_ppm=row["tax_rate_ppm"], net=row["net"], tax=row["tax"]
    )


def _key(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["tax_category"], row["tax_rate_ppm"]
