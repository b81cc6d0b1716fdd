"""A stored sale as the document that its receipt is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comptoir.journal import receipt_number
from comptoir.kernel import CURRENCY_EXPONENTS, currency_exponent
from comptoir.papers.queries import (
    ChoiceView,
    OrderedView,
    SealedEntry,
    choice_of,
    number_of_place,
    ordered_of,
    tax_names,
)
from comptoir.payments.public import confirmed_codes
from comptoir.receipts import Ordered, ReceiptDocument, SaleContext, ShopFacts, compose_sale, sale_facts, speech


@dataclass(frozen=True, slots=True)
class Beside:
    """What the paper of a stored entry says and its seal does not hold."""

    # The number of what it names: what was refunded, the order that was paid on.
    refers_to: str | None
    ordered: OrderedView | None


def beside(entry: UUID, kind: str, body: Mapping[str, Any]) -> Beside:
    """Inside a reading."""
    is_deposit = kind == "payment" and body.get("purpose") == "deposit"
    return Beside(_refunded(body), ordered_of(entry) if is_deposit else None)


def receipt_of(
    entry: SealedEntry,
    *,
    essentials: str = "",
    public_address: str = "",
    language: str = "",
    choice: ChoiceView | None = None,
) -> ReceiptDocument:
    """Inside a reading. Without essentials there is no code: only the till that sealed the sale can make them."""
    chosen = choice or choice_of(entry.store)
    envelope: Mapping[str, Any] = json.loads(entry.content)
    body = _as_heard(envelope["body"])
    other = beside(entry.id, entry.kind, body)
    context = SaleContext(
        kind=_paper_kind(entry.kind, body),
        number=receipt_number(entry.till_code, entry.enrolment, entry.sequence),
        device_time=envelope["device_time"],
        cashier=entry.cashier,
        exponent=currency_exponent(entry.currency),
        exponents=CURRENCY_EXPONENTS,
        refers_to=other.refers_to,
        ordered=_ordered(other.ordered),
        essentials=essentials,
        public_address=public_address,
        tax_names=tax_names(),
        shop=ShopFacts(
            store=entry.store_name,
            address=entry.address.splitlines(),
            phone=entry.phone or None,
            legal_name=entry.legal_name,
            registration=entry.registration,
            tax_number=entry.tax_number,
        ),
    )
    words = speech(language or chosen.language or entry.locale[:2], entry.country)
    return compose_sale(sale_facts(body, context), chosen.template, words)


def _as_heard(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A payment by code that nobody had seen when the sale was sealed, as the bank or a person said since."""
    tenders = body.get("tenders")
    rows = [one for one in tenders if isinstance(one, dict)] if isinstance(tenders, list) else []
    waiting = {str(one.get("payment", "")) for one in rows if one.get("confirmation") == "none"}
    seen = confirmed_codes(waiting) if waiting else {}
    if not seen:
        return body
    heard = [{**one, "confirmation": seen.get(str(one.get("payment", "")), one.get("confirmation"))} for one in rows]
    return {**body, "tenders": heard}


def _paper_kind(kind: str, body: Mapping[str, Any]) -> str:
    """A payment, or an order, is called by what it is for."""
    return str(body.get("purpose", kind)) if kind in ("payment", "order") else kind


def _ordered(found: OrderedView | None) -> Ordered | None:
    """What a payment was for; None where the order is not here."""
    return None if found is None else Ordered(body=json.loads(found.content)["body"], paid=found.paid)


def _refunded(body: Mapping[str, Any]) -> str | None:
    reference = body.get("refers_to") or body.get("order")
    if not isinstance(reference, dict):
        return None
    try:
        return number_of_place(UUID(reference["chain"]), int(reference["sequence"]))
    except (KeyError, ValueError, TypeError):
        return None
