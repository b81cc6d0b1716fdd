"""What happens in a shop reaches the programs that asked: signed, once each, in order, and again after a fault."""

import asyncio
import base64
import hmac
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from comptoir.kernel import new_uuid7
from comptoir.platform.sequencer import sequence
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import SimulatedTill
from comptoir.webhooks.commands import ClaimMessages, ConcludeMessages, Outcome
from comptoir.webhooks.errors import (
    AddressInvalid,
    EndpointOff,
    EndpointUnknown,
    KindsMissing,
    MessageUnknown,
    NameMissing,
    TooMany,
)
from comptoir.webhooks.follow import tell_endpoints
from comptoir.webhooks.operations import ENDPOINTS_MAX, claim_messages, conclude_messages
from comptoir.webhooks.public import (
    KINDS,
    AddEndpoint,
    EndpointView,
    MessageView,
    RemoveEndpoint,
    RenewSecret,
    SaveEndpoint,
    SendAgain,
    SendTest,
    TurnEndpoint,
    add_endpoint,
    endpoints,
    messages_of,
    remove_endpoint,
    renew_secret,
    save_endpoint,
    send_again,
    send_test,
    turn_endpoint,
)
from comptoir.webhooks.worker import send_due
from tests.databases import TestDatabase
from tests.retention.letting import let_go
from tests.sales.shop import Shop, count, new_till, open_shop, submit
from tests.webhooks.listener import Heard, Listener, listening

SALES = ("sale.sealed", "refund.sealed")


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    settings.COMPTOIR_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    return open_shop()


@pytest.fixture
def program() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def add(shop: Shop, address: str, kinds: tuple[str, ...] = SALES, **named: object) -> tuple[UUID, str]:
    """An endpoint and its secret."""
    said = {"id": new_uuid7(), "name": "Web shop", **named}
    secret = add_endpoint(
        AddEndpoint(organization=shop.organization, person=None, address=address, kinds=kinds, **said)  # type: ignore[arg-type]
    )
    assert secret is not None
    return said["id"], secret  # type: ignore[return-value]


def by_nobody(shop: Shop) -> dict[str, Any]:
    return {"organization": shop.organization, "person": None}


def follow(database: TestDatabase, shop: Shop) -> None:
    """Sequence what was written, and write down who hears of it."""

    async def run() -> None:
        connection = await asyncpg.connect(database.app)
        try:
            while await sequence(connection, shop.organization):
                pass
            while await tell_endpoints(connection, shop.organization):
                pass
        finally:
            await connection.close()

    asyncio.run(run())


def sell(database: TestDatabase, shop: Shop, till: SimulatedTill, *, times: int = 1) -> None:
    submit(database.app, till, [till.sell([shop.bread]) for _ in range(times)])
    follow(database, shop)


def told(shop: Shop, endpoint: UUID) -> list[MessageView]:
    with reading(shop.organization):
        return messages_of(endpoint)


def standing(shop: Shop, endpoint: UUID) -> EndpointView:
    with reading(shop.organization):
        return next(one for one in endpoints() if one.id == endpoint)


def is_signed(heard: Heard, secret: str) -> bool:
    """As a program checks it, by the words of the specification."""
    signed = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return wanted in heard.headers["webhook-signature"].split(" ")


def test_a_sale_and_its_refund_are_told_once_signed_and_in_order(
    database: TestDatabase, shop: Shop, program: Listener
) -> None:
    till = new_till(shop)
    opening = [till.start_chain(), till.open(0)]
    submit(database.app, till, [*opening, till.sell([shop.bread])])  # before anybody listened
    endpoint, secret = add(shop, program.address)
    deaf, _ = add(shop, program.address, ("stock.counted",))
    sale = till.sell([shop.bread, shop.wine], card=890)
    refund = till.refund(sale, {1: 1000})
    submit(database.app, till, [sale, refund])
    follow(database, shop)
    follow(database, shop)

    tried = send_due(shop.organization, datetime.now(UTC))

    first, second = (json.loads(heard.body) for heard in program.heard)
    assert (tried, first["type"], second["type"]) == (2, "sale.sealed", "refund.sealed")
    assert first["data"]["gross"] == 115 + 890
    assert second["data"]["gross"] == -115
    assert second["data"]["refers_to"] == first["data"]["id"]
    assert sum(tender["amount"] for tender in first["data"]["tenders"]) == 1005
    assert first["data"]["address"] == f"/api/v1/sales/{first['data']['id']}"
    assert first["position"] < second["position"]
    assert [heard.path for heard in program.heard] == ["/hook?of=shop"] * 2
    assert all(is_signed(heard, secret) for heard in program.heard)
    assert not is_signed(Heard("", program.heard[0].headers, program.heard[1].body), secret)
    messages = told(shop, endpoint)
    assert [(one.state, one.status, one.attempts) for one in messages] == [("sent", 204, 1)] * 2
    assert {heard.headers["webhook-id"] for heard in program.heard} == {str(one.id) for one in messages}
    assert told(shop, deaf) == []
    assert send_due(shop.organization, datetime.now(UTC)) == 0
    assert len(program.heard) == 2


