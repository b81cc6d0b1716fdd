"""A terminal that speaks nexo on the local network: one encrypted question over HTTPS, one answer, and a status."""

import asyncio
import datetime
import json
import secrets
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comptoir_agent.lines import CONNECT_SECONDS, LineFault, Streams, Tcp, hang_up
from comptoir_agent.paying.nexo import http
from comptoir_agent.paying.nexo.crypto import Forged, seal, unseal_document
from comptoir_agent.paying.nexo.messages import (
    CATEGORIES,
    abort_request,
    header,
    read_answer,
    read_status,
    request,
    status_request,
)
from comptoir_agent.paying.nexo.settings import NexoSettings
from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import Lost, NotSent, Said, Wish

PATH = "/nexo"
BROKEN = (OSError, LineFault, TimeoutError, http.Garbled, Forged)
# Longer than those of payments, so that none is ever taken for one of them.
SERVICE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for a customer who looks for a card, for a short answer, and until what was lost can't come any more."""

    answer: float = 180.0
    short: float = 10.0
    late: float = 5.0


def tls_of(certificate: Path | None) -> ssl.SSLContext:
    """A terminal is no web site: its certificate names a serial number, and no host."""
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    if certificate is None:
        context.verify_mode = ssl.CERT_NONE
    return context


class NexoTerminal:
    """See the module. `tls` is None only before a virtual terminal that wants none."""

    has_references = True
    confirms_refusals = False

    def __init__(
        self, line: Tcp, settings: NexoSettings, *, tls: ssl.SSLContext | None, asks_tip: bool = False,
        patience: Patience = Patience(),
    ) -> None:  # fmt: skip
        self._line = line
        self._ends = settings.ends
        self._key = settings.key
        self._tls = tls
        self._asks_tip = asks_tip
        self._patience = patience
        self._wants_end = asyncio.Event()
        self.late_seconds = patience.late

    async def start(
        self, wish: Wish, *, leaving: Callable[[], None], step: Callable[[str], None], reference: str = "",
        original: Result | None = None,
    ) -> Said:  # fmt: skip
        """See `Terminal`: what was asked before goes by the acquirer's name of it, which only this agent knows."""
        self._wants_end.clear()
        if wish.kind not in CATEGORIES:
            raise NotSent("not_possible")
        head = header(CATEGORIES[wish.kind], reference, self._ends)
        words = request(wish, head, _now(), asks_tip=self._asks_tip, original=original)
        streams = await self._connect()
        breaker = asyncio.create_task(self._abort_when_wished(wish, reference))
        try:
            if self._wants_end.is_set():
                raise NotSent("cancelled")
            leaving()
            try:
                step("insert_card")
                answer = await self._ask(streams, words, head, self._patience.answer)
            except BROKEN as fault:
                raise Lost(str(fault)) from None
            return read_answer(answer, head, wish, reference)
        finally:
            breaker.cancel()
            await hang_up(streams[1])

    def cancel(self) -> None:
        self._wants_end.set()

    async def query(self, reference: str = "", wish: Wish | None = None) -> Said | None:
        """TransactionStatus, by the number under which it left."""
        if wish is None or wish.kind not in CATEGORIES:
            return None
        head = header("TransactionStatus", _service(), self._ends)
        streams = await self._connect()
        try:
            answer = await self._ask(streams, status_request(wish, head, reference), head, self._patience.short)
        except BROKEN as fault:
            raise Lost(str(fault)) from None
        finally:
            await hang_up(streams[1])
        return read_status(answer, head, wish, reference, self._ends)

    async def is_there(self) -> bool:
        try:
            streams = await self._connect()
        except NotSent:
            return False
        await hang_up(streams[1])
        return True

    async def _connect(self) -> Streams:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await asyncio.open_connection(self._line.host, self._line.port, ssl=self._tls)
        except OSError:  # also TimeoutError and what TLS refuses
            raise NotSent("no_answer") from None

    async def _ask(self, streams: Streams, words: str, head: dict[str, str], seconds: float) -> dict[str, Any]:
        body = await self._say(streams, words, head, seconds)
        try:
            envelope = json.loads(body)["SaleToPOIResponse"]
        except (ValueError, KeyError, TypeError) as wrong:
            raise Forged(str(wrong)) from None
        if not isinstance(envelope, dict):
            raise Forged("no envelope")
        return unseal_document(envelope, self._key)

    async def _say(self, streams: Streams, words: str, head: dict[str, str], seconds: float) -> bytes:
        sealed = json.dumps({"SaleToPOIRequest": seal(words, head, self._key)}).encode()
        streams[1].write(http.post(f"{self._line.host}:{self._line.port}", PATH, sealed))
        async with asyncio.timeout(seconds):
            await streams[1].drain()
            return await http.answer(streams)

    async def _abort_when_wished(self, wish: Wish, reference: str) -> None:
        """On a line of its own; what the payment's own answer says counts."""
        await self._wants_end.wait()
        head = header("Abort", _service(), self._ends)
        with suppress(NotSent, *BROKEN):
            streams = await self._connect()
            try:
                await self._say(streams, abort_request(wish, head, reference), head, self._patience.short)
            finally:
                await hang_up(streams[1])


def _service() -> str:
    return str(secrets.randbelow(9 * 10 ** (SERVICE_DIGITS - 1)) + 10 ** (SERVICE_DIGITS - 1))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
