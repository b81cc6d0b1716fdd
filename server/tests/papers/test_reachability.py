"""The public page is reachable when a stranger gets our own proof from it, and for no other reason."""

import datetime
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from comptoir.papers.commands import NotePublicPage
from comptoir.papers.operations import note_public_page
from comptoir.papers.reachability import Look, is_outside, look, proof_of
from tests.sales.shop import count, rows


class Page(BaseHTTPRequestHandler):
    server: "Pages"

    def do_GET(self) -> None:  # http.server's name
        status, body = self.server.answer(self.path)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", body)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        return


class Pages(HTTPServer):
    def __init__(self, answer: Callable[[str], tuple[int, str]], context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.answer = answer
        self.socket = context.wrap_socket(self.socket, server_side=True)


def ours(path: str) -> tuple[int, str]:
    if path.startswith("/api/v1/reachable/"):
        return 200, proof_of(path.rsplit("/", 1)[1])
    return 200, '<main id="receipt"></main>'


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@contextmanager
def served(certificate: Path, answer: Callable[[str], tuple[int, str]]) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Pages(answer, context)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def seen(certificate: Path, answer: Callable[[str], tuple[int, str]]) -> str:
    """What a look brings whose stranger trusts the certificate and counts loopback as outside."""
    trusting = ssl.create_default_context(cafile=str(certificate))
    with served(certificate, answer) as address:
        found = look(address, accepts=lambda _: True, context=trusting)
    assert found.is_reachable == (found.code == "")
    return found.code


def test_our_own_proof_and_page_are_reachable(certificate: Path) -> None:
    assert seen(certificate, ours) == ""


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda path: (200, "<h1>Welcome to nginx</h1>"), "other_answer"),
        (lambda path: (404, ""), "other_answer"),
        (lambda path: (200, proof_of("another nonce")), "other_answer"),
        (lambda path: (302, "https://elsewhere.example/"), "other_answer"),
        (lambda path: ours(path) if "reachable" in path else (200, "no page"), "page_missing"),
    ],
)
def test_anybody_else_is_not_us(certificate: Path, answer: Callable[[str], tuple[int, str]], code: str) -> None:
    assert seen(certificate, answer) == code


def test_a_certificate_that_no_phone_trusts_is_said(certificate: Path) -> None:
    with served(certificate, ours) as address:
        assert look(address, accepts=lambda _: True) == Look(is_reachable=False, code="bad_certificate")


def test_what_strangers_cannot_reach_is_said_without_asking() -> None:
    assert look("").code == "no_address"
    assert look("http://tickets.example").code == "not_https"
    assert look("https://no-such-name.invalid").code == "name_unknown"
    assert look("https://127.0.0.1:1").code == "private_address"
    assert look("https://127.0.0.1:1", accepts=lambda _: True).code == "no_connection"


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("8.8.8.8", True),
        ("192.168.1.5", False),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("2606:4700::1111", True),
    ],
)
def test_private_networks_are_inside(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


def test_tills_are_told_only_when_it_changes(organization: UUID) -> None:
    def note(is_reachable: bool, *channels: str, address: str = "https://t.example") -> bool:
        command = NotePublicPage(
            organization=organization,
            address=address,
            channels=channels,
            is_reachable=is_reachable,
            code="" if is_reachable else "no_connection",
            now=datetime.datetime(2026, 11, 22, 12, tzinfo=UTC),
        )
        return note_public_page(command)

    told = [note(False, address=""), note(False), note(True), note(True), note(False)]
    assert told == [False, True, True, False, True]
    # An administrator has set up mail and SMS, and started the server again.
    assert [note(False, "email"), note(False, "email", "sms"), note(False, "email", "sms")] == [True, True, False]
    assert count("catalog_feed", organization) == 5
    [row] = rows("papers_public_page", organization)
    assert (row["is_reachable"], row["code"], row["channels"]) == (False, "no_connection", "email sms")
