"""Payment links: made, watched and cancelled by programs."""

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.links import (
    BackWord,
    GiveBack,
    LinkBack,
    LinkPayment,
    NewPaymentLink,
    PaymentLink,
    PaymentLinks,
)
from comptoir.api.wishes import wish
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.links.public import (
    CancelLink,
    GiveBackPaid,
    LinkView,
    MakeLink,
    TryView,
    cancel_link,
    give_back_paid,
    link_of,
    links,
    make_link,
)
from comptoir.payments.providers.contract import Kind
from comptoir.payments.terminal_attempts import OFFICE, DecideAttempt, decide

door = Door(tags=["Payment links"])
SEE, ACT = Permission.SEE_SALES, Permission.MANAGE_TILLS


@door.reads("/payment-links", permission=SEE, answer=PaymentLinks, summary="The newest payment links")
def get_payment_links(caller: Caller) -> PaymentLinks:
    return PaymentLinks(links=[_told(one) for one in links(caller.now)])


@door.reads("/payment-links/{link}", permission=SEE, answer=PaymentLink, summary="How one of them stands")
def get_payment_link(caller: Caller, link: Id) -> PaymentLink:
    return _standing(caller, link)


@door.writes(
    "POST", "/payment-links", permission=ACT, answer=PaymentLink, status=201, summary="Let somebody pay an amount"
)
def add_payment_link(caller: Caller, link: NewPaymentLink) -> PaymentLink:
    key = link.id or new_uuid7()
    make_link(wish(MakeLink, caller, link, id=key))
    return _standing(caller, key)


@door.writes(
    "POST", "/payment-links/{link}/cancel", permission=ACT, answer=PaymentLink,
    summary="Let nobody pay it any more; what was paid before still counts",
)  # fmt: skip
def cancel_payment_link(caller: Caller, link: Id) -> PaymentLink:
    cancel_link(wish(CancelLink, caller, link=link))
    return _standing(caller, link)


@door.writes(
    "POST", "/payment-links/{link}/payments/{link_payment}/give-back", permission=ACT, answer=PaymentLink,
    summary="Give back what no till took; the worker asks the provider, and nobody can pay the link any more",
)  # fmt: skip
def give_back_link_payment(caller: Caller, link: Id, link_payment: Id, back: GiveBack) -> PaymentLink:
    payment = _payment(caller, link, link_payment)
    give_back_paid(
        wish(
            GiveBackPaid, caller, back, id=back.id or new_uuid7(), store=None, till=None, payment=payment.id,
            kind=Kind.REVERSAL, amount=None,
        )
    )  # fmt: skip
    cancel_link(wish(CancelLink, caller, link=link))
    return _standing(caller, link)


@door.writes(
    "POST", "/payment-links/{link}/payments/{link_payment}/back-word", permission=ACT, answer=PaymentLink,
    summary="Say whether money went back, where the provider cannot tell",
)  # fmt: skip
def say_back_word(caller: Caller, link: Id, link_payment: Id, word: BackWord) -> PaymentLink:
    last = _payment(caller, link, link_payment).last_back
    if last is None:
        raise Unknown
    decide(wish(DecideAttempt, caller, word, id=last.id, till=OFFICE))
    return _standing(caller, link)


def _payment(caller: Caller, link: Id, payment: Id) -> TryView:
    found = link_of(caller.now, key=link)
    tries = () if found is None else found.tries
    one = next((one for one in tries if one.id == payment), None)
    if one is None:
        raise Unknown
    return one


def _standing(caller: Caller, link: Id) -> PaymentLink:
    found = link_of(caller.now, key=link)
    if found is None:
        raise Unknown
    return _told(found)


def _told(link: LinkView) -> PaymentLink:
    return PaymentLink(
        id=link.id, path=f"/pay/{link.token}", store=link.store, amount=link.amount, currency=link.currency,
        text=link.text, allows_parts=link.allows_parts, state=link.state, paid=link.paid, rest=link.rest,
        under_way=link.under_way, too_much=link.too_much, made_at=link.made_at, expires_at=link.expires_at,
        payments=[_paid(one) for one in link.tries],
    )  # fmt: skip


def _paid(payment: TryView) -> LinkPayment:
    backs = [LinkBack(id=one.id, amount=one.amount, state=one.state) for one in payment.backs]
    return LinkPayment(
        id=payment.id, amount=payment.amount, tip=payment.tip, state=payment.state, made_at=payment.made_at,
        is_sold=payment.is_sold, backs=backs,
    )  # fmt: skip