def test_the_published_library_takes_our_signature_and_refuses_a_forged_one(
    database: TestDatabase, shop: Shop, program: Listener
) -> None:
    judge: Any = import_module("standardwebhooks")
    endpoint, secret = add(shop, program.address)
    now = datetime.now(UTC)
    send_test(SendTest(organization=shop.organization, person=None, endpoint=endpoint, id=new_uuid7(), now=now))
    send_due(shop.organization, datetime.now(UTC))

    [heard] = program.heard

    assert judge.Webhook(secret).verify(heard.body, heard.headers)["type"] == "webhook.test"
    with pytest.raises(judge.WebhookVerificationError):
        judge.Webhook(secret).verify(heard.body.replace(b"test", b"fest"), heard.headers)
    with pytest.raises(judge.WebhookVerificationError):
        judge.Webhook("whsec_" + base64.b64encode(b"x" * 32).decode()).verify(heard.body, heard.headers)


def test_a_new_secret_and_the_one_before_are_both_good_for_a_day(shop: Shop, program: Listener) -> None:
    endpoint, first = add(shop, program.address)
    now = datetime.now(UTC)
    second = renew_secret(RenewSecret(organization=shop.organization, person=None, endpoint=endpoint, now=now))
    for later in (timedelta(), timedelta(days=1, seconds=1)):
        send_test(
            SendTest(organization=shop.organization, person=None, endpoint=endpoint, id=new_uuid7(), now=now + later)
        )
        send_due(shop.organization, now + later)

    during, after = program.heard

    assert first != second
    assert (is_signed(during, first), is_signed(during, second)) == (True, True)
    assert (is_signed(after, first), is_signed(after, second)) == (False, True)


def test_what_fails_is_tried_again_later_with_the_same_words_and_then_given_up(
    database: TestDatabase, shop: Shop, program: Listener
) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain(), till.open(0)])
    endpoint, _ = add(shop, program.address)
    sell(database, shop, till, times=3)
    program.status = 500
    now = datetime.now(UTC)

    send_due(shop.organization, now)

    # The first one failed, and the program is left alone: the others were not tried.
    assert len(program.heard) == 1
    assert sorted(one.attempts for one in told(shop, endpoint)) == [0, 0, 1]
    assert send_due(shop.organization, now) == 0
    assert standing(shop, endpoint).failing_since is not None
    program.status = 200
    later = datetime.now(UTC) + timedelta(minutes=10)
    assert send_due(shop.organization, later) == 3
    assert program.heard[0].body in [heard.body for heard in program.heard[1:]]
    assert len({heard.headers["webhook-id"] for heard in program.heard}) == 3
    assert {one.state for one in told(shop, endpoint)} == {"sent"}
    assert standing(shop, endpoint).failing_since is None

    program.status = 400
    send_test(SendTest(organization=shop.organization, person=None, endpoint=endpoint, id=new_uuid7(), now=later))
    for days in range(1, 20):
        send_due(shop.organization, later + timedelta(hours=6) * days)
    failed = told(shop, endpoint)[0]
    assert (failed.state, failed.attempts, failed.status, failed.code) == ("failed", 10, 400, "refused")


