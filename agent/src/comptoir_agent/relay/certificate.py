"""The agent's TLS certificate from the shop's own authority: fetched when it joins, renewed by itself.

Phones trust that authority already, so nobody copies files. A certificate that the settings name goes before it.
"""

import asyncio
import datetime
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir_agent.files import write_durably
from comptoir_agent.relay.shop import Shop, open_session, reason
from comptoir_agent.service.pairs import encode

log = logging.getLogger(__name__)

RENEW_BEFORE = datetime.timedelta(days=60)
LOOK_SECONDS = 86_400.0
AGAIN_SECONDS = 600.0


class NotCertified(Exception):
    """No certificate came; the text says why, for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Certificate and key in one file each, readable by the agent alone."""

    state: Path

    @property
    def certificate(self) -> Path:
        return self.state / "tls.pem"

    def ends_soon(self, now: datetime.datetime) -> bool:
        """Also where there is none, or none that can be read."""
        try:
            certificate = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        except (OSError, ValueError):
            return True
        return certificate.not_valid_after_utc - now < RENEW_BEFORE

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate)
        return context


async def fetch_certificate(state: Path, shop: Shop) -> TlsFiles:
    """A new key, and the shop's word on it for the name of the address that we told. Raises `NotCertified`."""
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    headers = {"Authorization": f"Bearer {shop.token}"}
    door = f"{shop.server}/edge/v1/agents/certificate"
    try:
        wish = {"public_key": encode(point)}
        async with open_session(state) as session, session.post(door, json=wish, headers=headers) as answer:
            said = await answer.json(content_type=None)
            if answer.status != 200:
                raise NotCertified(f"the server refuses: {reason(said, answer.status)}")
            chain = str(said["certificate"]).encode()
        if x509.load_pem_x509_certificate(chain).public_key() != key.public_key():
            raise NotCertified("the server certified another key")
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
        raise NotCertified(f"{shop.server} does not answer: {error}") from None
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    # One file: a power cut must not leave a key beside another key's certificate.
    files = TlsFiles(state)
    write_durably(files.certificate, pem + chain)
    return files


class Renewal:
    """Looks once a day, and puts a new certificate under connections that begin from then on."""

    def __init__(
        self, state: Path, shop: Shop, context: ssl.SSLContext, *, now: Callable[[], datetime.datetime]
    ) -> None:
        self._files = TlsFiles(state)
        self._shop = shop
        self._context = context
        self._now = now
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="certificate")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS if await self.look() else AGAIN_SECONDS)

    async def look(self) -> bool:
        """Whether the certificate lasts, now or again."""
        if not self._files.ends_soon(self._now()):
            return True
        try:
            await fetch_certificate(self._files.state, self._shop)
        except NotCertified as refused:
            log.warning("the certificate is not renewed: %s", refused)
            return False
        self._context.load_cert_chain(self._files.certificate)
        return True
