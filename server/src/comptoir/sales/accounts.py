"""Customers' accounts: what a sale writes to one, what a payment takes off, and whether that was within the limit.

A balance is the sum of all tenders that name the account: it is exact whatever order tills' entries come in.
"""

from collections.abc import Iterator
from uuid import UUID

from comptoir.sales.acts import ActsBody
from comptoir.sales.bodies import SaleBody
from comptoir.sales.differences import Difference
from comptoir.sales.state import AccountState
from comptoir.staff.rights import Right

ACCOUNT = "account"


def accounts_of(sale: SaleBody) -> set[UUID]:
    """The accounts that a sale or a payment moves."""
    return {tender.account for tender in sale.tenders if tender.account is not None}


def judge_accounts(sale: SaleBody, accounts: dict[UUID, AccountState], acts: ActsBody | None) -> Iterator[Difference]:
    """What looks wrong. The balances are changed: the next entry of the batch sees them."""
    for number, tender in enumerate(sale.tenders, start=1):
        if tender.kind == ACCOUNT and tender.account is None:
            yield Difference("account_unknown", number, str(tender.amount), "")
        if tender.account is None:
            continue
        known = accounts.get(tender.account)
        if known is None or not known.is_known:
            yield Difference("account_unknown", number, str(tender.account), "")
            continue
        known.balance += tender.amount
        if tender.amount <= 0:
            continue
        if not known.is_open:
            yield Difference("account_closed", number, str(tender.amount), "0")
        over = known.balance - known.limit
        if over > 0 and not _is_allowed(acts, over):
            yield Difference("account_limit", number, str(known.balance), f"≤ {known.limit}")


def _is_allowed(acts: ActsBody | None, over: int) -> bool:
    """Somebody saw that it is over the limit, at least by so much, and said yes. Whether they may is judged as ever."""
    approvals = acts.approvals if acts is not None else []
    return any(given.right == Right.EXCEED_CREDIT and given.asked >= over for given in approvals)
