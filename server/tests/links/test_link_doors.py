"""A link made in the office is paid by a guest who has no account; a program sees it, and cancels another."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comptoir.identity.public import MakeToken, Permission, make_token
from comptoir.kernel import new_uuid7
from tests.api.conftest import Program, owner_of
from tests.links.guests import House, a_house, at_page
from tests.sales.shop import count, open_shop


def program_of(house: House) -> Program:
    made = make_token(
        MakeToken(
            organization=house.organization, person=owner_of(house.organization), id=new_uuid7(), name="ERP",
            scopes=frozenset({Permission.SEE_SALES, Permission.MANAGE_TILLS}), days=None, now=datetime.now(UTC),
        )
    )  # fmt: skip
    assert made.secret is not None
    return Program(made.secret, made.id, new_uuid7())


@pytest.mark.usefixtures("db")
def test_a_program_makes_a_link_and_guests_pay_it_in_parts(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    with a_house(open_shop(), "mollie", settings) as house:
        program, guest = program_of(house), Client(headers={"Accept-Language": "en"})
        wish = {
            "account": str(house.account), "store": str(house.shop.store), "amount": 1_000, "text": "Table 7",
            "allows_parts": True,
        }  # fmt: skip
        made = program.done("post", "/payment-links", wish, 201)
        path = made["path"]

        page = guest.get(f"{path}?people=3").content.decode()
        assert ("Table 7" in page, "Pay my share: €3.34" in page, "<iframe" in page, "card" in page) == (
            True, True, False, True,
        )  # fmt: skip
        sent = guest.post(path, {"pay": "334"})
        address = re.search(r'href="(http://127[^"]+)"', sent.content.decode())
        assert address is not None
        assert guest.post(path, {"pay": "amount", "amount": "9.99"}).status_code == 409
        assert guest.post(path, {"pay": "amount", "amount": "x"}).status_code == 422
        assert at_page(address[1]) == 200
        [attempt] = house.see(path.removeprefix("/pay/")).tries
        back = guest.get(f"{path}/back/{attempt.id}", follow=True).content.decode()
        assert ("Still to pay" in back, "€6.66" in back) == (True, True)
        rest = re.search(r'href="(http://127[^"]+)"', guest.post(path, {"pay": "all"}).content.decode())
        assert rest is not None
        at_page(rest[1])
        guest.get(f"{path}/back/{house.see(path.removeprefix('/pay/')).tries[1].id}")
        assert "Paid. Thank you!" in guest.get(path).content.decode()
        told = program.done("get", f"/payment-links/{made['id']}")
        assert (told["state"], told["paid"], told["rest"], told["too_much"]) == ("paid", 1_000, 0, 0)
        assert house.ledger() == [334, 666]

        other = program.done("post", "/payment-links", {**wish, "text": "Table 8"}, 201)
        assert program.done("post", f"/payment-links/{other['id']}/cancel")["state"] == "cancelled"
        assert "The shop has cancelled this" in guest.get(other["path"]).content.decode()
        assert guest.post(other["path"], {"pay": "all"}).status_code == 409
        refused = program.post("/payment-links", {**wish, "account": str(new_uuid7())})
        assert (refused.status_code, refused.json()["code"]) == (422, "links.link_invalid")
        assert guest.get("/pay/nothing-here").status_code == 404
        assert guest.get(f"{path}/back/{new_uuid7()}").status_code == 302
        assert count("links_try", house.organization) == 2
