"""The shop's own certificate authority: what it signs, and for which names.

The command line makes it for one name (`comptoir.config.lan`). Agents get names below that one, which its name
constraint allows and nothing else does.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Apple refuses more for public authorities; nothing is gained by more for ours, it is renewed in time.
CERTIFICATE_DAYS = 397
RENEW_BEFORE_DAYS = 60
SKEW = datetime.timedelta(days=1)  # a phone whose clock is late must not see a certificate from the future
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class LanFiles:
    """Where the authority and the certificate of one name lie. Keys are readable by us alone."""

    folder: Path
    name: str

    @property
    def authority(self) -> Path:
        """The authority's certificate: what a phone is asked to trust."""
        return self.folder / "authority.pem"

    @property
    def authority_key(self) -> Path:
        """The key that signs; it never leaves this folder."""
        return self.folder / "authority.key"

    @property
    def certificate(self) -> Path:
        """The server's certificate, followed by the authority's."""
        return self.folder / "certificate.pem"

    @property
    def key(self) -> Path:
        """The server's key."""
        return self.folder / "certificate.key"


def may_be_named(host: str, files: LanFiles) -> bool:
    """One label below the server's own name: never that name itself, or an agent could pass for the server."""
    label, dot, rest = host.partition(".")
    return bool(dot) and rest == files.name and LABEL.fullmatch(label) is not None


def sign_server_certificate(
    files: LanFiles, public_key: ec.EllipticCurvePublicKey, host: str, *, now: datetime.datetime
) -> str:
    """A certificate of a host's key, followed by the authority's, as PEM."""
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    authority_key = serialization.load_pem_private_key(files.authority_key.read_bytes(), password=None)
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])]))
        .issuer_name(authority.subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now - SKEW + datetime.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    chain = [certificate.public_bytes(serialization.Encoding.PEM), authority.public_bytes(serialization.Encoding.PEM)]
    return b"".join(chain).decode()
