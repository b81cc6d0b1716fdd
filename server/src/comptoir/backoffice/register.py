"""The register of processing (GDPR art. 30), made from what each app says of its own columns (`platform.privacy`).

No text of it is written by hand for one shop: purposes, people, data, recipients and terms follow from the declarations
and from what this organization and this installation have really set up. What only people know stands as a blank line.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from comptoir.backoffice import privacy_words as words
from comptoir.identity.public import tokens
from comptoir.identity.single_sign_on import provider_of
from comptoir.payments.accounts import accounts
from comptoir.payments.providers.drivers import driver_of
from comptoir.platform.backups.plan import Backups
from comptoir.platform.keeping import RULES, Unit
from comptoir.platform.privacy import Kept, Personal, Purpose, Recipient, declared
from comptoir.platform.public import legal_entities, organization_view, stores
from comptoir.retention.house import SIGN_INS_KEPT
from comptoir.retention.public import FOR_EVER, Terms, terms
from comptoir.webhooks.public import endpoints

DOCS = ("docs/security/asvs.md", "docs/security/keys.md", "docs/security/isolation.md", "docs/security/sign-in.md")


@dataclass(frozen=True, slots=True)
class Row:
    """Data of one purpose that stays equally long. `columns`: where it lies, for programs and whoever checks."""

    whose: str
    told: str
    basis: str
    recipients: str
    stays: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """One purpose."""

    code: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Somebody outside who gets data, because it was set up. `host`: where it goes."""

    who: str
    host: str


@dataclass(frozen=True, slots=True)
class Register:
    """All of it, in the language that is active."""

    organization: str
    companies: tuple[str, ...]
    places: tuple[str, ...]
    country: str
    activities: tuple[Activity, ...]
    transfers: tuple[Transfer, ...]
    house: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    documents: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def register(now: datetime) -> Register:
    """Make it. Inside a reading of the organization."""
    house, found, transfers = organization_view(), terms(), _transfers(now)
    present = {who for who, _transfer in transfers}
    always = {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE}
    activities = [
        Activity(purpose.value, str(words.PURPOSES[purpose]), tuple(_rows(purpose, found, always | present)))
        for purpose in Purpose
    ]
    return Register(
        organization=house.name,
        companies=tuple(
            " · ".join(part for part in (one.name, one.registration, one.tax_number) if part)
            for one in legal_entities()
        ),
        places=tuple(f"{one.name}, {', '.join(one.address.splitlines())}".rstrip(", ") for one in stores()),
        country=house.country,
        activities=tuple(one for one in activities if one.rows),
        transfers=tuple(transfer for _who, transfer in transfers),
        house=(
            (str(words.KEPT[Kept.SESSIONS]), _sessions()),
            (str(words.KEPT[Kept.SIGN_INS]), words.length(SIGN_INS_KEPT.days, Unit.DAY)),
            (str(words.KEPT[Kept.BACKUPS]), _backups()),
        ),
        measures=(
            _("Entries of tills are sealed, chained and checked: nobody changes them unseen."),
            _("Each shop’s rows are kept apart by the database itself."),
            _("Rights by role and store; passwords, PINs and tokens only as hashes; a second proof where it is asked."),
            _("Secrets and backups are sealed by keys that the database does not hold."),
            _("Each change in the office is noted with who made it."),
            _("No card number is kept, and no telemetry is sent."),
        ),
        documents=DOCS,
    )


def stays(kept: Kept, found: Terms) -> str:
    """How long a class stays, in words."""
    law = found.law(kept)
    if kept in FOR_EVER:
        if law is None:
            return words.never()
        least = words.length(law.months, Unit.MONTH)
        text = (
            _("At least %(length)s from the end of the year (%(source)s). %(never)s")
            if law.from_year_end
            else _("At least %(length)s (%(source)s). %(never)s")
        )
        return text % {"length": least, "source": law.source, "never": words.never()}
    if kept is Kept.STAFF_LEFT:
        return _("Until an owner removes it.")
    if kept is Kept.SESSIONS:
        return _sessions()
    if kept not in RULES:
        return _("As long as it is used; a person removes it.")
    amount = found.amount(kept)
    if amount is None:
        return _("Not decided yet: nothing is removed until the shop says how long.")
    since = {"length": words.length(amount, RULES[kept].unit), "since": words.SINCE[kept]}
    return _("%(length)s, %(since)s.") % since


