"""What happened at tills, in the words of the journal of technical events."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.fiscal.public import State

EVENTS: Mapping[str, Promise] = {
    "age_refused": _("Too young"),
    "basket_voided": _("Basket given up"),
    "cashier_changed": _("Other cashier"),
    "chain_started": _("Till enrolled"),
    "clock_jumped": _("Clock set back"),
    "closing": _("Day closed"),
    "copy": _("Copy printed"),
    "customer_correction": _("Customer corrected"),
    "drawer_opened": _("Drawer opened without a sale"),
    "opening": _("Day opened"),
    "outage_began": _("Sealing device out"),
    "outage_ended": _("Sealing device back"),
    "passkey_refused": _("Passkey refused"),
    "pin_blocked": _("PIN blocked"),
    "pin_changed": _("PIN changed"),
    "time_clock": _("Time clock"),
    "training_began": _("Training began"),
    "training_ended": _("Training ended"),
    "version_changed": _("Another version of the till"),
    "x_report": _("X report"),
}
OTHER = _("Another event")
STATES: Mapping[State, Promise] = {
    State.PREPARED: _("prepared"),
    State.PARTLY: _("partly prepared"),
    State.MISSING: _("not there"),
    State.YOURS: _("yours to do"),
}
TONES: Mapping[State, str] = {State.PREPARED: "good", State.PARTLY: "warn", State.MISSING: "bad", State.YOURS: "warn"}

# Why a data pack does not count here (`fiscal.data_packs`).
PACK_REFUSALS: Mapping[str, Promise] = {
    "signer": _("Nobody whom this server trusts signed it."),
    "signature": _("Its signature is wrong: the file was changed, or broke on the way."),
    "form": _("This file is no data pack, or it is too large."),
    "country": _("It is of a country that this server does not know."),
    "table": _("It names a table that this program does not know: a newer program comes first."),
    "version": _("It is not newer than what is here."),
}


def event_words(event: str) -> Promise:
    return EVENTS.get(event, OTHER)
