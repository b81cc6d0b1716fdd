"""Which device seals for a shop: named by whoever runs the server, chosen by the shop."""

from typing import Final
from uuid import UUID

from django.conf import settings

from comptoir.fiscal.public import (
    DeviceUnknown,
    Sealer,
    StateFact,
    TellTills,
    fact,
    state_fact,
    tell_tills,
    till_documents,
)
from comptoir.platform.tenancy import reading
from comptoir_countries.de.device import TseSealer

PLUGIN_NAME: Final = "de"
FACT: Final = "tse"


def begin(organization: UUID, person: UUID | None, name: str) -> None:
    """Let tills ask this device from their next sale on. Raises `DeviceUnknown`; a repeat changes nothing."""
    wanted = name.strip()
    if wanted not in settings.COMPTOIR_SEALING_DEVICES:
        raise DeviceUnknown
    state_fact(StateFact(organization, person, PLUGIN_NAME, "", FACT, wanted))
    tell_tills(TellTills(organization, person, PLUGIN_NAME, "", {"device": "tse"}))


def simulate(organization: UUID, person: UUID | None, is_out: bool) -> None:  # as the frame calls it
    """Tills take the device for unreachable, for practice, or ask it again."""
    with reading(organization):
        told = till_documents(PLUGIN_NAME).get("")
    if isinstance(told, dict) and "device" in told:
        tell_tills(TellTills(organization, person, PLUGIN_NAME, "", {"is_out": is_out}))


def sealer(till: UUID) -> Sealer | None:
    """The shop's device for one till; inside a reading. None: none was chosen, or the server knows it no more."""
    name = fact(PLUGIN_NAME, FACT)
    address = settings.COMPTOIR_SEALING_DEVICES.get(name) if isinstance(name, str) else None
    return None if address is None else TseSealer(address, str(name), str(till))
