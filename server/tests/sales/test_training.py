"""What is rung up to learn counts nowhere; what is sold where only training is allowed counts, and is flagged."""

from dataclasses import replace

import psycopg

from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Body, Sealed, SimulatedTill
from comptoir.staff.commands import SaveRole, SetPost
from comptoir.staff.public import Right, save_role, set_post
from tests.sales.shop import Shop, count, discrepancies, everything, new_till, rows, submit, value
from tests.sales.test_ledger import STORED, begin, outcomes


def trained(till: SimulatedTill, make: Sealed, kind: str) -> Sealed:
    """The same body as a till seals it while somebody learns."""
    till.sequence -= 1
    till.previous = make.line.decode().split('"previous":"')[1][:64]
    body: Body = {**make.body, "training_of": kind}
    return till.seal("training", body)


def deeds(shop: Shop) -> list[tuple[object, object]]:
    return [(row["deed"], row["amount"]) for row in rows("sales_act", shop.organization, "deed")]


def test_training_is_kept_in_the_chain_and_counts_nowhere(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    submit(database.app, till, [till.sell([shop.bread])])
    before = everything(shop.organization)
    learned = [
        till.seal("technical_event", {"event": "training_began", "cashier": str(till.cashier)}),
        trained(till, till.open(5_000), "opening"),
        trained(till, till.sell([replace(shop.wine, discount_ppm=900_000)]), "sale"),
        till.seal("training", {"training_of": "technical_event", "event": "drawer_opened", "reason": "found"}),
        till.seal("training", {"training_of": "cash_movement", "reason": "paid_out", "amount": -500}),
        till.seal("technical_event", {"event": "training_ended", "cashier": str(till.cashier)}),
    ]
    real = till.sell([shop.bread])

    answers = submit(database.app, till, [*learned, real])

    assert outcomes(answers) == [(STORED, None)] * 7
    after = everything(shop.organization)
    assert {table: after[table] - before[table] for table in after if after[table] != before[table]} == {
        "sales_entry": 7, "sales_sale": 1, "sales_line": 1, "sales_tax_subtotal": 1, "sales_tender": 1,
        "stock_movement": 1,
    }  # fmt: skip
    assert value("SELECT sum(gross)::int8 FROM sales_sale WHERE organization_id = %s", shop.organization) == 230
    assert discrepancies(shop.organization) == []
    assert deeds(shop) == [("training", 89), ("training_began", None), ("training_ended", None)]
    submit(database.app, till, [*learned, real])
    assert everything(shop.organization) == after


def test_beginning_without_the_right_is_flagged(shop: Shop, database) -> None:
    person, role = new_uuid7(), new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=person, name="Noor"))
    save_role(SaveRole(organization=shop.organization, person=None, id=role, name="Aide", rights={Right.OPEN_DAY: 1}))
    set_post(SetPost(organization=shop.organization, person=None, employee=person, role=role))
    till = new_till(shop)
    till.cashier = person
    till.catalog_position = value(
        "SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization
    )
    begin(database.app, till)

    submit(
        database.app, till, [till.seal("technical_event", {"event": "training_began", "cashier": str(till.cashier)})]
    )

    assert discrepancies(shop.organization) == [("limit", "training 1", "0")]


def test_a_real_sale_under_an_unfulfilled_duty_counts_and_is_flagged(shop: Shop, database) -> None:
    with psycopg.connect(database.owner) as connection:
        connection.execute(
            "UPDATE platform_store SET training_only = 'de_tse' WHERE organization_id = %s", [shop.organization]
        )
    till = new_till(shop)
    begin(database.app, till)
    learned = trained(till, till.sell([shop.wine]), "sale")
    sold = till.sell([shop.bread])

    answers = submit(database.app, till, [learned, sold])

    assert outcomes(answers) == [(STORED, None)] * 2
    assert count("sales_sale", shop.organization) == 1
    assert discrepancies(shop.organization) == [("training_only", "sale", "de_tse")]
