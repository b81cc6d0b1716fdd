"""The certificates of `--lan`: an authority that can vouch for one name only, and a certificate for that name.

Without a secure context a browser has no key store, no camera and no service worker, so a till on a phone needs TLS
under a name that stays the same. People are asked to trust our authority on their phones; the name constraint is what
makes that a small thing to ask: stolen, its key could still not speak for a bank.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
import sys
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from comptoir.backoffice.onboarding_authority import read_authority
from comptoir.platform.lan_authority import RENEW_BEFORE_DAYS, SKEW, LanFiles, sign_server_certificate
from comptoir.platform.postgres_files import write_private

AUTHORITY_DAYS = 3_650
NAME_PATTERN = re.compile(r"(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


class NotAName(ValueError):
    """`--lan-name` is not a host name; an address would strand the till's key and its unsent sales when it changes."""


def lan_files(tls: Path, name: str) -> LanFiles:
    """The files of a name; each name has its own authority, because an authority is bound to its name."""
    if not NAME_PATTERN.fullmatch(name) or re.fullmatch(r"[0-9.]+", name):
        raise NotAName(
            f"“{name}” cannot be the name of the shop's server: write a name with a dot, such as comptoir.local."
        )
    return LanFiles(folder=tls / name, name=name)


def ensure_certificates(files: LanFiles, *, now: datetime.datetime) -> bool:
    """Make what is missing and renew what ends soon; True when the server's certificate is a new one."""
    files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (files.authority.exists() and files.authority_key.exists()):
        _make_authority(files, now)
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    if _is_good(files, authority, now):
        return False
    _make_certificate(files, now)
    return True


def _make_authority(files: LanFiles, now: datetime.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Comptoir"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Comptoir {files.name}"[:64]),
        ]
    )
    any_address = [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + datetime.timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.NameConstraints(
                permitted_subtrees=[x509.DNSName(files.name)],
                excluded_subtrees=[x509.IPAddress(network) for network in any_address],
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    write_private(files.authority_key, _pem_key(key))
    write_private(files.authority, certificate.public_bytes(serialization.Encoding.PEM).decode())


def _make_certificate(files: LanFiles, now: datetime.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    write_private(files.key, _pem_key(key))
    write_private(files.certificate, sign_server_certificate(files, key.public_key(), files.name, now=now))


def _is_good(files: LanFiles, authority: x509.Certificate, now: datetime.datetime) -> bool:
    """Whether the certificate lasts, is ours and fits its key: a power cut between two files must not stop a shop."""
    try:
        certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
        key = serialization.load_pem_private_key(files.key.read_bytes(), password=None)
        certificate.verify_directly_issued_by(authority)
    except (OSError, ValueError, TypeError, InvalidSignature):  # whatever is wrong with it, the cure is a new one
        return False
    lasts = certificate.not_valid_after_utc - now > datetime.timedelta(days=RENEW_BEFORE_DAYS)
    return lasts and certificate.not_valid_before_utc <= now and key.public_key() == certificate.public_key()


def _pem_key(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def main(arguments: list[str]) -> int:
    """`python -m comptoir.config.lan <tls folder> <name> [tell]`: what the supervisor runs at start and once a day.

    A process of its own, so that the supervisor stays small. With `tell` it says what people must compare.
    """
    folder, name, *tell = arguments
    files = lan_files(Path(folder), name)
    ensure_certificates(files, now=datetime.datetime.now(datetime.UTC))
    if tell:
        authority = read_authority(files.authority, name)
        print(f"Phones are asked to trust the authority of {name}; its fingerprint (SHA-256) is")
        print(f"  {authority.fingerprint}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
