"""The pages of how customers pay."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.payments.public import exchange_rates, tender_kinds
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day

FORM = {"kind": "meal_voucher", "name": "Titre-restaurant", "amount_max": "25,00"}


def test_a_way_to_pay_is_made_shown_and_changed(owner: Client, day: Day) -> None:
    key = new_uuid7()

    made = owner.post("/tenders/new", {**FORM, "id": str(key)})
    page = owner.get("/tenders").content.decode()
    changed = owner.post(
        f"/tenders/{key}", {**FORM, "id": str(key), "name": "Ticket", "amount_max": "", "is_active": "on"}
    )

    assert (made["Location"], changed["Location"]) == ("/tenders", "/tenders")
    assert "Titre-restaurant" in page
    assert "€25.00" in page
    with reading(day.organization):
        [found] = tender_kinds()
    assert (found.name, found.revision, found.amount_max, found.opens_drawer) == ("Ticket", 2, None, False)


def test_a_check_with_change_is_refused_and_nothing_is_written(owner: Client, day: Day) -> None:
    answer = owner.post("/tenders/new", {**FORM, "id": str(new_uuid7()), "kind": "check", "gives_change": "on"})

    assert answer.status_code == 422
    with reading(day.organization):
        assert tender_kinds() == []


def test_a_rate_is_dated(owner: Client, day: Day) -> None:
    today = timezone.localdate()
    form = {"currency": "CHF", "rate": "1,0625", "valid_from": (today + timedelta(days=2)).isoformat()}

    dated = owner.post("/tenders/rates/new", {**form, "id": str(new_uuid7())})
    past = owner.post("/tenders/rates/new", {**form, "id": str(new_uuid7()), "valid_from": "2020-01-01"})

    assert (dated["Location"], past.status_code) == ("/tenders", 422)
    with reading(day.organization):
        assert [(rate.currency, rate.rate_ppm) for rate in exchange_rates()] == [("CHF", 1_062_500)]
    assert "1.0625" in owner.get("/tenders").content.decode()


def test_the_law_of_the_country_stands_on_the_page(owner: Client, day: Day) -> None:
    page = owner.get("/tenders").content.decode()

    assert page.count("€1,000.00") == 1
    assert page.count("€25.00") == 1


def test_another_organizations_way_to_pay_is_nowhere(owner: Client, day: Day) -> None:
    assert owner.get(f"/tenders/{new_uuid7()}").status_code == 404


def test_a_cashier_sees_nothing_of_it(day: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    assert sign_in(day.organization, Role.CASHIER).get("/tenders").status_code == 403
