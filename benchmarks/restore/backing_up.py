"""Backs up the rehearsed shop into a folder: python backing_up.py <folder> <public key of books> <… of secrets>

The test of the backup is left out: most of the bench's entries are copies that no till has sealed.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from comptoir.config.backup.dumping import dump_books
from comptoir.config.backup.making import name_of
from comptoir.config.backup.secrets_file import dump_secrets
from comptoir.config.home import Home
from comptoir.platform.backups.recovery import Kind


def main(folder: Path, books: str, secrets: str) -> None:
    now, began = datetime.now(UTC), time.monotonic()
    files = {kind: folder / name_of(now, kind) for kind in Kind}
    with files[Kind.BOOKS].open("wb") as target:
        owner = os.environ["COMPTOIR_OWNER_DATABASE_URL"]
        public = base64.b64decode(books)
        done = dump_books(owner, target, name=files[Kind.BOOKS].name, public=public, version="bench", now=now)
    took = time.monotonic() - began
    with files[Kind.SECRETS].open("wb") as target:
        home, public = Home.of_environment(), base64.b64decode(secrets)
        dump_secrets(home, target, name=files[Kind.SECRETS].name, public=public, now=now)
    said = {
        "books": str(files[Kind.BOOKS]),
        "secrets": str(files[Kind.SECRETS]),
        "seconds": round(took, 1),
        "bytes": files[Kind.BOOKS].stat().st_size,
        "entries": done.manifest.entries,
    }
    print(json.dumps(said))


main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
