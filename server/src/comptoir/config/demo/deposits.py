"""What the demo shop takes deposits for: beer in bottles and crates, water in glass, a machine that prints vouchers.

In France a deposit is no turnover while the bottle can come back: its tax class says so.
"""

from datetime import date
from uuid import UUID

from comptoir.catalog.commands import AddPack
from comptoir.catalog.deposit_commands import AddBottleVoucherPattern, ContainerCount, SaveBottleDeposit, SetContainers
from comptoir.catalog.operations import add_pack, add_rate, add_voucher_pattern, save_bottle_deposit, set_containers
from comptoir.config.demo.goods import OWN_RANGE, SHELVES, TAXES, goods
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.kernel import gtin_check_digit
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.operations import add_tax_class

OWNER = identifier("user", "adele")
UNTAXED = identifier("tax_class", "deposit")
SMALL, LARGE, CRATE = (identifier("item", f"deposit {key}") for key in ("small", "large", "crate"))
KINDS = (
    (SMALL, "Consigne bouteille 33 cl", 15),
    (LARGE, "Consigne bouteille 1 L", 30),
    (CRATE, "Consigne casier", 240),
)
BEERS = ("Bière blonde artisanale 33 cl", "Bière blanche 33 cl", "Bière ambrée 33 cl", "IPA locale 33 cl")
WATER = "Eau minérale gazeuse 1 L"
FULL_CRATE = identifier("item", "crate of beer")
# Behind 98 no manufacturer's article stands: GS1 keeps it for coupons.
PATTERN = "98SSSSSAAAAAC"


def add_deposits(today: date) -> None:
    """Kinds of containers, what is sold in them, and how the machine at the door writes its vouchers."""
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
    for place, (item, name, unit_price) in enumerate(KINDS):
        save_bottle_deposit(
            SaveBottleDeposit(
                organization=ORGANIZATION, person=OWNER, item=item, name=name, category=drinks.id,
                unit_price=unit_price, tax_class=UNTAXED, day=today, position=place,
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


def _put_in(item: UUID, *containers: tuple[UUID, int]) -> None:
    set_containers(
        SetContainers(
            organization=ORGANIZATION, person=OWNER, item=item,
            containers=tuple(ContainerCount(item=kind, count=count) for kind, count in containers),
        )
    )  # fmt: skip
