"""The words of webhooks: how a program stands, and what became of a message."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WEBHOOK_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "link_state": {
        "open": _("To be paid"),
        "part": _("Paid in part"),
        "paid": _("Paid"),
        "expired": _("Time has passed"),
        "cancelled": _("Cancelled"),
        "taken": _("Taken into a sale"),
    },
    "link_back": {
        "pending": _("On its way back"),
        "unknown": _("Nobody knows yet whether it went back"),
        "approved": _("Given back"),
        "declined": _("Did not go back"),
        "cancelled": _("Did not go back"),
    },
    "link_try": {
        "pending": _("Being paid"),
        "approved": _("Paid"),
        "ended": _("Not paid"),
        "differs": _("Another amount was paid"),
    },
    "webhook_state": {"queued": _("Waiting"), "sent": _("Arrived"), "failed": _("Did not arrive")},
    "webhook_off": {
        "person": _("Off"),
        "failing": _("Off: it did not answer for days"),
        "gone": _("Off: it no longer listens there"),
    },
    "webhook_why": {
        "address_refused": _("The address leads into a network of ours, where nothing may be sent."),
        "name_unknown": _("Nobody on the Internet knows this name."),
        "certificate_refused": _("Its certificate is not trusted."),
        "too_slow": _("It did not answer in time."),
        "unreachable": _("Nothing answers there."),
        "refused": _("The program refused it."),
        "endpoint_off": _("The webhook was off."),
    },
}
