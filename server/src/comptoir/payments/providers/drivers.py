"""Every way to take cards that Comptoir knows, who drives it, what it needs, and how far it was proved.

Nothing here is certified by anybody: each label says what a driver was tested against.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from comptoir.payments.providers.adyen import ADDRESS as ADYEN
from comptoir.payments.providers.adyen import TEST_ADDRESS as ADYEN_TEST
from comptoir.payments.providers.adyen import Adyen
from comptoir.payments.providers.alipay import ADDRESS as ALIPAY
from comptoir.payments.providers.alipay import Alipay
from comptoir.payments.providers.contract import Access, Provider
from comptoir.payments.providers.mollie import ADDRESS as MOLLIE
from comptoir.payments.providers.mollie import Mollie
from comptoir.payments.providers.opay import ADDRESS as OPAY
from comptoir.payments.providers.opay import TEST_ADDRESS as OPAY_TEST
from comptoir.payments.providers.opay import OPay
from comptoir.payments.providers.square import ADDRESS as SQUARE
from comptoir.payments.providers.square import TEST_ADDRESS as SQUARE_TEST
from comptoir.payments.providers.square import Square
from comptoir.payments.providers.square_app import SquareApp
from comptoir.payments.providers.stripe import ADDRESS as STRIPE
from comptoir.payments.providers.stripe import Stripe
from comptoir.payments.providers.sumup import ADDRESS as SUMUP
from comptoir.payments.providers.sumup import SumUp
from comptoir.payments.providers.sumup_app import SumUpApp
from comptoir.payments.providers.viva import ADDRESS as VIVA
from comptoir.payments.providers.viva import TEST_ADDRESS as VIVA_TEST
from comptoir.payments.providers.viva import Viva
from comptoir.payments.providers.wechat import ADDRESS as WECHAT
from comptoir.payments.providers.wechat import WeChat


class By(StrEnum):
    """Who speaks with the terminal."""

    SERVER = "server"
    AGENT = "agent"
    APP = "app"
    CODE = "code"
    PERSON = "person"


class Proof(StrEnum):
    """How far a driver was proved."""

    SIMULATED = "simulated"
    NONE_NEEDED = "none_needed"


@dataclass(frozen=True, slots=True)
class Driver:
    """`settings` may be shown, `secrets` never. `address`: the provider's own (`test_address`: that of test accounts,
    where it is another one); `make`: where this server drives it; `trial`: the least that its terminals are asked for.

    `scans`: the till reads a code on the customer's phone; there is no terminal that several tills would share.
    `holds`: it can hold money on a card; no other is ever asked to.
    """

    id: str
    name: str
    by: By
    proof: Proof = Proof.SIMULATED
    settings: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    address: str = ""
    test_address: str = ""
    trial: int = 1
    holds: bool = False
    make: Callable[[Access], Provider] | None = None
    scans: bool = False


DRIVERS = (
    Driver("stripe", "Stripe Terminal", By.SERVER, secrets=("api_key",), address=STRIPE, holds=True, make=Stripe),
    Driver(
        "sumup", "SumUp", By.SERVER, settings=("merchant_code", "app_id"), secrets=("api_key", "affiliate_key"),
        address=SUMUP, make=SumUp,
    ),
    Driver(
        "sumup-app", "SumUp app", By.APP, settings=("merchant_code",), secrets=("api_key", "affiliate_key"),
        address=SUMUP, make=SumUpApp,
    ),
    Driver("mollie", "Mollie", By.SERVER, secrets=("api_key",), address=MOLLIE, make=Mollie),
    Driver(
        "square", "Square Terminal", By.SERVER, secrets=("api_key",), address=SQUARE, test_address=SQUARE_TEST,
        make=Square,
    ),
    Driver(
        "viva", "Viva", By.SERVER, settings=("merchant_id", "client_id"), secrets=("client_secret",), address=VIVA,
        test_address=VIVA_TEST, make=Viva, trial=30,
    ),
    Driver(
        "alipay", "Alipay+", By.SERVER, settings=("client_id", "merchant_code", "category", "platform_key"),
        secrets=("private_key",), address=ALIPAY, make=Alipay, scans=True,
    ),
    Driver(
        "wechat", "WeChat Pay", By.SERVER,
        settings=("merchant_code", "app_id", "key_number", "category", "platform_key"), secrets=("private_key",),
        address=WECHAT, make=WeChat, scans=True,
    ),
    Driver(
        "square-app", "Square app", By.APP, settings=("application_id",), secrets=("api_key",), address=SQUARE,
        test_address=SQUARE_TEST, make=SquareApp,
    ),
    Driver(
        "opay", "OPay", By.CODE, settings=("merchant_id", "public_key"), secrets=("secret_key",), address=OPAY,
        test_address=OPAY_TEST, make=OPay,
    ),
    Driver(
        "adyen", "Adyen (cloud)", By.SERVER, settings=("merchant_account",), secrets=("api_key",), address=ADYEN,
        test_address=ADYEN_TEST, make=Adyen,
    ),
    Driver("zvt", "ZVT", By.AGENT, holds=True),
    Driver("caisse-ap", "Caisse-AP", By.AGENT),
    Driver("concert", "Concert E+", By.AGENT),
    Driver("nexo", "Adyen (nexo)", By.AGENT, holds=True),
    Driver("stand-alone", "", By.PERSON, Proof.NONE_NEEDED),
)  # fmt: skip


def driver_of(name: str) -> Driver | None:
    return next((one for one in DRIVERS if one.id == name), None)


def scans(name: str) -> bool:
    """Whether this driver wants a code that the till reads off a phone."""
    driver = driver_of(name)
    return driver is not None and driver.scans


def server_drivers() -> tuple[Driver, ...]:
    return tuple(one for one in DRIVERS if one.make is not None)
