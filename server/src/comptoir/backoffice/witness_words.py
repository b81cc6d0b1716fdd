"""Words about witnesses of the log."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WITNESS_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "witness_why": {
        "address_refused": _("The address leads into a network of ours, where nothing may be sent."),
        "name_unknown": _("Nobody on the Internet knows this name."),
        "certificate_refused": _("Its certificate is not trusted."),
        "too_slow": _("It did not answer in time."),
        "unreachable": _("Nothing answers there."),
        "too_long": _("What answers there is no witness."),
        "refused": _("It refused the head."),
        "key_refused": _("It trusts another key for this log: give it the key below."),
        "log_unknown": _("It does not know this log yet: give it the key below."),
        "wrong_signature": _("It signed with another key than the one that was named here."),
        "wrong_time": _("Its clock is wrong."),
        "tree_broken": _("The tree here has a hole and is being made anew."),
        "set_back": _("It knows more lines of this log than there are here."),
        "forked": _("It knows another history of this log."),
    },
    "witness_alarm": {
        "set_back": _("The log was set back or cut"),
        "forked": _("The log is not the one that was cosigned"),
        "new_age": _("The log was set back and began anew"),
    },
    "witness_alarm_text": {
        "set_back": _(
            "The witness cosigned more lines than the log here has. Either an old backup was restored together with "
            "the server’s own folder, or the newest lines were taken out."
        ),
        "forked": _(
            "The log here does not begin with what the witness cosigned: lines were changed or replaced, or there are "
            "two copies of this server."
        ),
        "new_age": _(
            "The database was set back, and the server said so itself: the log goes on under a new name. After a "
            "restored backup that is expected; the tills send again what they still have."
        ),
    },
}
