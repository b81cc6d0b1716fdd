"""A log in memory, with heads that are signed as a server signs them, and a true process of the witness: for tests."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.journal.merkle import consistency_proof, leaf_hash, parent_hash, tree_root
from comptoir.journal.signed_note import ED25519, Checkpoint, Note, Verifier, sign_note
from comptoir.journal.witnessing import Submission, submission_of

ORIGIN = "comptoir/0198c1a0-0000-7000-8000-000000000001"
KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)


@dataclass(frozen=True, slots=True)
class PaperLog:
    """`story`: two logs of different stories have no leaf in common from `fork` on."""

    story: str = "true"
    origin: str = ORIGIN
    fork: int = 0
    key: Ed25519PrivateKey = KEY
    after: str = ""

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.origin, ED25519, self.key.public_key().public_bytes_raw())

    def node(self, level: int, index: int) -> bytes:
        if level == 0:
            return leaf_hash(f"{'true' if index < self.fork else self.story} {index}".encode())
        return parent_hash(self.node(level - 1, 2 * index), self.node(level - 1, 2 * index + 1))

    def root(self, size: int) -> bytes:
        return tree_root(self.node, size)

    def head(self, size: int) -> Note:
        text = str(Checkpoint(self.origin, size, self.root(size))) + (f"after {self.after}\n" if self.after else "")
        return Note(text, (sign_note(self.key, self.origin, text),))

    def submission(self, old: int, size: int) -> Submission:
        return submission_of(self.head(size), old, tuple(consistency_proof(self.node, old, size) if old < size else ()))


@dataclass(slots=True)
class Process:
    """`comptoir witness` as it runs at an accountant's."""

    folder: Path
    port: int
    key: str
    process: subprocess.Popen[str]

    def post(self, body: str, *, path: str = "/add-checkpoint") -> tuple[int, str, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", path, body.encode())
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def state(self, origin: str = ORIGIN) -> dict[str, object]:
        path = self.folder / "logs" / f"{sha256(origin.encode()).hexdigest()}.json"
        found: dict[str, object] = json.loads(path.read_text("utf-8"))
        return found

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextmanager
def witness_process(folder: Path, *, name: str = "witness.test.example", port: int = 0) -> Iterator[Process]:
    """Started, listening, and stopped by SIGTERM at the end. It is given no address of a database."""
    surroundings = {one: value for one, value in os.environ.items() if "DATABASE" not in one and "DJANGO" not in one}
    command = [sys.executable, "-m", "comptoir.config.cli", "witness", "--folder", str(folder), "--name", name]
    process = subprocess.Popen(
        [*command, "--listen", f"127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True, env=surroundings
    )
    try:
        assert process.stdout is not None
        said, key = process.stdout.readline(), process.stdout.readline()
        assert said, "the witness did not start"
        yield Process(folder, int(said.rsplit(":", 1)[1]), key.removeprefix("Its key: ").strip(), process)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


def run_witness(folder: Path, *arguments: str) -> tuple[int, str]:
    """One of its other commands; answers exit code and output."""
    command = [sys.executable, "-m", "comptoir.config.cli", "witness", "--folder", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def wait_until(question, *, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)
