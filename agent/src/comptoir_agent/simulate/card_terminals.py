"""Every virtual card terminal, by what it speaks."""

from collections.abc import Callable

from comptoir_agent.simulate.caisse_ap_terminal import VirtualCaisseAp
from comptoir_agent.simulate.card_ledger import Ledger
from comptoir_agent.simulate.card_terminal import VirtualCardTerminal
from comptoir_agent.simulate.nexo_terminal import VirtualNexo
from comptoir_agent.simulate.serial_terminals import VirtualConcert, VirtualZvtSerial
from comptoir_agent.simulate.terminal import Say

MACHINES: dict[str, Callable[[Say, Ledger], VirtualCardTerminal]] = {
    "zvt": VirtualCardTerminal,
    "caisse-ap": VirtualCaisseAp,
    "nexo": VirtualNexo,
    "zvt-serial": VirtualZvtSerial,
    "concert": VirtualConcert,
}
