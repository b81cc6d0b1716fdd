"""Passkeys: making one, and proving by one who somebody is (WebAuthn level 2, by the library `webauthn`)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import IntegrityError, transaction
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json_dict,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from comptoir.identity.commands import SuspectPasskey
from comptoir.identity.errors import PasskeyKnown, PasskeyRefused, PasskeySuspected
from comptoir.identity.models import Passkey, User
from comptoir.identity.operations import suspect_passkey
from comptoir.identity.public import memberships_of
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import is_joint

# What both the server and a till's WebCrypto verify. Windows Hello makes RS256, everybody else ES256.
ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256]
LABEL_MAX = 60
CREDENTIAL_MAX = 20_000
# What a device can answer that is no proof; the library raises its own errors and those of what it parses with.
NO_PROOF = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the ceremony takes place: a passkey is made for a host name, and used on its origin."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey as its owner sees it."""

    id: UUID
    label: str
    made_at: datetime
    used_at: datetime | None
    suspected_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPasskey:
    """What a device answered to `registration_options`, as JSON."""

    user: UUID
    credential: str
    challenge: str
    site: Site
    label: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UsePasskey:
    """What a device answered to `authentication_options`, as JSON."""

    credential: str
    challenge: str
    site: Site
    now: datetime


def registration_options(user: UUID, site: Site, shop: str) -> dict[str, Any]:
    """What a browser needs to make a passkey; its `challenge` is expected back."""
    person = User.objects.get(pk=user)
    known = Passkey.objects.filter(user_id=user, rp_id=site.rp_id).values_list("credential_id", flat=True)
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=shop,
        user_id=person.pk.bytes,
        user_name=person.email,
        user_display_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(credential)) for credential in known],
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json_dict(options)


def authentication_options(site: Site) -> dict[str, Any]:
    """What a browser needs to prove by any passkey of this host who somebody is."""
    options = generate_authentication_options(rp_id=site.rp_id, user_verification=UserVerificationRequirement.REQUIRED)
    return options_to_json_dict(options)


def add_passkey(command: AddPasskey) -> UUID:
    """Keep a new passkey of a user. Not an `@operation`: users belong to no organization."""
    try:
        made = verify_registration_response(
            credential=_read(command.credential),
            expected_challenge=base64url_to_bytes(command.challenge),
            expected_rp_id=command.site.rp_id,
            expected_origin=command.site.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
        decoded = decode_credential_public_key(made.credential_public_key)
        key = decoded_public_key_to_cryptography(decoded)
    except NO_PROOF:
        raise PasskeyRefused from None
    key_id = new_uuid7()
    row = Passkey(
        id=key_id,
        user_id=command.user,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        spki=key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        algorithm=decoded.alg,
        rp_id=command.site.rp_id,
        label=command.label.strip()[:LABEL_MAX],
        count=made.sign_count,
        made_at=command.now,
    )
    try:
        with transaction.atomic(durable=not is_joint()):
            row.save(force_insert=True)
    except IntegrityError:
        raise PasskeyKnown from None
    return key_id


def use_passkey(command: UsePasskey) -> UUID:
    """Whose passkey answered. The row is locked: two who use two copies of a key at once are both counted.

    That a key is suspected is kept although the proof is refused.
    """
    try:
        credential = _read(command.credential)
        credential_id = base64url_to_bytes(str(credential["rawId"]))
    except NO_PROOF:
        raise PasskeyRefused from None
    with transaction.atomic(durable=True):
        row = Passkey.objects.select_for_update(of=("self",)).filter(credential_id=credential_id).first()
        if row is None:
            raise PasskeyRefused
        if row.suspected_at is not None:
            raise PasskeySuspected
        try:
            # The count is judged below, where what it means can be kept.
            proved = verify_authentication_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(command.challenge),
                expected_rp_id=command.site.rp_id,
                expected_origin=command.site.origin,
                credential_public_key=bytes(row.public_key),
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except NO_PROOF:
            raise PasskeyRefused from None
        is_copy = (proved.new_sign_count or row.count) and proved.new_sign_count <= row.count
        if is_copy:
            row.suspected_at = command.now
        else:
            row.count, row.used_at = proved.new_sign_count, command.now
        row.save()
        user_id: UUID = row.user_id
    if is_copy:
        for member in memberships_of(user_id):
            suspect_passkey(SuspectPasskey(organization=member.organization, user=user_id, label=row.label))
        raise PasskeySuspected
    return user_id


def remove_passkey(*, user: UUID, passkey: UUID) -> bool:
    """Forget a passkey of this user. Answers whether there was one."""
    with transaction.atomic(durable=not is_joint()):
        removed, _ = Passkey.objects.filter(user_id=user, pk=passkey).delete()
    return removed > 0


def passkeys_of(user: UUID) -> list[PasskeyView]:
    """A user's passkeys, oldest first."""
    rows = Passkey.objects.filter(user_id=user).order_by("id")
    return [PasskeyView(row.id, row.label, row.made_at, row.used_at, row.suspected_at) for row in rows]


def _read(credential: str) -> dict[str, Any]:
    if len(credential) > CREDENTIAL_MAX:
        raise ValueError("too long to be a credential")
    read = json.loads(credential)
    if not isinstance(read, dict):
        raise TypeError("no credential")
    return read
