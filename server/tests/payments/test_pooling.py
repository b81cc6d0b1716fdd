"""Tips are shared by the shop's rule, in whole cents that add up."""

from uuid import UUID

from comptoir.payments.pooling import Working, share_tips

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
