"""Customers' accounts: what is owed is the sum of what sales wrote and payments took off, whoever comes first."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg

from comptoir.customers.commands import SaveCustomer
from comptoir.customers.public import save_customer
from comptoir.kernel import new_uuid7
from comptoir.sales.entries import Answer, Status
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import settle_account
from tests.sales.shop import Counter, Shop, discrepancies, everything, new_till, rows, submit, value
from tests.sales.test_ledger import begin, outcomes

STORED, KNOWN = Status.STORED, Status.ALREADY_STORED


def customer(shop: Shop, limit: int | None = 5_000) -> UUID:
    key = new_uuid7()
    save_customer(
        SaveCustomer(organization=shop.organization, person=None, id=key, name="Mme Petit", credit_limit=limit)
    )
    return key


def selling(till: SimulatedTill, shop: Shop, account: UUID, pieces: int, **more: Any) -> Sealed:
    """Bread at 1.15 that is paid later."""
    previous = till.previous
    body: Any = till.sell([shop.bread] * pieces).body
    till.sequence, till.previous = till.sequence - 1, previous
    body["tenders"] = [{"kind": "account", "account": str(account), "amount": 115 * pieces}]
    return till.seal("sale", body | more)


def owed(shop: Shop, account: UUID) -> int:
    return value(
        "SELECT coalesce(sum(t.amount), 0)::bigint FROM sales_tender_detail d JOIN sales_tender t "
        "ON t.organization_id = d.organization_id AND t.sale_id = d.sale_id AND t.number = d.number "
        "WHERE d.organization_id = %s AND d.account = %s",
        shop.organization,
        account,
    )


def submit_at_once(dsn: str, *deliveries: tuple[SimulatedTill, list[Sealed]]) -> list[list[Answer]]:
    async def one(till: SimulatedTill, entries: list[Sealed]) -> list[Answer]:
        connection = await asyncpg.connect(dsn)
        try:
            return await Counter(connection).submit(till, list(entries))
        finally:
            await connection.close()

    async def run() -> list[list[Answer]]:
        return list(await asyncio.gather(*(one(*delivery) for delivery in deliveries)))

    return asyncio.run(run())


def test_a_sale_on_account_and_its_payment_leave_the_turnover_once(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    account = customer(shop)
    submit(database.app, till, [selling(till, shop, account, 4)])
    assert owed(shop, account) == 460

    submit(database.app, till, [settle_account(till, account, 300)])

    assert owed(shop, account) == 160
    sales = rows("sales_sale", shop.organization)
    assert sorted((str(row["kind"]), row["gross"], row["tax"]) for row in sales) == [
        ("payment", 0, 0),
        ("sale", 460, 24),
    ]
    assert sorted((str(row["kind"]), row["amount"]) for row in rows("sales_tender", shop.organization)) == [
        ("account", -300), ("account", 460), ("cash", 300),
    ]  # fmt: skip
    [payment] = rows("sales_payment", shop.organization)
    assert (payment["purpose"], payment["customer"], payment["amount"]) == ("settlement", account, 0)
    assert discrepancies(shop.organization) == []


def test_a_repeat_moves_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    account = customer(shop)
    entries: list[Sealed | bytes] = [selling(till, shop, account, 1), settle_account(till, account, 115)]
    submit(database.app, till, entries)
    before = everything(shop.organization)

    assert outcomes(submit(database.app, till, entries)) == [(KNOWN, None)] * 2

    assert everything(shop.organization) == before
    assert owed(shop, account) == 0


def test_over_the_limit_is_stored_and_flagged_unless_somebody_allowed_it(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    account = customer(shop, limit=200)
    said = {
        "right": "exceed_credit",
        "asked": 260,
        "limit": 0,
        "approver": str(new_uuid7()),
        "by": "pin",
    }

    submit(database.app, till, [selling(till, shop, account, 1), selling(till, shop, account, 1)])
    assert discrepancies(shop.organization) == [("account_limit", "230", "≤ 200")]
    submit(database.app, till, [selling(till, shop, account, 2, approvals=[said])])

    assert owed(shop, account) == 460
    assert [row for row in discrepancies(shop.organization) if row[0] == "account_limit"] == [
        ("account_limit", "230", "≤ 200")
    ]


def test_two_tills_at_once_never_lose_a_cent_and_the_second_sees_the_first(shop: Shop, database) -> None:
    tills = [new_till(shop, f"A{number}") for number in range(4)]
    for till in tills:
        begin(database.app, till)
    account = customer(shop, limit=1_000)
    deliveries = [
        (till, [selling(till, shop, account, 2), settle_account(till, account, 30), selling(till, shop, account, 1)])
        for till in tills
    ]

    answers = submit_at_once(database.app, *deliveries)

    assert {answer.status for found in answers for answer in found} == {STORED}
    assert owed(shop, account) == 4 * (345 - 30)
    # 1,260 are owed in the end: whichever came last went over, each by what was true when it came.
    flagged = [row for row in discrepancies(shop.organization) if row[0] == "account_limit"]
    assert flagged
    assert {row[2] for row in flagged} == {"≤ 1000"}


def test_what_no_account_is_there_for_is_said(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    stranger, without = new_uuid7(), customer(shop, limit=None)

    submit(database.app, till, [selling(till, shop, stranger, 1), selling(till, shop, without, 1)])

    assert sorted(discrepancies(shop.organization)) == [
        ("account_closed", "115", "0"),
        ("account_limit", "115", "≤ 0"),
        ("account_unknown", str(stranger), ""),
    ]
    assert (owed(shop, stranger), owed(shop, without)) == (115, 115)


def test_a_payment_that_turns_something_over_is_flagged(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    account = customer(shop)
    start = till.sequence, till.previous
    body: Any = settle_account(till, account, 50).body
    till.sequence, till.previous = start

    submit(database.app, till, [till.seal("payment", body | {"gross": 50, "net": 50})])

    assert [row[0] for row in discrepancies(shop.organization)] == ["total", "tenders"]


def test_a_body_that_names_no_account_is_stored_not_counted(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)

    answers = submit(database.app, till, [till.seal("payment", {"purpose": "settlement", "tenders": []})])

    assert outcomes(answers) == [(STORED, None)]
    assert discrepancies(shop.organization) == [("body", "payment", "")]
    assert [row for row in rows("sales_sale", shop.organization) if row["kind"] == "payment"] == []
