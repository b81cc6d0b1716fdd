"""Money of a link goes back by its provider: asked once, looked for ever after, and never more than was paid.

A till gives back what it took (docs/adr/0048); the office what no till has taken yet, whole. Who comes first has it:
both lock the link.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.links.errors import LinkTaken, LinkUnknown, NotPaid
from comptoir.links.models import Link, LinkTry
from comptoir.links.paying import lock_link, save_step
from comptoir.links.signatures import PaidWord
from comptoir.payments.accounts import accounts
from comptoir.payments.page_refunds import (
    PageRefund,
    RefundWord,
    as_uuid,
    begin_page_refund,
    hear_refunds,
    page_refund,
)
from comptoir.payments.providers.contract import Kind
from comptoir.payments.terminal_attempts import NUMBERS, AttemptView
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

# By what each provider's driver finds the payment: the page's name is the payment's own at Mollie's.
NAMED_BY = {"stripe": "page", "sumup": "page", "mollie": "payment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBackPaid:
    """So much of what a try brought. The id is the caller's; without a till it is the office, and all of it."""

    organization: UUID
    store: UUID | None
    till: UUID | None
    person: UUID | None
    id: UUID
    payment: UUID
    kind: Kind
    amount: int | None
    now: datetime
    # As the till counts; null: the link's own.
    currency: int | None = None
    is_void: bool = False


@operation
def give_back_paid(command: GiveBackPaid) -> AttemptView:
    """Write it down before the provider is asked. A repeat is answered as it stands, and asks for nothing."""
    row = LinkTry.objects.filter(organization_id=command.organization, id=command.payment).first()
    if row is None:
        raise LinkUnknown
    link = lock_link(Link.objects.filter(organization_id=command.organization, id=row.link_id).first())
    row.refresh_from_db()
    if command.store not in (None, link.store_id) or command.currency not in (None, NUMBERS[link.currency]):
        raise LinkUnknown
    is_new = page_refund(command.id) is None
    if is_new and link.taken_by != command.till:
        raise LinkTaken
    if is_new and row.state != LinkTry.State.APPROVED:
        raise NotPaid
    view = begin_page_refund(
        PageRefund(
            id=command.id, kind=command.kind, amount=command.amount or row.amount + row.tip, currency=link.currency,
            store=link.store_id, till=command.till, account=link.account_id, payment=row.id, paid=_names(link, row),
            most=row.amount + row.tip, now=command.now, is_void=command.is_void,
        )
    )  # fmt: skip
    if is_new and not command.is_void:
        audit.record("links.given_back", person=command.person, subject=str(link.id))
        if command.till is None:
            # Whoever has their money back owes nothing here any more: nobody else is sent away.
            link.state = Link.State.CANCELLED
        save_step(link, "state")
    return view


def hear_adyen(words: Iterable[PaidWord], now: datetime) -> int:
    """Adyen's signed calls say what it calls a payment, and what became of a refund; in an operation."""
    told = [word for word in words if word.reference]
    for word in told:
        if (word.event, word.is_good) == ("AUTHORISATION", True):
            _name(word)
    return hear_refunds(
        [
            RefundWord(word.reference, word.name, word.amount, word.currency, word.is_good)
            for word in told
            if word.event == "REFUND"
        ],
        now,
    )


def _name(word: PaidWord) -> None:
    key = as_uuid(word.reference)
    if key is None:
        return
    rows = LinkTry.objects.filter(organization_id=current_organization(), id=key)
    row = rows.select_related("link").first()
    if row is not None and (word.amount, word.currency) == (row.amount + row.tip, row.link.currency):
        rows.filter(payment="").update(payment=word.name)


def _names(link: Link, row: LinkTry) -> dict[str, str]:
    """What the provider's driver finds the payment by."""
    driver = next((one.driver for one in accounts() if one.id == link.account_id), "")
    return {"psp": row.payment} if driver == "adyen" else {NAMED_BY.get(driver, "page"): row.name}
