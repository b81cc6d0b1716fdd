"""Passwords that are long and still guessed first."""

import re
from collections.abc import Iterable
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator

# What an attacker tries of a shop with this program: the words of docs/security/sign-in.md.
OUR_WORDS = (
    "comptoir",
    "password",
    "passwort",
    "motdepasse",
    "caisse",
    "kasse",
    "manager",
    "owner",
    "cashier",
    "admin",
)
LETTERS_OF_ITS_OWN_MIN = 4
_NO_LETTER = re.compile(r"[\W_\d]+")


def is_guessable(password: str, *, of: Iterable[str]) -> bool:
    """Whether it is among the twenty thousand that leaked most often, or hardly more than names that stand around."""
    plain = password.lower().strip()
    if plain in _leaked():
        return True
    rest = plain
    for text in of:
        for word in (part for part in re.split(r"[\W_]+", text.lower()) if len(part) > 2):
            rest = rest.replace(word, "")
    for word in OUR_WORDS:
        rest = rest.replace(word, "")
    # Digits and signs behind a name are what everybody adds; a word of one's own is not.
    return rest != plain and len(set(_NO_LETTER.sub("", rest))) < LETTERS_OF_ITS_OWN_MIN


@cache
def _leaked() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
