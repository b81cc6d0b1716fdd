"""The page of scale labels."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client

from comptoir.catalog.public import scale_labels
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day

FORM = {
    "beginning": "22",
    "kind": "price",
    "item_digits": "4",
    "has_inner_check": "on",
    "value_digits": "5",
    "decimals": "2",
}


def test_a_label_is_added_shown_by_its_digits_and_removed(owner: Client, day: Day) -> None:
    key = new_uuid7()

    added = owner.post("/scale-labels/new", {**FORM, "id": str(key)})
    page = owner.get("/scale-labels").content.decode()

    assert added["Location"] == "/scale-labels"
    assert "22 AAAA C 000,00 C" in page
    owner.post(f"/scale-labels/{key}/remove")
    with reading(day.organization):
        assert scale_labels() == []


def test_digits_that_do_not_fill_a_code_are_named_and_nothing_is_written(owner: Client, day: Day) -> None:
    answer = owner.post("/scale-labels/new", {**FORM, "id": str(new_uuid7()), "item_digits": "5"})

    assert answer.status_code == 422
    assert "must be 12 digits together, not 13" in answer.content.decode()
    with reading(day.organization):
        assert scale_labels() == []


def test_a_cashier_sees_no_table(day: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    assert sign_in(day.organization, Role.CASHIER).get("/scale-labels").status_code == 403
