"""Every way to take cards that Comptoir knows, who drives it, what it needs, and how far it was proved.

Nothing here is certified by anybody: each label says what a driver was tested against.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from comptoir.payments.providers.contract import Access, Provider
from comptoir.payments.providers.mollie import ADDRESS as MOLLIE
from comptoir.payments.providers.mollie import Mollie
from comptoir.payments.providers.stripe import ADDRESS as STRIPE
from comptoir.payments.providers.stripe import Stripe
from comptoir.payments.providers.sumup import ADDRESS as SUMUP
from comptoir.payments.providers.sumup import SumUp


class By(StrEnum):
    """Who speaks with the terminal."""

    SERVER = "server"
    AGENT = "agent"
    PERSON = "person"


class Proof(StrEnum):
    """How far a driver was proved."""

    SIMULATED = "simulated"
    NONE_NEEDED = "none_needed"


@dataclass(frozen=True, slots=True)
class Driver:
    """`settings` may be shown, `secrets` never. `address`: the provider's own; `make`: where this server drives it."""

    id: str
    name: str
    by: By
    proof: Proof = Proof.SIMULATED
    settings: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    address: str = ""
    make: Callable[[Access], Provider] | None = None


DRIVERS = (
    Driver("stripe", "Stripe Terminal", By.SERVER, secrets=("api_key",), address=STRIPE, make=Stripe),
    Driver(
        "sumup", "SumUp", By.SERVER, settings=("merchant_code", "app_id"), secrets=("api_key", "affiliate_key"),
        address=SUMUP, make=SumUp,
    ),
    Driver("mollie", "Mollie", By.SERVER, secrets=("api_key",), address=MOLLIE, make=Mollie),
    Driver("zvt", "ZVT", By.AGENT),
    Driver("caisse-ap", "Caisse-AP", By.AGENT),
    Driver("concert", "Concert E+", By.AGENT),
    Driver("nexo", "Adyen (nexo)", By.AGENT),
    Driver("stand-alone", "", By.PERSON, Proof.NONE_NEEDED),
)  # fmt: skip


def driver_of(name: str) -> Driver | None:
    return next((one for one in DRIVERS if one.id == name), None)


def server_drivers() -> tuple[Driver, ...]:
    return tuple(one for one in DRIVERS if one.make is not None)
