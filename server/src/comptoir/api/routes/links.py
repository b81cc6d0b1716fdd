"""Payment links: made, watched and cancelled by programs."""

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.links import NewPaymentLink, PaymentLink, PaymentLinks
from comptoir.api.wishes import wish
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.links.public import CancelLink, LinkView, MakeLink, cancel_link, link_of, links, make_link

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
    )  # fmt: skip
