"""A card company's file and the bank's beside a sealed day: looked at, taken once, traced, noted, taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.accounting.public import Account, Role
from comptoir.identity.public import Role as Member
from comptoir.kernel import new_uuid7
from comptoir.payments.card_attempts import AttemptWord, RecordAttempts, ToldAttempt, record_attempts
from comptoir.payments.references import references_of
from comptoir.platform.tenancy import reading
from comptoir.settlements.commands import Settle, Took, TryFile, TurnFile, Window
from comptoir.settlements.errors import FileTaken, FileUnknown, NoteMissing, StoreUnknown
from comptoir.settlements.public import Reconciliation, reconcile, settle, take_back_file, take_file, try_file
from tests.accounting.test_journal import sums
from tests.backoffice.conftest import Day
from tests.payments.camt_files import camt, entry, new_details
from tests.payments.coded import begun, new_account
from tests.sales.shop import open_shop, rows

HEAD = "when,gross,fee,kind,key,own_reference,authorization,terminal,last_four,payout\n"


def at(day: Day, seconds: int) -> datetime:
    return day.till.now.astimezone(UTC) + timedelta(seconds=seconds)


def told(day: Day, seconds: int, rest: str) -> str:
    return f"{at(day, seconds):%Y-%m-%d %H:%M:%S} UTC,{rest}\n"


def pay_by_terminal(
    day: Day, amount: int, seconds: int, *, kind: str = "payment", reverses: UUID | None = None
) -> UUID:
    key = new_uuid7()
    attempt = ToldAttempt(
        id=key, kind=kind, amount=amount, tip=0, currency=978, driver="zvt", terminal="front", terminal_name="TPE",
        state="approved", made_at=at(day, seconds), cashier=None, last_four="4242", authorization="A1",
        words=(AttemptWord(at=at(day, seconds), state="approved", source="terminal"),), reverses=reverses,
    )  # fmt: skip
    till = day.till.identity.till
    record_attempts(RecordAttempts(organization=day.organization, till=till, store=day.shop.store, attempts=(attempt,)))
    return key


def trial(day: Day, content: str | bytes, file: UUID | None = None) -> UUID:
    file = file or new_uuid7()
    return try_file(
        TryFile(
            organization=day.organization, person=None, id=file, store=day.shop.store, name="november.csv",
            content=content.encode() if isinstance(content, str) else content, timezone="Europe/Paris", currency="EUR",
        )
    )  # fmt: skip


def turn(day: Day, file: UUID) -> TurnFile:
    return TurnFile(organization=day.organization, person=None, file=file, now=at(day, 0))


def found(day: Day) -> Reconciliation:
    today = day.till.now.date()
    window = Window((day.shop.store,), today - timedelta(days=3), today + timedelta(days=3))
    with reading(day.organization):
        return reconcile(window, timezone="Europe/Paris", currency="EUR")


def buckets(day: Day) -> dict[str, tuple[int, int]]:
    return {row.bucket.value: (row.count, row.amount) for row in found(day).buckets if row.count}


def test_a_month_is_set_beside_its_file_and_traced_to_the_account(day: Day) -> None:
    today, card = day.till.now.date(), Account(Role.TENDER, "card")
    before = sums(day.organization, today, today)
    paid, undone = pay_by_terminal(day, 2_500, 600), pay_by_terminal(day, 900, 700)
    pay_by_terminal(day, 900, 720, kind="reversal", reverses=undone)
    pay_by_terminal(day, 333, 800)
    content = HEAD + "".join(
        (
            # The day's own sale by card: nobody drove that terminal, so its amount and its time say it.
            told(day, 30, "8.01,0.10,payment,a,,,,,P-77777"),
            told(day, 601, f"25.10,0.30,payment,b,{paid},,,,P-77777"),
            told(day, 900, "5.00,0.05,payment,c,,,,9999,P-77777"),
            told(day, 901, "0.00,0.50,fee,d,,,,,P-77777"),
            told(day, 902, "-3.00,0.00,chargeback,e,,,,,P-77777"),
            told(day, 4_000, "-34.16,0.00,payout,f,,,,,P-77777"),
            told(day, 903, "x,0.10,payment,g,,,,,P-77777"),
        )
    )  # fmt: skip
    file = trial(day, content)
    assert trial(day, content, file) == file
    assert (buckets(day), rows("settlements_line", day.organization)) == (
        {"matched": (2, 0), "awaited": (3, 3_634)},
        [],
    )

    assert [take_file(turn(day, file)), take_file(turn(day, file))] == [Took(6), Took(6)]
    [kept] = rows("settlements_file", day.organization)
    assert (kept["state"], kept["good"], kept["bad_lines"], kept["draft"]) == ("taken", 6, [[8, "amount"]], None)
    # What the company kept, took back and paid out stands in the books, and leaves what it owes.
    assert sums(day.organization, today, today) == {
        **before, card: before[card] - 95 - 300 - 3_416, Account(Role.CARD_FEES): 95, Account(Role.SUSPENSE): 300,
        Account(Role.BANK): 3_416,
    }  # fmt: skip
    # Another file that overlaps adds nothing twice.
    again = trial(day, content + told(day, 903, "x,0.10,payment,g,,,,,P-77777"))
    assert take_file(turn(day, again)) == Took(0)
    # The same file handed in once more is the one that counts.
    assert trial(day, content) == file
    assert len(rows("settlements_file", day.organization)) == 2

    assert buckets(day) == {
        "matched": (3, 801 + 0), "amount_differs": (1, 10), "missing_here": (1, 500), "missing_there": (1, 333),
    }  # fmt: skip
    result = found(day)
    [sale] = [row for row in result.rows if row.there == 801]
    assert sale.payment is not None
    assert str(sale.payment.sale) in {str(row["id"]) for row in rows("sales_sale", day.organization)}
    assert (result.gross, result.fees, [row.net for row in result.chargebacks]) == (3_811, 95, [-300])
    [payout] = result.traced.payouts
    assert (payout.payout.net, payout.payout.stated, payout.adds_up, payout.trace.value) == (
        3_416, 3_416, True, "not_seen",
    )  # fmt: skip

    bank = trial(day, _bank(day))
    assert take_file(turn(day, bank)) == Took(1)
    [moved] = rows("settlements_bank_movement", day.organization)
    assert (moved["amount"], moved["text"]) == (3_416, "SumUp P-77777")
    assert found(day).traced.payouts[0].trace.value == "arrived"

    _see_later_days(day)

    _note(day)
    assert found(day).open_count == 2

    take_back_file(turn(day, file))
    take_back_file(turn(day, file))
    assert rows("settlements_line", day.organization) == []
    with pytest.raises(FileTaken):
        take_file(turn(day, file))
    actions = [row["action"] for row in rows("platform_auditevent", day.organization)]
    assert [actions.count(f"settlements.{name}") for name in ("file_taken", "file_taken_back", "settled")] == [3, 1, 1]


def _see_later_days(day: Day) -> None:
    """Days of which the bank's credit is, and the lines are not: it is explained all the same."""
    today = day.till.now.date()
    later = Window((day.shop.store,), today + timedelta(days=1), today + timedelta(days=3))
    with reading(day.organization):
        traced = reconcile(later, timezone="Europe/Paris", currency="EUR").traced
    assert (traced.payouts, traced.unexplained) == ((), ())


