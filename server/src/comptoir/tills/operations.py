"""Tills, their enrolment codes, and the keys that devices register."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection

from comptoir.fleet.public import register_device
from comptoir.journal import (
    EMPTY_DIGEST,
    OWN_ENROLMENTS,
    Certificate,
    KeyInvalid,
    PublicKey,
    build_certificate,
    from_base64url,
    load_public_key,
    to_base64url,
    verify_hash,
)
from comptoir.journal.canonical import EntryValue
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import operation
from comptoir.tills.commands import CreateTill, IssueCode, RegisterExchangeKey, RegisterKey, RevokeEnrolment
from comptoir.tills.errors import (
    CodeUnknown,
    EnrolmentKeyInvalid,
    EnrolmentUnknown,
    ProofInvalid,
    TillCodeTaken,
    TillUnknown,
)
from comptoir.tills.models import ChainHead, Enrolment, EnrolmentCode, Till
from comptoir.tills.office_chain import write_office_entry
from comptoir.tills.restored import next_number
from comptoir.tills.server_key import server_key, server_public_key

CHANNEL = "comptoir_tills"
CODE_VALID = timedelta(minutes=10)
PROOF_TAG = b"comptoir-enrol-v1\n"
EXCHANGE_TAG = b"comptoir-exchange-v1\n"


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code as the QR carries it: it is shown once and kept as its hash."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Registered:
    """What the device door answers to a new device. `token` is shown once and kept as its hash."""

    token: str
    certificate: str
    organization: UUID
    legal_entity: UUID
    store: UUID
    till: UUID
    till_code: str
    chain: UUID
    enrolment: int
    server_key: str
    previous_chain: UUID | None
    previous_sequence: int
    previous_digest: str


@operation
def create_till(command: CreateTill) -> bool:
    """Add a till to a store. Answers whether it is new: a repeat changes nothing."""
    if Till.objects.filter(organization_id=command.organization, id=command.id).exists():
        return False
    if Till.objects.filter(organization_id=command.organization, code=command.code).exists():
        raise TillCodeTaken(code=command.code)
    Till.objects.create(
        organization_id=command.organization,
        id=command.id,
        store_id=command.store,
        code=command.code,
        name=command.name,
    )
    audit.record("till.created", person=command.person, subject=str(command.id), code=command.code)
    return True


@operation
def issue_code(command: IssueCode) -> IssuedCode:
    """Make a one-time code for a till: ten minutes, spent when a key registers."""
    till = lock_till(command.organization, command.till)
    code = secrets.token_urlsafe(18)
    expires_at = command.now + CODE_VALID
    EnrolmentCode.objects.create(
        organization_id=command.organization,
        till_id=till.id,
        code_hash=hash_secret(code),
        person=command.person,
        expires_at=expires_at,
    )
    audit.record("till.code_issued", person=command.person, subject=str(till.id))
    return IssuedCode(code, expires_at)


@operation
def register_key(command: RegisterKey) -> Registered:
    """Enrol a device: its key begins a new chain of the till, and the code is spent.

    The till's row is locked first, so two devices with one code can't both win, and enrolment numbers
    have no holes.
    """
    known = EnrolmentCode.objects.filter(
        organization_id=command.organization, code_hash=hash_secret(command.code)
    ).first()
    if known is None:
        raise CodeUnknown
    till = lock_till(command.organization, known.till_id)
    _spend(known, command)
    _check_key(command)

    enrolled = Enrolment.objects.filter(organization_id=command.organization, till=till, number__lt=OWN_ENROLMENTS)
    previous = enrolled.order_by("-number").first()
    token = secrets.token_urlsafe(32)
    chain = new_uuid7()
    number = next_number(previous.number if previous else 0, previous.issued_at if previous else None)
    certificate = certify(till, chain, number, command.public_key, command.now)
    register_device(
        device=command.device,
        label=command.label,
        app_version=command.app_version,
        user_agent=command.user_agent,
        seen_at=command.now,
    )
    Enrolment.objects.create(
        organization_id=command.organization,
        id=chain,
        till_id=till.id,
        device_id=command.device,
        number=number,
        public_key=from_base64url(command.public_key, 65),
        algorithm="ES256",
        certificate=certificate,
        token_hash=hash_secret(token),
        issued_at=command.now,
        previous_chain=previous.id if previous else None,
    )
    ChainHead.objects.create(
        organization_id=command.organization, chain_id=chain, sequence=0, digest=bytes.fromhex(EMPTY_DIGEST), boot=""
    )
    emit("tills.enrolled", chain)
    write_office_entry("key_enrolled", key_facts(till, chain, number, command.public_key), person=None, now=command.now)
    return _registered(command, till, chain, number, token, certificate, previous)


@operation
def register_exchange_key(command: RegisterExchangeKey) -> bytes:
    """Keep a device's exchange key and answer its point. A device that lost it registers another one.

    Only the chain's own key may speak for the device: a stolen token alone can't make the server bind people's
    verifiers to somebody else's key.
    """
    enrolments = Enrolment.objects.filter(organization_id=command.organization, id=command.chain)
    enrolment = enrolments.select_for_update(of=("self",)).first()
    if enrolment is None or enrolment.revoked_at is not None:
        raise EnrolmentUnknown(chain=str(command.chain))
    try:
        load_public_key(command.key)
    except KeyInvalid:
        raise EnrolmentKeyInvalid from None
    own = load_public_key(to_base64url(bytes(enrolment.public_key)))
    if not is_proven(own, EXCHANGE_TAG + command.key.encode("ascii"), command.proof):
        raise ProofInvalid
    point = from_base64url(command.key, 65)
    assert point is not None
    enrolments.update(exchange_key=point)
    return point


@operation
def revoke_enrolment(command: RevokeEnrolment) -> bool:
    """Revoke a device's key. Answers whether it was trusted until now.

    The chain's head is locked first: an entry is either stored before the revocation or quarantined after it.
    """
    head = (
        ChainHead.objects.select_for_update(of=("self",))
        .filter(organization_id=command.organization, chain_id=command.chain)
        .first()
    )
    if head is None:
        raise EnrolmentUnknown(chain=str(command.chain))
    changed = Enrolment.objects.filter(
        organization_id=command.organization, id=command.chain, revoked_at__isnull=True
    ).update(revoked_at=command.now, revoked_by=command.person)
    if not changed:
        return False
    audit.record("enrolment.revoked", person=command.person, subject=str(command.chain))
    emit("tills.revoked", command.chain)
    enrolment = Enrolment.objects.select_related("till").get(organization_id=command.organization, id=command.chain)
    facts = key_facts(enrolment.till, enrolment.id, enrolment.number, to_base64url(bytes(enrolment.public_key)))
    last: dict[str, EntryValue] = {"last_sequence": head.sequence, "last_digest": bytes(head.digest).hex()}
    kind = "key_lost" if command.is_lost else "key_revoked"
    write_office_entry(kind, {**facts, **last}, person=command.person, now=command.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(command.chain)])
    return True


def key_facts(till: Till, chain: UUID, number: int, public_key: str) -> dict[str, EntryValue]:
    """What the register of keys says of one."""
    return {
        "till": str(till.id),
        "till_code": till.code,
        "chain": str(chain),
        "enrolment": number,
        "public_key": public_key,
        "algorithm": "ES256",
    }


def hash_secret(secret: str) -> bytes:
    """How codes and tokens are kept. They are long and random, so a plain hash is enough."""
    return sha256(secret.encode("utf-8")).digest()


def lock_till(organization: UUID, till: UUID) -> Till:
    active = Till.objects.filter(organization_id=organization, id=till, is_active=True)
    found = active.select_for_update(of=("self",)).first()
    if found is None:
        raise TillUnknown(till=str(till))
    return found


def _spend(known: EnrolmentCode, command: RegisterKey) -> None:
    """Spend the code if it is neither spent nor too old; the rest of the transaction may still refuse."""
    spent = EnrolmentCode.objects.filter(
        organization_id=command.organization, id=known.id, spent_at__isnull=True, expires_at__gt=command.now
    ).update(spent_at=command.now)
    if not spent:
        raise CodeUnknown


def _check_key(command: RegisterKey) -> None:
    try:
        public_key = load_public_key(command.public_key)
    except KeyInvalid:
        raise EnrolmentKeyInvalid from None
    if not is_proven(public_key, PROOF_TAG + command.code.encode("utf-8"), command.proof):
        raise ProofInvalid


def is_proven(public_key: PublicKey, message: bytes, proof: str) -> bool:
    signature = from_base64url(proof, 64)
    return signature is not None and verify_hash(public_key, sha256(message).digest(), signature)


def certify(till: Till, chain: UUID, number: int, public_key: str, now: datetime) -> str:
    """The server's word that this key is this chain's."""
    return build_certificate(
        server_key(),
        Certificate(
            organization=str(till.organization_id),
            store=str(till.store_id),
            till=str(till.id),
            till_code=till.code,
            chain=str(chain),
            enrolment=number,
            public_key=public_key,
            issued_at=now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        ),
    )


def _registered(
    command: RegisterKey,
    till: Till,
    chain: UUID,
    number: int,
    token: str,
    certificate: str,
    previous: Enrolment | None,
) -> Registered:
    head = None
    if previous is not None:
        head = ChainHead.objects.get(organization_id=command.organization, chain_id=previous.id)
    return Registered(
        token=token,
        certificate=certificate,
        organization=command.organization,
        legal_entity=till.store.legal_entity_id,
        store=till.store_id,
        till=till.id,
        till_code=till.code,
        chain=chain,
        enrolment=number,
        server_key=server_public_key(),
        previous_chain=previous.id if previous else None,
        previous_sequence=head.sequence if head else 0,
        previous_digest=bytes(head.digest).hex() if head else "",
    )
