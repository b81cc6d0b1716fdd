"""Groups of customers: made once, told apart by name, kept while a rule names them."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections

from comptoir.catalog.commands import EndCustomerGroup, EndPriceList, SaveCustomerGroup, SavePriceList, SavePromotion
from comptoir.catalog.errors import (
    CustomerGroupNameTaken,
    CustomerGroupUnknown,
    CustomerGroupUsed,
    NameMissing,
)
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import FeedRow
from comptoir.catalog.public import (
    customer_groups,
    end_customer_group,
    end_price_list,
    save_customer_group,
    save_price_list,
    save_promotion,
)
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.operations import found_organization
from comptoir.platform.tenancy import reading


def group(organization: UUID, name: str = "Club", key: UUID | None = None) -> SaveCustomerGroup:
    return SaveCustomerGroup(organization=organization, person=None, id=key or new_uuid7(), name=name)


def names(organization: UUID) -> list[str]:
    with reading(organization):
        return [view.name for view in customer_groups()]


def test_a_group_is_made_once_renamed_and_told_to_the_tills(organization: UUID) -> None:
    command = group(organization, "  Club   fidèle ")

    first, again = save_customer_group(command), save_customer_group(command)
    renamed = save_customer_group(group(organization, "Habitués", command.id))

    assert (first.position, first.created, again.created, renamed.position) == (1, True, False, 2)
    assert names(organization) == ["Habitués"]
    with reading(organization):
        assert [row.kind for row in FeedRow.objects.order_by("position")] == ["settings", "settings"]


@pytest.mark.parametrize(
    ("name", "refusal"), [(" ", NameMissing), ("CLUB", CustomerGroupNameTaken), ("Clüb", CustomerGroupNameTaken)]
)
def test_a_name_is_needed_and_its_own(organization: UUID, name: str, refusal: type[DomainError]) -> None:
    save_customer_group(group(organization))

    with pytest.raises(refusal):
        save_customer_group(group(organization, name))

    assert names(organization) == ["Club"]
    with reading(organization):
        assert newest_position() == 1


def test_a_group_that_a_rule_names_stays_until_the_rule_ends(organization: UUID) -> None:
    command = group(organization)
    save_customer_group(command)
    rule = new_uuid7()
    document = {"name": "Tarif club", "when": {"customers": [str(command.id)]}}
    save_price_list(SavePriceList(organization=organization, person=None, id=rule, document=document))
    ending = EndCustomerGroup(organization=organization, person=None, id=command.id)

    with pytest.raises(CustomerGroupUsed) as refused:
        end_customer_group(ending)
    assert refused.value.details == {"rule": "Tarif club"}
    assert names(organization) == ["Club"]

    end_price_list(EndPriceList(organization=organization, person=None, id=rule))
    first, again = end_customer_group(ending), end_customer_group(ending)
    assert (first.created, again.created, names(organization)) == (True, False, [])
    with reading(organization):
        assert [view.is_ended for view in customer_groups(with_ended=True)] == [True]
    assert save_customer_group(command).created
    assert names(organization) == ["Club"]


def test_a_promotion_keeps_its_group_too(organization: UUID) -> None:
    command = group(organization)
    save_customer_group(command)
    document = {"name": "Dix", "kind": "each", "percent_ppm": 100_000, "when": {"customers": [str(command.id)]}}
    save_promotion(SavePromotion(organization=organization, person=None, id=new_uuid7(), document=document))

    with pytest.raises(CustomerGroupUsed):
        end_customer_group(EndCustomerGroup(organization=organization, person=None, id=command.id))


def test_a_group_that_never_was_or_is_another_shops_cannot_end(organization: UUID) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))
    command = group(other)
    save_customer_group(command)

    for key in (new_uuid7(), command.id):
        with pytest.raises(CustomerGroupUnknown):
            end_customer_group(EndCustomerGroup(organization=organization, person=None, id=key))

    assert (names(other), names(organization)) == (["Club"], [])


def test_two_who_add_the_same_name_at_once_have_one(organization: UUID) -> None:
    def add(_number: int) -> bool:
        try:
            return save_customer_group(group(organization)).created
        except CustomerGroupNameTaken:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, (1, 2))) == [False, True]

    assert names(organization) == ["Club"]
