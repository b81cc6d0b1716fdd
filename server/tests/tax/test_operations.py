"""Tax classes and their dated rates."""

from datetime import date
from uuid import UUID

import pytest

from comptoir.catalog.operations import add_rate
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.errors import (
    TaxCategoryUnknown,
    TaxClassUnknown,
    TaxNameMissing,
    TaxRateInvalid,
    TaxRateMissing,
    TaxRateTaken,
)
from comptoir.tax.models import TaxRate
from comptoir.tax.operations import add_tax_class
from comptoir.tax.public import DatedClass, Rate, classes_on, rate_on


@pytest.fixture
def reduced(organization: UUID) -> UUID:
    command = AddTaxClass(organization=organization, person=None, id=new_uuid7(), name="Taux réduit", position=1)
    add_tax_class(command)
    return command.id


def rate(organization: UUID, tax_class: UUID, *, ppm: int, since: date, category: str = "S") -> AddRate:
    return AddRate(
        organization=organization,
        person=None,
        id=new_uuid7(),
        tax_class=tax_class,
        category=category,
        rate_ppm=ppm,
        valid_from=since,
    )


def test_the_rate_of_a_day_is_the_newest_that_had_begun(organization: UUID, reduced: UUID) -> None:
    add_rate(rate(organization, reduced, ppm=55_000, since=date(2014, 1, 1)))
    add_rate(rate(organization, reduced, ppm=60_000, since=date(2027, 1, 1)))

    with reading(organization):
        assert rate_on(reduced, date(2026, 12, 31)) == Rate("S", 55_000)
        assert rate_on(reduced, date(2027, 1, 1)) == Rate("S", 60_000)
        assert classes_on(date(2026, 1, 1)) == [DatedClass(reduced, "Taux réduit", Rate("S", 55_000))]
        assert classes_on(date(2013, 1, 1)) == [DatedClass(reduced, "Taux réduit", None)]
        with pytest.raises(TaxRateMissing):
            rate_on(reduced, date(2013, 12, 31))
        with pytest.raises(TaxClassUnknown):
            rate_on(new_uuid7(), date(2026, 1, 1))


def test_a_rate_is_never_overwritten(organization: UUID, reduced: UUID) -> None:
    command = rate(organization, reduced, ppm=55_000, since=date(2014, 1, 1))

    assert add_rate(command) is True
    assert add_rate(command) is False
    with pytest.raises(TaxRateTaken):
        add_rate(rate(organization, reduced, ppm=70_000, since=date(2014, 1, 1)))

    with reading(organization):
        assert [row.rate_ppm for row in TaxRate.objects.all()] == [55_000]


@pytest.mark.parametrize(
    ("category", "ppm", "refusal"),
    [
        ("X", 0, TaxCategoryUnknown),
        ("S", -1, TaxRateInvalid),
        ("S", 1_000_001, TaxRateInvalid),
        ("Z", 55_000, TaxRateInvalid),
        ("E", 1, TaxRateInvalid),
    ],
)
def test_rates_that_no_law_knows_are_refused(
    organization: UUID, reduced: UUID, category: str, ppm: int, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        add_rate(rate(organization, reduced, ppm=ppm, since=date(2026, 1, 1), category=category))

    with reading(organization):
        assert TaxRate.objects.count() == 0


def test_a_class_needs_a_name_and_is_made_once(organization: UUID) -> None:
    command = AddTaxClass(organization=organization, person=None, id=new_uuid7(), name="Normal")

    assert [add_tax_class(command), add_tax_class(command)] == [True, False]
    with pytest.raises(TaxNameMissing):
        add_tax_class(AddTaxClass(organization=organization, person=None, id=new_uuid7(), name=" "))
    with pytest.raises(TaxClassUnknown):
        add_rate(rate(organization, new_uuid7(), ppm=0, since=date(2026, 1, 1)))
