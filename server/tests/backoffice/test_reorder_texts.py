"""Why an article shall be ordered, as people say it."""

import pytest
from django.utils import translation

from comptoir.backoffice.reorder_texts import why
from comptoir.kernel import new_uuid7
from comptoir.purchasing.public import Suggestion


@pytest.mark.parametrize(
    ("weekly_milli", "said"),
    [(4_000, "4"), (5_125, "5.1"), (9_990, "10"), (15_625, "16"), (40, "0.1")],
)
def test_a_mean_is_said_with_as_many_digits_as_tell_something(weekly_milli: int, said: str) -> None:
    row = Suggestion(
        store=new_uuid7(), item=new_uuid7(), name="Pain", unit="piece", supplier=None, supplier_name="", reference="",
        unit_cost=0, minimum_milli=0, lead_days=0, weekly_milli=weekly_milli, free_milli=6_000, coming_milli=0,
        point_milli=0, up_to_milli=0, is_by_hand=False,
    )  # fmt: skip

    with translation.override("en"):
        assert why(row, "en") == f"Sells {said} a week, 6 left"
