"""A customer's card: one number, one customer, no article; tills hear whose it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from comptoir.catalog.commands import SaveCustomerGroup
from comptoir.catalog.public import save_customer_group
from comptoir.customers.cards import card_key, new_card
from comptoir.customers.commands import CustomerLine, ImportCustomers, IssueCard, SaveCustomer
from comptoir.customers.errors import CardInvalid, CardIsArticle, CardTaken, CustomerGroupInvalid, CustomerUnknown
from comptoir.customers.models import Customer
from comptoir.customers.public import import_customers, issue_card, save_customer
from comptoir.kernel import DomainError, is_gtin, new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.privacy.public import ErasePerson, erase_person
from tests.catalog.shelves import furnish, put_on_sale
from tests.edge.client import settings_of
from tests.edge.test_promises import ask
from tests.sales.shop import Shop, new_till, open_shop


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def save(shop: Shop, name: str, card: str = "", *, key: UUID | None = None, group: UUID | None = None) -> UUID:
    key = key or new_uuid7()
    save_customer(SaveCustomer(organization=shop.organization, person=None, id=key, name=name, card=card, group=group))
    return key


def cards(shop: Shop) -> list[tuple[str, str]]:
    with reading(shop.organization):
        return list(Customer.objects.order_by("name").values_list("name", "card"))


def test_one_number_is_one_customers_in_whatever_spelling(shop: Shop) -> None:
    anna = save(shop, "Anna", "2000-1234 a")

    with pytest.raises(CardTaken) as refused:
        save(shop, "Paul", "20001234A")

    assert refused.value.details == {"field": "card"}
    assert cards(shop) == [("Anna", "2000-1234 a")]
    save(shop, "Anna B.", "2000 1234 A", key=anna)
    assert cards(shop) == [("Anna B.", "2000 1234 A")]
    save(open_shop(), "Elsewhere", "20001234A")


def test_what_means_something_else_at_a_till_is_no_card(shop: Shop) -> None:
    put_on_sale(furnish(shop.organization), "Baguette", barcodes=("3760123456784", "A-7700"))
    refused: list[tuple[str, type[DomainError]]] = [
        ("3760123456784", CardIsArticle), ("3760 1234 5678 4", CardIsArticle), ("A-7700", CardIsArticle),
        ("C-1", CardInvalid), ("x" * 65, CardInvalid), ("GC0123456789ABCD", CardInvalid),
        ("9900" + "1" * 20, CardInvalid),
    ]  # fmt: skip

    for card, error in refused:
        with pytest.raises(error):
            save(shop, "Anna", card)

    assert cards(shop) == []


def test_a_card_of_our_own_is_nobody_elses_and_replaces_the_one_before(shop: Shop) -> None:
    anna = save(shop, "Anna", "4711-0815")

    code = issue_card(IssueCard(organization=shop.organization, person=None, customer=anna))
    again = issue_card(IssueCard(organization=shop.organization, person=None, customer=anna))

    assert (len(code), code[:4], is_gtin(code), code != again) == (17, "9901", False, True)
    assert cards(shop) == [("Anna", again)]
    save(shop, "Paul", code)
    with pytest.raises(CustomerUnknown):
        issue_card(IssueCard(organization=shop.organization, person=None, customer=new_uuid7()))
    assert card_key(new_card()).isdigit()


def test_of_two_who_give_the_same_card_at_once_one_is_refused(shop: Shop) -> None:
    def give(name: str) -> str:
        try:
            save(shop, name, "4711-0815")
        except CardTaken:
            return "taken"
        finally:
            connections.close_all()
        return "given"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(give, ("Anna", "Paul")))

    assert answers == ["given", "taken"]
    assert [card for _name, card in cards(shop)] == ["4711-0815"]


def test_their_prices_are_a_groups_that_is_not_the_houses(shop: Shop) -> None:
    club, staff = new_uuid7(), new_uuid7()
    for group, is_staff in ((club, False), (staff, True)):
        save_customer_group(
            SaveCustomerGroup(
                organization=shop.organization, person=None, id=group, name=str(is_staff), is_staff=is_staff
            )
        )

    save(shop, "Anna", "4711-0815", group=club)
    for wrong in (staff, new_uuid7()):
        with pytest.raises(CustomerGroupInvalid):
            save(shop, "Paul", group=wrong)

    with reading(shop.organization):
        assert list(Customer.objects.values_list("name", "group")) == [("Anna", club)]


def test_a_file_brings_cards_and_none_that_is_somebody_elses(shop: Shop) -> None:
    save(shop, "Anna", "4711-0815")
    put_on_sale(furnish(shop.organization), "Baguette", barcodes=("3760123456784",))
    lines = (
        CustomerLine(number=2, name="Paul", card="47110815"),
        CustomerLine(number=3, name="Léa", card="5000-1"),
        CustomerLine(number=4, name="Max", card="50001"),
        CustomerLine(number=5, name="Zoé", card="3760123456784"),
        CustomerLine(number=6, name="Anna"),
    )

    result = import_customers(ImportCustomers(organization=shop.organization, person=None, lines=lines))

    assert (result.created, result.unchanged) == (1, 1)
    assert [(number, refusal.code) for number, refusal in result.bad] == [
        (2, "customers.card_taken"), (4, "customers.card_taken"), (5, "customers.card_is_article"),
    ]  # fmt: skip
    assert cards(shop) == [("Anna", "4711-0815"), ("Léa", "5000-1")]


def test_tills_hear_whose_card_it_is_until_it_is_erased(shop: Shop, database) -> None:
    till = new_till(shop)
    assert "customer_cards" not in settings_of(till, database.app)
    assert ask(database, till, "cards").json == {"mark": "", "cards": []}

    anna = save(shop, "Anna", "4711-08 15")
    save(shop, "Nobody")
    first = settings_of(till, database.app)["customer_cards"]
    told = ask(database, till, "cards").json
    save(shop, "Anna B.", "4711-08 15", key=anna)

    assert told == {"mark": first, "cards": [{"id": str(anna), "name": "Anna", "card": "47110815"}]}
    assert settings_of(till, database.app)["customer_cards"] != first
    assert ask(database, new_till(open_shop(), "Z1"), "cards").json == {"mark": "", "cards": []}
    erase_person(
        ErasePerson(organization=shop.organization, person=None, customer=anna, reason="asked", now=datetime.now(UTC))
    )
    assert "customer_cards" not in settings_of(till, database.app)
    assert ("", "") in cards(shop)
