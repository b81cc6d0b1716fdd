"""Payments at card terminals: what tills asked, and what became of each."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.days import scope_of
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.paging import cursor_of, moment_part, parts_of, uuid_part
from comptoir.api.shapes.card_payments import (
    BankWord,
    CardPayment,
    CardPaymentEvent,
    CardPaymentPage,
    CardPaymentRow,
)
from comptoir.api.shapes.common import Cursor, Id, Limit
from comptoir.api.wishes import wish
from comptoir.identity.public import Permission
from comptoir.payments.offline_cards import DecideOfflineCard, decide_offline_card
from comptoir.sales import card_payments as payments

door = Door(tags=["Card payments"])
ABOUT_STANDING = (
    "`waiting`: pending or unknown. `offline`: taken without the bank, which has said nothing yet; `lost`: it said no."
)
SEE, CONFIRM = Permission.SEE_SALES, Permission.CONFIRM_PAYMENTS
Standing = Literal["", "waiting", "offline", "lost", "free", "approved", "back", "declined", "cancelled"]


@door.reads("/card-payments", permission=SEE, answer=CardPaymentPage, summary="Payments at card terminals")
def get_card_payments(
    caller: Caller,
    first: Annotated[date | None, Query(description="The first day, by the store's clock; else 30 days back.")] = None,
    last: Annotated[date | None, Query(description="The last day; else today.")] = None,
    store: Annotated[Id | None, Query()] = None,
    till: Annotated[Id | None, Query()] = None,
    state: Annotated[Standing, Query(description=ABOUT_STANDING)] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> CardPaymentPage:
    place = None
    if after:
        moment, attempt = parts_of(after, 2)
        place = payments.CardPlace(moment_part(moment), uuid_part(attempt))
    scope = scope_of(caller, store, first, last)
    page = payments.list_card_payments(scope, till=till, standing=state, after=place, limit=limit)
    following = cursor_of(page.next.made_at.isoformat(), str(page.next.attempt)) if page.next else None
    return CardPaymentPage(card_payments=[CardPaymentRow(**_fields(row)) for row in page.rows], next=following)


@door.reads("/card-payments/{payment}", permission=SEE, answer=CardPayment, summary="What happened to one payment")
def get_card_payment(caller: Caller, payment: Id) -> CardPayment:
    return _standing(caller, payment)


@door.writes(
    "POST", "/card-payments/{payment}/bank-word", permission=CONFIRM, answer=CardPayment,
    summary="Say what the bank said of a card that a terminal took without it",
)  # fmt: skip
def say_bank_word(caller: Caller, payment: Id, word: BankWord) -> CardPayment:
    decide_offline_card(wish(DecideOfflineCard, caller, word, attempt=payment, at=caller.now))
    return _standing(caller, payment)


def _standing(caller: Caller, payment: Id) -> CardPayment:
    row = payments.card_payment(caller.organization, payment)
    if row is None:
        raise Unknown
    said = [
        CardPaymentEvent(at=one.at, state=one.state, source=one.source, trouble=one.trouble)
        for one in payments.words_of(caller.organization, payment)
    ]
    return CardPayment(**_fields(row), events=said)


def _fields(row: payments.CardPayment) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "state": row.standing, "made_at": row.made_at, "store": row.store_name,
        "till": row.till_code, "cashier": row.cashier_name, "amount": row.amount, "tip": row.tip,
        "currency": row.currency, "driver": row.driver, "terminal": row.terminal_name, "brand": row.brand,
        "last_four": row.last_four, "authorization": row.authorization, "trace": row.trace, "receipt": row.receipt,
        "sale": row.sale, "sale_number": row.sale_number, "reverses": row.reverses, "reversed_by": row.reversed_by,
        "label": row.label, "expires_at": row.expires_at,
    }  # fmt: skip