def test_an_endpoint_that_fails_for_days_or_is_gone_is_told_no_more_and_a_person_turns_it_on(
    database: TestDatabase, shop: Shop, program: Listener
) -> None:
    own = by_nobody(shop)
    endpoint, _ = add(shop, program.address)
    now = datetime.now(UTC)
    program.status = 503
    for days in (0, 5, 6):
        at = now + timedelta(days=days)
        send_test(SendTest(**own, endpoint=endpoint, id=new_uuid7(), now=at))
        send_due(shop.organization, at)
    assert (standing(shop, endpoint).is_on, standing(shop, endpoint).off_by) == (False, "failing")
    assert {(one.state, one.code) for one in told(shop, endpoint)} == {("failed", "endpoint_off")}
    with pytest.raises(EndpointOff):
        send_test(SendTest(**own, endpoint=endpoint, id=new_uuid7(), now=now))
    with pytest.raises(EndpointOff):
        send_again(SendAgain(**own, endpoint=endpoint, message=None, now=now))
    heard = len(program.heard)

    assert turn_endpoint(TurnEndpoint(**own, endpoint=endpoint, is_on=True, now=now)) is True
    assert turn_endpoint(TurnEndpoint(**own, endpoint=endpoint, is_on=True, now=now)) is False
    program.status = 202
    assert send_again(SendAgain(**own, endpoint=endpoint, message=None, now=now)) == 3
    assert send_due(shop.organization, datetime.now(UTC)) == 3
    assert len(program.heard) == heard + 3

    program.status = 410
    send_test(SendTest(**own, endpoint=endpoint, id=new_uuid7(), now=now))
    send_due(shop.organization, datetime.now(UTC))
    assert (standing(shop, endpoint).is_on, standing(shop, endpoint).off_by) == (False, "gone")


def test_one_message_is_sent_again_and_what_waits_or_is_not_there_is_not(shop: Shop, program: Listener) -> None:
    own = by_nobody(shop)
    endpoint, _ = add(shop, program.address)
    now, key = datetime.now(UTC), new_uuid7()
    assert send_test(SendTest(**own, endpoint=endpoint, id=key, now=now)) is True
    assert send_test(SendTest(**own, endpoint=endpoint, id=key, now=now)) is False  # a second tap
    assert send_again(SendAgain(**own, endpoint=endpoint, message=key, now=now)) == 0  # on its way already
    send_due(shop.organization, now)
    assert send_again(SendAgain(**own, endpoint=endpoint, message=key, now=now)) == 1
    send_due(shop.organization, datetime.now(UTC))
    with pytest.raises(MessageUnknown):
        send_again(SendAgain(**own, endpoint=endpoint, message=new_uuid7(), now=now))

    assert [heard.headers["webhook-id"] for heard in program.heard] == [str(key)] * 2
    assert program.heard[0].body == program.heard[1].body


def test_two_workers_at_once_tell_each_message_once_and_a_late_word_changes_nothing(
    database: TestDatabase, shop: Shop, program: Listener
) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain(), till.open(0)])
    endpoint, _ = add(shop, program.address)
    sell(database, shop, till, times=5)
    now = datetime.now(UTC)

    with ThreadPoolExecutor(2) as pool:
        taken = list(
            pool.map(lambda _: claim_messages(ClaimMessages(organization=shop.organization, now=now)), range(2))
        )

    claimed = [due.message for part in taken for due in part]
    assert len(claimed) == len(set(claimed)) == 5
    # A worker died with them: after the lease another one takes them, and the first one's word counts no more.
    late = now + timedelta(minutes=6)
    again = claim_messages(ClaimMessages(organization=shop.organization, now=late))
    assert {due.message for due in again} == set(claimed)
    gone = Outcome(message=claimed[0], endpoint=endpoint, attempt=1, status=500, code="refused")
    conclude_messages(ConcludeMessages(organization=shop.organization, now=late, outcomes=(gone,)))
    assert {(one.state, one.attempts, one.code) for one in told(shop, endpoint)} == {("queued", 2, "")}


def test_a_shop_without_endpoints_passes_over_and_a_new_one_hears_from_then_on(
    database: TestDatabase, shop: Shop, program: Listener
) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain(), till.open(0)])
    sell(database, shop, till, times=2)
    assert count("webhooks_message", shop.organization) == 0

    endpoint, _ = add(shop, program.address, KINDS)
    sell(database, shop, till)
    turn_endpoint(
        TurnEndpoint(organization=shop.organization, person=None, endpoint=endpoint, is_on=False, now=datetime.now(UTC))
    )
    sell(database, shop, till)

    assert [one.kind for one in told(shop, endpoint)] == ["sale.sealed"]


