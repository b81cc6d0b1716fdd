"""The plain words for labels on their way to a printer."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABEL_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "print_state": {
        "waiting": _("Waits for the printer’s program"),
        "sent": _("At the printer"),
        "returning": _("Being cancelled"),
        "printed": _("Printed"),
        "failed": _("Not printed"),
        "unsure": _("Perhaps printed"),
        "cancelled": _("Cancelled"),
    },
    "print_trouble": {
        "paper_out": _("No labels left: put in a new roll."),
        "cover_open": _("The cover is open."),
        "no_answer": _("The printer does not answer. Is it on, and is its cable in?"),
        "timeout": _("The printer did not say that it is done."),
        "broken_off": _("The connection to the printer broke off."),
    },
}
