"""What goes beyond a cashier's role without the yes of somebody who may is stored, and flagged."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from django.db import connections

from comptoir.journal import EntryValue
from comptoir.kernel import new_uuid7
from comptoir.sales.bodies import SoldLine
from comptoir.sales.limits import discount_asked
from comptoir.sales.simulation import Body, Sealed, SimulatedTill
from comptoir.sales.simulation_flows import correct_tender
from comptoir.staff.commands import ClearPost, RemoveRole, SaveRole, SetPost
from comptoir.staff.history import PostAt, RoleAt, Spot, StaffHistory
from comptoir.staff.public import Right, clear_post, remove_role, save_role, set_post
from comptoir.staff.rights import UNLIMITED
from tests.conformance.cases import load
from tests.sales.shop import Counter, Shop, count, discrepancies, new_till, submit, value
from tests.sales.test_ledger import begin, outcomes

WEAK = {Right.OPEN_DAY: 1, Right.DISCOUNT: 100_000, Right.REFUND: 200, Right.CASH_OUT: 1_000}
STRONG = {Right.OPEN_DAY: 1, Right.DISCOUNT: 500_000, Right.REFUND: 10_000, Right.NO_SALE: 1, Right.VOID: 10_000}


def position(shop: Shop) -> int:
    return value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization)


def yes(approver: UUID, right: str, asked: int, limit: int) -> dict[str, EntryValue]:
    return {"approvals": [{"right": right, "asked": asked, "limit": limit, "approver": str(approver), "by": "pin",
                           "reason": "damaged"}]}  # fmt: skip


def sold(till: SimulatedTill, shop: Shop, discount_ppm: int, more: Body | None = None) -> Sealed:
    before = till.previous
    sealed = till.sell([shop.wine], discount_ppm=discount_ppm)
    if more is None:
        return sealed
    till.sequence -= 1
    till.previous = before
    return till.seal("sale", {**sealed.body, **more})


def test_a_discount_beyond_the_role_is_stored_and_flagged(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire(WEAK)
    till.catalog_position = position(shop)
    begin(database.app, till)

    answers = submit(database.app, till, [sold(till, shop, 100_000), sold(till, shop, 150_000)])

    assert {code for _, code in outcomes(answers)} == {None}
    assert count("sales_sale", shop.organization) == 2
    assert flags(shop) == [("limit", "discount 150000", "100000")]


def test_the_yes_of_somebody_who_may_is_enough_and_of_anybody_else_is_not(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier, strong, other = hire(WEAK), hire(STRONG), hire(WEAK)
    till.catalog_position = position(shop)
    begin(database.app, till)
    entries: list[Sealed | bytes] = [
        sold(till, shop, 300_000, yes(strong, "discount", 300_000, 100_000)),
        sold(till, shop, 600_000, yes(strong, "discount", 600_000, 100_000)),
        sold(till, shop, 300_000, yes(other, "discount", 300_000, 100_000)),
        sold(till, shop, 300_000, yes(strong, "discount", 200_000, 100_000)),
        sold(till, shop, 300_000, yes(strong, "refund", 300_000, 100_000)),
    ]

    submit(database.app, till, entries)

    assert flags(shop) == [
        ("approval", "discount 300000", "100000"),
        ("approval", "discount 600000", "100000"),
        ("limit", "discount 300000", "100000"),
        ("limit", "discount 300000", "100000"),
    ]
    assert count("sales_sale", shop.organization) == 5


def test_refunds_drawers_voids_and_cash_are_judged_too(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier, strong = hire(WEAK), hire(STRONG)
    till.catalog_position = position(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread, shop.wine])
    who: Body = {"session": str(till.session), "cashier": str(till.cashier)}
    entries = [
        sale,
        till.refund(sale, {1: 1000}),
        till.refund(sale, {2: 1000}),
        till.seal("technical_event", {"event": "drawer_opened", **who, "reason": "mistake"}),
        till.seal("technical_event", {"event": "drawer_opened", **who, **yes(strong, "no_sale", 1, 0)}),
        till.seal("technical_event", {"event": "basket_voided", **who, "lines_count": 1, "gross": 890}),
        till.seal("cash_movement", {**who, "reason": "paid_out", "amount": -1_000}),
        till.seal("cash_movement", {**who, "reason": "pickup", "amount": -1_001}),
        till.seal("cash_movement", {**who, "reason": "paid_in", "amount": 5}),
        correct_tender(till, sale, {"cash": -1005, "card": 1005}),
    ]

    submit(database.app, till, list(entries))

    assert flags(shop) == [
        ("limit", "cash_in 5", "0"),
        ("limit", "cash_out 1001", "1000"),
        ("limit", "correct_tender 1005", "0"),
        ("limit", "no_sale 1", "0"),
        ("limit", "refund 890", "200"),
        ("limit", "void 890", "0"),
    ]


def test_money_to_an_unknown_card_takes_a_right_of_its_own(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier, strong = hire({**WEAK, Right.REFUND: 10_000}), hire({Right.REFUND_UNLINKED: 10_000})
    till.catalog_position = position(shop)
    begin(database.app, till)

    def back(sale: Sealed, more: Body | None = None, *, unlinked: bool = True) -> Sealed:
        """A bottle's price goes to a card, known or not."""
        till_before, sequence = till.previous, till.sequence
        body = till.refund(sale, {1: 1000}).body
        till.previous, till.sequence = till_before, sequence
        tender: Body = {"kind": "card", "amount": -890, "terminal": "zvt", "payment": str(new_uuid7())}
        tenders: EntryValue = [{**tender, **({"unlinked": 1} if unlinked else {})}]
        return till.seal("refund", {**body, "id": str(new_uuid7()), "tenders": tenders, **(more or {})})

    sales = [till.sell([shop.wine]) for _ in range(4)]
    entries = [
        *sales,
        back(sales[0]),
        back(sales[1], yes(strong, "refund_unlinked", 890, 0)),
        back(sales[2], yes(till.cashier, "refund_unlinked", 890, 0)),
        back(sales[3], unlinked=False),
    ]

    answers = submit(database.app, till, list(entries))

    assert {code for _, code in outcomes(answers)} == {None}
    assert [flag for flag in flags(shop) if "refund_unlinked" in flag[1]] == [
        ("approval", "refund_unlinked 890", "0"),
        ("limit", "refund_unlinked 890", "0"),
    ]
    assert len(flags(shop)) == 2


