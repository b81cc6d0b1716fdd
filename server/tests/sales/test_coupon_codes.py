"""A code that is good once, accepted by two tills: found when the later entry arrives, and said of both."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg

from comptoir.catalog.commands import MakeCouponCodes, SavePromotion
from comptoir.catalog.operations import make_coupon_codes, save_promotion
from comptoir.catalog.public import coupon_codes
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.sales.shop import Counter, Shop, count, new_till, rows
from tests.sales.test_judge_v2 import flags, newest, rules_at, sale, submit

TEN = {"name": "Dix", "kind": "basket", "percent_ppm": 100_000, "when": {"coupon": "TEN"}}


def made(shop: Shop, number: int) -> list[str]:
    rule = new_uuid7()
    save_promotion(SavePromotion(organization=shop.organization, person=None, id=rule, document=TEN))
    make_coupon_codes(
        MakeCouponCodes(organization=shop.organization, person=None, promotion=rule, batch=new_uuid7(), count=number)
    )
    with reading(shop.organization):
        return [view.code for view in coupon_codes(rule)]


def till_of(shop: Shop, code: str) -> SimulatedTill:
    till = new_till(shop, code)
    till.engine_version = 2
    till.catalog_position = newest(shop)
    return till


def show(shop: Shop, till: SimulatedTill, *codes: str) -> Sealed:
    body: Any = sale(till, shop, [shop.wine], rules=rules_at(shop, till.catalog_position), coupons=("TEN", *codes))
    return till.seal("sale", {**body, "coupons": ["TEN", *codes]})


def _uses(shop: Shop) -> list[tuple[str, UUID]]:
    return [(str(row["code"]), row["entry_id"]) for row in rows("sales_coupon_use", shop.organization, "entry_id")]  # type: ignore[misc]  # rows are of any columns


def test_two_tills_that_accept_one_code_are_both_told(shop: Shop, database) -> None:
    [code, other] = made(shop, 2)
    one, two = till_of(shop, "A1"), till_of(shop, "A2")

    submit(database.app, one, [one.start_chain(), show(shop, one, code)])
    assert flags(shop) == []
    submit(database.app, two, [two.start_chain()], [show(shop, two, code)], [show(shop, two, other)])

    said = [(row["kind"], row["subject"], row["store_id"]) for row in rows("sales_told", shop.organization, "position")]
    assert said == [("coupon", code, None), ("coupon", code, None), ("coupon", other, None)]
    (_, first), (_, second), (last, _) = _uses(shop)
    assert last == other
    assert flags(shop) == [("coupon_twice", code, str(second)), ("coupon_twice", code, str(first))]


def test_a_third_use_and_a_repeat_say_the_first_one_once(shop: Shop, database) -> None:
    [code] = made(shop, 1)
    till = till_of(shop, "A1")
    entries = [till.start_chain(), *(show(shop, till, code) for _ in range(3))]

    # In one batch, and the same batch again.
    submit(database.app, till, entries)
    submit(database.app, till, entries)

    _, first, second, third = (row["id"] for row in rows("sales_entry", shop.organization, "sequence"))
    said = {row["entry_id"]: row["computed"] for row in rows("sales_discrepancy", shop.organization)}
    assert said == {first: str(second), second: str(first), third: str(first)}
    assert len(flags(shop)) == 3


def test_a_code_that_everybody_may_say_is_said_often(shop: Shop, database) -> None:
    save_promotion(SavePromotion(organization=shop.organization, person=None, id=new_uuid7(), document=TEN))
    till = till_of(shop, "A1")

    submit(database.app, till, [till.start_chain(), show(shop, till), show(shop, till)])

    assert flags(shop) == []
    assert count("sales_coupon_use", shop.organization) == count("sales_told", shop.organization) == 0


def test_two_batches_at_once_see_each_other(shop: Shop, database) -> None:
    codes = made(shop, 2)
    tills = [till_of(shop, "A1"), till_of(shop, "A2")]
    # Each shows both codes, in the other order: locks are taken in one order, so nobody waits for ever.
    orders = (codes, codes[::-1])
    starts = [till.start_chain() for till in tills]
    shown = [show(shop, till, *order) for till, order in zip(tills, orders, strict=True)]

    async def deliver(till: SimulatedTill, entries: list[Sealed | bytes]) -> None:
        connection = await asyncpg.connect(database.app)
        try:
            await Counter(connection).submit(till, entries)
        finally:
            await connection.close()

    async def run() -> None:
        await asyncio.gather(*(deliver(till, [a, b]) for till, a, b in zip(tills, starts, shown, strict=True)))

    asyncio.run(run())

    assert count("sales_coupon_use", shop.organization) == 4
    assert sorted((code, claimed) for code, claimed, _ in flags(shop)) == sorted(
        [("coupon_twice", c) for c in codes] * 2
    )
