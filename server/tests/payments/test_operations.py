"""The shop's own tenders, rates and policy."""

from datetime import date
from typing import Any

import pytest

from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.kernel import DomainError, new_uuid7
from comptoir.payments.commands import (
    AddExchangeRate,
    RecordTipWork,
    SaveTenderKind,
    SetPaymentPolicy,
    Worked,
)
from comptoir.payments.models import ExchangeRate, PaymentPolicy, TenderKind, TenderRevision
from comptoir.payments.public import (
    add_exchange_rate,
    exchange_rates,
    payment_policy,
    record_tip_work,
    save_tender_kind,
    set_payment_policy,
    tender_kinds,
    tip_work,
)
from comptoir.platform.tenancy import reading
from tests.sales.shop import Shop, open_shop, value

TODAY = date(2026, 11, 25)
POSITION = "SELECT max(position) FROM catalog_feed WHERE organization_id = %s"


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()


def kind(shop: Shop, **changes: Any) -> SaveTenderKind:
    facts: dict[str, Any] = {
        "organization": shop.organization, "person": None, "id": new_uuid7(), "kind": "meal_voucher",
        "name": "Titre-restaurant", "gives_change": False, "opens_drawer": True, "is_counted": True,
    }  # fmt: skip
    return SaveTenderKind(**{**facts, **changes})


def rate(shop: Shop, **changes: Any) -> AddExchangeRate:
    facts: dict[str, Any] = {
        "organization": shop.organization, "person": None, "id": new_uuid7(), "currency": "CHF",
        "valid_from": TODAY, "rate_ppm": 1_060_000, "today": TODAY,
    }  # fmt: skip
    return AddExchangeRate(**{**facts, **changes})


def test_a_change_is_a_revision_and_tills_hear_of_it(shop: Shop) -> None:
    first = kind(shop)
    position = value(POSITION, shop.organization)

    assert save_tender_kind(first) is True
    assert save_tender_kind(first) is False
    assert save_tender_kind(kind(shop, id=first.id, amount_max=2_500, is_active=False)) is False

    with reading(shop.organization):
        [found] = tender_kinds()
        revisions = list(TenderRevision.objects.filter(tender_kind_id=first.id).order_by("number"))
    assert (found.revision, found.amount_max, found.is_active) == (2, 2_500, False)
    assert [(row.number, row.amount_max) for row in revisions] == [(1, None), (2, 2_500)]
    assert value(POSITION, shop.organization) == position + 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "payments.name_missing"),
        ({"amount_max": 0}, "payments.maximum_invalid"),
        ({"kind": "cash"}, "payments.kind_unknown"),
        ({"kind": "check", "gives_change": True}, "payments.change_impossible"),
        ({"categories": (new_uuid7(),)}, "payments.category_unknown"),
        ({"store": new_uuid7()}, "payments.kind_unknown"),
    ],
)
def test_what_is_refused_writes_nothing(shop: Shop, changes: dict[str, Any], code: str) -> None:
    position = value(POSITION, shop.organization)

    with pytest.raises(DomainError) as refusal:
        save_tender_kind(kind(shop, **changes))

    assert refusal.value.code == code
    with reading(shop.organization):
        assert not TenderKind.objects.exists()
    assert value(POSITION, shop.organization) == position


def test_what_a_kind_is_never_changes(shop: Shop) -> None:
    first = kind(shop)
    save_tender_kind(first)

    with pytest.raises(DomainError) as refusal:
        save_tender_kind(kind(shop, id=first.id, kind="check"))

    assert refusal.value.code == "payments.kind_unknown"
    with reading(shop.organization):
        assert [(found.kind, found.revision) for found in tender_kinds()] == [("meal_voucher", 1)]


