"""What a provider calls a payment stands in its own files: that is how a line finds it, whatever the day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comptoir.kernel import new_uuid7
from comptoir.payments.card_attempts import AttemptWord, RecordAttempts, ToldAttempt, record_attempts
from comptoir.payments.models import TerminalAttempt
from comptoir.payments.peers.command import PEERS
from comptoir.platform.tenancy import reading
from comptoir.settlements.commands import Took, TryFile, TurnFile, Window
from comptoir.settlements.public import reconcile, take_file, try_file
from tests.databases import TestDatabase
from tests.payments.counter import Counter, serving

STRIPE = "id,type,source,amount,fee,net,currency,created (utc)\n"
SUMUP = "Date,Transaction ID,Transaction type,Status,Total,Fee,Payout,Currency\n"


@pytest.fixture(params=["stripe", "sumup"])
def counter(request: Any, db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Counter]:
    settings.HOME = tmp_path
    peer = PEERS[request.param]()
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {request.param: address}
        yield Counter(database, request.param, peer)


def told(counter: Counter, name: UUID, **more: Any) -> None:
    """The till tells how its payment ended; of its numbers only the identifier."""
    now = datetime.now(UTC)
    attempt = ToldAttempt(
        id=name, kind=more.get("kind", "payment"), amount=1_234, tip=0, currency=978, driver="server",
        terminal=str(counter.terminal), terminal_name="Front", state="approved", made_at=now, cashier=None,
        words=(AttemptWord(at=now, state="approved", source="terminal"),), reverses=more.get("reverses"),
    )  # fmt: skip
    till = counter.tills[0].identity.till
    record_attempts(
        RecordAttempts(organization=counter.organization, till=till, store=counter.shop.store, attempts=(attempt,))
    )


def test_a_line_finds_its_payment_by_the_companys_own_name(counter: Counter, request: Any) -> None:
    driver = request.node.callspec.params["counter"]
    paid, back = new_uuid7(), new_uuid7()

    async def story(till: Any) -> None:
        await till.begin(paid)
        assert (await till.until_over(paid))["state"] == "approved"
        await till.begin(back, 1_234, kind="reversal", reverses=str(paid))
        assert (await till.until_over(back))["state"] == "approved"

    counter.run(story)
    told(counter, paid)
    told(counter, back, kind="reversal", reverses=paid)
    with reading(counter.organization):
        names, refund = (TerminalAttempt.objects.get(id=one).names for one in (paid, back))

    # Booked days later, with other figures: nothing but the company's name says which payments these are.
    day = datetime.now(UTC) + timedelta(days=5)
    if driver == "stripe":
        content = STRIPE + (
            f"txn_1,charge,{names['charge']},12.00,0.30,11.70,eur,{day:%Y-%m-%d} 02:00\n"
            f"txn_2,refund,{refund['refund']},-12.34,0.00,-12.34,eur,{day:%Y-%m-%d} 02:00\n"
        )
    else:
        content = SUMUP + (
            f"{day:%Y-%m-%d},{names['code']},Sale,Successful,12.00,0.30,11.70,EUR\n"
            f"{day:%Y-%m-%d},{names['code']},Refund,Successful,-12.34,0.00,-12.34,EUR\n"
        )
    file = new_uuid7()
    try_file(
        TryFile(
            organization=counter.organization, person=None, id=file, store=counter.shop.store, name="days.csv",
            content=content.encode(), timezone="Europe/Paris", currency="EUR",
        )
    )  # fmt: skip
    assert take_file(TurnFile(organization=counter.organization, person=None, file=file, now=day)) == Took(2)

    window = Window((counter.shop.store,), day.date() - timedelta(days=6), day.date() + timedelta(days=1))
    with reading(counter.organization):
        rows = reconcile(window, timezone="Europe/Paris", currency="EUR").rows
    assert {(row.bucket.value, row.here, row.there, row.payment.taken.key if row.payment else "") for row in rows} == {
        ("amount_differs", 1_234, 1_200, str(paid)), ("matched", -1_234, -1_234, str(back)),
    }  # fmt: skip
