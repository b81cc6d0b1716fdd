"""Sales without tax are judged by the revision of the reason that their till knew; nothing is refused for it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from comptoir.catalog.commands import SaveCustomerGroup
from comptoir.catalog.public import save_customer_group, save_exemption
from comptoir.customers.commands import EndExemption, GrantExemption, SaveCustomer
from comptoir.customers.public import end_exemption, grant_exemption, save_customer
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill
from comptoir.tax.commands import SaveExemption
from tests.sales.shop import Shop, new_till, rows, value
from tests.sales.test_judge_terms import exempt_sale, seal_and_judge
from tests.sales.test_judge_v2 import flags, submit

PROVED = "0f" * 32


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    found = new_till(shop)
    found.engine_version = 2
    return found


@pytest.fixture
def embassy(shop: Shop) -> UUID:
    """Asks for a card; a revision later for nothing, and for one group alone."""
    key, group = new_uuid7(), new_uuid7()
    save_customer_group(SaveCustomerGroup(organization=shop.organization, person=None, id=group, name="Ambassades"))
    said: dict[str, Any] = {
        "organization": shop.organization, "person": None, "id": key, "category": "E", "name": "Ambassade",
        "vatex": "VATEX-EU-151",
    }  # fmt: skip
    save_exemption(SaveExemption(**said, evidence="card"))
    save_exemption(SaveExemption(**said, groups=(group,)))
    return key


def exempt(till: SimulatedTill, shop: Shop, reason: UUID | str, **changes: Any) -> Any:
    stated = {
        "category": "E", "reason": str(reason), "revision": 1, "name": "Ambassade", "vatex": "VATEX-EU-151",
        "evidence": PROVED, **changes,
    }  # fmt: skip
    return exempt_sale(till, shop) | {"exemption": {name: value for name, value in stated.items() if value != ""}}


def test_what_was_asked_and_shown_is_in_order(shop: Shop, till: SimulatedTill, embassy: UUID, database) -> None:
    assert seal_and_judge(database.app, shop, till, exempt(till, shop, embassy)) == []


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"evidence": ""}, ("exemption_evidence", "", "card")),
        ({"vatex": "VATEX-EU-132"}, ("exemption_unknown", "E VATEX-EU-132", "E VATEX-EU-151")),
        ({"vatex": ""}, ("exemption_unknown", "E", "E VATEX-EU-151")),
    ],
)
def test_what_differs_from_the_revision_is_flagged(
    shop: Shop, till: SimulatedTill, embassy: UUID, database, changes: dict[str, str], flag: tuple[str, str, str]
) -> None:
    assert seal_and_judge(database.app, shop, till, exempt(till, shop, embassy, **changes)) == [flag]


def test_a_later_revision_asks_for_what_it_says(shop: Shop, till: SimulatedTill, embassy: UUID, database) -> None:
    [(code, claimed, computed)] = seal_and_judge(
        database.app, shop, till, exempt(till, shop, embassy, revision=2, evidence="")
    )

    assert (code, claimed, len(computed)) == ("exemption_group", "", 36)


@pytest.mark.parametrize("reason", ["diplomatic", "01900000-0000-7000-8000-00000000beef"])
def test_a_reason_that_the_shop_does_not_have_is_flagged(
    shop: Shop, till: SimulatedTill, embassy: UUID, database, reason: str
) -> None:
    assert seal_and_judge(database.app, shop, till, exempt(till, shop, reason)) == [("exemption_unknown", reason, "")]


def test_entries_of_tills_that_knew_no_reasons_stay_what_they_were(
    shop: Shop, till: SimulatedTill, embassy: UUID, database
) -> None:
    body = exempt_sale(till, shop) | {"exemption": {"category": "E", "reason": "diplomatic", "shoe_size": 42}}

    assert seal_and_judge(database.app, shop, till, body) == []


def test_goods_that_were_promised_go_to_the_group_that_their_order_names(
    shop: Shop, till: SimulatedTill, embassy: UUID, database
) -> None:
    kept = exempt(till, shop, embassy, revision=2, evidence="")
    kept["order"] = {"chain": str(new_uuid7()), "sequence": 1, "digest": "0" * 64}

    flags = seal_and_judge(database.app, shop, till, kept)

    assert "exemption_group" not in [code for code, _, _ in flags]
    assert "order_unknown" in [code for code, _, _ in flags]


@pytest.mark.parametrize(("vatex", "told"), [("VATEX-EU-151", "VATEX-EU-151"), ("", "other")])
def test_a_sale_without_tax_is_an_act_with_what_was_not_taken(
    shop: Shop, till: SimulatedTill, embassy: UUID, database, vatex: str, told: str
) -> None:
    seal_and_judge(database.app, shop, till, exempt(till, shop, embassy, vatex=vatex))

    [act] = rows("sales_act", shop.organization)
    assert (act["deed"], act["amount"], act["reason"]) == ("exempt", -148, told)


@dataclass(frozen=True, slots=True)
class Granted:
    """An embassy that owes no tax from the first day of the year to the last."""

    customer: UUID
    id: UUID


@pytest.fixture
def granted(shop: Shop, till: SimulatedTill, embassy: UUID) -> Granted:
    customer, key = new_uuid7(), new_uuid7()
    save_customer(SaveCustomer(organization=shop.organization, person=None, id=customer, name="Ambassade de Norvège"))
    grant_exemption(
        GrantExemption(
            organization=shop.organization, person=None, id=key, customer=customer, reason=embassy, evidence="CD-4711",
            day=till.now.date() - timedelta(days=30), valid_until=till.now.date() + timedelta(days=30),
        )
    )  # fmt: skip
    return Granted(customer, key)


def position_of(shop: Shop) -> int:
    found = value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization)
    return int(str(found))


def test_a_customers_own_exemption_needs_no_group(
    shop: Shop, till: SimulatedTill, embassy: UUID, granted: Granted, database
) -> None:
    body = exempt(till, shop, embassy, revision=2, standing=str(granted.id))

    assert seal_and_judge(database.app, shop, till, body) == []


def test_one_that_was_granted_to_nobody_is_flagged(
    shop: Shop, till: SimulatedTill, embassy: UUID, granted: Granted, database
) -> None:
    nobody = str(new_uuid7())

    assert seal_and_judge(database.app, shop, till, exempt(till, shop, embassy, standing=nobody)) == [
        ("exemption_standing", nobody, "")
    ]


@pytest.mark.parametrize(("days", "is_right"), [(-31, False), (-30, True), (30, True), (31, False)])
def test_it_counts_from_its_first_day_to_its_last(
    shop: Shop, till: SimulatedTill, embassy: UUID, granted: Granted, database, days: int, is_right: bool
) -> None:
    till.now += timedelta(days=days)
    flagged = seal_and_judge(database.app, shop, till, exempt(till, shop, embassy, standing=str(granted.id)))

    assert [code for code, _, _ in flagged if code == "exemption_standing"] == (
        [] if is_right else ["exemption_standing"]
    )


def test_a_till_that_could_not_know_of_the_end_is_not_doubted(
    shop: Shop, till: SimulatedTill, embassy: UUID, granted: Granted, database
) -> None:
    started = till.start_chain()
    till.catalog_position = position_of(shop)
    end_exemption(EndExemption(organization=shop.organization, person=None, customer=granted.customer))
    away = till.seal("sale", exempt(till, shop, embassy, standing=str(granted.id)))
    till.catalog_position = position_of(shop)
    knew = till.seal("sale", exempt(till, shop, embassy, standing=str(granted.id)))

    assert submit(database.app, till, [started, away, knew]) == ["stored", "stored", "stored"]
    [(code, _, _)] = flags(shop)
    assert code == "exemption_standing"
