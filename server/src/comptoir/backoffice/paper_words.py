"""The words of receipts on their way: why one did not arrive, and why the public page is out of reach."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAPER_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "delivery_why": {
        "address_refused": _("There is no such address, or it takes no mail."),
        "address_erased": _("The address was erased before it was sent."),
        "address_invalid": _("This can be no address."),
        "mailbox_busy": _("The mailbox takes nothing at the moment."),
        "refused": _("The other side refused the message."),
        "server_unreachable": _("The mail or SMS service does not answer."),
        "sign_in_refused": _("The mail or SMS service does not accept our sign-in: check it."),
        "not_set_up": _("No mail or SMS service is set up on this server."),
        "page_missing": _("An SMS carries the receipt's address, and this shop has no public one."),
    },
    "rhythm": {"day": _("Every day"), "week": _("Every Monday"), "month": _("On the first of the month")},
    "mailing_trouble": {"any": _("The last one did not arrive. It is tried again.")},
    "page_why": {
        "no_address": _("This server has no public address. An administrator sets COMPTOIR_PUBLIC_ADDRESS."),
        "not_https": _("The public address does not begin with https: phones could not check a receipt there."),
        "name_unknown": _("Nobody on the Internet knows this name yet."),
        "private_address": _("The name leads to a private network, which customers' phones do not reach."),
        "no_connection": _("Nothing answers there."),
        "bad_certificate": _("The certificate is one that phones do not trust."),
        "other_answer": _("Somebody else answers there, not this server."),
        "page_missing": _("This server answers, but without the receipt page."),
    },
}
