"""What a witness keeps: its key, of each log the head that it cosigned last, and what proves that a log lied.

    key                 its name and Ed25519 key, 0600
    logs/<digest>.json  of a log that it trusts: key, newest cosigned head, what was refused last
    evidence/*.json     both signed heads of a log that can't have come from one history

A head is on the disk before its cosignature leaves: a witness that forgets could be shown a second history.
"""

from __future__ import annotations

import json
import re
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.journal.merkle import EMPTY_ROOT
from comptoir.journal.signed_note import (
    COSIGNATURE,
    ED25519,
    Note,
    NoteUnreadable,
    Verifier,
    cosign_note,
    read_checkpoint,
    read_verifier,
)
from comptoir.journal.witnessing import Seen, Submission, Verdict, is_fork, judge
from comptoir.platform.postgres_files import FileLock, write_private

KEY_HEADER = "PRIVATE+KEY+"
EVIDENCE_MAX = 1_000
# A log of Comptoir that was set back goes on under a number, with the same key (ADR 0039).
_AGE = re.compile(r"(comptoir/[0-9a-f-]{36})/([1-9][0-9]{0,14})")
_AFTER = re.compile(r"after (\S+) (0|[1-9][0-9]{0,17}) ([A-Za-z0-9+/]{43}=)?")


class FolderUnfit(Exception):
    """There is no witness in this folder, or another one; the text says so."""


