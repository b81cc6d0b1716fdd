"""Payments at card terminals."""

from datetime import datetime

from ninja import Schema

from comptoir.api.shapes.common import Flag, Id, Page, Sent


class CardPaymentRow(Schema):
    """A payment at a card terminal that a till drives. `state`: `pending`, `unknown`, `approved`, `free` (approved, and
    in no sale), `offline` (taken without the bank, which has said nothing yet), `lost` (the bank refused it later),
    `back` (given back), `declined` or `cancelled`; of money that is only held on a card (`kind` `reserve`), `held`,
    `taken` or `let_go`. There is no field for a card's number.
    """

    id: Id
    kind: str
    state: str
    made_at: datetime
    store: str
    till: str
    cashier: str | None
    amount: int
    tip: int
    currency: str
    driver: str
    terminal: str
    brand: str
    last_four: str
    authorization: str
    trace: str
    receipt: str
    sale: Id | None
    sale_number: str | None
    reverses: Id | None
    reversed_by: Id | None
    label: str
    expires_at: datetime | None


class CardPaymentEvent(Schema):
    """One word of a payment's history: when, what, by whom, and a code that says why."""

    at: datetime
    state: str
    source: str
    trouble: str


class CardPayment(CardPaymentRow):
    """A payment with its history, oldest word first."""

    events: list[CardPaymentEvent]


class BankWord(Sent):
    """What the company's pages say of a card that was taken without the bank. It is said once."""

    is_confirmed: Flag


class CardPaymentPage(Page):
    """Payments at card terminals, the newest first."""

    card_payments: list[CardPaymentRow]