def test_foreign_cash_of_no_worth_takes_the_right_all_the_same(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire({Right.OPEN_DAY: 1, Right.CASH_OUT: 1})
    till.catalog_position = position(shop)
    begin(database.app, till)
    moved: Body = {"session": str(till.session), "cashier": str(till.cashier), "currency": "JPY", "foreign_amount": 1}

    entries = [
        till.seal("cash_movement", {**moved, "reason": "paid_in"}),
        till.seal("cash_movement", {**moved, "reason": "paid_in", "worth": 0}),
        till.seal("cash_movement", {**moved, "reason": "paid_out", "foreign_amount": -1, "worth": 0}),
        till.seal("cash_movement", {**moved, "reason": "paid_in", "foreign_amount": 0}),
    ]
    submit(database.app, till, list(entries))

    assert flags(shop) == [("limit", "cash_in 1", "0"), ("limit", "cash_in 1", "0")]


def test_a_day_is_opened_and_closed_by_who_may_a_forgotten_one_by_whoever_comes(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire({})
    till.catalog_position = position(shop)
    submit(database.app, till, [till.start_chain()])
    who: Body = {"session": str(till.session), "cashier": str(till.cashier), "currency": "EUR"}
    closing: Body = {**who, "period": "day", "cash_expected": 0, "cash_counted": 0, "cash_difference": 0}
    forgotten: Body = {**who, "period": "day", "cash_expected": 0, "not_counted": 1}
    entries = [
        till.seal("opening", {**who, "float": 0}),
        till.seal("closing", closing),
        till.seal("closing", {**forgotten, "session": str(new_uuid7())}),
        till.seal("opening", {**who, "session": str(new_uuid7()), "float": 0, "carried_from": str(till.session)}),
    ]

    submit(database.app, till, list(entries))

    assert flags(shop) == [("limit", "close_day 1", "0"), ("limit", "open_day 1", "0")]


def test_a_ledger_that_remembers_judges_as_one_that_reads(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire(WEAK)
    till.catalog_position = position(shop)
    begin(database.app, till)

    async def run() -> list[tuple[str, str, str]]:
        connection = await asyncpg.connect(database.app)
        try:
            counter = Counter(connection)
            for given in (50_000, 100_000, 100_001):
                await counter.submit(till, [sold(till, shop, given)])
            stronger = new_uuid7()
            await asyncio.to_thread(_promote, shop, till.cashier, stronger)
            till.catalog_position += 2
            await counter.submit(till, [sold(till, shop, 100_001), sold(till, shop, 500_001)])
        finally:
            await connection.close()
        return flags(shop)

    assert asyncio.run(run()) == [("limit", "discount 100001", "100000"), ("limit", "discount 500001", "500000")]
    assert count("sales_sale", shop.organization) == 5


def _promote(shop: Shop, person: UUID, role: UUID) -> None:
    save_role(SaveRole(organization=shop.organization, person=None, id=role, name="Chef", rights=STRONG))
    set_post(SetPost(organization=shop.organization, person=None, employee=person, role=role))
    connections.close_all()


def test_the_rights_of_the_till_s_position_count_however_late_it_comes(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire(STRONG)
    till.catalog_position = position(shop)
    begin(database.app, till)
    before = sold(till, shop, 400_000)
    demoted = new_uuid7()
    save_role(SaveRole(organization=shop.organization, person=None, id=demoted, name="Essai", rights=WEAK))
    set_post(SetPost(organization=shop.organization, person=None, employee=till.cashier, role=demoted))
    offline = sold(till, shop, 400_000)
    till.catalog_position = position(shop)
    informed = sold(till, shop, 400_000)

    submit(database.app, till, [before, offline])
    assert flags(shop) == []

    submit(database.app, till, [informed])
    assert flags(shop) == [("limit", "discount 400000", "100000")]


def test_a_promotion_of_later_excuses_nothing(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire(WEAK)
    till.catalog_position = position(shop)
    till.see_server(datetime.now(UTC))
    begin(database.app, till)
    early = sold(till, shop, 400_000)
    promoted = new_uuid7()
    save_role(SaveRole(organization=shop.organization, person=None, id=promoted, name="Chef", rights=STRONG))
    set_post(SetPost(organization=shop.organization, person=None, employee=till.cashier, role=promoted))

    submit(database.app, till, [early])

    assert flags(shop) == [("limit", "discount 400000", "100000")]


def test_settings_that_came_before_their_position_count(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire(WEAK)
    till.catalog_position = position(shop)
    begin(database.app, till)
    promoted = new_uuid7()
    save_role(SaveRole(organization=shop.organization, person=None, id=promoted, name="Chef", rights=STRONG))
    set_post(SetPost(organization=shop.organization, person=None, employee=till.cashier, role=promoted))
    till.see_server(datetime.now(UTC) + timedelta(seconds=1))

    submit(database.app, till, [sold(till, shop, 400_000)])

    assert flags(shop) == []


def test_a_shop_without_roles_has_no_limits(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)

    submit(database.app, till, [sold(till, shop, 1_000_000)])

    assert flags(shop) == []
    assert count("sales_sale", shop.organization) == 1


def test_the_narrowest_post_counts_and_one_that_was_cleared_does_not(shop: Shop, hire, database) -> None:
    till = new_till(shop)
    till.cashier = hire(WEAK)
    here = till.identity.till
    role = new_uuid7()
    save_role(SaveRole(organization=shop.organization, person=None, id=role, name="Ici", rights=STRONG))
    post = SetPost(organization=shop.organization, person=None, employee=till.cashier, role=role, till=here)
    set_post(post)
    till.catalog_position = position(shop)
    begin(database.app, till)
    as_chief = sold(till, shop, 400_000)
    clear_post(ClearPost(organization=shop.organization, person=None, employee=till.cashier, till=here))
    remove_role(RemoveRole(organization=shop.organization, person=None, id=role))
    till.catalog_position = position(shop)
    as_cashier = sold(till, shop, 400_000)

    submit(database.app, till, [as_chief, as_cashier])

    assert flags(shop) == [("limit", "discount 400000", "100000")]


@pytest.mark.parametrize("case", load("people/discounts.json")["cases"], ids=lambda case: case["id"])
def test_how_much_was_given_away(case: dict[str, Any]) -> None:
    lines = [
        SoldLine(
            number, line["quantity_milli"], line["unit_price"], 0, "S", 0,
            discount_ppm=line.get("discount_ppm", 0), discount_amount=line.get("discount_amount", 0),
            final_amount=line.get("final_amount"), line_discount=line.get("line_discount", 0),
            basket_discount=line.get("basket_discount", 0), regular_price=line.get("regular_price"),
        )
        for number, line in enumerate(case["lines"], start=1)
    ]  # fmt: skip

    came = sum(line.basket_discount for line in lines)
    assert discount_asked(lines, case.get("discount_ppm", 0), case.get("discount_amount", came)) == case["asked"]


def test_history_answers_for_any_position() -> None:
    role, person = new_uuid7(), new_uuid7()
    spot = Spot(new_uuid7(), new_uuid7())
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    history = StaffHistory(
        {role: [RoleAt(9, noon, None), RoleAt(5, noon, {Right.REFUND: 7}), RoleAt(3, noon, {Right.REFUND: 5})]},
        {person: [PostAt(6, noon, spot.store, None, None, False), PostAt(4, noon, None, None, role, False)]},
    )

    def limit(at: int) -> int:
        return history.limit(Right.REFUND, person, spot, position=at, seen=None)

    # Before the first role everybody may; then the post, the role's change, "does not work here", no role any more.
    assert [limit(at) for at in (2, 3, 4, 5, 6, 9)] == [UNLIMITED, 0, 5, 7, 0, UNLIMITED]
    assert history.limit(Right.REFUND, None, spot, position=5, seen=None) == 0


def flags(shop: Shop) -> list[tuple[str, str, str]]:
    return sorted(discrepancies(shop.organization))
