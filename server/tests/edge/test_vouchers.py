"""Gift cards at the door: what is on one, promises between two tills, and what a till may do alone."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from cryptography.exceptions import InvalidSignature

from comptoir.journal import from_base64url
from comptoir.kernel import new_uuid7
from comptoir.payments.commands import SetPaymentPolicy
from comptoir.payments.public import set_payment_policy
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.tax.public import tax_classes
from comptoir.tills.public import server_key
from tests.edge.client import Reply, open_door
from tests.sales.shop import Counter, Shop, count, new_till, open_shop, rows
from tests.sales.test_tenders import flags, paid, redeem, sell, sell_card, taxed_card


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    found = open_shop()
    decide(found, has_gift_cards=True, offline_each=2_000, offline_total=3_000)
    return found


def decide(shop: Shop, **changes: Any) -> None:
    set_payment_policy(SetPaymentPolicy(organization=shop.organization, person=None, **changes))


def ask(database, *asked: tuple[SimulatedTill, dict[str, Any]], at_once: bool = False) -> list[Reply]:
    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            calls = [
                client.ask("POST", "/edge/v1/vouchers", body=msgspec.json.encode(said), token=till.identity.token)
                for till, said in asked
            ]
            if at_once:
                return list(await asyncio.gather(*calls))
            return [await call for call in calls]

    return asyncio.run(run())


def submit(database, till: SimulatedTill, *entries: Sealed) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(database.app)
        try:
            await Counter(connection).submit(till, list(entries))
        finally:
            await connection.close()

    asyncio.run(run())


def hold(voucher: UUID, amount: int, key: UUID | None = None) -> dict[str, Any]:
    return {"ask": "hold", "voucher": str(voucher), "hold": str(key or new_uuid7()), "amount": amount}


def loaded(shop: Shop, till: SimulatedTill, database, amount: int) -> UUID:
    card = new_uuid7()
    submit(database, till, till.start_chain(), sell_card(till, shop, card, amount))
    return card


def test_a_card_says_what_is_on_it(shop: Shop, database) -> None:
    till = new_till(shop)
    card = loaded(shop, till, database, 5_000)

    [known, unknown] = ask(
        database,
        (till, {"ask": "look", "voucher": str(card)}),
        (till, {"ask": "look", "voucher": str(new_uuid7())}),
    )

    assert known.json == {
        "kind": "gift_card", "currency": "EUR", "tax_category": "", "tax_rate_ppm": 0, "balance": 5_000,
        "available": 5_000, "is_held": False,
    }  # fmt: skip
    assert (unknown.status, unknown.json["code"]) == (404, "payments.voucher_unknown")


def test_two_tills_at_once_are_not_promised_the_same_money(shop: Shop, database) -> None:
    first, second = new_till(shop, "A1"), new_till(shop, "A2")
    card = loaded(shop, first, database, 1_000)

    answers = ask(database, (first, hold(card, 800)), (second, hold(card, 800)), at_once=True)

    assert sorted(answer.json["is_held"] for answer in answers) == [False, True]
    assert count("payments_voucher_hold", shop.organization) == 1


def test_a_hold_is_repeated_released_and_ended_by_its_sale(shop: Shop, database) -> None:
    till, other = new_till(shop, "A1"), new_till(shop, "A2")
    card = loaded(shop, till, database, 1_000)
    key = new_uuid7()

    [once, again, elsewhere] = ask(
        database, (till, hold(card, 890, key)), (till, hold(card, 890, key)), (other, hold(card, 200))
    )
    ask(database, (other, {"ask": "release", "voucher": str(card), "hold": str(key)}))
    submit(database, till, sell(till, [shop.wine], paid(redeem(card, 890, hold=str(key)))))
    [after] = ask(database, (other, {"ask": "look", "voucher": str(card)}))

    assert (once.json["is_held"], again.json["is_held"], elsewhere.json["is_held"]) == (True, True, False)
    assert elsewhere.json["available"] == 110
    assert (after.json["balance"], after.json["available"]) == (110, 110)
    assert count("payments_voucher_hold", shop.organization) == 0
    assert flags(shop, till) == []


def test_a_till_ends_only_its_own_hold(shop: Shop, database) -> None:
    till, other = new_till(shop, "A1"), new_till(shop, "A2")
    card = loaded(shop, till, database, 1_000)
    key = new_uuid7()
    ask(database, (till, hold(card, 890, key)))

    ask(database, (other, {"ask": "release", "voucher": str(card), "hold": str(key)}))
    kept = count("payments_voucher_hold", shop.organization)
    ask(database, (till, {"ask": "release", "voucher": str(card), "hold": str(key)}))

    assert (kept, count("payments_voucher_hold", shop.organization)) == (1, 0)


def test_an_allowance_is_signed_once_a_day(shop: Shop, database) -> None:
    till = new_till(shop)

    [first, again] = ask(database, (till, {"ask": "allowance"}), (till, {"ask": "allowance"}))

    text = first.json["allowance"]
    assert again.json["allowance"] == text
    header, members, signature = text.split("\n")
    said = msgspec.json.decode(members)
    assert (header, said["chain"], said["each"], said["total"]) == (
        "comptoir-allowance-v1", str(till.identity.chain), 2_000, 3_000,
    )  # fmt: skip
    signed = f"{header}\n{members}\n".encode()
    raw = from_base64url(signature, 64)
    assert raw is not None
    server_key().public_key().verify(raw, signed)
    with pytest.raises(InvalidSignature):
        server_key().public_key().verify(raw, signed.replace(b"3000", b"9000"))
    assert count("payments_voucher_allowance", shop.organization) == 1


def test_beyond_its_allowance_a_till_is_flagged(shop: Shop, database) -> None:
    till = new_till(shop)
    card = loaded(shop, till, database, 50_000)
    [answer] = ask(database, (till, {"ask": "allowance"}))
    key = msgspec.json.decode(answer.json["allowance"].split("\n")[1])["id"]
    till.now += timedelta(seconds=1)

    submit(
        database,
        till,
        *(
            sell(till, [shop.wine, shop.wine], paid(redeem(card, 1_780, allowance=allowance)))
            for allowance in (key, key, str(new_uuid7()))
        ),
    )

    assert flags(shop, till) == [("voucher_allowance", "3560", "≤ 2000"), ("voucher_allowance", "1780", "0")]
    assert [row["spent"] for row in spent(shop)] == [3_560]


def spent(shop: Shop) -> list[dict[str, object]]:
    found = [row for row in rows("payments_voucher_movement", shop.organization) if row["allowance"] is not None]
    known = {row["id"] for row in rows("payments_voucher_allowance", shop.organization)}
    return [{"spent": sum(-int(str(row["amount"])) for row in found if row["allowance"] in known)}]


def test_a_shop_without_gift_cards_or_allowance_says_so(shop: Shop, database) -> None:
    till = new_till(shop)
    decide(shop, offline_each=0)

    [none] = ask(database, (till, {"ask": "allowance"}))
    decide(shop, has_gift_cards=False)
    [refused] = ask(database, (till, {"ask": "look", "voucher": str(new_uuid7())}))

    assert none.json == {"allowance": ""}
    assert (refused.status, refused.json["code"]) == (404, "payments.no_gift_cards")


def test_nonsense_and_strangers_are_refused(shop: Shop, database) -> None:
    till = new_till(shop)
    other = new_till(open_shop())
    card = loaded(shop, till, database, 1_000)
    decide_other = SetPaymentPolicy(organization=other.identity.organization, person=None, has_gift_cards=True)
    set_payment_policy(decide_other)

    [broken, stranger] = ask(
        database, (till, {"ask": "hold", "voucher": str(card)}), (other, {"ask": "look", "voucher": str(card)})
    )

    assert (broken.status, broken.json["code"]) == (422, "edge.body_invalid")
    assert (stranger.status, stranger.json["code"]) == (404, "payments.voucher_unknown")


def test_no_till_redeems_alone_while_a_taxed_card_is_out(shop: Shop, database) -> None:
    """A multi-purpose shop that once sold cards of one rate: its tills can't tell them apart without the server."""
    till = new_till(shop)
    card = new_uuid7()
    submit(database, till, till.start_chain(), taxed_card(till, shop, card, 2_000))
    [refused] = ask(database, (till, {"ask": "allowance"}))

    def redeem_all(body: Any) -> None:
        body["lines"][1]["voucher"] = str(card)

    goods = replace(shop.wine, item=None, name="", unit_price=2_000)
    spent = sell(till, [goods, replace(goods, quantity_milli=-1_000)], redeem_all)
    submit(database, till, spent)

    [allowed] = ask(database, (till, {"ask": "allowance"}))

    assert refused.json == {"allowance": ""}
    assert allowed.json["allowance"].startswith("comptoir-allowance-v1\n")
    assert count("payments_voucher_allowance", shop.organization) == 1


def test_a_shop_whose_cards_are_taxed_when_sold_allows_nothing_alone(shop: Shop, database) -> None:
    till = new_till(shop)
    with reading(shop.organization):
        [tax_class, *_] = tax_classes()
    decide(shop, is_single_purpose=True, voucher_tax_class=tax_class.id)

    [answer] = ask(database, (till, {"ask": "allowance"}))

    assert answer.json == {"allowance": ""}
    assert count("payments_voucher_allowance", shop.organization) == 0
