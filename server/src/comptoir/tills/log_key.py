"""Signs the head of an organization's log with the server's key, and remembers what was signed: outside the database.

Tills and receipts know that key by the certificates that it signed; nothing else that it signs begins like a head.

A database that was set back is ahead of nothing: its log no longer begins with what was signed. Then a new *age* of the
log begins, under a name of its own, and each of its heads says where the age before it ended. So a roll-back is not
hidden, and no two heads of one name ever differ.
"""

import json
import os
import tempfile
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from comptoir.journal.merkle import EMPTY_ROOT, Node, tree_root
from comptoir.journal.signed_note import ED25519, Checkpoint, Note, Verifier, sign_note
from comptoir.platform.tree import TreeBroken
from comptoir.tills.server_key import server_key


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed last of a log. `ended`: how the age before this one ended, a line of each of its heads."""

    age: int = 1
    size: int = 0
    root: str = ""
    ended: str = ""


class LogSigner:
    """Signs for the tree's follower."""

    def signed_size(self, organization: UUID) -> int:
        return read_signed(organization).size

    def sign(self, organization: UUID, size: int, root: bytes, node: Node) -> str:
        return sign_head(organization, size, root, node)


def sign_head(organization: UUID, size: int, root: bytes, node: Node) -> str:
    """The signed note of this head; it is on the disk as signed before anybody can have it."""
    last = read_signed(organization)
    if not _begins_with(last, size, node):
        ended = f"{log_name(organization, last.age)} {last.size} {last.root}"
        last = Signed(age=last.age + 1, ended=ended)
    return _sign(organization, size, root, last)


def _sign(organization: UUID, size: int, root: bytes, last: Signed) -> str:
    name = log_name(organization, last.age)
    text = str(Checkpoint(name, size, root)) + (f"after {last.ended}\n" if last.ended else "")
    _write(organization, Signed(last.age, size, b64encode(root).decode(), last.ended))
    return str(Note(text, (sign_note(server_key(), name, text),)))


def log_name(organization: UUID, age: int) -> str:
    """The origin of its checkpoints."""
    return f"comptoir/{organization}" + (f"/{age}" if age > 1 else "")


def log_verifier(organization: UUID) -> Verifier:
    """By which its present heads are believed."""
    return verifier_of(organization, log_name(organization, read_signed(organization).age))


def verifier_of(organization: UUID, origin: str) -> Verifier:
    """By which the heads of an age of this log are believed; of another log's name it becomes the first age's."""
    name = origin if origin.startswith(f"{log_name(organization, 1)}/") else log_name(organization, 1)
    return Verifier(name, ED25519, server_key().public_key().public_bytes_raw())


def begin_age(organization: UUID, size: int, root: bytes, *, age: int) -> str:
    """The head of a log that a backup brought back, as the first of a new age.

    The home may be as old as the backup, and then knows nothing of the heads that were signed since: going on under
    the same name could give it two different heads. `age` must be one that was never used; the second of the restore
    is none that came before.
    """
    last = read_signed(organization)
    assert age > last.age
    ended = f"{log_name(organization, last.age)} {last.size} {last.root}"
    return _sign(organization, size, root, Signed(age=age, ended=ended))


def read_signed(organization: UUID) -> Signed:
    path = _path(organization)
    return Signed(**json.loads(path.read_text(encoding="ascii"))) if path.exists() else Signed()


def _begins_with(last: Signed, size: int, node: Node) -> bool:
    """Whether the tree still begins with what was signed."""
    if last.size == 0:
        return True
    if last.size > size:
        return False
    try:
        return tree_root(node, last.size) == (b64decode(last.root) if last.root else EMPTY_ROOT)
    except TreeBroken:
        return False


def _path(organization: UUID) -> Path:
    return Path(settings.HOME) / "log-heads" / f"{organization}.json"


def _write(organization: UUID, signed: Signed) -> None:
    """Beside and over: whoever reads finds the one before or this one, whole."""
    path = _path(organization)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with open(descriptor, "w", encoding="ascii") as stream:
        stream.write(json.dumps(asdict(signed)))
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(name, path)
