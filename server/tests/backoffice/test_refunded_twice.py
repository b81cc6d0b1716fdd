"""Goods that two tills refunded: a person sees both under Incidents, and resolves it once."""

from collections.abc import Callable

from django.test import Client

from comptoir.identity.public import Role
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import Day
from tests.sales.shop import new_till, rows

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


def test_both_refunds_are_shown_and_resolved_once(
    owner: Client, day: Day, send: Send, sign_in: Callable[..., Client]
) -> None:
    sale = day.till.sell([day.shop.wine])
    send(day.till, [sale])
    for code in ("B7", "B8"):
        till = new_till(day.shop, code)
        send(till, [till.start_chain(), till.refund(sale, {1: 1_000}, chain=day.till.identity.chain)])
    [incident] = rows("sales_incident", day.organization)
    address = f"/incidents/{incident['id']}"

    listed = owner.get("/incidents").content.decode()
    page = owner.get(address).content.decode()
    resolved = owner.post(address, {"note": "One customer, two tills"})
    again = owner.post(address, {"note": "Again"})

    assert ("1 incident waits for you" in listed, "The same goods were refunded twice" in listed) == (True, True)
    assert ("B7-1-2" in page, "B8-1-2" in page, page.count("−€8.90")) == (True, True, 2)
    assert (resolved["Location"], again.status_code) == ("/incidents", 422)
    assert "Nothing waits for you" in owner.get("/incidents").content.decode()
    assert sign_in(day.organization, Role.CASHIER).get(address).status_code == 403
