"""The page of cash: safes, drawers, the way to the bank, and terminals against tills."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.accounting.commands import BringToBank, CountSafe
from comptoir.accounting.errors import FileUnreadable, RepeatDiffers
from comptoir.accounting.public import Account, Role, books_of, bring_to_bank, count_safe, journal, safes, totals_by_day
from comptoir.identity.public import Role as Member
from comptoir.kernel import new_uuid7
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import Day
from tests.sales.shop import rows

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
DAYS = {"from": "2026-11-19", "to": "2026-11-19"}
NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)


def expected(day: Day) -> int:
    with reading(day.organization):
        [safe] = safes([day.shop.store], datetime.now(UTC) + timedelta(days=300))
    return safe.expected


def bank(day: Day, amount: str = "5,00", slip: str = "S-1", **more: str) -> dict[str, str]:
    return {"id": str(new_uuid7()), "store": str(day.shop.store), "amount": amount, "slip": slip, **more}


def moved(day: Day) -> list[dict[str, Any]]:
    return rows("accounting_safe_movement", day.organization)


def test_the_page_says_what_was_off_and_what_should_be_where(owner: Client, day: Day) -> None:
    page = owner.get("/cash", DAYS).content.decode()

    assert "Counts were off by −€1.00" in page
    # 100.00 out of the safe in the morning, 109.05 into it at night.
    assert all(text in page for text in ("A1", "€110.05", "€109.05", "−€100.00", "€9.05"))
    assert "Every count was right" not in page


def test_an_open_drawer_says_what_should_be_there(owner: Client, day: Day, send: Send) -> None:
    till = day.till
    who: dict[str, Any] = {"cashier": str(day.cashier)}
    till.now = datetime.now(UTC)
    opened = till.open(5_000)
    who["session"] = str(till.session)
    sale = till.sell([day.shop.wine])
    send(till, [opened, sale, till.seal("cash_movement", {**who, "reason": "pickup", "amount": -1_000})])

    page = owner.get("/cash").content.decode()

    assert "Open now" in page
    assert "€48.90" in page


def test_money_goes_to_the_bank_once_and_is_booked(owner: Client, day: Day) -> None:
    form = bank(day)
    first = owner.post("/cash/bank", form)
    again = owner.post("/cash/bank", form)
    other = owner.post("/cash/bank", {**form, "amount": "6"})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 422)
    assert "noted already with other figures" in other.content.decode()
    assert [(row["kind"], row["amount"], row["slip"]) for row in moved(day)] == [("bank", 500, "S-1")]
    assert expected(day) == 905 - 500
    today = date.fromisoformat(str(moved(day)[0]["day"]))
    with reading(day.organization):
        found = journal(books_of(stores()[0].legal_entity), [day.shop.store], today, today)
    assert {line.account: line.amount for line in found.balance()} == {
        Account(Role.BANK): 500, Account(Role.SAFE): -500,
    }  # fmt: skip
    page = owner.get("/cash").content.decode()
    assert "S-1" in page
    assert "Ada" in page


def test_a_deposit_written_down_wrongly_is_taken_back_once(owner: Client, day: Day) -> None:
    owner.post("/cash/bank", bank(day))
    [wrong] = moved(day)

    for _time in range(2):
        owner.post(f"/cash/bank/{wrong['id']}/undo")
    unknown = owner.post(f"/cash/bank/{new_uuid7()}/undo", follow=True)

    assert sorted(row["amount"] for row in moved(day)) == [-500, 500]
    assert expected(day) == 905
    assert "no longer there" in unknown.content.decode()


def test_nonsense_moves_nothing(owner: Client, day: Day) -> None:
    refused = [
        owner.post("/cash/bank", bank(day, **wrong)).status_code
        for wrong in ({"amount": "0"}, {"amount": "many"}, {"slip": " "}, {"store": str(new_uuid7())})
    ]
    refused.append(owner.post("/cash/safe", {"id": str(new_uuid7()), "store": str(day.shop.store)}).status_code)

    assert refused == [422] * 5
    assert moved(day) == []


def test_a_counted_safe_says_what_it_is_off_by_and_begins_anew(owner: Client, day: Day) -> None:
    form = {"id": str(new_uuid7()), "store": str(day.shop.store), "counted": "9"}

    first = owner.post("/cash/safe", form, follow=True).content.decode()
    owner.post("/cash/safe", form)
    right = owner.post("/cash/safe", {**form, "id": str(new_uuid7())}, follow=True).content.decode()

    assert "−€0.05 off" in first
    assert "all of it is there" in right
    assert sorted((row["counted"], row["amount"]) for row in moved(day)) == [(900, -5), (900, 0)]
    assert expected(day) == 900


def test_two_who_count_at_once_are_off_against_each_other(day: Day) -> None:
    now = datetime.now(UTC)

    def count(counted: int) -> int:
        command = CountSafe(
            organization=day.organization, person=None, id=new_uuid7(), store=day.shop.store, day=date(2026, 12, 1),
            counted=counted, now=now,
        )  # fmt: skip
        return count_safe(command)

    with ThreadPoolExecutor(2) as pool:
        differences = list(pool.map(count, (1_000, 1_001)))

    # Whoever came second was off by the cent between them; who saw nothing of the other would be off by all of it.
    assert sorted(differences) in ([1, 95], [-1, 96])
    assert len(moved(day)) == 2


def test_a_repeat_with_other_figures_is_a_conflict(day: Day) -> None:
    command = BringToBank(
        organization=day.organization, person=None, id=new_uuid7(), store=day.shop.store, day=date(2026, 12, 1),
        amount=100, slip="1",
    )  # fmt: skip
    bring_to_bank(command)

    with pytest.raises(RepeatDiffers):
        bring_to_bank(BringToBank(**{name: getattr(command, name) for name in command.__slots__} | {"slip": "2"}))
    assert len(moved(day)) == 1


def test_a_terminal_is_compared_with_the_tills(owner: Client, day: Day) -> None:
    form = {"store": str(day.shop.store), "kind": "card", "day": "2026-11-19", "amount": "8,00"}

    owner.post("/cash/terminal", form)
    apart = owner.get("/cash", DAYS).content.decode()
    owner.post("/cash/terminal", {**form, "amount": "8,01"})
    even = owner.get("/cash", DAYS).content.decode()

    assert "−€0.01" in apart
    assert "typed" in apart
    assert "Even" in even
    assert [(row["kind"], row["amount"]) for row in rows("accounting_terminal_total", day.organization, "day")] == [
        ("card", 801)
    ]


def test_a_file_of_a_terminal_is_read(owner: Client, day: Day) -> None:
    content = b"Datum;Zeit;Betrag\r\n19.11.2026;12:01;5,01\r\n19.11.2026;12:05;3,00\r\n20.11.2026;09:00;1 000,50\r\n"
    form = {"store": str(day.shop.store), "kind": "card"}

    read = owner.post("/cash/terminal/file", {**form, "file": SimpleUploadedFile("t.csv", content)}, follow=True)
    empty = owner.post("/cash/terminal/file", {**form, "file": SimpleUploadedFile("t.csv", b"hello\n")})

    assert "2 days read out of the file" in read.content.decode()
    assert (empty.status_code, "No line of this file" in empty.content.decode()) == (422, True)
    stated = rows("accounting_terminal_total", day.organization, "day")
    assert [(str(row["day"]), row["amount"], row["is_typed"]) for row in stated] == [
        ("2026-11-19", 801, False), ("2026-11-20", 100_050, False),
    ]  # fmt: skip


def test_files_of_terminals_in_several_shapes() -> None:
    assert totals_by_day(b"2026-11-19T12:00,card,-1.50\n2026-11-19,card,10\n", 2) == {date(2026, 11, 19): 850}
    assert totals_by_day("20/11/2026\t12,30 €\n".encode(), 2) == {date(2026, 11, 20): 1_230}
    with pytest.raises(FileUnreadable):
        totals_by_day(b"", 2)


def test_who_moves_cash(day: Day, sign_in: Callable[[UUID, Member], Client]) -> None:
    accountant = sign_in(day.organization, Member.ACCOUNTANT)
    form = {"store": str(day.shop.store), "kind": "card", "day": "2026-11-19", "amount": "8,01"}

    assert accountant.get("/cash").status_code == 200
    assert accountant.post("/cash/bank", bank(day)).status_code == 403
    assert accountant.post("/cash/terminal", form).status_code == 302
    assert sign_in(day.organization, Member.CASHIER).get("/cash").status_code == 403
    assert moved(day) == []
