"""A till's key is renewed: the old one vouches for the new one, which begins a chain of its own (ADR 0067).

Three steps, each of which may be repeated and none of which stops a sale: the new key is certified and waits; the old
key's word stands in its chain and the new key is in force; the new chain began and the old one ends where it says.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection

from comptoir.journal import (
    EMPTY_DIGEST,
    OWN_ENROLMENTS,
    KeyInvalid,
    certificate_digest,
    from_base64url,
    load_public_key,
    to_base64url,
)
from comptoir.journal.canonical import EntryValue
from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.tills.commands import AskRenewal, RenewKey
from comptoir.tills.errors import EnrolmentKeyInvalid, EnrolmentUnknown, KeyReplaced, ProofInvalid
from comptoir.tills.models import ChainHead, Enrolment
from comptoir.tills.office_chain import write_office_entry
from comptoir.tills.operations import CHANNEL, certify, hash_secret, is_proven, key_facts, lock_till
from comptoir.tills.restored import next_number
from comptoir.tills.server_key import server_public_key

PROOF_TAG = "comptoir-renew-v1\n"
WORD_TAG = "comptoir-renewed-by-v1\n"
TOKEN_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Renewed:
    """The chain that the new key begins, and how far the change is."""

    chain: UUID
    enrolment: int
    certificate: str
    server_key: str
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Rotation:
    """A change of keys as the database has it: what entries must say of it."""

    chain: UUID
    previous: UUID
    public_key: str
    certificate: str
    is_waiting: bool
    is_ended: bool


@operation
def renew_key(command: RenewKey) -> Renewed:
    """Certify the key and let it wait. The same key again is answered as before; another one replaces what waits.

    Only a chain that is trusted renews its key: what was revoked or lost is enrolled anew, by a person with a code.
    """
    old = _lock(command)
    _check(command, old)
    known = Enrolment.objects.filter(organization_id=command.organization, rotated_from=command.chain)
    point = from_base64url(command.public_key, 65)
    same = next((row for row in known if bytes(row.public_key) == point), None)
    if same is not None and same.revoked_at is None:
        return _answer(same)
    if old.revoked_at is not None or old.is_waiting or known.filter(is_waiting=False).exists():
        raise KeyReplaced
    known.filter(revoked_at__isnull=True).update(revoked_at=command.now)
    enrolled = Enrolment.objects.filter(
        organization_id=command.organization, till=old.till_id, number__lt=OWN_ENROLMENTS
    )
    last = enrolled.order_by("-number").first()
    assert last is not None
    number, chain = next_number(last.number, last.issued_at), new_uuid7()
    row = Enrolment.objects.create(
        organization_id=command.organization, id=chain, till_id=old.till_id, device_id=old.device_id, number=number,
        public_key=point, algorithm="ES256",
        certificate=certify(old.till, chain, number, command.public_key, command.now),
        token_hash=hash_secret(command.token), issued_at=command.now, previous_chain=old.id, rotated_from=old.id,
        is_waiting=True,
    )  # fmt: skip
    ChainHead.objects.create(
        organization_id=command.organization, chain_id=chain, sequence=0, digest=bytes.fromhex(EMPTY_DIGEST), boot=""
    )
    return _answer(row)


@operation
def ask_renewal(command: AskRenewal) -> bool:
    """The till hears of it when it next reports. Answers whether that was asked now."""
    rows = Enrolment.objects.filter(organization_id=command.organization, id=command.chain)
    if not rows.exists():
        raise EnrolmentUnknown(chain=str(command.chain))
    trusted = rows.filter(revoked_at__isnull=True, is_waiting=False, ended_sequence__isnull=True)
    if not trusted.filter(renewal_asked_at__isnull=True).update(renewal_asked_at=command.now):
        return False
    audit.record("enrolment.renewal_asked", person=command.person, subject=str(command.chain))
    return True


def rotation_from(chain: UUID) -> Rotation | None:
    """The change of keys that this chain ends with, or, where it began by one, that one. Inside an operation."""
    rows = Enrolment.objects.filter(
        organization_id=current_organization(), revoked_at__isnull=True, rotated_from__isnull=False
    ).order_by("-number")
    found = next((row for row in rows if chain in (row.id, row.rotated_from)), None)
    if found is None or found.rotated_from is None:
        return None
    previous = Enrolment.objects.get(organization_id=found.organization_id, id=found.rotated_from)
    return Rotation(
        found.id, previous.id, to_base64url(bytes(found.public_key)), certificate_digest(found.certificate),
        found.is_waiting, previous.ended_sequence is not None,
    )  # fmt: skip


def put_in_force(rotation: Rotation, *, sequence: int, digest: str, now: datetime) -> None:
    """The old key's word is stored: the new one is believed from now on. The office's chain says so."""
    changed = Enrolment.objects.filter(
        organization_id=current_organization(), id=rotation.chain, is_waiting=True
    ).update(is_waiting=False)
    if not changed:
        return
    old = Enrolment.objects.select_related("till").get(organization_id=current_organization(), id=rotation.previous)
    new = Enrolment.objects.get(organization_id=current_organization(), id=rotation.chain)
    facts = key_facts(old.till, old.id, old.number, to_base64url(bytes(old.public_key)))
    said: dict[str, EntryValue] = {
        "next_chain": str(new.id), "next_enrolment": new.number, "next_public_key": rotation.public_key,
        "certificate": rotation.certificate, "word_sequence": sequence, "word_digest": digest,
    }  # fmt: skip
    write_office_entry("key_rotated", {**facts, **said}, person=None, now=now)
    emit("tills.enrolled", new.id)


def end_chain(rotation: Rotation, *, sequence: int) -> None:
    """The new chain began, and names where the old one ends: what its key seals behind that is not believed."""
    head = ChainHead.objects.select_for_update(of=("self",))
    head.get(organization_id=current_organization(), chain_id=rotation.previous)
    Enrolment.objects.filter(
        organization_id=current_organization(), id=rotation.previous, ended_sequence__isnull=True
    ).update(ended_sequence=sequence)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(rotation.previous)])


def _lock(command: RenewKey) -> Enrolment:
    rows = Enrolment.objects.filter(organization_id=command.organization, id=command.chain)
    till = rows.values_list("till_id", flat=True).first()
    if till is None:
        raise EnrolmentUnknown(chain=str(command.chain))
    lock_till(command.organization, till)
    return rows.select_related("till").get()


def _check(command: RenewKey, old: Enrolment) -> None:
    try:
        new_key = load_public_key(command.public_key)
        own = load_public_key(to_base64url(bytes(old.public_key)))
    except KeyInvalid:
        raise EnrolmentKeyInvalid from None
    if from_base64url(command.token, 32) is None or len(command.token) != TOKEN_LENGTH:
        raise ProofInvalid
    held = f"{PROOF_TAG}{command.chain}\n{sha256(command.token.encode()).hexdigest()}".encode()
    word = f"{WORD_TAG}{command.chain}\n{command.public_key}".encode()
    if not is_proven(new_key, held, command.proof) or not is_proven(own, word, command.vouched):
        raise ProofInvalid


def _answer(row: Enrolment) -> Renewed:
    return Renewed(row.id, row.number, row.certificate, server_public_key(), row.is_waiting)
