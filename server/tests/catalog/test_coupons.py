"""Codes that are good once: made in a batch, held by the tills, taken back."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.catalog.commands import EndPromotion, MakeCouponCodes, SavePromotion, WithdrawCouponCodes
from comptoir.catalog.errors import CouponCountInvalid, CouponMissing, CouponTooLong, RuleUnknown
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import CouponCode
from comptoir.catalog.operations.coupons import ALPHABET
from comptoir.catalog.public import (
    coupon_codes,
    end_promotion,
    make_coupon_codes,
    save_promotion,
    withdraw_coupon_codes,
)
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from tests.edge.client import open_door
from tests.sales.shop import Shop, new_till, open_shop


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def promote(shop: Shop, coupon: str = "TEN") -> UUID:
    rule = new_uuid7()
    when = {"coupon": coupon} if coupon else {}
    document = {"name": "Dix", "kind": "basket", "percent_ppm": 100_000, "when": when}
    save_promotion(SavePromotion(organization=shop.organization, person=None, id=rule, document=document))
    return rule


def batch(shop: Shop, promotion: UUID, count: int = 3, key: UUID | None = None) -> MakeCouponCodes:
    return MakeCouponCodes(
        organization=shop.organization, person=None, batch=key or new_uuid7(), promotion=promotion, count=count
    )


def made(shop: Shop, promotion: UUID) -> list[str]:
    with reading(shop.organization):
        return [view.code for view in coupon_codes(promotion)]


def test_a_batch_is_made_once_and_each_code_is_its_own(shop: Shop) -> None:
    rule = promote(shop)
    command = batch(shop, rule, 200)

    first, again = make_coupon_codes(command), make_coupon_codes(command)

    codes = made(shop, rule)
    assert (first.created, again.created, len(set(codes))) == (True, False, 200)
    assert all(code.startswith("TEN-") and set(code[4:]) <= set(ALPHABET) and len(code) == 12 for code in codes)
    # The longest that a till reads.
    long = promote(shop, "L" * 55)
    make_coupon_codes(batch(shop, long, 1))
    assert [len(code) for code in made(shop, long)] == [64]


@pytest.mark.parametrize("count", [0, -1, 5_001])
def test_a_count_that_tills_could_not_hold_is_refused(shop: Shop, count: int) -> None:
    rule = promote(shop)

    with pytest.raises(CouponCountInvalid):
        make_coupon_codes(batch(shop, rule, count))

    assert made(shop, rule) == []


def test_a_promotion_without_a_code_or_that_ended_has_none(shop: Shop) -> None:
    plain, ended, long = promote(shop, ""), promote(shop), promote(shop, "L" * 56)
    end_promotion(EndPromotion(organization=shop.organization, person=None, id=ended))
    with reading(shop.organization):
        before = newest_position()

    refusals: list[tuple[UUID, type[DomainError]]] = [
        (plain, CouponMissing), (ended, RuleUnknown), (new_uuid7(), RuleUnknown), (long, CouponTooLong),
    ]  # fmt: skip
    for rule, refusal in refusals:
        with pytest.raises(refusal):
            make_coupon_codes(batch(shop, rule))

    with reading(shop.organization):
        assert (CouponCode.objects.count(), newest_position()) == (0, before)


def test_the_tills_hold_what_is_good_and_nothing_of_a_batch_that_was_taken_back(shop: Shop, database) -> None:
    rule = promote(shop)
    token = new_till(shop).identity.token
    first, second = batch(shop, rule, 2), batch(shop, rule, 1)
    back = WithdrawCouponCodes(organization=shop.organization, person=None, batch=first.batch)

    async def run() -> list[object]:
        async with open_door(database.app) as client:
            start = (await client.ask("GET", "/edge/v1/catalog", token=token)).json["position"]
            changes = f"/edge/v1/catalog/changes?after={start}"
            found = []
            for step in (
                lambda: make_coupon_codes(first),
                lambda: make_coupon_codes(second),
                lambda: withdraw_coupon_codes(back),
                lambda: withdraw_coupon_codes(
                    WithdrawCouponCodes(organization=shop.organization, person=None, batch=second.batch)
                ),
            ):
                await asyncio.to_thread(step)
                reply = await client.ask("GET", changes, token=token)
                found.append(reply.json["changes"][-1]["rules"]["coupon_codes"])
            return found

    one, both, left, none = asyncio.run(run())

    with reading(shop.organization):
        by_batch = {
            key: sorted(view.code for view in coupon_codes(rule) if view.batch == key)
            for key in (first.batch, second.batch)
        }
    assert one == [{"coupon": "TEN", "codes": by_batch[first.batch]}]
    assert both == [{"coupon": "TEN", "codes": sorted(by_batch[first.batch] + by_batch[second.batch])}]
    assert left == [{"coupon": "TEN", "codes": by_batch[second.batch]}]
    # The promotion's own name does not become good again.
    assert none == [{"coupon": "TEN", "codes": []}]


def test_taking_back_is_repeatable_and_needs_a_batch(shop: Shop) -> None:
    rule = promote(shop)
    command = batch(shop, rule)
    make_coupon_codes(command)
    back = WithdrawCouponCodes(organization=shop.organization, person=None, batch=command.batch)

    first, again = withdraw_coupon_codes(back), withdraw_coupon_codes(back)

    assert (first.created, again.created) == (True, False)
    with pytest.raises(RuleUnknown):
        withdraw_coupon_codes(WithdrawCouponCodes(organization=shop.organization, person=None, batch=new_uuid7()))