def _note(day: Day) -> None:
    """Somebody finds out about the one that is missing at the company, and presses twice."""
    difference = next(row for row in found(day).rows if row.bucket.value == "missing_there")
    note = Settle(
        organization=day.organization, person=None, id=new_uuid7(), store=day.shop.store, subject=difference.key,
        note=" Terminal was in training ",
    )  # fmt: skip
    settle(note)
    settle(note)
    assert [row["note"] for row in rows("settlements_note", day.organization)] == ["Terminal was in training"]


def _bank(day: Day) -> bytes:
    """A credit of the company, and one of somebody whom it does not concern."""
    booked = str((at(day, 0) + timedelta(days=2)).date())
    company = new_details("34.16", end_to_end="P-77777", own="T-1").replace("Ada Meier", "SumUp")
    return camt(
        entry("34.16", company, reference="B-1", booked=booked)
        + entry("700.00", new_details("700.00", end_to_end="RENT"), reference="B-2", booked=booked)
    )


def test_a_file_of_the_bank_comes_in_by_one_door(day: Day, owner: Client) -> None:
    """It pays out cards and pays a code: handed in at either page, each part is kept once."""
    account = new_account(day.organization)
    payment = begun(day.organization, day.shop.store, day.till.identity.till, account)
    booked = str(at(day, 0).date())
    company = new_details("34.16", end_to_end="P-77777", own="T-1").replace("Ada Meier", "SumUp")
    code = new_details("12.34", end_to_end=references_of(payment).creditor)
    content = camt(
        entry("34.16", company, reference="B-1", booked=booked) + entry("12.34", code, reference="B-2", booked=booked)
    )

    def send(client: Client, address: str, file: UUID) -> str:
        upload = SimpleUploadedFile("camt.xml", content, "application/xml")
        return str(client.post(address, {"id": file, "store": day.shop.store, "file": upload})["Location"])

    # The books' page first; the codes' page finds the same file, whatever it calls it.
    file = new_uuid7()
    assert send(owner, "/settlements/files", file) == f"/settlements/files/{file}"
    assert send(owner, "/code-payments/bank", new_uuid7()) == f"/code-payments/bank/{file}"
    assert "It speaks of 1 payment by code, too." in owner.get(f"/settlements/files/{file}").content.decode()
    assert (len(rows("settlements_file", day.organization)), len(rows("payments_bank_message", day.organization))) == (
        1, 1,
    )  # fmt: skip

    # Whoever may not confirm takes the books' part alone; the other part waits for somebody who may.
    assert take_file(turn(day, file)) == Took(1, 0)
    assert [row["state"] for row in rows("payments_code_payment", day.organization)] == ["pending"]
    owner.post(f"/code-payments/bank/{file}/take")
    owner.post(f"/code-payments/bank/{file}/take")
    assert take_file(replace(turn(day, file), confirms=True)) == Took(1, 0)
    assert [(row["state"], row["received"]) for row in rows("payments_code_payment", day.organization)] == [
        ("approved", 1_234)
    ]
    assert [row["amount"] for row in rows("settlements_bank_movement", day.organization)] == [3_416]

    # Taken back, the books forget it; the customer has gone home, and stays confirmed.
    take_back_file(turn(day, file))
    assert rows("settlements_bank_movement", day.organization) == []
    assert [row["state"] for row in rows("payments_code_payment", day.organization)] == ["approved"]
    # What is no file of a bank is refused there, and nothing is kept of it.
    upload = SimpleUploadedFile("lines.csv", (HEAD + told(day, 1, "1.00")).encode(), "text/csv")
    refused = owner.post("/code-payments/bank", {"id": new_uuid7(), "store": day.shop.store, "file": upload})
    assert (refused.status_code, len(rows("settlements_file", day.organization))) == (422, 1)


