"""The till of the kill bench that keeps what was acknowledged, and sends it again when the server went back in time
(docs/developer/device-door.md, "After a restore").
"""

from __future__ import annotations

import http.client
import json
from hashlib import sha256
from pathlib import Path

from load import BATCH, LoadTill

from comptoir.journal import sign_hash, to_base64url
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed

PRESENT_TAG = b"comptoir-present-v1\n"


class PatientTill(LoadTill):
    """It never sells by itself: `sell` and `deliver` are called, one after the other."""

    def __init__(self, address: str, code: str, folder: Path, seed: int) -> None:
        self._kept: list[Sealed] = []
        super().__init__(address, code, folder, seed)
        self.presented = 0
        self.sent_again = 0

    def sell(self, count: int) -> None:
        for _ in range(count):
            self._sell()

    def deliver(self) -> None:
        while self._outbox:
            self._send(self._outbox[:BATCH])

    def catch_up(self) -> None:
        """Ask how far the server has this chain and send what is behind it; where it is not known, present it first."""
        status, answer = self._ask("/edge/v1/chains", {"chains": [str(self.chain)]})
        if status == 401:
            self._present()
            status, answer = self._ask("/edge/v1/chains", {"chains": [str(self.chain)]})
        assert status == 200, answer
        stored = answer["chains"][0]["stored"]
        missing = [sealed for sealed in self._kept if sealed.sequence > stored]
        self.sent_again += len(missing)
        self._outbox[:0] = missing
        self.deliver()

    def _keep(self, sealed: Sealed, gross: int) -> None:
        super()._keep(sealed, gross)
        self._kept.append(sealed)

    def _present(self) -> None:
        identity = self._till.identity
        said = PRESENT_TAG + f"{identity.certificate}\n{identity.token}".encode()
        device = {"id": str(new_uuid7()), "label": identity.till_code, "app_version": "bench", "user_agent": "bench"}
        proof = to_base64url(sign_hash(self._till.key, sha256(said).digest()))
        shown = {"certificate": identity.certificate, "token": identity.token, "proof": proof, "device": device}
        status, answer = self._ask("/edge/v1/present", shown)
        assert status == 201, answer
        self.presented += 1

    def _ask(self, path: str, body: object) -> tuple[int, dict]:
        connection = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=30)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        connection.request("POST", path, json.dumps(body), headers)
        response = connection.getresponse()
        read = response.read()
        connection.close()
        return response.status, json.loads(read)
