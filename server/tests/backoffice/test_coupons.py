"""The page of codes that are good once: batches, and what the sealed sales say of them."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.catalog.commands import SavePromotion
from comptoir.catalog.public import coupon_codes, save_promotion
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import Day
from tests.edge.client import open_door
from tests.sales.test_judge_v2 import newest, rules_at, sale

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


@pytest.fixture
def ten(day: Day) -> UUID:
    rule = new_uuid7()
    document = {"name": "Dix", "kind": "basket", "percent_ppm": 100_000, "when": {"coupon": "TEN"}}
    save_promotion(SavePromotion(organization=day.organization, person=None, id=rule, document=document))
    return rule


def codes(day: Day, rule: UUID) -> list[str]:
    with reading(day.organization):
        return [view.code for view in coupon_codes(rule)]


def show(day: Day, send: Send, *shown: str) -> None:
    """A sale of a wine for each code."""
    day.till.catalog_position = newest(day.shop)
    day.till.engine_version = 2
    rules = rules_at(day.shop, day.till.catalog_position)
    for code in shown:
        body = sale(day.till, day.shop, [day.shop.wine], rules=rules, coupons=("TEN", code))
        send(day.till, [day.till.seal("sale", {**body, "coupons": ["TEN", code]})])


def test_codes_are_made_once_and_their_use_is_read_from_the_sealed_sales(
    owner: Client, day: Day, ten: UUID, send: Send, database
) -> None:
    sent = {"batch": str(new_uuid7()), "count": "3"}
    first, again = owner.post(f"/promotions/{ten}/codes/make", sent), owner.post(f"/promotions/{ten}/codes/make", sent)
    made = codes(day, ten)
    show(day, send, made[0], made[1], made[1])

    page = " ".join(owner.get(f"/promotions/{ten}/codes").content.decode().split())
    file = owner.get(f"/promotions/{ten}/codes.csv").content.decode("utf-8-sig").splitlines()

    assert first["Location"] == again["Location"] == f"/promotions/{ten}/codes"
    assert len(made) == 3
    assert "2 of 3 shown" in page
    assert "1 code was shown more than once" in page
    states = {line.split(",")[0]: line.split(",")[1] for line in file[1:]}
    assert states == {made[0]: "Shown", made[1]: "Shown more than once", made[2]: "Not shown yet"}
    assert _held(day, database) == [{"coupon": "TEN", "codes": [made[2]]}]


def test_a_batch_is_taken_back(owner: Client, day: Day, ten: UUID, send: Send) -> None:
    batch = new_uuid7()
    owner.post(f"/promotions/{ten}/codes/make", {"batch": str(batch), "count": "2"})
    show(day, send, codes(day, ten)[0])

    answer = owner.post(f"/promotions/{ten}/codes/{batch}/withdraw")
    elsewhere = owner.post(f"/promotions/{ten}/codes/{new_uuid7()}/withdraw")

    assert (answer["Location"], elsewhere.status_code) == (f"/promotions/{ten}/codes", 404)
    file = owner.get(f"/promotions/{ten}/codes.csv").content.decode("utf-8-sig").splitlines()
    assert sorted(line.split(",")[1] for line in file[1:]) == ["Shown", "Taken back"]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("0", "Ensure this value is greater than or equal to 1."),
        ("5001", "Ensure this value is less than or equal to 5000."),
        ("", "This field is required."),
    ],
)
def test_a_count_that_is_none_is_said_beside_its_field(
    owner: Client, day: Day, ten: UUID, count: str, said: str
) -> None:
    answer = owner.post(f"/promotions/{ten}/codes/make", {"batch": str(new_uuid7()), "count": count})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert codes(day, ten) == []


def test_a_promotion_without_a_code_says_what_to_do_first(owner: Client, day: Day) -> None:
    rule = new_uuid7()
    document = {"name": "Dix", "kind": "basket", "percent_ppm": 100_000}
    save_promotion(SavePromotion(organization=day.organization, person=None, id=rule, document=document))

    page = owner.get(f"/promotions/{rule}/codes").content.decode()
    answer = owner.post(f"/promotions/{rule}/codes/make", {"batch": str(new_uuid7()), "count": "2"})

    assert "This promotion asks for no code." in page
    assert answer.status_code == 422
    assert codes(day, rule) == []


def test_who_may_not_edit_makes_none(day: Day, ten: UUID, sign_in: Callable[[UUID, Role], Client]) -> None:
    client = sign_in(day.organization, Role.ACCOUNTANT)

    assert client.get(f"/promotions/{ten}/codes").status_code == 403
    assert client.post(f"/promotions/{ten}/codes/make", {"batch": str(new_uuid7()), "count": "2"}).status_code == 403
    assert codes(day, ten) == []


def _held(day: Day, database) -> object:
    """What a till that loads the catalogue anew is given."""

    async def ask() -> object:
        async with open_door(database.app) as client:
            reply = await client.ask("GET", "/edge/v1/catalog", token=day.till.identity.token)
            return reply.json["rules"]["coupon_codes"]

    return asyncio.run(ask())
