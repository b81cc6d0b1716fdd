"""The log against what a witness cosigned of it: the one check that a thorough roll-back can't pass.

Whoever sets back the database and the home folder sets back everything that this server remembers. A witness was out of
reach. Its head is believed when this server's own key signed it, so that no witness can accuse a log of anything else.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psycopg

from comptoir.config.verification_log import CHUNK, HEADS, LOG, Roots
from comptoir.config.witness.command import KIND_WORDS
from comptoir.config.witness.folder import FolderUnfit, WitnessFolder
from comptoir.journal.signed_note import NoteUnreadable, read_checkpoint, read_note, read_verifier, signed_at
from comptoir.platform.tree import leaf_of
from comptoir.tills.log_key import log_name, verifier_of

Connection = psycopg.Connection[tuple[object, ...]]
PATIENCE_SECONDS = 20
ANSWER_BYTES_MAX = 64 * 1024


class WitnessUnreadable(Exception):
    """Nobody answers there, or it is no witness; the text says so."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What a witness knows: its name and key, the newest cosigned heads, and what it keeps as evidence."""

    name: str
    key: str
    notes: tuple[str, ...]
    # Of a log's name, what it was caught at.
    evidence: tuple[tuple[str, str], ...] = ()


def read_witness(where: str, origins: Iterable[str]) -> Witnessed:
    """From its folder, or from its address for the logs of these names. Raises `WitnessUnreadable`."""
    if where.startswith(("https://", "http://")):
        return _asked(where.rstrip("/"), origins)
    try:
        witness = WitnessFolder(Path(where))
        notes = tuple(one.note for one in witness.logs() if one.note)
        evidence = tuple((one.origin, KIND_WORDS[one.kind]) for one in witness.evidence())
    except (FolderUnfit, OSError, ValueError) as error:
        raise WitnessUnreadable(str(error)) from error
    return Witnessed(witness.name, str(witness.verifier), notes, evidence)


def origins_of(connection: Connection, organization: UUID | None) -> list[str]:
    """The names that the logs here have and had first."""
    found = []
    for tenant, _, _, note in connection.execute(HEADS, [organization, organization]).fetchall():
        assert isinstance(tenant, UUID)
        found.append(log_name(tenant, 1))
        if isinstance(note, str) and (present := note.partition("\n")[0]) not in found:
            found.append(present)
    return found


def witness_faults(
    connection: Connection, organization: UUID | None, witnessed: Witnessed
) -> Iterator[tuple[UUID, str]]:
    """Whose log, and what the witness knows otherwise."""
    for tenant, _, _, note in connection.execute(HEADS, [organization, organization]).fetchall():
        assert isinstance(tenant, UUID)
        first = log_name(tenant, 1)
        present = note.partition("\n")[0] if isinstance(note, str) else first
        mine = [one for one in witnessed.notes if _is_of(one.partition("\n")[0], first)]
        for what in _faults_of(connection, tenant, present, mine, witnessed):
            yield tenant, what
        for origin, what in witnessed.evidence:
            if _is_of(origin, first):
                yield tenant, f"the witness {witnessed.name} keeps evidence: {origin} {what}"


def _faults_of(
    connection: Connection, tenant: UUID, present: str, notes: list[str], witnessed: Witnessed
) -> Iterator[str]:
    heads = []
    for text in notes:
        try:
            note = read_note(text)
            head = read_checkpoint(note.text)
        except NoteUnreadable:
            yield f"what {witnessed.name} holds of this log can't be read"
            continue
        at = signed_at(note, read_verifier(witnessed.key))
        if at is None or signed_at(note, verifier_of(tenant, head.origin)) is None:
            yield f"{witnessed.name} holds a head of {head.origin} that it or this server did not sign"
            continue
        heads.append((head, datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")))
    roots, end = _roots_at(connection, tenant, {head.size for head, _ in heads})
    for head, when in sorted(heads, key=lambda one: one[0].size):
        since = "" if head.origin == present else f" (the log was set back since, and goes on as {present})"
        if head.size > end:
            gone = head.size - end
            yield (
                f"the log ends at {end}, and {witnessed.name} cosigned {head.size} lines of {head.origin}, {when}: "
                f"the last {gone} were cut off or set back{since}"
            )
        elif roots[head.size] != head.root:
            yield (
                f"the first {head.size} lines are not those that {witnessed.name} cosigned as {head.origin}, {when}: "
                f"they were changed, or this is another history{since}"
            )


def _roots_at(connection: Connection, tenant: UUID, sizes: set[int]) -> tuple[dict[int, bytes], int]:
    """The root over so many first lines, for each of `sizes`; and where the log ends or has its first hole."""
    roots = Roots()
    found = {0: roots.root}
    with connection.cursor("comptoir_verify_witness") as cursor:
        cursor.itersize = CHUNK
        cursor.execute(LOG, [tenant])
        for position, topic, subject, digest in cursor:
            if position != roots.size + 1:
                break
            assert isinstance(topic, str)
            assert isinstance(subject, UUID)
            roots.add(leaf_of(topic, subject, digest if isinstance(digest, bytes) else None))
            if roots.size in sizes:
                found[roots.size] = roots.root
    return found, roots.size


def _is_of(origin: str, first: str) -> bool:
    return origin == first or origin.startswith(f"{first}/")


def _asked(address: str, origins: Iterable[str]) -> Witnessed:
    name, _, key = (_get(f"{address}/") or "").strip().partition("\n")
    try:
        read_verifier(key)
    except NoteUnreadable:
        raise WitnessUnreadable(f"{address} is no witness.") from None
    found = (_get(f"{address}/checkpoint/{sha256(origin.encode()).hexdigest()}") for origin in origins)
    return Witnessed(name, key, tuple(one for one in found if one))


def _get(address: str) -> str | None:
    """None: there is nothing."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  # http or https, as judged above
            return str(answer.read(ANSWER_BYTES_MAX).decode())
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise WitnessUnreadable(f"{address}: {error}") from error
    except (OSError, http.client.HTTPException, UnicodeDecodeError) as error:
        raise WitnessUnreadable(f"{address}: {error}") from error
