"""Tips are shared by the shop's rule, in whole cents that add up."""

from uuid import UUID

from comptoir.payments.pooling import Working, share_by_shift, share_tips

ANNA, BEN, CLEO = (UUID(int=number) for number in (1, 2, 3))
DAY = [Working(ANNA, 480, 10, 30_000), Working(BEN, 240, 5, 10_000), Working(CLEO, 0, 5, 0)]


def test_each_rule_shares_all_of_it() -> None:
    given: dict[UUID | None, int] = {ANNA: 1_000, BEN: 1}

    assert share_tips("own", given, DAY) == {ANNA: 1_000, BEN: 1}
    assert share_tips("equal", given, DAY) == {ANNA: 501, BEN: 500}
    assert share_tips("hours", given, DAY) == {ANNA: 667, BEN: 334}
    assert share_tips("sales", given, DAY) == {ANNA: 751, BEN: 250}
    assert share_tips("points", given, DAY) == {ANNA: 501, BEN: 250, CLEO: 250}


def test_the_odd_cents_fall_the_same_way_each_time() -> None:
    given: dict[UUID | None, int] = {None: 100}

    once = share_tips("equal", given, [*DAY[:2], Working(CLEO, 60, 0, 0)])
    again = share_tips("equal", given, [Working(CLEO, 60, 0, 0), *reversed(DAY[:2])])

    assert once == again == {ANNA: 34, BEN: 33, CLEO: 33}


def test_where_nobody_worked_by_the_rule_each_keeps_what_they_took() -> None:
    given: dict[UUID | None, int] = {ANNA: 70, None: 30}

    assert share_tips("hours", given, []) == given
    assert share_tips("hours", given, [Working(CLEO, 0, 1, 5)]) == given
    assert share_tips("a rule of tomorrow", given, DAY) == given


def test_each_shift_shares_its_own_and_the_day_adds_up() -> None:
    amir, lea, zoe, morning, evening = ANNA, BEN, CLEO, UUID(int=4), UUID(int=5)
    given: dict[UUID | None, dict[UUID | None, int]] = {
        morning: {amir: 100}, evening: {lea: 101, zoe: 0}, None: {zoe: 7},
    }  # fmt: skip
    working: dict[UUID | None, list[Working]] = {
        morning: [Working(amir, 60, 1, 500), Working(lea, 30, 1, 200), Working(zoe, 0, 1, 0)],
        evening: [Working(zoe, 0, 1, 90), Working(lea, 200, 1, 900)],
    }

    shares = share_by_shift(given, working)

    # Who sold nothing in a shift has no part of it; what belongs to no shift stays with who took it.
    assert shares == {amir: 50, lea: 50 + 51, zoe: 50 + 7}
    assert sum(shares.values()) == 208
