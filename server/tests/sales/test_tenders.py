"""Tenders beside cash and card: judged by what the till knew, balances that are never negative. Through the ledger."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from comptoir.kernel import new_uuid7
from comptoir.payments.commands import AddExchangeRate, SaveTenderKind
from comptoir.payments.public import add_exchange_rate, save_tender_kind
from comptoir.sales.entries import Answer, Status
from comptoir.sales.simulation import BasketLine, Sealed, SimulatedTill
from tests.sales.shop import Counter, Shop, new_till, open_shop, rows, value


@pytest.fixture(scope="module")
def shop(database, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    from django.conf import settings

    home, settings.HOME = settings.HOME, Path(tmp_path_factory.mktemp("home"))
    with django_db_blocker.unblock():
        found = open_shop()
    settings.HOME = home
    return found


_codes = iter(f"V{number}" for number in range(1, 1_000))


@pytest.fixture
def tills(shop: Shop, db: None, settings, tmp_path: Path, database) -> list[SimulatedTill]:
    """Two tills that began their chains."""
    settings.HOME = tmp_path
    found = [new_till(shop, next(_codes)) for _ in range(2)]
    submit(database.app, *((till, [till.start_chain()]) for till in found))
    return found


@pytest.fixture
def till(tills: list[SimulatedTill]) -> SimulatedTill:
    return tills[0]


def submit(dsn: str, *deliveries: tuple[SimulatedTill, list[Sealed]]) -> list[list[Answer]]:
    """Each delivery over a connection of its own, all at the same time."""

    async def one(till: SimulatedTill, entries: list[Sealed]) -> list[Answer]:
        connection = await asyncpg.connect(dsn)
        try:
            return await Counter(connection).submit(till, list(entries))
        finally:
            await connection.close()

    async def run() -> list[list[Answer]]:
        return list(await asyncio.gather(*(one(till, entries) for till, entries in deliveries)))

    return asyncio.run(run())


def sell(till: SimulatedTill, lines: list[BasketLine], change: Callable[[Any], None]) -> Sealed:
    body: Any = replace(till).sell(lines).body
    change(body)
    return till.seal("sale", body)


def paid(*tenders: dict[str, Any]) -> Callable[[Any], None]:
    def change(body: Any) -> None:
        body["tenders"] = list(tenders)

    return change


def order(shop: Shop) -> dict[object, Any]:
    """The place of each entry: identifiers of one millisecond are in no order."""
    return {row["id"]: row["sequence"] for row in rows("sales_entry", shop.organization)}


def flags(shop: Shop, till: SimulatedTill) -> list[tuple[str, str, str]]:
    places = order(shop)
    entries = {row["id"] for row in rows("sales_entry", shop.organization) if row["till_id"] == till.identity.till}
    found = [row for row in rows("sales_discrepancy", shop.organization) if row["entry_id"] in entries]
    found.sort(key=lambda row: (places[row["entry_id"]], row["number"]))
    return [(str(row["code"]), str(row["claimed"]), str(row["computed"])) for row in found]


def meal_voucher(shop: Shop, **settings: Any) -> UUID:
    key: UUID = settings.pop("id", None) or new_uuid7()
    save_tender_kind(
        SaveTenderKind(
            **{
                "organization": shop.organization,
                "person": None,
                "id": key,
                "kind": "meal_voucher",
                "name": "Titre-restaurant",
                "gives_change": False,
                "opens_drawer": True,
                "is_counted": True,
                **settings,
            }
        )
    )
    return key


def own(kind: UUID, amount: int, *, revision: int = 1, **more: Any) -> dict[str, Any]:
    return {"kind": "meal_voucher", "tender": str(kind), "revision": revision, "amount": amount, **more}


def cash(amount: int) -> dict[str, Any]:
    return {"kind": "cash", "amount": amount, "received": amount, "change": 0}


def gift_line(amount: int, voucher: UUID, number: int = 1) -> dict[str, Any]:
    return {
        "line": number, "quantity_milli": 1000, "unit": "C62", "unit_price": amount, "line_discount": 0,
        "basket_discount": 0, "amount": amount, "tax_category": "O", "tax_rate_ppm": 0, "voucher": str(voucher),
    }  # fmt: skip


def sell_card(till: SimulatedTill, shop: Shop, voucher: UUID, amount: int) -> Sealed:
    """Sell a multi-purpose gift card: no tax yet."""

    def change(body: Any) -> None:
        body["lines"] = [gift_line(amount, voucher)]
        body["tax_subtotals"] = [{"tax_category": "O", "tax_rate_ppm": 0, "net": amount, "tax": 0, "gross": amount}]
        body |= {"net": amount, "tax": 0, "gross": amount, "tenders": [{"kind": "card", "amount": amount}]}

    return sell(till, [shop.bread], change)


def redeem(voucher: UUID, amount: int, **more: Any) -> dict[str, Any]:
    return {"kind": "gift_card", "voucher": str(voucher), "amount": amount, **more}


def balance(shop: Shop, voucher: UUID) -> tuple[int, int]:
    [found] = [row for row in rows("payments_voucher", shop.organization) if row["id"] == voucher]
    return int(str(found["balance"])), int(str(found["shortfall"]))


def movements(shop: Shop, voucher: UUID) -> list[tuple[int, int, str]]:
    places = order(shop)
    found = [row for row in rows("payments_voucher_movement", shop.organization) if row["voucher_id"] == voucher]
    found.sort(key=lambda row: (places[row["entry_id"]], row["number"]))
    return [(int(str(row["amount"])), int(str(row["balance"])), str(row["reason"])) for row in found]


def test_a_meal_voucher_within_its_settings_raises_no_flag(shop: Shop, till: SimulatedTill, database) -> None:
    assert shop.bread.category is not None
    kind = meal_voucher(shop, categories=(shop.bread.category,), amount_max=2_000)
    sale = sell(till, [shop.bread, shop.wine], paid(own(kind, 1_005, face=1_100)))

    [answers] = submit(database.app, (till, [sale]))

    assert [answer.status for answer in answers] == [Status.STORED]
    assert flags(shop, till) == []
    [detail] = [row for row in rows("sales_tender_detail", shop.organization) if row["tender_kind"] == kind]
    assert (detail["revision"], detail["face"], detail["voucher"], detail["currency"]) == (1, 1_100, None, "")
    [tender] = [row for row in rows("sales_tender", shop.organization) if row["sale_id"] == detail["sale_id"]]
    assert (tender["kind"], tender["amount"]) == ("meal_voucher", 1_005)


def test_a_voucher_beyond_its_articles_and_its_maximum_is_flagged(shop: Shop, till: SimulatedTill, database) -> None:
    assert shop.bread.category is not None
    kind = meal_voucher(shop, categories=(shop.bread.category,), amount_max=500)

    def change(body: Any) -> None:
        body["lines"][1]["category"] = str(new_uuid7())
        body["tenders"] = [own(kind, 600), cash(405)]

    submit(database.app, (till, [sell(till, [shop.bread, shop.wine], change)]))

    assert flags(shop, till) == [("tender_maximum", "600", "≤ 500"), ("tender_eligible", "600", "≤ 115")]


def test_a_tender_is_judged_by_the_revision_that_its_till_knew(shop: Shop, till: SimulatedTill, database) -> None:
    kind = meal_voucher(shop, amount_max=2_000)
    meal_voucher(shop, id=kind, amount_max=100)
    entries = [
        sell(till, [shop.wine], paid(own(kind, 890))),
        sell(till, [shop.wine], paid(own(kind, 890, revision=2))),
        sell(till, [shop.wine], paid(own(kind, 890, revision=3))),
        sell(till, [shop.wine], paid(own(new_uuid7(), 890))),
    ]

    submit(database.app, (till, entries))

    assert flags(shop, till) == [
        ("tender_maximum", "890", "≤ 100"),
        ("tender_unknown", "meal_voucher", ""),
        ("tender_unknown", "meal_voucher", ""),
    ]


def test_what_the_law_forbids_is_flagged_by_its_day(shop: Shop, till: SimulatedTill, database) -> None:
    dear = replace(shop.wine, item=None, name="", unit_price=100_001)
    entries = [
        sell(till, [dear], lambda body: None),
        sell(till, [dear], paid({"kind": "card", "amount": 100_001})),
        sell(till, [replace(dear, unit_price=100_000)], lambda body: None),
        sell(till, [replace(dear, unit_price=2_600)], paid({"kind": "meal_voucher", "amount": 2_501}, cash(99))),
    ]

    submit(database.app, (till, entries))

    assert flags(shop, till) == [
        ("tender_limit", "cash 100001", "≤ 100000"),
        ("tender_limit", "meal_voucher 2501", "≤ 2500"),
    ]


def test_an_old_tills_cash_and_cards_are_what_they_were(shop: Shop, till: SimulatedTill, database) -> None:
    submit(database.app, (till, [till.sell([shop.bread]), till.sell([shop.wine], card=500)]))

    assert flags(shop, till) == []
    assert [row for row in rows("sales_tender_detail", shop.organization) if row["tender_kind"] is None] == []


def test_what_a_simulated_terminal_approved_is_stored_and_flagged(shop: Shop, till: SimulatedTill, database) -> None:
    before = len(rows("sales_sale", shop.organization))
    tried = sell(till, [shop.wine], paid({"kind": "card", "amount": 890, "terminal": "simulated"}))
    other = sell(till, [shop.wine], paid({"kind": "card", "amount": 890, "terminal": "from-the-future"}))

    submit(database.app, (till, [tried, other]))

    assert flags(shop, till) == [("simulated_terminal", "890", "0")]
    assert len(rows("sales_sale", shop.organization)) - before == 2


def test_the_change_of_a_voucher_is_cash_that_left(shop: Shop, till: SimulatedTill, database) -> None:
    back = {"kind": "cash", "amount": -110, "received": 0, "change": 110}
    good = sell(till, [shop.wine], paid({"kind": "gift_voucher", "amount": 1_000}, back))
    bad = sell(till, [shop.wine], paid({"kind": "gift_voucher", "amount": 1_000}))

    submit(database.app, (till, [good, bad]))

    assert flags(shop, till) == [("tenders", "1000", "890")]


def test_foreign_cash_is_judged_by_the_rate_of_its_day(shop: Shop, till: SimulatedTill, database) -> None:
    today = datetime.now(UTC).date()
    for days, rate_ppm in ((0, 1_060_000), (7, 1_070_000)):
        add_exchange_rate(
            AddExchangeRate(
                organization=shop.organization, person=None, id=new_uuid7(), currency="CHF",
                valid_from=today + timedelta(days=days), rate_ppm=rate_ppm, today=today,
            )
        )  # fmt: skip
    francs = {"kind": "foreign_cash", "currency": "CHF", "foreign_amount": 1_000, "rate_ppm": 1_060_000}
    back = {"kind": "cash", "amount": -170, "received": 0, "change": 170}
    entries = [
        sell(till, [shop.wine], paid({**francs, "amount": 1_060}, back)),
        sell(
            till,
            [shop.wine],
            paid({**francs, "amount": 1_070, "rate_ppm": 1_070_000}, {**back, "amount": -180, "change": 180}),
        ),
        sell(till, [shop.wine], paid({**francs, "amount": 890, "foreign_amount": 839})),
    ]

    submit(database.app, (till, entries))

    assert flags(shop, till) == [("tender_rate", "1070000", "1060000"), ("tender_rate", "890", "889")]
    details = [row for row in rows("sales_tender_detail", shop.organization) if row["currency"] == "CHF"]
    assert sorted(int(str(row["foreign_amount"])) for row in details) == [839, 1_000, 1_000]


def test_a_gift_card_is_sold_and_pays(shop: Shop, till: SimulatedTill, database) -> None:
    card = new_uuid7()
    entries = [
        sell_card(till, shop, card, 5_000),
        sell(till, [shop.wine], paid(redeem(card, 890))),
        sell_card(till, shop, card, 1_000),
    ]

    submit(database.app, (till, entries))
    submit(database.app, (till, entries))

    assert flags(shop, till) == []
    assert balance(shop, card) == (5_110, 0)
    assert movements(shop, card) == [(5_000, 5_000, "sold"), (-890, 4_110, "paid"), (1_000, 5_110, "sold")]
    # What is left, for tills that will have no line: in one batch, as it stood behind each.
    said = [(row["kind"], row["subject"], row["amount"]) for row in rows("sales_told", shop.organization, "position")]
    assert said == [("card", str(card), 5_000), ("card", str(card), 4_110), ("card", str(card), 5_110)]


def test_two_tills_at_once_never_take_more_than_there_is(shop: Shop, tills: list[SimulatedTill], database) -> None:
    card = new_uuid7()
    submit(database.app, (tills[0], [sell_card(tills[0], shop, card, 1_000)]))
    redemptions = [(till, [sell(till, [shop.wine], paid(redeem(card, 890)))]) for till in tills]

    submit(database.app, *redemptions)

    assert balance(shop, card) == (0, 780)
    assert [flag for till in tills for flag in flags(shop, till)] == [("voucher_overdrawn", "890", "110")]
    assert sorted(amount for amount, _, _ in movements(shop, card)) == [-890, -890, 1_000]


def test_a_card_redeemed_before_its_sale_arrived_is_flagged_and_made_up_for(
    shop: Shop, tills: list[SimulatedTill], database
) -> None:
    card = new_uuid7()
    seller, payer = tills
    sold = sell_card(seller, shop, card, 5_000)
    submit(database.app, (payer, [sell(payer, [shop.wine], paid(redeem(card, 890)))]))
    before = balance(shop, card)

    submit(database.app, (seller, [sold]))

    assert (before, balance(shop, card)) == ((0, 890), (4_110, 0))
    assert flags(shop, payer) == [("voucher_unknown", "890", "0")]
    assert flags(shop, seller) == []


def test_a_refund_gives_back_to_the_card(shop: Shop, till: SimulatedTill, database) -> None:
    card = new_uuid7()
    sold = sell_card(till, shop, card, 1_000)
    sale = sell(till, [shop.wine], paid(redeem(card, 890)))
    body: Any = replace(till).refund(sale, {1: 1_000}).body
    body["tenders"] = [redeem(card, -890)]
    refund = till.seal("refund", body)

    submit(database.app, (till, [sold, sale, refund]))

    assert flags(shop, till) == []
    assert balance(shop, card) == (1_000, 0)
    assert movements(shop, card)[-1] == (890, 1_000, "given_back")


def test_a_single_purpose_card_is_taxed_when_it_is_sold(shop: Shop, till: SimulatedTill, database) -> None:
    card = new_uuid7()
    load = replace(shop.wine, item=None, name="", unit_price=2_000)

    def sold(body: Any) -> None:
        body["lines"][0]["voucher"] = str(card)

    def redeemed(body: Any) -> None:
        body["lines"][1]["voucher"] = str(card)

    spent = replace(load, unit_price=890, quantity_milli=-1_000)

    submit(database.app, (till, [sell(till, [load], sold), sell(till, [shop.wine, spent], redeemed)]))

    assert flags(shop, till) == []
    assert balance(shop, card) == (1_110, 0)
    [row] = [row for row in rows("payments_voucher", shop.organization) if row["id"] == card]
    assert (row["tax_category"], row["tax_rate_ppm"], row["kind"]) == ("S", 200_000, "gift_card")
    taxes = rows("sales_tax_subtotal", shop.organization, "sale_id")
    sales = [
        row["id"] for row in rows("sales_sale", shop.organization, "sold_at") if row["till_id"] == till.identity.till
    ]
    assert sorted(int(str(row["gross"])) for row in taxes if row["sale_id"] in sales) == [0, 2_000]


def taxed_card(till: SimulatedTill, shop: Shop, card: UUID, amount: int = 2_000) -> Sealed:
    """A card that is taxed when it is sold."""

    def change(body: Any) -> None:
        body["lines"][0]["voucher"] = str(card)

    return sell(till, [replace(shop.wine, item=None, name="", unit_price=amount)], change)


def test_a_taxed_card_that_pays_like_money_is_taxed_twice_and_flagged(
    shop: Shop, tills: list[SimulatedTill], database
) -> None:
    """Also where the entry that sold it comes later: its till was offline."""
    seller, payer = tills
    known, early = new_uuid7(), new_uuid7()
    submit(database.app, (seller, [taxed_card(seller, shop, known)]))
    late = taxed_card(seller, shop, early)
    wrong = [sell(payer, [shop.wine], paid(redeem(card, 890))) for card in (known, early)]
    submit(database.app, (payer, wrong))

    submit(database.app, (seller, [late]))

    assert flags(shop, payer) == [("voucher_taxed", "890", "S 200000"), ("voucher_unknown", "890", "0")]
    assert flags(shop, seller) == [("voucher_taxed", "890", "S 200000")]
    assert (balance(shop, known), balance(shop, early)) == ((1_110, 0), (1_110, 0))


def test_a_card_is_loaded_and_redeemed_under_its_own_tax(shop: Shop, till: SimulatedTill, database) -> None:
    multi, taxed = new_uuid7(), new_uuid7()

    def redeems(card: UUID) -> Callable[[Any], None]:
        def change(body: Any) -> None:
            body["lines"][1]["voucher"] = str(card)

        return change

    spent = replace(shop.wine, item=None, name="", unit_price=100, quantity_milli=-1_000)
    reduced = replace(spent, tax_rate_ppm=55_000)
    entries = [
        sell_card(till, shop, multi, 1_000),
        taxed_card(till, shop, taxed),
        sell(till, [shop.wine, spent], redeems(multi)),
        sell(till, [shop.wine, reduced], redeems(taxed)),
        sell_card(till, shop, taxed, 500),
    ]

    submit(database.app, (till, entries))

    assert flags(shop, till) == [
        ("voucher_tax", "S 200000", "O"),
        ("voucher_tax", "S 55000", "S 200000"),
        ("voucher_tax", "O", "S 200000"),
    ]


def test_what_a_taxed_card_took_off_goes_back_onto_it(shop: Shop, till: SimulatedTill, database) -> None:
    card = new_uuid7()
    spent = replace(shop.wine, item=None, name="", unit_price=890, quantity_milli=-1_000)

    def redeemed(body: Any) -> None:
        body["lines"][1]["voucher"] = str(card)

    loaded = taxed_card(till, shop, card)
    sale = sell(till, [shop.wine, spent], redeemed)
    body: Any = replace(till).refund(sale, {1: 1_000, 2: -1_000}).body
    body["tenders"] = []
    back = till.seal("refund", body)

    submit(database.app, (till, [loaded, sale, back]))

    assert flags(shop, till) == []
    assert body["gross"] == 0
    assert balance(shop, card) == (2_000, 0)
    assert movements(shop, card)[-1] == (890, 2_000, "reloaded")


def test_tips_are_kept_apart_from_turnover(shop: Shop, till: SimulatedTill, database) -> None:
    tipped = sell(
        till,
        [shop.wine],
        paid({"kind": "cash", "amount": 890, "received": 1_000, "change": 60, "tip": 50}),
    )
    late = till.seal(
        "late_tip",
        {
            "session": str(till.session), "cashier": str(till.cashier), "kind": "card", "tip": 200,
            "refers_to": {"chain": str(till.identity.chain), "sequence": tipped.sequence, "digest": tipped.digest},
        },
    )  # fmt: skip
    broken = till.seal("late_tip", {"tip": 0, "kind": "card"})

    submit(database.app, (till, [tipped, late, broken]))
    submit(database.app, (till, [tipped, late, broken]))

    assert flags(shop, till) == [("body", "late_tip", "")]
    places = order(shop)
    found = [row for row in rows("sales_tip", shop.organization) if row["till_id"] == till.identity.till]
    found.sort(key=lambda row: places[row["entry_id"]])
    assert [(row["kind"], row["amount"], row["sale_sequence"]) for row in found] == [
        ("cash", 50, None), ("card", 200, tipped.sequence),
    ]  # fmt: skip


def test_a_broken_member_is_stored_and_not_counted(shop: Shop, till: SimulatedTill, database) -> None:
    sale = sell(till, [shop.wine], paid({"kind": "gift_card", "voucher": "not an identifier", "amount": 890}))

    [answers] = submit(database.app, (till, [sale]))

    assert [answer.status for answer in answers] == [Status.STORED]
    assert flags(shop, till) == [("body", "sale", "")]
    assert value("SELECT count(*) FROM sales_sale WHERE till_id = %s", till.identity.till) == 0
