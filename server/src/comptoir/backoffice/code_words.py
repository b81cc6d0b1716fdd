"""Payments by a code, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODE_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "code_scheme": {
        "epc": _("SEPA transfer (EPC, GiroCode)"),
        "swiss": _("Swiss QR-bill"),
        "pix": _("Pix"),
        "upi": _("UPI"),
        "emv": _("National code (EMVCo)"),
        "evm": _("Token on a chain (EIP-681): prepared, not certified"),
    },
    "code_state": {
        "pending": _("Not confirmed yet"),
        "unknown": _("To be looked at"),
        "approved": _("Confirmed"),
        "declined": _("Not received"),
        "cancelled": _("Withdrawn"),
    },
    "code_source": {
        "till": _("by the till"),
        "person": _("by a person"),
        "bank": _("by the bank"),
        "chain": _("by the chain"),
    },
    "code_trouble": {
        "short": _("Less came than was asked for."),
        "over": _("More came than was asked for: the rest is the customer’s."),
        "late": _("The money came after the payment was given up."),
        "double": _("It was paid twice: once is the customer’s."),
        "returned": _("The bank took the money back."),
        "confirming": _("A transfer was seen and is not deep enough yet."),
        "reorganized": _("The chain took the transfer back."),
        "currency": _("The money came in another currency."),
    },
    "chain_trouble": {
        "node_missing": _("This server has no node for this chain any more: its administrator names one."),
        "wrong_chain": _("The node is of another chain: its administrator names the right one."),
        "provider_away": _("The node of the chain can’t be reached."),
        "no_answer": _("The node of the chain did not answer as it should."),
    },
    "bank_outcome": {
        "matched": _("Confirms"),
        "short": _("Less than was asked for"),
        "over": _("More than was asked for"),
        "double": _("Paid a second time"),
        "returned": _("Taken back by the bank"),
        "currency": _("Another currency"),
        "unknown": _("No such payment here"),
        "known": _("Told before"),
        "other": _("No payment by code"),
    },
}
