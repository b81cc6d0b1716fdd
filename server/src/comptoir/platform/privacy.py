"""Whose words stand where: each app says it of its own columns, in its `privacy.py`, and nothing else says it again.

The register of processing (GDPR art. 30), what a person is given or has erased, and how long rows stay are made from
these lines. A column of text that nobody has declared fails a test (`tests/platform/test_privacy.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

OWN = "comptoir."


class Whose(StrEnum):
    """Whom the words are about."""

    CUSTOMER = "customer"
    # Somebody who buys or pays and has no name here.
    GUEST = "guest"
    STAFF = "staff"
    SUPPLIER = "supplier"


class Told(StrEnum):
    """What is said of a person."""

    NAME = "name"
    CONTACT = "contact"
    NUMBER = "number"
    PURCHASES = "purchases"
    PAYMENT = "payment"
    DEBT = "debt"
    HOURS = "hours"
    DEEDS = "deeds"
    SIGN_IN = "sign_in"
    WORDS = "words"
    DEVICE = "device"


class Purpose(StrEnum):
    """What for."""

    SELLING = "selling"
    ACCOUNTS = "accounts"
    RECEIPTS = "receipts"
    INVOICING = "invoicing"
    PAYMENTS = "payments"
    BOOKS = "books"
    STAFF = "staff"
    HOURS = "hours"
    ACCESS = "access"
    TRACE = "trace"
    SUPPLY = "supply"
    MOVING = "moving"
    PROGRAMS = "programs"


class Basis(StrEnum):
    """Why it may be: GDPR art. 6 (1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LAW = "law"
    INTEREST = "interest"


class Recipient(StrEnum):
    """Who else sees it. Those outside the shop only where the organization has set them up."""

    STAFF = "staff"
    PERSON = "person"
    ACCOUNTANT = "accountant"
    TAX_OFFICE = "tax_office"
    MAIL = "mail"
    SMS = "sms"
    PROVIDERS = "providers"
    PROGRAMS = "programs"
    SIGN_ON = "sign_on"
    BACKUPS = "backups"


class Kept(StrEnum):
    """Classes of what is kept equally long (`comptoir.retention`)."""

    JOURNAL = "journal"
    INVOICES = "invoices"
    BOOKS = "books"
    TRACE = "trace"
    PAYMENTS = "payments"
    LINKS = "links"
    PARKED = "parked"
    LETTERS = "letters"
    INVITATIONS = "invitations"
    CALLS_OUT = "calls_out"
    CALLS_IN = "calls_in"
    ANSWERS = "answers"
    PRINTS = "prints"
    MOVES = "moves"
    EXPORTS = "exports"
    HOURS = "hours"
    CUSTOMERS = "customers"
    STAFF_LEFT = "staff_left"
    SESSIONS = "sessions"
    SIGN_INS = "sign_ins"
    BACKUPS = "backups"
    # As long as somebody uses it: a person takes it away, no clock does.
    USED = "used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """Columns of one model (`app.Model`) that tell of people. `columns` may name identifiers and times, too."""

    model: str
    columns: str
    whose: frozenset[Whose]
    told: frozenset[Told]
    purpose: Purpose
    basis: Basis
    recipients: frozenset[Recipient] = frozenset({Recipient.STAFF})
    kept: Kept

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.columns.split())


def alike(
    columns: Mapping[str, str],
    *,
    whose: frozenset[Whose],
    told: frozenset[Told],
    purpose: Purpose,
    basis: Basis,
    recipients: frozenset[Recipient] = frozenset({Recipient.STAFF}),
    kept: Kept,
) -> tuple[Personal, ...]:
    """Columns of several models, by model, of which the same is to be said."""
    return tuple(
        Personal(
            model=model, columns=names, whose=whose, told=told, purpose=purpose, basis=basis, recipients=recipients,
            kept=kept,
        )
        for model, names in columns.items()
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plain:
    """Columns of one model that tell of nobody."""

    model: str
    columns: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.columns.split())


@dataclass(frozen=True, slots=True)
class Declared:
    """What all apps say."""

    personal: tuple[Personal, ...]
    plain: tuple[Plain, ...]

    def of(self, model: str) -> Iterator[Personal]:
        """What is said of one model."""
        return (one for one in self.personal if one.model == model)


@lru_cache(maxsize=1)
def declared() -> Declared:
    """What the installed apps say, in their order."""
    from django.apps import apps

    personal: list[Personal] = []
    plain: list[Plain] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.privacy"
        # This very module is platform's vocabulary; its own lines stand in `privacy_lines`.
        if app.name == "comptoir.platform":
            name = "comptoir.platform.privacy_lines"
        if app.name.startswith(OWN) and find_spec(name) is not None:
            module = import_module(name)
            personal += module.PERSONAL
            plain += module.PLAIN
    return Declared(tuple(personal), tuple(plain))
