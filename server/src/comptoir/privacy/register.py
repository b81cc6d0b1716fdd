"""The register of erased customers in the home: it survives the database, and a backup from before an erasure.

erasures/erased.jsonl, a line each: the organization, the customer's identifier, when. No word of anybody. It is carried
with the secrets of a backup, so that a machine that begins again knows it, too.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from comptoir.platform.postgres_files import sync_folder

FOLDER = "erasures"


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of it."""

    organization: UUID
    customer: UUID


def register_path() -> Path:
    return Path(settings.HOME) / FOLDER / "erased.jsonl"


def noted() -> set[Noted]:
    """All of them. A line that a power cut left by half is none: its erasure is noted again by the worker."""
    try:
        lines = register_path().read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return set()
    found: set[Noted] = set()
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            said = json.loads(line)
            found.add(Noted(UUID(said["organization"]), UUID(said["customer"])))
    return found


def note(organization: UUID, customers: list[tuple[UUID, str]]) -> None:
    """Add customers with the moments of their erasures. One write and on disk: two processes may note at once."""
    if not customers:
        return
    path = register_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [
        json.dumps({"organization": str(organization), "customer": str(customer), "erased_at": at})
        for customer, at in customers
    ]
    # After half a line the next one begins anew.
    content = "".join(f"\n{line}\n" for line in lines).encode("ascii")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)
