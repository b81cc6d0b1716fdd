"""The same goods refunded by two tills: one incident at the till that sold them, until somebody resolves it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from comptoir.kernel import new_uuid7
from comptoir.sales.commands import ResolveIncident
from comptoir.sales.errors import IncidentResolved
from comptoir.sales.operations import resolve_incident
from comptoir.sales.simulation import SimulatedTill
from tests.sales.shop import Shop, count, new_till, rows, submit


@pytest.fixture
def tills(shop: Shop, database) -> list[SimulatedTill]:
    tills = [new_till(shop, code) for code in ("A1", "A2", "A3")]
    for till in tills:
        submit(database.app, till, [till.start_chain()])
    return tills


def test_two_tills_that_refunded_one_line_open_one_incident_where_it_was_sold(
    shop: Shop, tills: list[SimulatedTill], database
) -> None:
    seller, second, third = tills
    sale = seller.sell([shop.wine, shop.bread])
    submit(database.app, seller, [sale])
    chain = seller.identity.chain
    submit(database.app, second, [second.refund(sale, {1: 1_000}, chain=chain)])
    assert count("sales_incident", shop.organization) == 0

    late = third.refund(sale, {1: 1_000}, chain=chain)
    submit(database.app, third, [late])
    submit(database.app, third, [late])

    [incident] = rows("sales_incident", shop.organization)
    assert (incident["code"], incident["till_id"], incident["chain"], incident["entries_count"]) == (
        "refunded_twice", UUID(str(seller.identity.till)), UUID(str(chain)), 1,
    )  # fmt: skip
    assert count("sales_sale", shop.organization) == 3


def test_resolved_once_and_opened_anew_by_the_next(shop: Shop, tills: list[SimulatedTill], database) -> None:
    seller, second, third = tills
    sale = seller.sell([shop.wine])
    chain = seller.identity.chain
    submit(database.app, seller, [sale])
    submit(database.app, second, [second.refund(sale, {1: 1_000}, chain=chain)])
    submit(database.app, third, [third.refund(sale, {1: 1_000}, chain=chain)])
    [incident] = rows("sales_incident", shop.organization)
    command = ResolveIncident(
        organization=shop.organization, incident=UUID(str(incident["id"])), person=new_uuid7(),
        note="Both paid, one returned.", now=datetime.now(UTC) + timedelta(hours=1),
    )  # fmt: skip

    resolve_incident(command)
    with pytest.raises(IncidentResolved):
        resolve_incident(command)
    submit(database.app, second, [second.refund(sale, {1: 1_000}, chain=chain)])

    states = sorted(row["resolved_at"] is None for row in rows("sales_incident", shop.organization))
    assert states == [False, True]
