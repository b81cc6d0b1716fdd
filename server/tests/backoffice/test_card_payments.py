"""What happened to this payment: the list of payments at terminals, and the page of one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from comptoir.identity.public import Role
from tests.backoffice.conftest import NOON, Day
from tests.payments.attempts import card_attempt
from tests.sales.shop import new_till, open_shop

DAY = "/card-payments?from=2026-11-19&to=2026-11-19"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def listed(client: Client, address: str, attempts: dict[str, UUID]) -> set[str]:
    text = page(client, address)
    return {name for name, attempt in attempts.items() if f"/card-payments/{attempt}" in text}


def test_every_payment_is_found_and_says_what_happened_to_it(
    day: Day, owner: Client, sign_in: Callable[[UUID, Role], Client]
) -> None:
    till, sequence = day.till, day.bread_and_wine.sequence + 1
    chain = till.identity.chain
    assert "Every card payment is settled" in page(owner, DAY)
    attempts = {
        "paid": card_attempt(
            day.shop, till, NOON, "pending", "unknown", "approved", chain=chain, sequence=sequence, cashier=day.cashier
        ),
        "declined": card_attempt(day.shop, till, NOON, "pending", "declined", trouble="card_expired"),
        "undelivered": card_attempt(day.shop, till, NOON, "pending", "approved", chain=uuid4(), sequence=9),
        "free": card_attempt(day.shop, till, NOON + timedelta(minutes=5), "pending", "approved", tip=150),
        "back": card_attempt(day.shop, till, NOON, "pending", "approved"),
        "open": card_attempt(day.shop, till, NOON, "pending", "unknown", trouble="no_answer"),
    }
    reversal = card_attempt(day.shop, till, NOON, "pending", "approved", kind="reversal", reverses=attempts["back"])
    attempts["reversal"] = reversal
    # A part that went back leaves the payment as it is.
    attempts["part"] = card_attempt(
        day.shop, till, NOON, "pending", "approved", kind="refund", reverses=attempts["paid"], amount=100
    )
    stranger = open_shop()
    theirs = card_attempt(stranger, new_till(stranger), NOON, "pending", "approved")

    assert listed(owner, DAY, attempts | {"theirs": theirs}) == set(attempts)
    assert listed(owner, f"{DAY}&state=waiting", attempts) == {"open"}
    assert listed(owner, f"{DAY}&state=free", attempts) == {"free"}
    assert listed(owner, f"{DAY}&state=back", attempts) == {"back"}
    assert listed(owner, f"{DAY}&state=approved", attempts) == {"paid", "undelivered", "reversal", "part"}
    assert listed(owner, f"{DAY}&till={till.identity.till}&state=declined", attempts) == {"declined"}
    assert listed(owner, f"{DAY}&till={uuid4()}", attempts) == set()
    assert listed(owner, "/card-payments?from=2026-11-20&to=2026-11-20", attempts) == set()
    whole = page(owner, DAY)
    assert "1 card payment is not known yet" in whole
    assert "Money was taken that no sale stands for." in whole

    said = page(owner, f"/card-payments/{attempts['paid']}")
    words = ["This was paid: €8.01", "VISA ···· 1111", "A1B2C3", "000007", "ZVT terminal", "Amir"]
    assert [word for word in words if word not in said] == []
    history = ["At the terminal, by the till", "Not known yet, by the terminals’ device", "Accepted, by the terminal"]
    places = [said.find(word) for word in history]
    assert -1 not in places
    assert places == sorted(places)
    sale = said.split('href="/sales/')[1].split('"')[0]
    # And from the sale to what paid it.
    assert f"/card-payments/{attempts['paid']}" in page(owner, f"/sales/{sale}")
    assert "Its sale is still on the till, to send" in page(owner, f"/card-payments/{attempts['undelivered']}")
    free = page(owner, f"/card-payments/{attempts['free']}")
    assert "This was paid, and is in no sale: €9.51" in free
    assert "€1.50" in free
    assert "The card has expired." in page(owner, f"/card-payments/{attempts['declined']}")
    back = page(owner, f"/card-payments/{attempts['back']}")
    assert "This was paid, and went back to the card" in back
    assert f"/card-payments/{reversal}" in back
    assert "This money went back to the card" in page(owner, f"/card-payments/{reversal}")

    assert owner.get(f"/card-payments/{theirs}").status_code == 404
    assert sign_in(day.organization, Role.CASHIER).get("/card-payments").status_code == 403


def test_money_to_an_unknown_card_is_marked_with_its_reason_and_found(day: Day, owner: Client) -> None:
    back: dict[str, Any] = {"kind": "refund", "amount": 890}
    paid = card_attempt(day.shop, day.till, NOON, "pending", "approved", chain=uuid4(), sequence=9)
    attempts = {
        "unlinked": card_attempt(day.shop, day.till, NOON, "pending", "approved", label="faulty", **back),
        "refused": card_attempt(day.shop, day.till, NOON, "pending", "declined", label="faulty", **back),
        "linked": card_attempt(day.shop, day.till, NOON, "pending", "approved", reverses=paid, **back),
    }

    assert listed(owner, f"{DAY}&state=unlinked", attempts) == {"unlinked"}
    whole = page(owner, f"{DAY}&state=unlinked")
    assert "Given back without a payment</span>" in whole
    assert "Faulty</span>" in whole
    said = page(owner, f"/card-payments/{attempts['unlinked']}")
    assert "This money went to a card that is not known to have paid: €8.90" in said
    assert "<dt>Reason</dt>" in said
    assert "not known to have paid" not in page(owner, f"/card-payments/{attempts['linked']}")
    assert "The money did not go back" in page(owner, f"/card-payments/{attempts['refused']}")


def test_pages_of_the_list_follow_one_another(day: Day, owner: Client) -> None:
    attempts = {
        str(n): card_attempt(day.shop, day.till, NOON + timedelta(seconds=n // 2), "pending", "declined")
        for n in range(53)
    }

    first = page(owner, DAY)
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = listed(owner, f"/card-payments{following}", attempts)

    assert len(second) == 3
    assert listed(owner, DAY, attempts) == set(attempts) - second