def _rows(purpose: Purpose, found: Terms, present: set[Recipient]) -> Iterable[Row]:
    """One row for each class and legal basis of a purpose."""
    groups: dict[tuple[Kept, str], list[Personal]] = {}
    for line in declared().personal:
        if line.purpose is purpose:
            groups.setdefault((line.kept, line.basis.value), []).append(line)
    for (kept, _basis), lines in groups.items():
        whose = {one for line in lines for one in line.whose}
        told = {one for line in lines for one in line.told}
        recipients = {one for line in lines for one in line.recipients} & present
        yield Row(
            words.sentence([str(text) for one, text in words.WHOSE.items() if one in whose]),
            words.sentence([str(text) for one, text in words.TOLD.items() if one in told]),
            words.sentence([str(words.BASES[lines[0].basis])]),
            words.sentence([str(text) for one, text in words.RECIPIENTS.items() if one in recipients]),
            stays(kept, found),
            tuple(f"{line.model}.{name}" for line in lines for name in line.names),
        )


def _transfers(now: datetime) -> list[tuple[Recipient, Transfer]]:
    """Who outside gets anything: only what is set up, and of its address the host alone."""
    found: list[tuple[Recipient, str, str]] = []
    if settings.COMPTOIR_EMAIL_URL:
        found.append((Recipient.MAIL, "", _host(settings.COMPTOIR_EMAIL_URL)))
    if settings.COMPTOIR_SMS_URL:
        found.append((Recipient.SMS, "", _host(settings.COMPTOIR_SMS_URL)))
    for account in accounts():
        known = driver_of(account.driver)
        if account.is_active and known is not None:
            address = known.address if account.is_live or not known.test_address else known.test_address
            found.append((Recipient.PROVIDERS, known.name, _host(address)))
    found += [(Recipient.PROGRAMS, one.name, _host(one.address)) for one in endpoints() if one.is_on]
    if any(token.is_valid(now) for token in tokens()):
        found.append((Recipient.PROGRAMS, _("programs with a token"), ""))
    sign_on = provider_of()
    if sign_on is not None:
        found.append((Recipient.SIGN_ON, sign_on.name, _host(sign_on.issuer)))
    plan = Backups(Path(settings.HOME)).read()
    if plan is not None:
        found.append((Recipient.BACKUPS, "", _host(plan.endpoint or plan.place)))
    transfers = []
    for who, name, host in found:
        title = words.sentence([str(words.RECIPIENTS[who])])
        transfer = Transfer(f"{title}: {name}" if name else title, host)
        if (who, transfer) not in transfers:
            transfers.append((who, transfer))
    return transfers


def _host(address: str) -> str:
    """Where an address leads, without what signs in there; of a folder or a file, that it is this computer."""
    parts = urlsplit(address)
    if parts.scheme in ("", "file"):
        return _("this computer")
    if parts.scheme in ("http", "https", "smtp", "smtps"):
        return parts.hostname or ""
    # A provider by name (`postmark://token@`), or a bucket.
    return f"{parts.scheme} {parts.hostname}" if parts.scheme == "s3" else parts.scheme


def _sessions() -> str:
    return _("%(idle)s hours without use, or %(days)s days; then they are removed.") % {
        "idle": settings.SESSION_IDLE_SECONDS // 3600,
        "days": settings.SESSION_COOKIE_AGE // 86_400,
    }


def _backups() -> str:
    plan = Backups(Path(settings.HOME)).read()
    if plan is None:
        return _("None are made.")
    return _("The newest %(count)s; older ones are removed.") % {"count": plan.keep}
