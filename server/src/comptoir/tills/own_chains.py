"""Chains that tills began by themselves, because theirs was revoked or forked: made known when a person adopts one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

from comptoir.journal import (
    EMPTY_DIGEST,
    OWN_ENROLMENTS,
    Certificate,
    KeyInvalid,
    build_certificate,
    from_base64url,
    load_public_key,
    own_enrolment,
    to_base64url,
    verify_hash,
)
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization
from comptoir.tills.models import ChainHead, Enrolment, Till
from comptoir.tills.server_key import server_key

OWN_CHAIN_TAG = "comptoir-own-chain-v1\n"


@dataclass(frozen=True, slots=True)
class OwnChain:
    """What its first entry says: its key (base64url), and the word of the key of the chain before (base64url)."""

    till: UUID
    chain: UUID
    previous_chain: UUID
    public_key: str
    vouched: str


def is_vouched(own: OwnChain) -> bool:
    """Whether a key that was enrolled for this till, trusted or not by now, gave its word for the chain's key."""
    return _vouching(own) is not None


def recognize_chain(own: OwnChain, *, person: UUID | None, now: datetime) -> bool:
    """Write the chain down as an enrolment that was never trusted; False when nobody vouches for it.

    A person decides about each of its entries, as about those of a revoked one. Call it inside an operation.
    """
    organization = current_organization()
    # Two who adopt at once wait for each other here; the second finds it done.
    till = Till.objects.select_for_update(of=("self",)).get(organization_id=organization, id=own.till)
    if Enrolment.objects.filter(organization_id=organization, id=own.chain).exists():
        return True
    previous = _vouching(own)
    if previous is None:
        return False
    number = own_enrolment(str(own.chain))
    certificate = Certificate(
        organization=str(organization),
        store=str(till.store_id),
        till=str(till.id),
        till_code=till.code,
        chain=str(own.chain),
        enrolment=number,
        public_key=own.public_key,
        issued_at=now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )
    Enrolment.objects.create(
        organization_id=organization,
        id=own.chain,
        till_id=till.id,
        device_id=previous.device_id,
        number=number,
        public_key=from_base64url(own.public_key, 65),
        algorithm="ES256",
        certificate=build_certificate(server_key(), certificate),
        # Nobody holds a token of it: the device delivers with the one it had.
        token_hash=sha256(token_bytes(32)).digest(),
        # Its entries are dated against the enrolment that they followed: nothing else is known of when it began.
        issued_at=previous.issued_at,
        revoked_at=now,
        revoked_by=person,
        previous_chain=previous.id,
    )
    ChainHead.objects.create(
        organization_id=organization,
        chain_id=own.chain,
        sequence=0,
        digest=bytes.fromhex(EMPTY_DIGEST),
        boot="",
        has_quarantine=True,
    )
    audit.record("enrolment.recognized", person=person, subject=str(own.chain))
    return True


def _vouching(own: OwnChain) -> Enrolment | None:
    previous = Enrolment.objects.filter(
        organization_id=current_organization(), till_id=own.till, id=own.previous_chain, number__lt=OWN_ENROLMENTS
    ).first()
    if previous is None:
        return None
    try:
        load_public_key(own.public_key)
    except KeyInvalid:
        return None
    signature = from_base64url(own.vouched, 64)
    said = f"{OWN_CHAIN_TAG}{own.chain}\n{own.public_key}".encode("ascii")
    key = load_public_key(to_base64url(bytes(previous.public_key)))
    return previous if signature is not None and verify_hash(key, sha256(said).digest(), signature) else None
