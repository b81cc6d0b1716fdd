"""Quotes and goods kept aside: at their prices, paid ahead with their tax, taken off to the cent."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.kernel import new_uuid7
from comptoir.papers.documents import receipt_of
from comptoir.papers.queries import find_entry
from comptoir.platform.tenancy import reading
from comptoir.receipts.document import PairBlock
from comptoir.sales.entries import Status
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import deposit, give_up, keep, order
from tests.sales.shop import Shop, discrepancies, everything, new_till, rows, submit
from tests.sales.test_accounts import submit_at_once
from tests.sales.test_ledger import begin, outcomes

STORED, KNOWN = Status.STORED, Status.ALREADY_STORED


@pytest.fixture
def till(shop: Shop, database) -> SimulatedTill:
    return ready(shop, database.app)


def ready(shop: Shop, dsn: str, code: str = "A1") -> SimulatedTill:
    found = new_till(shop, code)
    found.engine_version = 2
    begin(dsn, found)
    return found


def wine(shop: Shop, pieces: int) -> Any:
    return replace(shop.wine, quantity_milli=1_000 * pieces)


def turnover(shop: Shop) -> tuple[int, int, int]:
    sales = rows("sales_sale", shop.organization)
    return (
        sum(int(str(row["net"])) for row in sales),
        sum(int(str(row["tax"])) for row in sales),
        sum(int(str(row["gross"])) for row in sales),
    )


def test_a_quote_is_no_turnover_and_is_kept_at_its_prices(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 3), shop.bread], valid_until=date(2099, 1, 1))
    submit(database.app, till, [promised])
    assert rows("sales_sale", shop.organization) == []
    [row] = rows("sales_order", shop.organization)
    assert (row["purpose"], row["gross"], row["lines_count"]) == ("quote", 2785, 2)
    assert row["valid_until"] == date(2099, 1, 1)
    assert shop.wine.item is not None
    change_price(
        ChangePrice(
            organization=shop.organization, person=None, item=shop.wine.item, unit_price=990, day=date(2026, 1, 1)
        )
    )
    till.catalog_position = max(int(str(row["position"])) for row in rows("catalog_feed", shop.organization))

    answers = submit(database.app, till, [keep(till, promised)])

    assert outcomes(answers) == [(STORED, None)]
    assert discrepancies(shop.organization) == []
    [sale] = rows("sales_sale", shop.organization)
    assert (sale["kind"], sale["gross"], sale["refers_to_sequence"]) == ("sale", 2785, promised.sequence)
    assert sum(int(str(row["quantity_milli"])) for row in rows("stock_movement", shop.organization)) == -4_000


def test_another_price_than_the_quotes_is_said(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 3)])
    submit(database.app, till, [promised])
    start = till.sequence, till.previous
    body: Any = keep(till, promised).body
    till.sequence, till.previous = start
    body["lines"][0]["amount"] = 2_000
    body |= {"net": 1_667, "tax": 333, "gross": 2_000}
    body["tax_subtotals"][0] |= {"net": 1_667, "tax": 333, "gross": 2_000}
    body["tenders"][0]["amount"] = 2_000

    submit(database.app, till, [till.seal("sale", body)])

    assert discrepancies(shop.organization) == [("quoted_price", "2000", "2670")]


def test_a_quote_that_nobody_knows_one_that_was_kept_and_one_that_is_over(
    shop: Shop, till: SimulatedTill, database
) -> None:
    promised = order(till, [wine(shop, 1)], valid_until=date(2020, 1, 1))
    other = order(till, [wine(shop, 1)])
    submit(database.app, till, [promised, other])

    first = keep(till, promised)
    submit(database.app, till, [first, keep(till, promised), keep(till, replace(other, digest="0" * 64))])

    found = {row[0]: row for row in discrepancies(shop.organization)}
    assert sorted(found) == ["order_ended", "order_unknown", "quote_expired"]
    assert found["order_ended"][2] == f"{till.identity.chain}/{first.sequence}"
    assert len(rows("sales_sale", shop.organization)) == 3


def test_deposits_carry_their_tax_and_the_sale_takes_them_off_to_the_cent(
    shop: Shop, till: SimulatedTill, database
) -> None:
    promised = order(till, [wine(shop, 7), replace(shop.bread, quantity_milli=3_000)], purpose="layaway")
    first = deposit(till, promised, 2_000)
    second = deposit(till, promised, 1_111, before=[first], kind="card")
    submit(database.app, till, [promised, first, second])
    # 62.30 of wine at 20 %, 3.45 of bread at 5.5 %: 20.00 are 18.95 and 1.05.
    assert [
        (row["tax_rate_ppm"], row["net"], row["tax"], row["gross"])
        for row in rows("sales_tax_subtotal", shop.organization, "gross DESC")
        if row["gross"] in (105, 1_895)
    ] == [(200_000, 1_579, 316, 1_895), (55_000, 100, 5, 105)]

    submit(database.app, till, [keep(till, promised, [first, second])])

    assert discrepancies(shop.organization) == []
    # As if it had been sold at once: 62.30 at 20 % are 51.92 and 10.38, 3.45 at 5.5 % are 3.27 and 0.18.
    assert turnover(shop) == (5_192 + 327, 1_038 + 18, 6_575)
    assert sorted((str(row["purpose"]), row["amount"]) for row in rows("sales_payment", shop.organization)) == [
        ("deducted", -3_111), ("deposit", 1_111), ("deposit", 2_000),
    ]  # fmt: skip
    assert len(rows("stock_movement", shop.organization)) == 2
    # The paper of each says what for, and what was left when it was paid: the second changes nothing of the first's.
    assert [of_order(shop, till, paid) for paid in (first, second)] == [
        ["7 × Vin", "3 × Pain", "65,75", "20,00", "45,75\xa0€"],
        ["7 × Vin", "3 × Pain", "65,75", "31,11", "34,64\xa0€"],
    ]


def of_order(shop: Shop, till: SimulatedTill, paid: Sealed) -> list[str]:
    with reading(shop.organization):
        entry = find_entry(UUID(str(till.identity.chain)), paid.sequence, paid.digest)
        assert entry is not None
        document = receipt_of(entry, language="fr")
    pairs = [block for block in document.blocks if isinstance(block, PairBlock)]
    at = [block.name for block in pairs].index("Total de la commande")
    return [*(block.name for block in pairs[at - 2 : at]), *(block.value for block in pairs[at : at + 3])]


def test_all_of_it_paid_ahead_leaves_nothing_to_pay_and_no_tax(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 1)], purpose="layaway")
    thirds = [deposit(till, promised, 297)]
    thirds.append(deposit(till, promised, 297, before=thirds))
    thirds.append(deposit(till, promised, 296, before=thirds))

    submit(database.app, till, [promised, *thirds, keep(till, promised, thirds)])

    assert discrepancies(shop.organization) == []
    [sale] = [row for row in rows("sales_sale", shop.organization) if row["kind"] == "sale"]
    assert (sale["net"], sale["tax"], sale["gross"]) == (0, 0, 0)
    assert turnover(shop) == (742, 148, 890)


def test_what_cannot_be_is_stored_and_said(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 1)], purpose="layaway")
    paid = deposit(till, promised, 500)
    again = deposit(till, promised, 500)
    forgotten = keep(till, promised)
    submit(database.app, till, [promised, paid, again, forgotten])

    assert sorted(discrepancies(shop.organization)) == [("deposit_exceeds", "500", "≤ 390"), ("prepaid", "0", "-1000")]
    assert len(rows("sales_payment", shop.organization)) == 2


def test_a_deposit_with_another_tax_is_said(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 1)], purpose="layaway")
    submit(database.app, till, [promised])
    start = till.sequence, till.previous
    body: Any = deposit(till, promised, 500).body
    till.sequence, till.previous = start
    body |= {"net": 500, "tax": 0}
    body["tax_subtotals"][0] |= {"net": 500, "tax": 0}

    submit(database.app, till, [till.seal("payment", body)])

    assert discrepancies(shop.organization) == [("tax", "0", "83")]


def test_an_order_given_up_gives_back_what_was_paid_less_what_the_shop_keeps(
    shop: Shop, till: SimulatedTill, database
) -> None:
    promised = order(till, [wine(shop, 2)], purpose="layaway")
    paid = deposit(till, promised, 1_000)
    submit(database.app, till, [promised, paid, give_up(till, promised, [paid], kept=200)])

    assert discrepancies(shop.organization) == []
    # 1.67 of tax came with the 10.00, 1.33 went back with 8.00: what is kept has the rest.
    assert turnover(shop) == (166, 34, 200)
    assert rows("stock_movement", shop.organization) == []

    submit(database.app, till, [deposit(till, promised, 100)])
    assert [row[0] for row in discrepancies(shop.organization)] == ["order_ended"]


def test_all_of_it_kept_moves_no_money(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 2)], purpose="layaway")
    paid = deposit(till, promised, 1_000)

    submit(database.app, till, [promised, paid, give_up(till, promised, [paid], kept=1_000)])

    assert discrepancies(shop.organization) == []
    assert turnover(shop) == (833, 167, 1_000)


def test_a_repeat_writes_nothing(shop: Shop, till: SimulatedTill, database) -> None:
    promised = order(till, [wine(shop, 1)], purpose="layaway")
    paid = deposit(till, promised, 100)
    entries: list[Sealed | bytes] = [promised, paid, keep(till, promised, [paid])]
    submit(database.app, till, entries)
    before = everything(shop.organization) | {
        table: len(rows(table, shop.organization)) for table in ("sales_order", "sales_payment")
    }

    assert outcomes(submit(database.app, till, entries)) == [(KNOWN, None)] * 3

    assert before == everything(shop.organization) | {
        table: len(rows(table, shop.organization)) for table in ("sales_order", "sales_payment")
    }


def test_two_tills_that_pay_one_order_at_once_see_each_other(shop: Shop, till: SimulatedTill, database) -> None:
    other = ready(shop, database.app, "B1")
    promised = order(till, [wine(shop, 1)], purpose="layaway")
    submit(database.app, till, [promised])
    chain = till.identity.chain

    submit_at_once(
        database.app,
        (till, [deposit(till, promised, 500)]),
        (other, [deposit(other, promised, 500, chain=chain)]),
    )

    assert discrepancies(shop.organization) == [("deposit_exceeds", "500", "≤ 390")]
    assert len(rows("sales_payment", shop.organization)) == 2


def test_two_tills_that_sell_one_order_at_once_the_second_is_said(shop: Shop, till: SimulatedTill, database) -> None:
    other = ready(shop, database.app, "B1")
    promised = order(till, [wine(shop, 1)])
    submit(database.app, till, [promised])

    submit_at_once(
        database.app, (till, [keep(till, promised)]), (other, [keep(other, promised, chain=till.identity.chain)])
    )

    assert [row[0] for row in discrepancies(shop.organization)] == ["order_ended"]
    assert len(rows("sales_sale", shop.organization)) == 2


def test_a_basket_of_the_shelf_that_two_tills_sold_is_said_once(shop: Shop, till: SimulatedTill, database) -> None:
    other = ready(shop, database.app, "B1")
    parked = str(new_uuid7())
    first, second = (_parked(one, shop, parked) for one in (till, other))

    submit_at_once(database.app, (till, [first]), (other, [second]))

    [(code, claimed, computed)] = discrepancies(shop.organization)
    assert (code, claimed) == ("parked_twice", parked)
    assert computed in (f"{till.identity.chain}/{first.sequence}", f"{other.identity.chain}/{second.sequence}")
    assert [str(row["parked"]) for row in rows("sales_parked_sale", shop.organization)] == [parked] * 2


def _parked(till: SimulatedTill, shop: Shop, parked: str) -> Sealed:
    start = till.sequence, till.previous
    body: Any = till.sell([shop.bread]).body
    till.sequence, till.previous = start
    return till.seal("sale", body | {"parked": parked})


def test_an_order_that_says_nothing_to_sell_is_stored_not_understood(shop: Shop, till: SimulatedTill, database) -> None:
    submit(database.app, till, [till.seal("order", {"purpose": "quote", "lines": []})])

    assert discrepancies(shop.organization) == [("body", "order", "")]
    assert rows("sales_order", shop.organization) == []
