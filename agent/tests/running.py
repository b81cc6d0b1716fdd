"""A running agent, and the till that talks to it."""

import json
import secrets
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comptoir_agent.service.pairs import ANSWER_TAG, QUESTION_TAG, encode, question, sign, verify
from comptoir_agent.simulate.hands import SECONDS_MAX, pairing_code, start_agent

JOB = b"\x1b@\x1bt\x10Total 12,50\n\x1dV\x42\x00"


@dataclass
class Agent:
    """A running agent, and the till that talks to it."""

    settings: Path
    port: int
    process: "subprocess.Popen[bytes]"
    key: ec.EllipticCurvePrivateKey
    agent_key: str = ""

    @property
    def public_key(self) -> str:
        return encode(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def code(self) -> str:
        return pairing_code(self.settings)

    def pair(self, code: str) -> tuple[int, Any]:
        wish = json.dumps({"code": code, "public_key": self.public_key, "name": "Caisse 1"}).encode()
        status, document, _ = self.send("POST", "/v1/pair", wish, {})
        if status == 201:
            self.agent_key = document["public_key"]
        return status, document

    def ask(self, method: str, path: str, body: bytes = b"", **changes: Any) -> tuple[int, Any]:
        """A signed question; the answer's signature is checked when there is one."""
        nonce = changes.get("nonce", encode(secrets.token_bytes(16)))
        at_ms = changes.get("at_ms", int(time.time() * 1000))
        text = f"{QUESTION_TAG}\n{question(method, path, nonce, at_ms, changes.get('signed_body', body))}"
        headers = {
            "Comptoir-Till": self.public_key,
            "Comptoir-Question": f"{nonce}.{at_ms}",
            "Comptoir-Signature": sign(self.key, text),
        }
        status, document, answer = self.send(method, path, body, headers)
        if status < 300:
            assert verify(self.agent_key, f"{ANSWER_TAG}\n{nonce}\n{sha256(answer.body).hexdigest()}", answer.signature)
        return status, document

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> "tuple[int, Any, Answer]":
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body or None, method=method, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
                content = answer.read()
                return answer.status, json.loads(content), Answer(content, answer.headers.get("Comptoir-Answer", ""))
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}"), Answer(b"", "")

    def print(self, job: str, printer: str = "front", data: bytes = JOB) -> tuple[int, Any]:
        return self.ask("POST", f"/v1/printers/{printer}/jobs/{job}", data)

    def until(self, job: str, *states: str) -> dict[str, str]:
        ends = time.monotonic() + SECONDS_MAX
        while time.monotonic() < ends:
            _, document = self.ask("GET", f"/v1/jobs/{job}")
            if document["state"] in states:
                found: dict[str, str] = document
                return found
            time.sleep(0.1)
        raise AssertionError(f"job {job} did not become {states}")

    def restart(self) -> None:
        self.process.kill()
        self.process.wait(timeout=SECONDS_MAX)
        self.process = start_agent(self.settings, self.port)


@dataclass(frozen=True)
class Answer:
    body: bytes
    signature: str