@dataclass(frozen=True, slots=True)
class LogState:
    """Of one log. Times are Unix seconds; `note` is the head as it was cosigned, with the cosignature.

    `ended`: the size at which the log itself said that it was set back and goes on under another name.
    """

    origin: str
    key: str
    size: int = 0
    note: str = ""
    cosigned_at: int = 0
    refused: str = ""
    refused_size: int = 0
    refused_at: int = 0
    ended: int | None = None

    @property
    def seen(self) -> Seen:
        """The head that was cosigned last."""
        return Seen(self.size, read_checkpoint(self.note).root) if self.note else Seen()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two heads that a log signed and that can't both be true; `proof` is what it showed for the second one."""

    kind: str
    origin: str
    at: int
    known: str
    offered: str
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What `add-checkpoint` is answered: `verdict` is None for a log that is not trusted here."""

    verdict: Verdict | None
    size: int = 0
    cosignature: str = ""


class WitnessFolder:
    """Opens a folder that `make` made. Raises `FolderUnfit`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = (path / "key").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise FolderUnfit(f"No witness lives in {path}: give it a --name to begin one.") from None
        self.name, self._key = _read_key(text)
        self._turn = threading.Lock()

    @classmethod
    def make(cls, path: Path, name: str) -> WitnessFolder:
        """Begin a witness of this name; one that is there stays, and must have the name. Raises `FolderUnfit`."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in ("logs", "evidence"):
            (path / part).mkdir(mode=0o700, exist_ok=True)
        with _locked(path):
            if not (path / "key").exists():
                write_private(path / "key", _new_key(name) + "\n")
        found = cls(path)
        if found.name != name:
            raise FolderUnfit(f"The witness in {path} is called {found.name}: a key has one name for good.")
        return found

    @property
    def verifier(self) -> Verifier:
        """By which its cosignatures are believed."""
        return Verifier(self.name, COSIGNATURE, self._key.public_key().public_bytes_raw())

    def trust(self, key: str, *, origin: str = "") -> bool:
        """Cosign this log from now on; answers whether it is new. Raises `FolderUnfit` or `NoteUnreadable`."""
        verifier = read_verifier(key)
        if verifier.algorithm != ED25519:
            raise NoteUnreadable
        state = LogState(origin or verifier.name, key)
        with self._exclusive():
            known = self._read(state.origin)
            if known is None:
                self._write(state)
            elif known.key != key:
                raise FolderUnfit(f"{state.origin} is trusted with another key: {known.key}.")
        return known is None

    def logs(self) -> list[LogState]:
        """Of each log, by its name."""
        found = [_state(path) for path in (self.path / "logs").glob("*.json")]
        return sorted(found, key=lambda one: one.origin)

    def evidence(self) -> list[Evidence]:
        """What was written down, in the order of time."""
        found = []
        for path in (self.path / "evidence").glob("*.json"):
            members = json.loads(path.read_text(encoding="utf-8"))
            found.append(Evidence(**{**members, "proof": tuple(members["proof"])}))
        return sorted(found, key=lambda one: (one.at, one.kind, one.offered))

    def cosigned(self, digest: str) -> str:
        """The newest cosigned head of the log whose name has this digest; empty: none."""
        path = self.path / "logs" / f"{digest}.json"
        return _state(path).note if path.exists() else ""

    def add_checkpoint(self, submission: Submission, now: int) -> Answer:
        """Judge a head and, if it holds what was cosigned before, write it down and then cosign it."""
        with self._exclusive():
            state = self._find(submission.head.origin)
            if state is None:
                return Answer(None)
            verdict = judge(submission, read_verifier(state.key), state.seen)
            if verdict in (Verdict.STRANGER, Verdict.SHRUNK):
                return Answer(verdict)
            if verdict is Verdict.COSIGN and state.ended is not None and submission.head.size > state.ended:
                verdict = Verdict.UNCONNECTED  # it said itself that it had ended
            if verdict is Verdict.COSIGN:
                return self._cosign(state, submission, now)
            self._note_refusal(state, submission, verdict, now)
        return Answer(verdict, state.size)

    def _cosign(self, state: LogState, submission: Submission, now: int) -> Answer:
        note = submission.note
        # A clock that was set back would make two heads seem to come in the other order.
        at = max(now, state.cosigned_at)
        signature = cosign_note(self._key, self.name, note.text, at)
        own = tuple(one for one in note.signatures if one.name == read_verifier(state.key).name)
        cosigned = str(Note(note.text, (*own, signature)))
        if not state.note:
            self._note_new_age(submission, now)
        self._write(replace(state, size=submission.head.size, note=cosigned, cosigned_at=at))
        return Answer(Verdict.COSIGN, submission.head.size, str(signature))

    def _note_refusal(self, state: LogState, submission: Submission, verdict: Verdict, now: int) -> None:
        head = submission.head
        if not (verdict is Verdict.BEHIND and submission.old < state.size <= head.size):
            # Asking for our size by an old one is how a log begins, and no refusal.
            self._write(replace(state, refused=verdict, refused_size=head.size, refused_at=now))
        if state.note and is_fork(read_checkpoint(state.note), head):
            self._keep("fork", state, submission, now)
        elif verdict is Verdict.UNCONNECTED and state.note:
            self._keep("unconnected", state, submission, now)

    def _note_new_age(self, submission: Submission, now: int) -> None:
        """The log says that it was set back: where, and whether that is before what it had signed."""
        for line in submission.note.text.split("\n")[3:]:
            found = _AFTER.fullmatch(line)
            before = self._read(found[1]) if found else None
            if found is None or before is None or not before.note:
                continue
            size, root = int(found[2]), b64decode(found[3]) if found[3] else EMPTY_ROOT
            is_denied = size < before.size or (size == before.size and root != before.seen.root)
            self._write(replace(before, ended=size))
            self._keep("denied" if is_denied else "set_back", before, submission, now)

    def _keep(self, kind: str, state: LogState, submission: Submission, now: int) -> None:
        proof = tuple(b64encode(one).decode() for one in submission.proof)
        evidence = Evidence(kind, state.origin, now, state.note, str(submission.note), proof)
        name = sha256(f"{state.note}\n{submission.note.text}".encode()).hexdigest()[:16]
        path = self.path / "evidence" / f"{kind}-{name}.json"
        if not path.exists() and sum(1 for _ in path.parent.glob("*.json")) < EVIDENCE_MAX:
            write_private(path, json.dumps(asdict(evidence), indent=1) + "\n")

    def _find(self, origin: str) -> LogState | None:
        known = self._read(origin)
        found = _AGE.fullmatch(origin)
        if known is not None or found is None:
            return known
        first = self._read(found[1])
        if first is None or int(found[2]) < 2:
            return None
        return LogState(origin, str(replace(read_verifier(first.key), name=origin)))

    def _read(self, origin: str) -> LogState | None:
        path = self._path(origin)
        return _state(path) if path.exists() else None

    def _write(self, state: LogState) -> None:
        write_private(self._path(state.origin), json.dumps(asdict(state), indent=1) + "\n")

    def _path(self, origin: str) -> Path:
        return self.path / "logs" / f"{sha256(origin.encode()).hexdigest()}.json"

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """One at a time, in this process and beside others that use the folder."""
        with self._turn, _locked(self.path):
            yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = FileLock(path / ".lock")
    try:
        lock.exclusive(wait=lambda: time.sleep(0.002))
        yield
    finally:
        lock.close()


def _state(path: Path) -> LogState:
    return LogState(**json.loads(path.read_text(encoding="utf-8")))


def _new_key(name: str) -> str:
    key = Ed25519PrivateKey.generate()
    verifier = Verifier(name, COSIGNATURE, key.public_key().public_bytes_raw())
    try:
        read_verifier(str(verifier))
    except NoteUnreadable:
        raise FolderUnfit("A witness's name has neither blanks nor +: such as witness.accountant.example") from None
    secret = b64encode(bytes([COSIGNATURE]) + key.private_bytes_raw()).decode()
    return f"{KEY_HEADER}{name}+{verifier.key_hash.hex()}+{secret}"


def _read_key(text: str) -> tuple[str, Ed25519PrivateKey]:
    name, _, rest = text.removeprefix(KEY_HEADER).partition("+")
    secret = b64decode(rest.partition("+")[2])
    if not text.startswith(KEY_HEADER) or len(secret) != 33:
        raise FolderUnfit("The key of this witness can't be read.")
    return name, Ed25519PrivateKey.from_private_bytes(secret[1:])
