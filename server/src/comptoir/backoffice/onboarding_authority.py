"""The authority that phones are asked to trust, as the trust page hands it out. It holds no secret.

The command line makes it (`comptoir.config.lan`); here it is only read.
"""

import datetime
import plistlib
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization


@dataclass(frozen=True, slots=True)
class Authority:
    """What a person compares and a phone installs."""

    name: str
    der: bytes
    fingerprint: str
    valid_until: datetime.date

    @property
    def mobileconfig(self) -> bytes:
        """The configuration profile by which an iPhone installs the authority.

        Its identifiers follow from the certificate, so that installing it twice replaces it.
        """
        identity = uuid.uuid5(uuid.NAMESPACE_OID, self.fingerprint)
        payload = {
            "PayloadType": "com.apple.security.root",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"org.comptoir.authority.{identity}.root",
            "PayloadUUID": str(uuid.uuid5(identity, "root")),
            "PayloadDisplayName": f"Comptoir {self.name}",
            "PayloadCertificateFileName": "comptoir.crt",
            "PayloadContent": self.der,
        }
        profile = {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"org.comptoir.authority.{identity}",
            "PayloadUUID": str(identity),
            "PayloadDisplayName": f"Comptoir {self.name}",
            "PayloadDescription": f"{self.name}",
            "PayloadContent": [payload],
        }
        return plistlib.dumps(profile)


def read_authority(certificate: Path, name: str) -> Authority:
    """Read the authority of a name from its certificate file."""
    authority = x509.load_pem_x509_certificate(certificate.read_bytes())
    digest = authority.fingerprint(hashes.SHA256()).hex().upper()
    return Authority(
        name=name,
        der=authority.public_bytes(serialization.Encoding.DER),
        fingerprint=":".join(digest[at : at + 2] for at in range(0, len(digest), 2)),
        valid_until=authority.not_valid_after_utc.date(),
    )
