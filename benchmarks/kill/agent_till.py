"""A till that leaves what it seals with an agent of the shop, and the agent that is killed meanwhile."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from load import LoadTill

from comptoir.config.demo.rehearsal import Rehearsal, free_port
from comptoir.journal import dump_public_key, to_base64url
from comptoir.sales.simulation import Sealed
from comptoir_agent.service.pairs import QUESTION_TAG, Pairs, question, sign
from comptoir_agent.service.relaying import PAIR_TAG
from comptoir_agent.simulate.hands import PROGRAM, SECONDS_MAX

FOLDER = Path(__file__).resolve().parent
KEPT = ("kept", "already_kept")
START_SECONDS = 120


@dataclass
class BenchAgent:
    """The real agent, joined to the rehearsed shop."""

    shop: Rehearsal
    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> Path:
        return self.folder / "agent.toml"

    @property
    def public_key(self) -> str:
        return Pairs(self.folder / "state").public_key

    def keeps(self, line: bytes) -> bool:
        """Whether an entry lies on its disk, brought to the server or not."""
        return any(line in path.read_bytes() for path in (self.folder / "state" / "relay").glob("*.lines"))

    def join(self) -> None:
        self.folder.mkdir(parents=True)
        address = f"http://localhost:{self.port}"
        self.settings.write_text(f'name = "Bench"\nport = {self.port}\naddress = "{address}"\n', encoding="utf-8")
        code = self.shop.run([str(FOLDER / "agent_code.py")]).splitlines()[-1]
        invitation = f"{self.shop.address}/#code={code}"
        subprocess.run([*PROGRAM, "join", str(self.settings), invitation], check=True, capture_output=True)
        self.start()

    def start(self) -> None:
        """It answers when this returns; on a machine that is busy it reads what it keeps for a while first."""
        self._process = subprocess.Popen([*PROGRAM, "serve", str(self.settings)], stderr=subprocess.DEVNULL)
        ends = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < ends:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError(f"the agent does not answer; it ended with {self._process.poll()}")

    def kill(self) -> None:
        """SIGKILL."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=SECONDS_MAX)


class AgentTill(LoadTill):
    """It never speaks to the server: what the agent says it keeps, counts as acknowledged."""

    def __init__(self, agent: BenchAgent, code: str, folder: Path, seed: int) -> None:
        self.sealed: list[Sealed] = []
        super().__init__(agent.shop.address, code, folder, seed)
        self._agent = agent
        self._pair()

    def place_of(self, digest: str) -> str:
        [sealed] = [one for one in self.sealed if one.digest == digest]
        return "on the agent's disk" if self._agent.keeps(sealed.line) else super().place_of(digest)

    def _pair(self) -> None:
        identity, key = self._till.identity, self._till.key
        self._point = dump_public_key(key.public_key())
        proof = sign(key, f"{PAIR_TAG}\n{self._agent.public_key}\n{self._point}")
        wish = {"certificate": identity.certificate, "public_key": self._point, "name": "Bench", "proof": proof}
        status, answer = self._post("/v1/pair-by-certificate", json.dumps(wish).encode(), {})
        assert status == 201, answer

    def _keep(self, sealed: Sealed, gross: int) -> None:
        super()._keep(sealed, gross)
        self.sealed.append(sealed)

    def _send(self, batch: list[Sealed]) -> None:
        try:
            status, answer = self._ask("/v1/relay", b"".join(sealed.line + b"\n" for sealed in batch))
        except (OSError, http.client.HTTPException, ValueError):
            status, answer = 0, {}
        if status != 200:
            self.cuts += 1
            threading.Event().wait(0.05)
            return
        if any(one.get("code") == "unknown_chain" for one in answer["answers"]):
            # An agent that was killed has forgotten the certificate: it is shown again, and the same entries go again.
            self._show()
            return
        for sealed, one in zip(batch, answer["answers"], strict=True):
            if one["status"] in KEPT:
                self.acknowledged.add(sealed.digest)
            else:
                self.refused.append(f"{sealed.sequence} {one}")
        del self._outbox[: len(batch)]

    def _show(self) -> None:
        try:
            self._ask("/v1/certificates", self._till.identity.certificate.encode())
        except (OSError, http.client.HTTPException, ValueError):
            self.cuts += 1

    def _ask(self, path: str, body: bytes) -> tuple[int, dict]:
        """Signed, as an agent wants it."""
        nonce, at_ms = to_base64url(secrets.token_bytes(16)), int(time.time() * 1000)
        signed = sign(self._till.key, f"{QUESTION_TAG}\n{question('POST', path, nonce, at_ms, body)}")
        headers = {
            "Comptoir-Till": self._point,
            "Comptoir-Question": f"{nonce}.{at_ms}",
            "Comptoir-Signature": signed,
        }
        return self._post(path, body, headers)

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self._agent.port, timeout=10)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()
