"""The ledger of what customers said about the use of their data (GDPR art. 7): only added to, and read by its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection

from comptoir.customers.commands import RecordConsent, TakeAddresses
from comptoir.customers.errors import (
    ConsentInvalid,
    ConsentMomentInvalid,
    ConsentUnproved,
    CustomerUnknown,
)
from comptoir.customers.models import Consent, ConsentText, Customer
from comptoir.platform import audit
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization, operation

TAG = b"comptoir-consent-text-v1\n"
TEXT_MAX = 4_000
# A till's clock may be ahead of the server's.
AHEAD = timedelta(minutes=10)
# By what a use may reach somebody; one that reaches nobody has no way.
WAYS: dict[str, tuple[str, ...]] = {
    Consent.Purpose.NEWS: ("email", "sms", "post", "phone"),
    Consent.Purpose.LOYALTY: ("none",),
    Consent.Purpose.PROFILING: ("none",),
}


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One word of a customer's. `digest`: 64 hex digits of the text that they were shown."""

    id: UUID
    purpose: str
    channel: str
    is_given: bool
    place: str
    till: UUID | None
    person: UUID | None
    proof: str
    happened_at: datetime
    noted_at: datetime
    digest: str
    text_version: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Addressed:
    """Somebody who said yes, and where they are reached."""

    id: UUID
    name: str
    address: str


def text_digest(text: str) -> bytes:
    """By which a text is named, for ever."""
    return sha256(TAG + text.encode()).digest()


@operation
def record_consent(command: RecordConsent) -> bool:
    """Add a word of a customer's to the ledger. Answers whether it is new: a repeat changes nothing."""
    if Consent.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return False
    customers = Customer.objects.filter(organization_id=command.organization, pk=command.customer)
    # Of two who erase and record at once, the second sees what the first did.
    if customers.filter(erased_at__isnull=True).select_for_update(of=("self",)).first() is None:
        raise CustomerUnknown(customer=str(command.customer))
    if command.channel not in WAYS.get(command.purpose, ()) or command.place not in Consent.Place.values:
        raise ConsentInvalid(field="channel")
    if command.happened_at > command.now + AHEAD:
        raise ConsentMomentInvalid(field="happened_at")
    text = command.text.strip()
    if (command.is_given and not (text and command.text_version)) or len(text) > TEXT_MAX:
        raise ConsentUnproved(field="text")
    _, is_new = Consent.objects.get_or_create(
        organization_id=command.organization,
        id=command.id,
        defaults={
            "customer_id": command.customer,
            "purpose": command.purpose,
            "channel": command.channel,
            "is_given": command.is_given,
            "text": _kept(text, command) if text else None,
            "place": command.place,
            "till": command.till,
            "person": command.person,
            "happened_at": command.happened_at,
        },
    )
    if is_new:
        audit.record(
            "customers.consent_given" if command.is_given else "customers.consent_withdrawn", person=command.person,
            subject=str(command.customer), purpose=command.purpose, channel=command.channel,
        )  # fmt: skip
    return is_new


def consents_of(customer: UUID) -> list[ConsentView]:
    """All that they ever said, newest first. Of one who was erased it stays: it names nobody."""
    return select(ConsentView, _OF_ONE, {"organization": current_organization(), "customer": customer})


def standing_consents(customer: UUID) -> list[ConsentView]:
    """What they said last of each use and way, a no as well."""
    last: dict[tuple[str, str], ConsentView] = {}
    for view in consents_of(customer):
        last.setdefault((view.purpose, view.channel), view)
    return list(last.values())


@operation
def take_addresses(command: TakeAddresses) -> list[Addressed]:
    """Who may be reached by this way for this use, as a list to write to; that it was taken is noted."""
    found = who_said_yes(command.purpose, command.channel)
    audit.record(
        "customers.addresses_taken", person=command.person, subject="", purpose=command.purpose,
        channel=command.channel, lines=len(found),
    )  # fmt: skip
    return found


def who_said_yes(purpose: str, channel: str) -> list[Addressed]:
    """Who may be reached by this way for this use: nobody else may be written to."""
    if channel not in WAYS.get(purpose, ()):
        raise ConsentInvalid(field="channel")
    return select(Addressed, _YES, {"organization": current_organization(), "purpose": purpose, "channel": channel})


def _kept(text: str, command: RecordConsent) -> bytes:
    digest = text_digest(text)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_consent_text (organization_id, digest, version, language, text) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [command.organization, digest, command.text_version[:40], command.language[:2], text],
        )
    assert ConsentText.objects.filter(organization_id=command.organization, digest=digest).exists()
    return digest


_OF_ONE = """
    SELECT c.id, c.purpose, c.channel, c.is_given, c.place, c.till, c.person, c.proof, c.happened_at, c.noted_at,
        coalesce(encode(c.text, 'hex'), ''), coalesce(t.version, ''), coalesce(t.language, ''), coalesce(t.text, '')
    FROM customers_consent c
    LEFT JOIN customers_consent_text t ON t.organization_id = c.organization_id AND t.digest = c.text
    WHERE c.organization_id = %(organization)s AND c.customer_id = %(customer)s
    ORDER BY c.happened_at DESC, c.noted_at DESC, c.id DESC
"""
_YES = """
    SELECT c.id, c.name, CASE %(channel)s WHEN 'email' THEN c.email WHEN 'sms' THEN c.phone WHEN 'phone' THEN c.phone
        ELSE '' END
    FROM (
        SELECT DISTINCT ON (customer_id) customer_id, is_given FROM customers_consent
        WHERE organization_id = %(organization)s AND purpose = %(purpose)s AND channel = %(channel)s
        ORDER BY customer_id, happened_at DESC, noted_at DESC, id DESC
    ) l
    JOIN customers_customer c ON c.organization_id = %(organization)s AND c.id = l.customer_id AND c.erased_at IS NULL
    WHERE l.is_given ORDER BY c.name, c.id
"""
