"""What a role should get of rights that came after it: whoever has the like gets it, a manager decides. Pure.

Nothing is given by itself: a right that a program brought is nobody's until somebody of the shop says so.
"""

from collections.abc import Iterable, Mapping

from comptoir.staff.rights import LIMIT_MAX, MEASURES, Measure, Right, Rights

# Who was trusted with this is trusted with that.
LIKE: Mapping[Right, Right] = {
    Right.NEW_ARTICLE: Right.CLOSE_DAY,
    Right.CORRECT_TENDER: Right.VOID,
    Right.OVERRIDE_PRICE: Right.X_REPORT,
    Right.TAX_EXEMPT: Right.X_REPORT,
    Right.STAFF_PURCHASE: Right.CLOSE_DAY,
}
BY_MEASURE: Mapping[Measure, Right] = {
    Measure.FLAG: Right.X_REPORT,
    Measure.PPM: Right.DISCOUNT,
    Measure.AMOUNT: Right.REFUND,
}


def undecided(decided: Iterable[str]) -> tuple[Right, ...]:
    """The rights that nobody of the shop has decided about for a role."""
    known = set(decided)
    return tuple(right for right in Right if right.value not in known)


def proposed(rights: Rights, right: Right) -> int:
    """What a role with these rights should get of a new one."""
    like = LIKE.get(right, BY_MEASURE[MEASURES[right]])
    limit = rights.get(like, 0)
    if MEASURES[like] is MEASURES[right]:
        return limit
    return LIMIT_MAX[MEASURES[right]] if limit >= LIMIT_MAX[MEASURES[like]] else 0
