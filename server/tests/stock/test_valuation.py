"""What goods are worth: cases by hand, and that the worth is always the sum of what was booked."""

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stock.valuation import Booked, Holding


def moved(*moves: tuple[int, int | None]) -> tuple[Holding, list[Booked]]:
    holding = Holding()
    return holding, [holding.move(quantity, cost) for quantity, cost in moves]


def test_a_sale_goes_at_the_average_and_at_the_oldest_cost() -> None:
    holding, booked = moved((10_000, 1_000), (10_000, 2_000), (-15_000, None))

    # 20 for 30.00 are 1.50 each; the oldest ten cost 10.00, five of the next 10.00.
    assert booked[2] == Booked(-2_250, -2_000)
    assert (holding.quantity_milli, holding.average, holding.fifo) == (5_000, 750, 1_000)


def test_the_last_piece_leaves_nothing_behind() -> None:
    holding, booked = moved((3_000, 100), (-1_000, None), (-1_000, None), (-1_000, None))

    assert [one.average for one in booked] == [100, -33, -34, -33]
    assert (holding.average, holding.fifo, list(holding.layers)) == (0, 0, [])


def test_what_was_sold_before_it_came_is_worth_what_came() -> None:
    holding, booked = moved((2_000, 200), (-5_000, None), (10_000, 1_500))

    # Three were owed at 1.00; they cost 1.50, and seven of the ten lie there.
    assert booked[1] == Booked(-500, -500)
    assert booked[2] == Booked(1_350, 1_350)
    assert (holding.quantity_milli, holding.average, holding.fifo) == (7_000, 1_050, 1_050)


def test_goods_whose_cost_nobody_said_are_worth_what_the_first_delivery_says() -> None:
    holding, booked = moved((4_000, None), (-1_000, None), (6_000, 1_200))

    assert booked[:2] == [Booked(0, 0), Booked(0, 0)]
    assert (holding.quantity_milli, holding.average, holding.fifo) == (9_000, 1_800, 1_800)


def test_goods_that_come_back_are_worth_what_those_on_the_shelf_are() -> None:
    holding, booked = moved((4_000, 400), (-4_000, None), (1_000, None), (1_000, 300), (1_000, None))

    assert [one.average for one in booked] == [400, -400, 100, 300, 200]
    assert holding.average == 600


def test_a_return_to_the_supplier_takes_what_it_had_cost() -> None:
    holding, _ = moved((10_000, 1_000), (10_000, 2_000), (-5_000, 1_000))

    assert (holding.quantity_milli, holding.average) == (15_000, 2_000)


@given(
    st.lists(
        st.tuples(st.integers(-9_000, 9_000).filter(bool), st.none() | st.integers(0, 5_000)), min_size=1, max_size=40
    )
)
def test_the_worth_is_the_sum_of_the_bookings_and_never_of_something_that_is_not_there(
    moves: list[tuple[int, int | None]],
) -> None:
    holding, booked = moved(*((quantity, cost if quantity > 0 else None) for quantity, cost in moves))

    assert holding.average == sum(one.average for one in booked)
    assert holding.fifo == sum(one.fifo for one in booked)
    if holding.quantity_milli == 0:
        assert (holding.average, holding.fifo) == (0, 0)
    if holding.quantity_milli > 0:
        assert sum(layer.quantity_milli for layer in holding.layers) == holding.quantity_milli
        assert sum(layer.cost for layer in holding.layers) == holding.fifo
        assert holding.average >= 0
        assert holding.fifo >= 0
    else:
        assert not holding.layers
