"""A receipt is asked for once, tried a bounded number of times, and forgotten when nobody needs it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from comptoir.kernel import DomainError, new_uuid7
from comptoir.papers.commands import (
    ClaimDeliveries,
    ConcludeDelivery,
    EraseAddress,
    RetryDelivery,
    SendOrder,
)
from comptoir.papers.errors import (
    AddressErased,
    AddressInvalid,
    ChannelOff,
    DeliveryUnknown,
    EssentialsInvalid,
    LanguageUnknown,
    SaleUnknown,
)
from comptoir.papers.operations import (
    claim_deliveries,
    conclude_delivery,
    erase_address,
    request_delivery,
    retry_delivery,
    send_order,
)
from comptoir.papers.operations.deliveries import ATTEMPTS_MAX, pause_after
from comptoir.sales.simulation_promises import order
from tests.databases import TestDatabase
from tests.papers.receipts import Sold, ask, essentials_of, sell, store, wish
from tests.retention.letting import let_go
from tests.sales.shop import count, new_till, rows

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def sold(db: None, database: TestDatabase, settings, tmp_path: Path) -> Sold:
    settings.HOME = tmp_path
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    settings.COMPTOIR_SMS_URL = "file:///dev/null"
    return sell(database)


def test_a_wish_is_noted_with_its_consent_and_told_to_the_log(sold: Sold) -> None:
    delivery = ask(sold, address=" claire.dupont@example.fr ", consented_at=NOW)

    [row] = rows("papers_delivery", sold.shop.organization)
    assert (row["id"], row["state"], row["attempts"]) == (delivery, "queued", 0)
    assert (row["address"], row["hint"]) == ("claire.dupont@example.fr", "c…@example.fr")
    assert row["consented_at"] == NOW
    told = [
        row for row in rows("platform_outbox", sold.shop.organization) if row["topic"] == "papers.delivery_requested"
    ]
    assert [row["subject"] for row in told] == [delivery]


def test_a_phone_number_is_kept_in_its_form_for_the_world(sold: Sold) -> None:
    ask(sold, channel="sms", address="06 12 34 56 78")

    [row] = rows("papers_delivery", sold.shop.organization)
    assert (row["address"], row["hint"]) == ("+33612345678", "…5678")


def test_a_repeat_changes_nothing(sold: Sold) -> None:
    command = wish(sold)

    assert request_delivery(command) is True
    assert request_delivery(command) is False
    assert count("papers_delivery", sold.shop.organization) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"address": "nobody"}, AddressInvalid),
        ({"address": "a@b"}, AddressInvalid),
        ({"address": "a@example.fr, b@example.fr"}, AddressInvalid),
        ({"address": "x" * 250 + "@example.fr"}, AddressInvalid),
        ({"channel": "sms", "address": "12"}, AddressInvalid),
        ({"channel": "pigeon"}, ChannelOff),
        ({"language": "tlh"}, LanguageUnknown),
        ({"sequence": 4}, SaleUnknown),
        ({"sequence": 2}, SaleUnknown),
        ({"digest": "0" * 64}, SaleUnknown),
        ({"digest": "no digest"}, SaleUnknown),
        ({"till": new_uuid7()}, SaleUnknown),
        ({"essentials": "1.x"}, EssentialsInvalid),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_and_nothing_is_written(
    sold: Sold, changes: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        request_delivery(wish(sold, **changes))

    assert count("papers_delivery", sold.shop.organization) == 0


def test_essentials_of_another_key_or_sale_are_refused(sold: Sold) -> None:
    other = new_till(sold.shop, "B2")
    forged = essentials_of(other, sold.sale)
    changed = sold.essentials.replace(".1005.", ".1.")

    for essentials in (forged, changed):
        with pytest.raises(EssentialsInvalid):
            request_delivery(wish(sold, essentials=essentials))
    assert count("papers_delivery", sold.shop.organization) == 0


def test_a_server_without_mail_refuses_mail(sold: Sold, settings) -> None:
    settings.COMPTOIR_EMAIL_URL = ""

    with pytest.raises(ChannelOff):
        request_delivery(wish(sold))


def claim(sold: Sold, now: datetime) -> list[object]:
    return list(claim_deliveries(ClaimDeliveries(organization=sold.shop.organization, now=now)))


def conclude(sold: Sold, delivery: object, attempt: int, now: datetime, **how: object) -> str:
    return conclude_delivery(
        ConcludeDelivery(organization=sold.shop.organization, id=delivery, attempt=attempt, now=now, **how)  # type: ignore[arg-type]
    )


def test_two_workers_never_get_the_same_one(sold: Sold) -> None:
    for _ in range(12):
        ask(sold)
    later = datetime.now(UTC) + timedelta(minutes=1)

    def work(_: int) -> list[object]:
        try:
            return claim(sold, later)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        taken = [delivery for batch in pool.map(work, range(4)) for delivery in batch]

    assert len(taken) == len(set(taken)) == 12


def test_a_failed_try_waits_longer_each_time_and_ends_at_a_bound(sold: Sold) -> None:
    delivery = ask(sold)
    now = datetime.now(UTC) + timedelta(seconds=1)

    waits = []
    row: dict[str, object] = {}
    for attempt in range(1, ATTEMPTS_MAX + 1):
        assert claim(sold, now) == [delivery]
        state = conclude(sold, delivery, attempt, now, code="server_unreachable", detail="no route")
        [row] = rows("papers_delivery", sold.shop.organization)
        if state == "queued":
            assert claim(sold, now + pause_after(attempt) - timedelta(seconds=1)) == []
            waits.append(row["next_try_at"] - now)  # type: ignore[operator]
            now = now + pause_after(attempt)

    assert [wait // timedelta(minutes=1) for wait in waits] == [1, 5, 15, 60, 180, 360, 720]
    assert (row["state"], row["code"], row["detail"], row["attempts"]) == (
        "failed",
        "server_unreachable",
        "no route",
        8,
    )
    assert claim(sold, now + timedelta(days=2)) == []
    topics = [str(row["topic"]) for row in rows("platform_outbox", sold.shop.organization)]
    assert topics.count("papers.delivery_failed") == 1


def test_what_no_try_can_change_is_not_tried_again(sold: Sold) -> None:
    delivery = ask(sold)
    now = datetime.now(UTC) + timedelta(seconds=1)
    claim(sold, now)

    assert conclude(sold, delivery, 1, now, code="address_refused", is_permanent=True) == "failed"
    assert claim(sold, now + timedelta(days=1)) == []


def test_a_worker_that_died_leaves_it_to_the_next_and_comes_too_late(sold: Sold) -> None:
    delivery = ask(sold)
    now = datetime.now(UTC) + timedelta(seconds=1)

    assert claim(sold, now) == [delivery]
    assert claim(sold, now + timedelta(minutes=4)) == []
    assert claim(sold, now + timedelta(minutes=5)) == [delivery]
    assert conclude(sold, delivery, 1, now, code="server_unreachable", is_permanent=True) == "queued"
    assert conclude(sold, delivery, 2, now) == "sent"
    assert conclude(sold, delivery, 2, now, code="late") == "sent"


def test_a_person_tries_again_what_failed_and_nothing_else(sold: Sold) -> None:
    delivery = ask(sold)
    now = datetime.now(UTC) + timedelta(seconds=1)
    again = RetryDelivery(organization=sold.shop.organization, person=None, id=delivery, now=now)

    assert retry_delivery(again) is False
    claim(sold, now)
    conclude(sold, delivery, 1, now, code="address_refused", is_permanent=True)
    assert retry_delivery(again) is True
    assert claim(sold, now) == [delivery]
    with pytest.raises(DeliveryUnknown):
        retry_delivery(RetryDelivery(organization=sold.shop.organization, person=None, id=new_uuid7(), now=now))


def test_an_erased_address_is_gone_and_is_never_written_to(sold: Sold) -> None:
    delivery = ask(sold)
    erase = EraseAddress(organization=sold.shop.organization, person=None, id=delivery)

    assert erase_address(erase) is True
    assert erase_address(erase) is False

    [row] = rows("papers_delivery", sold.shop.organization)
    assert (row["address"], row["hint"], row["state"], row["code"]) == ("", "", "failed", "address_erased")
    now = datetime.now(UTC) + timedelta(minutes=1)
    assert claim(sold, now) == []
    with pytest.raises(AddressErased):
        retry_delivery(RetryDelivery(organization=sold.shop.organization, person=None, id=delivery, now=now))


def test_addresses_are_forgotten_thirty_days_after_the_end(sold: Sold) -> None:
    sent, waiting = ask(sold), ask(sold, address="paul@example.fr")
    now = datetime.now(UTC) + timedelta(seconds=1)
    claim(sold, now)
    conclude(sold, sent, 1, now)

    assert let_go(sold.shop.organization, now + timedelta(days=30)) == {}
    assert let_go(sold.shop.organization, now + timedelta(days=30, seconds=1)) == {"papers.address": 1}
    addresses = {row["id"]: row["address"] for row in rows("papers_delivery", sold.shop.organization)}
    assert addresses == {sent: "", waiting: "paul@example.fr"}


def test_any_till_of_the_store_sends_its_quotes_and_no_other_store(sold: Sold, database: TestDatabase) -> None:
    quote = order(sold.till, [sold.shop.wine])
    store(database, sold.till, [quote])
    other = new_till(sold.shop, "B1")
    wanted = {"sequence": quote.sequence, "digest": quote.digest, "essentials": "", "till": other.identity.till}

    delivery = ask(sold, **wanted)
    with pytest.raises(SaleUnknown):
        request_delivery(wish(sold, **{**wanted, "till": new_uuid7()}))
    with pytest.raises(EssentialsInvalid):
        request_delivery(wish(sold, **{**wanted, "essentials": sold.essentials}))
    # A sale's paper has a code: only the till that sealed it asks for it.
    with pytest.raises(SaleUnknown):
        request_delivery(wish(sold, essentials="", till=other.identity.till))
    with pytest.raises(EssentialsInvalid):
        request_delivery(wish(sold, essentials=""))

    assert [row["id"] for row in rows("papers_delivery", sold.shop.organization)] == [delivery]


def test_the_back_office_sends_a_quote_once_and_no_sale(sold: Sold, database: TestDatabase) -> None:
    quote = order(sold.till, [sold.shop.wine])
    store(database, sold.till, [quote])
    [row] = rows("sales_order", sold.shop.organization)
    [sale] = rows("sales_sale", sold.shop.organization)
    assert isinstance(row["id"], UUID)
    assert isinstance(sale["id"], UUID)
    command = SendOrder(
        organization=sold.shop.organization, person=None, id=new_uuid7(), order=row["id"],
        address=" petit@example.fr ", language="de", now=NOW,
    )  # fmt: skip

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(_send, [command, command]))
    with pytest.raises(SaleUnknown):
        send_order(replace(command, id=new_uuid7(), order=sale["id"]))
    with pytest.raises(AddressInvalid):
        send_order(replace(command, id=new_uuid7(), address="petit"))
    with pytest.raises(LanguageUnknown):
        send_order(replace(command, id=new_uuid7(), language="xx"))

    assert answers == [False, True]
    [delivery] = rows("papers_delivery", sold.shop.organization)
    assert (delivery["entry_id"], delivery["address"], delivery["essentials"]) == (row["id"], "petit@example.fr", "")
    acts = [act["action"] for act in rows("platform_auditevent", sold.shop.organization)]
    assert acts.count("papers.order_sent") == 1


def _send(command: SendOrder) -> bool:
    try:
        return send_order(command)
    finally:
        connections.close_all()
