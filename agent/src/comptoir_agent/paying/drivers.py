"""Every driver of a card terminal, and what may honestly be said of it."""

from collections.abc import Callable
from dataclasses import dataclass

from comptoir_agent.lines import Tcp
from comptoir_agent.paying.concert.caisse_ap import CaisseApTerminal
from comptoir_agent.paying.concert.serial_terminal import ConcertTerminal
from comptoir_agent.paying.nexo.terminal import NexoTerminal, tls_of
from comptoir_agent.paying.terminals import Terminal
from comptoir_agent.paying.zvt.terminal import ZvtTerminal
from comptoir_agent.settings import TerminalSettings

# Nobody has certified any of them.
SIMULATED = "tested against simulator and public vectors"


@dataclass(frozen=True, slots=True)
class Driver:
    """`label` is shown wherever a driver is chosen."""

    name: str
    title: str
    make: Callable[[TerminalSettings], Terminal]
    label: str = SIMULATED


def _zvt(settings: TerminalSettings) -> Terminal:
    return ZvtTerminal(settings.line, settings.password)


def _caisse_ap(settings: TerminalSettings) -> Terminal:
    return CaisseApTerminal(settings.line, settings.register)


def _concert(settings: TerminalSettings) -> Terminal:
    return ConcertTerminal(settings.line, settings.register)


def _nexo(settings: TerminalSettings) -> Terminal:
    assert settings.nexo is not None
    assert isinstance(settings.line, Tcp)
    tls = tls_of(settings.nexo.certificate)
    return NexoTerminal(settings.line, settings.nexo, tls=tls, asks_tip=settings.allows_tips)


DRIVERS = {
    one.name: one
    for one in (
        Driver("zvt", "ZVT 13", _zvt),
        Driver("caisse-ap", "Caisse-AP (Concert 3.x over IP)", _caisse_ap),
        Driver("concert", "Concert E+ (serial or USB)", _concert),
        Driver("nexo", "nexo (Adyen's Terminal API, local)", _nexo),
    )
}
