"""Payments by code: the accounts that customers pay into, what nobody has confirmed yet, and a person's word for it."""

from typing import Annotated
from uuid import UUID

from ninja import Path

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.code_payments import (
    BankMove,
    CodeAccount,
    CodeAccounts,
    CodeAccountTerms,
    CodeDecision,
    CodePayment,
    CodePaymentEvent,
    CodePaymentRow,
    CodePayments,
    NewCodeAccount,
    SeenMove,
)
from comptoir.api.shapes.common import Id
from comptoir.api.wishes import Kept, told, wish
from comptoir.identity.public import Permission
from comptoir.payments.code_commands import DecideCodePayment, MarkSeen, SaveCodeAccount
from comptoir.payments.code_payments import decide_code_payment, mark_seen, save_code_account
from comptoir.payments.code_reading import (
    code_accounts,
    code_payment,
    decided,
    is_bank_move,
    odd,
    odd_moves,
    unconfirmed,
    words_of,
)

door = Door(tags=["Payments by code"])
SEE_TILLS, MANAGE = Permission.SEE_TILLS, Permission.MANAGE_TILLS
SEE, CONFIRM = Permission.SEE_SALES, Permission.CONFIRM_PAYMENTS
ACCOUNTS = Kept(CodeAccount, code_accounts)
MoveKey = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The field `move` of what is listed.")]


@door.reads(
    "/code-accounts", permission=SEE_TILLS, answer=CodeAccounts, summary="Accounts that customers pay into by a code"
)
def list_code_accounts(_caller: Caller) -> CodeAccounts:
    return CodeAccounts(accounts=ACCOUNTS.all())


@door.reads("/code-accounts/{code_account}", permission=SEE_TILLS, answer=CodeAccount, summary="One of them")
def get_code_account(_caller: Caller, code_account: Id) -> CodeAccount:
    return ACCOUNTS.one(code_account)


@door.writes(
    "POST", "/code-accounts", permission=MANAGE, answer=CodeAccount, status=201,
    summary="Let customers pay into an account by a code",
)  # fmt: skip
def add_code_account(caller: Caller, account: NewCodeAccount) -> CodeAccount:
    key = ACCOUNTS.fresh(account.id)
    save_code_account(wish(SaveCodeAccount, caller, account, id=key))
    return ACCOUNTS.one(key)


@door.writes(
    "PUT", "/code-accounts/{code_account}", permission=MANAGE, answer=CodeAccount, needs_match=True,
    summary="Change one: open tills follow at once",
)  # fmt: skip
def change_code_account(caller: Caller, code_account: Id, terms: CodeAccountTerms) -> CodeAccount:
    known = ACCOUNTS.match(caller, code_account)
    save_code_account(wish(SaveCodeAccount, caller, terms, id=code_account, scheme=known.scheme, store=known.store))
    return ACCOUNTS.one(code_account)


@door.reads("/code-payments", permission=SEE, answer=CodePayments, summary="Payments by code: open, odd and decided")
def list_code_payments(_caller: Caller) -> CodePayments:
    moves = [BankMove(move=one.key, **{name: getattr(one, name) for name in _OF_MOVE}) for one in odd_moves()]
    return CodePayments(
        unconfirmed=told(CodePaymentRow, unconfirmed()), odd=told(CodePaymentRow, odd()), moves=moves,
        decided=told(CodePaymentRow, decided()),
    )  # fmt: skip


_OF_MOVE = ("booked_on", "amount", "currency", "text", "outcome")


@door.reads("/code-payments/{code_payment}", permission=SEE, answer=CodePayment, summary="What happened to one of them")
def get_code_payment(_caller: Caller, code_payment: Id) -> CodePayment:
    return _standing(code_payment)


@door.writes(
    "POST", "/code-payments/{code_payment}/decide", permission=CONFIRM, answer=CodePayment,
    summary="Say that the money is on the account, or is not",
)  # fmt: skip
def decide_payment_by_code(caller: Caller, code_payment: Id, decision: CodeDecision) -> CodePayment:
    decide_code_payment(wish(DecideCodePayment, caller, decision, payment=code_payment, at=caller.now))
    return _standing(code_payment)


@door.writes(
    "POST", "/code-payments/{code_payment}/seen", permission=CONFIRM, answer=CodePayment,
    summary="Say that what was odd about it is dealt with",
)  # fmt: skip
def note_code_payment_seen(caller: Caller, code_payment: Id) -> CodePayment:
    mark_seen(wish(MarkSeen, caller, payment=code_payment, at=caller.now))
    return _standing(code_payment)


@door.writes(
    "POST", "/bank-moves/{bank_move}/seen", permission=CONFIRM, answer=SeenMove,
    summary="Say that a move which no payment fits is dealt with",
)  # fmt: skip
def note_bank_move_seen(caller: Caller, bank_move: MoveKey) -> SeenMove:
    if not is_bank_move(bank_move):
        raise Unknown
    mark_seen(wish(MarkSeen, caller, move=bank_move, at=caller.now))
    return SeenMove(move=bank_move)


def _standing(payment: UUID) -> CodePayment:
    row = code_payment(payment)
    if row is None:
        raise Unknown
    shown = CodePaymentRow.from_orm(row).model_dump()
    return CodePayment(**shown, events=told(CodePaymentEvent, words_of(payment)))