def test_what_is_wrong_changes_nothing(day: Day) -> None:
    other = open_shop()
    file = trial(day, HEAD + told(day, 30, "8.01,0.10,payment,a,,,,,P"))

    with pytest.raises(FileUnknown):
        take_file(replace(turn(day, file), organization=other.organization))
    with pytest.raises(FileTaken):
        trial(day, HEAD + told(day, 31, "9.01,0.10,payment,a,,,,,P"), file)
    with pytest.raises(StoreUnknown):
        try_file(
            TryFile(
                organization=other.organization, person=None, id=new_uuid7(), store=day.shop.store, name="x",
                content=b"when,gross\n2026-11-01,1\n", timezone="Europe/Paris", currency="EUR",
            )
        )  # fmt: skip
    with pytest.raises(NoteMissing):
        settle(
            Settle(
                organization=day.organization, person=None, id=new_uuid7(), store=day.shop.store, subject="x", note=" "
            )
        )

    assert [rows(table, other.organization) for table in ("settlements_file", "settlements_note")] == [[], []]
    assert len(rows("settlements_file", day.organization)) == 1
    assert rows("settlements_line", day.organization) == []


def test_the_page_leads_from_a_file_to_its_differences(
    day: Day, owner: Client, sign_in: Callable[[UUID, Member], Client]
) -> None:
    today = day.till.now.date()
    period = f"from={today - timedelta(days=2)}&to={today + timedelta(days=2)}"
    file = new_uuid7()
    content = HEAD + told(day, 30, "8.01,0.10,payment,a,,,,,P-1") + told(day, 60, "7.77,0.10,payment,b,,,,,P-1")

    def send(text: str, **more: str) -> object:
        upload = SimpleUploadedFile("november.csv", text.encode(), "text/csv")
        return owner.post("/settlements/files", {"id": str(file), "store": str(day.shop.store), "file": upload, **more})

    refused = send("Datum;Betrag\n24.11.2026;1,00\n")
    assert (refused.status_code, "Nobody knows this file" in refused.content.decode()) == (422, True)  # type: ignore[attr-defined]
    answer = send(content)
    assert (answer.status_code, answer["Location"]) == (302, f"/settlements/files/{file}")  # type: ignore[attr-defined, index]
    assert "2 lines can be taken" in owner.get(f"/settlements/files/{file}").content.decode()
    owner.post(f"/settlements/files/{file}/take")

    page = owner.get(f"/settlements?{period}").content.decode()
    assert "1 difference is open" in page
    assert "Missing at the tills" in page
    assert "€7.77" in page
    matched = owner.get(f"/settlements?{period}&bucket=matched").content.decode()
    assert "Show the sale" in matched
    [line] = [row for row in found(day).rows if row.is_open]
    note = {"id": str(new_uuid7()), "store": str(day.shop.store), "subject": line.key, "note": "Typed twice"}
    assert owner.post(f"/settlements/notes?{period}", note).status_code == 302
    assert "No difference is open" in owner.get(f"/settlements?{period}").content.decode()
    csv = owner.get(f"/settlements.csv?{period}").content.decode()
    assert ("Typed twice" in csv, csv.count("\n")) == (True, 3)

    reader = sign_in(day.organization, Member.ACCOUNTANT)
    assert reader.get(f"/settlements?{period}").status_code == 200
    stranger = sign_in(open_shop().organization, Member.OWNER)
    assert stranger.get(f"/settlements/files/{file}").status_code == 404
