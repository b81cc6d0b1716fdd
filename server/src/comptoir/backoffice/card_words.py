"""The plain words for payments at card terminals: where one stands, who said so, and why nothing came of it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comptoir.payments.providers.drivers import DRIVERS

CARD_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "card_standing": {
        "waiting": _("Not known yet"),
        "pending": _("At the terminal"),
        "unknown": _("Not known yet"),
        "free": _("Accepted, in no sale"),
        "offline": _("Taken without the bank"),
        "lost": _("Refused by the bank later"),
        "approved": _("Accepted"),
        "back": _("Given back"),
        "unlinked": _("Given back without a payment"),
        "declined": _("Declined"),
        "cancelled": _("Called off"),
        "held": _("Reserved"),
        "taken": _("Reservation charged"),
        "let_go": _("Reservation released"),
    },
    "card_source": {
        "till": _("the till"),
        "agent": _("the terminals’ device"),
        "terminal": _("the terminal"),
        "provider": _("the payment provider"),
        "server": _("the server"),
        "person": _("a person"),
    },
    "card_trouble": {
        "declined": _("The bank declined this card."),
        "card_declined": _("The bank declined this card."),
        "card_unreadable": _("The card can’t be read."),
        "card_unknown": _("The terminal does not take this card."),
        "card_expired": _("The card has expired."),
        "card_removed": _("The card was taken out too early."),
        "terminal_busy": _("The terminal is busy. Nothing was charged."),
        "terminal_full": _("The terminal wants its end of day first."),
        "no_acquirer": _("The terminal can’t reach the bank."),
        "not_registered": _("The terminal refuses this till: check its password."),
        "not_possible": _("The terminal can’t do this."),
        "already_reversed": _("It was given back already."),
        "hold_ended": _("This reservation was charged or released already."),
        "no_answer": _("The terminal did not answer."),
        "no_agent": _("The terminals’ device did not answer."),
        "not_found": _("The terminal knows of no such payment."),
        "not_sent": _("It broke off before anything was sent."),
        "broken_off": _("It broke off on the way."),
        "not_sure": _("The terminal’s answer decides nothing."),
        "wrong_answer": _("The terminal answered with another payment."),
        "app_unsure": _("The provider knows of no payment yet. Look in its app."),
        "agent.terminal_unknown": _("This terminal is gone."),
        "agent.not_paired": _("The terminals’ device does not know this till any more. Connect it again."),
    },
    "card_driver": {
        **{driver.id: format_lazy("{}", driver.name) for driver in DRIVERS if driver.name},
        "zvt": _("ZVT terminal"),
        "simulated": _("Simulated terminal"),
    },
}


def reason(trouble: str) -> str:
    """Why, in words; nothing where there is no reason, or none that these words know."""
    return str(CARD_WORDS["card_trouble"].get(trouble, ""))
