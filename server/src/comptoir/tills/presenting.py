"""A device that enrolled after the backup which this database comes from: it shows its certificate again (ADR 0059)."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from comptoir.fleet.public import register_device
from comptoir.journal import (
    EMPTY_DIGEST,
    OWN_ENROLMENTS,
    Certificate,
    CertificateUnreadable,
    KeyInvalid,
    from_base64url,
    load_public_key,
    parse_certificate,
    verify_certificate,
    verify_hash,
)
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation
from comptoir.tills.commands import PresentCertificate
from comptoir.tills.errors import CertificateRefused, EnrolmentReplaced, ProofInvalid
from comptoir.tills.models import ChainHead, Enrolment, Till
from comptoir.tills.operations import hash_secret
from comptoir.tills.server_key import server_key

PRESENT_TAG = b"comptoir-present-v1\n"
TOKEN_LENGTH = 43


def organization_of(certificate: str) -> UUID:
    """Whose certificate it is; refused unless this server's key signed it. It needs no database."""
    if not verify_certificate(server_key().public_key(), certificate):
        raise CertificateRefused
    return UUID(_read(certificate).organization)


@operation
def present_certificate(command: PresentCertificate) -> bool:
    """Know a chain again that this database forgot. Answers whether it was unknown; a chain that is known, revoked or
    not, stays as it is.

    The certificate says who may seal, in the server's own words; the key's signature says that its holder asks, and
    for which token. What the till sealed since comes by the ordinary way.
    """
    certificate = _read(command.certificate)
    _check_proof(command, certificate)
    till = _lock_till(command, certificate)
    chain = UUID(certificate.chain)
    if Enrolment.objects.filter(organization_id=command.organization, id=chain).exists():
        return False
    enrolments = Enrolment.objects.filter(organization_id=command.organization, till=till)
    if enrolments.filter(number=certificate.enrolment).exists():
        raise EnrolmentReplaced(till=certificate.till_code)
    previous = enrolments.filter(number__lt=min(certificate.enrolment, OWN_ENROLMENTS)).order_by("-number").first()
    register_device(
        device=command.device, label=command.label, app_version=command.app_version, user_agent=command.user_agent,
        seen_at=command.now,
    )  # fmt: skip
    Enrolment.objects.create(
        organization_id=command.organization,
        id=chain,
        till_id=till.id,
        device_id=command.device,
        number=certificate.enrolment,
        public_key=from_base64url(certificate.public_key, 65),
        algorithm=certificate.algorithm,
        certificate=command.certificate,
        token_hash=hash_secret(command.token),
        issued_at=datetime.fromisoformat(certificate.issued_at).astimezone(UTC),
        previous_chain=previous.id if previous else None,
    )
    ChainHead.objects.create(
        organization_id=command.organization, chain_id=chain, sequence=0, digest=bytes.fromhex(EMPTY_DIGEST), boot=""
    )
    audit.record("enrolment.presented", person=None, subject=str(chain), till=certificate.till_code)
    emit("tills.enrolled", chain)
    return True


def _read(text: str) -> Certificate:
    try:
        return parse_certificate(text)
    except CertificateUnreadable:
        raise CertificateRefused from None


def _check_proof(command: PresentCertificate, certificate: Certificate) -> None:
    signature = from_base64url(command.proof, 64)
    said = PRESENT_TAG + f"{command.certificate}\n{command.token}".encode()
    try:
        key = load_public_key(certificate.public_key)
    except KeyInvalid:
        raise CertificateRefused from None
    is_token = from_base64url(command.token, 32) is not None and len(command.token) == TOKEN_LENGTH
    if signature is None or not is_token or not verify_hash(key, sha256(said).digest(), signature):
        raise ProofInvalid


def _lock_till(command: PresentCertificate, certificate: Certificate) -> Till:
    """The till of a certificate, made anew where it is younger than the backup. Two who come at once wait here."""
    tills = Till.objects.filter(organization_id=command.organization)
    found = tills.filter(id=certificate.till).select_for_update(of=("self",)).first()
    if found is not None:
        return found
    if UUID(certificate.store) not in {store.id for store in stores()}:
        raise CertificateRefused
    if tills.filter(code=certificate.till_code).exists():
        raise EnrolmentReplaced(till=certificate.till_code)
    made = Till.objects.create(
        organization_id=command.organization,
        id=certificate.till,
        store_id=certificate.store,
        code=certificate.till_code,
        name=certificate.till_code,
    )
    audit.record("till.created", person=None, subject=certificate.till, code=certificate.till_code)
    return made
