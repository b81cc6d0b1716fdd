"""The articles that a new shop is tried with: put on the shelves by the assistant, taken away by one tap."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import override

from comptoir.backoffice.beginning.trades import (
    TRADES,
    Sample,
    SampleDeposit,
    Trade,
    sample_deposits,
    sample_item,
    sample_items,
)
from comptoir.catalog.commands import AddCategory, AddProduct, ArchiveProduct, EndCategory
from comptoir.catalog.deposit_commands import ContainerCount, EndBottleDeposit, SaveBottleDeposit, SetContainers
from comptoir.catalog.errors import CategoryInUse, DepositUsed
from comptoir.catalog.operations import end_bottle_deposit, save_bottle_deposit, set_containers
from comptoir.catalog.public import (
    add_category,
    add_product,
    add_rate,
    archive_product,
    categories,
    end_category,
    goods_on,
    is_named_by_rules,
)
from comptoir.catalog.standing import OnSale, on_sale
from comptoir.countries import Country, TaxKind
from comptoir.payments.public import tender_kinds
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import as_one
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.public import add_tax_class


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelving:
    """For whom samples are put out. `classes`: the shop's own, the trade's first."""

    organization: UUID
    person: UUID
    trade: Trade
    country: Country
    classes: Mapping[TaxKind, UUID]
    day: date

    def tax_class(self, sample: Sample) -> UUID:
        return self.classes.get(self.country.tax_of(sample.goods), next(iter(self.classes.values())))


def put_out(shelving: Shelving) -> None:
    """Categories with their samples, each in the container that it comes in."""
    organization, person = shelving.organization, shelving.person
    containers: dict[str, UUID] = {}
    for place, shelf in enumerate(shelving.trade.shelves):
        category = uuid5(organization, f"category {shelf.key}")
        add_category(
            AddCategory(
                organization=organization,
                person=person,
                id=category,
                name=str(shelf.name),
                color=shelf.color,
                position=place,
            )
        )
        for sample in shelf.samples:
            item = sample_item(organization, sample.key)
            add_product(
                AddProduct(
                    organization=organization,
                    person=person,
                    id=uuid5(item, "product"),
                    item=item,
                    name=str(sample.name),
                    category=category,
                    tax_class=shelving.tax_class(sample),
                    unit_price=sample.unit_price,
                    day=shelving.day,
                    unit=sample.unit,
                )
            )
            if sample.container:
                if sample.container not in containers:
                    containers[sample.container] = _take_deposit(shelving, sample, category)
                one = ContainerCount(item=containers[sample.container], count=1)
                set_containers(SetContainers(organization=organization, person=person, item=item, containers=(one,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSamples:
    """Who wants the shelves to be the shop's own."""

    organization: UUID
    person: UUID


def remaining_samples(organization: UUID) -> list[UUID]:
    """Samples that are still as they were given; one that somebody changed has become an article of the shop."""
    return _untouched(sample_items(organization))


def remaining_shelves(organization: UUID) -> list[UUID]:
    """Categories that came with the samples, and that the shop has used for nothing of its own."""
    given = {uuid5(organization, f"category {shelf.key}") for trade in TRADES for shelf in trade.shelves}
    standing = categories()
    if given.isdisjoint(category.id for category in standing):
        return []
    samples = sample_items(organization)
    deposits = sample_deposits(organization)
    untouched = {*_untouched(samples), *_untouched(deposits)}
    of_tenders = {category for kind in tender_kinds() for category in kind.categories}
    free = given - of_tenders - {category.parent for category in standing}

    def is_unused(category: UUID) -> bool:
        goods = goods_on(category)
        return not is_named_by_rules(category) and all(
            item in untouched or (goods[item] and (item in samples or item in deposits)) for item in goods
        )

    return [category.id for category in standing if category.id in free and is_unused(category.id)]


def remove_samples(command: RemoveSamples) -> int:
    """Take every untouched sample off the tills, with its container and category, all at once; past sales keep naming
    them.

    A category that the shop has used stays: for an article, a way to pay, a price list or a promotion. So does a
    deposit that an article of the shop's own takes. Answers how many samples it were.
    """
    organization, person = command.organization, command.person
    with as_one(organization):
        items, shelves = remaining_samples(organization), remaining_shelves(organization)
        for item in items:
            archive_product(ArchiveProduct(organization=organization, person=person, item=item))
        for deposit in _untouched(sample_deposits(organization)):
            with suppress(DepositUsed):
                end_bottle_deposit(EndBottleDeposit(organization=organization, person=person, item=deposit))
        for category in shelves:
            with suppress(CategoryInUse):
                end_category(EndCategory(organization=organization, person=person, category=category))
    return len(items)


def _untouched(given: Mapping[UUID, Sample] | Mapping[UUID, SampleDeposit]) -> list[UUID]:
    """Those on sale whose name and price are still the table's, in the language of the shop."""
    standing = on_sale(given)
    with override(organization_view().locale[:2]):
        as_given = {item: OnSale(str(sample.name), sample.unit_price) for item, sample in given.items()}
    return [item for item, sample in as_given.items() if standing.get(item) == sample]


def _take_deposit(shelving: Shelving, sample: Sample, category: UUID) -> UUID:
    """The container of a sample, taxed as the country taxes deposits: with the goods in it, or not at all."""
    deposit = next(one for one in shelving.trade.deposits if one.key == sample.container)
    follows = shelving.country.deposit.follows_goods or TaxKind.EXEMPT in shelving.classes
    item = sample_item(shelving.organization, f"deposit {deposit.key}")
    save_bottle_deposit(
        SaveBottleDeposit(
            organization=shelving.organization,
            person=shelving.person,
            item=item,
            name=str(deposit.name),
            category=category,
            unit_price=deposit.unit_price,
            tax_class=shelving.tax_class(sample) if follows else _untaxed(shelving),
            day=shelving.day,
            follows_tax=follows,
        )
    )
    return item


def _untaxed(shelving: Shelving) -> UUID:
    """A class for what is no turnover."""
    tax_class = uuid5(shelving.organization, "tax class deposit")
    add_tax_class(
        AddTaxClass(
            organization=shelving.organization,
            person=shelving.person,
            id=tax_class,
            name=_("Deposit, no turnover"),
            position=len(shelving.classes),
        )
    )
    add_rate(
        AddRate(
            organization=shelving.organization,
            person=shelving.person,
            id=uuid5(shelving.organization, "tax rate deposit"),
            tax_class=tax_class,
            category="O",
            rate_ppm=0,
            valid_from=shelving.day,
        )
    )
    return tax_class
