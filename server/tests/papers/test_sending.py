"""A mail leaves over real SMTP, an SMS over real HTTP; what the other side says becomes a state."""

import email
import email.policy
import io
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as configured
from pypdf import PdfReader

from comptoir.messaging.mail import email_settings
from comptoir.papers.sending import deliver_due
from tests.databases import TestDatabase
from tests.papers.receipts import Sold, ask, sell
from tests.sales.shop import rows


class Mailbox:
    """Keeps what it is sent, and refuses whom it is told to refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = ""

    async def handle_RCPT(  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        return "250 OK"


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    use_mail(settings, f"smtp://127.0.0.1:{port}?tls=none")
    yield box
    controller.stop()


def use_mail(settings, url: str) -> None:
    settings.COMPTOIR_EMAIL_URL = url
    settings.COMPTOIR_EMAIL_FROM = "tickets@essai.example"
    for name, value in email_settings(url).items():
        setattr(settings, name, value)


@pytest.fixture
def sold(db: None, database: TestDatabase, settings, tmp_path: Path) -> Sold:
    settings.HOME = tmp_path
    settings.PUBLIC_ADDRESS = "https://tickets.example"
    return sell(database)


def send(sold: Sold, after: timedelta = timedelta(seconds=1)) -> int:
    return deliver_due(sold.shop.organization, datetime.now(UTC) + after)


def state(sold: Sold) -> tuple[object, ...]:
    [row] = rows("papers_delivery", sold.shop.organization)
    return row["state"], row["code"], row["attempts"]


def test_a_mail_carries_the_receipt_its_proof_and_a_file(sold: Sold, mailbox: Mailbox) -> None:
    delivery = ask(sold, language="de")

    assert send(sold) == 1
    assert send(sold) == 0

    [mail] = mailbox.mails
    number = f"A1-1-{sold.sale.sequence}"
    assert mail["To"] == "claire@example.fr"
    assert mail["From"] == "Centre <tickets@essai.example>"
    assert mail["Subject"] == f"Beleg {number} · Centre"
    assert mail["Message-ID"] == f"<{delivery}@essai.example>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Summe  10,05\u00a0€" in text.get_content()
    assert f"https://tickets.example/r/#{sold.essentials}" in text.get_content()
    assert f'href="https://tickets.example/r/#{sold.essentials}"' in html.get_content()
    [file] = list(mail.iter_attachments())
    assert (file.get_filename(), file.get_content_type()) == (f"{number}.pdf", "application/pdf")
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert "Beleg" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert state(sold) == ("sent", "", 1)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.1.1 no such user", ("failed", "address_refused", 1)),
        ("452 4.2.2 mailbox full", ("queued", "mailbox_busy", 1)),
    ],
)
def test_what_the_server_says_of_the_address_decides(
    sold: Sold, mailbox: Mailbox, answer: str, expected: tuple[object, ...]
) -> None:
    ask(sold)
    mailbox.answer = answer

    send(sold)

    assert mailbox.mails == []
    assert state(sold) == expected
    [row] = rows("papers_delivery", sold.shop.organization)
    assert str(row["detail"]) == answer.partition(" ")[2]


def test_a_server_that_is_away_is_tried_again_and_then_gets_it_once(sold: Sold, mailbox: Mailbox, settings) -> None:
    working = configured.EMAIL_PORT
    settings.EMAIL_PORT = 1
    ask(sold)

    send(sold)
    assert state(sold) == ("queued", "server_unreachable", 1)
    settings.EMAIL_PORT = working
    assert send(sold) == 0  # not before its pause
    assert send(sold, timedelta(minutes=2)) == 1
    assert state(sold) == ("sent", "", 2)
    assert len(mailbox.mails) == 1


def test_a_line_break_in_a_shop_s_name_makes_no_header(sold: Sold, mailbox: Mailbox, database: TestDatabase) -> None:
    import psycopg

    with psycopg.connect(database.owner) as connection:
        connection.execute(
            "UPDATE platform_store SET name = %s WHERE organization_id = %s",
            ["Centre\r\nBcc: all@example.fr", sold.shop.organization],
        )
    ask(sold)

    send(sold)

    [mail] = mailbox.mails
    assert mail["Bcc"] is None
    assert mail["Subject"].endswith("Centre Bcc: all@example.fr")


class Answers(BaseHTTPRequestHandler):
    """A provider of SMS that says what its server was told to say."""

    server: "Provider"

    def do_POST(self) -> None:  # http.server's name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers["Authorization"], body.decode()))
        status, answer = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        return


class Provider(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.got: list[tuple[str, str, str]] = []
        self.answer: tuple[int, dict[str, object]] = (201, {})


@contextmanager
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def test_a_generic_provider_gets_number_text_and_address_of_the_receipt(sold: Sold, settings) -> None:
    with provider() as service:
        settings.COMPTOIR_SMS_URL = f"http://s3cret@127.0.0.1:{service.server_port}/send"
        delivery = ask(sold, channel="sms", address="+33 6 12 34 56 78")
        send(sold)

    [(path, authorization, body)] = service.got
    assert (path, authorization) == ("/send", "Bearer s3cret")
    said = json.loads(body)
    assert (said["to"], said["id"]) == ("+33612345678", str(delivery))
    assert said["text"].startswith(f"Centre : Ticket A1-1-{sold.sale.sequence}.")
    assert said["text"].endswith(f"https://tickets.example/r/#{sold.essentials}")
    assert state(sold) == ("sent", "", 1)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((400, {"code": 21211, "message": "not a number"}), ("failed", "address_refused", 1)),
        ((400, {"code": 30000}), ("failed", "refused", 1)),
        ((401, {}), ("queued", "sign_in_refused", 1)),
        ((503, {}), ("queued", "server_unreachable", 1)),
        ((201, {}), ("sent", "", 1)),
    ],
)
def test_twilio_s_form_and_its_codes(
    sold: Sold, settings, answer: tuple[int, dict[str, object]], expected: tuple[object, ...]
) -> None:
    with provider() as service:
        service.answer = answer
        settings.COMPTOIR_SMS_URL = f"twilio://AC1:t0ken@+33700000000?api=http://127.0.0.1:{service.server_port}"
        ask(sold, channel="sms", address="0612345678")
        send(sold)

    [(path, authorization, body)] = service.got
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert authorization == "Basic QUMxOnQwa2Vu"
    assert body.startswith("To=%2B33612345678&From=%2B33700000000&Body=Centre+%3A")
    assert state(sold) == expected


def test_the_file_driver_writes_a_line_for_each(sold: Sold, settings, tmp_path: Path) -> None:
    settings.COMPTOIR_SMS_URL = f"file://{tmp_path}/out/sms.jsonl"
    ask(sold, channel="sms", address="0612345678")

    send(sold)

    [line] = (tmp_path / "out" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["to"] == "+33612345678"
