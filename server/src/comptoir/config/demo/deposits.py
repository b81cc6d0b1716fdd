"""What the demo shop takes deposits for: beer in bottles and crates, water in glass, a machine that prints vouchers."""

from datetime import date
from uuid import UUID

from comptoir.catalog.commands import AddPack
from comptoir.catalog.deposit_commands import AddBottleVoucherPattern, ContainerCount, SaveBottleDeposit, SetContainers
from comptoir.catalog.operations import add_pack, add_rate, add_voucher_pattern, save_bottle_deposit, set_containers
from comptoir.catalog.public import price_histories
from comptoir.config.demo.containers import BEERS, CONTAINERS, CRATE, LARGE, PATTERN, SMALL, WATER, Container
from comptoir.config.demo.goods import OWN_RANGE, SHELVES, TAXES, goods
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.kernel import gtin_check_digit
from comptoir.platform.tenancy import reading
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.operations import add_tax_class

OWNER = identifier("user", "adele")
UNTAXED = identifier("tax_class", "deposit")
FULL_CRATE = identifier("item", "crate of beer")


def add_deposits(today: date) -> int:
    """Kinds of containers, what is sold in them, and how the machine at the door writes its vouchers. Answers the
    catalogue's position at which the tills know it.
    """
    add_tax_class(
        AddTaxClass(organization=ORGANIZATION, person=OWNER, id=UNTAXED, name="Consigne", position=len(TAXES))
    )
    add_rate(
        AddRate(
            organization=ORGANIZATION, person=OWNER, id=identifier("tax_rate", "deposit"), tax_class=UNTAXED,
            category="O", rate_ppm=0, valid_from=date(2014, 1, 1),
        )
    )  # fmt: skip
    drinks = next(shelf for shelf in SHELVES if shelf.key == "drink")
    for place, container in enumerate(CONTAINERS):
        save_bottle_deposit(
            SaveBottleDeposit(
                organization=ORGANIZATION, person=OWNER, item=container.id, name=container.name, category=drinks.id,
                unit_price=container.unit_price, tax_class=UNTAXED, day=today, position=place,
            )
        )  # fmt: skip
    by_name = {good.name: good for good in goods()}
    blonde = by_name[BEERS[0]]
    payload = f"{OWN_RANGE}99001"
    add_pack(
        AddPack(
            organization=ORGANIZATION, person=OWNER, parent=blonde.id, item=FULL_CRATE,
            name="Bière blonde artisanale, casier de 20", count=20, unit_price=5_490, day=today,
            barcodes=(f"{payload}{gtin_check_digit(payload)}",),
        )
    )  # fmt: skip
    for name in BEERS:
        _put_in(by_name[name].id, (SMALL, 1))
    _put_in(by_name[WATER].id, (LARGE, 1))
    _put_in(FULL_CRATE, (SMALL, 20), (CRATE, 1))
    add_voucher_pattern(
        AddBottleVoucherPattern(
            organization=ORGANIZATION, person=OWNER, id=identifier("voucher_pattern", "door"), pattern=PATTERN,
            tax_class=UNTAXED,
        )
    )  # fmt: skip
    return _known_at()


def _known_at() -> int:
    """The position of the last container's first price, whether this run stated it or an earlier one."""
    with reading(ORGANIZATION):
        return price_histories([CRATE.id])[CRATE.id][-1].position


def _put_in(item: UUID, *containers: tuple[Container, int]) -> None:
    set_containers(
        SetContainers(
            organization=ORGANIZATION, person=OWNER, item=item,
            containers=tuple(ContainerCount(item=kind.id, count=count) for kind, count in containers),
        )
    )  # fmt: skip
