"""The plain words of how people come in, and of where they are signed in."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.permission_words import PERMISSION_WORDS

ACCOUNT_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "way_in": {
        "password": _("Password"),
        "code": _("Password and code by app"),
        "passkey": _("Passkey"),
        "company": _("The company’s sign-in"),
        "invitation": _("Invitation"),
    },
    "session_place": {
        "computer": _("This server’s own computer"),
        "network": _("The shop’s network"),
        "internet": _("From outside, by the Internet"),
        "": _("Somewhere"),
    },
    "permission": {permission.value: words for permission, words in PERMISSION_WORDS.items()},
}
