"""What one gift card paid without a network at several tills: each kept to its own allowance, and together the card
paid more than the shop meant to risk. Flagged, never refused, in whatever order the tills come back.
"""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from comptoir.kernel import new_uuid7
from comptoir.sales.entries import Status
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.edge.test_vouchers import ask, decide, loaded
from tests.sales.shop import Shop, new_till, open_shop
from tests.sales.test_tenders import balance, flags, paid, redeem, sell, submit


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    found = open_shop()
    decide(found, has_gift_cards=True, offline_each=2_000, offline_total=3_000)
    return found


@pytest.fixture
def tills(shop: Shop, database) -> list[SimulatedTill]:
    """Two tills that began their chains."""
    found = [new_till(shop, code) for code in ("A1", "A2")]
    submit(database.app, *((till, [till.start_chain()]) for till in found))
    return found


@pytest.fixture
def card(shop: Shop, database) -> UUID:
    return loaded(shop, new_till(shop, "A3"), database, 50_000)


def allowed(till: SimulatedTill, database) -> str:
    """The till asks for its allowance, and then loses the network."""
    [answer] = ask(database, (till, {"ask": "allowance"}))
    till.now += timedelta(seconds=5)
    key: str = msgspec.json.decode(answer.json["allowance"].split("\n")[1])["id"]
    return key


def alone(till: SimulatedTill, shop: Shop, card: UUID, allowance: str, bottles: int = 2) -> Sealed:
    return sell(till, [shop.wine] * bottles, paid(redeem(card, 890 * bottles, allowance=allowance)))


def test_two_tills_within_their_allowances_are_flagged_together(
    shop: Shop, tills: list[SimulatedTill], card: UUID, database
) -> None:
    first, second = tills
    sales = [alone(till, shop, card, allowed(till, database)) for till in tills]

    [earlier] = submit(database.app, (first, [sales[0]]))
    [later] = submit(database.app, (second, [sales[1]]))
    [again] = submit(database.app, (second, [sales[1]]))

    answers = [answer.status for answer in (*earlier, *later, *again)]
    assert answers == [Status.STORED, Status.STORED, Status.ALREADY_STORED]
    assert flags(shop, first) == []
    assert flags(shop, second) == [("voucher_alone_together", "3560", "≤ 2000")]
    assert balance(shop, card) == (46_440, 0)


def test_whichever_comes_last_says_it(shop: Shop, tills: list[SimulatedTill], card: UUID, database) -> None:
    """The first till sold before the other and was away for longer."""
    first, second = tills
    sale = alone(first, shop, card, allowed(first, database))
    other = alone(second, shop, card, allowed(second, database))

    submit(database.app, (second, [other]))
    submit(database.app, (first, [sale]))

    assert flags(shop, second) == []
    assert flags(shop, first) == [("voucher_alone_together", "3560", "≤ 2000")]


def test_two_that_come_back_at_once_are_flagged_once(
    shop: Shop, tills: list[SimulatedTill], card: UUID, database
) -> None:
    sales = [(till, [alone(till, shop, card, allowed(till, database))]) for till in tills]

    submit(database.app, *sales)

    assert sorted(flags(shop, tills[0]) + flags(shop, tills[1])) == [("voucher_alone_together", "3560", "≤ 2000")]
    assert balance(shop, card) == (46_440, 0)


def test_one_till_that_splits_a_card_is_judged_by_their_sum(
    shop: Shop, tills: list[SimulatedTill], card: UUID, database
) -> None:
    """Three times 8.90 of one card: each within 20.00, all of it within what the till may in all."""
    till = tills[0]
    key = allowed(till, database)

    submit(database.app, (till, [alone(till, shop, card, key, bottles=1) for _ in range(3)]))

    assert flags(shop, till) == [("voucher_allowance", "2670", "≤ 2000")]


def test_several_cards_are_judged_apart(shop: Shop, tills: list[SimulatedTill], card: UUID, database) -> None:
    first, second = tills
    other = loaded(shop, new_till(shop, "A4"), database, 5_000)

    submit(database.app, (first, [alone(first, shop, card, allowed(first, database))]))
    submit(database.app, (second, [alone(second, shop, other, allowed(second, database))]))

    assert flags(shop, first) + flags(shop, second) == []


def test_what_was_known_when_the_allowance_was_given_is_not_counted(
    shop: Shop, tills: list[SimulatedTill], card: UUID, database
) -> None:
    """The first till paid and came back; only then did the other one ask what it may."""
    first, second = tills
    [answer] = ask(database, (first, {"ask": "allowance"}))
    key = msgspec.json.decode(answer.json["allowance"].split("\n")[1])["id"]
    submit(database.app, (first, [alone(first, shop, card, key)]))

    submit(database.app, (second, [alone(second, shop, card, allowed(second, database))]))

    assert flags(shop, first) + flags(shop, second) == []


def test_an_allowance_that_nobody_gave_reads_nothing(
    shop: Shop, tills: list[SimulatedTill], card: UUID, database
) -> None:
    till = tills[0]

    submit(database.app, (till, [alone(till, shop, card, str(new_uuid7()))]))

    assert flags(shop, till) == [("voucher_allowance", "1780", "0")]
