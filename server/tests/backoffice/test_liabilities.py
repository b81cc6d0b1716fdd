"""What is owed to customers: books and balances agree to the cent, or the page says where not; what expires."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from comptoir.accounting.liabilities import months_before
from comptoir.accounting.public import Account, Role, books_of, journal, owed
from comptoir.identity.public import Role as Member
from comptoir.kernel import new_uuid7
from comptoir.payments.public import payment_policy
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import deposit, keep, order
from tests.backoffice.conftest import Day
from tests.sales.shop import rows
from tests.sales.test_accounts import customer, selling
from tests.sales.test_tenders import paid, redeem, sell, sell_card, taxed_card

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


def found(day: Day) -> dict[Role, tuple[int, int, int, int]]:
    """Each kind that is not nothing: on the account, tax in it, balances, and what they are apart by."""
    with reading(day.organization):
        kinds = owed()
    return {row.role: (row.net, row.tax, row.balances, row.difference) for row in kinds if row.books or row.balances}


def breakage(day: Day) -> list[dict[str, Any]]:
    return rows("accounting_breakage", day.organization, "id")


def card_state(day: Day, card: UUID) -> tuple[int, bool]:
    [row] = [row for row in rows("payments_voucher", day.organization) if row["id"] == card]
    return int(str(row["balance"])), bool(row["is_blocked"])


@pytest.fixture
def indebted(day: Day, send: Send) -> tuple[UUID, UUID]:
    """A card with 11.10 left, a taxed one of 20.00, 3.00 paid ahead, an order that was kept, 11.50 on account."""
    till, shop = day.till, day.shop
    plain, taxed = new_uuid7(), new_uuid7()
    entries: list[Sealed | bytes] = [
        sell_card(till, shop, plain, 2_000),
        sell(till, [shop.wine], paid(redeem(plain, 890))),
        taxed_card(till, shop, taxed),
    ]
    open_one = order(till, [shop.wine], purpose="layaway")
    entries += [open_one, deposit(till, open_one, 300)]
    kept = order(till, [shop.wine], purpose="layaway")
    ahead = deposit(till, kept, 400)
    entries += [kept, ahead, keep(till, kept, [ahead]), selling(till, shop, customer(shop), 10)]
    send(till, entries)
    return plain, taxed


def test_books_and_balances_are_the_same(owner: Client, day: Day, indebted: tuple[UUID, UUID]) -> None:
    page = owner.get("/owed").content.decode()

    assert found(day) == {
        Role.VOUCHERS: (1_110, 0, 1_110, 0),
        Role.VOUCHERS_TAXED: (1_667, 333, 2_000, 0),
        Role.PREPAYMENTS: (250, 50, 300, 0),
        Role.RECEIVABLES: (-1_150, 0, -1_150, 0),
    }
    assert "€22.60, as the balances of customers say" in page
    assert all(text in page for text in ("€11.10", "€16.67", "€3.33", "−€11.50"))


def test_a_balance_that_nothing_moved_is_named(owner: Client, day: Day, indebted: tuple[UUID, UUID]) -> None:
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute("UPDATE payments_voucher SET balance = balance + 5 WHERE id = %s", [indebted[0]])

    page = owner.get("/owed").content.decode()

    assert found(day)[Role.VOUCHERS] == (1_110, 0, 1_115, -5)
    assert "1 account is not what customers" in page
    assert f"/gift-cards/{indebted[0]}" in page


def test_an_expired_card_is_booked_once_blocked_and_made_good_again(
    owner: Client, day: Day, indebted: tuple[UUID, UUID]
) -> None:
    plain, taxed = indebted
    owner.post("/owed/validity", {"months": "12"})
    early = owner.post("/owed/expire", follow=True).content.decode()
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE payments_voucher_movement SET moved_at = moved_at - interval '2 years' WHERE organization_id = %s",
            [day.organization],
        )
    shown = owner.get("/owed").content.decode()
    booked = owner.post("/owed/expire", follow=True).content.decode()
    owner.post("/owed/expire")

    assert "Nothing has expired" in early
    assert "Book €31.10 as earned" in shown
    assert "€31.10 booked as earned" in booked
    assert sorted((row["voucher"], row["amount"]) for row in breakage(day)) == sorted([(plain, 1_110), (taxed, 2_000)])
    assert (card_state(day, plain), card_state(day, taxed)) == ((1_110, True), (2_000, True))
    assert set(found(day)) == {Role.PREPAYMENTS, Role.RECEIVABLES}
    today = date.fromisoformat(str(breakage(day)[0]["day"]))
    with reading(day.organization):
        books = journal(books_of(stores()[0].legal_entity), [day.shop.store], today, today)
    # The tax of the taxed card stays as it was declared.
    assert {line.account: line.amount for line in books.balance()} == {
        Account(Role.VOUCHERS): 1_110, Account(Role.VOUCHERS_TAXED, "S/200000"): 1_667,
        Account(Role.BREAKAGE): -1_110, Account(Role.BREAKAGE, "S/200000"): -1_667,
    }  # fmt: skip

    owner.post(f"/owed/{plain}/give-back")
    twice = owner.post(f"/owed/{plain}/give-back", follow=True).content.decode()

    assert "given back already" in twice
    assert card_state(day, plain) == (1_110, False)
    assert found(day)[Role.VOUCHERS] == (1_110, 0, 1_110, 0)
    assert [row["amount"] for row in breakage(day) if row["voucher"] == plain] == [1_110, -1_110]


def test_validity_is_kept_and_nonsense_is_not(owner: Client, day: Day) -> None:
    kept = owner.post("/owed/validity", {"months": "36"})
    refused = [owner.post("/owed/validity", {"months": text}).status_code for text in ("-1", "121", "long")]

    assert (kept.status_code, refused) == (302, [422] * 3)
    with reading(day.organization):
        assert payment_policy().valid_months == 36
    owner.post("/owed/validity", {"months": "0"})
    with reading(day.organization):
        assert payment_policy().valid_months == 0
    assert "Cards never expire in this shop" in owner.get("/owed").content.decode()


def test_who_books_what_expired(day: Day, sign_in: Callable[[UUID, Member], Client]) -> None:
    cashier = sign_in(day.organization, Member.CASHIER)

    assert cashier.get("/owed").status_code == 403
    assert cashier.post("/owed/expire").status_code == 403
    assert sign_in(day.organization, Member.ACCOUNTANT).post("/owed/validity", {"months": "12"}).status_code == 302
    assert breakage(day) == []


def test_months_end_with_their_last_day() -> None:
    march = datetime(2026, 3, 31, 12, tzinfo=UTC)

    assert months_before(march, 1) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert months_before(march, 15) == datetime(2024, 12, 31, 12, tzinfo=UTC)
    assert months_before(datetime(2026, 1, 5, tzinfo=UTC), 12) == datetime(2025, 1, 5, tzinfo=UTC)
    assert months_before(march + timedelta(days=1), 0) == march + timedelta(days=1)
