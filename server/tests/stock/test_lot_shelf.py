"""Lots of a shelf: cases by hand, and that whatever happens they add up to what is on hand."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.stock.lot_shelf import LotKey, LotShelf, Stated

SOON, LATER = date(2026, 12, 1), date(2027, 1, 1)


def part(code: str, milli: int, expires: date | None = None, serial: str = "") -> Stated:
    return Stated(code, serial, expires, milli)


class Shelf:
    """A shelf with what is on hand beside it."""

    def __init__(self) -> None:
        self.held, self.on_hand, self.place = LotShelf(), 0, 0

    def move(self, milli: int, *stated: Stated, reason: str = "sale", is_count: bool = False) -> list[tuple[str, int]]:
        self.on_hand, self.place = self.on_hand + milli, self.place + 1
        moved = self.held.move(stated, self.on_hand, self.place, reason=reason, is_count=is_count)
        return [(("" if one.is_stated else "?") + one.key.code, one.quantity_milli) for one in moved]

    @property
    def lots(self) -> dict[str, int]:
        return {key.code: lot.on_hand_milli for key, lot in self.held.lots.items()}

    @property
    def without(self) -> int:
        return self.on_hand - sum(self.lots.values())


def test_a_shelf_that_nobody_keeps_by_lot_stays_so_whatever_tills_read() -> None:
    shelf = Shelf()
    shelf.move(5_000, reason="receipt")

    assert shelf.move(-1_000, part("L1", -1_000)) == []
    assert shelf.lots == {}


def test_what_was_there_before_goes_first_then_what_goes_off_first_and_a_scan_wins() -> None:
    shelf = Shelf()
    shelf.move(2_000, reason="receipt")
    shelf.move(4_000, part("B", 4_000, LATER), reason="receipt")
    shelf.move(3_000, part("A", 3_000, SOON), reason="receipt")

    assert shelf.move(-2_000) == []
    assert shelf.move(-4_000) == [("?B", -1_000), ("?A", -3_000)]
    assert shelf.move(-1_000, part("B", -1_000)) == [("B", -1_000)]
    assert (shelf.lots, shelf.without) == ({"B": 2_000, "A": 0}, 0)
    # It comes back, and with it what was known of it.
    assert shelf.move(1_000, part("A", 1_000), reason="refund") == [("A", 1_000)]
    assert shelf.held.lots[LotKey(False, "A")].expires == SOON


def test_a_scan_of_a_lot_that_was_presumed_gone_says_that_another_went() -> None:
    shelf = Shelf()
    shelf.move(2_000, part("A", 2_000, SOON), reason="receipt")
    shelf.move(2_000, part("B", 2_000, LATER), reason="receipt")
    shelf.move(-2_000)

    assert shelf.move(-1_000, part("A", -1_000)) == [("A", -1_000), ("?A", 1_000), ("?B", -1_000)]
    assert shelf.lots == {"A": 0, "B": 1_000}


def test_what_was_sold_before_its_delivery_is_taken_from_it() -> None:
    shelf = Shelf()
    shelf.move(-2_000)

    assert shelf.move(6_000, part("A", 6_000), reason="receipt") == [("A", 6_000), ("?A", -2_000)]
    assert (shelf.lots, shelf.without) == ({"A": 4_000}, 0)


def test_goods_with_a_last_day_alone_are_the_lot_of_that_day() -> None:
    shelf = Shelf()
    shelf.move(3_000, part("", 3_000, SOON), reason="receipt")

    assert shelf.move(-1_000, part("", -1_000, SOON)) == [("2026-12-01", -1_000)]


def test_a_count_by_lot_is_what_lies_there_and_nothing_of_the_others() -> None:
    shelf = Shelf()
    shelf.move(5_000, part("A", 5_000), reason="receipt")
    shelf.move(5_000, part("B", 5_000), reason="receipt")

    moved = shelf.move(-4_000, part("B", 4_000), part("C", 1_000), reason="count", is_count=True)

    assert moved == [("A", -5_000), ("B", -1_000), ("C", 1_000)]
    assert (shelf.lots, shelf.without) == ({"A": 0, "B": 4_000, "C": 1_000}, 1_000)


def test_nobody_presumes_which_piece_left_and_one_sold_twice_is_short() -> None:
    shelf = Shelf()
    for serial in ("S1", "S2"):
        shelf.move(1_000, part("L", 1_000, serial=serial), reason="receipt")

    assert shelf.move(-1_000) == []
    assert (shelf.lots, shelf.without) == ({"S1": 1_000, "S2": 1_000}, -1_000)
    shelf.move(-1_000, part("", -1_000, serial="S1"))
    shelf.move(-1_000, part("", -1_000, serial="S1"))
    assert shelf.lots == {"S1": -1_000, "S2": 1_000}


def test_the_number_of_a_package_is_none_of_goods_kept_by_lot() -> None:
    shelf = Shelf()
    shelf.move(3_000, part("L", 3_000), reason="receipt")

    assert shelf.move(-1_000, part("L", -1_000, serial="P1")) == [("L", -1_000)]
    assert shelf.move(-1_000, part("M", -1_000, serial="P2")) == [("M", -1_000), ("?L", -1_000), ("?M", 1_000)]


codes = st.sampled_from(["", "A", "B", "C"])
days = st.sampled_from([None, SOON, LATER])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(-5_000, 5_000), codes, days, st.sampled_from(["sale", "receipt", "count"])), max_size=20
    )
)
def test_no_lot_is_short_while_others_have_some_and_all_add_up(
    moves: list[tuple[int, str, date | None, str]],
) -> None:
    shelf, booked = Shelf(), 0
    for milli, code, day, reason in moves:
        is_count = reason == "count"
        stated = [Stated(code, "", day, abs(milli) if is_count else milli)] if code or day else []
        booked += sum(quantity for _, quantity in shelf.move(milli, *stated, reason=reason, is_count=is_count))

        assert booked == sum(shelf.lots.values())
        if shelf.held.is_kept:
            low, high = min(shelf.lots.values()), max(shelf.lots.values())
            assert low >= 0 or (high <= 0 and shelf.without <= 0)
            assert shelf.without >= 0 or high <= 0
