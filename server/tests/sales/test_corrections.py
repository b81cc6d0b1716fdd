"""A wrong tender is corrected by an entry that moves the amount: no money appears, none is moved twice."""

import asyncio
from dataclasses import replace

import asyncpg

from comptoir.kernel import new_uuid7
from comptoir.sales.entries import Answer, Status
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_flows import correct_tender
from tests.sales.shop import Counter, Shop, discrepancies, enrol, everything, new_till, rows, submit
from tests.sales.test_ledger import begin, outcomes

STORED, KNOWN = Status.STORED, Status.ALREADY_STORED


def tenders(shop: Shop) -> dict[str, int]:
    """What every kind of tender came to."""
    found: dict[str, int] = {}
    for row in rows("sales_tender", shop.organization):
        kind, amount = row["kind"], row["amount"]
        assert isinstance(kind, str)
        assert isinstance(amount, int)
        found[kind] = found.get(kind, 0) + amount
    return found


def turnover(shop: Shop) -> tuple[int, int]:
    """Gross and tax of everything."""
    return (
        sum(int(str(row["gross"])) for row in rows("sales_sale", shop.organization)),
        sum(int(str(row["tax"])) for row in rows("sales_sale", shop.organization)),
    )


def test_a_correction_moves_the_amount_and_leaves_turnover_and_stock_alone(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    submit(database.app, till, [sale])
    before = turnover(shop)

    answers = submit(database.app, till, [correct_tender(till, sale, {"cash": -115, "card": 115})])

    assert outcomes(answers) == [(STORED, None)]
    assert tenders(shop) == {"cash": 0, "card": 115}
    assert turnover(shop) == before == (115, 6)
    [correction] = [row for row in rows("sales_sale", shop.organization) if row["kind"] == "tender_correction"]
    assert (correction["gross"], correction["cash_rounding"], correction["refers_to_sequence"]) == (0, 0, sale.sequence)
    assert correction["refers_to_chain"] == till.identity.chain
    assert len(rows("stock_movement", shop.organization)) == 1
    assert discrepancies(shop.organization) == []


def test_a_sale_and_its_correction_in_one_batch_see_each_other(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    there = correct_tender(till, sale, {"cash": -115, "card": 115})
    back = correct_tender(till, sale, {"card": -115, "cash": 115})

    submit(database.app, till, [sale, there, back])

    assert tenders(shop) == {"cash": 115, "card": 0}
    assert discrepancies(shop.organization) == []


def test_a_repeat_of_a_correction_moves_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    correction = correct_tender(till, sale, {"cash": -115, "card": 115})
    submit(database.app, till, [sale, correction])
    before = everything(shop.organization)

    assert outcomes(submit(database.app, till, [correction])) == [(KNOWN, None)]

    assert everything(shop.organization) == before


def test_what_cannot_be_is_stored_and_flagged(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    submit(database.app, till, [sale])

    entries = [
        correct_tender(till, sale, {"cash": -116, "card": 116}),
        correct_tender(till, sale, {"card": -1, "cash": 2}),
        correct_tender(till, replace(sale, sequence=999), {"cash": -1, "card": 1}),
    ]
    answers = submit(database.app, till, list(entries))

    assert {status for status, _ in outcomes(answers)} == {STORED}
    assert sorted(discrepancies(shop.organization)) == [
        ("correction_exceeds", "-116", "115"),
        ("correction_unknown_sale", f"{till.identity.chain}/999", ""),
        ("tenders", "1", "0"),
    ]


def test_a_correction_of_another_session_and_of_a_correction_are_flagged(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    first = till.session
    till.session = new_uuid7()
    late = correct_tender(till, sale, {"cash": -115, "card": 115})
    of_correction = correct_tender(till, late, {"card": -115, "cash": 115})

    submit(database.app, till, [sale, late, of_correction])

    assert sorted(discrepancies(shop.organization)) == [
        ("correction_other_session", str(till.session), str(first)),
        ("correction_unknown_sale", f"{till.identity.chain}/{late.sequence}", ""),
    ]


def test_a_refund_paid_out_by_another_tender_is_corrected_too(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    refund = till.refund(sale, {1: 1_000})

    submit(database.app, till, [sale, refund, correct_tender(till, refund, {"cash": 115, "card": -115})])

    assert tenders(shop) == {"cash": 115, "card": -115}
    assert discrepancies(shop.organization) == []
    submit(database.app, till, [correct_tender(till, refund, {"cash": 1, "card": -1})])
    assert discrepancies(shop.organization) == [("correction_exceeds", "1", "0")]


def test_swiss_rounding_goes_with_the_cash(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([replace(shop.bread, unit_price=113)], country="CH")
    assert sale.body["cash_rounding"] == 2

    submit(database.app, till, [sale, correct_tender(till, sale, {"cash": -115, "card": 113}, rounding=-2)])

    assert tenders(shop) == {"cash": 0, "card": 113}
    assert sum(int(str(row["cash_rounding"])) for row in rows("sales_sale", shop.organization)) == 0
    assert [code for code, _, _ in discrepancies(shop.organization)] == ["price"]


def test_of_two_tills_that_correct_one_sale_at_once_the_second_is_flagged(shop: Shop, database) -> None:
    """The core lets only the till that sold correct; a till that was taken over could still hold the same sale."""
    first, second = new_till(shop, "A1"), new_till(shop, "A2")
    begin(database.app, first)
    begin(database.app, second)
    sale = first.sell([shop.bread])
    submit(database.app, first, [sale])
    second.session = first.session

    async def race() -> list[list[Answer]]:
        connections = [await asyncpg.connect(database.app) for _ in range(2)]
        moves: list[tuple[SimulatedTill, Sealed]] = [
            (till, correct_tender(till, sale, {"cash": -115, "card": 115}, chain=first.identity.chain))
            for till in (first, second)
        ]
        try:
            return await asyncio.gather(
                *(
                    Counter(connection).submit(till, [entry])
                    for connection, (till, entry) in zip(connections, moves, strict=True)
                )
            )
        finally:
            for connection in connections:
                await connection.close()

    answers = asyncio.run(race())

    assert [outcomes(answer) for answer in answers] == [[(STORED, None)]] * 2
    assert discrepancies(shop.organization) == [("correction_exceeds", "-115", "0")]


def test_an_unreadable_correction_is_kept_and_counts_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    broken = till.seal("tender_correction", {"refers_to": "that one", "tenders": []})

    submit(database.app, till, [sale, broken])

    assert tenders(shop) == {"cash": 115}
    assert discrepancies(shop.organization) == [("body", "tender_correction", "")]


def test_a_device_enrolled_anew_still_corrects_what_its_old_chain_sold(shop: Shop, database) -> None:
    old = new_till(shop)
    begin(database.app, old)
    sale = old.sell([shop.bread])
    submit(database.app, old, [sale])
    new = enrol(shop, old.identity.till)
    new.session = old.session

    submit(
        database.app,
        new,
        [new.start_chain(), correct_tender(new, sale, {"cash": -115, "card": 115}, chain=old.identity.chain)],
    )

    assert tenders(shop) == {"cash": 0, "card": 115}
    assert discrepancies(shop.organization) == []
