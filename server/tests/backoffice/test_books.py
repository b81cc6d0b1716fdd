"""The pages of the books: the balance of a period, each day, the files, and which account is which number."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.test import Client

from comptoir.accounting.commands import ClosePeriod
from comptoir.accounting.public import Account, Role, books_of, close_period, closings
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
    assert lines[0] == "Date,Store,Entry,Document,Account,Name,Debit,Credit,State,Is of,Why so late"
    assert "2026-11-19,Centre,1,Z20261119-1,707200,Ventes de marchandises à 20 %,0.00,14.09,still open,," in lines
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


def test_a_month_is_closed_kept_and_opened_again(
    owner: Client, day: Day, send: Send, sign_in: Callable[[UUID, Member], Client]
) -> None:
    entity = company(day)
    close = f"/books/periods/{entity}/close"
    october = {"first": "2026-10-01", "last": "2026-10-31"}
    with_first = owner.get("/books/periods").content.decode()
    early = owner.post(close, {"first": "2026-11-01", "last": "2026-11-30", "note": ""})

    # November has begun, and is not over: nothing can be closed before it is.
    assert "Nothing is closed yet" in with_first
    assert early.status_code == 422
    assert owner.post(close, october).status_code == 422
    with reading(day.organization):
        assert closings(entity) == []

    close_november(day)
    manager, accountant = (sign_in(day.organization, role) for role in (Member.MANAGER, Member.ACCOUNTANT))
    page = manager.get("/books/periods").content.decode()
    csv = [owner.get("/books/file/csv", DAYS) for _ in range(2)]
    assert "Closed up to" in page
    # Nine in Greenwich, on the store's clock.
    assert "10:00:00" in page
    assert "Open no. 1 again" not in page
    assert csv[0].content == csv[1].content
    assert csv[0]["Content-Disposition"] == 'attachment; filename="books-2026-11-01-2026-11-30-closed-1.csv"'
    assert "closed, no. 1" in csv[0].content.decode("utf-8-sig").splitlines()[1]
    assert "Closed, no. 1" in owner.get("/books", DAYS).content.decode()
    assert "its figures give its seal" in owner.get("/books/periods", {"check": "1"}).content.decode()

    send(day.till, [day.till.sell([day.shop.bread])])
    assert "1 entry of a till came late" in owner.get("/books/periods").content.decode()
    one = owner.get(f"/books/day/{day.shop.store}/2026-11-19").content.decode()
    assert "Closed, no. 1: nothing of this changes any more." in one
    assert "Of this day, and booked later" in one

    again = f"/books/periods/{entity}/1/reopen"
    assert manager.post(again, {"reason": "Because"}).status_code == 403
    assert accountant.post(again, {"reason": ""}).status_code == 422
    with reading(day.organization):
        assert [row.number for row in closings(entity)] == [1]
    assert accountant.post(again, {"reason": "A slip was forgotten"}).status_code == 302
    assert "A slip was forgotten" in owner.get("/books/periods").content.decode()
    with reading(day.organization):
        assert closings(entity) == []


def close_november(day: Day) -> None:
    """As on 2 December, which has not come yet."""
    close_period(
        ClosePeriod(
            organization=day.organization, person=None, legal_entity=company(day), first=date(2026, 11, 1),
            last=date(2026, 11, 30), note="", names={role: str(role) for role in Role},
            now=datetime(2026, 12, 2, 9, tzinfo=UTC),
        )
    )  # fmt: skip
