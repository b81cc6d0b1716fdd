"""Tills that sell as fast as the door takes it, with an outbox on disk: what was sealed survives, and is sent again
until an answer comes.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from comptoir.config.demo.goods import goods, prices_in
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import (
    BasketLine,
    Identity,
    Sealed,
    SimulatedTill,
    enrolment_request,
    new_private_key,
)

BATCH = 40
TIMEOUT_SECONDS = 10


class LoadTill(threading.Thread):
    """One till: it seals into its outbox, sends, and notes what was acknowledged."""

    def __init__(self, address: str, code: str, folder: Path, seed: int) -> None:
        super().__init__(daemon=True)
        self._parts = urlsplit(address)
        self._dice = random.Random(seed)
        self._outbox: list[Sealed] = []
        self._journal = (folder / f"outbox-{seed}").open("wb")
        self._draining = threading.Event()
        self._prices = prices_in(99)
        self.made: dict[str, int] = {}  # digest → gross, 0 for what is no sale
        self.acknowledged: set[str] = set()
        self.refused: list[str] = []
        self.cuts = 0
        self.ended_early = 0
        key = new_private_key()
        answer = self._enrol(enrolment_request(code, key, device=new_uuid7(), label=f"load {seed}"))
        self.chain = UUID(answer["chain"])
        self._token = answer["token"]
        self._till = SimulatedTill(
            Identity(
                organization=UUID(answer["organization"]),
                till=UUID(answer["till"]),
                till_code=answer["till_code"],
                chain=self.chain,
                enrolment=answer["enrolment"],
                certificate=answer["certificate"],
                token=answer["token"],
            ),
            key,
            datetime.now(UTC),
        )
        self._till.catalog_position = 1_000_000
        self._keep(self._till.start_chain(), 0)
        self._keep(self._till.open(10_000), 0)

    def run(self) -> None:
        try:
            self._sell_and_send()
        except BaseException:
            # A till that ended is a fault of the bench; what it has not sent counts as lost, and this says why.
            self.ended_early = 1
            raise

    def place_of(self, digest: str) -> str:
        """Where an entry is that the books do not hold."""
        return "in the outbox" if any(sealed.digest == digest for sealed in self._outbox) else "sent"

    def _sell_and_send(self) -> None:
        while not (self._draining.is_set() and not self._outbox):
            if not self._draining.is_set() and len(self._outbox) < BATCH:
                for _ in range(self._dice.randint(1, 12)):
                    self._sell()
                self._journal.flush()
                os.fsync(self._journal.fileno())
            self._send(self._outbox[:BATCH])

    def drain(self) -> None:
        """Sell no more; send what is left."""
        self._draining.set()

    def _sell(self) -> None:
        self._till.now = datetime.now(UTC)
        chosen = [self._dice.choice(goods()) for _ in range(self._dice.randint(1, 4))]
        lines = [
            BasketLine(self._prices[good.id], "S", good.tax_rate_ppm, item=good.id, name=good.name) for good in chosen
        ]
        sale = self._till.sell(lines)
        self._keep(sale, int(str(sale.body["gross"])))

    def _keep(self, sealed: Sealed, gross: int) -> None:
        self._journal.write(sealed.line + b"\n")
        self._outbox.append(sealed)
        self.made[sealed.digest] = gross

    def _send(self, batch: list[Sealed]) -> None:
        """Send; without an answer nothing is known, and the same entries go again."""
        try:
            connection = http.client.HTTPConnection(
                self._parts.hostname or "", self._parts.port, timeout=TIMEOUT_SECONDS
            )
            body = b"".join(sealed.line + b"\n" for sealed in batch)
            connection.request("POST", "/edge/v1/entries", body, {"Authorization": f"Bearer {self._token}"})
            response = connection.getresponse()
            read = response.read()
            connection.close()
        except (OSError, http.client.HTTPException):
            self.cuts += 1
            threading.Event().wait(0.05)
            return
        if response.status != 200:
            self.cuts += 1
            threading.Event().wait(0.05)
            return
        answers = json.loads(read)["answers"]
        for sealed, answer in zip(batch, answers, strict=True):
            assert answer["digest"] == sealed.digest
            if answer["status"] in ("stored", "already_stored"):
                self.acknowledged.add(sealed.digest)
            else:
                self.refused.append(f"{sealed.sequence} {answer}")
        del self._outbox[: len(batch)]

    def _enrol(self, request: object) -> dict:
        connection = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=TIMEOUT_SECONDS)
        connection.request("POST", "/edge/v1/enrol", json.dumps(request), {"Content-Type": "application/json"})
        response = connection.getresponse()
        read = response.read()
        assert response.status == 201, read
        return json.loads(read)
