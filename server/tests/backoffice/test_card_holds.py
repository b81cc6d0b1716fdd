"""Money that cards hold, in the office: what is open and for how long, and that it is in no total."""

from datetime import timedelta
from uuid import UUID

from django.test import Client

from comptoir.kernel import new_uuid7
from comptoir.sales import card_payments as payments
from tests.backoffice.conftest import NOON, Day
from tests.backoffice.test_card_payments import DAY, page
from tests.payments.attempts import card_attempt
from tests.sales.shop import new_till, open_shop

DONE = ("pending", "approved")


def test_what_is_reserved_stands_there_until_it_is_taken_or_let_go(day: Day, owner: Client) -> None:
    till, until = day.till, NOON + timedelta(days=7)

    def hold(label: str) -> UUID:
        return card_attempt(day.shop, till, NOON, *DONE, kind="reserve", amount=20_000, label=label, expires_at=until)

    room, table, gone = hold("Room 7"), hold("Table 3"), hold("Bike")
    declined = card_attempt(day.shop, till, NOON, "pending", "declined", kind="reserve", label="Poor")
    card_attempt(day.shop, till, NOON, *DONE, kind="increase", amount=25_000, reverses=room)
    card_attempt(day.shop, till, NOON, "pending", "declined", kind="capture", amount=25_000, reverses=room)
    taken = card_attempt(day.shop, till, NOON, *DONE, kind="capture", amount=15_000, reverses=table)
    card_attempt(day.shop, till, NOON, *DONE, kind="release", amount=20_000, reverses=gone)
    stranger = open_shop()
    card_attempt(stranger, new_till(stranger), NOON, *DONE, kind="reserve", label="Theirs")

    text = page(owner, DAY)
    section = text[text.index("Reserved on cards") : text.index("data-submit-on-change")]
    assert [name in section for name in ("Room 7", "Table 3", "Bike", "Poor", "Theirs")] == [True] + [False] * 4
    assert "250.00" in section
    assert "1 card payment is in no sale" in text

    states = {"held": room, "taken": table, "let_go": gone, "declined": declined, "free": taken}
    for state, attempt in states.items():
        assert f"/card-payments/{attempt}" in page(owner, f"{DAY}&state={state}"), state
    assert "This was reserved, and then charged" in page(owner, f"/card-payments/{table}")
    assert "Of the reservation" in page(owner, f"/card-payments/{taken}")

    found = payments.Hold(
        new_uuid7(), NOON, until, "UTC", "", "", None, "", "", "", "", 1, 978
    )  # fmt: skip
    assert [found.is_late(until - timedelta(hours=hours)) for hours in (25, 24, 1, -1)] == [False, True, True, True]
