"""The pages of the books: the balance of a period, each day, the files, and which account is which number."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.test import Client

from comptoir.accounting.public import Account, Role, books_of
from comptoir.identity.public import Role as Member
from comptoir.platform.public import legal_entities
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import Day
from tests.sales.shop import rows
from tests.sales.test_tenders import paid, sell

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
DAYS = {"from": "2026-11-01", "to": "2026-11-30"}
FORM = {"chart": "skr03", "year_starts": "1", "journal_code": "kas", "adviser": "1001", "client": "42"}


def company(day: Day) -> UUID:
    with reading(day.organization):
        return legal_entities()[0].id


def mine(day: Day) -> Any:
    entity = company(day)
    with reading(day.organization):
        return books_of(entity)


def test_a_period_is_even_and_shows_its_accounts(owner: Client, day: Day) -> None:
    page = owner.get("/books", DAYS).content.decode()

    # Safe 9.05, card 8.01 and missing 1.00 against turnover and its tax.
    assert "€18.06, debits and credits are even" in page
    assert all(text in page for text in ("707200", "445712", "531200", "511500", "658840", "€14.09", "€2.82", "€9.05"))


def test_a_day_that_is_not_even_leads_to_its_entry(owner: Client, day: Day, send: Send) -> None:
    wrong = sell(day.till, [day.shop.bread], paid({"kind": "cash", "amount": 100, "received": 100, "change": 0}))
    send(day.till, [wrong])

    page = owner.get("/books", DAYS).content.decode()
    one = owner.get(f"/books/day/{day.shop.store}/2026-11-19").content.decode()

    assert "1 day does not balance" in page
    assert f"A1-1-{wrong.sequence}" in page
    assert "471900" in one
    assert "−€0.15 apart" in one


def test_a_quiet_day_and_a_day_that_is_none(owner: Client, day: Day) -> None:
    assert "Nothing to book" in owner.get("/books", {"from": "2026-01-01", "to": "2026-01-02"}).content.decode()
    assert owner.get(f"/books/day/{day.shop.store}/2026-01-01").status_code == 200
    assert owner.get(f"/books/day/{day.shop.store}/yesterday").status_code == 404
    assert owner.get("/books/file/pdf").status_code == 404


def test_files_are_made_or_refused_in_plain_words(owner: Client, day: Day) -> None:
    plain = owner.get("/books/file/csv", DAYS)
    nameless = owner.get("/books/file/fec", DAYS)
    early = owner.get("/books/file/datev", DAYS)
    owner.post(f"/books/settings/{company(day)}", FORM)
    batch = owner.get("/books/file/datev", DAYS)
    two_years = owner.get("/books/file/datev", {"from": "2025-12-31", "to": "2026-11-30"})

    lines = plain.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Date,Store,Entry,Document,Account,Name,Debit,Credit"
    assert "2026-11-19,Centre,1,Z20261119-1,707200,Ventes de marchandises à 20 %,0.00,14.09" in lines
    assert (nameless.status_code, early.status_code, two_years.status_code) == (422, 422, 422)
    assert "SIREN" in nameless.content.decode()
    assert "adviser and the client" in early.content.decode()
    assert "days of one year" in two_years.content.decode()
    assert batch.content.decode("cp1252").startswith('"EXTF";700;21;"Buchungsstapel";13;')
    assert batch["Content-Disposition"] == 'attachment; filename="EXTF_Buchungsstapel_20261101_20261130.csv"'


def test_what_is_decided_is_kept_and_nonsense_is_not(owner: Client, day: Day) -> None:
    entity = company(day)
    kept = owner.post(f"/books/settings/{entity}", FORM)
    refused = [
        owner.post(f"/books/settings/{entity}", {**FORM, **wrong}).status_code
        for wrong in ({"chart": "ifrs"}, {"year_starts": "13"}, {"journal_code": "K-1"}, {"adviser": "12"})
    ]

    assert (kept["Location"], refused) == (f"/books/settings/{entity}", [422] * 4)
    found = mine(day)
    assert (found.chart, found.year_starts, found.journal_code, found.adviser, found.client) == (
        "skr03", 1, "KAS", "1001", "42",
    )  # fmt: skip
    assert len([row for row in rows("platform_auditevent", day.organization) if row["action"] == "books.kept"]) == 1


def test_an_account_gets_a_number_of_the_companys_own_and_gives_it_back(owner: Client, day: Day) -> None:
    address = f"/books/settings/{company(day)}/accounts"
    card = "account-tender-card"

    owner.post(address, {card: "512300", "account-sales-S-200000": "707999"})
    with_own = owner.get("/books", DAYS).content.decode()
    wrong = owner.post(address, {card: "5A", "account-sales-S-200000": "707999"})
    kept = mine(day).accounts.own
    owner.post(address, {card: ""})

    assert "512300" in with_own
    assert "707999" in with_own
    assert wrong.status_code == 422
    assert "at least its first three are digits" in wrong.content.decode()
    assert {account: number.number for account, number in kept.items()} == {
        Account(Role.TENDER, "card"): "512300", Account(Role.SALES, "S/200000"): "707999",
    }  # fmt: skip
    assert mine(day).accounts.own == {}


def test_who_keeps_the_books(day: Day, sign_in: Callable[[UUID, Member], Client]) -> None:
    accountant = sign_in(day.organization, Member.ACCOUNTANT)
    cashier = sign_in(day.organization, Member.CASHIER)
    address = f"/books/settings/{company(day)}"

    assert accountant.post(address, FORM).status_code == 302
    assert [cashier.get(page).status_code for page in ("/books", "/books/file/csv", address)] == [403, 403, 403]
    assert mine(day).chart == "skr03"
