"""The pages of customers and of open orders: what is owed, since when, and what was paid ahead."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.test import Client

from comptoir.customers.public import customer as one_customer
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.payments.public import payment_policy
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import deposit, give_up, keep, order, settle_account
from tests.backoffice.conftest import Day
from tests.backoffice.test_some_stores import member_of
from tests.catalog.stores import new_store
from tests.sales.shop import rows
from tests.sales.test_accounts import selling

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]

ERASING = {"reason": "asked", "word": "erase"}
PETIT = {"name": "Mme Petit", "phone": "06 12 34 56 78", "email": "", "credit_limit": "100"}


def add(owner: Client, **changes: str) -> UUID:
    key = new_uuid7()
    answer = owner.post("/customers/new", {"id": str(key), **PETIT, **changes})
    assert answer["Location"] == f"/customers/{key}"
    return key


def test_a_customer_owes_what_was_sold_on_account_less_what_they_paid(owner: Client, day: Day, send: Send) -> None:
    account = add(owner)
    other = add(owner, name="Sans compte", credit_limit="")
    send(day.till, [selling(day.till, day.shop, account, 10), settle_account(day.till, account, 400)])

    listed = owner.get("/customers").content.decode()
    page = owner.get(f"/customers/{account}").content.decode()
    file = owner.get(f"/customers/{account}/statement.csv").content.decode()

    assert "Customers owe €7.50" in listed
    assert listed.index("Mme Petit") < listed.index("Sans compte")
    assert ("No account" in listed, "Over the limit" in listed) == (True, False)
    assert "owes €7.50" in page
    assert (page.count("€11.50"), page.count("−€4.00")) == (2, 1)
    assert file.splitlines()[1].endswith(",-4.00,7.50")
    assert "Nothing was bought on account yet" in owner.get(f"/customers/{other}").content.decode()
    assert "Mme Petit" not in owner.get("/customers", {"q": "sans"}).content.decode()

    # Whoever has another store only sees what she owes, which decides, and not where she bought; nor erases her.
    limited, _user = member_of(day.organization, Role.MANAGER, frozenset({new_store(day.organization)}))
    theirs = limited.get(f"/customers/{account}").content.decode()
    assert "Customers owe €7.50" in limited.get("/customers").content.decode()
    assert ("owes €7.50" in theirs, "Counted over all stores" in theirs, "€11.50" in theirs) == (True, True, False)
    assert len(limited.get(f"/customers/{account}/statement.csv").content.decode().splitlines()) == 1
    assert limited.post(f"/customers/{account}/data/erase", ERASING).status_code == 403
    with reading(day.organization):
        petit = one_customer(account)
    assert petit is not None
    assert (petit.name, petit.erased_at) == ("Mme Petit", None)
    mine, _user = member_of(day.organization, Role.MANAGER, frozenset({UUID(str(day.shop.store))}))
    assert mine.get(f"/customers/{account}/statement.csv").content.decode().splitlines()[1].endswith(",-4.00,")


def test_a_limit_that_is_exceeded_is_shown(owner: Client, day: Day, send: Send) -> None:
    account = add(owner, credit_limit="5,00")
    send(day.till, [selling(day.till, day.shop, account, 10)])

    assert "Over the limit" in owner.get("/customers").content.decode()
    assert "more than this customer may owe" in owner.get(f"/customers/{account}").content.decode()


def test_a_customer_is_changed_and_refused(owner: Client, day: Day) -> None:
    account = add(owner)

    kept = owner.post(f"/customers/{account}/save", {**PETIT, "name": "M. Petit", "credit_limit": ""})
    nameless = owner.post(f"/customers/{account}/save", {**PETIT, "name": " "})
    wrong = owner.post(f"/customers/{account}/save", {**PETIT, "credit_limit": "a lot"})

    assert (kept.status_code, nameless.status_code, wrong.status_code) == (302, 422, 422)
    assert "Enter an amount such as 500" in wrong.content.decode()
    with reading(day.organization):
        found = one_customer(account)
    assert found is not None
    assert (found.name, found.credit_limit) == ("M. Petit", None)
    assert owner.post(f"/customers/{new_uuid7()}/save", PETIT).status_code == 404


def test_who_owes_nothing_is_forgotten_and_their_sales_stay(owner: Client, day: Day, send: Send) -> None:
    account = add(owner)
    send(day.till, [selling(day.till, day.shop, account, 2)])
    kept = owner.post(f"/customers/{account}/data/erase", ERASING, follow=True).content.decode()
    mistyped = owner.post(f"/customers/{account}/data/erase", {**ERASING, "word": "yes"})
    send(day.till, [settle_account(day.till, account, 230)])

    gone = owner.post(f"/customers/{account}/data/erase", ERASING, follow=True).content.decode()

    assert "still owes something" in kept
    assert (mistyped.status_code, "Type ERASE." in mistyped.content.decode()) == (422, True)
    assert "Nothing of this person is left with us but an identifier" in gone
    assert "Petit" not in gone
    page = owner.get(f"/customers/{account}").content.decode()
    assert ("Erased customer" in page, "€2.30" in page, "Petit" in page) == (True, True, False)
    assert owner.post(f"/customers/{new_uuid7()}/data/erase", ERASING).status_code == 404


def test_open_orders_show_what_is_paid_until_they_are_sold_or_given_up(owner: Client, day: Day, send: Send) -> None:
    petit = add(owner)
    till = day.till
    till.engine_version = 2
    wine = replace(day.shop.wine, quantity_milli=2_000)
    quote = order(till, [day.shop.bread], valid_until=date(2020, 1, 1))
    aside = order(till, [wine], purpose="layaway", customer=petit)
    given_up = order(till, [wine], purpose="layaway")
    paid, back = deposit(till, aside, 500), deposit(till, given_up, 300)
    send(till, [quote, aside, given_up, paid, back])

    page = owner.get("/orders").content.decode()
    assert "€8.00 paid for goods that are still here" in page
    assert (page.count("€17.80"), page.count("€12.80"), page.count("Mme Petit")) == (2, 1, 1)
    assert ("Over" in page, "Kept aside" in page) == (True, True)
    assert "Mme Petit" in owner.get(f"/customers/{petit}").content.decode()

    send(till, [give_up(till, given_up, [back], kept=100), keep(till, aside, [paid])])
    page = owner.get("/orders").content.decode()
    assert ("€17.80" in page, "€1.15" in page) == (False, True)
    report = owner.get("/day-report", {"day": till.now.date().isoformat()}).content.decode()
    assert ("Deposits received" in report, "€8.00" in report, "−€2.00" in report, "−€5.00" in report) == (True,) * 4


def test_the_rule_of_the_shop_is_kept_and_refused(owner: Client, day: Day, sign_in: Callable[..., Client]) -> None:
    kept = owner.post("/orders/policy", {"kept_percent": "20", "quote_days": "14"})
    refused = owner.post("/orders/policy", {"kept_percent": "101", "quote_days": "14"})

    assert (kept["Location"], refused.status_code) == ("/orders", 422)
    with reading(day.organization):
        assert (payment_policy().kept_ppm, payment_policy().quote_days) == (200_000, 14)
    accountant = sign_in(day.organization, Role.ACCOUNTANT)
    assert accountant.get("/orders").status_code == 200
    assert "quote_days" not in accountant.get("/orders").content.decode()
    assert accountant.post("/orders/policy", {"kept_percent": "0", "quote_days": "1"}).status_code == 403
    assert sign_in(day.organization, Role.CASHIER).get("/customers").status_code == 403


def test_an_order_is_sent_by_mail_from_its_page(owner: Client, day: Day, send: Send, settings) -> None:
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    customer = add(owner, email="petit@example.fr")
    send(day.till, [order(day.till, [day.shop.bread], customer=customer)])
    [row] = rows("sales_order", day.organization)
    key = new_uuid7()
    wanted = {"id": str(key), "address": "petit@example.fr", "language": "de"}

    page = owner.get(f"/orders/{row['id']}").content.decode()
    wrong = owner.post(f"/orders/{row['id']}/send", {**wanted, "address": "petit"})
    sent = [owner.post(f"/orders/{row['id']}/send", wanted) for _ in range(2)]
    after = owner.get(f"/orders/{row['id']}").content.decode()

    assert 'value="petit@example.fr"' in page
    assert f'href="/orders/{row["id"]}"' in owner.get("/orders").content.decode()
    assert (wrong.status_code, "This is no e-mail address" in wrong.content.decode()) == (422, True)
    assert [answer["Location"] for answer in sent] == [f"/orders/{row['id']}"] * 2
    assert [delivery["id"] for delivery in rows("papers_delivery", day.organization)] == [key]
    assert "p…@example.fr" in after
    # From the list of what was sent, as from a retry, a sale's address leads to the order's page.
    assert owner.get(f"/sales/{row['id']}")["Location"] == f"/orders/{row['id']}"
    assert owner.get(f"/orders/{new_uuid7()}").status_code == 404


def test_without_a_mail_server_the_page_says_so_and_nothing_is_sent(
    owner: Client, day: Day, send: Send, settings
) -> None:
    settings.COMPTOIR_EMAIL_URL = ""
    send(day.till, [order(day.till, [day.shop.bread])])
    [row] = rows("sales_order", day.organization)

    page = owner.get(f"/orders/{row['id']}").content.decode()
    refused = owner.post(
        f"/orders/{row['id']}/send", {"id": str(new_uuid7()), "address": "petit@example.fr", "language": "fr"}
    )

    assert "COMPTOIR_EMAIL_URL is not set" in page
    assert refused.status_code == 422
    assert rows("papers_delivery", day.organization) == []


def test_a_card_is_made_printed_and_refused_where_it_is_anothers(
    owner: Client, day: Day, sign_in: Callable[..., Client]
) -> None:
    anna = add(owner, name="Anna", card="CLUB-2041")
    page = owner.get(f"/customers/{anna}").content.decode()

    taken = owner.post("/customers/new", {"id": str(new_uuid7()), **PETIT, "card": "club 2041"})
    made = owner.post(f"/customers/{anna}/card/make")
    printed = owner.get(f"/customers/{anna}/card").content.decode()

    assert "A reader at a till knows CLUB-2041." in page
    assert (taken.status_code, "Another customer carries this card." in taken.content.decode()) == (422, True)
    assert made["Location"] == f"/customers/{anna}/card"
    assert ("9901" in printed, "CLUB-2041" in printed) == (True, False)
    cashier = sign_in(day.organization, Role.CASHIER)
    assert cashier.post(f"/customers/{anna}/card/make").status_code == 403
    assert owner.get(f"/customers/{add(owner, name='Paul')}/card").status_code == 404
    assert "Anna" in owner.get("/customers", {"q": "9901"}).content.decode()
