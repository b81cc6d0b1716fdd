"""A small authenticator in software: what a phone answers to a WebAuthn request, so that tests can lie as well."""

import json
from dataclasses import dataclass, field
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from comptoir.journal import to_base64url
from comptoir.kernel import new_uuid7

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One P-256 key on one device. `count` is what it says next time, when it counts at all."""

    rp_id: str = "testserver"
    origin: str = "http://testserver"
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: new_uuid7().bytes)

    def register(self, challenge: str, *, flags: int = PRESENT | VERIFIED | ATTESTED) -> str:
        """The answer to `registration_options`, with attestation "none"."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(cose)
        data = self._data(flags) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", challenge)
        return self._written({"clientDataJSON": client, "attestationObject": attestation})

    def answer(self, challenge: str, *, flags: int = PRESENT | VERIFIED, origin: str = "") -> str:
        """The answer to `authentication_options`."""
        data = self._data(flags)
        client = self._client("webauthn.get", challenge, origin)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._written({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, flags: int) -> bytes:
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str = "") -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin or self.origin}).encode()

    def _written(self, response: dict[str, bytes]) -> str:
        name = to_base64url(self.credential_id)
        parts = {part: to_base64url(value) for part, value in response.items()}
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": parts, "clientExtensionResults": {}}
        )
