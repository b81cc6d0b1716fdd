"""Which customers owe no tax is told to every till with its settings, and nothing of those who do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.catalog.public import save_exemption
from comptoir.customers.commands import EndExemption, GrantExemption, SaveCustomer
from comptoir.customers.public import end_exemption, grant_exemption, save_customer
from comptoir.kernel import new_uuid7
from comptoir.privacy.public import ErasePerson, erase_person
from comptoir.tax.commands import SaveExemption
from tests.edge.client import settings_of
from tests.sales.shop import Shop, new_till, open_shop

TODAY = datetime.now(UTC).date()


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def granted(shop: Shop, reason: UUID, name: str, *, days: int) -> UUID:
    customer = new_uuid7()
    save_customer(SaveCustomer(organization=shop.organization, person=None, id=customer, name=name))
    long_ago = TODAY - timedelta(days=400)
    grant_exemption(
        GrantExemption(
            organization=shop.organization, person=None, id=new_uuid7(), customer=customer, reason=reason,
            evidence=f"Card of {name}", day=long_ago, valid_until=TODAY + timedelta(days=days),
        )
    )  # fmt: skip
    return customer


def test_a_till_knows_who_owes_no_tax_and_until_when(shop: Shop, database) -> None:
    till, reason = new_till(shop), new_uuid7()
    save_exemption(
        SaveExemption(organization=shop.organization, person=None, id=reason, category="E", name="Embassy", vatex="")
    )
    assert "exempt_customers" not in settings_of(till, database.app)

    norway = granted(shop, reason, "Norway", days=30)
    chile = granted(shop, reason, "Chile", days=20)
    granted(shop, reason, "Over", days=-3)
    told = settings_of(till, database.app)["exempt_customers"]

    assert [(row["name"], row["reason"], row["evidence"]) for row in told] == [
        ("Chile", str(reason), "Card of Chile"), ("Norway", str(reason), "Card of Norway"),
    ]  # fmt: skip
    assert told[1]["valid_until"] == (TODAY + timedelta(days=30)).isoformat()
    assert set(told[0]) == {"id", "name", "reason", "evidence", "valid_from", "valid_until", "customer"}
    assert told[1]["customer"] == str(norway)
    end_exemption(EndExemption(organization=shop.organization, person=None, customer=chile))
    erase_person(
        ErasePerson(organization=shop.organization, person=None, customer=norway, reason="asked", now=datetime.now(UTC))
    )
    assert "exempt_customers" not in settings_of(till, database.app)
