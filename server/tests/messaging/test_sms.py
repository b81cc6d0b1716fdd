"""What a provider is asked, and what becomes of an answer that is none; tests/papers prove deliveries of receipts."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import parse_qs

import pytest

from comptoir.messaging.errors import TryLater
from comptoir.messaging.sms import Driver, Sms, driver_of
from tests.papers.test_sending import provider

TEXT = Sms(to="+33612345678", text="Bonjour", id="1")
SERVICE = "MG0123456789abcdef0123456789ABCDEF"


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("+33700000000", {"From": ["+33700000000"]}),
        ("LeComptoir", {"From": ["LeComptoir"]}),
        ("Le%20Comptoir", {"From": ["Le Comptoir"]}),
        (SERVICE, {"MessagingServiceSid": [SERVICE]}),
    ],
)
def test_customers_see_the_sender_as_the_shop_wrote_it(sender: str, expected: dict[str, list[str]]) -> None:
    with provider() as service:
        driver = driver_of(f"twilio://AC1:t0ken@{sender}?api=http://127.0.0.1:{service.server_port}")
        assert driver is not None
        driver.send(TEXT)

    [(_path, _authorization, body)] = service.got
    assert parse_qs(body) == {"To": ["+33612345678"], "Body": ["Bonjour"], **expected}


@pytest.mark.parametrize("said", [b"no http at all\r\n\r\n", b""])
def test_an_answer_that_is_none_is_tried_again(said: bytes) -> None:
    with answering(said) as driver, pytest.raises(TryLater) as refused:
        driver.send(TEXT)

    assert refused.value.code == "server_unreachable"
    assert refused.value.detail != ""


def test_what_was_taken_is_not_sent_twice_because_the_answer_breaks_off() -> None:
    with answering(b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\nhalf") as driver:
        driver.send(TEXT)


@contextmanager
def answering(said: bytes) -> Iterator[Driver]:
    """A provider that answers these bytes, once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(said)

        Thread(target=answer, daemon=True).start()
        driver = driver_of(f"http://s3cret@127.0.0.1:{listening.getsockname()[1]}/send")
        assert driver is not None
        yield driver
