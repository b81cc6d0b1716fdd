"""Codes that are good once: made in batches for a promotion that asks for a code."""

import secrets

from comptoir.catalog.commands import MakeCouponCodes, WithdrawCouponCodes
from comptoir.catalog.errors import CouponCountInvalid, CouponMissing, CouponTooLong, RuleUnknown
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import CouponCode, FeedRow
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.rules import standing_promotion
from comptoir.catalog.queries import lock_catalog
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

# Tills hold every code that is still good, so that one works without a network.
CODES_MAX = 5_000
# Without 0, O, 1, I and L: codes are read out and typed. 8 of 31 signs: nobody guesses one at a counter.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
# What is left of the 64 signs that an identifier has.
COUPON_LENGTH_MAX = 64 - len("-") - LENGTH


@operation
def make_coupon_codes(command: MakeCouponCodes) -> Changed:
    """Make a batch of codes. From then on the promotion's own code is not enough. A repeat adds nothing."""
    lock_catalog()
    if CouponCode.objects.filter(organization_id=current_organization(), batch=command.batch).exists():
        return Changed(0, created=False)
    promotion = standing_promotion(command.promotion)
    if promotion is None:
        raise RuleUnknown(rule=str(command.promotion))
    coupon = promotion.document.get("when", {}).get("coupon", "")
    if not coupon:
        raise CouponMissing(promotion=promotion.document["name"])
    if len(coupon) > COUPON_LENGTH_MAX:
        raise CouponTooLong(length_max=COUPON_LENGTH_MAX)
    codes = CouponCode.objects.filter(organization_id=current_organization(), is_withdrawn=False)
    if not 1 <= command.count <= CODES_MAX - codes.count():
        raise CouponCountInvalid(count_max=CODES_MAX - codes.count())

    CouponCode.objects.bulk_create(
        CouponCode(
            organization_id=current_organization(),
            promotion=command.promotion,
            coupon=coupon,
            code=code,
            batch=command.batch,
            person=command.person,
        )
        for code in _fresh_codes(coupon, command.count)
    )
    audit.record(
        "catalog.coupon_codes_made", person=command.person, subject=str(command.promotion), count=command.count
    )
    return Changed(draw_position(FeedRow.Kind.RULES, command.promotion))


@operation
def withdraw_coupon_codes(command: WithdrawCouponCodes) -> Changed:
    """Take a batch back: tills accept none of its codes any more. A repeat changes nothing."""
    lock_catalog()
    rows = CouponCode.objects.filter(organization_id=current_organization(), batch=command.batch)
    first = rows.first()
    if first is None:
        raise RuleUnknown(rule=str(command.batch))
    if not rows.filter(is_withdrawn=False).exists():
        return Changed(0, created=False)

    rows.update(is_withdrawn=True)
    audit.record("catalog.coupon_codes_withdrawn", person=command.person, subject=str(command.batch))
    return Changed(draw_position(FeedRow.Kind.RULES, first.promotion))


def _fresh_codes(coupon: str, count: int) -> list[str]:
    """So many codes that were never given out."""
    known = set(CouponCode.objects.filter(organization_id=current_organization()).values_list("code", flat=True))
    found: list[str] = []
    while len(found) < count:
        code = f"{coupon}-{''.join(secrets.choice(ALPHABET) for _sign in range(LENGTH))}"
        if code not in known:
            known.add(code)
            found.append(code)
    return found
