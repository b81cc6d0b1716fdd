"""Deposits on bottles in the ledger: rung with goods, given back, paid out, and by a machine's voucher, once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from comptoir.catalog.deposit_commands import EndBottleVoucherPattern
from comptoir.catalog.operations import end_voucher_pattern
from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.kernel import new_uuid7
from comptoir.sales.entries import Answer
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.staff.commands import SaveRole, SetPost
from comptoir.staff.public import Right, save_role, set_post
from tests.sales.bottles import Bottles, back, deposits_of, furnish, paper, sale_of, voucher, with_deposit
from tests.sales.shop import Counter, Shop, count, discrepancies, new_till, rows, value


@pytest.fixture
def bottles(shop: Shop) -> Bottles:
    return furnish(shop)


@pytest.fixture
def till(shop: Shop, bottles: Bottles, database) -> SimulatedTill:
    return begun(shop, bottles, database, "A1")


def begun(shop: Shop, bottles: Bottles, database: Any, code: str) -> SimulatedTill:
    found = new_till(shop, code)
    found.engine_version, found.catalog_position = 2, bottles.position
    submit(database.app, (found, [found.start_chain()]))
    return found


def submit(dsn: str, *deliveries: tuple[SimulatedTill, list[Sealed]]) -> list[str]:
    """Each delivery over a connection of its own, all at the same time."""

    async def one(till: SimulatedTill, entries: list[Sealed]) -> list[Answer]:
        connection = await asyncpg.connect(dsn)
        try:
            return await Counter(connection).submit(till, list(entries))
        finally:
            await connection.close()

    async def run() -> list[str]:
        found = await asyncio.gather(*(one(till, entries) for till, entries in deliveries))
        return [answer.status.value for answers in found for answer in answers]

    return asyncio.run(run())


def test_a_deposit_is_rung_with_its_goods_and_not_discounted(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    pieces = [*with_deposit(replace(shop.wine, quantity_milli=6_000), bottles.bottle, 1)]
    pieces += with_deposit(shop.bread, bottles.crate, 1, at=3)
    body = sale_of(till, shop, pieces, discount_ppm=100_000)

    answers = submit(database.app, (till, [till.seal("sale", body)]))

    assert (answers, discrepancies(shop.organization)) == (["stored"], [])
    # 6 wine at 8.90 and bread less a tenth, six bottles at 0.15 and a crate at 3.00 whole.
    assert body["gross"] == 5340 + 115 - 546 + 90 + 300
    assert [line["basket_discount"] for line in body["lines"]] == [534, 0, 12, 0]
    assert deposits_of(shop.organization) == [(6_000, 90, ""), (1_000, 300, "")]
    # A deposit is no goods of a shelf.
    assert count("stock_movement", shop.organization) == 2
    assert [(row["tax_category"], row["gross"]) for row in rows("sales_tax_subtotal", shop.organization, "number")] == [
        ("O", 300), ("S", 103), ("S", 4896),
    ]  # fmt: skip


def test_a_discounted_deposit_and_one_of_another_tax_are_flagged(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    body = sale_of(till, shop, with_deposit(shop.wine, bottles.bottle, 1))
    body["lines"][1] |= {"unit_price": 10, "amount": 10, "tax_category": "S", "tax_rate_ppm": 55_000}

    answers = submit(database.app, (till, [till.seal("sale", body)]))

    found = discrepancies(shop.organization)
    assert answers == ["stored"]
    assert ("price", "10", "15") in found
    assert ("tax_rate", "S 55000", "O 0") in found


def test_empties_alone_pay_out_and_count_as_come_back(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    body = sale_of(till, shop, [back(bottles.bottle, 12), back(bottles.crate, 1)])

    answers = submit(database.app, (till, [till.seal("sale", body)]))

    assert (answers, discrepancies(shop.organization)) == (["stored"], [])
    [sale] = rows("sales_sale", shop.organization)
    assert (sale["kind"], sale["gross"], sale["returned"]) == ("sale", -480, -480)
    [tender] = rows("sales_tender", shop.organization)
    assert (tender["kind"], tender["amount"], tender["change"]) == ("cash", -480, 480)
    assert deposits_of(shop.organization) == [(-12_000, -180, ""), (-1_000, -300, "")]
    assert count("stock_movement", shop.organization) == 0


def test_a_mixed_basket_is_balanced_and_says_what_came_back(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    body = sale_of(till, shop, [*with_deposit(shop.wine, bottles.bottle, 1), back(bottles.bottle, 3)])
    wrong = sale_of(till, shop, [*with_deposit(shop.wine, bottles.bottle, 1), back(bottles.bottle, 3)])
    wrong["returned"] = -15

    answers = submit(database.app, (till, [till.seal("sale", body), till.seal("sale", wrong)]))

    assert answers == ["stored", "stored"]
    assert (body["gross"], body["returned"]) == (890 + 15 - 45, -45)
    assert discrepancies(shop.organization) == [("total", "-15", "-45")]


def test_paying_out_takes_a_right_up_to_its_limit(shop: Shop, bottles: Bottles, till: SimulatedTill, database) -> None:
    person, role = new_uuid7(), new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=person, name="Zoé"))
    rights = {Right.PAY_OUT_DEPOSITS: 200, Right.OPEN_DAY: 1}
    save_role(SaveRole(organization=shop.organization, person=None, id=role, name="Caisse", rights=rights))
    set_post(SetPost(organization=shop.organization, person=None, employee=person, role=role))
    till.cashier = person
    till.catalog_position = value(
        "SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization
    )
    within = sale_of(till, shop, [back(bottles.bottle, 13)])
    beyond = sale_of(till, shop, [back(bottles.bottle, 14)])

    answers = submit(database.app, (till, [till.seal("sale", within), till.seal("sale", beyond)]))

    assert answers == ["stored", "stored"]
    assert discrepancies(shop.organization) == [("limit", "pay_out_deposits 210", "200")]


def test_a_machine_s_voucher_gives_what_stands_on_it(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    right = sale_of(till, shop, [*with_deposit(shop.wine, bottles.bottle, 1), paper(voucher(42, 325), 325)])
    wrong = sale_of(till, shop, [paper(voucher(43, 325), 3_250)])
    foreign = sale_of(till, shop, [paper("280004400325", 325)])

    answers = submit(database.app, (till, [till.seal("sale", body) for body in (right, wrong, foreign)]))

    assert answers == ["stored"] * 3
    assert sorted(discrepancies(shop.organization)) == [
        ("bottle_voucher_amount", "325", ""),
        ("bottle_voucher_amount", "3250", "325"),
    ]
    assert (-1_000, -325, voucher(42, 325)) in deposits_of(shop.organization)


def test_a_voucher_that_another_till_paid_is_flagged_and_a_repeat_is_not(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    other = begun(shop, bottles, database, "B2")
    first = till.seal("sale", sale_of(till, shop, [paper(voucher(42, 325), 325)]))
    second = other.seal("sale", sale_of(other, shop, [paper(voucher(42, 325), 325)]))

    answers = submit(database.app, (till, [first]))
    again = submit(database.app, (till, [first]))
    late = submit(database.app, (other, [second]))

    assert (answers, again, late) == (["stored"], ["already_stored"], ["stored"])
    [(code, claimed, where)] = discrepancies(shop.organization)
    assert (code, claimed) == ("bottle_voucher_used", voucher(42, 325))
    assert where.startswith(f"A1 {till.now:%Y-%m-%dT%H:%M}")
    assert count("sales_bottle_deposit", shop.organization) == 2


def test_of_two_tills_at_the_same_moment_one_is_flagged(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    other = begun(shop, bottles, database, "B2")
    entries = [(one, [one.seal("sale", sale_of(one, shop, [paper(voucher(7, 100), 100)]))]) for one in (till, other)]

    answers = submit(database.app, *entries)

    assert answers == ["stored", "stored"]
    assert [code for code, _, _ in discrepancies(shop.organization)] == ["bottle_voucher_used"]


def test_twice_in_one_batch_is_seen_and_a_machine_may_repeat_a_number_later(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    code = voucher(9, 250)
    twice = [till.seal("sale", sale_of(till, shop, [paper(code, 250)])) for _ in range(2)]
    answers = submit(database.app, (till, twice))

    till.now += timedelta(days=31)
    later = submit(database.app, (till, [till.seal("sale", sale_of(till, shop, [paper(code, 250)]))]))

    assert (answers, later) == (["stored", "stored"], ["stored"])
    assert [code for code, _, _ in discrepancies(shop.organization)] == ["bottle_voucher_used", "clock"]


def test_a_pattern_that_ended_still_explains_what_was_paid_by_it(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    [known] = rows("catalog_bottle_voucher_pattern", shop.organization)
    end_voucher_pattern(
        EndBottleVoucherPattern(organization=shop.organization, person=None, id=known["id"])  # type: ignore[arg-type]
    )

    answers = submit(database.app, (till, [till.seal("sale", sale_of(till, shop, [paper(voucher(1, 50), 50)]))]))

    assert (answers, discrepancies(shop.organization)) == (["stored"], [])


def test_the_deposit_of_a_returned_bottle_goes_back_with_it(
    shop: Shop, bottles: Bottles, till: SimulatedTill, database
) -> None:
    body = sale_of(till, shop, with_deposit(replace(shop.wine, quantity_milli=2_000), bottles.bottle, 1))
    sold = till.seal("sale", body)
    back_again: Any = replace(till).refund(sold, {1: 1_000, 2: 1_000}).body
    back_again["lines"][1]["kind"] = "deposit"

    answers = submit(database.app, (till, [sold, till.seal("refund", back_again)]))

    assert (answers, discrepancies(shop.organization)) == (["stored", "stored"], [])
    assert sorted(deposits_of(shop.organization)) == [(-1_000, -15, ""), (2_000, 30, "")]
    assert back_again["gross"] == -905
