"""One field finds items, customers and receipts, and nothing that the visitor may not see."""

import re
from collections.abc import Callable
from uuid import UUID

from django.test import Client

from comptoir.customers.commands import SaveCustomer
from comptoir.customers.public import save_customer
from comptoir.identity.public import Role
from comptoir.journal import receipt_number
from comptoir.kernel import new_uuid7
from comptoir.privacy.public import ErasePerson, erase_person
from tests.backoffice.conftest import NOON, Day
from tests.sales.shop import rows

SignIn = Callable[[UUID, Role], Client]


def add_customer(day: Day, name: str, phone: str = "") -> UUID:
    key = new_uuid7()
    save_customer(SaveCustomer(organization=day.organization, person=None, id=key, name=name, phone=phone))
    return key


def found(client: Client, words: str) -> list[str]:
    """The addresses that a search leads to: of its list, or of the only hit."""
    answer = client.get("/search", {"q": words})
    if answer.status_code == 302:
        return [answer["Location"]]
    assert answer.status_code == 200
    return re.findall(r'href="(/(?:products|customers|sales)/[0-9a-f-]{36})"', answer.content.decode())


def sale_of(day: Day) -> object:
    [sale] = [row for row in rows("sales_entry", day.organization) if row["sequence"] == day.bread_and_wine.sequence]
    return sale["id"]


def test_an_item_is_found_by_a_part_of_its_name_in_any_case_and_by_its_code(owner: Client, day: Day) -> None:
    bread = f"/products/{day.shop.bread.item}"
    assert found(owner, "PAÎN") == [bread]
    assert found(owner, "ai") == [bread]
    assert found(owner, "no such thing") == []
    assert "Nothing bears these words" in owner.get("/search?q=no+such+thing").content.decode()


def test_a_customer_is_found_by_name_and_phone(owner: Client, day: Day) -> None:
    petit = add_customer(day, "Mme Petit", "06 12 34 56 78")
    other = add_customer(day, "M. Petitjean")
    assert set(found(owner, "petit")) == {f"/customers/{petit}", f"/customers/{other}"}
    assert found(owner, "petitjean") == [f"/customers/{other}"]
    assert found(owner, "34 56 78") == [f"/customers/{petit}"]


def test_a_slip_is_forgiven_when_nothing_bears_the_words_themselves(owner: Client, day: Day) -> None:
    gauthier = f"/customers/{add_customer(day, 'Émilie Gauthier', '+33 6 12 34 56 78')}"
    lefebvre = f"/customers/{add_customer(day, 'Lefebvre')}"
    # Left out, put in, changed, swapped; of two words, and before all of it is typed.
    for slip in ("gautier", "gauthhier", "gaurhier", "gauhtier", "emile gauthier", "Emilie Gautier", "gahthi"):
        assert found(owner, slip) == [gauthier], slip
    assert found(owner, "lefevbre") == [lefebvre]
    assert found(owner, "lfevbre") == []
    # A number has no slips, and is written in many ways.
    assert found(owner, "06 12 34 56 78") == [gauthier]
    assert found(owner, "06.12.34.56.79") == []
    add_customer(day, "Gautier")
    assert gauthier not in found(owner, "gautier")


def test_signs_that_mean_something_to_the_database_are_letters_here(owner: Client, day: Day) -> None:
    add_customer(day, "Mme Petit")
    percent = f"/customers/{add_customer(day, '100% Nature_s')}"
    assert found(owner, "100%") == [percent]
    assert found(owner, "nature_s") == [percent]
    for typed in ("%%%", "__tit", "___", "\\\\", "'; --", '"]}'):
        assert found(owner, typed) == [], typed


def test_who_was_erased_is_not_found_and_who_changed_is_by_the_new_name(owner: Client, day: Day) -> None:
    key = add_customer(day, "Ancienne")
    save_customer(SaveCustomer(organization=day.organization, person=None, id=key, name="Nouvelle"))
    assert found(owner, "ancienne") == []
    assert found(owner, "nouvele") == [f"/customers/{key}"]
    erase_person(ErasePerson(organization=day.organization, person=None, customer=key, reason="asked", now=NOON))
    assert found(owner, "nouvelle") == []
    [kept] = [row for row in rows("customers_customer", day.organization) if row["id"] == key]
    assert kept["folded"] == ""


def test_a_receipt_is_found_by_its_number_and_its_amount(owner: Client, day: Day) -> None:
    sale = f"/sales/{sale_of(day)}"
    assert found(owner, receipt_number("A1", 1, day.bread_and_wine.sequence).lower()) == [sale]
    assert found(owner, "11,20") == [sale]
    assert found(owner, "11.20 €") == [sale]
    assert found(owner, "11.21") == []


def test_each_role_finds_what_it_may_see_and_no_organization_finds_anothers(
    day: Day, sign_in: SignIn, organization: UUID
) -> None:
    add_customer(day, "Pain & Fils")
    cashier = sign_in(day.organization, Role.CASHIER)
    stranger = sign_in(organization, Role.OWNER)

    assert found(cashier, "pain") == [f"/products/{day.shop.bread.item}"]
    assert found(cashier, receipt_number("A1", 1, day.bread_and_wine.sequence)) == []
    assert len(found(sign_in(day.organization, Role.OWNER), "pain")) == 2
    assert found(stranger, "pain") == []
    assert found(stranger, "painn") == []
    assert found(stranger, receipt_number("A1", 1, day.bread_and_wine.sequence)) == []


def test_the_navigation_stands_open_where_the_page_is(owner: Client) -> None:
    page = owner.get("/customers").content.decode()
    groups = re.findall(r'<details class="nav-group"( open)?>.*?<span class="grow">([^<]*)</span>', page, re.DOTALL)
    names = ["Today", "Sales", "Items &amp; stock", "Customers", "Team", "Settings"]
    # The same twice: beside the page, and in the menu of a phone.
    assert [name for _, name in groups] == names * 2
    assert {name for is_open, name in groups if is_open} == {"Customers"}
