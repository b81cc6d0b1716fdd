"""Deposits as invoices read them from the books: what was paid on an order, what went back, what a sale takes off."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comptoir.invoices.content import DepositInvoice, Figures, InvoiceTax
from comptoir.invoices.models import Document
from comptoir.invoices.prepaid import (
    PaidAhead,
    figures_of_deposit,
    is_deposit,
    is_prepaid,
    shares_of_what_went_back,
    taken_off,
)
from comptoir.invoices.queries import DocumentView, payments_of_order, valid_invoice
from comptoir.papers.public import SealedEntry, entry_of, find_entry, number_of_place
from comptoir.receipts import Speech
from comptoir.receipts.figures import moment


def body_of(entry: SealedEntry) -> Any:
    """The sealed body."""
    return json.loads(entry.content)["body"]


def can_be_invoiced(entry: SealedEntry) -> bool:
    """Whether an invoice can be asked for such an entry at all: a sale, or money on an order."""
    return entry.kind == "sale" or is_deposit(entry.kind, body_of(entry))


def deposit_figures(entry: SealedEntry, speech: Speech) -> Figures:
    """What a deposit's invoice says: which order it is for, at each rate."""
    body = body_of(entry)
    order = body["order"]
    number = number_of_place(UUID(order["chain"]), order["sequence"]) or ""
    return figures_of_deposit(body, speech.say("deposit_on_order", number=number))


def what_ended(deposit: SealedEntry) -> SealedEntry | None:
    """The entry by which the order of a deposit was given up. One that came twice is flagged; the first counts."""
    return next((entry for entry in _payments_with(deposit) if body_of(entry)["purpose"] == "cancellation"), None)


def went_back(deposit: SealedEntry, cancellation: SealedEntry) -> dict[tuple[str, int], InvoiceTax]:
    """What of a deposit its order's end gave back; empty where the shop kept all of it."""
    paid = deposits_with(cancellation)
    shares = shares_of_what_went_back([body_of(entry) for entry in paid], body_of(cancellation))
    return next((share for entry, share in zip(paid, shares, strict=True) if entry.id == deposit.id), {})


def deposits_with(payment: SealedEntry) -> list[SealedEntry]:
    """What was paid on the order of a payment, oldest first."""
    return [entry for entry in _payments_with(payment) if is_deposit(entry.kind, body_of(entry))]


def with_deposits(entry: SealedEntry, speech: Speech) -> dict[str, Any]:
    """A sale's body, with what it takes off named by the deposit's invoice, or its receipt where it has none."""
    body: dict[str, Any] = body_of(entry)
    known: dict[tuple[str, int], PaidAhead] = {}
    for place, payment in _taken_off_by(body).items():
        paid = body_of(payment)
        nets = {(row["tax_category"], row["tax_rate_ppm"]): row["net"] for row in paid["tax_subtotals"]}
        invoice = valid_invoice(payment.id)
        day = _day(json.loads(payment.content)["device_time"], speech)
        receipt = number_of_place(payment.chain, payment.sequence) or ""
        name = (
            speech.say("deposit_received", day=day, number=receipt)
            if invoice is None
            else speech.say("deposit_invoiced", day=day, number=invoice.number)
        )
        known[place] = PaidAhead(name=name, nets=nets)
    return taken_off(body, known)


def deposit_invoices(entry: SealedEntry) -> list[DepositInvoice]:
    """The invoices of what a sale takes off, each once."""
    found = [valid_invoice(payment.id) for payment in _taken_off_by(body_of(entry)).values()]
    return [_named(invoice) for invoice in found if invoice is not None]


def _named(invoice: DocumentView) -> DepositInvoice:
    assert invoice.kind == Document.Kind.PREPAYMENT
    return DepositInvoice(number=invoice.number, issued_on=str(invoice.content["issued_on"]))


def _payments_with(payment: SealedEntry) -> list[SealedEntry]:
    order = body_of(payment)["order"]
    keys = payments_of_order(UUID(order["chain"]), order["sequence"])
    return [entry for key in keys if (entry := entry_of(key)) is not None]


def _taken_off_by(body: Mapping[str, Any]) -> dict[tuple[str, int], SealedEntry]:
    """The payments that a sale names and that are here: nothing is taken at its word."""
    found: dict[tuple[str, int], SealedEntry] = {}
    for row in body["lines"]:
        named = row.get("payment")
        if not is_prepaid(row) or not named or (named["chain"], named["sequence"]) in found:
            continue
        payment = find_entry(UUID(named["chain"]), named["sequence"], named["digest"])
        if payment is not None and is_deposit(payment.kind, body_of(payment)):
            found[named["chain"], named["sequence"]] = payment
    return found


def _day(device_time: str, speech: Speech) -> str:
    return moment(f"{device_time[:10]}T00:00", speech).split(" ")[0]
