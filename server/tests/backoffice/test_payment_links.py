"""The office makes a payment link, shows its code, cancels it, and enters by what a provider's calls are checked."""

import re
from pathlib import Path
from typing import Any

from django.test import Client

from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.links.public import look_at_link
from comptoir.payments.accounts import save_account
from tests.backoffice.conftest import Day
from tests.links.guests import a_house, at_page
from tests.payments.counter import account_of
from tests.sales.shop import count


def test_a_link_is_made_shown_and_cancelled_and_a_secret_entered(day: Day, owner: Client, sign_in, settings) -> None:
    settings.PAYMENT_PEERS = {"stripe": "http://127.0.0.1:9"}  # nobody answers there
    assert "It needs an account with Stripe, Mollie, SumUp or Adyen" in owner.get("/payment-links/new").content.decode()
    account = account_of(day.organization, "stripe")
    save_account(account)
    key = str(new_uuid7())
    wish = {
        "id": key, "amount": "12.50", "text": "Table 7", "days": "7", "account": str(account.id),
        "store": str(day.shop.store),
    }  # fmt: skip

    made = [owner.post("/payment-links/new", wish) for _ in range(2)]

    assert [(one.status_code, one["Location"]) for one in made] == [(302, f"/payment-links/{key}")] * 2
    page = owner.get(f"/payment-links/{key}").content.decode()
    assert ("€12.50" in page, "data:image/svg+xml" in page, "To be paid" in page) == (True, True, True)
    assert "Table 7" in owner.get("/payment-links").content.decode()
    assert owner.post("/payment-links/new", {**wish, "id": str(new_uuid7()), "amount": "0"}).status_code == 422
    assert count("links_link", day.organization) == 1
    accountant = sign_in(day.organization, Role.ACCOUNTANT)
    assert accountant.post(f"/payment-links/{key}/cancel").status_code == 403
    assert owner.post(f"/payment-links/{key}/cancel").status_code == 302
    assert "Cancelled" in owner.get(f"/payment-links/{key}").content.decode()
    hooks = owner.get("/payment-hooks").content.decode()
    assert (f"/hooks/stripe/{account.id}" in hooks, "Without the secret every call is refused." in hooks) == (
        True,
        True,
    )
    said = owner.post("/payment-hooks", {"account": str(account.id), "secret": "whsec_comptoir"}, follow=True)
    assert ("It is not shown again." in said.content.decode(), "whsec_comptoir" in said.content.decode()) == (
        True,
        False,
    )
    wrong = owner.post("/payment-hooks", {"account": str(account.id), "secret": "x"}, follow=True)
    assert "eight letters" in wrong.content.decode()


def test_free_money_goes_back_by_the_provider_once_and_only_who_may(
    day: Day, owner: Client, sign_in: Any, settings: Any, tmp_path: Path
) -> None:  # fmt: skip
    settings.HOME = tmp_path
    with a_house(day.shop, "stripe", settings) as house:
        token = house.link(700)
        at_page(house.go(token))
        look_at_link(day.organization, token)
        link = house.see(token)
        page, [payment] = f"/payment-links/{link.id}", link.tries
        back = f"{page}/payments/{payment.id}/back"
        shown = owner.get(page).content.decode()
        [key] = re.findall(r'name="id" value="([0-9a-f-]{36})"', shown)

        assert sign_in(day.organization, Role.ACCOUNTANT).post(back, {"id": key}).status_code == 403
        assert owner.post(back, {"id": "x"}).status_code == 404
        assert owner.post(f"{page}/payments/{new_uuid7()}/back", {"id": key}).status_code == 404
        assert count("payments_terminal_attempt", day.organization) == 0

        said = [owner.post(back, {"id": one}, follow=True).content.decode() for one in (key, key, str(new_uuid7()))]

        assert ["Given back." in one for one in said] == [True, True, False]
        assert house.ledger() == [700, -700]
        assert count("payments_terminal_attempt", day.organization) == 1
        after = owner.get(page).content.decode()
        assert ("Give it back" in shown, "Give it back" in after, "In no sale yet" in after) == (True, False, False)
