"""Dated files of heads, for time stamps by others: `ots stamp FILE` or a letter to oneself. No network."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from comptoir.platform.postgres_files import sync_folder


def write_roots(folder: Path, heads: Mapping[str, str], day: date) -> list[Path]:
    """One file for each log that has none of this day yet; answers which are new.

    A file is the head itself, signed, and never written again: what was stamped must stay as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for origin, note in sorted(heads.items()):
        path = folder / f"{day.isoformat()}-{sha256(origin.encode()).hexdigest()[:16]}.checkpoint"
        descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=folder)
        try:
            with open(descriptor, "w", encoding="utf-8") as stream:
                stream.write(note)
                stream.flush()
                os.fsync(stream.fileno())
            os.link(draft, path)
        except FileExistsError:
            continue
        finally:
            os.unlink(draft)
        written.append(path)
    sync_folder(folder)
    return written
