"""Payments by a code: tills tell, people and the bank's files confirm, each once, and nobody unsays it."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from comptoir.kernel import DomainError, new_uuid7
from comptoir.payments.code_commands import DecideCodePayment, SaveCodeAccount
from comptoir.payments.code_payments import decide_code_payment, save_code_account
from comptoir.payments.code_reading import bank_message
from comptoir.payments.references import references_of
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import SimulatedTill
from comptoir.settlements.commands import TurnFile
from comptoir.settlements.public import take_file
from tests.databases import TestDatabase
from tests.edge.client import open_door
from tests.papers.receipts import store
from tests.payments.bank_files import entry, statement
from tests.payments.coded import open_file
from tests.sales.shop import count, new_till, open_shop, rows

MADE_MS = 1_795_766_042_250
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
FACTS = {"iban": "be72 0000 0000 1616", "holder": "Crêperie du Port", "bic": ""}


class Counter:
    """A shop with two tills and an account that is paid into by a code."""

    def __init__(self, database: TestDatabase) -> None:
        self.database = database
        self.shop = open_shop()
        self.tills = [new_till(self.shop), new_till(self.shop, "A2")]
        for till in self.tills:
            store(database, till, [till.start_chain(), till.open(0)])
        self.account = new_uuid7()
        save_code_account(
            SaveCodeAccount(
                organization=self.shop.organization, person=None, id=self.account, scheme="epc", name="GiroCode",
                facts=FACTS, may_finish=True,
            )
        )  # fmt: skip

    def ask(self, till: SimulatedTill, method: str, path: str, body: object = None) -> tuple[int, Any]:
        async def run() -> tuple[int, Any]:
            async with open_door(self.database.app) as client:
                sent = b"" if body is None else json.dumps(body).encode()
                reply = await client.ask(method, path, body=sent, token=till.identity.token)
                return reply.status, reply.json

        return asyncio.run(run())

    def tell(self, till: SimulatedTill, *payments: dict[str, Any]) -> Any:
        status, answer = self.ask(till, "POST", "/edge/v1/code-payments", {"payments": payments})
        assert status == 200, answer
        return [(one["state"], one["confirmation"], one["trouble"], one["received"]) for one in answer["payments"]]

    def begun(self, amount: int = 1_234, **changes: Any) -> dict[str, Any]:
        return {
            "id": str(uuid4()), "account": str(self.account), "amount": amount, "currency": "EUR", "made_ms": MADE_MS,
            "word": "pending", "word_ms": MADE_MS, **changes,
        }  # fmt: skip

    def read_file(self, content: bytes) -> int:
        message = open_file(self.shop.organization, new_uuid7(), content, self.shop.store)
        take = TurnFile(organization=self.shop.organization, person=None, file=message, now=AT, confirms=True)
        confirmed = take_file(take).payments
        assert take_file(take).payments == 0
        return confirmed

    def kept(self, table: str) -> list[dict[str, Any]]:
        return list(rows(table, self.shop.organization))


@pytest.fixture
def counter(db: None, database: TestDatabase, settings, tmp_path: Path) -> Counter:
    settings.HOME = tmp_path
    return Counter(database)


def reference(payment: dict[str, Any]) -> str:
    return references_of(UUID(payment["id"])).creditor


def test_a_till_tells_a_person_decides_and_nobody_unsays_it(counter: Counter) -> None:
    first, other = counter.tills
    asked, organization = counter.begun(), counter.shop.organization
    spent = {"chain": str(uuid4()), "sequence": 7}
    pending = ("pending", "", "", 0)

    assert counter.tell(first, asked) == [pending]
    assert counter.tell(first, asked) == [pending]
    # Of another till, of another amount, of an account that is not there: neither written nor answered.
    assert counter.tell(other, asked) == []
    assert counter.tell(first, {**asked, "amount": 9}) == []
    assert counter.tell(first, counter.begun(account=str(uuid4()))) == []
    assert counter.tell(first, {**asked, "spent": spent}) == [pending]

    decide = DecideCodePayment(organization=organization, person=None, payment=UUID(asked["id"]), is_paid=True, at=AT)
    decide_code_payment(decide)
    decide_code_payment(decide)
    with pytest.raises(DomainError, match="code_payment_over"):
        decide_code_payment(
            DecideCodePayment(organization=organization, person=None, payment=decide.payment, is_paid=False, at=AT)
        )

    approved = ("approved", "person", "", 1_234)
    assert counter.tell(first, {**asked, "word": "cancelled", "word_ms": MADE_MS + 5}) == [approved]
    [row] = counter.kept("payments_code_payment")
    assert (row["sequence"], row["state"], row["reference"]) == (7, "approved", reference(asked)[4:])
    words = [(one["state"], one["source"]) for one in counter.kept("payments_code_payment_event")]
    assert sorted(words) == [("approved", "person"), ("pending", "till")]
    _, manifest = counter.ask(first, "GET", "/edge/v1/catalog")
    assert manifest["settings"]["tenders"]["codes"] == [
        {
            "id": str(counter.account), "scheme": "epc", "name": "GiroCode", "may_finish": True,
            "facts": {"iban": "BE72000000001616", "holder": "Crêperie du Port", "bic": ""},
        }
    ]  # fmt: skip


def test_what_was_withdrawn_or_confirmed_at_the_till_stands(counter: Counter) -> None:
    till = counter.tills[0]
    withdrawn, seen = counter.begun(), counter.begun(800)
    counter.tell(till, withdrawn, seen)

    told = counter.tell(till, {**withdrawn, "word": "cancelled"}, {**seen, "word": "approved", "word_ms": MADE_MS + 9})

    assert sorted(told) == [("approved", "person", "", 800), ("cancelled", "", "", 0)]
    # Money for what was withdrawn is somebody's business; behind a person's word the bank stands, too.
    file = statement(entry("12.34", reference(withdrawn), "A1"), entry("8.00", reference(seen), "A2"))
    assert counter.read_file(file) == 1
    told = counter.tell(till, {**withdrawn, "word": "cancelled"}, {**seen, "word": "approved"})
    assert sorted(told) == [("approved", "bank", "", 800), ("approved", "bank", "late", 1_234)]


def test_files_of_the_bank_confirm_by_reference_and_amount_once(counter: Counter) -> None:
    till, organization = counter.tills[0], counter.shop.organization
    exact, short, over, twice, split, back, dollars = (
        counter.begun(amount) for amount in (1000, 2000, 3000, 4000, 5000, 6000, 7000)
    )
    everything = (exact, short, over, twice, split, back, dollars)
    counter.tell(till, *everything)
    qr = references_of(UUID(exact["id"])).qr
    file = statement(
        entry("10.00", qr, "B1"),
        entry("19.99", "", "B2", text=f"merci {reference(short)[:9]} {reference(short)[9:]}"),
        entry("30.01", reference(over), "B3"),
        entry("40.00", reference(twice), "B4"),
        entry("40.00", reference(twice), "B5"),
        entry("20.00", reference(split), "B6"),
        entry("60.00", reference(back), "B7"),
        entry("70.00", reference(dollars), "B8", currency="USD"),
        entry("1.00", references_of(uuid4()).creditor, "B9"),
        entry("99.00", "INVOICE 4711", "B10"),
        entry("10.00", reference(exact), "B11", status="PDNG"),
    )
    message = new_uuid7()
    open_file(organization, message, file, counter.shop.store)
    with reading(organization):
        looked = bank_message(message)
    outcomes = ["matched", "short", "over", "matched", "double", "short", "matched", "currency", "unknown"]
    assert looked is not None
    assert [one.outcome for one in looked.judged] == outcomes
    assert (count("payments_bank_move", organization), counter.tell(till, exact)) == (0, [("pending", "", "", 0)])

    assert counter.read_file(file) == 4
    # The same moves in another file, with news of two of them.
    again = statement(
        entry("10.00", qr, "B1"),
        entry("30.00", reference(split), "C1"),
        entry("60.00", reference(back), "C2", side="DBIT", is_reversal=True),
    )
    assert counter.read_file(again) == 1

    told = [counter.tell(till, one)[0] for one in everything]
    assert told == [
        ("approved", "bank", "", 1_000),
        ("unknown", "", "short", 1_999),
        ("approved", "bank", "over", 3_001),
        ("approved", "bank", "double", 8_000),
        ("approved", "bank", "", 5_000),
        ("unknown", "", "returned", 0),
        ("pending", "", "currency", 0),
    ]
    assert count("payments_bank_move", organization) == 11


@pytest.mark.parametrize("content", [b"", b"a;b;c", b"<Document><Hello/></Document>"])
def test_what_is_no_message_of_a_bank_is_refused(counter: Counter, content: bytes) -> None:
    with pytest.raises(DomainError, match="bank_file_unreadable"):
        counter.read_file(content)

    assert count("payments_bank_message", counter.shop.organization) == 0
