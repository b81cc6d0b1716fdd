"""The plain words of card money: buckets, companies, payouts, files and what is wrong with a line."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SETTLEMENT_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "bucket": {
        "matched": _("Matched"),
        "missing_here": _("Missing at the tills"),
        "missing_there": _("Missing at the card company"),
        "amount_differs": _("Another amount"),
        "awaited": _("Still to come"),
    },
    "provider": {
        "stripe": _("Stripe"),
        "adyen": _("Adyen"),
        "sumup": _("SumUp"),
        "square": _("Square"),
        "mollie": _("Mollie"),
        "viva": _("Viva"),
        "bank": _("Bank"),
        "other": _("Other company"),
    },
    "payout_trace": {
        "arrived": _("Arrived at the bank"),
        "differs": _("Another sum on the account"),
        "not_seen": _("Not seen on the account"),
    },
    "file_state": {
        "tried": _("Looked at"),
        "taken": _("Taken over"),
        "back": _("Taken back"),
    },
    "bad_line": {
        "amount": _("no amount that can be read"),
        "time": _("no day that can be read"),
        "kind": _("a kind of line that nobody knows"),
        "currency": _("a currency that nobody knows"),
        "sums": _("amount, fee and payout do not add up"),
        "card_number": _("a card number, which is kept nowhere"),
    },
}