def test_rates_are_dated_and_never_changed(shop: Shop) -> None:
    first = rate(shop)

    assert add_exchange_rate(first) is True
    assert add_exchange_rate(rate(shop)) is False
    add_exchange_rate(rate(shop, valid_from=date(2026, 12, 1), rate_ppm=1_070_000))
    with pytest.raises(DomainError) as refusal:
        add_exchange_rate(rate(shop, rate_ppm=1_000_000))

    assert refusal.value.code == "payments.rate_taken"
    with reading(shop.organization):
        assert [(row.valid_from, row.rate_ppm) for row in exchange_rates()] == [
            (TODAY, 1_060_000), (date(2026, 12, 1), 1_070_000),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"currency": "EUR"}, "payments.currency_invalid"),
        ({"currency": "XXQ"}, "payments.currency_invalid"),
        ({"rate_ppm": 0}, "payments.rate_invalid"),
        ({"valid_from": date(2026, 11, 24)}, "payments.rate_past"),
    ],
)
def test_a_wrong_rate_is_refused(shop: Shop, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        add_exchange_rate(rate(shop, **changes))

    assert refusal.value.code == code
    with reading(shop.organization):
        assert not ExchangeRate.objects.exists()


def test_the_policy_is_what_was_decided_last(shop: Shop) -> None:
    def decide(**changes: Any) -> None:
        set_payment_policy(SetPaymentPolicy(organization=shop.organization, person=None, **changes))

    decide(tip_presets=(100_000, 50_000), tip_pooling="hours")
    decide(has_gift_cards=True, offline_each=2_000, offline_total=10_000)

    with reading(shop.organization):
        policy = payment_policy()
    assert (policy.tip_presets, policy.tip_pooling) == ((50_000, 100_000), "hours")
    assert (policy.has_gift_cards, policy.offline_each, policy.offline_total) == (True, 2_000, 10_000)
    for wrong in (
        {"tip_presets": (600_000,)},
        {"offline_each": -1},
        {"tip_pooling": "luck"},
        {"is_single_purpose": True},
    ):
        with pytest.raises(DomainError) as refusal:
            decide(**wrong)
        assert refusal.value.code == "payments.policy_invalid"
    with reading(shop.organization):
        assert payment_policy() == policy


def test_another_organization_sees_none_of_it(shop: Shop) -> None:
    save_tender_kind(kind(shop))
    add_exchange_rate(rate(shop))
    other = open_shop()

    with reading(other.organization):
        seen: tuple[list[Any], list[Any], int] = (tender_kinds(), exchange_rates(), PaymentPolicy.objects.count())

    assert seen == ([], [], 0)


def worked(shop: Shop, *rows: Worked, **changes: Any) -> RecordTipWork:
    facts: dict[str, Any] = {
        "organization": shop.organization, "person": None, "store": shop.store, "business_day": TODAY, "worked": rows,
    }  # fmt: skip
    return RecordTipWork(**{**facts, **changes})


def test_who_worked_is_what_was_said_last(shop: Shop) -> None:
    person = new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=person, name="Zoé"))

    record_tip_work(worked(shop, Worked(person, 480, 1)))
    record_tip_work(worked(shop, Worked(person, 240, 3)))

    with reading(shop.organization):
        [found] = tip_work(TODAY, TODAY, shop.store)
    assert (found.employee_id, found.minutes, found.points) == (person, 240, 3)


def test_nobody_works_longer_than_a_day_and_only_people_of_the_shop(shop: Shop) -> None:
    person = new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=person, name="Zoé"))
    wrong = [Worked(person, 1_441, 1), Worked(person, -1, 1), Worked(person, 60, 101), Worked(new_uuid7(), 60, 1)]

    for row in wrong:
        with pytest.raises(DomainError) as refusal:
            record_tip_work(worked(shop, Worked(person, 60, 1), row))
        assert refusal.value.code == "payments.tip_work_invalid"
    with pytest.raises(DomainError):
        record_tip_work(worked(shop, Worked(person, 60, 1), store=new_uuid7()))

    with reading(shop.organization):
        assert tip_work(TODAY, TODAY, None) == []
