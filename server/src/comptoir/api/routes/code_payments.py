"""Payments by code: the accounts that customers pay into, what nobody has confirmed yet, and a person's word for it."""

from typing import Annotated
from uuid import UUID

from ninja import Path

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.code_payments import (
    BankMove,
    ChainAccount,
    ChainAssignment,
    ChainTransfer,
    CodeAccount,
    CodeAccounts,
    CodeAccountTerms,
    CodeDecision,
    CodePayment,
    CodePaymentEvent,
    CodePaymentRow,
    CodePayments,
    NewCodeAccount,
    ReturnedTransfer,
    SeenMove,
)
from comptoir.api.shapes.common import Id
from comptoir.api.wishes import Kept, told, wish
from comptoir.identity.public import Permission
from comptoir.payments.chain_strangers import (
    AssignTransfer,
    ChainAccountView,
    NoteReturned,
    TransferKey,
    assign_transfer,
    chain_accounts,
    note_returned,
)
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
BlockHash = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$", description="Of a transfer that is listed.")]
LogIndex = Annotated[int, Path(ge=0, le=1_000_000, description="Of a transfer that is listed.")]


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
        chains=[_chain(one) for one in chain_accounts()], decided=told(CodePaymentRow, decided()),
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


@door.writes(
    "POST", "/code-accounts/{code_account}/transfers/{block_hash}/{log_index}/assign", permission=CONFIRM,
    answer=CodePayment, summary="Say which payment a transfer on a chain was for",
)  # fmt: skip
def assign_chain_transfer(
    caller: Caller, code_account: Id, block_hash: BlockHash, log_index: LogIndex, assignment: ChainAssignment
) -> CodePayment:
    transfer = TransferKey(code_account, block_hash, log_index)
    assign_transfer(wish(AssignTransfer, caller, assignment, transfer=transfer, at=caller.now))
    return _standing(assignment.payment)


@door.writes(
    "POST", "/code-accounts/{code_account}/transfers/{block_hash}/{log_index}/returned", permission=CONFIRM,
    answer=ReturnedTransfer, summary="Say that a transfer which no payment fits was sent back",
)  # fmt: skip
def note_chain_transfer_returned(
    caller: Caller, code_account: Id, block_hash: BlockHash, log_index: LogIndex
) -> ReturnedTransfer:
    transfer = TransferKey(code_account, block_hash, log_index)
    note_returned(wish(NoteReturned, caller, transfer=transfer, at=caller.now))
    return ReturnedTransfer(block_hash=block_hash, log_index=log_index)


def _chain(account: ChainAccountView) -> ChainAccount:
    transfers = [
        ChainTransfer(
            block_hash=one.key.block_hash, log_index=one.key.log_index, at=one.at, tokens=str(one.tokens),
            candidates=[found.id for found in one.candidates],
        )
        for one in account.strangers
    ]  # fmt: skip
    return ChainAccount(
        id=account.id, name=account.name, looked_at=account.looked_at, trouble=account.trouble, transfers=transfers
    )


def _standing(payment: UUID) -> CodePayment:
    row = code_payment(payment)
    if row is None:
        raise Unknown
    shown = CodePaymentRow.from_orm(row).model_dump()
    return CodePayment(**shown, events=told(CodePaymentEvent, words_of(payment)))
