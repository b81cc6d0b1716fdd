"""What a shop keeps besides its sales, for tests of taking it out: lots, pieces with their number, settings by place,
changes that wait, commissions, kept margins, closed books; and how each of them reads.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from comptoir.accounting.public import closings, earnings
from comptoir.commissions.commands import AddRule
from comptoir.commissions.public import add_rule, rules
from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.insights.commands import KeepEarned
from comptoir.insights.margin import earned, keep_earned
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddStore
from comptoir.platform.inherited import Changes, Level, Own, effective
from comptoir.platform.operations import add_store
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import BasketLine, Sealed, SimulatedTill
from comptoir.shops.commands import ChangeSettings, PlaceStores, SaveGroup
from comptoir.shops.public import change_settings, changes, groups, place_stores, save_group
from comptoir.stock.commands import SendTransfer
from comptoir.stock.lot_listing import lots_named, presumed_sales
from comptoir.stock.public import send_transfer, transfers
from tests.accounting.test_periods import close, company, files
from tests.insights.books import follow
from tests.purchasing.bought import bread, wine
from tests.sales.bottles import Piece, sale_of
from tests.sales.shop import Shop, submit
from tests.sales.stockroom import catch_up
from tests.stock.test_lots import came, goods, kept, lot

NOTE = "sign_in_note"
CODES = ("A", "B", "SN-7", "SN-8")
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
FURNISHED = {
    "accounting_closed_day", "accounting_closing", "commissions_kept", "commissions_rule", "insights_earned_day",
    "platform_setting", "platform_store_group", "shops_setting_change", "stock_lot_booking", "stock_lot_level",
    "stock_movement_lot", "stock_transfer_line",
}  # fmt: skip
LATER = datetime(2027, 2, 10, 9, tzinfo=UTC)


def furnish(shop: Shop, till: SimulatedTill, dsn: str) -> None:
    """Wine by lot, bread by its number, some on its way to a second store; a month closed with what it earned."""
    own: dict[str, Any] = {"organization": shop.organization, "person": None}
    north, group, seller = new_uuid7(), new_uuid7(), new_uuid7()
    add_store(
        AddStore(
            organization=shop.organization, id=north, legal_entity=company(shop), name="Nord", address="2 rue Basse",
            timezone="Europe/Paris", price_mode="gross",
        )
    )  # fmt: skip
    save_group(SaveGroup(**own, id=group, name="Nord"))
    place_stores(PlaceStores(**own, group=group, stores=(north,)))

    def say(level: Level, place: UUID | None, values: Changes, starts_at: datetime | None = None) -> None:
        change_settings(
            ChangeSettings(
                **own, id=new_uuid7(), level=level, place=place, values=values, now=till.now, starts_at=starts_at,
                zone="Europe/Paris",
            )
        )  # fmt: skip

    say(Level.ORGANIZATION, None, {NOTE: Own("tous"), "returns_days": Own(14)})
    say(Level.GROUP, group, {NOTE: Own("nord")})
    say(Level.STORE, shop.store, {NOTE: Own("neuf")}, till.now + timedelta(days=200))
    add_employee(AddEmployee(**own, id=seller, name="Amir"))
    add_rule(AddRule(**own, id=new_uuid7(), basis="net", rate_ppm=50_000, valid_from=FIRST))

    kept(shop, wine(shop), "lot")
    kept(shop, bread(shop), "serial")
    came(shop, wine(shop), 8_000, lot("A", 4_000, date(2026, 12, 1)), lot("B", 4_000))
    came(shop, bread(shop), 2_000, lot("", 1_000, serial="SN-7"), lot("", 1_000, serial="SN-8"))
    send_transfer(
        SendTransfer(
            **own, id=new_uuid7(), origin=shop.store, destination=north,
            lines=goods(wine(shop), 1_000, lot("B", 1_000)), note="", now=till.now,
        )
    )  # fmt: skip
    till.cashier, till.engine_version, till.catalog_position = seller, 2, shop.position
    entries: list[Sealed | bytes] = [
        _labelled(shop, till, shop.wine, lot="B"), _labelled(shop, till, shop.bread, serial="SN-7"),
    ]  # fmt: skip
    assert [answer.status for answer in submit(dsn, till, entries)] == ["stored"] * 2
    catch_up(dsn, shop.organization)
    follow(dsn, shop.organization)
    keep_earned(KeepEarned(organization=shop.organization, now=LATER))
    close(shop, FIRST, LAST, LATER)


def _labelled(shop: Shop, till: SimulatedTill, line: BasketLine, **label: str) -> Sealed:
    body = sale_of(till, shop, [Piece(line)])
    body["lines"][0] |= label
    sealed: Sealed = till.seal("sale", body)
    return sealed


@dataclass(frozen=True, slots=True)
class Reading:
    """What people read of all that."""

    lots: object
    books: object
    people: object
    settings: object
    periods: object
    margins: object


def read_all(shop: Shop) -> Reading:
    fec, datev = files(shop, FIRST, LAST)
    with reading(shop.organization):
        places = [(place.id, name) for place in stores() for name in (NOTE, "returns_days")]
        return Reading(
            lots=[(lots_named([code]), presumed_sales([code])) for code in CODES] + [transfers()],
            # The head of a DATEV file says when it was written.
            books=(fec, datev.split(b"\n", 1)[1]),
            people=(rules(), earnings(stores(), FIRST, LAST)),
            settings=([(place, name, effective(store=place)[name]) for place, name in places], groups(), changes()),
            periods=closings(company(shop)),
            margins=earned(shop.organization, first=FIRST, last=LAST, store=None),
        )
