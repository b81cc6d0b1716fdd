"""A key in software that signs like a card. For demonstrations and tests: no receipt of it counts before the law."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from comptoir_at.register import CLOSED_SYSTEM, DeviceFailed

DEMONSTRATION_TRUST_CENTER = "AT100"
"""No trust center has this number: a receipt that names it says by itself that it is for demonstration."""

_EPOCH = datetime(2016, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class SoftwareDevice:
    """`is_out` is the pulled plug."""

    private_key: ec.EllipticCurvePrivateKey
    trust_center: str
    key_id: str
    certificate: bytes | None
    issuer: bytes | None = None
    is_out: bool = False
    asked: int = field(default=0, compare=False)

    def sign(self, message: bytes) -> bytes:
        self.asked += 1
        if self.is_out:
            raise DeviceFailed(self.key_id)
        r, s = decode_dss_signature(self.private_key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    @property
    def public_key(self) -> bytes:
        """SubjectPublicKeyInfo in DER."""
        return self.private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @classmethod
    def closed(cls, company: str, key: str) -> "SoftwareDevice":
        """A closed system: no certificate; the receipt names company and key."""
        return cls(ec.generate_private_key(ec.SECP256R1()), CLOSED_SYSTEM, f"{company}-{key}", None)

    @classmethod
    def certified_by_itself(cls, name: str) -> "SoftwareDevice":
        """An open system: a certificate of our own making, with the serial number that the receipt names."""
        private_key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} (demonstration only)")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(private_key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(_EPOCH)
            .not_valid_after(_EPOCH + timedelta(days=365 * 30))
            .sign(private_key, hashes.SHA256())
        )
        return cls(
            private_key,
            DEMONSTRATION_TRUST_CENTER,
            f"{certificate.serial_number:x}",
            certificate.public_bytes(Encoding.DER),
        )
