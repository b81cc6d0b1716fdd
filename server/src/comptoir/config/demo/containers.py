"""What the demo shop's drinks are sold in, and what is brought back. Pure: the tills' story and the catalogue share it.

In France a deposit is no turnover while the bottle can come back: its tax says so.
"""

from dataclasses import dataclass
from uuid import UUID

from comptoir.config.demo.goods import Good
from comptoir.config.demo.identity import identifier
from comptoir.kernel import gtin_check_digit


@dataclass(frozen=True, slots=True)
class Container:
    """A bottle or crate with a deposit."""

    key: str
    name: str
    unit_price: int

    @property
    def id(self) -> UUID:
        return identifier("item", f"deposit {self.key}")


@dataclass(frozen=True, slots=True)
class Empties:
    """So many of a container that somebody brings back."""

    container: Container
    count: int

    @property
    def worth(self) -> int:
        return self.count * self.container.unit_price


@dataclass(frozen=True, slots=True)
class Voucher:
    """What the machine at the door printed for a bag of bottles."""

    number: int
    worth: int

    @property
    def code(self) -> str:
        payload = f"98{self.number:05d}{self.worth:05d}"
        return f"{payload}{gtin_check_digit(payload)}"


SMALL = Container("small", "Consigne bouteille 33 cl", 15)
LARGE = Container("large", "Consigne bouteille 1 L", 30)
CRATE = Container("crate", "Consigne casier", 240)
CONTAINERS = (SMALL, LARGE, CRATE)
BEERS = ("Bière blonde artisanale 33 cl", "Bière blanche 33 cl", "Bière ambrée 33 cl", "IPA locale 33 cl")
WATER = "Eau minérale gazeuse 1 L"
VOUCHER_NAME = "Bon de consigne"
# Behind 98 no manufacturer's article stands: GS1 keeps it for coupons.
PATTERN = "98SSSSSAAAAAC"


def container_of(good: Good | None) -> Container | None:
    """The bottle that an article is sold in; None: none that comes back."""
    if good is None:
        return None
    return SMALL if good.name in BEERS else LARGE if good.name == WATER else None
