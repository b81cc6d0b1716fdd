"""How far what the law asks is prepared, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.fiscal.public import State

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
