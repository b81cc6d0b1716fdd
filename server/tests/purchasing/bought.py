"""A supplier of the small shop, and orders of wine and bread: for tests."""

from datetime import UTC, date, datetime
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.purchasing.commands import (
    AddRecipient,
    Came,
    OpenOrder,
    ReceiveGoods,
    SaveOffer,
    SaveSupplier,
    SendPurchase,
    Wanted,
)
from comptoir.purchasing.operations import add_recipient, open_order, save_offer, save_supplier, send_purchase
from tests.sales.shop import Shop

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def wine(shop: Shop) -> UUID:
    return UUID(str(shop.wine.item))


def bread(shop: Shop) -> UUID:
    return UUID(str(shop.bread.item))


def add_supplier(shop: Shop, **changes: object) -> UUID:
    """Cave Haute: three days, wine at 4.20 under its reference."""
    supplier = new_uuid7()
    terms: dict[str, object] = {"name": "Cave Haute", "email": "cave@example.fr", "lead_days": 3} | changes
    save_supplier(SaveSupplier(organization=shop.organization, person=None, id=supplier, **terms))  # type: ignore[arg-type]
    save_offer(
        SaveOffer(
            organization=shop.organization, person=None, supplier=supplier, item=wine(shop), reference="V-12",
            unit_cost=420, minimum_milli=6_000,
        )
    )  # fmt: skip
    return supplier


def add_order(shop: Shop, supplier: UUID, *lines: tuple[UUID, int], is_sent: bool = True) -> UUID:
    """An order of so many each, sent by hand."""
    order = new_uuid7()
    wanted = tuple(Wanted(item=item, quantity_milli=milli) for item, milli in lines)
    open_order(
        OpenOrder(
            organization=shop.organization, person=None, id=order, supplier=supplier, store=shop.store, lines=wanted
        )
    )
    if is_sent:
        send_purchase(sending(shop, order))
    return order


def sending(shop: Shop, order: UUID, address: str = "") -> SendPurchase:
    return SendPurchase(
        organization=shop.organization, person=None, order=order, letter=new_uuid7(), address=address, now=NOW,
        today=TODAY,
    )  # fmt: skip


def delivery(shop: Shop, order: UUID, *lines: tuple[UUID, int, int | None]) -> ReceiveGoods:
    came = tuple(Came(item=item, quantity_milli=milli, unit_cost=cost) for item, milli, cost in lines)
    return ReceiveGoods(organization=shop.organization, person=None, id=new_uuid7(), order=order, lines=came, now=NOW)


def told(shop: Shop) -> UUID:
    """Who gets a mail when items run low."""
    recipient = new_uuid7()
    add_recipient(
        AddRecipient(
            organization=shop.organization, person=None, id=recipient, address="epicerie@example.fr", language="fr",
            store=None, now=NOW,
        )
    )  # fmt: skip
    return recipient
