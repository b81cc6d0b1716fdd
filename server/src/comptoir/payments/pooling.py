"""How tips are shared: whole minor units that add up to what was given. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from comptoir.kernel import share_by_largest_remainder


@dataclass(frozen=True, slots=True)
class Working:
    """Somebody who worked on a day: how long, for how many points, and what they sold (minor units)."""

    employee: UUID
    minutes: int
    points: int
    sold: int


_WEIGHTS: Mapping[str, Callable[[Working], int]] = {
    "equal": lambda worked: 1 if worked.minutes or worked.sold else 0,
    "hours": lambda worked: worked.minutes,
    "sales": lambda worked: max(0, worked.sold),
    "points": lambda worked: worked.points,
}


def share_tips(rule: str, given: Mapping[UUID | None, int], working: Sequence[Working]) -> dict[UUID | None, int]:
    """What of a day's tips goes to whom. `given` is by the cashier who took them.

    The odd cents go to the largest remainders, then in the order of identifiers: the same every time it is asked. Where
    nobody worked by the rule, or each keeps their own, what somebody took is theirs.
    """
    weight = _WEIGHTS.get(rule)
    people = sorted(working, key=lambda worked: worked.employee)
    weights = [weight(worked) for worked in people] if weight is not None else []
    if not any(weights):
        return dict(given)
    shares = share_by_largest_remainder(sum(given.values()), weights)
    return {worked.employee: share for worked, share in zip(people, shares, strict=True) if share}
