"""The pages of gift cards, and what is decided about them."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client

from comptoir.identity.public import Role
from comptoir.journal import make_voucher_code, voucher_identifier
from comptoir.kernel import new_uuid7
from comptoir.payments.public import payment_policy
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import Day
from tests.sales.test_tenders import paid, redeem, sell, sell_card

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]

FORM = {"has_gift_cards": "on", "voucher_tax": "", "offline_each": "20", "offline_total": "100,00"}


def test_a_card_is_found_by_its_code_and_shows_what_changed_it(owner: Client, day: Day, send: Send) -> None:
    code = make_voucher_code(bytes(range(13)))
    card = voucher_identifier(day.organization, code)
    send(
        day.till,
        [sell_card(day.till, day.shop, card, 5_000), sell(day.till, [day.shop.wine], paid(redeem(card, 890)))],
    )

    listed = owner.get("/gift-cards").content.decode()
    found = owner.get("/gift-cards", {"code": code.lower()})
    page = owner.get(found["Location"]).content.decode()

    assert "€41.10 still to be redeemed" in listed
    assert found["Location"] == f"/gift-cards/{card}"
    assert (page.count("€41.10"), page.count("−€8.90"), "Loaded" in page) == (2, 1, True)
    assert code not in listed + page


def test_a_wrong_code_and_an_unknown_card_say_so(owner: Client, day: Day) -> None:
    wrong = owner.get("/gift-cards", {"code": "GC0123456789ABCA"}).content.decode()
    unknown = owner.get("/gift-cards", {"code": "GC0123456789ABCV"}).content.decode()

    assert "This is no code" in wrong
    assert "not known here" in unknown
    assert owner.get(f"/gift-cards/{new_uuid7()}").status_code == 404


def test_a_card_is_blocked_and_freed(owner: Client, day: Day, send: Send) -> None:
    card = new_uuid7()
    send(day.till, [sell_card(day.till, day.shop, card, 5_000)])

    owner.post(f"/gift-cards/{card}/block", {"blocked": "1"})
    blocked = owner.get(f"/gift-cards/{card}").content.decode()
    owner.post(f"/gift-cards/{card}/block", {"blocked": "0"})

    assert "This card is blocked" in blocked
    assert "This card is blocked" not in owner.get(f"/gift-cards/{card}").content.decode()
    assert owner.post(f"/gift-cards/{new_uuid7()}/block", {"blocked": "1"}).status_code == 404


def test_what_is_decided_is_kept_and_nonsense_is_not(owner: Client, day: Day) -> None:
    kept = owner.post("/gift-cards/policy", FORM)
    refused = owner.post("/gift-cards/policy", {**FORM, "offline_each": "a lot"})

    assert (kept["Location"], refused.status_code) == ("/gift-cards", 422)
    with reading(day.organization):
        policy = payment_policy()
    assert (policy.has_gift_cards, policy.offline_each, policy.offline_total) == (True, 2_000, 10_000)


def test_a_cashier_sees_nothing_of_it(day: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    assert sign_in(day.organization, Role.CASHIER).get("/gift-cards").status_code == 403
