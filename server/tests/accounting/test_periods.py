"""Closing a company's books: what stands, what comes late, who may open again, and that nothing of it changes."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection

from comptoir.accounting.commands import ClosePeriod, NameAccounts, Named, ReopenPeriod, SetBooks
from comptoir.accounting.errors import (
    NotLastClosing,
    PeriodNotNext,
    PeriodRunning,
    ReasonMissing,
    YearClosed,
)
from comptoir.accounting.public import (
    Account,
    BookDay,
    Closed,
    Kind,
    Period,
    Role,
    Why,
    all_closings,
    books_of,
    close_period,
    closings,
    datev_of,
    fec_of,
    is_intact,
    name_accounts,
    next_period,
    period_of,
    reopen_period,
    set_books,
)
from comptoir.platform.public import legal_entities, stores
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import BasketLine, Sealed, SimulatedTill
from tests.accounting.fec_rules import breaches
from tests.sales.shop import Shop, add_till, enrol, rows

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
END, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
NOW = datetime(2027, 2, 10, 9, 0, tzinfo=UTC)
NAMES = {role: str(role) for role in Role}
CASH, SAFE = Account(Role.CASH), Account(Role.SAFE)
BREAD, WINE = Account(Role.SALES, "S/55000"), Account(Role.SALES, "S/200000")
BREAD_VAT, WINE_VAT = Account(Role.VAT, "S/55000"), Account(Role.VAT, "S/200000")


def company(shop: Shop) -> UUID:
    with reading(shop.organization):
        return legal_entities()[0].id


def close(shop: Shop, first: date, last: date, now: datetime = NOW) -> Closed:
    return close_period(
        ClosePeriod(
            organization=shop.organization, person=None, legal_entity=company(shop), first=first, last=last, note="",
            names=NAMES, now=now,
        )
    )  # fmt: skip


def reopen(shop: Shop, number: int, reason: str = "A slip was forgotten") -> None:
    reopen_period(
        ReopenPeriod(
            organization=shop.organization, person=None, legal_entity=company(shop), closing=number, reason=reason,
            now=NOW,
        )
    )  # fmt: skip


def period(shop: Shop, first: date, last: date) -> Period:
    with reading(shop.organization):
        [entity] = legal_entities()
        return period_of(books_of(entity.id), entity, stores(), first, last, names=NAMES)


def sums(*days: BookDay) -> dict[Account, int]:
    found: dict[Account, int] = {}
    for day in days:
        for posting in day.postings:
            found[posting.account] = found.get(posting.account, 0) + posting.gross
    return {account: amount for account, amount in found.items() if amount}


def files(shop: Shop, first: date, last: date) -> tuple[bytes, bytes]:
    found = period(shop, first, last)
    found = replace(found, terms=replace(found.terms, registration="552100554", adviser="1001", client="42"))
    return fec_of(found).content, datev_of(found, datetime.now(UTC)).content


def trade(till: SimulatedTill, day: date, *lines: BasketLine) -> list[Sealed | bytes]:
    """A session of one sale."""
    till.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return [till.open(0), till.sell(list(lines))]


@pytest.fixture
def till(shop: Shop, send: Send) -> SimulatedTill:
    """Bread on 20 October, wine on 2 November."""
    found = enrol(shop, add_till(shop, "B1"), now=datetime(2026, 10, 20, 8, tzinfo=UTC))
    first = [found.start_chain(), *trade(found, date(2026, 10, 20), shop.bread)]
    send(found, [*first, *trade(found, date(2026, 11, 2), shop.wine)])
    return found


def test_a_late_day_changes_nothing_closed_and_stands_in_the_first_open_period(
    shop: Shop, till: SimulatedTill, send: Send
) -> None:
    away = enrol(shop, add_till(shop, "B2"), now=datetime(2026, 10, 21, 9, tzinfo=UTC))
    away.now = datetime(2026, 10, 21, 9, tzinfo=UTC)
    kept_back = [away.start_chain(), away.open(0), away.sell([shop.bread, shop.wine])]
    first = close(shop, OCTOBER, date(2026, 10, 31))
    before = files(shop, OCTOBER, date(2026, 10, 31))

    send(away, list(kept_back))
    found = period(shop, NOVEMBER, date(2026, 11, 30)).paper.journal

    assert (first.number, first.is_new) == (1, True)
    assert files(shop, OCTOBER, date(2026, 10, 31)) == before
    [late, own] = found.days
    assert (late.number, late.kind, late.day, late.belongs) == (2, Kind.LATE, NOVEMBER, date(2026, 10, 21))
    # The opening of its session, and the sale.
    assert late.why == (Why("entries", 2),)
    assert sums(late) == {CASH: 1_005, BREAD: -115, WINE: -890}
    assert (own.number, own.kind, own.day, sums(own)) == (3, Kind.DAY, date(2026, 11, 2), {CASH: 890, WINE: -890})

    # Closed in its turn, it stays; a second late one comes after it, and only what is new of the day.
    close(shop, NOVEMBER, date(2026, 11, 30))
    both = files(shop, OCTOBER, date(2026, 11, 30))
    send(away, [away.sell([shop.bread])])
    rest = period(shop, DECEMBER, END).paper.journal
    assert files(shop, OCTOBER, date(2026, 11, 30)) == both
    assert [(day.number, day.belongs, sums(day)) for day in rest.days] == [
        (4, date(2026, 10, 21), {CASH: 115, BREAD: -115})
    ]
    text = both[0].decode("iso8859-15")
    assert "\tZ20261021-1N\t20261021\tRégularisation après clôture, recettes du 21/10/2026 Centre\t" in text
    assert both[1].decode("cp1252").splitlines()[0].split(";")[20] == "1"


def test_what_is_named_otherwise_afterwards_changes_no_closed_file(shop: Shop, till: SimulatedTill) -> None:
    entity = company(shop)
    close(shop, OCTOBER, date(2026, 10, 31))
    before = files(shop, OCTOBER, date(2026, 10, 31))

    name_accounts(
        NameAccounts(
            organization=shop.organization, person=None, legal_entity=entity, accounts=(Named(CASH, "530000", "Other"),)
        )
    )  # fmt: skip
    set_books(
        SetBooks(
            organization=shop.organization, person=None, legal_entity=entity, chart="pcg", year_starts=1,
            journal_code="VTE", adviser="", client="",
        )
    )  # fmt: skip
    later = files(shop, NOVEMBER, date(2026, 11, 30))[0].decode("iso8859-15")

    assert files(shop, OCTOBER, date(2026, 10, 31)) == before
    assert "CAI\t" in before[0].decode("iso8859-15")
    assert later.splitlines()[1].startswith("VTE\tJournal de caisse\t2\t20261102\t44")
    assert "\t530000\t" in later
    with pytest.raises(YearClosed):
        set_books(
            SetBooks(
                organization=shop.organization, person=None, legal_entity=entity, chart="pcg", year_starts=4,
                journal_code="VTE", adviser="", client="",
            )
        )  # fmt: skip
    with reading(shop.organization):
        [closing] = closings(entity)
        assert is_intact(closing)


def test_periods_follow_each_other_and_are_over(shop: Shop, till: SimulatedTill) -> None:
    entity = company(shop)
    for first, last, refusal in (
        (NOVEMBER, date(2026, 11, 30), PeriodNotNext),
        (OCTOBER, date(2026, 10, 15), PeriodRunning),
        (OCTOBER, date(2027, 1, 31), PeriodRunning),
    ):
        with pytest.raises(refusal):
            close(shop, first, last)
    with pytest.raises(PeriodRunning):
        close(shop, OCTOBER, date(2026, 10, 31), now=datetime(2026, 10, 31, 22, 0, tzinfo=UTC))

    with reading(shop.organization):
        assert closings(entity) == []
        offered = next_period(entity, stores(), date(2026, 12, 31))
        assert (offered.first, list(offered.ends)) == (OCTOBER, [date(2026, 10, 31), date(2026, 11, 30)])
        # A period never spans two years of the company.
        assert next_period(entity, stores(), date(2027, 3, 1)).ends[-1] == END
    assert close(shop, OCTOBER, END).number == 1
    assert (close(shop, OCTOBER, END).number, close(shop, OCTOBER, END).is_new) == (1, False)


def test_a_closing_is_taken_back_with_a_reason_last_one_first(shop: Shop, till: SimulatedTill, send: Send) -> None:
    entity = company(shop)
    close(shop, OCTOBER, date(2026, 10, 31))
    send(till, trade(till, date(2026, 10, 30), shop.bread))
    close(shop, NOVEMBER, date(2026, 11, 30))

    for number, reason, refusal in (
        (1, "Why not", NotLastClosing),
        (9, "Why not", NotLastClosing),
        (2, " ", ReasonMissing),
    ):
        with pytest.raises(refusal):
            reopen(shop, number, reason)
    with reading(shop.organization):
        assert [row.number for row in closings(entity)] == [1, 2]
    reopen(shop, 2)
    reopen(shop, 2)
    reopen(shop, 1)

    # The late sale is back on its own day, and the next closing has a number of its own.
    found = period(shop, OCTOBER, date(2026, 11, 30)).paper.journal.days
    assert [(day.number, day.kind, day.day) for day in found] == [
        (1, Kind.DAY, date(2026, 10, 20)), (2, Kind.DAY, date(2026, 10, 30)), (3, Kind.DAY, date(2026, 11, 2)),
    ]  # fmt: skip
    assert close(shop, OCTOBER, date(2026, 11, 30)).number == 3
    with reading(shop.organization):
        every = all_closings(entity)
        assert [(row.number, row.holds, row.reason) for row in every] == [
            (1, False, "A slip was forgotten"), (2, False, "A slip was forgotten"), (3, True, ""),
        ]  # fmt: skip
        assert all(is_intact(row) for row in every)
    told = [row["action"] for row in rows("platform_auditevent", shop.organization)]
    assert [told.count(action) for action in ("books.closed", "books.reopened")] == [3, 2]


def test_a_year_begins_with_what_the_one_before_left(shop: Shop, till: SimulatedTill, send: Send) -> None:
    send(till, trade(till, date(2027, 1, 5), shop.bread))
    close(shop, OCTOBER, END)
    send(till, trade(till, date(2026, 12, 30), shop.wine))

    [opening, late, own] = period(shop, NEW_YEAR, date(2027, 1, 31)).paper.journal.days

    # 1.15 and 8.90 of the old year: 1.09 and 7.42 were earned, the tax is owed, the cash is there.
    assert (opening.number, opening.kind, opening.day) == (1, Kind.OPENING, NEW_YEAR)
    assert sums(opening) == {CASH: 1_005, BREAD_VAT: -6, WINE_VAT: -148, Account(Role.CARRIED): -851}
    assert (late.number, late.kind, late.belongs) == (2, Kind.LATE, date(2026, 12, 30))
    assert (own.number, own.kind, own.day) == (3, Kind.DAY, date(2027, 1, 5))
    close(shop, NEW_YEAR, date(2027, 1, 31))
    french, german = files(shop, NEW_YEAR, date(2027, 1, 31))
    lines = [line.split("\t") for line in french.decode("iso8859-15").splitlines()[1:]]
    assert [(row[0], row[4], row[11], row[12]) for row in lines if row[2] == "1"] == [
        ("AN", "120000", "0,00", "8,51"), ("AN", "445712", "0,00", "1,48"), ("AN", "445715", "0,00", "0,06"),
        ("AN", "531100", "10,05", "0,00"),
    ]  # fmt: skip
    assert breaches("552100554FEC20270131.txt", french, NEW_YEAR, date(2027, 1, 31)) == []
    # DATEV carries balances over itself.
    assert german.decode("cp1252").count("AN2027") == 0


def test_two_people_close_at_once_and_one_of_them_did(shop: Shop, till: SimulatedTill) -> None:
    told: list[Closed] = []

    def one() -> None:
        try:
            told.append(close(shop, OCTOBER, date(2026, 10, 31)))
        finally:
            connection.close()

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(closed.is_new for closed in told) == [False, True]
    assert {closed.number for closed in told} == {1}
    with reading(shop.organization):
        assert [row.number for row in all_closings(company(shop))] == [1]
