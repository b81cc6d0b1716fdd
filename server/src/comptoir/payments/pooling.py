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


# One shift of one till, from its opening to its closing: what it was given, and who sold in it.
BY_SHIFT = "shift"

_WEIGHTS: Mapping[str, Callable[[Working], int]] = {
    "equal": lambda worked: 1 if worked.minutes or worked.sold else 0,
    "hours": lambda worked: worked.minutes,
    "sales": lambda worked: max(0, worked.sold),
    "points": lambda worked: worked.points,
    BY_SHIFT: lambda worked: 1 if worked.minutes or worked.sold else 0,
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


def share_by_shift(
    given: Mapping[UUID | None, Mapping[UUID | None, int]], working: Mapping[UUID | None, Sequence[Working]]
) -> dict[UUID | None, int]:
    """What of a day's tips goes to whom where each shift shares its own: both by session, and what was given also by
    the cashier who took it. The parts of each shift add up by themselves, so those of the day do.
    """
    shares: dict[UUID | None, int] = {}
    for session, taken in given.items():
        for person, share in share_tips(BY_SHIFT, taken, working.get(session, ())).items():
            shares[person] = shares.get(person, 0) + share
    return shares
