"""The certificates of --lan, by real handshakes: a phone that trusts our authority, and what it must not accept."""

import contextlib
import datetime
import plistlib
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir.backoffice.onboarding_authority import read_authority
from comptoir.config.lan import NotAName, ensure_certificates, lan_files
from comptoir.platform.lan_authority import LanFiles

NAME = "comptoir.local"
NOW = datetime.datetime.now(datetime.UTC)


@pytest.fixture
def files(tmp_path: Path) -> LanFiles:
    files = lan_files(tmp_path / "tls", NAME)
    ensure_certificates(files, now=NOW)
    return files


@contextlib.contextmanager
def served(certificate: Path, key: Path) -> Iterator[int]:
    """A TLS server on a loopback port, for one handshake after the other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                secure.sendall(b"open")

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def phone(authority: Path, *, at: int, name: str) -> bytes:
    """Connect as a phone does that trusts only our authority and has found `name` at this address."""
    context = ssl.create_default_context(cafile=str(authority))
    with (
        socket.create_connection(("127.0.0.1", at)) as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        return secure.recv(4)


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_a_phone_that_trusts_the_authority_gets_in_under_the_fixed_name(files: LanFiles) -> None:
    with served(files.certificate, files.key) as port:
        assert phone(files.authority, at=port, name=NAME) == b"open"


@pytest.mark.parametrize("name", ["127.0.0.1", "comptoir.example", "other.local"])
def test_any_other_name_is_refused(files: LanFiles, name: str) -> None:
    with served(files.certificate, files.key) as port, pytest.raises(ssl.SSLCertVerificationError):
        phone(files.authority, at=port, name=name)


def test_a_phone_that_does_not_trust_it_is_warned(files: LanFiles) -> None:
    with (
        served(files.certificate, files.key) as port,
        socket.create_connection(("127.0.0.1", port)) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname=NAME)


@pytest.mark.parametrize("victim", ["bank.example", "127.0.0.1"])
def test_a_stolen_authority_cannot_speak_for_anybody_else(files: LanFiles, tmp_path: Path, victim: str) -> None:
    authority_key = serialization.load_pem_private_key(files.authority_key.read_bytes(), password=None)
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    names: list[x509.GeneralName] = [x509.DNSName(victim)]
    if victim[0].isdigit():
        import ipaddress

        names = [x509.IPAddress(ipaddress.ip_address(victim))]
    forged = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(load(files.authority).subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - datetime.timedelta(hours=1))
        .not_valid_after(NOW + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    certificate, private = tmp_path / "forged.pem", tmp_path / "forged.key"
    certificate.write_bytes(forged.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

    with (
        served(certificate, private) as port,
        pytest.raises(ssl.SSLCertVerificationError, match=r"subtree|name constraints"),
    ):
        phone(files.authority, at=port, name=victim)


def test_keys_are_private_and_lifetimes_bounded(files: LanFiles) -> None:
    for path in (files.authority_key, files.key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700
    certificate, authority = load(files.certificate), load(files.authority)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == datetime.timedelta(days=397)
    assert authority.not_valid_after_utc - NOW > datetime.timedelta(days=3649)


def test_a_second_start_changes_nothing(files: LanFiles) -> None:
    before = {path.name: path.read_bytes() for path in files.folder.iterdir()}

    assert not ensure_certificates(files, now=NOW + datetime.timedelta(days=300))

    assert {path.name: path.read_bytes() for path in files.folder.iterdir()} == before


def test_a_certificate_that_ends_soon_is_renewed_and_the_authority_stays(files: LanFiles) -> None:
    authority, certificate = files.authority.read_bytes(), load(files.certificate)

    assert ensure_certificates(files, now=NOW + datetime.timedelta(days=340))

    assert files.authority.read_bytes() == authority
    assert load(files.certificate).not_valid_after_utc > certificate.not_valid_after_utc
    with served(files.certificate, files.key) as port, pytest.raises(ssl.SSLCertVerificationError, match="not yet"):
        phone(files.authority, at=port, name=NAME)  # today it is a certificate from the future


@pytest.mark.parametrize("damage", ["missing key", "other key", "cut certificate"])
def test_a_power_cut_between_the_files_is_repaired(files: LanFiles, damage: str) -> None:
    match damage:
        case "missing key":
            files.key.unlink()
        case "other key":
            files.key.write_bytes(files.authority_key.read_bytes())
        case _:
            files.certificate.write_bytes(files.certificate.read_bytes()[:100])

    assert ensure_certificates(files, now=NOW)

    with served(files.certificate, files.key) as port:
        assert phone(files.authority, at=port, name=NAME) == b"open"


@pytest.mark.parametrize(
    "name", ["192.168.1.20", "comptoir", "", "a..b", "-a.local", "../tls.local", "a b.local", "1.2", "::1"]
)
def test_an_address_or_half_a_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotAName):
        lan_files(tmp_path, name)


def test_the_profile_for_an_iphone_holds_the_authority_and_replaces_itself(files: LanFiles) -> None:
    authority = read_authority(files.authority, NAME)

    first, second = (
        plistlib.loads(authority.mobileconfig),
        plistlib.loads(read_authority(files.authority, NAME).mobileconfig),
    )

    assert first == second
    [payload] = first["PayloadContent"]
    assert payload["PayloadType"] == "com.apple.security.root"
    assert x509.load_der_x509_certificate(payload["PayloadContent"]) == load(files.authority)
    assert len(authority.fingerprint) == 32 * 3 - 1
