"""The plain words for the states of moving in and of moving out."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOVING_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "move_state": {
        "trying": _("Being tried"),
        "tried": _("Tried"),
        "taking": _("Being taken over"),
        "stopped": _("Stopped"),
        "taken": _("Taken over"),
        "returning": _("Being taken back"),
        "returned": _("Taken back"),
        "failed": _("Broke off"),
    },
    "export_state": {
        "waiting": _("Begins in a moment"),
        "working": _("Being written"),
        "ready": _("Ready"),
        "failed": _("Broke off"),
        "cancelled": _("Stopped"),
        "expired": _("No longer kept"),
    },
    "export_reason": {
        "disk": _("There is too little room on the server’s disk."),
        "broken": _("It was tried three times. The server’s log says why."),
    },
}