def test_what_cannot_be_an_endpoint_is_refused_and_nothing_written(shop: Shop, settings) -> None:
    settings.COMPTOIR_WEBHOOK_NETWORKS = []
    own = by_nobody(shop)
    addresses = (
        "http://shop.example/hook", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/", "https://[fd00::1]/",
        "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/", "https://localhost/", "https://printer.local/", "https://intranet/",
        "https://a:b@shop.example/", "https://shop.example/#x", "ftp://shop.example/", "https://shop.example:x/",
        "https://shop.example/a b", "https://224.0.0.1/", "https://0.0.0.0/", "https:///x", "",
        "https://shop.example/" + "x" * 500,
    )  # fmt: skip
    for address in addresses:
        with pytest.raises(AddressInvalid):
            add(shop, address)
    with pytest.raises(KindsMissing):
        add(shop, "https://shop.example/hook", ())
    with pytest.raises(KindsMissing):
        add(shop, "https://shop.example/hook", ("sale.sealed", "everything"))
    with pytest.raises(NameMissing):
        add(shop, "https://shop.example/hook", name=" ")
    assert count("webhooks_endpoint", shop.organization) == 0

    endpoint, _ = add(shop, "https://shop.example/hook")
    saving = SaveEndpoint(**own, endpoint=endpoint, name="B", address="https://[2a00:1450::1]/x", kinds=SALES)
    save_endpoint(saving)
    assert (standing(shop, endpoint).name, standing(shop, endpoint).address) == ("B", "https://[2a00:1450::1]/x")
    again = AddEndpoint(**own, id=endpoint, name="A", address="https://shop.example/", kinds=SALES)
    assert add_endpoint(again) is None
    for _ in range(ENDPOINTS_MAX - 1):
        add(shop, "https://shop.example/hook")
    with pytest.raises(TooMany):
        add(shop, "https://shop.example/hook")
    remove_endpoint(RemoveEndpoint(**own, endpoint=endpoint))
    with pytest.raises(EndpointUnknown):
        save_endpoint(saving)
    assert count("webhooks_endpoint", shop.organization) == ENDPOINTS_MAX - 1


def test_a_name_that_leads_inside_is_not_written_to_and_a_redirect_not_followed(
    shop: Shop, program: Listener, settings
) -> None:
    own = by_nobody(shop)
    named, _ = add(shop, program.address.replace("127.0.0.1", "localhost"))
    settings.COMPTOIR_WEBHOOK_NETWORKS = ["192.0.2.0/24"]
    now = datetime.now(UTC)
    send_test(SendTest(**own, endpoint=named, id=new_uuid7(), now=now))
    send_due(shop.organization, now)
    assert (program.heard, told(shop, named)[0].code) == ([], "address_refused")
    remove_endpoint(RemoveEndpoint(**own, endpoint=named))

    settings.COMPTOIR_WEBHOOK_NETWORKS = ["127.0.0.0/8", "::1/128"]
    program.status, program.answer_headers = 302, {"Location": program.address}
    sent_on, _ = add(shop, program.address)
    nobody, _ = add(shop, "http://127.0.0.1:9/")
    for endpoint in (sent_on, nobody):
        send_test(SendTest(**own, endpoint=endpoint, id=new_uuid7(), now=now))
    send_due(shop.organization, now)
    assert len(program.heard) == 1
    assert [(one.status, one.code) for one in told(shop, sent_on)] == [(302, "refused")]
    assert [(one.status, one.code) for one in told(shop, nobody)] == [(0, "unreachable")]


def test_a_program_that_never_answers_is_hung_up_on(shop: Shop, program: Listener, monkeypatch) -> None:
    monkeypatch.setattr("comptoir.platform.outside.ANSWER_SECONDS", 0.2)
    endpoint, _ = add(shop, program.address)
    program.seconds = 2
    now = datetime.now(UTC)
    send_test(
        SendTest(organization=shop.organization, person=None, endpoint=endpoint, id=new_uuid7(), now=now)
    )  # fmt: skip
    send_due(shop.organization, now)

    [message] = told(shop, endpoint)

    assert (message.status, message.code) == (0, "too_slow")


def test_what_ended_a_month_ago_is_forgotten(shop: Shop, program: Listener) -> None:
    own = by_nobody(shop)
    endpoint, _ = add(shop, program.address)
    now = datetime.now(UTC)
    send_test(SendTest(**own, endpoint=endpoint, id=new_uuid7(), now=now))
    send_due(shop.organization, now)

    assert let_go(shop.organization, now + timedelta(days=29)) == {}
    assert let_go(shop.organization, now + timedelta(days=31)) == {"webhooks.message": 1}
    assert count("webhooks_message", shop.organization) == 0
